//! A record is put right: who somebody is, and what the order says.

use std::collections::BTreeMap;

use domain::CaseId;
use domain::decide::Action;
use operations::{Cell, correctable};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Asked, CaseChanged, changed, failed};
use crate::desk::Desk;
use crate::failure::Failure;
use crate::fields::Faults;
use crate::policy::Act;

/// What a record should say.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Correct {
    /// By column of `people.csv` what it should say, as a docket writes it. All or nothing.
    #[schema(example = json!({ "birth_date": "1990-05-17" }))]
    pub(crate) set: BTreeMap<String, String>,
    /// Why, such as the document that shows it.
    pub(crate) reason: String,
}

/// The same of one column, as a form asks for it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CorrectOne {
    column: String,
    #[serde(default)]
    value: String,
    reason: String,
}

impl From<CorrectOne> for Correct {
    fn from(one: CorrectOne) -> Self {
        Self { set: BTreeMap::from([(one.column, one.value)]), reason: one.reason }
    }
}

/// What the desk asks its policies about a right of the domain.
pub(crate) const fn act_of(right: Action) -> Act {
    if matches!(right, Action::KeepDocket) { Act::KeepDocket } else { Act::CorrectRecord }
}

/// Puts the record of `case` right.
pub(crate) async fn correct(
    desk: &Desk,
    asked: Asked<'_>,
    case: &CaseId,
    input: Correct,
) -> Result<CaseChanged, Failure> {
    // What is no column to correct is told to those who may correct one.
    let right = |column: &String| correctable().find(|(name, _)| *name == column.as_str());
    let acts: Vec<Act> = input
        .set
        .keys()
        .map(|column| right(column).map_or(Act::CorrectRecord, |(_, right)| act_of(right)))
        .collect();
    let first = acts.first().copied().unwrap_or(Act::CorrectRecord);
    let found = desk.case_for(asked.who, case, first).await?;
    for act in acts {
        desk.may_on(asked.who, act, &found.value).await?;
    }
    let mut faults = Faults::default();
    let reason = faults.words("reason", &input.reason);
    let reason = faults.done(reason)?;
    let cells: Vec<Cell> =
        input.set.into_iter().map(|(column, value)| Cell { column, value }).collect();
    match asked.ops(desk).correct_case(case, &cells, (asked.actor(), &reason)).await {
        Ok(done) => Ok(changed(desk, &done.facts, done.words())),
        Err(error) => Err(failed(desk, &asked, error).await),
    }
}
