//! Changes of a list by hand: each asks the same gate and decision as a batch does.

use anyhow::Result;
use domain::{FlightId, SeatRole, StrikeReason};
use operations::Operations;
use serde_json::json;

use super::{keys, plan, refused_table};
use crate::app::{App, Done};
use crate::find;

pub(super) async fn assign(
    id: &FlightId,
    case: &str,
    (is_alternate, stop): (bool, u8),
    ops: &Operations,
    app: &App,
) -> Result<Done> {
    let case = find::case_id(ops, case).await?;
    let role = if is_alternate { SeatRole::Alternate } else { SeatRole::Primary };
    let seated = ops.assign(id, &case, (role, stop), &app.actor).await?;
    app.out.answer(&json!({ "flight": id, "seated": seated }), || plan::given(id, &seated))?;
    Ok(Done::Well)
}

pub(super) async fn seal(id: &FlightId, ops: &Operations, app: &App) -> Result<Done> {
    ops.seal(id, &app.actor).await?;
    done(app, id, "sealed", &format!("the list of flight {id} is sealed"))
}

pub(super) async fn reopen(
    id: &FlightId,
    reason: &str,
    ops: &Operations,
    app: &App,
) -> Result<Done> {
    ops.reopen_manifest(id, &app.actor, reason).await?;
    done(app, id, "reopened", &format!("the list of flight {id} is open again"))
}

pub(super) async fn accept_late(
    id: &FlightId,
    words: &str,
    ops: &Operations,
    app: &App,
) -> Result<Done> {
    ops.accept_late_names(id, words, &app.actor).await?;
    done(app, id, "late_names", &format!("the agencies of flight {id} take late names"))
}

pub(super) async fn strike(
    id: &FlightId,
    case: &str,
    (reason, detail): (StrikeReason, &str),
    ops: &Operations,
    app: &App,
) -> Result<Done> {
    let case = find::case_id(ops, case).await?;
    let detail = if detail.is_empty() { reason.label() } else { detail };
    let struck = ops.strike(id, &case, (reason, detail), &app.actor).await?;
    app.out.answer(&json!({ "flight": id, "reason": reason, "struck": struck }), || {
        format!("struck from flight {id}: {}", keys(&struck))
    })?;
    Ok(Done::Well)
}

pub(super) async fn promote(
    id: &FlightId,
    case: &str,
    ops: &Operations,
    app: &App,
) -> Result<Done> {
    let case = find::case_id(ops, case).await?;
    let promoted = ops.promote(id, &case, &app.actor).await?;
    app.out.answer(&json!({ "flight": id, "promoted": promoted }), || {
        format!("moved up on flight {id}: {}", keys(&promoted))
    })?;
    Ok(Done::Well)
}

pub(super) async fn confirm(id: &FlightId, ops: &Operations, app: &App) -> Result<Done> {
    let refused = ops.confirm_all(id, &app.actor).await?;
    app.out.answer(&json!({ "flight": id, "refused": refused }), || {
        if refused.is_empty() {
            format!("everybody with a seat on flight {id} is confirmed\n")
        } else {
            let title = format!("flight {id}: not confirmed");
            refused_table(&title, &refused).trim_start().to_owned()
        }
    })?;
    Ok(Done::unless(!refused.is_empty()))
}

fn done(app: &App, id: &FlightId, what: &str, words: &str) -> Result<Done> {
    app.out.answer(&json!({ "flight": id, "done": what }), || words.to_owned())?;
    Ok(Done::Well)
}
