//! Flights are scheduled and replanned.

use domain::decide::PlanChange;
use domain::{AgencyId, FlightId, FlightKind, FlightPlan, Known, Moment, Stop, StopKind};
use serde::Deserialize;
use utoipa::ToSchema;

use super::manifest::listed;
use super::{Asked, Listed, failed};
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
    // The day of departure is that of the place: an instant without its offset is not enough.
    let departs: Option<Moment> = faults.read("departs", &input.departs);
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

/// What changes of a flight's plan. What is left out stays as it was.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Replan {
    /// Departure at the first stop, with the offset of that place.
    #[serde(default)]
    #[schema(example = "2024-07-12T15:10:00-05:00")]
    pub(crate) departs: Option<String>,
    /// Type of aircraft.
    #[serde(default)]
    #[schema(example = "B763")]
    pub(crate) aircraft: Option<String>,
    /// Seats for the people carried, without crew and guards.
    #[serde(default)]
    #[schema(example = 117, minimum = 1, maximum = 1000)]
    pub(crate) seats: Option<u16>,
    /// The most names that the agencies take.
    #[serde(default)]
    #[schema(maximum = 1000)]
    pub(crate) list_cap: Option<u16>,
    /// Days before departure by which the list must reach the agencies.
    #[serde(default)]
    #[schema(maximum = 365)]
    pub(crate) notice_days: Option<u16>,
    /// The most people of the high guarding class.
    #[serde(default)]
    #[schema(maximum = 1000)]
    pub(crate) max_class3: Option<u16>,
    /// Nurses on board.
    #[serde(default)]
    #[schema(maximum = 100)]
    pub(crate) nurses: Option<u16>,
    /// Why.
    #[schema(example = "the carrier sends a smaller aircraft")]
    pub(crate) reason: String,
}

/// Changes the plan of a flight; whoever may not fly then comes off its list.
pub(crate) async fn replan(
    desk: &Desk,
    asked: Asked<'_>,
    flight: &FlightId,
    input: Replan,
) -> Result<Listed, Failure> {
    desk.may(asked.who, Act::ScheduleFlight).await?;
    let mut faults = Faults::default();
    let reason = faults.words("reason", &input.reason);
    let departs_at: Option<Moment> = faults.maybe("departs", input.departs.as_deref());
    let aircraft = faults.maybe_words("aircraft", input.aircraft.as_deref());
    if input.seats == Some(0) {
        faults.add("seats", "must be at least 1");
    }
    let limits = [
        ("seats", input.seats, 1_000),
        ("list_cap", input.list_cap, 1_000),
        ("notice_days", input.notice_days, 365),
        ("max_class3", input.max_class3, 1_000),
        ("nurses", input.nurses, 100),
    ];
    for (name, number, most) in limits {
        faults.at_most(name, number.unwrap_or_default(), most);
    }
    let change = PlanChange {
        departs_at,
        aircraft: aircraft.map(Into::into),
        seats: input.seats.map(Into::into),
        list_cap: input.list_cap.map(Into::into),
        notice_days: input.notice_days.map(Into::into),
        max_class3: input.max_class3.map(Into::into),
        nurses: input.nurses.map(Into::into),
    };
    if change == PlanChange::default() {
        faults.add("departs", "must say what changes, here or in another field");
    }
    let reason = faults.done(reason)?;
    match asked.ops(desk).replan_flight(flight, (&change, &reason), asked.actor()).await {
        Ok(off) => listed(desk, flight, "replanned", off).await,
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
