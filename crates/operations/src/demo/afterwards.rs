//! What comes after the demonstration: flights ahead, for whoever looks around at the desk.

use std::sync::Arc;

use domain::rulebook::Rulebook;
use domain::{Flight, FlightId, Moment};
use jiff::SignedDuration;
use persistence::Store;

use super::crew::Crew;
use super::flights;
use crate::agency::SimulatedAgency;
use crate::{Clock, OperationError, Operations};

/// How long after the last departure the desk opens.
const AFTER: SignedDuration = SignedDuration::from_hours(30);
/// When the flights ahead leave, from then on.
const AHEAD: [SignedDuration; 3] =
    [SignedDuration::from_hours(2), SignedDuration::from_hours(28), SignedDuration::from_hours(76)];

/// Operations on the demonstration's database, some time after its last flight, with three
/// flights ahead: one that is boarding, one with a list, one without.
pub async fn afterwards(store: Store, rules: Arc<Rulebook>) -> Result<Operations, OperationError> {
    let flown: Vec<Flight> = store.flights().await?.into_iter().map(|f| f.value).collect();
    let last = flown.iter().filter_map(|flight| flight.plan.departs_at).max();
    let now = last.unwrap_or(Moment::utc(jiff::Timestamp::UNIX_EPOCH)).plus(AFTER);
    let ops = Operations::new(store, Arc::clone(&rules), Clock::at(now));
    let crew = Crew::new()?;
    ops.read_hold_feed(None, now.at(), &crew.feed).await?;
    let agency = SimulatedAgency::new(rules, 7, now.date());
    let mut fullest: Vec<&Flight> = flown.iter().filter(|f| f.manifest.seal.is_some()).collect();
    fullest.sort_by_key(|flight| (std::cmp::Reverse(flight.manifest.lines.len()), flight.id()));
    for (n, (model, ahead)) in fullest.into_iter().zip(AHEAD).enumerate() {
        let id = FlightId::new(format!("F9{:05}", n + 1));
        let id = id.map_err(|error| OperationError::BadInput(error.to_string()))?;
        let mut plan = model.plan.clone();
        plan.id = id.clone();
        plan.departs_at = Some(now.plus(ahead));
        // They are made after the day on which these agencies would have wanted the names.
        plan.notice_days = 0;
        ops.schedule_flight(plan, &crew.scheduler).await?;
        if n < 2 {
            flights::assemble(&ops, &agency, &crew, &id).await?;
        }
        if n == 0 {
            flights::confirm(&ops, &crew, &id).await?;
            flights::open(&ops, &crew, &id).await?;
        }
    }
    Ok(ops)
}
