//! The stored form of one example of every event of a flight.

use domain::flight::CancelReason;
use domain::{
    CaseId, DocumentId, Flight, FlightEvent, FlightStatus, LineState, Role, Seal, SignedLine,
    StageName, StopOrder, StopOrderId, StrikeReason, Version,
};

use crate::support::{Desk, NOW, actor, country, empty_flight, flight_over, moment};

fn every_kind() -> Vec<FlightEvent> {
    let case = || CaseId::new("P1.1").unwrap();
    let order = || StopOrderId::new("F000001-stop1").unwrap();
    let (by, at) = (actor(Role::SupervisoryOfficer), moment(NOW).at());
    let lines = Desk::of(&["P1"]).at(StageName::Manifested).flight.manifest.lines;
    let raised = StopOrder {
        id: order(),
        case: case(),
        detail: "hold:judicial_stay".into(),
        recall: false,
        raised_at: at,
        due_at: moment("2024-06-26T09:15:00-05:00").at(),
        acknowledged: None,
        escalated_at: None,
    };
    vec![
        FlightEvent::Scheduled(Box::new(empty_flight().plan)),
        FlightEvent::Replanned(Box::new(flight_over("F000001", "p:KAEX>d:ZYTX").plan)),
        FlightEvent::LinesAdded { lines },
        FlightEvent::LinesMoved { cases: vec![case()], to: LineState::Confirmed },
        FlightEvent::LinePromoted { case: case() },
        FlightEvent::LineStruck {
            case: case(),
            reason: StrikeReason::Hold,
            detail: "hold:judicial_stay".into(),
        },
        FlightEvent::ManifestBuilt { by: actor(Role::FlightScheduler) },
        FlightEvent::ManifestSealed { seal: Seal { by: by.clone(), at } },
        FlightEvent::ManifestReopened { detail: "another name".into() },
        FlightEvent::LateAcceptanceGiven { detail: "by telephone".into() },
        FlightEvent::BoardingOpened,
        FlightEvent::Departed { at, aboard: 116 },
        FlightEvent::Arrived { at },
        FlightEvent::Cancelled { reason: CancelReason::Weather },
        FlightEvent::StopOrderRaised { order: raised },
        FlightEvent::StopOrderAcknowledged { order: order(), by, at },
        FlightEvent::StopOrderEscalated { order: order(), at },
        FlightEvent::ListSigned {
            seen: Version(12),
            country: country("CHN"),
            lines: vec![
                SignedLine { case: case(), document: Some(DocumentId::new("D1").unwrap()) },
                SignedLine { case: CaseId::new("P2.1").unwrap(), document: None },
            ],
            digest: "9f86d081884c7d65".into(),
            method: "password".into(),
        },
    ]
}

/// Numbers the kinds. A new kind breaks this match; give it an example above.
fn number(event: &FlightEvent) -> usize {
    match event {
        FlightEvent::Scheduled(_) => 0,
        FlightEvent::Replanned(_) => 1,
        FlightEvent::LinesAdded { .. } => 2,
        FlightEvent::LinesMoved { .. } => 3,
        FlightEvent::LinePromoted { .. } => 4,
        FlightEvent::LineStruck { .. } => 5,
        FlightEvent::ManifestBuilt { .. } => 6,
        FlightEvent::ManifestSealed { .. } => 7,
        FlightEvent::ManifestReopened { .. } => 8,
        FlightEvent::LateAcceptanceGiven { .. } => 9,
        FlightEvent::BoardingOpened => 10,
        FlightEvent::Departed { .. } => 11,
        FlightEvent::Arrived { .. } => 12,
        FlightEvent::Cancelled { .. } => 13,
        FlightEvent::StopOrderRaised { .. } => 14,
        FlightEvent::StopOrderAcknowledged { .. } => 15,
        FlightEvent::StopOrderEscalated { .. } => 16,
        FlightEvent::ListSigned { .. } => 17,
    }
}

#[test]
fn every_event_of_a_flight_is_stored_like_this() {
    let events = every_kind();
    let numbers: Vec<usize> = events.iter().map(number).collect();
    assert_eq!(numbers, (0..18).collect::<Vec<_>>());
    insta::assert_json_snapshot!(events);
}

#[test]
fn every_event_of_a_flight_comes_back_as_it_was_stored() {
    for event in every_kind() {
        let json = serde_json::to_string(&event).unwrap();
        assert_eq!(serde_json::from_str::<FlightEvent>(&json).unwrap(), event);
    }
}

/// Every change of the list counts its revision up; nothing else does.
#[test]
fn a_flight_stands_where_its_events_put_it() {
    let begin: Flight = Desk::of(&["P1"]).at(StageName::Manifested).flight;
    for event in every_kind() {
        let after = begin.clone().apply(&event);
        let (status, revised) = match &event {
            FlightEvent::LinesAdded { .. }
            | FlightEvent::LinePromoted { .. }
            | FlightEvent::LineStruck { .. } => (FlightStatus::Scheduled, 1),
            FlightEvent::ManifestSealed { .. } => (FlightStatus::Sealed, 0),
            FlightEvent::BoardingOpened => (FlightStatus::Boarding, 0),
            FlightEvent::Departed { .. } => (FlightStatus::Departed, 0),
            FlightEvent::Arrived { .. } => (FlightStatus::Arrived, 0),
            FlightEvent::Cancelled { .. } => (FlightStatus::Cancelled, 0),
            _ => (FlightStatus::Scheduled, 0),
        };
        assert_eq!((after.status, after.manifest.revision), (status, revised), "{event:?}");
    }
    let replanned = begin.apply(&every_kind()[1]);
    assert_eq!((replanned.plan.stops.len(), replanned.manifest.lines.len()), (2, 1));
}
