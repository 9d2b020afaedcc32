//! What is stored and published: a change of it is a diff that a person reviews.

mod case_events;
mod flight_events;

use std::fmt::Write as _;

use domain::{EDGES, Known, Outcome, ReasonCode, RefusalCode, StageName, Verb, edge_for};

use crate::support::Desk;

/// The machine as a person reads it.
#[test]
fn the_machine_is_as_documented() {
    let mut table = String::new();
    for edge in EDGES {
        let step = edge.step.map_or(String::new(), |step| format!(" [{step}]"));
        writeln!(table, "{} --{}--> {}{step}", edge.from, edge.verb, edge.to).unwrap();
    }
    insta::assert_snapshot!(table);
}

#[test]
fn a_verb_leads_to_one_place_from_each_stage() {
    let mut found = 0;
    for from in StageName::ALL {
        for verb in Verb::ALL {
            let edges: Vec<_> =
                EDGES.iter().filter(|edge| edge.from == *from && edge.verb == *verb).collect();
            assert!(edges.len() <= 1, "{from} {verb}");
            let edge = edge_for(*from, *verb);
            assert_eq!(edge.map(|edge| edge.to), edges.first().map(|edge| edge.to));
            found += edges.len();
        }
    }
    assert_eq!(found, EDGES.len());
}

/// Somebody who left is handed over or brought back; nothing comes after the end.
#[test]
fn nothing_leads_out_of_the_end_and_only_two_ways_out_of_the_air() {
    let out = |stage: StageName| -> Vec<Verb> {
        EDGES.iter().filter(|edge| edge.from == stage).map(|edge| edge.verb).collect()
    };
    assert_eq!(out(StageName::Removed), []);
    assert_eq!(out(StageName::Closed), []);
    assert_eq!(out(StageName::Departed), [Verb::VerifyDeparture, Verb::Return]);
}

#[test]
fn the_codes_are_as_published() {
    let mut table = String::new();
    let mut list = |what: &str, lines: Vec<(&str, &str)>| {
        writeln!(table, "{what}").unwrap();
        for (code, label) in lines {
            writeln!(table, "  {code}: {label}").unwrap();
        }
    };
    list("refusals", RefusalCode::ALL.iter().map(|c| (c.code(), c.label())).collect());
    list("reasons", ReasonCode::ALL.iter().map(|c| (c.code(), c.label())).collect());
    list("stages", StageName::ALL.iter().map(|c| (c.code(), c.label())).collect());
    list("verbs", Verb::ALL.iter().map(|c| (c.code(), c.label())).collect());
    list("outcomes", Outcome::ALL.iter().map(|c| (c.code(), c.label())).collect());
    insta::assert_snapshot!(table);
}

#[test]
fn every_code_comes_back_as_it_went_out() {
    for code in RefusalCode::ALL {
        assert_eq!(RefusalCode::from_code(code.code()), Some(*code));
    }
    for code in ReasonCode::ALL {
        let json = serde_json::to_string(code).unwrap();
        assert_eq!(serde_json::from_str::<ReasonCode>(&json).unwrap(), *code);
    }
    assert!(serde_json::from_str::<ReasonCode>("\"no_such_reason\"").is_err());
}

/// What the snapshot columns hold: a case and a flight as a whole.
#[test]
fn a_case_and_a_flight_are_stored_like_this() {
    let mut desk = Desk::of(&["P1"]).at(StageName::Confirmed);
    desk.cases[0].person.sex = Known::unreadable("m?");
    insta::assert_json_snapshot!(desk.cases[0]);
    insta::assert_json_snapshot!(desk.flight);
    let case = serde_json::to_string(&desk.cases[0]).unwrap();
    assert_eq!(serde_json::from_str::<domain::Case>(&case).unwrap(), desk.cases[0]);
    let flight = serde_json::to_string(&desk.flight).unwrap();
    assert_eq!(serde_json::from_str::<domain::Flight>(&flight).unwrap(), desk.flight);
}
