//! What a person said is recorded.

use domain::{CaseId, Statement, StatementId, StatementKind, StatementOutcome};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Asked, CaseChanged, changed, failed};
use crate::desk::Desk;
use crate::failure::Failure;
use crate::fields::Faults;
use crate::policy::Act;

/// A statement as it was made.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecordStatement {
    /// What it is about: `citizenship`, `fear_of_return`, `medical` or `third_country`.
    #[schema(example = "fear_of_return")]
    pub(crate) kind: String,
    /// What became of it: `affirmative`, `negative` or `pending`.
    #[schema(example = "pending")]
    pub(crate) outcome: String,
    /// When it was made, with the offset of the place; without it now.
    #[serde(default)]
    #[schema(example = "2024-06-24T09:00:00-05:00")]
    pub(crate) made_at: Option<String>,
    /// In which language, as BCP 47 writes it; without it `en`.
    #[serde(default)]
    #[schema(example = "es")]
    pub(crate) language: Option<String>,
    /// Whether an interpreter took part.
    #[serde(default)]
    pub(crate) interpreter: bool,
    /// Who took it down.
    #[serde(default)]
    pub(crate) officer: Option<String>,
    /// The document that proves it.
    #[serde(default)]
    pub(crate) evidence: Option<String>,
}

/// Records a statement of the person of `case`. A finding against the person counts only with
/// officer and evidence.
pub(crate) async fn record_statement(
    desk: &Desk,
    asked: Asked<'_>,
    case: &CaseId,
    input: RecordStatement,
) -> Result<CaseChanged, Failure> {
    let found = desk.case_for(asked.who, case, Act::RecordStatement).await?;
    let now = desk.now();
    let mut faults = Faults::default();
    let kind = faults.code("kind", &input.kind, StatementKind::from_code);
    let outcome = faults.code("outcome", &input.outcome, StatementOutcome::from_code);
    let made_at = faults.maybe_moment("made_at", input.made_at.as_deref(), now);
    let language = faults.maybe_words("language", input.language.as_deref());
    let officer = faults.maybe_words("officer", input.officer.as_deref());
    let evidence = faults.maybe_words("evidence", input.evidence.as_deref());
    if made_at.is_some_and(|at| at.at() > now.at()) {
        faults.add("made_at", "must not be later than now");
    }
    let (kind, outcome) = faults.done(kind.zip(outcome))?;
    let id = StatementId::free(&found.value);
    let statement = Statement {
        id: id.clone(),
        kind: kind.code().into(),
        made_at: Some(made_at.unwrap_or(now)),
        language: language.unwrap_or_else(|| "en".to_owned()).into(),
        interpreter: input.interpreter,
        officer: officer.map(Into::into),
        evidence: evidence.map(Into::into),
        outcome: Some(outcome),
        defect: None,
    };
    match asked.ops(desk).record_statement(case, statement, asked.actor()).await {
        Ok(done) => Ok(changed(desk, &done, format!("statement {id} recorded"))),
        Err(error) => Err(failed(desk, &asked, error).await),
    }
}
