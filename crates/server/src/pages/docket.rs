//! My docket: what must be done today, the most pressing first.

use axum::Router;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::get;
use domain::clock::{ClockState, clocks};
use domain::{Case, CaseId, Moment};
use persistence::{Loaded, Waiting};
use serde::Deserialize;

use super::frame::{Frame, maybe_when, when};
use super::many::STEPS;
use super::{failure_page, page};
use crate::desk::Desk;
use crate::failure::Failure;
use crate::policy::{Act, Subject};
use crate::view::FlightRow;
use crate::who::{SignedIn, Who, encoded};

/// Cases that are looked through.
const LOOKED_AT: u64 = 400;
/// Flights ahead that are shown.
const AHEAD: u64 = 10;
/// Of which so many are shown.
const SHOWN: usize = 60;

pub(super) fn routes() -> Router<Desk> {
    Router::new().route("/", get(show))
}

/// How the docket is wanted.
#[derive(Debug, Default, Deserialize)]
struct Wanted {
    /// Whether every case is picked.
    #[serde(default)]
    pick: String,
    /// Where the page before ended in the order of waiting, as it says itself.
    #[serde(default)]
    after: String,
    /// How many of the most pressing of this page were shown already.
    #[serde(default)]
    from: String,
}

/// Reads where a page ended: `2024-01-09/P0000012.1`, or `-/P0000012.1`.
fn end_of(text: &str) -> Option<Waiting> {
    let (since, case) = text.split_once('/')?;
    let case = CaseId::new(case).ok()?;
    let is_day = since.parse::<jiff::civil::Date>().is_ok();
    let since = if since == "-" { None } else { Some(since.to_owned()) };
    (since.is_none() || is_day).then_some(Waiting { case, since })
}

/// Writes it.
fn ended(at: &Waiting) -> String {
    format!("{}/{}", at.since.as_deref().unwrap_or("-"), at.case)
}

/// A case on the docket.
struct Item {
    id: String,
    name: String,
    country: String,
    stage: &'static str,
    clock: String,
    due: String,
    state: ClockState,
    /// What decides the order.
    key: (u8, Moment),
    can_advance: bool,
    version: i64,
}

#[derive(askama::Template)]
#[template(path = "docket.html")]
struct DocketPage {
    frame: Frame,
    items: Vec<Item>,
    overdue: usize,
    near: usize,
    looked_at: usize,
    office: Option<String>,
    /// None for whoever may not see them.
    flights: Option<Vec<FlightRow>>,
    consul: bool,
    /// Where the cases after these are.
    more: Option<String>,
    /// This page, with every case picked.
    every: String,
    /// Whether there are cases before these.
    is_later: bool,
    all: bool,
    steps: &'static [(&'static str, &'static str)],
}

async fn show(
    State(desk): State<Desk>,
    SignedIn(who): SignedIn,
    headers: HeaderMap,
    Query(wanted): Query<Wanted>,
) -> Response {
    match draw(&desk, &who, &headers, &wanted).await {
        Ok(response) => response,
        Err(failure) => failure_page(&desk, &who, &headers, &failure).await,
    }
}

async fn draw(
    desk: &Desk,
    who: &Who,
    headers: &HeaderMap,
    wanted: &Wanted,
) -> Result<Response, Failure> {
    let store = &desk.ops.store;
    let office = (!who.sees_every_office()).then(|| who.office.clone());
    let lists = desk.would(who, Act::ListCases, Subject::Desk);
    let after = end_of(&wanted.after);
    let found = match (lists, who.is_consul(), &who.country) {
        (false, _, _) | (true, true, None) => Vec::new(),
        (true, true, Some(country)) => {
            let after = after.as_ref().map(|after| &after.case);
            let ids = store.asked_about(country.as_str(), after, LOOKED_AT).await?;
            ids.into_iter().map(|case| Waiting { case, since: None }).collect()
        }
        (true, false, _) => {
            store.longest_waiting(office.as_deref(), after.as_ref(), LOOKED_AT).await?
        }
    };
    let is_full = u64::try_from(found.len()).is_ok_and(|count| count >= LOOKED_AT);
    let next = found.last().filter(|_| is_full).map(ended);
    let ids: Vec<CaseId> = found.into_iter().map(|waiting| waiting.case).collect();
    let cases = readable(desk, who, &ids).await?;
    let mut items: Vec<Item> = cases.iter().map(|case| item(desk, who, case)).collect();
    let looked_at = items.len();
    let count = |wanted: ClockState| items.iter().filter(|item| item.state == wanted).count();
    let (overdue, near) = (count(ClockState::Overdue), count(ClockState::Near));
    items.sort_by_key(|item| item.key);
    let from = wanted.from.parse::<usize>().unwrap_or(0).min(looked_at);
    items.drain(..from);
    let more = if items.len() > SHOWN {
        Some(format!("/?after={}&from={}", encoded(&wanted.after), from.saturating_add(SHOWN)))
    } else {
        next.map(|next| format!("/?after={}", encoded(&next)))
    };
    items.truncate(SHOWN);
    let every = format!("/?after={}&from={from}&pick=all", encoded(&wanted.after));
    let mut flights = None;
    if desk.would(who, Act::SeeFlights, Subject::Desk) {
        flights = Some(store.flights_ahead(Some(AHEAD)).await?.iter().map(FlightRow::of).collect());
    }
    let shown = DocketPage {
        frame: Frame::of(desk, Some(who), headers, "My docket").live(),
        items,
        overdue,
        near,
        looked_at,
        office,
        flights,
        is_later: after.is_some() || from > 0,
        more,
        every,
        consul: who.is_consul(),
        all: !wanted.pick.is_empty(),
        steps: STEPS,
    };
    Ok(page(StatusCode::OK, &shown))
}

/// The cases of `ids` that `who` may see; one that cannot be read stops only itself.
async fn readable(desk: &Desk, who: &Who, ids: &[CaseId]) -> Result<Vec<Loaded<Case>>, Failure> {
    let cases = desk.ops.store.cases_lossless(ids).await?;
    Ok(cases.into_iter().flatten().filter(|case| desk.sees(who, &case.value)).collect())
}

fn item(desk: &Desk, who: &Who, found: &Loaded<Case>) -> Item {
    let (case, now) = (&found.value, desk.now());
    let sight = desk.sight(who, case);
    let pressing = clocks(case, now.at(), &desk.ops.rules)
        .into_iter()
        .filter(|clock| !matches!(clock.state, ClockState::Met | ClockState::Tolled))
        .find(|clock| sight.fields.is_none() && sight.reads_clock(&clock.name));
    let (clock, due, state, moment) = match pressing {
        Some(clock) => (clock.label, when(&clock.due.to_string()), clock.state, clock.due),
        None => (String::new(), String::new(), ClockState::Met, now),
    };
    let rank = match state {
        ClockState::Overdue => 0,
        ClockState::Near => 1,
        ClockState::Running => 2,
        ClockState::Tolled | ClockState::Met => 3,
    };
    let country = case.order.removal_country.as_ref().filter(|_| sight.fields.is_none());
    Item {
        id: case.id.to_string(),
        name: format!("{}, {}", case.person.family_name, case.person.given_names),
        country: country.map_or_else(String::new, ToString::to_string),
        stage: case.stage.name().label(),
        clock,
        due,
        state,
        key: (rank, moment),
        can_advance: desk.why_not(who, Act::RequestDocument, case).is_none()
            && case.stage.flight().is_none(),
        version: found.version().0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_page_ended_is_read_as_it_was_written() {
        for text in ["2024-01-09/P0000012.1", "-/P0000012.1"] {
            assert_eq!(end_of(text).as_ref().map(ended).as_deref(), Some(text));
        }
        for text in ["", "2024-01-09", "soon/P1.1", "/P1.1", "2024-01-09/a b", "2024-13-09/P1.1"] {
            assert_eq!(end_of(text), None, "{text}");
        }
    }
}
