//! One flight by itself: the planner that plans windows chooses who is added to a list.

use std::collections::HashMap;

use domain::gate::{Company, Trip};
use domain::{Case, CaseId, Flight, Moment};
use planner::{Budget, Cause, Control, Problem, solve};
use tokio::task::spawn_blocking;

use super::ask::{Asked, one_country};
use super::proposal::View;
use super::{Target, instance, words};
use crate::manifest::{LeftOut, Proposal};
use crate::{OperationError, Operations};

/// Branches for one flight, so that a page that shows a proposal does not wait for the last dollar.
const NODES: u32 = 64;

/// Adds to `proposal` whom the planner seats and lists, and why nobody else is. False when the
/// planner cannot hold the question: a flight whose stops it has no form for, or a family that
/// goes to several countries. Then nothing is added.
pub(crate) async fn choose(
    ops: &Operations,
    (flight, trip, aboard): (&Flight, &Trip, &Company),
    ready: &[Vec<&Case>],
    (rounds, now): (&HashMap<CaseId, u32>, Moment),
    proposal: &mut Proposal,
) -> Result<bool, OperationError> {
    if instance::stops(flight, trip).is_err() || !ready.iter().all(|party| one_country(party)) {
        return Ok(false);
    }
    let target = Target { flight: flight.clone(), trip: trip.clone(), aboard: aboard.clone() };
    let targets = [target];
    let ways = vec![vec![0]; ready.len()];
    let asked = Asked { ready: ready.to_vec(), ways, barred: Vec::new() };
    let input = instance::build(ops, &targets, &asked, rounds, now);
    let problem = Problem::take(input)
        .map_err(|error| OperationError::BadInput(format!("cannot be planned: {error}")))?;
    let fitting = Budget::fitting(&problem);
    let budget = Budget { nodes: NODES, least_nodes: NODES, alternates: ready.len(), ..fitting };
    // Other work of the process goes on meanwhile.
    let solved = spawn_blocking(move || solve(&problem, &budget, &mut |_| Control::Continue)).await;
    let plan = solved.map_err(|error| OperationError::Stopped(error.to_string()))?;
    let view = View { targets: &targets, asked: &asked, now };
    for [group, place, stop] in &plan.chosen {
        proposal.seated.extend(ready.get(*group).and_then(|party| view.seat(party, *place, *stop)));
    }
    for alternate in plan.alternates.iter().flatten() {
        let party = ready.get(alternate.group);
        proposal.alternates.extend(party.and_then(|party| view.seat(party, 0, alternate.stop)));
    }
    for left in &plan.left_out {
        let party = ready.get(left.group).map(Vec::as_slice).unwrap_or_default();
        let apart = (left.cause == Cause::KeepApart).then(|| view.met(0, party, &plan)).flatten();
        let why = words::short(left.cause, apart);
        proposal.left_out.extend(party.iter().map(|case| LeftOut {
            case: case.id.clone(),
            person: case.person.id.clone(),
            why: why.clone(),
        }));
    }
    Ok(true)
}
