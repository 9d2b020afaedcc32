//! Facts that change.

use domain::decide::{
    Changes, change_custody, change_medical, change_order, disclose, find_defects,
    record_statement, resolve_defect, serve_notice,
};
use domain::gate::{Step, ask_contact};
use domain::{
    Custody, CustodyKind, Defect, Known, MedicalStatus, Notice, Refusal, Role, StatementKind,
    StatementOutcome,
};

use crate::support::{Desk, RULES, agency, check, day, moment, on, statement};

#[test]
fn a_fact_of_a_day_to_come_is_a_slip_of_the_pen() {
    let desk = Desk::of(&["P1"]);
    let case = &desk.cases[0];
    let said =
        statement(StatementKind::Fear, "2024-06-30T00:00:00-05:00", StatementOutcome::Pending);
    let said = desk.by(Role::DeportationOfficer, |context| record_statement(case, said, context));
    check(&said, "R020: it is too early to record what was said then");
    let mut medical = case.medical.clone();
    medical.cleared_on = on("2024-06-30");
    let said = desk.by(Role::MedicalOfficer, |context| change_medical(case, medical, context));
    check(&said, "R020: it is too early to say that somebody was cleared then");
    let mut custody = case.custody.clone();
    custody.since = on("2024-06-30");
    let said = desk.by(Role::DeportationOfficer, |context| change_custody(case, custody, context));
    check(&said, "R020: it is too early to say since when the person is held");
    let served = day("2024-06-30");
    let said =
        desk.by(Role::DeportationOfficer, |context| serve_notice(case, "x", served, context));
    check(&said, "R020: it is too early to say that a notice was served then");
}

#[test]
fn a_claim_to_citizenship_is_found_unfounded_by_those_who_may_end_its_hold() {
    let of = |outcome| statement(StatementKind::Citizenship, "2024-06-20T00:00:00-05:00", outcome);
    let mut desk = Desk::of(&["P1"]);
    let find = |desk: &Desk, role| {
        let found = of(StatementOutcome::Negative);
        desk.by(role, |context| record_statement(&desk.cases[0], found, context)).is_ok()
    };
    assert!(find(&desk, Role::DeportationOfficer), "that nobody claimed it, anybody may note");
    desk.cases[0].statements.push(of(StatementOutcome::Pending));
    for role in Role::ALL {
        let rule = RULES.hold_kind_or_latest("us_citizenship_claim", day("2024-06-25")).unwrap();
        assert_eq!(find(&desk, *role), rule.may_be_lifted_by(*role), "{role}");
    }
}

#[test]
fn custody_health_and_order_are_replaced() {
    let desk = Desk::of(&["P1"]);
    let mut custody = desk.cases[0].custody.clone();
    custody.kind = Known::Read(CustodyKind::Criminal);
    let changed = desk.by(Role::DeportationOfficer, |context| {
        change_custody(&desk.cases[0], custody.clone(), context)
    });
    check(&changed, "P1.1 custody_changed");
    assert_eq!(desk.after(&changed.unwrap()).cases[0].custody, custody);

    let elsewhere = |facility: &str, office: &str| {
        let custody =
            Custody { facility: facility.into(), office: office.into(), ..custody.clone() };
        desk.by(Role::DeportationOfficer, |c| change_custody(&desk.cases[0], custody, c))
    };
    check(&elsewhere("ZALEXLA", "SNA"), "P1.1 custody_changed");
    check(&elsewhere("", "SNA"), "P1.1 custody_changed");
    check(&elsewhere("ZALEXXX", "SNA"), "R019: there is no facility \"ZALEXXX\" in the rulebook");
    check(&elsewhere("ZALEXLA", "NLO"), "R019: there is no office \"NLO\" in the rulebook");

    let mut medical = desk.cases[0].medical.clone();
    medical.status = Known::Read(MedicalStatus::Unfit);
    let changed = desk.by(Role::MedicalOfficer, |context| {
        change_medical(&desk.cases[0], medical.clone(), context)
    });
    check(&changed, "P1.1 medical_changed");
    assert_eq!(desk.after(&changed.unwrap()).cases[0].medical, medical);

    let mut order = desk.cases[0].order.clone();
    order.kind = Known::Read("stipulated".into());
    let changed =
        desk.by(Role::CourtFeed, |context| change_order(&desk.cases[0], order.clone(), context));
    check(&changed, "P1.1 order_changed");
    assert_eq!(desk.after(&changed.unwrap()).cases[0].order, order);
}

#[test]
fn anyone_records_a_statement_and_the_same_record_twice_is_one() {
    let mut desk = Desk::of(&["P1"]);
    let made = "2024-06-26T08:00:00-05:00";
    let said = statement(StatementKind::Fear, made, StatementOutcome::Negative);
    let record = |desk: &Desk, role, statement| {
        desk.by(role, |context| record_statement(&desk.cases[0], statement, context))
    };
    for role in Role::ALL {
        check(&record(&desk, *role, said.clone()), "P1.1 statement_recorded");
    }
    desk = desk.after(&record(&desk, Role::Auditor, said.clone()).unwrap());
    assert_eq!(desk.cases[0].statements, std::slice::from_ref(&said));
    check(&record(&desk, Role::Auditor, said.clone()), "");
    // A corrected record under the same key is news, and it counts.
    let mut corrected = said.clone();
    corrected.outcome = Some(StatementOutcome::Affirmative);
    let result = record(&desk, Role::AsylumFeed, corrected.clone());
    check(&result, "P1.1 statement_recorded");
    desk = desk.after(&result.unwrap());
    assert_eq!(desk.cases[0].statements, [said, corrected]);
    assert!(ask_contact(&desk.cases[0], desk.now, &RULES).is_err());
}

#[test]
fn a_notice_has_a_name_and_a_day() {
    let desk = Desk::of(&["P1"]);
    let serve = |notice: &str| {
        desk.by(Role::DeportationOfficer, |context| {
            serve_notice(&desk.cases[0], notice, day("2024-06-20"), context)
        })
    };
    check(&serve(""), "R008: say which notice was served");
    check(&serve("warning_i229a"), "P1.1 notice_served");
    let served = desk.after(&serve("warning_i229a").unwrap()).cases[0].notices.clone();
    assert_eq!(served, [Notice { kind: "warning_i229a".into(), on: day("2024-06-20") }]);
}

#[test]
fn a_defect_is_found_by_anyone_and_put_right_by_a_steward() {
    let desk = Desk::of(&["P1"]);
    let defect = Defect::BadRecord("sex".into());
    let found = desk.by(Role::Auditor, |context| {
        find_defects(&desk.cases[0], vec![defect.clone(), defect.clone()], context)
    });
    check(&found, "P1.1 defects_found");
    let desk = desk.after(&found.unwrap());
    assert_eq!(desk.cases[0].defects, std::slice::from_ref(&defect));
    let resolve = |defect: &Defect| {
        desk.by(Role::DataSteward, |context| resolve_defect(&desk.cases[0], defect, context))
    };
    check(&resolve(&defect), "P1.1 defect_resolved");
    assert_eq!(desk.after(&resolve(&defect).unwrap()).cases[0].defects, []);
    let other = Defect::BadRecord("fin".into());
    check(&resolve(&other), "R019: there is no defect bad_record:fin");
}

fn disclosing(desk: &Desk, to: &str, why: &str, cleared: &Desk) -> Result<Changes, Refusal> {
    let proof = ask_contact(&cleared.cases[0], cleared.now, &RULES).unwrap();
    desk.by(Role::CountryDeskOfficer, |context| {
        disclose(&desk.cases[0], &agency(to), why, vec!["sex".into()], &proof, context)
    })
}

#[test]
fn a_disclosure_needs_a_purpose_and_the_clearance_for_that_agency_now() {
    let desk = Desk::of(&["P1"]);
    let elsewhere = "R016: the gate's clearance does not cover case P1.1 for this step now";
    check(&disclosing(&desk, "chn_nia", "document request", &desk), "P1.1 disclosed");
    check(&disclosing(&desk, "chn_nia", "", &desk), "R008: say what the disclosure is for");
    check(&disclosing(&desk, "gtm_igm", "document request", &desk), elsewhere);
    check(&disclosing(&desk, "chn_nia", "document request", &Desk::of(&["P2"])), elsewhere);
    let mut earlier = desk.clone();
    earlier.now = moment("2024-06-26T08:59:59-05:00");
    check(&disclosing(&desk, "chn_nia", "document request", &earlier), elsewhere);
    let flown = desk.cleared(Step::Contact);
    let proof = flown.members().first().unwrap();
    let result = desk.by(Role::CountryDeskOfficer, |context| {
        disclose(&desk.cases[0], &agency("chn_nia"), "list", Vec::new(), proof, context)
    });
    check(&result, elsewhere);
}
