//! What a demonstration came to, on one screen.

use std::collections::BTreeMap;

use domain::rulebook::Rulebook;
use domain::{CustodyKind, FlightStatus, ReasonCode, StageName, StrikeReason};
use jiff::civil::Date;
use operations::demo::{DemoSummary, FlightSummary, ReasonCount};

use crate::output::{add, count, heading, table};

/// Length of the longest bar.
const BAR: u64 = 32;
/// How many reasons are shown.
const REASONS: usize = 10;
/// How many reasons stand behind a flight.
const STRUCK: usize = 2;
/// How many clocks are shown.
const CLOCKS: usize = 8;

/// The summary for people.
pub(super) fn text(summary: &DemoSummary, rules: &Rulebook) -> String {
    let day = summary.as_of.parse().unwrap_or(Date::MAX);
    let names = Names { rules, day };
    let mut text = format!(
        "{}\ndocket of {}, rulebook {}, {} records set aside until put right, {:.1} s\n",
        heading(&format!(
            "Caseflight demo: {} people, {} flights",
            count(summary.people),
            summary.flights.len()
        )),
        summary.as_of,
        summary.rules,
        count(summary.set_aside),
        summary.elapsed_s,
    );
    let mut section = |title: &str, body: String| {
        add(&mut text, format_args!("\n{}\n{body}", heading(title)));
    };
    section("Where the cases stand", stages(summary));
    section("Flights", flights(&summary.flights, &names));
    section(
        "Who did not board, and why (first reason; once for each flight to the country)",
        left_behind(&summary.flights, &names),
    );
    if !summary.clocks.is_empty() {
        section("Deadlines missed or near", clocks(summary));
    }
    text
}

fn stages(summary: &DemoSummary) -> String {
    let most = summary.stages.values().copied().max().unwrap_or(0).max(1);
    let mut text = String::new();
    for stage in StageName::ALL {
        let cases = summary.stages.get(stage.code()).copied().unwrap_or(0);
        let length = (cases * BAR).div_ceil(most);
        let bar: String = (0..length).map(|_| '█').collect();
        let line = format!("{:<20}{:>9}  {bar}", stage.label(), count(cases));
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

fn flights(flights: &[FlightSummary], names: &Names<'_>) -> String {
    table(
        &[
            "flight",
            "departs",
            "to",
            "#seats",
            "#filled",
            "#struck",
            "#stop orders",
            "#left",
            "#handed over",
            "struck because",
        ],
        flights.iter().map(|flight| {
            let filled = flight.manifested.saturating_sub(flight.struck);
            [
                flight.flight_id.clone(),
                flight.departs_at.get(..16).unwrap_or(&flight.departs_at).replace('T', " "),
                flight.to.join(" "),
                flight.seats.to_string(),
                filled.to_string(),
                flight.struck.to_string(),
                flight.stop_orders.to_string(),
                flight.departed.to_string(),
                flight.handed_over.to_string(),
                struck(flight, names),
            ]
        }),
    )
}

fn struck(flight: &FlightSummary, names: &Names<'_>) -> String {
    let cancelled = flight.status == FlightStatus::Cancelled.code();
    let mut why: Vec<String> = cancelled.then(|| "cancelled".to_owned()).into_iter().collect();
    let reasons = flight
        .struck_why
        .iter()
        .take(STRUCK)
        .map(|one| format!("{} ({})", names.of(&one.reason), one.people));
    why.extend(reasons);
    let more: u64 = flight.struck_why.iter().skip(STRUCK).map(|one| one.people).sum();
    if more > 0 {
        why.push(format!("other ({more})"));
    }
    why.join(", ")
}

fn left_behind(flights: &[FlightSummary], names: &Names<'_>) -> String {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for ReasonCount { reason, people } in flights.iter().flat_map(|flight| &flight.not_aboard) {
        *counts.entry(reason).or_default() += people;
    }
    let mut counts: Vec<(&str, u64)> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let more: u64 = counts.iter().skip(REASONS).map(|(_, people)| people).sum();
    let mut text = String::new();
    for (reason, people) in counts.iter().take(REASONS) {
        add(&mut text, format_args!("{:>9}  {}\n", count(*people), names.of(reason)));
    }
    if more > 0 {
        add(&mut text, format_args!("{:>9}  other reasons\n", count(more)));
    }
    text
}

fn clocks(summary: &DemoSummary) -> String {
    table(
        &["deadline", "#missed", "#near"],
        summary
            .clocks
            .iter()
            .take(CLOCKS)
            .map(|clock| [clock.label.clone(), count(clock.overdue), count(clock.near)]),
    )
}

/// Plain words for the codes of reasons.
struct Names<'a> {
    rules: &'a Rulebook,
    day: Date,
}

impl Names<'_> {
    /// What `reason` means: of the gate, of the planner or of a strike.
    fn of(&self, reason: &str) -> String {
        let (code, about) = reason.split_once(':').unwrap_or((reason, ""));
        let kind = self.rules.hold_kind(about, self.day).map_or(about, |kind| kind.label.as_str());
        if code == ReasonCode::Hold.code() && !about.is_empty() {
            return kind.to_owned();
        }
        if let (true, Some(custody)) =
            (code == ReasonCode::Custody.code(), CustodyKind::from_code(about))
        {
            return custody.label().to_owned();
        }
        let label = match code {
            "ready_too_late" => "ready, but after the list was closed",
            "no_flight" => "no flight",
            "list_full" => "the agency's list is full",
            "no_seat" => "no seat left",
            "no_place_for_high_class" => "no place for the high guarding class",
            "no_nurse_place" => "no place with a nurse",
            "stage" => return stage(about),
            _ => match (ReasonCode::from_code(code), StrikeReason::from_code(code)) {
                (Some(reason), _) => reason.label(),
                (None, Some(reason)) => reason.label(),
                (None, None) => code,
            },
        };
        if about.is_empty() { label.to_owned() } else { format!("{label}: {kind}") }
    }
}

/// Where a case stands that nothing else keeps from the flight.
fn stage(code: &str) -> String {
    let label = StageName::from_code(code).map_or(code, |stage| stage.label());
    format!("not ready: {}", label.to_lowercase())
}
