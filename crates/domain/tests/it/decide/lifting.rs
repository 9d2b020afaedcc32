//! Lifting holds: by whoever the rulebook names, some only with two people.

use std::fmt::Write as _;

use domain::decide::{Changes, lift_hold};
use domain::gate::{Step, ask_contact};
use domain::{Actor, Hold, HoldId, HoldRevision, Refusal, Role};

use crate::support::{Desk, RULES, actor, check, hold, moment, named};

fn lift(desk: &Desk, first: &Actor, second: Option<&Actor>) -> Result<Changes, Refusal> {
    let id = HoldId::new("H1").unwrap();
    desk.with(first, |context| {
        lift_hold(&desk.cases[0], &id, "order lifting the stay", "vacated", second, context)
    })
}

fn held(kind: &str, change: impl FnOnce(&mut HoldRevision)) -> Desk {
    let mut desk = Desk::of(&["P1"]);
    let mut hold = hold(kind);
    change(&mut hold.revisions[0]);
    desk.cases[0].holds.push(hold);
    desk
}

/// Who lifts what: alone, or as first and second. A change of the rules shows up as a diff here.
#[test]
fn each_kind_of_hold_is_lifted_by_whom_this_table_says() {
    let mut table = String::new();
    for kind in RULES.hold_kinds() {
        let desk = held(&kind.code, |_| ());
        let alone = |role: Role| lift(&desk, &named(role, "u1"), None).is_ok();
        let mut who: Vec<String> =
            Role::ALL.iter().filter(|r| alone(**r)).map(ToString::to_string).collect();
        for first in Role::ALL {
            for second in Role::ALL {
                let together = lift(&desk, &named(*first, "u1"), Some(&named(*second, "u2")));
                let same = lift(&desk, &named(*first, "u1"), Some(&named(*second, "u1")));
                assert_eq!(same.is_ok(), alone(*first), "{} {first} {second}", kind.code);
                if together.is_ok() && !alone(*first) {
                    who.push(format!("{first}+{second}"));
                }
                assert!(together.is_ok() || !alone(*first));
            }
        }
        assert!(!who.is_empty(), "nobody can lift {}", kind.code);
        writeln!(table, "{} {}: {}", kind.reference, kind.code, who.join(", ")).unwrap();
    }
    insta::assert_snapshot!(table);
}

#[test]
fn the_refusals_name_what_is_missing() {
    let desk = held("judicial_stay", |_| ());
    let refused = "R004: a deportation officer may not lift a hold of kind judicial_stay";
    check(&lift(&desk, &actor(Role::DeportationOfficer), None), refused);
    let two = "R003: the two who lift this hold must be two different people";
    let claim = held("us_citizenship_claim", |_| ());
    check(&lift(&claim, &actor(Role::HqCounsel), None), two);
    check(&lift(&claim, &actor(Role::HqCounsel), Some(&actor(Role::HqCounsel))), two);
    check(&lift(&claim, &actor(Role::HqCounsel), Some(&actor(Role::LegalCounsel))), two);
    let pregnancy = held("pregnancy", |_| ());
    check(&lift(&pregnancy, &actor(Role::MedicalOfficer), None), two);
    let both_clinicians = Some(named(Role::MedicalOfficer, "u9"));
    check(
        &lift(&pregnancy, &actor(Role::MedicalOfficer), both_clinicians.as_ref()),
        "R004: a medical officer may not lift a hold of kind pregnancy",
    );
}

#[test]
fn a_lift_needs_a_document_and_a_reason() {
    let desk = held("judicial_stay", |_| ());
    let id = HoldId::new("H1").unwrap();
    let lift = |document: &str, reason: &str| {
        desk.by(Role::LegalCounsel, |context| {
            lift_hold(&desk.cases[0], &id, document, reason, None, context)
        })
    };
    check(&lift(" ", "vacated"), "R008: say which document ends the hold");
    check(&lift("order", ""), "R008: say why the hold is lifted");
    check(&lift("order", "vacated"), "P1.1 hold_recorded");
}

#[test]
fn only_a_hold_that_is_there_is_lifted() {
    let desk = Desk::of(&["P1"]);
    check(&lift(&desk, &actor(Role::LegalCounsel), None), "R006: the case has no hold H1");
    let mut empty = Desk::of(&["P1"]);
    empty.cases[0].holds.push(Hold { id: HoldId::new("H1").unwrap(), revisions: Vec::new() });
    check(&lift(&empty, &actor(Role::LegalCounsel), None), "R006: the case has no hold H1");
}

#[test]
fn a_hold_that_cannot_be_read_is_amended_before_it_is_lifted() {
    let desk = held("judicial_stay", |hold| hold.defect = Some("row".into()));
    for role in Role::ALL {
        let refused = "R008: say what the hold says, by amending it, before it is lifted";
        check(&lift(&desk, &actor(*role), None), refused);
    }
}

fn lifted(desk: &Desk) -> (Desk, HoldRevision) {
    let changes = lift(desk, &actor(Role::LegalCounsel), None).unwrap();
    let after = desk.after(&changes);
    let revision = after.cases[0].holds[0].latest().unwrap().clone();
    (after, revision)
}

#[test]
fn a_lift_ends_the_hold_now_and_keeps_what_was_said_before() {
    let desk = held("judicial_stay", |_| ());
    let (after, revision) = lifted(&desk);
    let expected = HoldRevision {
        recorded_at: Some(desk.now.at()),
        to: Some(desk.now),
        end_confirmed: true,
        source_document: "order lifting the stay".into(),
        by: "legal_counsel:legal_counsel".into(),
        reason: Some("vacated".into()),
        ..hold("judicial_stay").revisions[0].clone()
    };
    assert_eq!(revision, expected);
    assert_eq!(after.cases[0].holds[0].revisions.len(), 2);
    after.cleared(Step::Board);
    let again = lift(&after, &actor(Role::LegalCounsel), None);
    check(&again, "R007: hold H1 is lifted already");
}

#[test]
fn a_lift_confirms_an_end_that_has_passed_and_does_not_move_it() {
    let passed = moment("2024-06-20T00:00:00-05:00");
    let desk = held("temporary_stay", |hold| hold.to = Some(passed));
    let (after, revision) = lifted(&desk);
    assert_eq!((revision.to, revision.end_confirmed), (Some(passed), true));
    after.cleared(Step::Board);
    let this_instant = held("temporary_stay", |hold| {
        hold.to = Some(moment(crate::support::NOW));
    });
    assert_eq!(lifted(&this_instant).1.to, Some(this_instant.now));
}

#[test]
fn an_end_that_lies_ahead_is_moved_to_now() {
    let ahead = moment("2024-07-20T00:00:00-05:00");
    let desk = held("temporary_stay", |hold| hold.to = Some(ahead));
    let (after, revision) = lifted(&desk);
    assert_eq!(revision.to, Some(desk.now));
    after.cleared(Step::Board);
    // Confirmed beforehand, it is still not over, so it can be lifted.
    let desk = held("temporary_stay", |hold| {
        hold.to = Some(ahead);
        hold.end_confirmed = true;
    });
    assert_eq!(lifted(&desk).1.to, Some(desk.now));
}

#[test]
fn a_hold_lifted_before_it_starts_never_takes_effect() {
    let desk = held("asylum_pending", |hold| {
        hold.kind = "judicial_stay".into();
        hold.from = Some(moment("2024-06-28T00:00:00-05:00"));
    });
    let (mut after, revision) = lifted(&desk);
    assert_eq!((revision.from, revision.to), (Some(desk.now), Some(desk.now)));
    after.now = moment("2024-06-29T12:00:00-05:00");
    after.cleared(Step::Board);
    // A start that has passed stays what it was.
    let desk = held("judicial_stay", |_| ());
    assert_eq!(lifted(&desk).1.from, hold("judicial_stay").revisions[0].from);
    let this_instant = Some(moment("2024-06-26T14:00:00+00:00"));
    let starts_now = held("judicial_stay", |hold| hold.from = this_instant);
    assert_eq!(lifted(&starts_now).1.from, this_instant);
}

#[test]
fn a_kind_that_nobody_knows_may_be_ended_by_a_steward_and_bars_all_the_same() {
    let desk = held("curfew", |_| ());
    let refused = "R004: a legal counsel may not lift a hold of kind curfew";
    check(&lift(&desk, &actor(Role::LegalCounsel), None), refused);
    let after = desk.after(&lift(&desk, &actor(Role::DataSteward), None).unwrap());
    assert!(ask_contact(&after.cases[0], after.now, &RULES).is_err());
}
