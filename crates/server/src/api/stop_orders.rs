//! Stop orders, and who has said that they know.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use domain::{FlightId, StopOrderId};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::headers::OnceHeader;
use super::problems::{ChangeProblems, ReadProblems};
use super::{Answer, tagged};
use crate::deeds::{self, Asked, Listed};
use crate::desk::Desk;
use crate::extract::ApiPath;
use crate::view::StopOrderView;
use crate::who::ApiUser;

pub(super) fn routes() -> OpenApiRouter<Desk> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(acknowledge))
}

/// Stop orders.
#[derive(Debug, Serialize, ToSchema)]
struct StopOrders {
    /// Nobody acknowledged them yet: the most pressing first.
    open: Vec<StopOrderView>,
    /// Acknowledged: the newest first.
    answered: Vec<StopOrderView>,
}

/// Stop orders of every flight.
#[utoipa::path(
    get,
    path = "/stop-orders",
    tag = "boarding",
    responses((status = 200, body = StopOrders), ReadProblems)
)]
async fn list(State(desk): State<Desk>, ApiUser(who): ApiUser) -> Answer {
    let (open, answered) = desk.stop_orders(&who).await?;
    Ok(Json(StopOrders { open, answered }).into_response())
}

/// The flight lead acknowledges a stop order. It overwrites nothing, so there is no `If-Match`.
#[utoipa::path(
    post,
    path = "/flights/{id}/stop-orders/{order}/acknowledge",
    tag = "boarding",
    params(
        ("id" = String, Path, description = "Key of the flight", example = "F000001"),
        ("order" = String, Path, description = "Key of the order", example = "F000001-stop1"),
        OnceHeader
    ),
    responses((status = 200, body = Listed), ChangeProblems)
)]
async fn acknowledge(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiPath((id, order)): ApiPath<(String, String)>,
) -> Answer {
    let asked = Asked { who: &who, seen: None };
    let (flight, order) = (FlightId::new(id)?, StopOrderId::new(order)?);
    let done = deeds::acknowledge(&desk, asked, (&flight, &order)).await?;
    Ok(tagged(StatusCode::OK, done.version, done))
}
