//! People, cases, flights and stamps to test with.

use std::sync::Arc;

use domain::gate::Clearance;
use domain::*;
use jiff::Timestamp;
use jiff::civil::date;

pub fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + second).unwrap()
}

pub fn actor(user: &str) -> Actor {
    Actor::new(Role::RemovalCoordinator, UserId::new(user).unwrap())
}

pub fn stamp() -> Stamp {
    Stamp { at: at(0), by: actor("u10212"), rules: "2027-01".into(), reason: "test".into() }
}

pub fn person(n: u32) -> Person {
    Person {
        id: PersonId::new(format!("P{n:07}")).unwrap(),
        seq: n.into(),
        a_number: Known::Read(format!("A{n:09}").into()),
        fin: format!("F{n:09}").into(),
        family_name: "Hernández Łopez".into(),
        given_names: "María José".into(),
        birth_date: Known::Read(date(1988, 2, 29)),
        sex: Known::Read(Sex::Female),
        nationality: Known::Read("GTM".parse().unwrap()),
        birth_country: Known::Read("GTM".parse().unwrap()),
        class_level: Known::Read(ClassLevel::Low),
        criminality: Known::unreadable("?"),
        family_unit: n.is_multiple_of(10).then(|| FamilyUnit::new(format!("FU{n:06}")).unwrap()),
        unaccompanied: Known::Read(false),
        keep_apart: vec![],
        attorney: Known::Read(true),
    }
}

pub fn case(n: u32) -> Case {
    let person = person(n);
    Case {
        id: CaseId::of(&person.id, 1),
        opened_at: at(0),
        stage: Stage::Detained,
        person,
        custody: Custody {
            kind: Known::Read(CustodyKind::Detained),
            facility: "KRO".into(),
            office: "MIA".into(),
            since: Some(Known::Read(date(2026, 10, 1))),
        },
        order: Order {
            kind: Known::Read("ij_order".into()),
            date: Some(Known::Read(date(2026, 9, 1))),
            appeal: Known::Read(Appeal::Waived),
            category: Known::Read("8C".into()),
            removal_country: Some(Known::Read("GTM".parse().unwrap())),
        },
        medical: Medical { status: Known::Read(MedicalStatus::Ok), cleared_on: None },
        holds: vec![hold("H1", 2)],
        documents: vec![document("D1")],
        statements: vec![],
        interviews: vec![interview("I1")],
        notices: vec![Notice { kind: "warning_i229a".into(), on: date(2026, 10, 2) }],
        defects: vec![],
    }
}

pub fn revision(n: i64) -> HoldRevision {
    HoldRevision {
        recorded_at: Some(at(n)),
        kind: "court_stay".into(),
        country: Some("GTM".parse().unwrap()),
        from: Some("2026-11-29T23:30:00-05:00".parse().unwrap()),
        to: None,
        end_confirmed: false,
        source_document: "order \"12\"".into(),
        docket_number: None,
        by: "legal_counsel:u1".into(),
        reason: None,
        defect: None,
    }
}

pub fn hold(id: &str, revisions: i64) -> Hold {
    let revisions = (0..revisions).map(revision).collect();
    Hold { id: HoldId::new(id).unwrap(), revisions }
}

pub fn interview(id: &str) -> Interview {
    Interview {
        id: InterviewId::new(id).unwrap(),
        document: DocumentId::new("D1").unwrap(),
        mode: InterviewMode::InPerson,
        asked_on: date(2026, 11, 20),
        at: Some("2026-12-01T09:30:00-06:00".parse().unwrap()),
        place: Some("Room \"3\"".into()),
        language: Some("mam".into()),
        outcome: Some(InterviewOutcome::Postponed),
        note: None,
    }
}

pub fn document(id: &str) -> Document {
    Document {
        id: DocumentId::new(id).unwrap(),
        kind: Known::Read(DocumentKind::Etd),
        number: Some("X1".into()),
        issuing_country: Known::Read("GTM".parse().unwrap()),
        issued_on: Some(date(2026, 11, 1)),
        expires_on: Some(date(2027, 5, 1)),
        single_use: true,
        mrz: None,
        requested_on: None,
        answer: Some(Answer::Pending),
        answered_on: None,
        condition: None,
        defect: None,
    }
}

pub fn statement() -> Statement {
    Statement {
        id: StatementId::new("S1").unwrap(),
        kind: "fear_of_return".into(),
        made_at: Some(Moment::utc(at(5))),
        language: "es".into(),
        interpreter: true,
        officer: Some("u7".into()),
        evidence: None,
        outcome: Some(StatementOutcome::Pending),
        defect: None,
    }
}

pub fn clearance(case: &Case, step: Step) -> Clearance {
    Clearance {
        case: case.id.clone(),
        step,
        flight: Some(flight_id()),
        country: "GTM".parse().unwrap(),
        at: at(9),
        rules: "2027-01".into(),
    }
}

pub fn flight_id() -> FlightId {
    FlightId::new("F000001").unwrap()
}

pub fn plan(id: &str, seats: u32) -> FlightPlan {
    let stop = |kind, airport: &str| Known::Read(Stop { kind, airport: Arc::from(airport) });
    FlightPlan {
        id: FlightId::new(id).unwrap(),
        kind: Known::Read(FlightKind::LongRange),
        aircraft: "B738".into(),
        seats: Known::Read(seats),
        departs_at: Some("2026-12-29T23:30:00-05:00".parse().unwrap()),
        stops: vec![
            stop(StopKind::PickUp, "KMIA"),
            stop(StopKind::DropOff, "MGGT"),
            Known::unreadable("d:??"),
        ],
        agencies: vec![AgencyId::new("gtm_igm").unwrap()],
        list_cap: Known::Read(120),
        notice_days: 7,
        max_class3: Known::Read(10),
        nurses: Known::Read(1),
        fixed_cost_usd: 10_000,
        hourly_cost_usd: 8_577,
        unreadable: false,
    }
}

pub fn line(number: u32, case: &Case, role: SeatRole) -> Line {
    Line {
        number,
        case: case.id.clone(),
        person: case.person.id.clone(),
        role,
        rank: u32::from(role == SeatRole::Alternate),
        board_stop: 0,
        drop_stop: 1,
        high_risk: false,
        needs_nurse: false,
        state: LineState::Listed,
        struck: None,
    }
}

pub fn stop_order(case: &Case) -> StopOrder {
    StopOrder {
        id: StopOrderId::new("SO1").unwrap(),
        case: case.id.clone(),
        detail: "hold:court_stay".into(),
        recall: false,
        raised_at: at(1),
        due_at: at(600),
        acknowledged: None,
        escalated_at: None,
    }
}
