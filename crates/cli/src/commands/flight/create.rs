//! `flight create`: schedules a flight.

use anyhow::Result;
use domain::{AgencyId, FlightId, FlightKind, FlightPlan, Known, Moment, Stop, StopKind};
use operations::Operations;
use serde_json::json;

use crate::app::{App, Done};
use crate::args::coded;
use crate::error::bad;

/// A flight to schedule.
#[derive(Debug, clap::Args)]
pub(crate) struct Create {
    /// Its key, such as `F000013`
    flight: FlightId,
    /// Kind
    #[arg(long, value_parser = coded!(FlightKind))]
    kind: FlightKind,
    /// Type of aircraft
    #[arg(long, default_value = "")]
    aircraft: String,
    /// Seats for the people carried, without crew and guards
    #[arg(long)]
    seats: u32,
    /// Departure at the first stop, with the offset of that place
    #[arg(long, value_name = "INSTANT")]
    departs_at: Moment,
    /// A stop, in order: `p` for pick-up, `d` for drop-off or `t` for a technical stop, a colon and
    /// the ICAO code, such as `p:KAEX`
    #[arg(long = "stop", value_name = "KIND:AIRPORT", required = true, value_parser = stop)]
    stops: Vec<Stop>,
    /// An agency that receives people, in the order of drop-offs
    #[arg(long = "agency", value_name = "AGENCY", required = true)]
    agencies: Vec<AgencyId>,
    /// The most names that the agencies take [default: the seats]
    #[arg(long)]
    list_cap: Option<u32>,
    /// Days before departure by which the list must reach the agencies
    #[arg(long)]
    notice_days: u32,
    /// The most people of the high guarding class
    #[arg(long, default_value_t = 0)]
    max_class3: u32,
    /// Nurses on board
    #[arg(long, default_value_t = 0)]
    nurses: u32,
    /// Fixed cost, whole dollars
    #[arg(long, default_value_t = 0)]
    fixed_cost_usd: u64,
    /// Cost of an hour, whole dollars
    #[arg(long, default_value_t = 0)]
    hourly_cost_usd: u64,
}

fn stop(text: &str) -> Result<Stop, String> {
    let wrong = || {
        let kinds: Vec<String> = StopKind::ALL
            .iter()
            .map(|kind| format!("{kind}:KAEX for a {}", kind.label()))
            .collect();
        format!("{text:?} is no stop: write {}", kinds.join(", "))
    };
    let (kind, airport) = text.split_once(':').ok_or_else(wrong)?;
    let kind = StopKind::from_code(kind).ok_or_else(wrong)?;
    Ok(Stop { kind, airport: airport.into() })
}

pub(super) async fn run(create: Create, ops: &Operations, app: &App) -> Result<Done> {
    for stop in &create.stops {
        if ops.rules.airport(&stop.airport).is_none() {
            return Err(bad(
                format!("the rulebook knows no airport {:?}", stop.airport),
                "write the ICAO code of one of the rulebook's airports, such as KAEX",
            ));
        }
    }
    let id = create.flight.clone();
    let plan = FlightPlan {
        id: create.flight,
        kind: Known::Read(create.kind),
        aircraft: create.aircraft.into(),
        seats: Known::Read(create.seats),
        departs_at: Some(create.departs_at),
        stops: create.stops.into_iter().map(Known::Read).collect(),
        agencies: create.agencies,
        list_cap: Known::Read(create.list_cap.unwrap_or(create.seats)),
        notice_days: create.notice_days,
        max_class3: Known::Read(create.max_class3),
        nurses: Known::Read(create.nurses),
        fixed_cost_usd: create.fixed_cost_usd,
        hourly_cost_usd: create.hourly_cost_usd,
        unreadable: false,
    };
    let is_new = ops.schedule_flight(plan, &app.actor).await?;
    app.out.answer(&json!({ "flight": id, "new": is_new }), || {
        if is_new {
            format!("flight {id} is scheduled")
        } else {
            format!("flight {id} was there already; nothing has changed")
        }
    })?;
    Ok(Done::Well)
}
