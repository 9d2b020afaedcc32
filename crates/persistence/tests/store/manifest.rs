//! One live line a person, and no more people than seats on any leg.

use domain::*;
use persistence::{Committed, FlightTransition, Loaded, Unit};

use crate::database::Db;
use crate::fixture::*;
use crate::on_both;

async fn scheduled(db: &Db, id: &str, seats: u32) -> Loaded<Flight> {
    commit(db, FlightTransition::schedule(plan(id, seats), &stamp())).await.unwrap()
}

async fn commit(db: &Db, change: FlightTransition) -> Result<Loaded<Flight>, String> {
    match db.one(Unit::flight(change)).await {
        Committed::Done { mut flights, .. } => Ok(flights.remove(0)),
        Committed::Refused { constraint } => Err(constraint),
        other => panic!("{other:?}"),
    }
}

async fn then(
    db: &Db,
    flight: &Loaded<Flight>,
    events: Vec<FlightEvent>,
) -> Result<Loaded<Flight>, String> {
    commit(db, flight.clone().record(events, &stamp())).await
}

fn add(number: u32, n: u32, role: SeatRole) -> FlightEvent {
    FlightEvent::LinesAdded { lines: vec![line(number, &case(n), role)] }
}

fn strike(n: u32) -> FlightEvent {
    let (case, detail) = (case(n).id, "full".into());
    FlightEvent::LineStruck { case, reason: StrikeReason::SeatLoss, detail }
}

on_both! {
    async fn one_live_line_a_person(db: &Db) {
        let (first, second) = (scheduled(db, "F1", 5).await, scheduled(db, "F2", 5).await);
        let first = then(db, &first, vec![add(1, 1, SeatRole::Primary)]).await.unwrap();
        let refused = then(db, &second, vec![add(1, 1, SeatRole::Alternate)]).await;
        assert_eq!(refused.unwrap_err(), "manifest_lines_live_person");
        // Moved from one flight to the other in one commit.
        let unit = Unit {
            flights: vec![
                second.record(vec![add(1, 1, SeatRole::Primary)], &stamp()),
                first.record(vec![strike(1)], &stamp()),
            ],
            ..Unit::default()
        };
        Db::done(&db.one(unit).await);
    }

    async fn no_more_people_than_seats(db: &Db) {
        let flight = scheduled(db, "F1", 2).await;
        let two = vec![add(1, 1, SeatRole::Primary), add(2, 2, SeatRole::Primary)];
        let flight = then(db, &flight, two).await.unwrap();
        let full = then(db, &flight, vec![add(3, 3, SeatRole::Primary)]).await;
        assert_eq!(full.unwrap_err(), "flight_legs_seats");
        let flight = then(db, &flight, vec![add(3, 3, SeatRole::Alternate)]).await.unwrap();
        let promote = FlightEvent::LinePromoted { case: case(3).id };
        let full = then(db, &flight, vec![promote.clone()]).await;
        assert_eq!(full.unwrap_err(), "flight_legs_seats");
        let flight = then(db, &flight, vec![strike(1), promote]).await.unwrap();
        assert_eq!(db.store.flight(flight.id()).await.unwrap(), flight);
        // Fewer seats: somebody must go in the same commit.
        let smaller = FlightEvent::Replanned(Box::new(plan("F1", 1)));
        let refused = then(db, &flight, vec![smaller.clone()]).await;
        assert_eq!(refused.unwrap_err(), "flight_legs_seats");
        let flight = then(db, &flight, vec![smaller, strike(2)]).await.unwrap();
        // Who was delivered has left the seat.
        let moved = |to| FlightEvent::LinesMoved { cases: vec![case(3).id], to };
        let flight = then(db, &flight, vec![moved(LineState::Delivered)]).await.unwrap();
        then(db, &flight, vec![add(4, 4, SeatRole::Primary)]).await.unwrap();
    }

    async fn a_new_leg_counts_who_is_there(db: &Db) {
        let flight = scheduled(db, "F1", 1).await;
        let mut far = line(1, &case(1), SeatRole::Primary);
        far.drop_stop = 3;
        let added = FlightEvent::LinesAdded { lines: vec![far] };
        let flight = then(db, &flight, vec![added]).await.unwrap();
        let mut longer = plan("F1", 1);
        longer.stops.extend(longer.stops.clone());
        let replanned = FlightEvent::Replanned(Box::new(longer));
        let flight = then(db, &flight, vec![replanned]).await.unwrap();
        let mut other = line(2, &case(2), SeatRole::Primary);
        (other.board_stop, other.drop_stop) = (2, 3);
        let added = FlightEvent::LinesAdded { lines: vec![other] };
        assert_eq!(then(db, &flight, vec![added]).await.unwrap_err(), "flight_legs_seats");
    }
}
