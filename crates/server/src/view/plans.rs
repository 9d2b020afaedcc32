//! Kept plans, and two of them side by side.

use std::collections::HashMap;

use domain::{CaseId, Reason};
use operations::planning::{Outcome, PlanComparison, PlanSide, WindowPlan};
use persistence::PlanHead;
use serde::Serialize;
use utoipa::ToSchema;

use super::{ReasonView, maybe};
use crate::desk::Desk;
use crate::failure::Failure;
use crate::policy::Act;
use crate::who::Who;

/// Plans that are listed.
const LISTED: u64 = 40;

/// A plan in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct PlanRow {
    /// Key.
    pub(crate) id: String,
    /// When it was made.
    pub(crate) made_at: String,
    /// Who asked for it.
    pub(crate) made_by: String,
    /// What it is worth, in dollars.
    pub(crate) objective: i64,
    /// No plan of what it was asked is worth more; proved.
    pub(crate) bound: i64,
}

/// What a plan comes to.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct PlanSideView {
    /// Key.
    pub(crate) plan: String,
    /// What it is worth, in dollars.
    pub(crate) objective: i64,
    /// No plan of what it was asked is worth more; proved.
    pub(crate) bound: i64,
    /// People with a seat.
    pub(crate) seated: u64,
    /// People without.
    pub(crate) left_out: u64,
    /// The most rounds in a row in which one of those was passed over.
    pub(crate) most_rounds_waited: u32,
}

/// A flight in two plans. None where a plan does not look at it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct FlightSides {
    /// Which.
    pub(crate) flight: String,
    /// Seats that the first gives out.
    #[schema(nullable = true)]
    pub(crate) first: Option<i64>,
    /// Seats that the second gives out.
    #[schema(nullable = true)]
    pub(crate) second: Option<i64>,
}

/// Somebody whom two plans treat differently.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Difference {
    /// Whose case.
    pub(crate) case: String,
    /// The flight in the first plan; none without a seat.
    #[schema(nullable = true)]
    pub(crate) first: Option<String>,
    /// The flight in the second plan; none without a seat.
    #[schema(nullable = true)]
    pub(crate) second: Option<String>,
    /// Why the plan without a seat gives none, as far as the reader may know.
    pub(crate) why: Vec<ReasonView>,
}

/// Two plans side by side. People whom the reader may not see are only counted.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ComparisonView {
    /// The first.
    pub(crate) first: PlanSideView,
    /// The second.
    pub(crate) second: PlanSideView,
    /// Every flight of either.
    pub(crate) flights: Vec<FlightSides>,
    /// Those with a seat in one only, or on another flight.
    pub(crate) differences: Vec<Difference>,
    /// How many of those the reader may not see.
    pub(crate) hidden: usize,
}

impl From<PlanSide> for PlanSideView {
    fn from(side: PlanSide) -> Self {
        let PlanSide { plan, objective, bound, seated, left_out, most_rounds_waited } = side;
        Self { plan, objective, bound, seated, left_out, most_rounds_waited }
    }
}

impl From<PlanHead> for PlanRow {
    fn from(head: PlanHead) -> Self {
        let PlanHead { id, made_at, made_by, objective, bound } = head;
        Self { id, made_at: made_at.to_string(), made_by, objective, bound }
    }
}

impl Desk {
    /// The latest plans.
    pub(crate) async fn plan_rows(&self, who: &Who) -> Result<Vec<PlanRow>, Failure> {
        self.may(who, Act::SeeFlights).await?;
        let heads = self.ops.store.plan_heads(LISTED).await?;
        Ok(heads.into_iter().map(PlanRow::from).collect())
    }

    /// The plans `first` and `second` side by side, as `who` may see them.
    pub(crate) async fn compare_plans(
        &self,
        who: &Who,
        (first, second): (&str, &str),
    ) -> Result<ComparisonView, Failure> {
        self.may(who, Act::SeeFlights).await?;
        for key in [first, second] {
            // A key that none could be: there is no such plan.
            if key.is_empty() || !key.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                return Err(Failure::NotFound("such plan".to_owned()));
            }
        }
        let (first, second) =
            (self.ops.stored_plan(first).await?, self.ops.stored_plan(second).await?);
        let both = PlanComparison::of(&first, &second);
        let (in_first, in_second) = (by_case(&first), by_case(&second));
        let moved = both.moved.iter().map(|(case, _, _)| case);
        let mut ids: Vec<CaseId> =
            both.only_first.iter().chain(&both.only_second).chain(moved).cloned().collect();
        ids.sort();
        let mut differences = Vec::new();
        for found in self.ops.store.cases_lossless(&ids).await?.into_iter().flatten() {
            let case = &found.value;
            if !self.sees(who, case) {
                continue;
            }
            let sides = [in_first.get(&case.id), in_second.get(&case.id)];
            let flight = |side: Option<&&Outcome>| maybe(side.and_then(|o| o.flight.as_ref()));
            let sight = self.sight(who, case);
            let without = sides.into_iter().flatten().find(|outcome| outcome.flight.is_none());
            let why = without.into_iter().flat_map(|outcome| outcome.cause.split(';'));
            let why = why.map(|cause| match Reason::try_from(cause.trim().to_owned()) {
                Ok(reason) => ReasonView::plain(&reason, &sight, &self.ops.rules),
                Err(_) => ReasonView::of_planner(cause.trim()),
            });
            differences.push(Difference {
                case: case.id.to_string(),
                first: flight(sides[0]),
                second: flight(sides[1]),
                why: why.collect(),
            });
        }
        let flights = both.flights.iter().map(|(flight, first, second)| FlightSides {
            flight: flight.to_string(),
            first: *first,
            second: *second,
        });
        Ok(ComparisonView {
            flights: flights.collect(),
            hidden: ids.len().saturating_sub(differences.len()),
            differences,
            first: both.first.into(),
            second: both.second.into(),
        })
    }
}

fn by_case(plan: &WindowPlan) -> HashMap<CaseId, &Outcome> {
    plan.outcomes.iter().map(|outcome| (outcome.case.clone(), outcome)).collect()
}
