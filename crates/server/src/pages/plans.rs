//! Kept plans: made for some flights, and two of them side by side.

use axum::Router;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

use super::case::Answer;
use super::form::{Field, Form};
use super::frame::{Frame, when};
use super::posted::Posted;
use super::steps::refusal;
use super::{done, failure_page, page};
use crate::deeds;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::fields::LONGEST;
use crate::policy::Act;
use crate::view::{ComparisonView, PlanRow};
use crate::who::{SignedIn, Who};

pub(super) fn routes() -> Router<Desk> {
    Router::new().route("/plans", get(show).post(make)).route("/plans/compare", get(compare))
}

/// Which two, or which flights to plan.
#[derive(Debug, Default, Deserialize)]
struct Wanted {
    #[serde(default)]
    first: String,
    #[serde(default)]
    second: String,
    #[serde(default)]
    flights: String,
}

#[derive(askama::Template)]
#[template(path = "plans.html")]
struct PlansPage {
    frame: Frame,
    plans: Vec<PlanRow>,
    form: Form,
    answer: Option<Answer>,
}

#[derive(askama::Template)]
#[template(path = "plan_comparison.html")]
struct ComparisonPage {
    frame: Frame,
    both: ComparisonView,
}

async fn show(
    State(desk): State<Desk>,
    SignedIn(who): SignedIn,
    headers: HeaderMap,
    Query(wanted): Query<Wanted>,
) -> Response {
    let flights: String = wanted.flights.chars().take(LONGEST).collect();
    match draw(&desk, &who, &headers, &flights, None).await {
        Ok(response) => response,
        Err(failure) => failure_page(&desk, &who, &headers, &failure).await,
    }
}

async fn draw(
    desk: &Desk,
    who: &Who,
    headers: &HeaderMap,
    flights: &str,
    tried: Option<(&Posted, Failure)>,
) -> Result<Response, Failure> {
    let plans = desk.plan_rows(who).await?;
    let denied = desk.why_not_here(who, Act::BuildManifest);
    let mut form = Form::new("plan", "Plan flights together", "/plans", "Plan")
        .intro("Nothing is changed by planning. The same question gives the same plan.")
        .fields(vec![
            Field::text("flights", "Flights")
                .hint("Keys of open flights, with commas between them.")
                .value(flights)
                .required(),
        ])
        .refused(denied.map(|denied| refusal(&denied)));
    let answer = tried.map(|(posted, failure)| {
        let answer = Answer::of(&failure);
        form = form.clone().filled(&posted.typed, &answer.faults);
        answer
    });
    let status = answer.as_ref().map_or(StatusCode::OK, |answer| answer.status);
    let frame = Frame::of(desk, Some(who), headers, "Plans");
    Ok(page(status, &PlansPage { frame, plans, form, answer }))
}

async fn make(State(desk): State<Desk>, posted: Posted) -> Response {
    let (who, headers) = (&posted.who, &posted.headers);
    let made = async { deeds::make_plan(&desk, posted.asked_blind(), posted.read()?).await }.await;
    match made {
        Ok(made) => done("/plans", &format!("Done: plan {} is kept.", made.id)),
        Err(failure) => match draw(&desk, who, headers, "", Some((&posted, failure))).await {
            Ok(response) => response,
            Err(failure) => failure_page(&desk, who, headers, &failure).await,
        },
    }
}

async fn compare(
    State(desk): State<Desk>,
    SignedIn(who): SignedIn,
    headers: HeaderMap,
    Query(wanted): Query<Wanted>,
) -> Response {
    match desk.compare_plans(&who, (&wanted.first, &wanted.second)).await {
        Ok(both) => {
            let frame = Frame::of(&desk, Some(&who), &headers, "Two plans");
            page(StatusCode::OK, &ComparisonPage { frame, both })
        }
        Err(failure) => failure_page(&desk, &who, &headers, &failure).await,
    }
}

/// A number of seats; a dash where a plan does not look at the flight.
fn seats(number: Option<&i64>) -> String {
    number.map_or_else(|| "–".to_owned(), ToString::to_string)
}
