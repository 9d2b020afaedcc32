//! The matrix of permissions, and that it never grants what the domain refuses.

use domain::Role;
use domain::decide::Action;
use domain::rulebook::Rulebook;

use super::*;
use crate::text::add;

/// The acts that the domain has a table of its own for.
const SHARED: &[(Act, Action)] = &[
    (Act::KeepDocket, Action::KeepDocket),
    (Act::RequestDocument, Action::RequestDocument),
    (Act::RecordAnswer, Action::RecordAnswer),
    (Act::MeetCondition, Action::MeetCondition),
    (Act::ArrangeInterview, Action::ArrangeInterview),
    (Act::SuspendAgency, Action::SuspendAgency),
    (Act::SignLists, Action::SignAnswer),
    (Act::BuildManifest, Action::BuildManifest),
    (Act::SealManifest, Action::SealManifest),
    (Act::Confirm, Action::Confirm),
    (Act::RunBoarding, Action::RunBoarding),
    (Act::RunFlight, Action::RunFlight),
    (Act::ScheduleFlight, Action::ScheduleFlight),
    (Act::StateFitness, Action::StateFitness),
    (Act::CorrectRecord, Action::CorrectRecord),
    (Act::CloseCase, Action::CloseCase),
    (Act::ReadHoldFeed, Action::ReadHoldFeed),
];

fn case(office: &'static str, nationality: &'static str, disclosed: bool) -> Subject<'static> {
    Subject::Case { office, nationality, disclosed }
}

fn asker(role: Role, rules: &Rulebook) -> Asker<'static> {
    let consul = role == Role::ForeignConsularUser;
    Asker {
        role,
        office: if consul { "" } else { "NOL" },
        every_office: rules.role(role).is_some_and(|rule| rule.every_office),
        country: if consul { "GTM" } else { "" },
    }
}

fn world() -> (Policies, Rulebook) {
    (Policies::embedded().unwrap(), Rulebook::embedded().unwrap())
}

/// The whole matrix as a person reads it: a change of a policy is a diff here.
#[test]
fn the_matrix_is_as_reviewed() {
    let (policies, rules) = world();
    let rows = [
        ("own office", case("NOL", "MEX", true)),
        ("other office", case("SNA", "MEX", true)),
        ("own national, asked about", case("SNA", "GTM", true)),
        ("own national, never asked about", case("SNA", "GTM", false)),
    ];
    let mut table = String::new();
    for role in Role::ALL {
        let asker = asker(*role, &rules);
        for (name, subject) in rows.iter().copied().chain([("desk", Subject::Desk)]) {
            let on_case = matches!(subject, Subject::Case { .. });
            let may: Vec<&str> = Act::ALL
                .iter()
                .filter(|act| act.is_on_case() == on_case)
                .filter(|act| policies.ask(&asker, **act, subject).is_ok())
                .map(|act| act.code())
                .collect();
            let may = if may.is_empty() { "-".to_owned() } else { may.join(" ") };
            add(&mut table, format_args!("{} | {name} | {may}\n", role.code()));
        }
    }
    insta::assert_snapshot!(table);
}

#[test]
fn a_policy_grants_exactly_what_the_domain_grants() {
    let (policies, rules) = world();
    for role in Role::ALL.iter().filter(|role| **role != Role::System) {
        let asker = asker(*role, &rules);
        for (act, action) in SHARED {
            let subject = if act.is_on_case() { case("NOL", "GTM", true) } else { Subject::Desk };
            let may = policies.ask(&asker, *act, subject).is_ok();
            assert_eq!(may, action.is_allowed_to(*role), "{role} {}", act.code());
        }
    }
}

#[test]
fn every_role_may_place_a_hold_whatever_the_office() {
    let (policies, rules) = world();
    for role in Role::ALL.iter().filter(|role| **role != Role::ForeignConsularUser) {
        let asked = policies.ask(&asker(*role, &rules), Act::PlaceHold, case("SNA", "", false));
        assert_eq!(asked, Ok(()), "{role}");
    }
}

#[test]
fn a_consular_user_sees_nothing_of_others() {
    let (policies, rules) = world();
    let consul = asker(Role::ForeignConsularUser, &rules);
    for subject in [case("NOL", "MEX", true), case("NOL", "", true), case("NOL", "GTM", false)] {
        for act in Act::ALL.iter().filter(|act| act.is_on_case()) {
            let denied = policies.ask(&consul, *act, subject).unwrap_err();
            assert_eq!(denied.policy, "consul-only-own-nationals", "{}", act.code());
        }
    }
    let nobody = Asker { country: "", ..consul };
    assert!(policies.ask(&nobody, Act::SeeCase, case("NOL", "", true)).is_err());
}

#[test]
fn the_policy_that_refuses_is_named() {
    let (policies, rules) = world();
    let officer = asker(Role::DeportationOfficer, &rules);
    let policy = |act, subject| policies.ask(&officer, act, subject).unwrap_err().policy;
    assert_eq!(policy(Act::SeeCase, case("SNA", "MEX", true)), "own-office-only");
    assert_eq!(policy(Act::SeeAudit, Subject::Desk), NONE);
    // An act that is asked about the wrong thing is refused, not decided.
    assert_eq!(policy(Act::SeeCase, Subject::Desk), NONE);
    assert_eq!(policy(Act::SeeFlights, case("NOL", "MEX", true)), NONE);
}

#[test]
fn somebody_without_an_office_has_none() {
    let (policies, rules) = world();
    let officer = Asker { office: "", ..asker(Role::DeportationOfficer, &rules) };
    assert!(policies.ask(&officer, Act::SeeCase, case("", "MEX", false)).is_err());
}
