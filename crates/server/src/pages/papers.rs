//! The papers of a flight: for those on board, for the house, for the receiving authority.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use domain::FlightId;

use super::case::Answer;
use super::form::{Field, Form};
use super::frame::Frame;
use super::posted::Posted;
use super::{failure_page, page};
use crate::deeds::{self, FOREIGN, FORMATS, HOUSE, PrintedPaper};
use crate::desk::Desk;
use crate::failure::Failure;
use crate::policy::Act;
use crate::who::{SignedIn, Who};

pub(super) fn routes() -> Router<Desk> {
    Router::new().route("/flights/{id}/papers", get(show).post(print))
}

#[derive(askama::Template)]
#[template(path = "papers.html")]
struct PapersPage {
    frame: Frame,
    flight: String,
    forms: Vec<Form>,
    impossible: Vec<Form>,
    answer: Option<Answer>,
    has_pdf: bool,
}

async fn show(
    State(desk): State<Desk>,
    SignedIn(who): SignedIn,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Response {
    match draw(&desk, &who, &headers, &id, None).await {
        Ok(response) => response,
        Err(failure) => failure_page(&desk, &who, &headers, &failure).await,
    }
}

async fn draw(
    desk: &Desk,
    who: &Who,
    headers: &HeaderMap,
    id: &str,
    tried: Option<(&Posted, Failure)>,
) -> Result<Response, Failure> {
    desk.may(who, Act::SeeFlights).await?;
    let id = FlightId::new(id)?;
    let flight = desk.ops.store.flight(&id).await?;
    let view = desk.flight_view(who, &flight).await?;
    let mut forms = forms(desk, &id, &view.agencies);
    let answer = tried.map(|(posted, failure)| {
        let answer = Answer::of(&failure);
        let code = posted.typed.get("paper").map(String::as_str).unwrap_or_default();
        let wanted =
            if FOREIGN.iter().any(|(known, _)| *known == code) { "foreign" } else { "house" };
        for form in forms.iter_mut().filter(|form| form.id == wanted) {
            *form = form.clone().filled(&posted.typed, &answer.faults);
        }
        answer
    });
    let status = answer.as_ref().map_or(StatusCode::OK, |answer| answer.status);
    let shown = PapersPage {
        frame: Frame::of(desk, Some(who), headers, &format!("Papers of flight {id}")),
        flight: id.to_string(),
        forms,
        impossible: Vec::new(),
        answer,
        has_pdf: desk.press.is_some(),
    };
    Ok(page(status, &shown))
}

fn forms(desk: &Desk, id: &FlightId, agencies: &[String]) -> Vec<Form> {
    let to = format!("/flights/{id}/papers");
    let format = || {
        let can = |end: &str| end != "pdf" || desk.press.is_some();
        let formats = FORMATS.iter().filter(|(end, ..)| can(end));
        Field::choice("format", "As", formats.map(|(end, words, _)| (*end, *words))).required()
    };
    let paper = |papers: &[(&'static str, &'static str)]| {
        Field::choice("paper", "Paper", papers.to_vec()).required()
    };
    let agencies = agencies.iter().map(|agency| (agency.clone(), agency.clone()));
    vec![
        Form::new("house", "A paper for the house", to.clone(), "Print")
            .intro("As the list stands now. You must be allowed to see everybody whom it names.")
            .fields(vec![paper(HOUSE), format()]),
        Form::new("foreign", "A paper for an authority", to, "Release and print")
            .intro(
                "Only the fields that the authority may be told. Each person's release is on \
                 account, under your name, before you get the file.",
            )
            .fields(vec![
                paper(FOREIGN),
                Field::choice("agency", "Authority", agencies).required(),
                format(),
            ])
            .grave(),
    ]
}

async fn print(State(desk): State<Desk>, Path(id): Path<String>, posted: Posted) -> Response {
    match printed(&desk, &id, &posted).await {
        Ok(paper) => file(paper),
        Err(failure) => {
            let (who, headers) = (&posted.who, &posted.headers);
            match draw(&desk, who, headers, &id, Some((&posted, failure))).await {
                Ok(response) => response,
                Err(failure) => failure_page(&desk, who, headers, &failure).await,
            }
        }
    }
}

async fn printed(desk: &Desk, id: &str, posted: &Posted) -> Result<PrintedPaper, Failure> {
    let id = FlightId::new(id)?;
    deeds::print_paper(desk, posted.asked_blind(), &id, posted.read()?).await
}

/// A file to keep: never shown as a page of the desk.
fn file(paper: PrintedPaper) -> Response {
    let mut response = paper.bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(paper.kind));
    let plain = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '.' | '-' | '_');
    let name: String = paper.name.chars().filter(|sign| plain(*sign)).collect();
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}
