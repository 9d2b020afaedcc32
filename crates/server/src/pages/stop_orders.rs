//! Stop orders: whom flight leads must take off, and who has said that they know.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};
use domain::{FlightId, StopOrderId};

use super::case::Answer;
use super::frame::{Frame, maybe_when, when};
use super::posted::Posted;
use super::steps::refusal;
use super::{done, failure_page, page};
use crate::deeds;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::policy::Act;
use crate::view::StopOrderView;
use crate::who::{SignedIn, Who};

/// Answered ones that are shown.
const ANSWERED: usize = 100;
/// Flights of which every order was answered, the latest, that are read for it.
const FLIGHTS: u64 = 60;

pub(super) fn routes() -> Router<Desk> {
    Router::new()
        .route("/stop-orders", get(show))
        .route("/flights/{id}/stop-orders/{order}/acknowledge", post(acknowledge))
}

#[derive(askama::Template)]
#[template(path = "stop_orders.html")]
struct StopOrdersPage {
    frame: Frame,
    open: Vec<StopOrderView>,
    answered: Vec<StopOrderView>,
    may_not: Option<String>,
    answer: Option<Answer>,
}

async fn show(State(desk): State<Desk>, SignedIn(who): SignedIn, headers: HeaderMap) -> Response {
    match draw(&desk, &who, &headers, None).await {
        Ok(response) => response,
        Err(failure) => failure_page(&desk, &who, &headers, &failure).await,
    }
}

async fn draw(
    desk: &Desk,
    who: &Who,
    headers: &HeaderMap,
    failure: Option<Failure>,
) -> Result<Response, Failure> {
    let (open, mut answered) = desk.stop_orders(who).await?;
    answered.truncate(ANSWERED);
    let answer = failure.map(|failure| Answer::of(&failure));
    let status = answer.as_ref().map_or(StatusCode::OK, |answer| answer.status);
    let denied = desk.why_not_here(who, Act::AcknowledgeStopOrder);
    let shown = StopOrdersPage {
        frame: Frame::of(desk, Some(who), headers, "Stop orders").live(),
        open,
        answered,
        may_not: denied.map(|denied| refusal(&denied)),
        answer,
    };
    Ok(page(status, &shown))
}

impl Desk {
    /// Open stop orders, the most pressing first; and answered ones, the newest first.
    pub(crate) async fn stop_orders(
        &self,
        who: &Who,
    ) -> Result<(Vec<StopOrderView>, Vec<StopOrderView>), Failure> {
        self.may(who, Act::SeeFlights).await?;
        let mut all = Vec::new();
        for flight in self.ops.store.flights_with_stop_orders(FLIGHTS).await? {
            all.extend(self.flight_view(who, &flight).await?.stop_orders);
        }
        let (mut answered, mut open): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|order| order.acknowledged_by.is_some());
        open.sort_by(|a, b| (&a.due_at, &a.id).cmp(&(&b.due_at, &b.id)));
        answered.sort_by(|a, b| (&b.raised_at, &b.id).cmp(&(&a.raised_at, &a.id)));
        Ok((open, answered))
    }
}

async fn acknowledge(
    State(desk): State<Desk>,
    Path((id, order)): Path<(String, String)>,
    posted: Posted,
) -> Response {
    let answered = async {
        let (flight, order) = (FlightId::new(&id)?, StopOrderId::new(&order)?);
        // An acknowledgement overwrites nothing: a second one is refused by the rule.
        deeds::acknowledge(&desk, posted.asked_blind(), (&flight, &order)).await
    };
    match answered.await {
        Ok(_) => done("/stop-orders", "Done: the stop order is acknowledged."),
        Err(failure) => {
            let (who, headers) = (&posted.who, &posted.headers);
            match draw(&desk, who, headers, Some(failure)).await {
                Ok(response) => response,
                Err(failure) => failure_page(&desk, who, headers, &failure).await,
            }
        }
    }
}
