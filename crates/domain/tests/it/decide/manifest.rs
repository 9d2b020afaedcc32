//! Building, sealing and reopening a manifest.

use domain::decide::{Changes, accept_late_names, build, reopen_manifest, seal};
use domain::{FlightStatus, Refusal, Role, Seal};

use crate::support::{Desk, actor, check, named};

fn built() -> Desk {
    let mut desk = Desk::of(&["P1"]);
    desk.flight.manifest.builders = vec![actor(Role::RemovalCoordinator)];
    desk
}

fn seal_as(desk: &Desk, role: Role, user: &str) -> Result<Changes, Refusal> {
    desk.with(&named(role, user), |context| seal(&desk.flight, context))
}

#[test]
fn building_notes_the_builder() {
    let desk = Desk::of(&["P1"]);
    let build = |desk: &Desk| desk.by(Role::FlightScheduler, |c| build(&desk.flight, c));
    check(&build(&desk), "flight manifest_built");
    let by = desk.after(&build(&desk).unwrap()).flight.manifest.builders;
    assert_eq!(by, [actor(Role::FlightScheduler)]);
    let known = desk.after(&build(&desk).unwrap());
    assert_eq!(build(&known), Ok(Changes::default()));
    let sealed = desk.status(FlightStatus::Sealed);
    let refused =
        "R011: flight F000001 is manifest sealed: it is not possible to build the manifest";
    check(&build(&sealed), refused);
}

#[test]
fn nobody_who_built_or_changed_the_list_seals_it_even_if_somebody_else_changed_it_later() {
    let mut desk = Desk::of(&["P1"]);
    let first = actor(Role::FlightScheduler);
    desk.flight.manifest.builders = vec![first.clone(), actor(Role::RemovalCoordinator)];
    let refused = desk.by(Role::FlightScheduler, |c| seal(&desk.flight, c)).unwrap_err();
    assert_eq!(refused.code().code(), "R003");
    assert!(desk.by(Role::SupervisoryOfficer, |c| seal(&desk.flight, c)).is_ok());
}

#[test]
fn a_second_person_seals() {
    let desk = built();
    let result = seal_as(&desk, Role::SupervisoryOfficer, "u2");
    check(&result, "flight manifest_sealed");
    let after = desk.after(&result.unwrap());
    assert_eq!(after.flight.status, FlightStatus::Sealed);
    let by = named(Role::SupervisoryOfficer, "u2");
    assert_eq!(after.flight.manifest.seal, Some(Seal { by, at: desk.now.at() }));
}

#[test]
fn whoever_built_does_not_seal_in_whatever_role() {
    let same = "R003: builder and sealer of a manifest must be two different people";
    let user = actor(Role::RemovalCoordinator).user;
    check(&seal_as(&built(), Role::SupervisoryOfficer, user.as_str()), same);
    check(&seal_as(&Desk::of(&["P1"]), Role::SupervisoryOfficer, "u2"), same);
}

#[test]
fn only_a_scheduled_flight_is_sealed() {
    for status in FlightStatus::ALL.iter().filter(|status| **status != FlightStatus::Scheduled) {
        let result = seal_as(&built().status(*status), Role::SupervisoryOfficer, "u2");
        assert!(matches!(result, Err(Refusal::FlightNotOpen { .. })), "{status}");
    }
}

#[test]
fn a_sealed_manifest_is_reopened_by_who_builds_or_seals_and_says_why() {
    let desk = built().status(FlightStatus::Sealed);
    let reopen = |desk: &Desk, role, why: &str| {
        desk.by(role, |context| reopen_manifest(&desk.flight, why, context))
    };
    for role in [Role::SupervisoryOfficer, Role::FlightScheduler, Role::RemovalCoordinator] {
        check(&reopen(&desk, role, "late names"), "flight manifest_reopened");
    }
    let refused = "R004: a flight officer may not build or change a manifest";
    check(&reopen(&desk, Role::FlightOfficer, "late names"), refused);
    check(&reopen(&desk, Role::FlightScheduler, ""), "R008: say why the seal is broken");
    let after = desk.after(&reopen(&desk, Role::FlightScheduler, "late names").unwrap());
    assert_eq!(after.flight.status, FlightStatus::Scheduled);
    assert_eq!(after.flight.manifest.seal, None);
    let refused = "R011: flight F000001 is scheduled: it is not possible to reopen the manifest";
    check(&reopen(&after, Role::FlightScheduler, "late names"), refused);
}

#[test]
fn agencies_accept_late_names_while_the_list_can_change() {
    let desk = Desk::of(&["P1"]);
    let accept = |desk: &Desk, word: &str| {
        desk.by(Role::CountryDeskOfficer, |c| accept_late_names(&desk.flight, word, c))
    };
    check(&accept(&desk, "telephone, 26 June"), "flight late_acceptance_given");
    assert!(desk.after(&accept(&desk, "telephone").unwrap()).flight.late_acceptance);
    check(&accept(&desk, ""), "R008: say what the agency said");
    let sealed = desk.clone().status(FlightStatus::Sealed);
    check(&accept(&sealed, "telephone"), "flight late_acceptance_given");
    let refused = "R011: flight F000001 is boarding: it is not possible to accept late names";
    check(&accept(&desk.status(FlightStatus::Boarding), "telephone"), refused);
}
