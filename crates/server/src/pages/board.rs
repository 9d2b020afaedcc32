//! The flight board: every flight, its list and its open stop orders.

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::get;
use domain::FlightKind;

use super::case::Answer;
use super::flight_forms::DEPARTURE;
use super::form::{Field, Form};
use super::frame::{Frame, maybe_when};
use super::posted::Posted;
use super::steps::{coded, refusal};
use super::{done, failure_page, page};
use crate::deeds;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::policy::Act;
use crate::view::FlightRow;
use crate::who::{SignedIn, Who};

pub(super) fn routes() -> Router<Desk> {
    Router::new().route("/flights", get(show).post(schedule))
}

#[derive(askama::Template)]
#[template(path = "flights.html")]
struct BoardPage {
    frame: Frame,
    ahead: Vec<FlightRow>,
    left: Vec<FlightRow>,
    form: Form,
    answer: Option<Answer>,
}

async fn show(State(desk): State<Desk>, SignedIn(who): SignedIn, headers: HeaderMap) -> Response {
    match draw(&desk, &who, &headers, None).await {
        Ok(response) => response,
        Err(failure) => failure_page(&desk, &who, &headers, &failure).await,
    }
}

async fn schedule(State(desk): State<Desk>, posted: Posted) -> Response {
    let scheduled = async { deeds::schedule(&desk, posted.asked_blind(), posted.read()?).await };
    match scheduled.await {
        Ok((id, true)) => done(&format!("/flights/{id}"), "Done: the flight is scheduled."),
        Ok((id, false)) => done(
            &format!("/flights/{id}"),
            "There is a flight of this key already; nothing changed.",
        ),
        Err(failure) => {
            let (who, headers) = (&posted.who, &posted.headers);
            match draw(&desk, who, headers, Some((&posted, failure))).await {
                Ok(response) => response,
                Err(failure) => failure_page(&desk, who, headers, &failure).await,
            }
        }
    }
}

async fn draw(
    desk: &Desk,
    who: &Who,
    headers: &HeaderMap,
    tried: Option<(&Posted, Failure)>,
) -> Result<Response, Failure> {
    desk.may(who, Act::SeeFlights).await?;
    let all = desk.ops.store.flights().await?;
    let (left, ahead): (Vec<FlightRow>, Vec<FlightRow>) = all
        .iter()
        .map(FlightRow::of)
        .partition(|row| matches!(row.status, "departed" | "arrived" | "cancelled"));
    let denied = desk.why_not_here(who, Act::ScheduleFlight);
    let mut form = form().refused(denied.map(|denied| refusal(&denied)));
    let answer = tried.map(|(posted, failure)| {
        let answer = Answer::of(&failure);
        form = form.clone().filled(&posted.typed, &answer.faults);
        answer
    });
    let status = answer.as_ref().map_or(StatusCode::OK, |answer| answer.status);
    let frame = Frame::of(desk, Some(who), headers, "Flights").live();
    Ok(page(status, &BoardPage { frame, ahead, left, form, answer }))
}

fn form() -> Form {
    Form::new("schedule", "Schedule a flight", "/flights", "Schedule the flight").fields(vec![
        Field::text("id", "Key").hint("Such as F000013.").required(),
        Field::choice("kind", "Kind", coded!(FlightKind)).required(),
        Field::text("aircraft", "Aircraft"),
        Field::number("seats", "Seats for the people carried").required(),
        Field::text("departs", "Departure").hint(DEPARTURE).required(),
        Field::text("stops", "Stops in order").hint("Such as p:KAEX, d:MGGT.").required(),
        Field::text("agencies", "Agencies, in the order of drop-offs").required(),
        Field::number("notice_days", "Days of notice to the agencies").required(),
        Field::number("max_class3", "Places for the high guarding class").required(),
        Field::number("nurses", "Nurses on board").required(),
    ])
}
