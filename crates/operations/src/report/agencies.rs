//! How foreign agencies answer: how many were asked for, what they said, how long it took.

use domain::Country;

use super::table::{maybe, number, text};
use super::{Cell, Report, Table};
use crate::forecast::{Asked, Requests, day_number, within};
use crate::{OperationError, Operations};

pub(super) const REPORT: Report = Report {
    slug: "agencies",
    title: "Answers of foreign agencies",
    what: "requests for travel documents by country: asked, approved, refused, pending, documents \
           and refusals of a hundred, and days; those that still wait count in the days",
    run: |ops| Box::pin(run(ops)),
};

async fn run(ops: &Operations) -> Result<Table, OperationError> {
    let requests = Requests::read(ops).await?;
    let today = day_number(ops.clock.now().date());
    let mut table = Table::new(&[
        "country",
        "agency",
        "asked",
        "approved",
        "refused",
        "pending",
        "documents_per_100",
        "refused_per_100_answers",
        "median_days",
        "p80_days",
        "p95_days",
        "sla_days",
    ]);
    table.rows.extend(requests.answers.keys().map(|country| row(ops, *country, &requests, today)));
    Ok(table)
}

fn row(ops: &Operations, country: Country, requests: &Requests, today: i32) -> Vec<Cell> {
    let profile = ops.rules.country(country);
    let answers = requests.answers.get(&country).copied().unwrap_or_default();
    let answered = answers.approved + answers.refused;
    let asked = answered + answers.pending;
    let of_hundred = |part: u64, all: u64| (part * 100).checked_div(all);
    let own = |asked: &&Asked| *asked.group.country == *country.to_string();
    let days = |part| within(requests.asked.iter().filter(own), today, part);
    vec![
        text(country),
        maybe(profile.map(|profile| &profile.agency.id)),
        number(asked),
        number(answers.approved),
        number(answers.refused),
        number(answers.pending),
        of_hundred(answers.approved, asked).map_or(Cell::Empty, number),
        of_hundred(answers.refused, answered).map_or(Cell::Empty, number),
        days(50).map_or(Cell::Empty, number),
        days(80).map_or(Cell::Empty, number),
        days(95).map_or(Cell::Empty, number),
        profile.map_or(Cell::Empty, |profile| number(profile.travel_document.answer_sla_days)),
    ]
}
