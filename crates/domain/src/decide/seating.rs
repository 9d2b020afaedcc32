//! What assign, promote, confirm, board and depart have in common: the gate's proof.

use super::context::{Context, on_edge};
use crate::gate::{Clearance, ClearedParty, Step};
use crate::{Case, FlightId, Refusal, Verb};

/// The proof of each member of `party`, if `cleared` is exactly theirs: the same people, the
/// same step, the same flight, this very instant.
pub(super) fn proofs<'c>(
    party: &[&'c Case],
    cleared: &ClearedParty,
    (step, verb): (Step, Verb),
    flight: &FlightId,
    context: &Context<'_>,
) -> Result<Vec<(&'c Case, Clearance)>, Refusal> {
    let mut proven = Vec::with_capacity(party.len());
    for case in party {
        on_edge(case, verb)?;
        let proof = cleared.of(&case.id).map(|cleared| cleared.clearance());
        let fits = proof.filter(|proof| {
            proof.step == step
                && proof.flight.as_ref() == Some(flight)
                && proof.at == context.now.at()
                && proof.rules == *context.rules.version()
        });
        let proof = fits.ok_or_else(|| Refusal::ClearanceElsewhere { case: case.id.clone() })?;
        proven.push((*case, proof.clone()));
    }
    let all_here = cleared
        .members()
        .iter()
        .all(|member| party.iter().any(|case| case.id == member.clearance().case));
    match party.first() {
        Some(_) if all_here => Ok(proven),
        Some(case) => Err(Refusal::ClearanceElsewhere { case: case.id.clone() }),
        None => Ok(proven),
    }
}

/// Refuses unless every member is bound to `flight`.
pub(super) fn bound_to(party: &[&Case], flight: &FlightId) -> Result<(), Refusal> {
    match party.iter().find(|case| case.stage.flight() != Some(flight)) {
        Some(case) => Err(Refusal::NotOnManifest { case: case.id.clone(), flight: flight.clone() }),
        None => Ok(()),
    }
}
