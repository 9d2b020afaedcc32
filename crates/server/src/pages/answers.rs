//! Answers of an agency from a file: first what would become of each row, then the recording.

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::get;

use super::case::Answer;
use super::form::Field;
use super::frame::Frame;
use super::posted::Posted;
use super::{failure_page, page};
use crate::deeds::{self, AnswersTaken, LARGEST_FILE, TakeAnswers};
use crate::desk::Desk;
use crate::fields::Fault;
use crate::policy::Act;
use crate::who::{SignedIn, Who};

pub(super) fn routes() -> Router<Desk> {
    Router::new()
        .route("/answers", get(blank).post(take))
        // The file and the marks of the form around it.
        .layer(DefaultBodyLimit::max(2 * LARGEST_FILE))
}

#[derive(askama::Template)]
#[template(path = "answers.html")]
struct AnswersPage {
    frame: Frame,
    agency: Field,
    file_faults: Vec<String>,
    answer: Option<Answer>,
    taken: Option<AnswersTaken>,
    /// The file that was judged, to be sent again as it is.
    file: String,
}

impl AnswersPage {
    fn blank(desk: &Desk, who: &Who, headers: &HeaderMap) -> Self {
        let agencies = desk.ops.rules.countries().map(|profile| {
            let agency = &profile.agency;
            (agency.id.to_string(), format!("{}: {}", profile.name, agency.id))
        });
        let mut agencies: Vec<(String, String)> = agencies.collect();
        agencies.sort_by(|(_, a), (_, b)| a.cmp(b));
        agencies.dedup();
        Self {
            frame: Frame::of(desk, Some(who), headers, "Agency answers"),
            agency: Field::choice("agency", "Whose answers", agencies).required(),
            file_faults: Vec::new(),
            answer: None,
            taken: None,
            file: String::new(),
        }
    }
}

async fn blank(State(desk): State<Desk>, SignedIn(who): SignedIn, headers: HeaderMap) -> Response {
    match desk.may(&who, Act::TakeAnswers).await {
        Ok(()) => page(StatusCode::OK, &AnswersPage::blank(&desk, &who, &headers)),
        Err(failure) => failure_page(&desk, &who, &headers, &failure).await,
    }
}

async fn take(State(desk): State<Desk>, posted: Posted) -> Response {
    let (who, headers) = (&posted.who, &posted.headers);
    if let Err(failure) = desk.may(who, Act::TakeAnswers).await {
        return failure_page(&desk, who, headers, &failure).await;
    }
    let typed = |name: &str| posted.typed.get(name).cloned().unwrap_or_default();
    let input = TakeAnswers {
        agency: typed("agency"),
        file: typed("file"),
        // Nothing is recorded that was not looked at first.
        dry_run: typed("step") != "record",
    };
    let mut shown = AnswersPage::blank(&desk, who, headers);
    shown.agency = shown.agency.value(input.agency.clone());
    shown.file.clone_from(&input.file);
    match deeds::take_answers(&desk, posted.asked_blind(), input).await {
        Ok(taken) => {
            shown.taken = Some(taken);
            page(StatusCode::OK, &shown)
        }
        Err(failure) => {
            let answer = Answer::of(&failure);
            let of = |name: &str| {
                let own = answer.faults.iter().filter(|fault: &&Fault| fault.field() == name);
                own.map(|fault| fault.detail.clone()).collect::<Vec<String>>()
            };
            shown.agency.faults = of("agency");
            shown.file_faults = of("file");
            shown.file.clear();
            let status = answer.status;
            shown.answer = Some(answer);
            page(status, &shown)
        }
    }
}
