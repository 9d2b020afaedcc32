//! The document workbench: every country's work at a glance, then one country's, row by row.

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::get;
use domain::{Case, CaseId, Country, FlightId, Moment};
use operations::agencies::{AgencyStanding, Queued};
use operations::{Awaited, CountryBench, Ending};
use persistence::Loaded;
use serde::Deserialize;

use super::agencies::forms;
use super::case::Answer;
use super::form::Form;
use super::frame::{Frame, when};
use super::many::STEPS;
use super::posted::Posted;
use super::{failure_page, page};
use crate::desk::Desk;
use crate::failure::Failure;
use crate::policy::{Act, Subject};
use crate::who::{SignedIn, Who};

/// Cases that each list looks through.
const LOOKED_AT: u64 = 200;
/// Cases of a queue that are shown.
const QUEUE: u32 = 200;

pub(super) fn routes() -> Router<Desk> {
    Router::new().route("/documents", get(countries)).route("/documents/{country}", get(country))
}

/// A country among the others.
struct CountryRow {
    /// Its code; empty for cases that name no country.
    code: String,
    name: String,
    to_ask: u64,
    waiting: u64,
    ready: u64,
    within: String,
    flight: String,
    departs: String,
    /// How the agency stands; empty if the rulebook has none.
    agency: String,
    is_shut: bool,
}

#[derive(askama::Template)]
#[template(path = "documents.html")]
struct CountriesPage {
    frame: Frame,
    office: Option<String>,
    rows: Vec<CountryRow>,
}

/// Somebody in one of the lists.
struct Row {
    case: String,
    version: i64,
    name: String,
    /// What the list is about: since when, or which document.
    what: String,
    /// A number of days, or the last day.
    when: String,
    is_late: bool,
    /// What the agency's approval depends on, while that is open.
    condition: Option<String>,
    can_advance: bool,
}

#[derive(askama::Template)]
#[template(path = "documents_of.html")]
struct CountryPage {
    frame: Frame,
    code: String,
    name: String,
    within: Option<i32>,
    flight: Option<(String, String)>,
    agency: Option<AgencyStanding>,
    queue: Vec<Queued>,
    awaited: Vec<Row>,
    late: usize,
    to_ask: Vec<Row>,
    ending: Vec<Row>,
    has_more: bool,
    may_answer: bool,
    all: bool,
    every: String,
    steps: &'static [(&'static str, &'static str)],
    possible: Vec<Form>,
    impossible: Vec<Form>,
    answer: Option<Answer>,
}

/// What was tried with which form.
type Tried<'a> = (&'a str, &'a Posted, Failure);

/// How the lists are wanted.
#[derive(Debug, Default, Deserialize)]
struct Wanted {
    /// Whether every case is picked.
    #[serde(default)]
    pick: String,
}

async fn countries(
    State(desk): State<Desk>,
    SignedIn(who): SignedIn,
    headers: HeaderMap,
) -> Response {
    let shown = async {
        desk.may(&who, Act::SeeReports).await?;
        let office = office_of(&who);
        let rows = desk.ops.country_benches(office.as_deref()).await?;
        let standings = desk.ops.agencies().await?;
        let rows = rows.iter().map(|bench| row_of(&desk, bench, &standings)).collect();
        let frame = Frame::of(&desk, Some(&who), &headers, "Documents");
        Ok::<_, Failure>(CountriesPage { frame, office, rows })
    };
    match shown.await {
        Ok(shown) => page(StatusCode::OK, &shown),
        Err(failure) => failure_page(&desk, &who, &headers, &failure).await,
    }
}

async fn country(
    State(desk): State<Desk>,
    SignedIn(who): SignedIn,
    headers: HeaderMap,
    Path(code): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Response {
    match draw(&desk, (&who, &headers), (&code, &wanted), None).await {
        Ok(shown) => page(StatusCode::OK, &shown),
        Err(failure) => failure_page(&desk, &who, &headers, &failure).await,
    }
}

/// The page again, with what was typed and why it was not done.
pub(super) async fn refused(desk: &Desk, code: &str, tried: Tried<'_>) -> Response {
    let (who, headers) = (&tried.1.who, &tried.1.headers);
    match draw(desk, (who, headers), (code, &Wanted::default()), Some(tried)).await {
        Ok(shown) => {
            let status = shown.answer.as_ref().map_or(StatusCode::OK, |answer| answer.status);
            page(status, &shown)
        }
        Err(failure) => failure_page(desk, who, headers, &failure).await,
    }
}

async fn draw(
    desk: &Desk,
    (who, headers): (&Who, &HeaderMap),
    (code, wanted): (&str, &Wanted),
    tried: Option<Tried<'_>>,
) -> Result<CountryPage, Failure> {
    desk.may(who, Act::SeeReports).await?;
    let country: Country =
        code.parse().map_err(|_| Failure::NotFound("such country".to_owned()))?;
    let office = office_of(who);
    let found = desk.ops.workbench(country, office.as_deref(), LOOKED_AT).await?;
    let agency = desk.ops.agency_standing(country).await?;
    let mut forms = agency.as_ref().map_or_else(Vec::new, |agency| forms(desk, who, agency));
    let answer = tried.map(|(deed, posted, failure)| {
        let answer = Answer::of(&failure);
        for form in forms.iter_mut().filter(|form| form.id == deed) {
            *form = form.clone().filled(&posted.typed, &answer.faults);
        }
        answer
    });
    let (possible, impossible) = forms.into_iter().partition(|form| form.refused.is_none());
    let sees = |case: &Case| desk.sees(who, case);
    let awaited: Vec<Row> = found
        .awaited
        .iter()
        .filter(|one| sees(&one.case.value))
        .map(|one| row_awaited(desk, who, one))
        .collect();
    let to_ask = found.to_ask.iter().filter(|case| sees(&case.value));
    let ending = found.ending.iter().filter(|one| sees(&one.case.value));
    // Those whom the reader may see, with their places among all.
    let shown: Vec<CaseId> = to_ask.clone().map(|case| case.value.id.clone()).collect();
    let mut queue = desk.ops.agency_queue(country, QUEUE).await?.first;
    queue.retain(|one| shown.contains(&one.case));
    let name = name_of(desk, country);
    Ok(CountryPage {
        frame: Frame::of(desk, Some(who), headers, &format!("Documents: {name}")),
        code: country.to_string(),
        name,
        within: found.answers_within,
        flight: found.next_flight.as_ref().map(flight),
        agency,
        queue,
        late: awaited.iter().filter(|row| row.is_late).count(),
        awaited,
        to_ask: to_ask.map(|case| row(desk, who, case)).collect(),
        ending: ending.map(|one| row_ending(desk, who, one)).collect(),
        has_more: found.has_more,
        may_answer: desk.would(who, Act::TakeAnswers, Subject::Desk),
        all: !wanted.pick.is_empty(),
        every: format!("/documents/{country}?pick=all"),
        steps: STEPS,
        possible,
        impossible,
        answer,
    })
}

/// Whose cases `who` works on; none for all.
fn office_of(who: &Who) -> Option<String> {
    (!who.sees_every_office()).then(|| who.office.clone())
}

fn name_of(desk: &Desk, country: Country) -> String {
    desk.ops.rules.country(country).map_or_else(|| country.to_string(), |one| one.name.clone())
}

fn flight((flight, departs): &(FlightId, Moment)) -> (String, String) {
    (flight.to_string(), when(&departs.to_string()))
}

fn row_of(desk: &Desk, bench: &CountryBench, standings: &[AgencyStanding]) -> CountryRow {
    let standing = standings.iter().find(|one| Some(one.country) == bench.country);
    let (flight, departs) = bench.next_flight.as_ref().map(flight).unwrap_or_default();
    CountryRow {
        code: bench.country.map(|country| country.to_string()).unwrap_or_default(),
        name: bench.country.map_or_else(
            || "No country that can be read".to_owned(),
            |country| name_of(desk, country),
        ),
        to_ask: bench.to_ask,
        waiting: bench.waiting,
        ready: bench.ready,
        within: bench.answers_within.map_or_else(|| "–".to_owned(), |days| format!("{days} days")),
        flight,
        departs,
        agency: standing.map(|one| one.words.clone()).unwrap_or_default(),
        is_shut: standing.is_some_and(|one| one.state != "open"),
    }
}

fn row(desk: &Desk, who: &Who, case: &Loaded<Case>) -> Row {
    let (version, case) = (case.version(), &case.value);
    let since = case.custody.since.as_ref().and_then(|since| since.read());
    Row {
        case: case.id.to_string(),
        version: version.0,
        name: format!("{}, {}", case.person.family_name, case.person.given_names),
        what: since.map_or_else(|| "–".to_owned(), ToString::to_string),
        when: String::new(),
        is_late: false,
        condition: None,
        can_advance: desk.why_not(who, Act::RequestDocument, case).is_none()
            && case.stage.flight().is_none(),
    }
}

fn row_awaited(desk: &Desk, who: &Who, one: &Awaited) -> Row {
    Row {
        what: one.asked_on.map_or_else(|| "not on record".to_owned(), |on| on.to_string()),
        when: one.days.map_or_else(|| "–".to_owned(), |days| days.to_string()),
        is_late: one.is_late,
        condition: one
            .request
            .as_ref()
            .filter(|request| request.has_open_condition())
            .and_then(|request| Some(request.condition.as_ref()?.words.to_string())),
        ..row(desk, who, &one.case)
    }
}

fn row_ending(desk: &Desk, who: &Who, one: &Ending) -> Row {
    let kind = one.document.kind.read().map_or("document", |kind| kind.label());
    Row {
        what: kind.to_owned(),
        when: one.document.expires_on.map_or_else(|| "–".to_owned(), |on| on.to_string()),
        ..row(desk, who, &one.case)
    }
}
