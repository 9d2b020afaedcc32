//! Reports, without the rows of people whom the reader may not see; and their charts.

use domain::StrikeReason;
use domain::rulebook::CountryProfile;
use jiff::civil::Date;
use operations::report::{self, Cell};
use persistence::CaseScope;
use serde::Serialize;
use utoipa::ToSchema;

use crate::desk::Desk;
use crate::failure::Failure;
use crate::policy::{Act, Subject};
use crate::sight::WITHHELD;
use crate::who::Who;

/// Columns that name somebody: a row with one is about that person.
const NAMES: &[&str] = &["case", "person", "other"];
/// Bars of a chart.
const BARS: usize = 14;
/// Width of the widest bar.
const WIDTH: i64 = 560;

/// A report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct ReportView {
    /// Its name in addresses.
    pub(crate) slug: &'static str,
    /// What people read above it.
    pub(crate) title: &'static str,
    /// What it says.
    pub(crate) what: &'static str,
    /// Names of the columns.
    pub(crate) columns: Vec<String>,
    /// Rows, each as long as there are columns.
    pub(crate) rows: Vec<Vec<String>>,
    /// Rows about people whom the reader may not see.
    pub(crate) hidden: usize,
    /// Rows that did not fit: the least urgent ones.
    pub(crate) left_out: u64,
    /// Which columns are numbers, for pages.
    #[serde(skip)]
    pub(crate) numbers: Vec<bool>,
    /// Which column names a case, for links.
    #[serde(skip)]
    pub(crate) case_column: usize,
}

/// A chart of a report: one bar a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Chart {
    /// Its name, unique on its page.
    pub(crate) id: &'static str,
    pub(crate) title: String,
    pub(crate) summary: String,
    pub(crate) height: usize,
    pub(crate) bars: Vec<Bar>,
}

/// One bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bar {
    pub(crate) label: String,
    pub(crate) value: i64,
    pub(crate) width: i64,
    pub(crate) y: usize,
    pub(crate) text_y: usize,
}

impl Desk {
    /// The report called `slug`, as `who` may see it.
    pub(crate) async fn report(&self, who: &Who, slug: &str) -> Result<ReportView, Failure> {
        self.may(who, Act::SeeReports).await?;
        let none = || Failure::NotFound("such report".to_owned());
        let report = report::find(slug).ok_or_else(none)?;
        if report.slug == "queue" {
            self.may(who, Act::SeeQueue).await?;
        }
        let table = (report.run)(&self.ops).await?;
        let names: Vec<usize> =
            (0..table.columns.len()).filter(|n| is_name(table.columns.get(*n))).collect();
        let keys = table.rows.iter().flat_map(|row| names.iter().filter_map(|n| row.get(*n)));
        let keys: Vec<String> = keys.map(ToString::to_string).collect();
        let scopes = self.ops.store.case_scopes(keys.iter().map(String::as_str)).await?;
        let about_people = report.slug != "queue" && report.slug != "waiting" && !names.is_empty();
        let mut rows = Vec::with_capacity(table.rows.len());
        let mut hidden = 0;
        for row in &table.rows {
            let subjects = names.iter().filter_map(|n| row.get(*n)).map(ToString::to_string);
            let mut sees = true;
            let (mut protection, mut medical) = (true, true);
            for key in subjects {
                let scope = scopes.get(&key);
                let subject = Subject::Case {
                    office: scope.map_or("", |scope| &scope.office),
                    nationality: scope.and_then(|s| s.nationality.as_deref()).unwrap_or_default(),
                    disclosed: false,
                };
                sees &= scope.is_some() && self.would(who, Act::SeeCase, subject);
                protection &= self.would(who, Act::SeeProtection, subject);
                medical &= self.would(who, Act::SeeMedical, subject);
            }
            if about_people && !sees {
                hidden += 1;
                continue;
            }
            let cells = row.iter().zip(&table.columns).map(|(cell, column)| {
                // A report of figures names a case as an example: not to those who may not see it.
                if is_name(Some(column)) && !sees {
                    return String::new();
                }
                self.cut_cell(&cell.to_string(), names.is_empty(), protection, medical)
            });
            rows.push(cells.collect());
        }
        let numbers = (0..table.columns.len()).map(|n| {
            let mut cells = table.rows.iter().filter_map(|row| row.get(n));
            cells.any(|cell| matches!(cell, Cell::Number(_)))
        });
        let case_column = table.columns.iter().position(|name| *name == "case");
        Ok(ReportView {
            slug: report.slug,
            title: report.title,
            what: report.what,
            numbers: numbers.collect(),
            case_column: case_column.unwrap_or(usize::MAX),
            columns: table.columns.iter().map(|name| name.replace('_', " ")).collect(),
            rows,
            hidden,
            left_out: table.left_out,
        })
    }

    /// Whether `who` may see that there is a case that belongs there.
    pub(crate) fn sees_scope(&self, who: &Who, scope: Option<&CaseScope>) -> bool {
        scope.is_some_and(|scope| {
            let nationality = scope.nationality.as_deref().unwrap_or_default();
            let office = scope.office.as_str();
            self.would(who, Act::SeeCase, Subject::Case { office, nationality, disclosed: false })
        })
    }

    /// A cell, unless it tells of a hold that the reader may not read on this person.
    fn cut_cell(&self, cell: &str, figures: bool, protection: bool, medical: bool) -> String {
        // Figures over everybody tell of nobody.
        let cuts = !figures
            && self.ops.rules.hold_kinds().any(|kind| {
                let hidden = (kind.confidential && !protection)
                    || (kind.strike_reason == StrikeReason::Medical && !medical);
                hidden && (cell.contains(&*kind.code) || cell.contains(&kind.label))
            });
        if cuts { WITHHELD.to_owned() } else { cell.to_owned() }
    }
}

fn is_name(column: Option<&&'static str>) -> bool {
    column.is_some_and(|column| NAMES.contains(column))
}

impl Chart {
    /// The chart of a report of figures; none of one about people.
    pub(crate) fn of(report: &ReportView) -> Option<Self> {
        let named = report.columns.iter().any(|column| NAMES.contains(&column.as_str()));
        let value = report.numbers.iter().rposition(|is_number| *is_number)?;
        (!named).then(|| Self::of_column(report, value)).flatten()
    }

    /// The chart of the column called `column`; none if there is no such column.
    pub(crate) fn of_column_called(report: &ReportView, column: &str) -> Option<Self> {
        Self::of_column(report, report.columns.iter().position(|name| name == column)?)
    }

    fn of_column(report: &ReportView, value: usize) -> Option<Self> {
        let label = report.numbers.iter().position(|is_number| !*is_number)?;
        let figures = report
            .rows
            .iter()
            .filter_map(|row| Some((row.get(label)?.clone(), row.get(value)?.parse().ok()?)))
            // A bar for the sum would make all others short.
            .filter(|(label, _)| label != "all");
        let column = report.columns.get(value).cloned().unwrap_or_default();
        Self::bars(report.slug, &format!("{}: {column}", report.title), figures.collect())
    }

    /// A bar for each of the largest of `figures`; none if there are no figures.
    pub(crate) fn bars(
        id: &'static str,
        title: &str,
        mut figures: Vec<(String, i64)>,
    ) -> Option<Self> {
        if figures.is_empty() {
            return None;
        }
        figures.sort_by_key(|figure| std::cmp::Reverse(figure.1));
        figures.truncate(BARS);
        let most = figures.first().map_or(1, |first| first.1).max(1);
        let bars: Vec<Bar> = figures
            .into_iter()
            .enumerate()
            .map(|(n, (label, value))| Bar {
                label,
                value,
                width: (value.max(0) * WIDTH / most).max(1),
                y: n * 28 + 4,
                text_y: n * 28 + 18,
            })
            .collect();
        let told: Vec<String> =
            bars.iter().take(3).map(|bar| format!("{} {}", bar.label, bar.value)).collect();
        Some(Self {
            id,
            title: title.to_owned(),
            summary: format!("The longest bars: {}. The table has every figure.", told.join(", ")),
            height: bars.len() * 28 + 8,
            bars,
        })
    }
}

/// When the agency of a profile takes requests.
fn hours(profile: &CountryProfile) -> String {
    let Some(office) = &profile.agency.office else { return "at any time".to_owned() };
    let span = |time: jiff::civil::Time| time.strftime("%H:%M").to_string();
    let hours: Vec<String> = office
        .hours
        .iter()
        .map(|one| format!("{} {}–{}", one.days, span(one.opens), span(one.closes)))
        .collect();
    format!("{}, {}", hours.join("; "), office.zone_name())
}

/// The holidays of its agency within a year from `day`.
fn holidays(profile: &CountryProfile, day: Date) -> String {
    let Some(office) = &profile.agency.office else { return "no day".to_owned() };
    let days = day.series(jiff::Span::new().days(1)).take(365);
    let mut named: Vec<String> = Vec::new();
    let mut last = None;
    for day in days {
        let holiday = office.holiday(day).map(|holiday| holiday.name.as_str());
        if let Some(name) = holiday.filter(|_| holiday != last) {
            named.push(format!("{day} {name}"));
        }
        last = holiday;
    }
    if named.is_empty() { "no day".to_owned() } else { named.join("; ") }
}

/// A country's profile as pairs of name and value.
pub(crate) fn profile_pairs(profile: &CountryProfile, day: Date) -> Vec<(&'static str, String)> {
    let yes = |truth: bool| if truth { "yes" } else { "no" }.to_owned();
    let tier = profile.tier_on(day).map_or("not on record", |tier| tier.label());
    let kinds: Vec<String> = profile
        .travel_document
        .kinds
        .iter()
        .map(|kind| {
            let once = if kind.single_use { ", one journey" } else { "" };
            format!("{} ({} days{once})", kind.kind.label(), kind.validity_days)
        })
        .collect();
    let windows: Vec<String> = profile
        .manifest
        .landing_windows
        .iter()
        .map(|window| format!("{} {}–{} {}", window.days, window.from, window.to, window.tz))
        .collect();
    let fields: Vec<&str> = profile.disclosure_fields.iter().map(|field| field.label()).collect();
    vec![
        ("Authority", format!("{} ({})", profile.agency.name, profile.agency.id)),
        ("Takes requests", hours(profile)),
        ("Closed on", holidays(profile, day)),
        ("Cooperation", tier.to_owned()),
        ("Languages", profile.languages.join(", ")),
        ("Channel", profile.travel_document.channel.label().to_owned()),
        (
            "Interview",
            format!(
                "{}: {}",
                profile.travel_document.interview.need.label(),
                profile.travel_document.interview_mode
            ),
        ),
        ("Answers within", format!("{} days", profile.travel_document.answer_sla_days)),
        ("Packet", profile.travel_document.packet.join(", ")),
        ("Documents", kinds.join("; ")),
        ("Notice of the list", format!("{} days", profile.manifest.notice_days)),
        ("Names on a list", profile.manifest.list_cap.to_string()),
        ("Charter flights", yes(profile.manifest.charter_allowed)),
        ("Commercial flights", yes(profile.manifest.commercial_allowed)),
        ("Approves each person", yes(profile.manifest.per_person_approval)),
        ("Buffer after arrival", format!("{} days", profile.manifest.arrival_buffer_days)),
        ("Airports", profile.manifest.airports.join(", ")),
        ("Landing", if windows.is_empty() { "any time".to_owned() } else { windows.join("; ") }),
        ("Consular notice", yes(profile.consular.mandatory_notification)),
        ("May be disclosed", fields.join(", ")),
        ("Source", profile.source.clone()),
    ]
}
