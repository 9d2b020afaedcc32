//! Interviews on the page of a case: the forms, and where they are sent.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::post;
use domain::{Case, CaseId, InterviewId, InterviewMode, InterviewOutcome, Stage};

use super::case::{refused, words};
use super::done;
use super::form::{Field, Form};
use super::posted::Posted;
use super::steps::{coded, refusal};
use crate::deeds::{self, CaseChanged};
use crate::desk::Desk;
use crate::failure::Failure;
use crate::policy::Act;
use crate::view::CaseView;
use crate::who::Who;

pub(super) fn routes() -> Router<Desk> {
    Router::new().route("/cases/{id}/interviews/{interview}/{deed}", post(act))
}

/// The forms for interviews of `case`: one that asks, and two for each that is to come.
pub(super) fn forms(desk: &Desk, who: &Who, case: &Case, view: &CaseView) -> Vec<Form> {
    let not = |act: Act| desk.why_not(who, act, case).map(|denied| refusal(&denied));
    let open: Vec<_> = case.interviews.iter().filter(|one| one.is_open()).collect();
    let waits = case.stage == Stage::DocumentRequested && open.is_empty();
    let none = "possible only while an answer is waited for and no interview is to come";
    let requests = view.documents.iter().map(|one| (one.id.as_str(), one.id.as_str()));
    let mut forms = vec![
        Form::new(
            "interview",
            "The agency asks for an interview",
            format!("/cases/{}/interview", case.id),
            "Record it",
        )
        .intro("For an agency that wants to speak with the person, or to see more, first.")
        .fields(vec![
            Field::choice("document", "Request", requests).required(),
            Field::choice("mode", "How", coded!(InterviewMode)).required(),
            Field::long("note", "What else the agency asks for"),
        ])
        .refused(not(Act::RecordAnswer))
        .refused((!waits).then(|| none.to_owned())),
    ];
    for interview in open {
        let id = &interview.id;
        let to = |deed: &str| format!("/cases/{}/interviews/{id}/{deed}", case.id);
        forms.push(
            Form::new(
                format!("interview-time-{id}"),
                format!("Set a time for interview {id}"),
                to("time"),
                "Set the time",
            )
            .intro("The gate is asked once more whether the agency may be contacted.")
            .fields(vec![
                Field::moment("at", "When").required(),
                Field::text("place", "Where, or by which line").required(),
                Field::text("language", "Language")
                    .hint("To be interpreted: a short code such as es, zh or ar.")
                    .required(),
            ])
            .refused(not(Act::ArrangeInterview)),
        );
        forms.push(
            Form::new(
                format!("interview-outcome-{id}"),
                format!("Say what became of interview {id}"),
                to("outcome"),
                "Record it",
            )
            .fields(vec![
                Field::choice("outcome", "Outcome", coded!(InterviewOutcome)).required(),
                Field::long("reason", "Why").hint("Not needed if the person attended."),
            ])
            .refused(not(Act::ArrangeInterview)),
        );
    }
    forms
}

async fn act(
    State(desk): State<Desk>,
    Path((id, interview, deed)): Path<(String, String, String)>,
    posted: Posted,
) -> Response {
    match take(&desk, (&id, &interview, &deed), &posted).await {
        Ok(changed) => done(&format!("/cases/{id}"), &words(&changed)),
        Err(failure) => {
            let form = format!("interview-{deed}-{interview}");
            refused(&desk, &id, form, &posted, failure).await
        }
    }
}

async fn take(
    desk: &Desk,
    (case, interview, deed): (&str, &str, &str),
    posted: &Posted,
) -> Result<CaseChanged, Failure> {
    let (case, interview) = (CaseId::new(case)?, InterviewId::new(interview)?);
    let (asked, about) = (posted.asked()?, (&case, &interview));
    match deed {
        "time" => deeds::schedule_interview(desk, asked, about, posted.read()?).await,
        "outcome" => deeds::end_interview(desk, asked, about, posted.read()?).await,
        _ => Err(Failure::NotFound(format!("step {deed:?}"))),
    }
}
