//! Whatever goes in comes out again: every stage, every kind of event.

use std::collections::BTreeSet;

use domain::*;
use jiff::civil::date;
use persistence::{CaseTransition, FlightTransition, HoldFilter, Loaded, Unit, Verified};

use crate::database::Db;
use crate::fixture::*;
use crate::on_both;

fn stages() -> Vec<Stage> {
    let flight = flight_id();
    let handed_over_at = "2027-01-02T03:04:05.123456789Z".parse().unwrap();
    let mut stages = vec![
        Stage::Detained,
        Stage::OrderFinal,
        Stage::DocumentRequested,
        Stage::AgencyApproved,
        Stage::Confirmed { flight: flight.clone() },
        Stage::Boarded { flight: flight.clone() },
        Stage::Departed { flight: flight.clone() },
        Stage::Removed { flight: flight.clone(), handed_over_at },
    ];
    stages.extend(
        SeatRole::ALL.iter().map(|&role| Stage::Manifested { flight: flight.clone(), role }),
    );
    stages.extend(Outcome::ALL.iter().map(|&outcome| Stage::Closed { outcome }));
    stages
}

fn case_events(case: &Case) -> Vec<CaseEvent> {
    use CaseEvent as E;
    let (flight, words) = (flight_id(), "words; \"quoted\" \u{1F6EB}\n".into());
    let agency = AgencyId::new("gtm_igm").unwrap();
    let document = DocumentId::new("D2").unwrap();
    let clear = |step| clearance(case, step);
    let defect = Defect::PossibleDuplicate(PersonId::new("P9").unwrap());
    let mut order = case.order.clone();
    order.removal_country = None;
    let mut lifted = revision(9);
    (lifted.to, lifted.end_confirmed) = (Some(Moment::utc(at(8))), true);
    let mut corrected = case.person.clone();
    corrected.a_number = Known::unreadable("A12?");
    corrected.family_unit = None;
    vec![
        E::OrderBecameFinal,
        E::DocumentRequested {
            agency: agency.clone(),
            document: self::document("D2"),
            clearance: Some(clear(Step::Contact)),
            approved_by: Some(actor("u9")),
        },
        E::Disclosed { recipient: agency, purpose: "identify".into(), fields: vec!["name".into()] },
        E::AgencyApproved { document: document.clone() },
        E::DocumentExpired { document: document.clone() },
        E::DocumentAccepted { document: document.clone() },
        E::AgencyRefused { document },
        E::DocumentRecorded { document: self::document("D1") },
        E::AnswerSigned {
            document: DocumentId::new("D1").unwrap(),
            digest: "00ff".into(),
            method: "password".into(),
            list: Some(FlightId::new("F000001").unwrap()),
        },
        E::InterviewRecorded { interview: interview("I2"), clearance: Some(clear(Step::Contact)) },
        E::StatementRecorded { statement: statement() },
        E::StatementRecorded { statement: statement() },
        E::HoldRecorded { hold: HoldId::new("H9").unwrap(), revision: revision(8) },
        E::HoldRecorded { hold: HoldId::new("H1").unwrap(), revision: lifted },
        E::CustodyChanged { custody: Custody { since: None, ..case.custody.clone() } },
        E::MedicalChanged {
            medical: Medical {
                cleared_on: Some(Known::unreadable("13/13")),
                ..case.medical.clone()
            },
        },
        E::OrderChanged { order },
        E::PersonCorrected { person: Box::new(corrected) },
        E::DefectsFound { defects: vec![Defect::BadRecord("row".into()), defect.clone()] },
        E::DefectResolved { defect },
        E::NoticeServed { notice: "third_country".into(), on: date(2026, 11, 1) },
        E::Assigned {
            flight: flight.clone(),
            role: SeatRole::Alternate,
            clearance: clear(Step::Assign),
        },
        E::Promoted { flight: flight.clone(), clearance: clear(Step::Promote) },
        E::Struck { flight: flight.clone(), reason: StrikeReason::Hold, detail: words },
        E::Confirmed { flight: flight.clone(), clearance: clear(Step::Confirm) },
        E::Transferred {
            flight: flight.clone(),
            place: "KMIA".into(),
            clearance: clear(Step::Transfer),
        },
        E::Boarded {
            flight: flight.clone(),
            clearance: clear(Step::Board),
            identity: Some(IdentityMatch::Fingerprint),
        },
        E::Offloaded {
            flight: flight.clone(),
            reason: StrikeReason::Medical,
            detail: "unfit".into(),
        },
        E::Departed { flight: flight.clone(), clearance: clear(Step::Depart) },
        E::Returned { flight: flight.clone(), detail: "refused entry".into() },
        E::Removed { flight, handed_over_at: at(77), receipt: "signed".into() },
        E::OrderReopened { detail: "remand".into() },
        E::Closed { outcome: Outcome::ReliefGranted },
    ]
}

fn flight_events(first: &Case, second: &Case) -> Vec<FlightEvent> {
    use FlightEvent as E;
    let stop_order = stop_order(first);
    let order = stop_order.id.clone();
    let mut longer = plan("F000001", 100);
    longer.stops.push(longer.stops[1].clone());
    longer.departs_at = None;
    vec![
        E::LinesAdded {
            lines: vec![line(1, first, SeatRole::Primary), line(2, second, SeatRole::Alternate)],
        },
        E::ManifestBuilt { by: actor("u1") },
        E::ManifestSealed { seal: Seal { by: actor("u2"), at: at(3) } },
        E::ManifestReopened { detail: "seat loss".into() },
        E::LateAcceptanceGiven { detail: "by phone".into() },
        E::Replanned(Box::new(longer)),
        E::LinesMoved { cases: vec![first.id.clone()], to: LineState::Confirmed },
        E::LinePromoted { case: second.id.clone() },
        E::LineStruck {
            case: first.id.clone(),
            reason: StrikeReason::Hold,
            detail: "hold:court_stay".into(),
        },
        E::BoardingOpened,
        E::StopOrderRaised { order: stop_order },
        E::StopOrderAcknowledged { order: order.clone(), by: actor("u3"), at: at(4) },
        E::StopOrderEscalated { order, at: at(700) },
        E::ListSigned {
            seen: Version(3),
            country: "CHN".parse().unwrap(),
            lines: vec![SignedLine { case: second.id.clone(), document: None }],
            digest: "00ff".into(),
            method: "password".into(),
        },
        E::Departed { at: at(5), aboard: 1 },
        E::Arrived { at: at(6) },
        E::Cancelled { reason: flight::CancelReason::Weather },
    ]
}

#[track_caller]
fn same<T: PartialEq + std::fmt::Debug>(read: &Loaded<T>, written: &Loaded<T>) {
    assert_eq!(read, written);
}

on_both! {
    async fn every_stage_comes_back(db: &Db) {
        let stages = stages();
        let names: BTreeSet<_> = stages.iter().map(Stage::name).collect();
        assert_eq!(names.len(), StageName::ALL.len(), "a stage is missing from this test");
        for (n, stage) in (0..).zip(stages) {
            let opened = CaseTransition::open(Case { stage, ..case(n) }, &stamp());
            let value = opened.value().clone();
            let committed = db.one(Unit::case(opened)).await;
            Db::done(&committed);
            let read = db.store.case(&value.id).await.unwrap();
            assert_eq!(read.value, value);
        }
    }

    async fn every_case_event_comes_back(db: &Db) {
        let opened = CaseTransition::open(case(1), &stamp());
        let mut written = one_case(db, opened).await;
        let mut kinds = BTreeSet::new();
        let events = case_events(&written.value);
        for event in &events {
            written = one_case(db, written.record(vec![event.clone()], &stamp())).await;
            same(&db.store.case(&written.id).await.unwrap(), &written);
        }
        let history = db.store.history(&written.id).await.unwrap();
        for (recorded, event) in history.iter().skip(1).zip(&events) {
            assert_eq!(&recorded.case_event().unwrap(), event);
            assert_eq!(recorded.stamp, stamp());
            kinds.insert(recorded.kind.clone());
        }
        assert_eq!((history.len(), kinds.len()), (events.len() + 1, 31));
        let verified = db.store.verify_stream(&written.id).await.unwrap();
        assert!(matches!(verified, Verified::Intact { events: 34, .. }), "{verified:?}");
        assert_eq!(db.store.disclosures(None).await.unwrap().len(), 1);
        assert_eq!(db.store.holds_list(&HoldFilter::default(), 10).await.unwrap().len(), 2);
    }

    async fn all_events_at_once_come_back(db: &Db) {
        let written = one_case(db, CaseTransition::open(case(1), &stamp())).await;
        let events = case_events(&written.value);
        let written = one_case(db, written.record(events, &stamp())).await;
        same(&db.store.case(&written.id).await.unwrap(), &written);
    }

    async fn every_flight_event_comes_back(db: &Db) {
        let (first, second) = (case(1), case(2));
        let scheduled = FlightTransition::schedule(plan("F000001", 1), &stamp());
        let mut written = one_flight(db, scheduled).await;
        let events = flight_events(&first, &second);
        for event in &events {
            written = one_flight(db, written.record(vec![event.clone()], &stamp())).await;
            same(&db.store.flight(&flight_id()).await.unwrap(), &written);
        }
        let history = db.store.history(flight_id()).await.unwrap();
        let kinds: BTreeSet<_> = history.iter().map(|event| event.kind.clone()).collect();
        assert_eq!(kinds.len(), 18);
        for (recorded, event) in history.iter().skip(1).zip(&events) {
            assert_eq!(&recorded.flight_event().unwrap(), event);
        }
        let verified = db.store.verify_stream(flight_id()).await.unwrap();
        assert!(matches!(verified, Verified::Intact { events: 18, .. }), "{verified:?}");
    }
}

async fn one_case(db: &Db, change: CaseTransition) -> Loaded<Case> {
    match db.one(Unit::case(change)).await {
        persistence::Committed::Done { mut cases, .. } => cases.remove(0),
        other => panic!("{other:?}"),
    }
}

async fn one_flight(db: &Db, change: FlightTransition) -> Loaded<Flight> {
    match db.one(Unit::flight(change)).await {
        persistence::Committed::Done { mut flights, .. } => flights.remove(0),
        other => panic!("{other:?}"),
    }
}
