//! Whose turn it is before an agency: reviews that press first, then the longest wait, then the key.

use domain::turn::Turn;
use domain::{Case, Custody, CustodyKind, Known, Notice, Order};
use proptest::prelude::*;

use crate::support::{RULES, clean_case, day, moment, on};

const NOW: &str = "2024-06-03T12:00:00-05:00";

/// A case in custody whose order of `ordered` was final at once.
fn ordered(person: &str, ordered: &str) -> Case {
    let case = clean_case(person);
    let notice = |kind: &str| Notice { kind: kind.into(), on: day("2024-05-20") };
    Case {
        order: Order { date: on(ordered), ..case.order.clone() },
        documents: Vec::new(),
        notices: vec![notice("custody_review_90"), notice("custody_review_180")],
        ..case
    }
}

/// The same without the reviews: its first one presses or not, as the order's day has it.
fn unreviewed(person: &str, ordered_on: &str) -> Case {
    Case { notices: Vec::new(), ..ordered(person, ordered_on) }
}

fn keys(cases: &[Case]) -> Vec<String> {
    let now = moment(NOW).at();
    let mut turns: Vec<Turn> = cases.iter().map(|case| Turn::of(case, now, &RULES)).collect();
    turns.sort();
    turns.into_iter().map(|turn| turn.case.to_string()).collect()
}

#[test]
fn a_review_that_presses_comes_before_a_longer_wait() {
    let at_large = |case: Case| Case {
        custody: Custody { kind: Known::Read(CustodyKind::Supervision), ..case.custody.clone() },
        ..case
    };
    let cases = [
        at_large(ordered("P1", "2023-02-01")), // waits longest, and nobody is detained for it
        unreviewed("P2", "2024-03-10"),        // its review of 90 days is near
        unreviewed("P3", "2024-03-01"),        // its review of 90 days is overdue
        at_large(ordered("P4", "2023-05-01")),
        at_large(ordered("P0", "2023-05-01")),
    ];
    assert_eq!(keys(&cases), ["P3.1", "P2.1", "P1.1", "P0.1", "P4.1"]);
    let now = moment(NOW).at();
    assert_eq!(Turn::of(&cases[0], now, &RULES).words(), "it has waited since 2023-02-01");
    let review = Turn::of(&cases[2], now, &RULES).words();
    assert_eq!(review, "a custody review or its notice is due on 2024-05-01");
}

#[test]
fn the_order_is_the_same_however_the_cases_come() {
    let days = prop::collection::vec((0_i64..400, any::<bool>()), 1..12);
    proptest!(|(days in days, seed in any::<u64>())| {
        let from = day("2023-06-01");
        let cases: Vec<Case> = days
            .iter()
            .enumerate()
            .map(|(n, (after, reviewed))| {
                let on = from.saturating_add(jiff::Span::new().days(*after)).to_string();
                let person = format!("P{n}");
                if *reviewed { ordered(&person, &on) } else { unreviewed(&person, &on) }
            })
            .collect();
        let mut mixed = cases.clone();
        mixed.sort_by_key(|case| {
            case.id.as_str().bytes().fold(seed, |sum, byte| sum.rotate_left(7) ^ u64::from(byte))
        });
        let (once, again) = (keys(&cases), keys(&mixed));
        prop_assert_eq!(&once, &again);
        prop_assert_eq!(once.len(), cases.len());
    });
}
