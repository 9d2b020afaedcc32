//! Reports, doctor, why, queue and export over a docket that has been through the demonstration.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use domain::rulebook::Rulebook;
use domain::{Actor, FlightStatus, MOVES, Moment, PersonId, ReasonCode, StageName};
use interchange::docket::Docket;
use jiff::Timestamp;
use persistence::{QueuedRow, Store};
use tempfile::TempDir;

use super::{ALL, Cell, Report, Table, find};
use crate::cases::Resolution;
use crate::demo::{self, DemoOptions};
use crate::{Clock, OperationError, Operations, Severity, Silent};

/// The sample after its demonstration, weeks later. The folder goes with the answer.
async fn after_the_demo() -> (Operations, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("cases.db");
    let store = Store::open(file.to_str().unwrap()).await.unwrap();
    store.migrate().await.unwrap();
    let rules = Arc::new(Rulebook::embedded().unwrap());
    let options = DemoOptions { people: 400, late: true };
    demo::run(options, store.clone(), Arc::clone(&rules), &Silent).await.unwrap();
    let now: Moment = "2024-07-20T09:00:00-05:00".parse().unwrap();
    (Operations::new(store, rules, Clock::at(now)), folder)
}

async fn table(ops: &Operations, slug: &str) -> Table {
    (find(slug).unwrap().run)(ops).await.unwrap()
}

fn numbers(table: &Table, column: &str) -> Vec<i64> {
    let at = table.columns.iter().position(|name| *name == column).unwrap();
    let number = |cell: &Cell| if let Cell::Number(n) = cell { Some(*n) } else { None };
    table.rows.iter().filter_map(|row| number(&row[at])).collect()
}

fn steward() -> Actor {
    Actor::parse("data_steward:u10001").unwrap()
}

#[test]
fn slugs_are_distinct_and_sorted() {
    let slugs: Vec<&str> = ALL.iter().map(|report| report.slug).collect();
    let sorted: BTreeSet<&str> = slugs.iter().copied().collect();
    assert_eq!(slugs, sorted.into_iter().collect::<Vec<_>>());
}

#[tokio::test]
async fn every_report_runs_and_its_rows_are_as_wide_as_its_columns() {
    let (ops, _folder) = after_the_demo().await;
    for Report { slug, run, .. } in ALL {
        let table = run(&ops).await.unwrap_or_else(|error| panic!("{slug}: {error:?}"));
        for row in &table.rows {
            assert_eq!(row.len(), table.columns.len(), "{slug}");
        }
        serde_json::to_string(&table).unwrap();
    }
}

#[tokio::test]
async fn the_reports_count_what_the_store_holds() {
    let (ops, _folder) = after_the_demo().await;
    let counts = ops.store.stage_counts().await.unwrap();
    let total: u64 = counts.values().sum();
    let stages = table(&ops, "stages").await;
    assert_eq!(numbers(&stages, "total").last().copied(), i64::try_from(total).ok());
    let removed = numbers(&stages, "removed").last().copied();
    assert_eq!(removed, i64::try_from(counts[&StageName::Removed]).ok());
    let flights = ops.store.flights().await.unwrap();
    let struck: usize = flights.iter().map(|flight| flight.manifest.struck().count()).sum();
    let strikes = table(&ops, "strikes").await;
    assert_eq!(numbers(&strikes, "struck").iter().sum::<i64>(), i64::try_from(struck).unwrap());
}

#[tokio::test]
async fn after_the_demo_the_doctor_finds_nothing_that_must_never_be() {
    let (ops, _folder) = after_the_demo().await;
    let findings = ops.doctor().await.unwrap();
    let broken: Vec<_> =
        findings.iter().filter(|finding| finding.severity == Severity::Broken).collect();
    assert!(broken.is_empty(), "{broken:#?}");
}

#[tokio::test]
async fn a_case_is_found_by_its_numbers() {
    let (ops, _folder) = after_the_demo().await;
    let page = ops.store.all_cases(None, 1).await.unwrap().cases;
    let case = &page[0].value;
    let number = case.person.a_number.to_string();
    let spaced = format!(" {} {} {} ", &number[..4], &number[4..7], &number[7..]);
    for text in [case.id.as_str(), case.person.id.as_str(), &case.person.fin, &number, &spaced] {
        assert_eq!(ops.find_case(text).await.unwrap().value.id, case.id, "{text}");
    }
    assert!(matches!(ops.find_case("A999999999").await, Err(OperationError::NotFound(_))));
}

#[tokio::test]
async fn why_gives_every_flight_an_answer_with_words_for_each_reason() {
    let (ops, _folder) = after_the_demo().await;
    let flights = ops.store.flights().await.unwrap();
    let ahead = flights.iter().filter(|flight| flight.status == FlightStatus::Scheduled).count();
    for case in ops.store.all_cases(None, 50).await.unwrap().cases {
        let why = ops.why(&case.value.id).await.unwrap();
        assert!(!why.waits_for.is_empty());
        assert!(why.flights.len() <= ahead);
        for answer in &why.flights {
            assert_eq!(answer.reasons.len(), answer.words.len());
            assert_eq!(answer.verdict == "eligible", answer.reasons.is_empty());
        }
    }
}

async fn queue(ops: &Operations, file: &str) -> PersonId {
    let page = ops.store.cases_in_stage(StageName::Detained, None, 1).await.unwrap().cases;
    let person = page[0].value.person.id.clone();
    let row = QueuedRow {
        id: "q1".to_owned(),
        file: file.to_owned(),
        line: 7,
        person_id: Some("P9999999".to_owned()),
        record_key: Some("H9999999".to_owned()),
        raw: "H9999999,P9999999,judicial_stay,,2024-06-01T00:00:00Z".to_owned(),
        fault: "person_unknown".to_owned(),
        received_at: Timestamp::UNIX_EPOCH,
    };
    ops.store.queue_orphans(vec![row]).await.unwrap();
    person
}

#[tokio::test]
async fn a_hold_given_to_a_person_bars_until_it_is_amended() {
    let (ops, _folder) = after_the_demo().await;
    let person = queue(&ops, "holds.csv").await;
    let given = Resolution::AsPerson(person.clone());
    ops.resolve_queued("q1", &given, &steward(), "the number was mistyped").await.unwrap();
    let case = ops.find_case(person.as_str()).await.unwrap();
    let hold = case.holds.iter().find(|hold| hold.id.as_str() == "H9999999").unwrap();
    assert_eq!(&*hold.latest().unwrap().kind, "judicial_stay");
    let barred = domain::gate::ask_contact(&case, ops.clock.now(), &ops.rules).unwrap_err();
    assert!(barred.iter().any(|reason| reason.code == ReasonCode::HoldUnreadable));
    assert!(ops.queued(false).await.unwrap().iter().all(|queued| queued.row.id != "q1"));
    let again = ops.resolve_queued("q1", &given, &steward(), "again").await;
    assert!(matches!(again, Err(OperationError::NotFound(_))));
}

#[tokio::test]
async fn a_row_is_dismissed_only_for_a_reason_and_only_a_hold_goes_to_a_person() {
    let (ops, _folder) = after_the_demo().await;
    let person = queue(&ops, "documents.csv").await;
    let dismissed = ops.resolve_queued("q1", &Resolution::Dismiss, &steward(), " ").await;
    assert!(matches!(dismissed, Err(OperationError::BadInput(_))));
    let given = ops.resolve_queued("q1", &Resolution::AsPerson(person), &steward(), "his").await;
    assert!(matches!(given, Err(OperationError::BadInput(_))));
    ops.resolve_queued("q1", &Resolution::Dismiss, &steward(), "nobody's").await.unwrap();
    let all = ops.queued(true).await.unwrap();
    let row = all.iter().find(|queued| queued.row.id == "q1").unwrap();
    assert_eq!(row.resolved.as_ref().unwrap().words, "dismissed: nobody's");
}

#[tokio::test]
async fn the_exported_docket_can_be_read_again_without_those_who_left() {
    let (ops, folder) = after_the_demo().await;
    let dir: &Path = &folder.path().join("docket");
    let exported = ops.export_docket(dir).await.unwrap();
    let counts = ops.store.stage_counts().await.unwrap();
    assert_eq!(exported.people + exported.left_out, counts.values().sum::<u64>());
    assert!(exported.left_out >= counts[&StageName::Removed]);
    let docket = Docket::open(dir).unwrap();
    for intake in docket.people(Timestamp::UNIX_EPOCH, &*ops.rules).unwrap() {
        let read = intake.unwrap().case;
        let kept = ops.store.case_of_person(&read.person.id).await.unwrap().value;
        assert_eq!(read.holds.len(), kept.holds.len());
        for (read, kept) in read.holds.iter().zip(&kept.holds) {
            let (read, kept) = (read.latest().unwrap(), kept.latest().unwrap());
            assert_eq!((&read.kind, read.from), (&kept.kind, kept.from));
            assert!(read.to == kept.to || (read.to.is_none() && !kept.end_confirmed));
        }
        assert_eq!(read.order, kept.order);
    }
    let mut csv = Vec::new();
    let written = ops.export_disclosures(&mut csv).await.unwrap();
    let lines = String::from_utf8(csv).unwrap().lines().count();
    assert_eq!(u64::try_from(lines).unwrap(), written + 1);
}

#[tokio::test]
async fn what_moves_a_case_is_counted_as_a_stay_and_nothing_else_is() {
    let (ops, _folder) = after_the_demo().await;
    let (mut moves, mut last) = (0_u64, None);
    loop {
        let after = last.as_ref().map(|(stream, version): &(String, _)| (&**stream, *version));
        let page = ops.store.events_after(after, 5_000).await.unwrap();
        let Some(end) = page.last() else { break };
        last = Some((end.stream.clone(), end.version));
        for event in page.iter().filter(|event| event.stream.starts_with('P')) {
            let leads_to = event.case_event().unwrap().leads_to().map(|stage| stage.name());
            let listed = MOVES.iter().find(|(kind, _)| *kind == event.kind);
            assert_eq!(leads_to, listed.map(|(_, stage)| *stage), "{}", event.kind);
            moves += u64::from(leads_to.is_some());
        }
    }
    let stays = ops.store.stays(ops.clock.now().at()).await.unwrap();
    assert_eq!(stays.iter().map(|stays| stays.count).sum::<u64>(), moves);
    let removed = stays.iter().filter(|stays| stays.stage == StageName::Removed);
    let counts = ops.store.stage_counts().await.unwrap();
    assert_eq!(removed.map(|stays| stays.count).sum::<u64>(), counts[&StageName::Removed]);
    assert!(stays.iter().all(|stays| stays.days >= 0));
}
