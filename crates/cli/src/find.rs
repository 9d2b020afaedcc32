//! Finds the case that a person means, and keys for what they record.

use anyhow::Result;
use domain::CaseId;
use operations::Operations;

/// How the help of commands calls what names a case.
pub(crate) const CASE: &str = "CASE";

/// The key of the case that `text` names: case id, person id, A-number or fingerprint number.
pub(crate) async fn case_id(ops: &Operations, text: &str) -> Result<CaseId> {
    Ok(ops.find_case(text).await?.value.id)
}
