//! Keeps a proposal of the planner with what it meant for each case, once and for good.

use crate::chain::micros;
use crate::dialect::Column::{Int, MaybeText, Text};
use crate::dialect::column::Form;
use crate::dialect::work::{Done, Work};
use crate::dialect::{Kind, Tx, Write};
use crate::{PlannedCase, Store, StoreError, StoredPlan};

static PLANS: Write = Write {
    columns: &[
        ("id", Kind::Text),
        ("made_at", Kind::Int),
        ("made_by", Kind::Text),
        ("input_hash", Kind::Text),
        ("solver", Kind::Text),
        ("objective", Kind::Int),
        ("bound", Kind::Int),
        ("input", Kind::Text),
        ("body", Kind::Text),
    ],
    form: Form::Insert { table: "plans", then: "ON CONFLICT (id) DO NOTHING" },
};

static CASES: Write = Write {
    columns: &[
        ("case_id", Kind::Text),
        ("plan_id", Kind::Text),
        ("made_at", Kind::Int),
        ("flight_id", Kind::Text),
        ("rounds", Kind::Int),
        ("cause", Kind::Text),
        ("words", Kind::Text),
    ],
    form: Form::Insert { table: "plan_cases", then: "" },
};

/// A plan on its way in.
struct Kept {
    plan: StoredPlan,
    cases: Vec<PlannedCase>,
}

impl Work for Kept {
    type Out = bool;

    async fn run(&self, tx: &mut Tx) -> Result<Done<bool>, StoreError> {
        let plan = &self.plan;
        let columns = [
            Text(vec![plan.id.as_str().into()]),
            Int(vec![micros(plan.made_at)]),
            Text(vec![plan.made_by.as_str().into()]),
            Text(vec![plan.input_hash.as_str().into()]),
            Text(vec![plan.solver.as_str().into()]),
            Int(vec![plan.objective]),
            Int(vec![plan.bound]),
            Text(vec![plan.input.as_str().into()]),
            Text(vec![plan.body.as_str().into()]),
        ];
        if tx.write(&PLANS, &columns).await? == 0 {
            return Ok(Done::Leave(false));
        }
        if !self.cases.is_empty() {
            let text = |of: fn(&PlannedCase) -> &str| {
                Text(self.cases.iter().map(|case| of(case).into()).collect())
            };
            let flight = |case: &PlannedCase| case.flight.as_ref().map(|id| id.to_string().into());
            let columns = [
                text(|case| case.case.as_str()),
                text(|case| &case.plan),
                Int(self.cases.iter().map(|case| micros(case.made_at)).collect()),
                MaybeText(self.cases.iter().map(flight).collect()),
                Int(self.cases.iter().map(|case| i64::from(case.rounds)).collect()),
                text(|case| &case.cause),
                text(|case| &case.words),
            ];
            tx.write(&CASES, &columns).await?;
        }
        Ok(Done::Keep(true))
    }
}

impl Store {
    /// Keeps `plan` and what it meant for `cases`; false if it was kept before, which changes
    /// nothing.
    pub async fn keep_plan(
        &self,
        plan: StoredPlan,
        cases: Vec<PlannedCase>,
    ) -> Result<bool, StoreError> {
        self.perform(Kept { plan, cases }).await
    }
}
