//! The condition of an agency's approval is met.

use domain::{CaseId, Document};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Asked, CaseChanged, changed, failed};
use crate::desk::Desk;
use crate::failure::Failure;
use crate::fields::{Fault, Faults};
use crate::policy::Act;

/// That a condition is met.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConditionMet {
    /// Of which request.
    #[schema(example = "P0000012-r1")]
    pub(crate) document: String,
    /// How it was met.
    #[schema(example = "An escort who speaks the language is assigned.")]
    pub(crate) reason: String,
}

/// Records that the condition is met on which an agency approved.
pub(crate) async fn meet_condition(
    desk: &Desk,
    asked: Asked<'_>,
    case: &CaseId,
    input: ConditionMet,
) -> Result<CaseChanged, Failure> {
    let found = desk.case_for(asked.who, case, Act::MeetCondition).await?;
    let mut faults = Faults::default();
    let reason = faults.words("reason", &input.reason);
    let named = |one: &&Document| one.id.as_str() == input.document.trim();
    let open = found.value.documents.iter().find(named).filter(|one| one.has_open_condition());
    let Some(open) = open else {
        return Err(vec![Fault::of("document", "has no open condition")].into());
    };
    let reason = faults.done(reason)?;
    let ops = asked.ops(desk);
    match ops.meet_condition(case, (&open.id, &reason), asked.actor()).await {
        Ok(done) => {
            let words = format!("condition of request {} recorded as met", open.id);
            Ok(changed(desk, &done, words))
        }
        Err(error) => Err(failed(desk, &asked, error).await),
    }
}
