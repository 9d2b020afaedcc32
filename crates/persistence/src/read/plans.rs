//! Proposals of the planner as they were stored, and what they meant for each case.

use std::collections::HashMap;

use domain::{CaseId, FlightId};
use jiff::Timestamp;
use sea_orm::{EntityTrait, FromQueryResult};

use crate::chain::micros;
use crate::entity::{plan, plan_case};
use crate::map::instant;
use crate::{Store, StoreError};

/// A proposal as it was made. It never changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPlan {
    /// Key: the beginning of the digest of input and solver.
    pub id: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// Who asked for it.
    pub made_by: String,
    /// SHA-256 of the input, in hexadecimal.
    pub input_hash: String,
    /// Name and version of the solver.
    pub solver: String,
    /// What it is worth, in dollars.
    pub objective: i64,
    /// No plan is worth more, in dollars.
    pub bound: i64,
    /// What was asked, as JSON of the planner's format.
    pub input: String,
    /// What came out, as JSON.
    pub body: String,
}

/// A proposal in a list, without what was asked and answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanHead {
    /// Key.
    pub id: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// Who asked for it.
    pub made_by: String,
    /// What it is worth, in dollars.
    pub objective: i64,
    /// No plan is worth more, in dollars.
    pub bound: i64,
}

#[derive(FromQueryResult)]
struct Head {
    id: String,
    made_at: i64,
    made_by: String,
    objective: i64,
    bound: i64,
}

/// What a plan meant for one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedCase {
    /// Whose case.
    pub case: CaseId,
    /// Which plan.
    pub plan: String,
    /// When the plan was made.
    pub made_at: Timestamp,
    /// The flight that was proposed; none if the case was left out.
    pub flight: Option<FlightId>,
    /// How many rounds of planning in a row have passed it over, this one included.
    pub rounds: u32,
    /// The reason as a code.
    pub cause: String,
    /// The same in words.
    pub words: String,
}

impl Store {
    /// The stored plan `id`.
    pub async fn plan(&self, id: &str) -> Result<StoredPlan, StoreError> {
        let row = plan::Entity::find_by_id(id.to_owned()).one(&self.reader).await?;
        row.map(stored).transpose()?.ok_or_else(|| StoreError::not_found("plan", id))
    }

    /// The latest `limit` plans, the newest first.
    pub async fn plans(&self, limit: u64) -> Result<Vec<StoredPlan>, StoreError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let sql = "SELECT * FROM plans ORDER BY made_at DESC, id LIMIT ?";
        let statement = self.statement(sql, [limit.into()]);
        let rows = plan::Entity::find().from_raw_sql(statement).all(&self.reader).await?;
        rows.into_iter().map(stored).collect()
    }

    /// The latest `limit` plans as a list shows them: their inputs are large.
    pub async fn plan_heads(&self, limit: u64) -> Result<Vec<PlanHead>, StoreError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let sql = "SELECT id, made_at, made_by, objective, bound FROM plans \
                   ORDER BY made_at DESC, id LIMIT ?";
        let statement = self.statement(sql, [limit.into()]);
        let rows = Head::find_by_statement(statement).all(&self.reader).await?;
        let head = |row: Head| {
            let made_at = instant(row.made_at, "plans", "made_at", &row.id)?;
            let Head { id, made_by, objective, bound, .. } = row;
            Ok(PlanHead { id, made_at, made_by, objective, bound })
        };
        rows.into_iter().map(head).collect()
    }

    /// What the latest plan that looked at `case` meant for it.
    pub async fn planned(&self, case: &CaseId) -> Result<Option<PlannedCase>, StoreError> {
        let sql =
            "SELECT * FROM plan_cases WHERE case_id = ? ORDER BY made_at DESC, plan_id LIMIT 1";
        let statement = self.statement(sql, [case.as_str().into()]);
        let row = plan_case::Entity::find().from_raw_sql(statement).one(&self.reader).await?;
        row.map(planned).transpose()
    }

    /// How many rounds in a row each case had been passed over before `before`; those never
    /// passed over are not in it.
    pub async fn rounds_before(
        &self,
        before: Timestamp,
    ) -> Result<HashMap<CaseId, u32>, StoreError> {
        let sql = "SELECT p.* FROM plan_cases p JOIN (SELECT case_id, MAX(made_at) AS latest \
                   FROM plan_cases WHERE made_at < ? GROUP BY case_id) l \
                   ON l.case_id = p.case_id AND l.latest = p.made_at WHERE p.rounds > 0";
        let statement = self.statement(sql, [micros(before).into()]);
        let rows = plan_case::Entity::find().from_raw_sql(statement).all(&self.reader).await?;
        let mut rounds = HashMap::new();
        for row in rows {
            let row = planned(row)?;
            let most: &mut u32 = rounds.entry(row.case).or_default();
            *most = row.rounds.max(*most);
        }
        Ok(rounds)
    }
}

fn stored(row: plan::Model) -> Result<StoredPlan, StoreError> {
    Ok(StoredPlan {
        made_at: instant(row.made_at, "plans", "made_at", &row.id)?,
        id: row.id,
        made_by: row.made_by,
        input_hash: row.input_hash,
        solver: row.solver,
        objective: row.objective,
        bound: row.bound,
        input: row.input,
        body: row.body,
    })
}

fn planned(row: plan_case::Model) -> Result<PlannedCase, StoreError> {
    let bad = |column| StoreError::inconsistent("plan_cases", column, &row.case_id);
    Ok(PlannedCase {
        case: CaseId::new(&row.case_id).map_err(|_| bad("case_id"))?,
        flight: row
            .flight_id
            .as_deref()
            .map(FlightId::new)
            .transpose()
            .map_err(|_| bad("flight_id"))?,
        rounds: u32::try_from(row.rounds).map_err(|_| bad("rounds"))?,
        made_at: instant(row.made_at, "plan_cases", "made_at", &row.case_id)?,
        plan: row.plan_id,
        cause: row.cause,
        words: row.words,
    })
}
