//! Who waits longest, and what they wait for.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use domain::{Case, Document, Moment, ReasonCode, Refusal, Stage};
use jiff::civil::Date;

use super::look::{days, removal_country, since};
use super::table::{First, maybe, number, text};
use super::{Cell, Report, Table};
use crate::cases::{CasePages, is_open};
use crate::forecast::{ExpectedAnswer, Forecaster};
use crate::why::{NoAgency, bars_everywhere, looker, refusal_words, rest_words};
use crate::{Next, OperationError, Operations, next_step};

pub(super) const REPORT: Report = Report {
    slug: "waiting",
    title: "Who waits, and for what",
    what: "what open cases wait for, how many and the one that waits longest; then the hundred \
           that have waited longest",
    run: |ops| Box::pin(run(ops)),
};

/// How many people are named.
const LONGEST: usize = 100;

/// One person who waits: since when, and the row.
struct Longest {
    since: Option<Date>,
    row: Vec<Cell>,
}

async fn run(ops: &Operations) -> Result<Table, OperationError> {
    let now = ops.clock.now();
    let looker = looker()?;
    let forecaster = ops.forecaster().await?;
    let mut reasons: BTreeMap<String, (u64, Longest)> = BTreeMap::new();
    let mut longest = First::new(LONGEST);
    let mut pages = CasePages::new(ops);
    while let Some(page) = pages.next().await? {
        for case in page.iter().map(|case| &case.value).filter(|c| is_open(c.stage.name())) {
            let next = next_step(ops, &NoAgency, case, &looker, now);
            let since = since(case);
            for code in codes(ops, case, &next, now) {
                let (count, first) = reasons.entry(code).or_insert_with_key(|code| {
                    (0, Longest { since, row: row(case, now, code.clone(), &forecaster) })
                });
                *count += 1;
                if since.is_some_and(|since| first.since.is_none_or(|known| since < known)) {
                    let code = first.row.first().map(ToString::to_string).unwrap_or_default();
                    *first = Longest { since, row: row(case, now, code, &forecaster) };
                }
            }
            let key = (since.is_none(), since, case.person.id.clone(), case.id.clone());
            longest.add(key, || row(case, now, words(ops, case, &next, now), &forecaster));
        }
    }
    let mut table = Table::new(&[
        "waits_for",
        "cases",
        "case",
        "person",
        "stage",
        "office",
        "country",
        "custody_since",
        "days",
        "answer_within",
        "answer_from",
        "answer_to",
    ]);
    let mut counted: Vec<(u64, Longest)> = reasons.into_values().collect();
    counted.sort_by_key(|(count, _)| Reverse(*count));
    for (count, Longest { mut row, .. }) in counted {
        if let Some(cases) = row.get_mut(1) {
            *cases = number(count);
        }
        table.rows.push(row);
    }
    longest.into_table(&mut table);
    // Whoever is not among the hundred is counted above.
    table.left_out = 0;
    Ok(table)
}

fn row(case: &Case, now: Moment, waits_for: String, forecaster: &Forecaster) -> Vec<Cell> {
    let since = since(case);
    let answer = forecaster.expected(case);
    let of_answer = |days: fn(&ExpectedAnswer) -> i32| {
        answer.as_ref().map_or(Cell::Empty, |answer| number(days(answer)))
    };
    vec![
        Cell::Text(waits_for),
        Cell::Empty,
        text(&case.id),
        text(&case.person.id),
        text(case.stage.name()),
        text(&case.custody.office),
        maybe(removal_country(case)),
        maybe(since),
        since.map_or(Cell::Empty, |since| number(days(since, now.date()))),
        of_answer(|answer| answer.median_days),
        of_answer(|answer| answer.from_days),
        of_answer(|answer| answer.to_days),
    ]
}

/// What the case waits for, as stable codes: one for each reason.
fn codes(ops: &Operations, case: &Case, next: &Next, now: Moment) -> Vec<String> {
    match next {
        Next::Wait(Refusal::Barred { barred }) => {
            let of_case = barred.iter().filter(|(barred, _)| *barred == case.id);
            let reasons = of_case.flat_map(|(_, reasons)| reasons);
            let mut codes: Vec<String> = reasons.map(ToString::to_string).collect();
            if codes.is_empty() {
                codes.push("no_country_profile".to_owned());
            }
            codes
        }
        Next::Wait(Refusal::NoUsableDocument { .. })
            if case.documents.iter().any(Document::has_open_condition) =>
        {
            vec![ReasonCode::DocumentConditionOpen.to_string()]
        }
        Next::Wait(_) if case.stage == Stage::DocumentRequested => vec!["agency_answer".to_owned()],
        Next::Wait(refusal) => vec![waiting_code(refusal)],
        Next::Step(..) => vec!["next_sweep".to_owned()],
        Next::Rest if case.stage == Stage::AgencyApproved => {
            let bars = bars_everywhere(ops, case, now);
            if bars.is_empty() {
                return vec!["flight".to_owned()];
            }
            bars.iter().map(ToString::to_string).collect()
        }
        Next::Rest => vec![format!("after_{}", case.stage.name())],
    }
}

fn waiting_code(refusal: &Refusal) -> String {
    if let Refusal::OrderNotFinal { .. } = refusal {
        return "order_not_final".to_owned();
    }
    if let Refusal::NoUsableDocument { .. } = refusal {
        return "document_refused_lately".to_owned();
    }
    refusal.code().to_string()
}

/// The same in plain words.
fn words(ops: &Operations, case: &Case, next: &Next, now: Moment) -> String {
    match next {
        Next::Wait(refusal) => refusal_words(ops, case, refusal, now.date()),
        Next::Step(_, reason) => format!("the next sweep: {reason}"),
        Next::Rest => rest_words(ops, case, now),
    }
}
