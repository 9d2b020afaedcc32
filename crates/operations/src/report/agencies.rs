//! How foreign agencies answer: how many were asked for, what they said, how long it took.

use std::collections::BTreeMap;

use domain::{Answer, Country, Document};

use super::look::days;
use super::table::{maybe, number, text};
use super::{Cell, Report, Table};
use crate::cases::CasePages;
use crate::{OperationError, Operations};

pub(super) const REPORT: Report = Report {
    slug: "agencies",
    title: "Answers of foreign agencies",
    what: "requests for travel documents by country: asked, approved, refused, pending, and days",
    run: |ops| Box::pin(run(ops)),
};

#[derive(Default)]
struct Answers {
    asked: u64,
    approved: u64,
    refused: u64,
    pending: u64,
    /// How many answers took so many days.
    took: BTreeMap<i64, u64>,
}

impl Answers {
    fn count(&mut self, document: &Document) {
        let Some(asked) = document.requested_on else { return };
        self.asked += 1;
        match document.answer {
            Some(Answer::Approved) => self.approved += 1,
            Some(Answer::Refused) => self.refused += 1,
            Some(Answer::Pending) | None => {
                self.pending += 1;
                return;
            }
        }
        if let Some(answered) = document.answered_on {
            *self.took.entry(days(asked, answered)).or_default() += 1;
        }
    }

    /// The days within which `part` of a hundred answers came.
    fn within(&self, part: u64) -> Option<i64> {
        let all: u64 = self.took.values().sum();
        let wanted = (all * part).div_ceil(100).max(1);
        let mut so_far = 0;
        self.took.iter().find_map(|(days, count)| {
            so_far += count;
            (so_far >= wanted).then_some(*days)
        })
    }
}

async fn run(ops: &Operations) -> Result<Table, OperationError> {
    let mut by_country: BTreeMap<Country, Answers> = BTreeMap::new();
    let mut pages = CasePages::new(ops);
    while let Some(page) = pages.next().await? {
        for document in page.iter().flat_map(|case| &case.value.documents) {
            let Some(country) = document.issuing_country.read() else { continue };
            if document.requested_on.is_some() {
                by_country.entry(*country).or_default().count(document);
            }
        }
    }
    let mut table = Table::new(&[
        "country",
        "agency",
        "asked",
        "approved",
        "refused",
        "pending",
        "median_days",
        "p95_days",
        "sla_days",
    ]);
    table.rows.extend(by_country.iter().map(|(country, answers)| row(ops, *country, answers)));
    Ok(table)
}

fn row(ops: &Operations, country: Country, answers: &Answers) -> Vec<Cell> {
    let profile = ops.rules.country(country);
    vec![
        text(country),
        maybe(profile.map(|profile| &profile.agency.id)),
        number(answers.asked),
        number(answers.approved),
        number(answers.refused),
        number(answers.pending),
        answers.within(50).map_or(Cell::Empty, number),
        answers.within(95).map_or(Cell::Empty, number),
        profile.map_or(Cell::Empty, |profile| number(profile.travel_document.answer_sla_days)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_the_answers_came_within_the_median() {
        let took = [(3, 2), (10, 1), (40, 2)].into();
        let answers = Answers { took, ..Answers::default() };
        assert_eq!(answers.within(50), Some(10));
        assert_eq!(answers.within(95), Some(40));
        assert_eq!(Answers::default().within(50), None);
    }
}
