//! Keeps proposals, finds them again, and checks that the same input still gives the same plan.

use domain::{Actor, CaseId, FlightId, Moment};
use persistence::{PlannedCase, StoredPlan, digest};
use planner::{Budget, Control, Instance, Problem, SOLVER, solve};
use serde::Serialize;

use super::{Outcome, WindowPlan};
use crate::{OperationError, Operations};

/// Characters of the digest that make a plan's key.
const KEY: usize = 16;

/// What solving a stored input again came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Recheck {
    /// Which plan.
    pub id: String,
    /// The solver that made it.
    pub made_with: String,
    /// The solver of this program.
    pub checked_with: String,
    /// Whether the stored input is what its digest says.
    pub input_is_whole: bool,
    /// Whether worth and bound are the same, and every flight has the same seats.
    pub same: bool,
    /// The worth found now, in dollars.
    pub objective: i64,
    /// The bound found now, in dollars.
    pub bound: i64,
}

impl Operations {
    /// Gives the plan its key and keeps it, unless it was stopped. The same input gives the key
    /// of the plan that is kept already, and that plan is the answer.
    pub(super) async fn keep(
        &self,
        mut made: WindowPlan,
        input: &Instance,
        actor: &Actor,
        now: Moment,
    ) -> Result<WindowPlan, OperationError> {
        made.input_hash = digest(input)?;
        let flights: Vec<&str> = made.proposals.iter().map(|one| one.flight.as_str()).collect();
        let key = digest(&(&made.input_hash, &made.solver, flights, named(&made)))?;
        made.id = key.chars().take(KEY).collect();
        made.made_at = now.at();
        made.made_by = actor.to_string();
        if made.stopped || made.proposals.is_empty() {
            return Ok(made);
        }
        let unwritable = |_| OperationError::BadInput("the plan cannot be written down".to_owned());
        let stored = StoredPlan {
            id: made.id.clone(),
            made_at: made.made_at,
            made_by: made.made_by.clone(),
            input_hash: made.input_hash.clone(),
            solver: made.solver.clone(),
            objective: made.objective,
            bound: made.bound,
            input: serde_json::to_string(input).map_err(unwritable)?,
            body: serde_json::to_string(&made).map_err(unwritable)?,
        };
        let cases = made.outcomes.iter().map(|outcome| PlannedCase {
            case: outcome.case.clone(),
            plan: made.id.clone(),
            made_at: made.made_at,
            flight: outcome.flight.clone(),
            rounds: outcome.rounds,
            cause: outcome.cause.clone(),
            words: outcome.words.clone(),
        });
        let is_new = self.store.keep_plan(stored, cases.collect()).await?;
        tracing::info!(plan.id = %made.id, plan.new = is_new, "plan made");
        if is_new { Ok(made) } else { self.stored_plan(&made.id).await }
    }

    /// The stored plan `id`.
    pub async fn stored_plan(&self, id: &str) -> Result<WindowPlan, OperationError> {
        let stored = self.store.plan(id).await?;
        serde_json::from_str(&stored.body)
            .map_err(|_| OperationError::BadInput(format!("plan {id} cannot be read")))
    }

    /// What the latest plan that looked at `case` meant for it.
    pub async fn planned(&self, case: &CaseId) -> Result<Option<PlannedCase>, OperationError> {
        Ok(self.store.planned(case).await?)
    }

    /// Solves the stored input of plan `id` again and says whether it gives the same plan.
    pub async fn recheck_plan(&self, id: &str) -> Result<Recheck, OperationError> {
        let stored = self.store.plan(id).await?;
        let made = self.stored_plan(id).await?;
        let bad = |error: &dyn std::fmt::Display| {
            OperationError::BadInput(format!("the input of plan {id} cannot be read: {error}"))
        };
        let input = Instance::from_json(&stored.input).map_err(|error| bad(&error))?;
        let problem = Problem::new(&input).map_err(|error| bad(&error))?;
        let plan = solve(&problem, &Budget::fitting(&problem), &mut |_| Control::Continue);
        let same_seats = digest(&(&plan.chosen, &plan.y))? == made.seats_digest;
        Ok(Recheck {
            input_is_whole: digest(&input)? == stored.input_hash,
            same: same_seats && plan.objective == stored.objective && plan.bound == stored.bound,
            id: stored.id,
            made_with: stored.solver,
            checked_with: SOLVER.to_owned(),
            objective: plan.objective,
            bound: plan.bound,
        })
    }
}

/// Who was looked at and what became of them: the instance counts people and does not name them.
fn named<'a>(made: &'a WindowPlan) -> Vec<(&'a str, Option<&'a str>, &'a str)> {
    let one = |outcome: &'a Outcome| {
        let flight = outcome.flight.as_ref().map(FlightId::as_str);
        (outcome.case.as_str(), flight, outcome.cause.as_str())
    };
    made.outcomes.iter().map(one).collect()
}
