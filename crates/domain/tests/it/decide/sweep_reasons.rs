//! The coded reason of a strike: what each cause and each kind of hold leads to.

use domain::decide::{Changes, Listed, sweep};
use domain::{
    Case, Defect, Flight, FlightStatus, Known, MedicalStatus, PersonId, Role, StageName,
    StatementKind, StatementOutcome, StrikeReason,
};

use crate::support::{Desk, country, day, hold, moment, on, statement};

fn swept(desk: &Desk) -> Changes {
    let (mut changes, party) = (Changes::default(), desk.party());
    desk.by(Role::System, |context| {
        sweep(&Listed { party: &party, flight: &desk.flight }, context, &mut changes);
    });
    changes
}

type Spoil = fn(&mut Case, &mut Flight);

/// The coded reason of the strike that each cause leads to.
#[test]
fn each_cause_has_its_coded_reason() {
    use StrikeReason as R;
    let causes: &[(Spoil, R)] = &[
        (|c, _| c.holds.push(hold("judicial_stay")), R::CourtMinuteOrder),
        (|c, _| c.holds.push(hold("tuberculosis_isolation")), R::Medical),
        (|c, _| c.holds.push(hold("curfew")), R::Hold),
        (|c, _| c.documents.clear(), R::DocumentExpired),
        (|c, _| c.documents[0].answer = Some(domain::Answer::Refused), R::ForeignRejection),
        (|c, _| c.medical.status = Known::Read(MedicalStatus::TbPending), R::Medical),
        (|c, _| c.medical.cleared_on = on("2020-01-01"), R::Medical),
        (|c, _| c.custody.kind = Known::unreadable("?"), R::Custody),
        (|c, _| c.defects.push(Defect::BadRecord("sex".into())), R::Identity),
        (
            |c, _| c.defects.push(Defect::PossibleDuplicate(PersonId::new("P8").unwrap())),
            R::Identity,
        ),
        (|c, _| c.person.birth_date = Known::Read(day("2020-01-01")), R::FamilyMemberStruck),
        (|c, _| c.order.date = None, R::Hold),
        (|c, _| c.order.category = Known::Read("5C".into()), R::Hold),
        (|c, _| c.order.removal_country = None, R::AdminError),
        (|_, f| f.plan.unreadable = true, R::AdminError),
        (
            |c, _| {
                let made = "2024-06-20T10:00:00-05:00";
                c.statements.push(statement(StatementKind::Fear, made, StatementOutcome::Pending));
            },
            R::Hold,
        ),
        (|c, _| c.person.nationality = Known::Read(country("VNM")), R::Hold),
    ];
    for (index, (spoil, reason)) in causes.iter().enumerate() {
        let mut desk = Desk::of(&["P1"]).at(StageName::Confirmed);
        spoil(&mut desk.cases[0], &mut desk.flight);
        let after = desk.after(&swept(&desk));
        let (told, _) = after.flight.manifest.lines[0].struck.clone().expect("struck");
        assert_eq!(told, *reason, "cause {index}");
    }
}

/// The coded reason of the strike that each kind of hold leads to.
#[test]
fn each_kind_of_hold_has_its_coded_reason() {
    for kind in crate::support::RULES.hold_kinds() {
        for ended in [false, true] {
            let mut desk = Desk::of(&["P1"]).at(StageName::Boarded).status(FlightStatus::Boarding);
            let mut hold = hold(&kind.code);
            if ended {
                hold.revisions[0].to = Some(moment("2024-06-01T00:00:00-05:00"));
            }
            desk.cases[0].holds.push(hold);
            let after = desk.after(&swept(&desk));
            let told = after.flight.manifest.lines[0].struck.clone();
            let expected = (!ended || !kind.auto_expires).then_some(kind.strike_reason);
            assert_eq!(told.map(|(reason, _)| reason), expected, "{} {ended}", kind.code);
        }
    }
}
