//! The gate at boarding, for a tablet: roll-call, one button a person, the doors, and how old the
//! holds are.

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::get;
use domain::gate::feed_max_age;
use domain::{CaseId, FlightId, IdentityMatch, Step};
use serde::Deserialize;

use super::case::Answer;
use super::form::{Field, Form};
use super::frame::{Frame, maybe_when, when};
use super::posted::Posted;
use super::steps::{coded, refusal};
use super::{failure_page, page};
use crate::deeds::{self, AtTheDoor, Listed};
use crate::desk::Desk;
use crate::failure::Failure;
use crate::policy::Act;
use crate::view::{FlightView, LineView, StopOrderView};
use crate::who::{SignedIn, Who};

/// Steps that belong to this page.
pub(super) const DEEDS: &[&str] =
    &["open-boarding", "board", "board-all", "depart", "arrive", "hand-over", "bring-back"];

pub(super) fn routes() -> Router<Desk> {
    Router::new().route("/flights/{id}/gate", get(show))
}

/// How old the holds are, and whether that lets anybody board.
struct Feed {
    words: String,
    fresh: bool,
}

/// How the page is wanted.
#[derive(Debug, Default, Deserialize)]
struct Wanted {
    /// What of everybody at the door is matched with the record.
    #[serde(default)]
    by: String,
}

#[derive(askama::Template)]
#[template(path = "gate.html")]
struct GatePage {
    frame: Frame,
    flight: FlightView,
    waiting: Vec<LineView>,
    aboard: Vec<LineView>,
    listed: usize,
    stop_orders: Vec<StopOrderView>,
    feed: Feed,
    may_board: Option<String>,
    may_strike: bool,
    /// What of everybody at the door is matched with the record; none until it is chosen.
    by: Option<IdentityMatch>,
    may_acknowledge: Option<String>,
    steps: Vec<Form>,
    impossible: Vec<Form>,
    answer: Option<Answer>,
}

async fn show(
    State(desk): State<Desk>,
    SignedIn(who): SignedIn,
    headers: HeaderMap,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Response {
    let by = IdentityMatch::from_code(&wanted.by);
    match draw(&desk, &who, &headers, (&id, by), None).await {
        Ok(response) => response,
        Err(failure) => failure_page(&desk, &who, &headers, &failure).await,
    }
}

async fn draw(
    desk: &Desk,
    who: &Who,
    headers: &HeaderMap,
    (id, by): (&str, Option<IdentityMatch>),
    failure: Option<Failure>,
) -> Result<Response, Failure> {
    desk.may(who, Act::SeeFlights).await?;
    let id = FlightId::new(id)?;
    let found = desk.ops.store.flight(&id).await?;
    let flight = desk.flight_view(who, &found).await?;
    let of = |state: &str| -> Vec<LineView> {
        flight.lines.iter().filter(|line| line.state == state).cloned().collect()
    };
    let feed = feed(desk).await?;
    let answer = failure.map(|failure| Answer::of(&failure));
    let status = answer.as_ref().map_or(StatusCode::OK, |answer| answer.status);
    let (steps, impossible) =
        steps(desk, who, (&flight, by)).into_iter().partition(|form| form.refused.is_none());
    let not = |act: Act| desk.why_not_here(who, act).map(|denied| refusal(&denied));
    let boarding = (flight.row.status != "boarding").then(|| "boarding is not open".to_owned());
    let stale = (!feed.fresh).then(|| "the holds are too old".to_owned());
    let open = flight.stop_orders.iter().filter(|order| order.acknowledged_by.is_none()).cloned();
    let shown = GatePage {
        frame: Frame::of(desk, Some(who), headers, &format!("Gate of flight {id}")).live(),
        waiting: of("confirmed"),
        aboard: of("boarded"),
        listed: of("listed").len(),
        stop_orders: open.collect(),
        may_strike: not(Act::RunBoarding).is_none(),
        by,
        may_board: not(Act::RunBoarding).or(boarding).or(stale),
        may_acknowledge: not(Act::AcknowledgeStopOrder),
        feed,
        steps,
        impossible,
        answer,
        flight,
    };
    Ok(page(status, &shown))
}

async fn feed(desk: &Desk) -> Result<Feed, Failure> {
    let feed = desk.ops.hold_feed().await?;
    let now = desk.now().at();
    let Some(oldest) = feed.oldest() else {
        let words = "Holds are placed here only: they are read with every question.".to_owned();
        return Ok(Feed { words, fresh: true });
    };
    let age = now.duration_since(oldest.read_at);
    let fresh = feed_max_age(Step::Board).is_none_or(|limit| age <= limit);
    let minutes = age.as_mins();
    let words = if fresh {
        format!("Holds of {} were read {minutes} minutes ago.", oldest.source)
    } else {
        format!(
            "Holds of {} were read {minutes} minutes ago: too old. Nobody boards until they are \
             read again.",
            oldest.source
        )
    };
    Ok(Feed { words, fresh })
}

fn steps(desk: &Desk, who: &Who, (flight, by): (&FlightView, Option<IdentityMatch>)) -> Vec<Form> {
    let id = &flight.row.id;
    let to = |deed: &str| format!("/flights/{id}/{deed}");
    let not = |act: Act| desk.why_not_here(who, act).map(|denied| refusal(&denied));
    let unless = |wanted: &str| {
        let status = flight.row.status_label;
        (flight.row.status != wanted).then(|| format!("the flight is {status} (R011)"))
    };
    let left = (!matches!(flight.row.status, "departed" | "arrived"))
        .then(|| "the flight has not left (R011)".to_owned());
    let open_orders = (flight.row.open_stop_orders > 0)
        .then(|| "a stop order is not acknowledged (R017)".to_owned());
    let forms =
        vec![
        Form::new("open-boarding", "Open boarding", to("open-boarding"), "Open boarding")
            .refused(not(Act::RunBoarding))
            .refused(unless("sealed")),
        Form::new("board-all", "Board everybody whom the gate clears", to("board-all"), "Board all")
            .intro("Only when everybody at the door was matched with the record.")
            .fields(vec![
                Field::choice("identity", "Matched by", coded!(IdentityMatch))
                    .value(by.map_or("", IdentityMatch::code))
                    .required(),
            ])
            .refused(not(Act::RunBoarding))
            .refused(unless("boarding")),
        Form::new("depart", "Close the doors", to("depart"), "Sweep and depart")
            .intro(
                "Everybody on board goes through the gate once more. Whom it bars comes off; the \
                 flight leaves with the rest.",
            )
            .refused(not(Act::RunFlight))
            .refused(unless("boarding"))
            .refused(open_orders)
            .grave(),
        Form::new("arrive", "Record the arrival", to("arrive"), "Arrived")
            .refused(not(Act::RunFlight))
            .refused(unless("departed")),
        Form::new("hand-over", "Hand over", to("hand-over"), "Hand over")
            .fields(vec![
                Field::text("receipt", "Receipt that the receiving official signed").required(),
                Field::text("case", "Only this case")
                    .hint("Without it everybody but those who were called back."),
            ])
            .refused(not(Act::RunFlight))
            .refused(unless("arrived")),
        Form::new("bring-back", "Record that somebody is back", to("bring-back"), "Brought back")
            .intro(
                "Recalled, refused at the destination, or the flight turned round. A document for \
                 one journey waits for the agency's word that it may be used again.",
            )
            .fields(vec![
                Field::text("case", "Case").required(),
                Field::text("reason", "Why").required(),
            ])
            .refused(not(Act::RunFlight))
            .refused(left),
    ];
    forms.into_iter().map(|form| form.seen(flight.row.version)).collect()
}

/// Whom to board.
#[derive(Debug, Deserialize)]
struct Boarding {
    case: String,
    #[serde(default)]
    identity: String,
}

/// What people at the door were matched by, for the way back to the page.
pub(super) fn matched_by(posted: &Posted) -> String {
    let by = posted.typed.get("identity").and_then(|code| IdentityMatch::from_code(code));
    by.map_or_else(String::new, |by| format!("?by={by}"))
}

/// One step of this page, by its name.
pub(super) async fn step(
    desk: &Desk,
    id: &FlightId,
    deed: &str,
    posted: &Posted,
) -> Result<Listed, Failure> {
    let asked = posted.asked()?;
    match deed {
        "open-boarding" => deeds::open_boarding(desk, asked, id).await,
        "board" => {
            // Roll-calls go on side by side: the gate looks at the person as they are now.
            let input: Boarding = posted.read()?;
            let case = CaseId::new(input.case)?;
            let door = AtTheDoor { identity: input.identity };
            deeds::board(desk, posted.asked_blind(), (id, &case), &door).await
        }
        "board-all" => deeds::board_all(desk, asked, id, &posted.read()?).await,
        "depart" => Ok(deeds::depart(desk, asked, id).await?.listed),
        "arrive" => deeds::arrive(desk, asked, id).await,
        "hand-over" => deeds::hand_over(desk, asked, id, posted.read()?).await,
        "bring-back" => deeds::bring_back(desk, asked, id, posted.read()?).await,
        _ => Err(Failure::NotFound(format!("step {deed:?}"))),
    }
}

/// The page again, with the reason.
pub(super) async fn refused(desk: &Desk, id: &str, posted: &Posted, failure: Failure) -> Response {
    let (who, headers) = (&posted.who, &posted.headers);
    let by = posted.typed.get("identity").and_then(|code| IdentityMatch::from_code(code));
    match draw(desk, who, headers, (id, by), Some(failure)).await {
        Ok(response) => response,
        Err(failure) => failure_page(desk, who, headers, &failure).await,
    }
}
