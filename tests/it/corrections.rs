//! A record is put right here: in a docket's words, whole or not at all, with all that follows.

use std::process::{Command, Stdio};

use domain::{Actor, Case, Defect, Known, LineState, PersonId, Stage, Version};
use operations::{Cell, Corrected, OperationError};
use serde_json::Value;

use crate::program::program;
use crate::support::dockets::{Folder, case, line, listed, told};
use crate::support::small::{case_id, flight_id, ready};
use crate::support::{World, actor, worlds};

pub(crate) const STEWARD: &str = "data_steward:s1";
const SUPERVISOR: &str = "supervisory_officer:s2";
const OFFICER: &str = "deportation_officer:u1";
const WHY: &str = "as in the passport";

fn cells(words: &[(&str, &str)]) -> Vec<Cell> {
    let cell = |(column, value): &(&str, &str)| Cell {
        column: (*column).to_owned(),
        value: (*value).to_owned(),
    };
    words.iter().map(cell).collect()
}

pub(crate) async fn correct(
    world: &World,
    person: &str,
    words: &[(&str, &str)],
    by: &str,
) -> Result<Corrected, OperationError> {
    let by: Actor = actor(by);
    world.ops.correct_case(&case_id(person), &cells(words), (&by, WHY)).await
}

/// What is said to whoever tries it, and that nothing was changed.
async fn refused(world: &World, words: &[(&str, &str)], by: &str) -> String {
    let before = world.ops.store.case(&case_id("P1")).await.unwrap();
    let error = correct(world, "P1", words, by).await.unwrap_err();
    let after = world.ops.store.case(&case_id("P1")).await.unwrap();
    assert_eq!((before.version(), before.value), (after.version(), after.value), "{}", world.name);
    if let OperationError::Refused(refusal) = &error {
        return format!("{}: {refusal}", refusal.code());
    }
    assert!(matches!(error, OperationError::BadInput(_)), "{error}");
    error.to_string()
}

/// A record that came in with two columns that cannot be read.
fn torn() -> Case {
    let mut case = ready("P1");
    case.person.birth_date = Known::unreadable("17/05/1990");
    case.order.kind = Known::unreadable("IJ order");
    case.defects = ["birth_date", "order_kind"].map(|of| Defect::BadRecord(of.into())).to_vec();
    case
}

#[tokio::test(flavor = "multi_thread")]
async fn what_could_not_be_read_is_put_right_and_bars_no_more() {
    for world in worlds("correct_torn").await {
        world.with_cases([torn()]).await;
        let both = [("birth_date", "1990-05-17"), ("order_kind", "ij")];
        let done = correct(&world, "P1", &both, SUPERVISOR).await.unwrap();
        assert_eq!(
            done.words(),
            "corrected birth_date, order_kind; ended: bad_record:birth_date, bad_record:order_kind"
        );
        assert_eq!(done.facts.version, Version(5), "{}: four events, one commit", world.name);
        let right = case(&world, "P1").await;
        assert_eq!((&right.person, &right.order), (&ready("P1").person, &ready("P1").order));
        assert_eq!(right.defects, []);
        let history = world.ops.store.history(&case_id("P1")).await.unwrap();
        assert!(history[1..].iter().all(|event| &*event.stamp.reason == WHY));
        assert_eq!(operations::columns_changed(&history).concat(), ["birth_date", "order_kind"]);
        // The lists and searches have it too.
        world.with_flights([flight_id("F1")]).await;
        world.seat("F1", &["P1"]).await;
        assert!(matches!(case(&world, "P1").await.stage, Stage::Manifested { .. }));

        let again = correct(&world, "P1", &both, SUPERVISOR).await.unwrap();
        assert_eq!(again.words(), "nothing to correct, the record says so already");
        let version = world.ops.store.case(&case_id("P1")).await.unwrap().version();
        assert_eq!((again.facts.version, version), (Version(6), Version(6)), "{}", world.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_that_an_import_would_fault_changes_nothing_and_says_why() {
    for world in worlds("correct_faults").await {
        world.with_cases([torn()]).await;
        let said = refused(&world, &[("birth_date", "02/03/1990")], STEWARD).await;
        assert_eq!(
            said,
            "birth_date: not a date written YYYY-MM-DD: write the date as YYYY-MM-DD; do not guess \
             which number is the month"
        );
        let said = refused(&world, &[("sex", "F"), ("nationality", "AU")], STEWARD).await;
        assert!(
            said.starts_with("nationality: no known code of ISO 3166-1 alpha-3 (the"),
            "{said}"
        );
        let said = refused(&world, &[("colour", "red"), ("sex", "x")], STEWARD).await;
        assert!(said.starts_with("there is no column \"colour\" to correct: take a_number, fin, "));
        assert!(said.ends_with("; sex: none of M, F, X: correct it"), "{said}");
        for (column, hint) in [
            ("person_id", "stays"),
            ("facility", "'case custody'"),
            ("medical", "'case medical'"),
            ("family_unit", "bring a docket"),
        ] {
            let said = refused(&world, &[(column, "X")], STEWARD).await;
            assert!(said.starts_with(column) && said.contains(hint), "{said}");
        }
        let said = refused(&world, &[("keep_apart", "P9")], STEWARD).await;
        assert_eq!(said, "keep_apart: P9 is no other person here: correct it");
        refused(&world, &[("keep_apart", "P1")], STEWARD).await;
        refused(&world, &[("family_name", "A\nB")], STEWARD).await;
        assert_eq!(
            refused(&world, &[("sex", "M"), ("sex", "F")], STEWARD).await,
            "sex is given twice"
        );
        refused(&world, &[], STEWARD).await;
        let by = actor(STEWARD);
        let none = cells(&[("sex", "F")]);
        let blank = world.ops.correct_case(&case_id("P1"), &none, (&by, " ")).await.unwrap_err();
        assert_eq!(blank.to_string(), "say why the record is corrected");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_part_takes_its_own_right() {
    for world in worlds("correct_roles").await {
        world.with_cases([torn()]).await;
        let said = refused(&world, &[("sex", "F"), ("appeal", "pending")], STEWARD).await;
        assert_eq!(said, "R004: a data steward may not keep the docket");
        let said = refused(&world, &[("sex", "M")], OFFICER).await;
        assert_eq!(said, "R004: a deportation officer may not correct a record", "{}", world.name);
        // What an officer corrects, a steward looks at.
        let done = correct(&world, "P1", &[("order_kind", "ij")], OFFICER).await.unwrap();
        assert_eq!(
            done.words(),
            "corrected order_kind; bars until it is resolved: bad_record:order_kind"
        );
        let defect = Defect::BadRecord("birth_date".into());
        let by = actor(STEWARD);
        let resolve = |defect: Defect| {
            let (ops, by) = (world.ops.clone(), by.clone());
            async move { ops.resolve_defect(&case_id("P1"), &defect, (&by, "looked at")).await }
        };
        let said = resolve(defect).await.unwrap_err().to_string();
        assert_eq!(said, "say anew when the person was born", "{}", world.name);
        resolve(Defect::BadRecord("order_kind".into())).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_to_be_taken_elsewhere_comes_off_the_list_at_once() {
    for world in worlds("correct_listed").await {
        world.sealed(&["P1"]).await;
        let said = refused(&world, &[("class_level", "3")], STEWARD).await;
        assert_eq!(said, "R015: case P1.1 is on a manifest already");
        let done = correct(&world, "P1", &[("birth_country", "GTM")], STEWARD).await.unwrap();
        assert_eq!((done.facts.struck.len(), done.facts.stop_orders), (0, 0));
        let done = correct(&world, "P1", &[("removal_country", "GTM")], OFFICER).await.unwrap();
        assert_eq!((done.facts.struck, done.facts.stop_orders), (vec![case_id("P1")], 1));
        let flight = world.ops.store.flight(&flight_id("F1")).await.unwrap().value;
        assert!(flight.manifest.line_of(&case_id("P1")).is_none(), "{}", world.name);
        correct(&world, "P1", &[("class_level", "3")], STEWARD).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_of_somebody_else_bars_both_as_it_does_in_an_import() {
    for world in worlds("correct_alike").await {
        world.sealed(&["P2"]).await;
        world.with_cases([ready("P1"), ready("P3")]).await;
        let number = case(&world, "P2").await.person.fin;
        let said = refused(&world, &[("fin", &number)], OFFICER).await;
        assert_eq!(said, "R004: a deportation officer may not correct a record");
        assert_eq!(case(&world, "P2").await.defects, [], "{}: refused before", world.name);

        let seen = world.ops.having_seen(Some(Version(1)));
        let (by, words) = (actor(STEWARD), cells(&[("fin", &number)]));
        let done = seen.correct_case(&case_id("P1"), &words, (&by, WHY)).await.unwrap();
        assert_eq!(done.words(), "corrected fin; barred as possible duplicates, with this one: P2");
        let of = |person: &str| Defect::PossibleDuplicate(PersonId::new(person).unwrap());
        assert_eq!(case(&world, "P1").await.defects, [of("P2")]);
        let other = case(&world, "P2").await;
        assert_eq!((other.defects, other.stage), (vec![of("P1")], Stage::AgencyApproved));
        // That it was a mistake is for a person to say, on each record.
        correct(&world, "P1", &[("fin", "90000000P1")], STEWARD).await.unwrap();
        assert_eq!(case(&world, "P1").await.defects, [of("P2")], "{}", world.name);

        let mut numbered = ready("P4");
        numbered.person.a_number = Known::Read("A000000004".into());
        world.with_cases([numbered]).await;
        let done = correct(&world, "P3", &[("a_number", "A000000004")], STEWARD).await.unwrap();
        assert_eq!(done.alike, [PersonId::new("P4").unwrap()]);
        assert_eq!(case(&world, "P4").await.defects, [of("P3")], "{}", world.name);
        let found = world.ops.find_case("A000000004").await.unwrap_err().to_string();
        assert_eq!(found, "\"A000000004\" could be any of P3, P4", "{}", world.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_must_be_kept_apart_from_whom_is_named_and_a_rehearsal_changes_nothing() {
    for world in worlds("correct_apart").await {
        world.with_cases([ready("P1"), ready("P2")]).await;
        let (by, words) = (actor(STEWARD), cells(&[("keep_apart", "P2")]));
        let rehearsal = world.ops.rehearsal();
        rehearsal.correct_case(&case_id("P1"), &words, (&by, WHY)).await.unwrap();
        assert_eq!(case(&world, "P1").await, ready("P1"), "{}", world.name);
        correct(&world, "P1", &[("keep_apart", "P2")], STEWARD).await.unwrap();
        world.with_flights([flight_id("F1")]).await;
        world.seat("F1", &["P2"]).await;
        let place = (domain::SeatRole::Primary, 0);
        let builder = actor(crate::support::small::BUILDER);
        let tried = world.ops.assign(&flight_id("F1"), &case_id("P1"), place, &builder).await;
        assert!(tried.unwrap_err().to_string().contains("keep_apart:P2"), "{}", world.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_docket_does_not_undo_a_correction() {
    for world in worlds("correct_newer").await {
        listed(&world).await;
        correct(&world, "P1", &[("birth_country", "GTM")], STEWARD).await.unwrap();
        assert_eq!(line(&world).await, LineState::Listed, "{}", world.name);
        world.now("2024-06-28T08:00:00-05:00");
        let report = Folder::of("2024-06-27").on(&world).await;
        assert_eq!((report.changed, report.differing), (0, 1), "{}", world.name);
        assert!(told(&report).starts_with("people.csv line 2, column birth_country: differs"));
        assert_eq!(
            case(&world, "P1").await.person.birth_country,
            Known::Read("GTM".parse().unwrap())
        );
    }
}

/// The program from outside: its exit code, and its answer or what it says.
fn case_correct(world: &World, by: &str, words: &[&str]) -> (Option<i32>, Value) {
    let output = Command::new(program())
        .args(["--json", "--database-url", &world.url, "--now", "2024-06-26T09:00:00-05:00"])
        .args(["--actor", by, "case", "correct", "P1.1"])
        .args(words)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.code(), serde_json::from_slice(&output.stdout).unwrap_or(said.into()))
}

#[tokio::test(flavor = "multi_thread")]
async fn from_outside_a_correction_ends_with_0_1_or_2() {
    for world in worlds("correct_outside").await {
        world.with_cases([torn()]).await;
        let born = ["--set", "birth_date=1990-05-17", "--reason", WHY];
        let (code, told) = case_correct(&world, OFFICER, &born);
        assert_eq!((code, &told["error"]["code"]), (Some(1), &Value::from("R004")), "{told}");
        let wrong = ["--set", "birth_date=17 May", "--set", "sex=F", "--reason", WHY];
        let (code, told) = case_correct(&world, STEWARD, &wrong);
        let said = told["error"]["message"].as_str().unwrap_or_default();
        assert!(code == Some(2) && said.starts_with("birth_date: not a date"), "{told}");
        for usage in [&born[..2], &["--set", "birth_date", "--reason", WHY], &["--reason", WHY]] {
            assert_eq!(case_correct(&world, STEWARD, usage).0, Some(2), "{usage:?}");
        }
        let mute = ["--set", "sex=F", "--reason", ""];
        assert_eq!(case_correct(&world, STEWARD, &mute).0, Some(1));
        // Nobody speaks as a docket: a later one would undo what it takes for an earlier one's.
        for words in ["on the imported docket", "hold recorded from a feed"] {
            let lent = ["--set", "sex=F", "--reason", words];
            let (code, told) = case_correct(&world, STEWARD, &lent);
            let said = told["error"]["message"].as_str().unwrap_or_default();
            assert!(code == Some(2) && said.starts_with("reason: these words stand"), "{told}");
        }
        assert_eq!(case(&world, "P1").await, torn(), "{}", world.name);
        let (code, told) = case_correct(&world, STEWARD, &born);
        assert_eq!(code, Some(0), "{told}");
        assert_eq!(told["corrected"], Value::from(vec!["birth_date"]));
        assert_eq!(told["ended"], Value::from(vec!["bad_record:birth_date"]));
        assert_eq!(told["version"], 3, "{}", world.name);
    }
}
