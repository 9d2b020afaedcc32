//! The doctor finds what no decision would have let happen.

use std::path::Path;
use std::sync::Arc;

use domain::rulebook::Rulebook;
use domain::{
    Actor, CaseEvent, CaseId, FlightEvent, FlightId, FlightStatus, HoldId, HoldRevision, LineState,
    Seal, Stage, StageName,
};
use persistence::{Committed, Store, Unit};
use tempfile::TempDir;

use super::*;
use crate::agency::SimulatedAgency;
use crate::{Clock, ImportOptions, Silent};

const AT: &str = "2024-06-25T23:00:00-05:00";

fn actor() -> Actor {
    Actor::parse("system:doctor").unwrap()
}

/// The sample with a list for the charter to China. The folder goes with the answer.
async fn with_a_list() -> (Operations, FlightId, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("cases.db");
    let store = Store::open(file.to_str().unwrap()).await.unwrap();
    store.migrate().await.unwrap();
    let rules = Arc::new(Rulebook::embedded().unwrap());
    let ops = Operations::new(store, Arc::clone(&rules), Clock::at(AT.parse().unwrap()));
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample");
    let options = ImportOptions::default();
    ops.import_docket(&sample, options, &actor(), &Silent).await.unwrap();
    let agency = SimulatedAgency::new(rules, 7, jiff::civil::date(2024, 6, 25));
    let stages = [StageName::Detained, StageName::OrderFinal, StageName::DocumentRequested];
    ops.advance_all(&stages, &agency, &actor(), &Silent).await.unwrap();
    let flight = FlightId::new("F000001").unwrap();
    ops.accept_late_names(&flight, "the agency takes them", &actor()).await.unwrap();
    let proposal = ops.propose_manifest(&flight).await.unwrap();
    let seated = ops.seat_proposal(&proposal, 4, &actor()).await.unwrap();
    assert!(seated.seated.len() > 50);
    (ops, flight, folder)
}

async fn broken(ops: &Operations) -> Vec<(&'static str, String)> {
    let mut found = ops.doctor().await.unwrap();
    found.retain(|finding| finding.severity == Severity::Broken);
    found.into_iter().map(|finding| (finding.code, finding.at)).collect()
}

/// Records `events` of the flight as they are, whatever the rules say.
async fn force_flight(ops: &Operations, flight: &FlightId, events: Vec<FlightEvent>) {
    let stamp = ops.stamp(&actor(), ops.clock.now(), "planted");
    let flight = ops.store.flight(flight).await.unwrap();
    let unit = Unit::flight(flight.record(events, &stamp));
    assert!(ops.store.commit(vec![unit]).await.unwrap().iter().all(Committed::is_done));
}

/// Records `event` of the case as it is, whatever the rules say.
async fn force_case(ops: &Operations, case: &CaseId, event: CaseEvent) {
    let stamp = ops.stamp(&actor(), ops.clock.now(), "planted");
    let case = ops.store.case(case).await.unwrap();
    let unit = Unit::case(case.record(vec![event], &stamp));
    assert!(ops.store.commit(vec![unit]).await.unwrap().iter().all(Committed::is_done));
}

#[tokio::test]
async fn what_no_decision_allows_is_found() {
    let (ops, flight, _folder) = with_a_list().await;
    assert_eq!(broken(&ops).await, []);
    let listed = ops.store.flight(&flight).await.unwrap();
    let alone = ops.store.cases_in_stage(StageName::Manifested, None, 200).await.unwrap().cases;
    let alone: Vec<CaseId> = alone
        .iter()
        .filter(|case| case.person.family_unit.is_none())
        .filter(|case| listed.manifest.primaries().any(|line| line.case == case.id))
        .map(|case| case.id.clone())
        .collect();

    // A stay that nobody swept for.
    let revision = HoldRevision {
        recorded_at: Some(ops.clock.now().at()),
        kind: "judicial_stay".into(),
        country: None,
        from: Some(ops.clock.now()),
        to: None,
        end_confirmed: false,
        source_document: "order".into(),
        docket_number: None,
        by: "court_feed:c".into(),
        reason: None,
        defect: None,
    };
    let hold = HoldId::new("H1").unwrap();
    force_case(&ops, &alone[0], CaseEvent::HoldRecorded { hold, revision }).await;
    let at = flight.to_string();
    assert_eq!(broken(&ops).await, [("listed_against_a_hold", at.clone())]);

    // A line that moved without its case, and a case that moved without its line.
    let moved = FlightEvent::LinesMoved { cases: vec![alone[1].clone()], to: LineState::Boarded };
    let seal = Seal { by: actor(), at: ops.clock.now().at() };
    let status = FlightEvent::ManifestSealed { seal };
    force_flight(&ops, &flight, vec![moved, status, FlightEvent::BoardingOpened]).await;
    let stuck = CaseEvent::OrderReopened { detail: "planted".into() };
    force_case(&ops, &alone[2], stuck).await;
    let codes: Vec<&str> = broken(&ops).await.into_iter().map(|(code, _)| code).collect();
    assert_eq!(codes, ["line_and_stage_disagree", "line_without_case", "listed_against_a_hold"]);
    assert_eq!(ops.store.flight(&flight).await.unwrap().status, FlightStatus::Boarding);
    assert_eq!(ops.store.case(&alone[2]).await.unwrap().stage, Stage::Detained);
}

#[tokio::test]
async fn who_is_left_on_a_flight_that_has_gone_is_found() {
    let (ops, flight, _folder) = with_a_list().await;
    let at = ops.clock.now().at();
    force_flight(&ops, &flight, vec![FlightEvent::Departed { at, aboard: 0 }]).await;
    let found = broken(&ops).await;
    assert!(!found.is_empty());
    assert!(found.iter().all(|(code, _)| *code == "listed_on_a_gone_flight"), "{found:?}");
}

#[test]
fn what_is_found_too_often_is_counted() {
    let mut findings = Findings::default();
    for n in 0..60 {
        findings.add(&QUEUE, n, "a row".to_owned());
    }
    findings.add(&CHAIN, "P1.1", "changed".to_owned());
    let found = findings.finish();
    assert_eq!(found.len(), 52);
    assert_eq!(found[0].code, "chain_broken");
    assert_eq!(found[51].what, "and 10 more of these");
}
