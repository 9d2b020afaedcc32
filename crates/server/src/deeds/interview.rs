//! Interviews that an agency asks for: asked, given a time, and what became of them.

use domain::decide::Appointment;
use domain::{CaseId, DocumentId, InterviewId, InterviewMode, InterviewOutcome};
use operations::AskInterview;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Asked, CaseChanged, changed, failed};
use crate::desk::Desk;
use crate::failure::Failure;
use crate::fields::{Fault, Faults};
use crate::policy::Act;

/// An interview that an agency asks for before it answers.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WantedInterview {
    /// Which request.
    #[schema(example = "P0000012-r1")]
    pub(crate) document: String,
    /// How: `in_person`, `video` or `telephone`.
    #[schema(example = "video")]
    pub(crate) mode: String,
    /// What else the agency asks for.
    #[serde(default)]
    pub(crate) note: Option<String>,
}

/// When and where an interview takes place.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct InterviewTime {
    /// When, with the offset of the place.
    #[schema(example = "2024-06-27T10:00:00-05:00")]
    pub(crate) at: String,
    /// Where, or by which line.
    pub(crate) place: String,
    /// The language to be interpreted, as BCP 47 writes it.
    #[schema(example = "zh-Hans")]
    pub(crate) language: String,
}

/// What became of an interview.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct InterviewEnd {
    /// `attended`, `not_attended`, `postponed` or `called_off`.
    #[schema(example = "attended")]
    pub(crate) outcome: String,
    /// Why; needed for all but `attended`.
    #[serde(default)]
    pub(crate) reason: Option<String>,
}

/// Records that the agency asks for an interview.
pub(crate) async fn ask_for_interview(
    desk: &Desk,
    asked: Asked<'_>,
    case: &CaseId,
    input: WantedInterview,
) -> Result<CaseChanged, Failure> {
    let found = desk.case_for(asked.who, case, Act::RecordAnswer).await?;
    let mut faults = Faults::default();
    let document: Option<DocumentId> = faults.read("document", &input.document);
    let mode = faults.code("mode", &input.mode, InterviewMode::from_code);
    let note = faults.maybe_words("note", input.note.as_deref());
    let (document, mode) = faults.done(document.zip(mode))?;
    // A consular user asks about requests to the own state only.
    let own = found.value.documents.iter().any(|one| {
        one.id == document
            && (!asked.who.is_consul() || one.issuing_country.read() == asked.who.country.as_ref())
    });
    if !own {
        return Err(vec![Fault::of("document", "is no request of this case")].into());
    }
    let id = InterviewId::free(&found.value);
    let wanted = AskInterview { id: id.clone(), document, mode, note };
    match asked.ops(desk).ask_for_interview(case, &wanted, asked.actor()).await {
        Ok(done) => Ok(changed(desk, &done, format!("interview {id} asked for"))),
        Err(error) => Err(failed(desk, &asked, error).await),
    }
}

/// Sets the time of interview `id`.
pub(crate) async fn schedule_interview(
    desk: &Desk,
    asked: Asked<'_>,
    (case, id): (&CaseId, &InterviewId),
    input: InterviewTime,
) -> Result<CaseChanged, Failure> {
    desk.case_for(asked.who, case, Act::ArrangeInterview).await?;
    let now = desk.now();
    let mut faults = Faults::default();
    let at = faults.maybe_moment("at", Some(&input.at), now);
    if at.is_none_or(|at| at.at() <= now.at()) {
        faults.add("at", "must be later than now");
    }
    let place = faults.words("place", &input.place);
    let language = faults.words("language", &input.language);
    let (at, (place, language)) = faults.done(at.zip(place.zip(language)))?;
    let appointment = Appointment { at, place: place.into(), language: language.into() };
    let ops = asked.ops(desk);
    match ops.schedule_interview(case, (id, &appointment), asked.actor()).await {
        Ok(done) => Ok(changed(desk, &done, format!("interview {id} set for {at}"))),
        Err(error) => Err(failed(desk, &asked, error).await),
    }
}

/// Records what became of interview `id`.
pub(crate) async fn end_interview(
    desk: &Desk,
    asked: Asked<'_>,
    (case, id): (&CaseId, &InterviewId),
    input: InterviewEnd,
) -> Result<CaseChanged, Failure> {
    desk.case_for(asked.who, case, Act::ArrangeInterview).await?;
    let mut faults = Faults::default();
    let outcome = faults.code("outcome", &input.outcome, InterviewOutcome::from_code);
    let reason = faults.maybe_words("reason", input.reason.as_deref());
    if reason.is_none() && outcome.is_some_and(|said| said != InterviewOutcome::Attended) {
        faults.add("reason", "is needed unless the person attended");
    }
    let outcome = faults.done(outcome)?;
    let said = (id, outcome, reason.as_deref());
    match asked.ops(desk).record_interview(case, said, asked.actor()).await {
        Ok(done) => Ok(changed(desk, &done, format!("interview {id}: {}", outcome.label()))),
        Err(error) => Err(failed(desk, &asked, error).await),
    }
}
