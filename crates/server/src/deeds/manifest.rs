//! A flight's list is filled, changed and sealed.

use domain::{CaseId, FlightId, Refusal, SeatRole, StrikeReason};
use operations::manifest::Seated;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Asked, failed};
use crate::desk::Desk;
use crate::failure::Failure;
use crate::fields::Faults;
use crate::policy::Act;
use crate::problem::Problem;

/// How a list is filled from the planner's proposal.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fill {
    /// How many alternates to list.
    #[serde(default)]
    #[schema(maximum = 500)]
    pub(crate) alternates: u16,
}

/// A seat given by hand.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Assign {
    /// Whose case; the family goes with them.
    #[schema(example = "P0000012.1")]
    pub(crate) case: String,
    /// As an alternate.
    #[serde(default)]
    pub(crate) alternate: bool,
    /// Index of the stop where they get on; 0 is the first.
    #[serde(default)]
    #[schema(maximum = 20)]
    pub(crate) stop: u16,
}

/// Somebody to take off the list.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Strike {
    /// Whose case; the family comes off too.
    #[schema(example = "P0000012.1")]
    pub(crate) case: String,
    /// Why, a code.
    #[schema(example = "no_show")]
    pub(crate) reason: String,
    /// In words.
    #[serde(default)]
    pub(crate) detail: Option<String>,
}

/// An alternate to move up.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Promote {
    /// Whose case; the family moves up too.
    #[schema(example = "P0000012.1")]
    pub(crate) case: String,
}

/// Words that go with what is done.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Words {
    /// Why, or what was said.
    pub(crate) words: String,
}

/// What a change of a list came to.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub(crate) struct Listed {
    /// Which flight.
    pub(crate) flight: String,
    /// The version it has now.
    pub(crate) version: i64,
    /// What was done.
    pub(crate) done: String,
    /// Cases that it was done to.
    pub(crate) cases: Vec<String>,
    /// Cases listed as alternates.
    pub(crate) alternates: Vec<String>,
    /// Those for whom the answer was no.
    pub(crate) refused: Vec<RefusedCase>,
}

/// One for whom the answer was no.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct RefusedCase {
    /// Whose case.
    pub(crate) case: String,
    /// Why.
    pub(crate) problem: Problem,
}

/// The answer about `flight` as it is now.
pub(super) async fn listed(
    desk: &Desk,
    flight: &FlightId,
    done: impl Into<String>,
    cases: Vec<CaseId>,
) -> Result<Listed, Failure> {
    desk.changed();
    Ok(Listed {
        flight: flight.to_string(),
        version: desk.ops.store.flight(flight).await?.version().0,
        done: done.into(),
        cases: cases.iter().map(ToString::to_string).collect(),
        ..Listed::default()
    })
}

/// Refusals as their reader may see them.
pub(super) async fn refusals(
    desk: &Desk,
    asked: &Asked<'_>,
    refused: Vec<(CaseId, Refusal)>,
) -> Vec<RefusedCase> {
    let mut all = Vec::with_capacity(refused.len());
    for (case, refusal) in refused {
        let failure = desk.cut(asked.who, Failure::Refused(refusal)).await;
        all.push(RefusedCase { case: case.to_string(), problem: Problem::of(&failure) });
    }
    all
}

async fn seated(
    desk: &Desk,
    asked: &Asked<'_>,
    flight: &FlightId,
    seated: Seated,
) -> Result<Listed, Failure> {
    let done =
        format!("{} got a seat, {} are alternates", seated.seated.len(), seated.alternates.len());
    let alternates = seated.alternates.iter().map(ToString::to_string).collect();
    let refused = refusals(desk, asked, seated.refused).await;
    Ok(Listed { alternates, refused, ..listed(desk, flight, done, seated.seated).await? })
}

/// Gives out the seats of what the planner proposes now, each through the gate.
pub(crate) async fn fill(
    desk: &Desk,
    asked: Asked<'_>,
    flight: &FlightId,
    input: Fill,
) -> Result<Listed, Failure> {
    desk.may(asked.who, Act::BuildManifest).await?;
    let mut faults = Faults::default();
    faults.at_most("alternates", input.alternates, 500);
    faults.done(Some(()))?;
    let alternates = usize::from(input.alternates);
    let proposal = desk.ops.propose_manifest(flight).await?;
    match asked.ops(desk).seat_proposal(&proposal, alternates, asked.actor()).await {
        Ok(done) => seated(desk, &asked, flight, done).await,
        Err(error) => Err(failed(desk, &asked, error).await),
    }
}

/// Gives one person, and the family, a seat by hand.
pub(crate) async fn assign(
    desk: &Desk,
    asked: Asked<'_>,
    flight: &FlightId,
    input: Assign,
) -> Result<Listed, Failure> {
    desk.may(asked.who, Act::BuildManifest).await?;
    let mut faults = Faults::default();
    let case: Option<CaseId> = faults.read("case", &input.case);
    faults.at_most("stop", input.stop, 20);
    let stop = u8::try_from(input.stop).ok();
    let (case, stop) = faults.done(case.zip(stop))?;
    desk.case_for(asked.who, &case, Act::SeeCase).await?;
    let role = if input.alternate { SeatRole::Alternate } else { SeatRole::Primary };
    match asked.ops(desk).assign(flight, &case, (role, stop), asked.actor()).await {
        Ok(done) => seated(desk, &asked, flight, done).await,
        Err(error) => Err(failed(desk, &asked, error).await),
    }
}

/// Takes one person, and the family, off the list.
pub(crate) async fn strike(
    desk: &Desk,
    asked: Asked<'_>,
    flight: &FlightId,
    input: Strike,
) -> Result<Listed, Failure> {
    // Whoever runs the boarding may also offload.
    desk.may_either(asked.who, [Act::BuildManifest, Act::RunBoarding]).await?;
    let mut faults = Faults::default();
    let case: Option<CaseId> = faults.read("case", &input.case);
    let reason = faults.code("reason", &input.reason, StrikeReason::from_code);
    let detail = faults.maybe_words("detail", input.detail.as_deref());
    let (case, reason) = faults.done(case.zip(reason))?;
    let detail = detail.unwrap_or_else(|| reason.label().to_owned());
    match asked.ops(desk).strike(flight, &case, (reason, &detail), asked.actor()).await {
        Ok(cases) => listed(desk, flight, "struck", cases).await,
        Err(error) => Err(failed(desk, &asked, error).await),
    }
}

/// Moves an alternate, and the family, up.
pub(crate) async fn promote(
    desk: &Desk,
    asked: Asked<'_>,
    flight: &FlightId,
    input: Promote,
) -> Result<Listed, Failure> {
    desk.may(asked.who, Act::BuildManifest).await?;
    let mut faults = Faults::default();
    let case: Option<CaseId> = faults.read("case", &input.case);
    let case = faults.done(case)?;
    match asked.ops(desk).promote(flight, &case, asked.actor()).await {
        Ok(cases) => listed(desk, flight, "moved up", cases).await,
        Err(error) => Err(failed(desk, &asked, error).await),
    }
}

/// Confirms everybody with a seat whom the gate clears.
pub(crate) async fn confirm(
    desk: &Desk,
    asked: Asked<'_>,
    flight: &FlightId,
) -> Result<Listed, Failure> {
    desk.may(asked.who, Act::Confirm).await?;
    match asked.ops(desk).confirm_all(flight, asked.actor()).await {
        Ok(refused) => {
            let refused = refusals(desk, &asked, refused).await;
            Ok(Listed { refused, ..listed(desk, flight, "confirmed", Vec::new()).await? })
        }
        Err(error) => Err(failed(desk, &asked, error).await),
    }
}

/// A second person seals the list.
pub(crate) async fn seal(
    desk: &Desk,
    asked: Asked<'_>,
    flight: &FlightId,
) -> Result<Listed, Failure> {
    desk.may(asked.who, Act::SealManifest).await?;
    match asked.ops(desk).seal(flight, asked.actor()).await {
        Ok(()) => listed(desk, flight, "sealed", Vec::new()).await,
        Err(error) => Err(failed(desk, &asked, error).await),
    }
}

/// Breaks the seal.
pub(crate) async fn reopen_list(
    desk: &Desk,
    asked: Asked<'_>,
    flight: &FlightId,
    input: Words,
) -> Result<Listed, Failure> {
    desk.may_either(asked.who, [Act::SealManifest, Act::BuildManifest]).await?;
    let mut faults = Faults::default();
    let words = faults.words("words", &input.words);
    let words = faults.done(words)?;
    match asked.ops(desk).reopen_manifest(flight, asked.actor(), &words).await {
        Ok(()) => listed(desk, flight, "opened again", Vec::new()).await,
        Err(error) => Err(failed(desk, &asked, error).await),
    }
}

/// Records that the agencies take names after their notice day.
pub(crate) async fn accept_late(
    desk: &Desk,
    asked: Asked<'_>,
    flight: &FlightId,
    input: Words,
) -> Result<Listed, Failure> {
    desk.may(asked.who, Act::AcceptLateNames).await?;
    let mut faults = Faults::default();
    let words = faults.words("words", &input.words);
    let words = faults.done(words)?;
    match asked.ops(desk).accept_late_names(flight, &words, asked.actor()).await {
        Ok(()) => listed(desk, flight, "late names accepted", Vec::new()).await,
        Err(error) => Err(failed(desk, &asked, error).await),
    }
}
