//! Sealing, reopening, striking, promoting, confirming: decisions about a list that stands.

use domain::decide::{self, Changes, Context};
use domain::gate::{ClearedParty, Step, Trip};
use domain::{Actor, Case, CaseId, Flight, FlightId, Refusal, SeatRole, Stage, StrikeReason};
use persistence::Loaded;

use crate::feed::Asking;
use crate::party::company;
use crate::whole::{Whole, WholeParty};
use crate::{OperationError, Operations, TRIES};

impl Operations {
    /// Loads the flight and its list, decides, commits; again if others were faster.
    pub(crate) async fn change_flight<F, T>(
        &self,
        id: &FlightId,
        (actor, reason): (&Actor, &str),
        decide: F,
    ) -> Result<T, OperationError>
    where
        F: Fn(&Flight, &Whole, &Context<'_>) -> Result<(Changes, T), Refusal>,
    {
        for _ in 0..TRIES {
            let context = self.context(actor, self.clock.now());
            let flight = self.store.flight(id).await?;
            let listed = self.listed(&flight.value).await?;
            let tried = self.try_flight((flight, listed), &context, reason, &decide).await?;
            if let Some(answer) = tried {
                return Ok(answer);
            }
        }
        Err(OperationError::Busy(format!("flight {id}")))
    }

    /// The same for decisions that ask the gate: how fresh the holds are goes with the question.
    pub(crate) async fn ask_flight<F, T>(
        &self,
        id: &FlightId,
        (actor, reason): (&Actor, &str),
        decide: F,
    ) -> Result<T, OperationError>
    where
        F: Fn(&Flight, &Whole, &Asking<'_>) -> Result<(Changes, T), Refusal>,
    {
        for _ in 0..TRIES {
            let asking = self.asking(actor).await?;
            let (context, reason) = (&asking.context, asking.words(reason));
            let decide =
                |flight: &Flight, listed: &Whole, _: &Context<'_>| decide(flight, listed, &asking);
            let flight = self.store.flight(id).await?;
            let listed = self.listed(&flight.value).await?;
            let tried = self.try_flight((flight, listed), context, &reason, &decide).await?;
            if let Some(answer) = tried {
                return Ok(answer);
            }
        }
        Err(OperationError::Busy(format!("flight {id}")))
    }

    /// None if others were faster.
    async fn try_flight<F, T>(
        &self,
        (flight, listed): (Loaded<Flight>, Whole),
        context: &Context<'_>,
        reason: &str,
        decide: &F,
    ) -> Result<Option<T>, OperationError>
    where
        F: Fn(&Flight, &Whole, &Context<'_>) -> Result<(Changes, T), Refusal>,
    {
        self.still_as_seen(&format!("flight {}", flight.value.id()), flight.version())?;
        let (changes, answer) = decide(&flight.value, &listed, context)?;
        if changes.flight.is_empty() && changes.cases.is_empty() {
            return Ok(Some(answer));
        }
        let stamp = (context.actor, context.now, reason);
        let unit = self.unit(changes, listed.into_cases(), vec![flight], stamp);
        Ok(self.commit_one(unit).await?.map(|_| answer))
    }

    /// A second person seals the manifest.
    pub async fn seal(&self, id: &FlightId, actor: &Actor) -> Result<(), OperationError> {
        self.change_flight(id, (actor, "manifest sealed"), |flight, _, context| {
            Ok((decide::seal(flight, context)?, ()))
        })
        .await
    }

    /// Breaks the seal.
    pub async fn reopen_manifest(
        &self,
        id: &FlightId,
        actor: &Actor,
        reason: &str,
    ) -> Result<(), OperationError> {
        self.change_flight(id, (actor, reason), |flight, _, context| {
            Ok((decide::reopen_manifest(flight, reason, context)?, ()))
        })
        .await
    }

    /// Records that the agencies take names after the notice day.
    pub async fn accept_late_names(
        &self,
        id: &FlightId,
        words: &str,
        actor: &Actor,
    ) -> Result<(), OperationError> {
        self.change_flight(id, (actor, "late names accepted"), |flight, _, context| {
            Ok((decide::accept_late_names(flight, words, context)?, ()))
        })
        .await
    }

    /// Strikes a person, and the family with them, for a coded reason. Whoever on the list cannot
    /// be read does not stand in the way; they stay on it and cannot go on.
    pub async fn strike(
        &self,
        id: &FlightId,
        case: &CaseId,
        (reason, detail): (StrikeReason, &str),
        actor: &Actor,
    ) -> Result<Vec<CaseId>, OperationError> {
        let decide = |flight: &Flight, listed: &Whole, context: &Context<'_>| {
            let party = listed.leaving_with(case);
            let subject = party
                .iter()
                .find(|member| member.id == *case)
                .ok_or_else(|| Refusal::NotOnManifest { case: case.clone(), flight: id.clone() })?;
            let changes = decide::strike(subject, &party, flight, reason, detail, context)?;
            let struck = changes.cases.iter().map(|(case, _)| case.clone()).collect();
            Ok((changes, struck))
        };
        for _ in 0..TRIES {
            let context = self.context(actor, self.clock.now());
            let flight = self.store.flight(id).await?;
            let listed = self.readable_of_list(&flight.value).await?;
            let tried = self.try_flight((flight, listed), &context, detail, &decide).await?;
            if let Some(struck) = tried {
                return Ok(struck);
            }
        }
        Err(OperationError::Busy(format!("flight {id}")))
    }

    /// Asks about everybody on the list again, as after any change of facts: whoever may not fly
    /// by now comes off, with a stop order. Answers how many.
    pub async fn recheck_manifest(
        &self,
        id: &FlightId,
        (actor, why): (&Actor, &str),
    ) -> Result<usize, OperationError> {
        self.change_flight(id, (actor, why), |flight, listed, context| {
            let mut changes = Changes::default();
            for party in listed.parties() {
                let party: Vec<&Case> = party.iter().copied().collect();
                decide::sweep(&decide::Listed { party: &party, flight }, context, &mut changes);
            }
            let struck = changes.cases.len();
            Ok((changes, struck))
        })
        .await
    }

    /// Moves an alternate and the family up, through the gate.
    pub async fn promote(
        &self,
        id: &FlightId,
        case: &CaseId,
        actor: &Actor,
    ) -> Result<Vec<CaseId>, OperationError> {
        self.ask_flight(id, (actor, "alternate promoted"), |flight, listed, asking| {
            let party = listed
                .party_of(case)
                .ok_or_else(|| Refusal::NotOnManifest { case: case.clone(), flight: id.clone() })?;
            let cleared = clear(&party, flight, listed, Step::Promote, asking)?;
            let changes = decide::promote(&party, &cleared, flight, &asking.context)?;
            Ok((changes, party.iter().map(|member| member.id.clone()).collect()))
        })
        .await
    }

    /// Confirms every primary whom the gate clears; answers with those it did not.
    pub async fn confirm_all(
        &self,
        id: &FlightId,
        actor: &Actor,
    ) -> Result<Vec<(CaseId, Refusal)>, OperationError> {
        self.ask_flight(id, (actor, "confirmed"), |flight, listed, asking| {
            let waiting = |case: &Case| {
                matches!(case.stage, Stage::Manifested { role: SeatRole::Primary, .. })
            };
            Ok(each_party(listed, waiting, |party| {
                let cleared = clear(party, flight, listed, Step::Confirm, asking)?;
                decide::confirm(party, &cleared, flight, &asking.context)
            }))
        })
        .await
    }
}

/// Decides about each party of whom one passes `test`; keeps the refusals. If the others do not,
/// the decision refuses: nobody goes on without the family.
pub(crate) fn each_party<T, D>(
    listed: &Whole,
    test: T,
    decide: D,
) -> (Changes, Vec<(CaseId, Refusal)>)
where
    T: Fn(&Case) -> bool,
    D: Fn(&WholeParty<'_>) -> Result<Changes, Refusal>,
{
    let mut all = Changes::default();
    let mut refused = Vec::new();
    for party in listed.parties() {
        if !party.iter().any(|case| test(case)) {
            continue;
        }
        match decide(&party) {
            Ok(changes) => all.join(changes),
            Err(refusal) => {
                let first = party.iter().find(|case| test(case));
                refused.extend(first.map(|case| (case.id.clone(), refusal)));
            }
        }
    }
    (all, refused)
}

/// Asks the gate about a party on the list, for `step`, now.
pub(crate) fn clear(
    party: &WholeParty<'_>,
    flight: &Flight,
    listed: &Whole,
    step: Step,
    asking: &Asking<'_>,
) -> Result<ClearedParty, Refusal> {
    let trip = Trip::of(flight, asking.context.rules).ok_or_else(|| Refusal::FlightNotOpen {
        flight: flight.id().clone(),
        status: flight.status,
        what: "clear anybody while its departure cannot be read",
    })?;
    asking.gate(party, (step, &trip), &company(flight, listed.cases()))
}
