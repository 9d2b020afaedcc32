//! Flights are scheduled.

use domain::{AgencyId, FlightId, FlightKind, FlightPlan, Known, Stop, StopKind};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Asked, failed};
use crate::desk::Desk;
use crate::failure::Failure;
use crate::fields::Faults;
use crate::policy::Act;

/// A flight to schedule.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Schedule {
    /// Its key.
    #[schema(example = "F000013")]
    pub(crate) id: String,
    /// Kind: `daily`, `lric` or `shrc`.
    #[schema(example = "lric")]
    pub(crate) kind: String,
    /// Type of aircraft.
    #[serde(default)]
    #[schema(example = "B763")]
    pub(crate) aircraft: Option<String>,
    /// Seats for the people carried, without crew and guards.
    #[schema(example = 135, minimum = 1, maximum = 1000)]
    pub(crate) seats: u16,
    /// Departure at the first stop, with the offset of that place.
    #[schema(example = "2024-07-12T15:10:00-05:00")]
    pub(crate) departs: String,
    /// Stops in order, separated by commas: `p` pick-up, `d` drop-off or `t` technical stop, a
    /// colon and the ICAO code.
    #[schema(example = "p:KAEX, d:MGGT")]
    pub(crate) stops: String,
    /// Agencies that receive people, in the order of drop-offs, separated by commas.
    #[schema(example = "gtm_igm")]
    pub(crate) agencies: String,
    /// Days before departure by which the list must reach the agencies.
    #[serde(default)]
    #[schema(maximum = 365)]
    pub(crate) notice_days: u16,
    /// The most people of the high guarding class.
    #[serde(default)]
    #[schema(maximum = 1000)]
    pub(crate) max_class3: u16,
    /// Nurses on board.
    #[serde(default)]
    #[schema(maximum = 100)]
    pub(crate) nurses: u16,
}

/// Schedules a flight.
pub(crate) async fn schedule(
    desk: &Desk,
    asked: Asked<'_>,
    input: Schedule,
) -> Result<(FlightId, bool), Failure> {
    desk.may(asked.who, Act::ScheduleFlight).await?;
    let mut faults = Faults::default();
    let id: Option<FlightId> = faults.read("id", &input.id);
    let kind = faults.code("kind", &input.kind, FlightKind::from_code);
    let aircraft = faults.maybe_words("aircraft", input.aircraft.as_deref());
    let departs = faults
        .words("departs", &input.departs)
        .and_then(|text| faults.maybe_moment("departs", Some(&text), desk.now()));
    let stops = stops(&mut faults, &input.stops);
    let agencies: Option<Vec<AgencyId>> = faults
        .words("agencies", &input.agencies)
        .and_then(|all| all.split(',').map(|one| faults.read("agencies", one)).collect());
    if input.seats == 0 {
        faults.add("seats", "must be at least 1");
    }
    faults.at_most("seats", input.seats, 1_000);
    faults.at_most("notice_days", input.notice_days, 365);
    faults.at_most("max_class3", input.max_class3, 1_000);
    faults.at_most("nurses", input.nurses, 100);
    let read = id.zip(kind).zip(departs).zip(stops).zip(agencies);
    let ((((id, kind), departs), stops), agencies) = faults.done(read)?;
    let seats = u32::from(input.seats);
    let plan = FlightPlan {
        id: id.clone(),
        kind: Known::Read(kind),
        aircraft: aircraft.unwrap_or_default().into(),
        seats: Known::Read(seats),
        departs_at: Some(departs),
        stops,
        agencies,
        list_cap: Known::Read(seats),
        notice_days: u32::from(input.notice_days),
        max_class3: Known::Read(u32::from(input.max_class3)),
        nurses: Known::Read(u32::from(input.nurses)),
        fixed_cost_usd: 0,
        hourly_cost_usd: 0,
        unreadable: false,
    };
    match desk.ops.schedule_flight(plan, asked.actor()).await {
        Ok(is_new) => {
            desk.changed();
            Ok((id, is_new))
        }
        Err(error) => Err(failed(desk, &asked, error).await),
    }
}

fn stops(faults: &mut Faults, text: &str) -> Option<Vec<Known<Stop>>> {
    let text = faults.words("stops", text)?;
    let read: Option<Vec<Known<Stop>>> = text
        .split(',')
        .map(|one| {
            let (kind, airport) = one.trim().split_once(':')?;
            let kind = StopKind::from_code(kind)?;
            let is_icao = airport.len() == 4 && airport.bytes().all(|b| b.is_ascii_uppercase());
            is_icao.then(|| Known::Read(Stop { kind, airport: airport.into() }))
        })
        .collect();
    let read = read.filter(|stops| (2..=20).contains(&stops.len()));
    if read.is_none() {
        faults.add("stops", "must be 2 to 20 stops such as p:KAEX, d:MGGT");
    }
    read
}
