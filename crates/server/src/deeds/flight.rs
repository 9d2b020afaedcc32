//! Flights are boarded, flown, cancelled; stop orders and readings of holds are acknowledged.

use domain::flight::CancelReason;
use domain::{CaseId, FeedId, FlightId, IdentityMatch, StopOrderId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::manifest::{listed, refusals};
use super::{Asked, Listed, failed};
use crate::desk::Desk;
use crate::failure::Failure;
use crate::fields::Faults;
use crate::policy::Act;
use crate::text::add;

/// Why a flight is cancelled.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Cancel {
    /// A code.
    #[schema(example = "mechanical")]
    pub(crate) reason: String,
}

/// How people were handed over.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HandOver {
    /// The receipt that the receiving official signed.
    pub(crate) receipt: String,
    /// Only this case; without it everybody but the recalled.
    #[serde(default)]
    #[schema(example = "P0000012.1")]
    pub(crate) case: Option<String>,
}

/// Somebody who had departed is back.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BringBack {
    /// Whose case.
    #[schema(example = "P0000012.1")]
    pub(crate) case: String,
    /// Why: recalled, refused at the destination, or the flight turned round.
    #[schema(example = "recalled: the stay of 29 June")]
    pub(crate) reason: String,
}

/// How it was made sure who stands at the door.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AtTheDoor {
    /// What of the person was matched with the record: `fingerprint`, `face` or `iris`.
    #[schema(example = "fingerprint")]
    pub(crate) identity: String,
}

impl AtTheDoor {
    fn read(&self) -> Result<IdentityMatch, Failure> {
        let mut faults = Faults::default();
        let identity = faults.code("identity", &self.identity, IdentityMatch::from_code);
        Ok(faults.done(identity)?)
    }
}

/// When holds were read from their source.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReadFeed {
    /// Which source; without it every source known.
    #[serde(default)]
    #[schema(example = "courts")]
    pub(crate) source: Option<String>,
    /// What it knew at this instant is here; without it now.
    #[serde(default)]
    #[schema(example = "2024-06-25T12:00:00-05:00")]
    pub(crate) read_at: Option<String>,
}

/// What a departure came to.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Flown {
    /// How many left.
    pub(crate) aboard: usize,
    /// Taken off by the last sweep, with the reason; and those on the list who were not on board.
    #[serde(flatten)]
    pub(crate) listed: Listed,
}

/// Cancels a flight; everybody on its list comes off.
pub(crate) async fn cancel(
    desk: &Desk,
    asked: Asked<'_>,
    flight: &FlightId,
    input: Cancel,
) -> Result<Listed, Failure> {
    desk.may(asked.who, Act::ScheduleFlight).await?;
    let mut faults = Faults::default();
    let reason = faults.code("reason", &input.reason, CancelReason::from_code);
    let reason = faults.done(reason)?;
    match asked.ops(desk).cancel_flight(flight, reason, asked.actor()).await {
        Ok(off) => listed(desk, flight, format!("cancelled: {}", reason.label()), off).await,
        Err(error) => Err(failed(desk, &asked, error).await),
    }
}

/// Opens boarding of a sealed list.
pub(crate) async fn open_boarding(
    desk: &Desk,
    asked: Asked<'_>,
    flight: &FlightId,
) -> Result<Listed, Failure> {
    desk.may(asked.who, Act::RunBoarding).await?;
    match asked.ops(desk).open_boarding(flight, asked.actor()).await {
        Ok(()) => listed(desk, flight, "boarding opened", Vec::new()).await,
        Err(error) => Err(failed(desk, &asked, error).await),
    }
}

/// Boards one person and the family, if the gate clears them at the door.
pub(crate) async fn board(
    desk: &Desk,
    asked: Asked<'_>,
    (flight, case): (&FlightId, &CaseId),
    door: &AtTheDoor,
) -> Result<Listed, Failure> {
    desk.may(asked.who, Act::RunBoarding).await?;
    let identity = door.read()?;
    match asked.ops(desk).board(flight, case, identity, asked.actor()).await {
        Ok(()) => listed(desk, flight, "on board", vec![case.clone()]).await,
        Err(error) => Err(failed(desk, &asked, error).await),
    }
}

/// Boards every confirmed party that the gate clears.
pub(crate) async fn board_all(
    desk: &Desk,
    asked: Asked<'_>,
    flight: &FlightId,
    door: &AtTheDoor,
) -> Result<Listed, Failure> {
    desk.may(asked.who, Act::RunBoarding).await?;
    let identity = door.read()?;
    match asked.ops(desk).board_all(flight, identity, asked.actor()).await {
        Ok(boarded) => {
            let done = format!("{} are on board", boarded.aboard);
            let refused = refusals(desk, &asked, boarded.refused).await;
            Ok(Listed { refused, ..listed(desk, flight, done, Vec::new()).await? })
        }
        Err(error) => Err(failed(desk, &asked, error).await),
    }
}

/// The door-close sweep and the departure.
pub(crate) async fn depart(
    desk: &Desk,
    asked: Asked<'_>,
    flight: &FlightId,
) -> Result<Flown, Failure> {
    desk.may(asked.who, Act::RunFlight).await?;
    match asked.ops(desk).depart(flight, asked.actor()).await {
        Ok(departure) => {
            let refused = refusals(desk, &asked, departure.offloaded).await;
            let done = format!("departed with {} on board", departure.aboard);
            let left = listed(desk, flight, done, departure.left).await?;
            Ok(Flown { aboard: departure.aboard, listed: Listed { refused, ..left } })
        }
        Err(error) => Err(failed(desk, &asked, error).await),
    }
}

/// Records the arrival.
pub(crate) async fn arrive(
    desk: &Desk,
    asked: Asked<'_>,
    flight: &FlightId,
) -> Result<Listed, Failure> {
    desk.may(asked.who, Act::RunFlight).await?;
    match asked.ops(desk).arrive(flight, asked.actor()).await {
        Ok(()) => listed(desk, flight, "arrived", Vec::new()).await,
        Err(error) => Err(failed(desk, &asked, error).await),
    }
}

/// Hands over everybody who departed and was not called back, or one person, on a signed receipt.
pub(crate) async fn hand_over(
    desk: &Desk,
    asked: Asked<'_>,
    flight: &FlightId,
    input: HandOver,
) -> Result<Listed, Failure> {
    desk.may(asked.who, Act::RunFlight).await?;
    let mut faults = Faults::default();
    let receipt = faults.words("receipt", &input.receipt);
    let case: Option<CaseId> = faults.maybe("case", input.case.as_deref());
    let receipt = faults.done(receipt)?;
    match asked.ops(desk).hand_over(flight, (&receipt, case.as_slice()), asked.actor()).await {
        Ok(done) => {
            let mut words = format!("{} handed over", done.people);
            if !done.recalled.is_empty() {
                let recalled: Vec<&str> = done.recalled.iter().map(CaseId::as_str).collect();
                add(
                    &mut words,
                    format_args!("; called back and not handed over: {}", recalled.join(", ")),
                );
            }
            listed(desk, flight, words, Vec::new()).await
        }
        Err(error) => Err(failed(desk, &asked, error).await),
    }
}

/// Records that somebody who had departed is back.
pub(crate) async fn bring_back(
    desk: &Desk,
    asked: Asked<'_>,
    flight: &FlightId,
    input: BringBack,
) -> Result<Listed, Failure> {
    desk.may(asked.who, Act::RunFlight).await?;
    let mut faults = Faults::default();
    let case: Option<CaseId> = faults.maybe("case", Some(&input.case));
    if case.is_none() {
        faults.add("case", "must be the key of a case");
    }
    let reason = faults.words("reason", &input.reason);
    let (case, reason) = faults.done(case.zip(reason))?;
    match asked.ops(desk).bring_back(flight, (&case, &reason), asked.actor()).await {
        Ok(()) => listed(desk, flight, format!("{case} is back"), Vec::new()).await,
        Err(error) => Err(failed(desk, &asked, error).await),
    }
}

/// The flight lead acknowledges a stop order.
pub(crate) async fn acknowledge(
    desk: &Desk,
    asked: Asked<'_>,
    (flight, order): (&FlightId, &StopOrderId),
) -> Result<Listed, Failure> {
    desk.may(asked.who, Act::AcknowledgeStopOrder).await?;
    match asked.ops(desk).acknowledge(flight, order, asked.actor()).await {
        Ok(()) => listed(desk, flight, "stop order acknowledged", Vec::new()).await,
        Err(error) => Err(failed(desk, &asked, error).await),
    }
}

/// Records that everything a source of holds knew is here.
pub(crate) async fn read_feed(
    desk: &Desk,
    asked: Asked<'_>,
    input: ReadFeed,
) -> Result<usize, Failure> {
    desk.may(asked.who, Act::ReadHoldFeed).await?;
    let now = desk.now();
    let mut faults = Faults::default();
    let source: Option<FeedId> = faults.maybe("source", input.source.as_deref());
    let read_at = faults.maybe_moment("read_at", input.read_at.as_deref(), now);
    faults.done(Some(()))?;
    let read_at = read_at.unwrap_or(now).at();
    match desk.ops.read_hold_feed(source, read_at, asked.actor()).await {
        Ok(readings) => Ok(readings.len()),
        Err(error) => Err(failed(desk, &asked, error).await),
    }
}
