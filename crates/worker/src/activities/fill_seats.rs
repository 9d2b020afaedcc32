//! Seats that became free: on an open list alternates move up and others are seated; for a sealed
//! one the flight lead is told who could.

use std::sync::Arc;

use domain::flight::Room;
use domain::{Flight, FlightStatus};
use jiff::Timestamp;
use operations::manifest::Crew;
use persistence::OutMessage;

use crate::{Desk, FlightActivity, Running};

pub(super) const ACTIVITY: FlightActivity =
    FlightActivity { name: "fill_seats", run: |desk, flight| run(desk, flight) };

fn run(desk: Desk, flight: Arc<Flight>) -> Running<Option<Timestamp>> {
    Box::pin(async move {
        let room = Room::left_on(&flight);
        if super::should_have_left(&flight, desk.ops.clock.now().at()) {
            return Ok(None);
        }
        if flight.manifest.builders.is_empty() || room.seats() == 0 || room.names() == 0 {
            return Ok(None);
        }
        match flight.status {
            FlightStatus::Scheduled => {
                let crew = Crew { builder: &desk.system, sealer: &desk.system };
                let filled = desk.ops.refill(flight.id(), crew).await?;
                tracing::debug!(flight.id = %flight.id(), seated = filled.seated.len(), "filled");
            }
            FlightStatus::Sealed => propose(&desk, &flight).await?,
            FlightStatus::Boarding
            | FlightStatus::Departed
            | FlightStatus::Arrived
            | FlightStatus::Cancelled => {}
        }
        Ok(None)
    })
}

async fn propose(desk: &Desk, flight: &Flight) -> Result<(), operations::OperationError> {
    let alternates: Vec<&str> =
        flight.manifest.alternates().iter().map(|line| line.case.as_str()).collect();
    let Some(first) = alternates.first() else { return Ok(()) };
    let body = serde_json::json!({ "flight": flight.id().as_str(), "alternates": alternates });
    let message = OutMessage {
        id: format!("manifest.alternates/{}/{first}", flight.id()),
        stream: flight.id().to_string(),
        kind: "manifest.alternates".to_owned(),
        body: body.to_string(),
        at: desk.ops.clock.now().at(),
        trace: None,
    };
    desk.ops.tell(vec![message]).await
}
