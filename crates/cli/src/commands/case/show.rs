//! `case show`: one case with everything on record. The one place that shows a birth date.

use anyhow::Result;
use domain::clock::clocks;
use domain::{Case, Moment, PersonId, SeatRole, Stage};
use operations::Operations;
use serde_json::json;

use super::list::name;
use super::why::clock_table;
use crate::app::{App, Done};
use crate::commands::{document, hold};
use crate::output::{add, heading, lines, maybe, pairs, table};

pub(super) async fn run(
    text: &str,
    at: Option<Moment>,
    ops: &Operations,
    app: &App,
) -> Result<Done> {
    let found = ops.find_case(text).await?;
    let (version, instant) = (found.version(), at.map_or_else(|| app.now().at(), Moment::at));
    let (case, version) = match at {
        Some(at) => {
            let past = ops.case_as_known(&found.value.id, at.at()).await?;
            (past.case, past.version)
        }
        None => (found.value, version),
    };
    let clocks = clocks(&case, instant, &ops.rules);
    let value = json!({ "version": version, "case": case, "clocks": clocks });
    app.out.answer(&value, || {
        let mut text = header(&case, version);
        text.push_str(&sections(&case));
        if !clocks.is_empty() {
            add(&mut text, format_args!("\n{}\n{}", heading("Clocks"), clock_table(&clocks)));
        }
        text
    })?;
    Ok(Done::Well)
}

fn header(case: &Case, version: domain::Version) -> String {
    let person = &case.person;
    let custody = &case.custody;
    let order = &case.order;
    let apart: Vec<&str> = person.keep_apart.iter().map(PersonId::as_str).collect();
    let born_in = format!("{} in {}", person.birth_date, person.birth_country);
    let cleared = case.medical.cleared_on.as_ref();
    let mut text = format!("{}\n", heading(&format!("Case {}, version {version}", case.id)));
    text.push_str(&pairs([
        ("stage", stage(&case.stage)),
        ("person", person.id.to_string()),
        ("name", name(&person.family_name, &person.given_names)),
        ("A-number", person.a_number.to_string()),
        ("born", born_in),
        ("sex", person.sex.to_string()),
        ("nationality", person.nationality.to_string()),
        ("guarding class", person.class_level.to_string()),
        ("criminality", person.criminality.to_string()),
        ("family", maybe(person.family_unit.as_ref())),
        ("keep apart from", apart.join(", ")),
        ("attorney", person.attorney.to_string()),
        ("custody", format!("{} at {} ({})", custody.kind, custody.facility, custody.office)),
        ("in custody since", maybe(custody.since.as_ref())),
        ("order", format!("{} {}", order.kind, maybe(order.date.as_ref()))),
        ("appeal", order.appeal.to_string()),
        ("category", order.category.to_string()),
        ("to be removed to", maybe(order.removal_country.as_ref())),
        ("fitness to fly", case.medical.status.to_string()),
        ("cleared on", maybe(cleared)),
        ("opened here", case.opened_at.to_string()),
    ]));
    text
}

fn stage(stage: &Stage) -> String {
    let label = stage.name().label();
    match stage {
        Stage::Manifested { flight, role: SeatRole::Primary }
        | Stage::Confirmed { flight }
        | Stage::Boarded { flight }
        | Stage::Departed { flight } => format!("{label}, flight {flight}"),
        Stage::Manifested { flight, role: SeatRole::Alternate } => {
            format!("{label}, flight {flight}, alternate")
        }
        Stage::Removed { flight, handed_over_at } => {
            format!("{label}, flight {flight}, handed over {handed_over_at}")
        }
        Stage::Closed { outcome } => format!("{label}: {}", outcome.label()),
        Stage::Detained | Stage::OrderFinal | Stage::DocumentRequested | Stage::AgencyApproved => {
            label.to_owned()
        }
    }
}

fn sections(case: &Case) -> String {
    let mut text = String::new();
    let mut section = |title: &str, is_empty: bool, body: &dyn Fn() -> String| {
        if !is_empty {
            add(&mut text, format_args!("\n{}\n{}", heading(title), body()));
        }
    };
    section("Defects of the record", case.defects.is_empty(), &|| lines(&case.defects));
    section("Holds", case.holds.is_empty(), &|| {
        let rows = case
            .holds
            .iter()
            .filter_map(|hold| hold.latest().map(|latest| hold::cells(hold.id.as_str(), latest)));
        table(&hold::COLUMNS, rows)
    });
    section("Documents", case.documents.is_empty(), &|| document::shown(&case.documents));
    section("Statements", case.statements.is_empty(), &|| {
        table(
            &["statement", "about", "made", "language", "interpreter", "officer", "outcome"],
            case.statements.iter().map(|one| {
                [
                    one.id.to_string(),
                    one.kind.to_string(),
                    maybe(one.made_at),
                    one.language.to_string(),
                    if one.interpreter { "yes" } else { "no" }.to_owned(),
                    maybe(one.officer.as_ref()),
                    match &one.defect {
                        Some(_) => "cannot be read".to_owned(),
                        None => maybe(one.outcome),
                    },
                ]
            }),
        )
    });
    section("Interviews", case.interviews.is_empty(), &|| {
        table(
            &["interview", "request", "how", "asked for", "when", "where", "language", "outcome"],
            case.interviews.iter().map(|one| {
                [
                    one.id.to_string(),
                    one.document.to_string(),
                    one.mode.label().to_owned(),
                    one.asked_on.to_string(),
                    maybe(one.at),
                    maybe(one.place.as_ref()),
                    maybe(one.language.as_ref()),
                    one.outcome.map_or_else(String::new, |outcome| outcome.label().to_owned()),
                ]
            }),
        )
    });
    section("Notices served", case.notices.is_empty(), &|| {
        lines(case.notices.iter().map(|notice| format!("{} {}", notice.on, notice.kind)))
    });
    text
}
