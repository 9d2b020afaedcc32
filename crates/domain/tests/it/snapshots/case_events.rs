//! The stored form of one example of every event of a case.

use std::sync::Arc;

use domain::gate::{Clearance, Step};
use domain::{
    Case, CaseEvent, CaseId, Defect, DocumentId, FlightId, HoldId, IdentityMatch, Interview,
    InterviewId, InterviewMode, Outcome, PersonId, SeatRole, StatementKind, StatementOutcome,
    StrikeReason,
};

use crate::support::{NOW, agency, clean_case, country, day, document, hold, moment, statement};

fn clearance(step: Step, flight: Option<FlightId>) -> Clearance {
    Clearance {
        case: CaseId::new("P1.1").unwrap(),
        step,
        flight,
        country: country("CHN"),
        at: moment(NOW).at(),
        rules: "2024.06+9f3a0c11d2e4b586".into(),
    }
}

fn facts() -> Vec<CaseEvent> {
    let case = clean_case("P1");
    let made = "2024-06-20T10:00:00-05:00";
    vec![
        CaseEvent::Opened(Box::new(case.clone())),
        CaseEvent::DocumentRecorded { document: document("D1") },
        CaseEvent::StatementRecorded {
            statement: statement(StatementKind::Fear, made, StatementOutcome::Pending),
        },
        CaseEvent::HoldRecorded {
            hold: HoldId::new("H1").unwrap(),
            revision: hold("judicial_stay").revisions.remove(0),
        },
        CaseEvent::CustodyChanged { custody: case.custody.clone() },
        CaseEvent::MedicalChanged { medical: case.medical.clone() },
        CaseEvent::OrderChanged { order: case.order.clone() },
        CaseEvent::PersonCorrected { person: Box::new(case.person) },
        CaseEvent::DefectsFound {
            defects: vec![
                Defect::BadRecord("sex".into()),
                Defect::PossibleDuplicate(PersonId::new("P2").unwrap()),
            ],
        },
        CaseEvent::DefectResolved { defect: Defect::BadRecord("sex".into()) },
        CaseEvent::NoticeServed { notice: "warning_i229a".into(), on: day("2024-06-01") },
        CaseEvent::Disclosed {
            recipient: agency("chn_nia"),
            purpose: "document request".into(),
            fields: vec!["family_name".into()],
        },
        CaseEvent::AnswerSigned {
            document: DocumentId::new("D1").unwrap(),
            digest: "9f86d081884c7d65".into(),
            method: "password".into(),
            list: None,
        },
        CaseEvent::AnswerSigned {
            document: DocumentId::new("D1").unwrap(),
            digest: "9f86d081884c7d65".into(),
            method: "password".into(),
            list: Some(FlightId::new("F000001").unwrap()),
        },
        CaseEvent::InterviewRecorded {
            interview: Interview {
                id: InterviewId::new("P1-i1").unwrap(),
                document: DocumentId::new("D1").unwrap(),
                mode: InterviewMode::Video,
                asked_on: day("2024-06-20"),
                at: Some(moment("2024-06-25T10:00:00-05:00")),
                place: Some("line 4".into()),
                language: Some("zh-Hans".into()),
                outcome: None,
                note: None,
            },
            clearance: Some(clearance(Step::Contact, None)),
        },
    ]
}

fn moves() -> Vec<CaseEvent> {
    let flight = || FlightId::new("F000001").unwrap();
    let id = || DocumentId::new("D1").unwrap();
    let detail: Arc<str> = "hold:judicial_stay".into();
    let (reason, at) = (StrikeReason::Hold, moment(NOW).at());
    let proof = |step| clearance(step, Some(flight()));
    vec![
        CaseEvent::OrderBecameFinal,
        CaseEvent::DocumentRequested {
            agency: agency("chn_nia"),
            document: document("D1"),
            clearance: Some(clearance(Step::Contact, None)),
            approved_by: None,
        },
        CaseEvent::DocumentAccepted { document: id() },
        CaseEvent::AgencyApproved { document: id() },
        CaseEvent::AgencyRefused { document: id() },
        CaseEvent::DocumentExpired { document: id() },
        CaseEvent::Assigned {
            flight: flight(),
            role: SeatRole::Alternate,
            clearance: proof(Step::Assign),
        },
        CaseEvent::Promoted { flight: flight(), clearance: proof(Step::Promote) },
        CaseEvent::Confirmed { flight: flight(), clearance: proof(Step::Confirm) },
        CaseEvent::Transferred {
            flight: flight(),
            place: "ZALEXLA".into(),
            clearance: proof(Step::Transfer),
        },
        CaseEvent::Boarded {
            flight: flight(),
            clearance: proof(Step::Board),
            identity: Some(IdentityMatch::Fingerprint),
        },
        CaseEvent::Departed { flight: flight(), clearance: proof(Step::Depart) },
        CaseEvent::Removed { flight: flight(), handed_over_at: at, receipt: "Wang".into() },
        CaseEvent::Struck { flight: flight(), reason, detail: Arc::clone(&detail) },
        CaseEvent::Offloaded { flight: flight(), reason, detail: Arc::clone(&detail) },
        CaseEvent::Returned { flight: flight(), detail: "refused entry".into() },
        CaseEvent::OrderReopened { detail: "vacated".into() },
        CaseEvent::Closed { outcome: Outcome::ReliefGranted },
    ]
}

/// Numbers the kinds. A new kind breaks this match; give it an example above.
fn number(event: &CaseEvent) -> usize {
    match event {
        CaseEvent::Opened(_) => 0,
        CaseEvent::DocumentRecorded { .. } => 1,
        CaseEvent::StatementRecorded { .. } => 2,
        CaseEvent::HoldRecorded { .. } => 3,
        CaseEvent::CustodyChanged { .. } => 4,
        CaseEvent::MedicalChanged { .. } => 5,
        CaseEvent::OrderChanged { .. } => 6,
        CaseEvent::PersonCorrected { .. } => 7,
        CaseEvent::DefectsFound { .. } => 8,
        CaseEvent::DefectResolved { .. } => 9,
        CaseEvent::NoticeServed { .. } => 10,
        CaseEvent::Disclosed { .. } => 11,
        CaseEvent::OrderBecameFinal => 12,
        CaseEvent::DocumentRequested { .. } => 13,
        CaseEvent::DocumentAccepted { .. } => 14,
        CaseEvent::AgencyApproved { .. } => 15,
        CaseEvent::AgencyRefused { .. } => 16,
        CaseEvent::DocumentExpired { .. } => 17,
        CaseEvent::Assigned { .. } => 18,
        CaseEvent::Promoted { .. } => 19,
        CaseEvent::Confirmed { .. } => 20,
        CaseEvent::Transferred { .. } => 21,
        CaseEvent::Boarded { .. } => 22,
        CaseEvent::Departed { .. } => 23,
        CaseEvent::Removed { .. } => 24,
        CaseEvent::Struck { .. } => 25,
        CaseEvent::Offloaded { .. } => 26,
        CaseEvent::Returned { .. } => 27,
        CaseEvent::OrderReopened { .. } => 28,
        CaseEvent::Closed { .. } => 29,
        CaseEvent::AnswerSigned { .. } => 30,
        CaseEvent::InterviewRecorded { .. } => 31,
    }
}

fn every_kind() -> Vec<CaseEvent> {
    facts().into_iter().chain(moves()).collect()
}

#[test]
fn every_event_of_a_case_is_stored_like_this() {
    let events = every_kind();
    let mut numbers: Vec<usize> = events.iter().map(number).collect();
    numbers.sort_unstable();
    numbers.dedup(); // a kind may have two examples
    assert_eq!(numbers, (0..32).collect::<Vec<_>>());
    insta::assert_json_snapshot!(events);
}

#[test]
fn every_event_of_a_case_comes_back_as_it_was_stored() {
    for event in every_kind() {
        let json = serde_json::to_string(&event).unwrap();
        assert_eq!(serde_json::from_str::<CaseEvent>(&json).unwrap(), event);
    }
}

/// An event says where it leads, and applying it goes there and nowhere else.
#[test]
fn a_case_goes_where_its_events_lead() {
    let case: Case = clean_case("P1");
    for event in every_kind() {
        let after = case.clone().apply(&event);
        let expected = event.leads_to().unwrap_or_else(|| case.stage.clone());
        assert_eq!(after.stage, expected, "{event:?}");
    }
    let leading = every_kind().iter().filter(|event| event.leads_to().is_some()).count();
    assert_eq!(leading, moves().len());
}
