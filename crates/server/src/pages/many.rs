//! One step for many cases: picked in a list, the step filled in, each row's verdict looked at,
//! then done.

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::post;
use domain::{CustodyKind, Outcome};

use super::case::Answer;
use super::form::{Field, Form};
use super::frame::Frame;
use super::posted::Posted;
use super::steps::coded;
use super::{failure_page, holds, page};
use crate::deeds::{self, Many, ManyDone, ManyStep, ManyVerdict, Picked};
use crate::desk::Desk;
use crate::failure::Failure;
use crate::fields::Fault;
use crate::who::Who;

/// The steps that lists offer, and what they are called.
pub(super) const STEPS: &[(&str, &str)] = &[
    ("advance", "Take the next step"),
    ("hold", "Place a hold"),
    ("notice", "Record a notice that was served"),
    ("custody", "Change custody"),
    ("close", "Close without a removal"),
];

pub(super) fn routes() -> Router<Desk> {
    Router::new().route("/many", post(take))
}

#[derive(askama::Template)]
#[template(path = "many.html")]
struct ManyPage {
    frame: Frame,
    title: &'static str,
    step: String,
    /// Each as it was picked: the case, an @, the version that was seen.
    picks: Vec<String>,
    form: Form,
    answer: Option<Answer>,
    done: Option<ManyDone>,
    /// What was typed, to be sent again as it is.
    typed: Vec<(String, String)>,
    /// Those to go on with.
    accepted: Vec<String>,
}

/// The fields of one step.
fn form(desk: &Desk, step: &str) -> Form {
    let form = Form::new("many", "", "/many", "Show what would become of each");
    match step {
        "hold" => form.grave().fields(holds::fields(desk)),
        "notice" => form.fields(vec![
            Field::text("kind", "Which notice").hint("Such as custody_review_notice.").required(),
            Field::date("on", "Day of service").hint("Left out: today."),
        ]),
        "custody" => form.fields(vec![
            Field::choice("kind", "Whose custody", coded!(CustodyKind)).required(),
            Field::text("facility", "Facility").hint("Left out: as it is."),
            Field::text("office", "Office that keeps the case").hint("Left out: as it is."),
            Field::date("since", "First day").hint("Left out: as it is."),
            Field::long("reason", "Why").required(),
        ]),
        "close" => form.grave().fields(vec![
            Field::choice("outcome", "What came of it", coded!(Outcome)).required(),
            Field::long("reason", "Why").required(),
        ]),
        _ => form,
    }
}

fn read(step: &str, posted: &Posted) -> Result<ManyStep, Failure> {
    let mut typed = posted.typed.clone();
    // What is left empty is left out.
    typed.retain(|name, value| !value.is_empty() && name != "step" && name != "stage");
    Ok(match step {
        "advance" => ManyStep::Advance(Posted::read_from(&typed)?),
        "hold" => ManyStep::Hold(Posted::read_from(&typed)?),
        "notice" => ManyStep::Notice(Posted::read_from(&typed)?),
        "custody" => ManyStep::Custody(Posted::read_from(&typed)?),
        "close" => ManyStep::Close(Posted::read_from(&typed)?),
        _ => {
            return Err(vec![Fault::of("step", "is none of those that many cases can take")].into());
        }
    })
}

fn picked(text: &str) -> Picked {
    let (case, version) = text.rsplit_once('@').unwrap_or((text, ""));
    Picked { case: case.to_owned(), version: version.parse().unwrap_or(0) }
}

async fn take(State(desk): State<Desk>, posted: Posted) -> Response {
    let (who, headers) = (&posted.who, &posted.headers);
    match draw(&desk, who, headers, &posted).await {
        Ok(response) => response,
        Err(failure) => failure_page(&desk, who, headers, &failure).await,
    }
}

async fn draw(
    desk: &Desk,
    who: &Who,
    headers: &HeaderMap,
    posted: &Posted,
) -> Result<Response, Failure> {
    let typed = |name: &str| posted.typed.get(name).map_or("", String::as_str);
    let (step, stage) = (typed("step"), typed("stage"));
    let title = STEPS.iter().find(|(code, _)| *code == step).map(|(_, title)| *title);
    let title = title.ok_or_else(|| vec![Fault::of("step", "was not chosen")])?;
    if posted.picked.is_empty() {
        return Err(vec![Fault::of("pick", "says no case: pick some in the list")].into());
    }
    let form = form(desk, step);
    // What needs no words is shown at once; nothing is done that was not looked at first.
    let is_asked = stage.is_empty() && !form.fields.is_empty();
    let dry_run = stage != "do";
    let (mut done, mut answer) = (None, None);
    if !is_asked {
        let cases = posted.picked.iter().map(|pick| picked(pick)).collect();
        let tried = match read(step, posted) {
            Ok(step) => deeds::do_many(desk, who, Many { cases, step, dry_run }).await,
            Err(failure) => Err(failure),
        };
        match tried {
            Ok(found) => done = Some(found),
            Err(failure) => answer = Some(Answer::of(&failure)),
        }
    }
    let faults = answer.as_ref().map_or(&[][..], |answer| &answer.faults);
    let own = |fault: &Fault| {
        let name = fault.field().rsplit('/').next().unwrap_or_default();
        Fault::of(name, fault.detail.clone())
    };
    let own: Vec<Fault> = faults.iter().map(own).collect();
    let accepted = done.iter().flat_map(|done: &ManyDone| &done.rows);
    let accepted = accepted.filter(|row| row.verdict == ManyVerdict::Accepted);
    let kept = posted.typed.iter().filter(|(name, _)| *name != "step" && *name != "stage");
    let mut kept: Vec<_> = kept.map(|(name, value)| (name.clone(), value.clone())).collect();
    kept.sort();
    let shown = ManyPage {
        frame: Frame::of(desk, Some(who), headers, title),
        title,
        step: step.to_owned(),
        picks: posted.picked.clone(),
        form: form.filled(&posted.typed, &own),
        accepted: accepted.map(|row| format!("{}@{}", row.case, row.seen)).collect(),
        typed: kept,
        done,
        answer,
    };
    let status = shown.answer.as_ref().map_or(StatusCode::OK, |answer| answer.status);
    Ok(page(status, &shown))
}
