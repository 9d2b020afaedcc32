//! Placing and amending holds: anyone places, only the authority amends.

use domain::decide::{Changes, PlaceHold, place_hold, revise_hold};
use domain::{CaseEvent, HoldId, HoldRevision, Refusal, Role};

use crate::support::{Desk, RULES, actor, check, country, day, hold, moment};

fn placing(kind: &str) -> PlaceHold {
    PlaceHold {
        id: Some(HoldId::new("H1").unwrap()),
        kind: kind.into(),
        country: Some(country("CHN")),
        from: moment("2024-06-26T08:00:00-05:00"),
        to: Some(moment("2024-07-10T00:00:00-05:00")),
        source_document: "minute order".into(),
        docket_number: Some("24-1234".into()),
    }
}

fn place(desk: &Desk, role: Role, hold: PlaceHold) -> Result<Changes, Refusal> {
    desk.by(role, |context| place_hold(&desk.cases[0], hold, context))
}

#[test]
fn anyone_signed_in_may_place_any_hold() {
    let desk = Desk::of(&["P1"]);
    for role in Role::ALL {
        for kind in crate::support::RULES.hold_kinds() {
            check(&place(&desk, *role, placing(&kind.code)), "P1.1 hold_recorded");
        }
    }
}

#[test]
fn a_placed_hold_is_recorded_as_it_was_told() {
    let desk = Desk::of(&["P1"]);
    let changes = place(&desk, Role::CourtFeed, placing("judicial_stay")).unwrap();
    let revision = HoldRevision {
        recorded_at: Some(desk.now.at()),
        kind: "judicial_stay".into(),
        country: Some(country("CHN")),
        from: Some(moment("2024-06-26T08:00:00-05:00")),
        to: Some(moment("2024-07-10T00:00:00-05:00")),
        end_confirmed: false,
        source_document: "minute order".into(),
        docket_number: Some("24-1234".into()),
        by: actor(Role::CourtFeed).to_string().into(),
        reason: None,
        defect: None,
    };
    let hold = HoldId::new("H1").unwrap();
    let expected = CaseEvent::HoldRecorded { hold, revision: revision.clone() };
    assert_eq!(changes, Changes::one(&desk.cases[0], expected));
    let after = changes.applied_to(&desk.cases[0]);
    assert_eq!(after.holds[0].latest(), Some(&revision));
}

#[test]
fn a_hold_needs_a_kind_of_the_rulebook_and_something_that_it_rests_on() {
    let desk = Desk::of(&["P1"]);
    let unknown = place(&desk, Role::LegalCounsel, placing("curfew"));
    check(&unknown, "R005: the rulebook has no hold kind \"curfew\"");
    let empty = PlaceHold { source_document: "  ".into(), ..placing("judicial_stay") };
    check(&place(&desk, Role::LegalCounsel, empty), "R008: say what the hold rests on");
}

#[test]
fn only_who_could_lift_a_hold_may_amend_it() {
    let mut desk = Desk::of(&["P1"]);
    desk.cases[0].holds.push(hold("judicial_stay"));
    let amended = place(&desk, Role::LegalCounsel, placing("judicial_stay"));
    check(&amended, "P1.1 hold_recorded");
    let after = amended.unwrap().applied_to(&desk.cases[0]);
    assert_eq!(after.holds.len(), 1);
    assert_eq!(after.holds[0].revisions.len(), 2);
    let refused = "R004: a deportation officer may not lift a hold of kind judicial_stay";
    check(&place(&desk, Role::DeportationOfficer, placing("judicial_stay")), refused);
    // Another key is another hold, which anyone may place.
    let other = PlaceHold { id: Some(HoldId::new("H2").unwrap()), ..placing("judicial_stay") };
    check(&place(&desk, Role::DeportationOfficer, other), "P1.1 hold_recorded");
}

#[test]
fn a_hold_that_two_must_lift_is_not_amended_by_one() {
    let mut desk = Desk::of(&["P1"]);
    desk.cases[0].holds.push(hold("us_citizenship_claim"));
    let refused = "R003: the two who lift this hold must be two different people";
    check(&place(&desk, Role::HqCounsel, placing("us_citizenship_claim")), refused);
}

#[test]
fn a_hold_whose_kind_cannot_be_read_is_amended_by_a_steward_or_supervisor() {
    let mut desk = Desk::of(&["P1"]);
    desk.cases[0].holds.push(hold("curfew"));
    for role in Role::ALL {
        let may = matches!(role, Role::DataSteward | Role::SupervisoryOfficer);
        let result = place(&desk, *role, placing("judicial_stay"));
        assert_eq!(result.is_ok(), may, "{role}");
    }
}

#[test]
fn a_hold_of_a_known_kind_is_amended_by_those_who_may_lift_it_however_torn_the_rest_is() {
    for kind in ["judicial_stay", "us_citizenship_claim"] {
        let mut torn = hold(kind);
        torn.revisions[0].defect = Some("row".into());
        let mut desk = Desk::of(&["P1"]);
        desk.cases[0].holds.push(torn);
        let rule = RULES.hold_kind_or_latest(kind, day("2024-06-25")).unwrap();
        for role in Role::ALL {
            // Where it takes two to lift it, one does not amend it away either.
            let may = rule.may_be_lifted_by(*role) && kind == "judicial_stay";
            let result = place(&desk, *role, placing("third_country_notice"));
            assert_eq!(result.is_ok(), may, "{kind} {role}");
        }
    }
}

#[test]
fn a_hold_without_a_key_is_a_new_one_whatever_was_placed_since() {
    let mut desk = Desk::of(&["P1"]);
    for n in 1..=3 {
        let placed = place(&desk, Role::CourtFeed, PlaceHold { id: None, ..placing("tps") });
        desk.cases[0] = placed.unwrap().applied_to(&desk.cases[0]);
        assert_eq!(desk.cases[0].holds.len(), n);
    }
    let ids: Vec<&str> = desk.cases[0].holds.iter().map(|hold| hold.id.as_str()).collect();
    assert_eq!(ids, ["P1-h1", "P1-h2", "P1-h3"]);
}

#[test]
fn a_hold_that_would_never_bar_is_a_slip_of_the_pen() {
    let desk = Desk::of(&["P1"]);
    let stay = placing("judicial_stay");
    let backwards = PlaceHold { to: Some(stay.from), ..stay.clone() };
    let said = "R008: say an end that is later than the beginning";
    check(&place(&desk, Role::CourtFeed, backwards), said);
    // A country to which nobody is flown is one all the same.
    let other = PlaceHold { country: Some(country("BOL")), ..stay.clone() };
    assert!(RULES.country(country("BOL")).is_none());
    check(&place(&desk, Role::CourtFeed, other), "P1.1 hold_recorded");
    let nowhere = PlaceHold { country: Some(country("XXX")), ..stay };
    check(
        &place(&desk, Role::CourtFeed, nowhere),
        "R019: there is no country XXX in the rulebook: without one the hold bars all",
    );
}

#[test]
fn a_feed_is_recorded_as_it_says_even_if_it_cannot_be_read() {
    let desk = Desk::of(&["P1"]);
    let mut revision = hold("curfew").revisions[0].clone();
    revision.defect = Some("row".into());
    let id = HoldId::new("H7").unwrap();
    let changes = revise_hold(&desk.cases[0], id.clone(), revision.clone());
    let expected = CaseEvent::HoldRecorded { hold: id, revision };
    assert_eq!(changes, Changes::one(&desk.cases[0], expected));
}
