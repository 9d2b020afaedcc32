//! What happens to a flight: boarding, departure, arrival, handover, stop orders.

use anyhow::Result;
use domain::{CancelReason, CaseId, FlightId, FlightStatus, IdentityMatch, StopOrderId};
use operations::Operations;
use serde_json::json;

use crate::app::{App, Done};
use crate::commands::manifest::{keys, refused_table};
use crate::find;
use crate::output::add;

pub(super) async fn cancel(
    id: &FlightId,
    reason: CancelReason,
    ops: &Operations,
    app: &App,
) -> Result<Done> {
    let off: Vec<CaseId> = ops.cancel_flight(id, reason, &app.actor).await?;
    app.out.answer(&json!({ "flight": id, "reason": reason, "off": off }), || {
        let mut text = format!("flight {id} is cancelled: {}\n", reason.label());
        if !off.is_empty() {
            add(&mut text, format_args!("off its list: {}\n", keys(&off)));
        }
        text
    })?;
    Ok(Done::Well)
}

pub(super) async fn board(
    id: &FlightId,
    case: Option<String>,
    identity: IdentityMatch,
    ops: &Operations,
    app: &App,
) -> Result<Done> {
    if ops.store.flight(id).await?.value.status == FlightStatus::Sealed {
        ops.open_boarding(id, &app.actor).await?;
    }
    if let Some(text) = case {
        let case = find::case_id(ops, &text).await?;
        ops.board(id, &case, identity, &app.actor).await?;
        app.out.answer(&json!({ "flight": id, "boarded": case }), || {
            format!("{case}, and the family, are on board of flight {id}")
        })?;
        return Ok(Done::Well);
    }
    let boarded = ops.board_all(id, identity, &app.actor).await?;
    app.out.answer(&json!({ "flight": id, "boarding": boarded }), || {
        let mut text = format!("{} people on board of flight {id}\n", boarded.aboard);
        text.push_str(&refused_table("refused at the door", &boarded.refused));
        text
    })?;
    Ok(Done::unless(!boarded.refused.is_empty()))
}

pub(super) async fn depart(id: &FlightId, ops: &Operations, app: &App) -> Result<Done> {
    let departure = ops.depart(id, &app.actor).await?;
    app.out.answer(&json!({ "flight": id, "departure": departure }), || {
        let mut text = format!("flight {id} departed with {} people\n", departure.aboard);
        text.push_str(&refused_table("taken off by the last sweep", &departure.offloaded));
        if !departure.left.is_empty() {
            add(&mut text, format_args!("left behind: {}\n", keys(&departure.left)));
        }
        text
    })?;
    Ok(Done::Well)
}

pub(super) async fn arrive(id: &FlightId, ops: &Operations, app: &App) -> Result<Done> {
    ops.arrive(id, &app.actor).await?;
    app.out.answer(&json!({ "flight": id, "arrived": app.now() }), || {
        format!("flight {id} has arrived")
    })?;
    Ok(Done::Well)
}

pub(super) async fn hand_over(
    id: &FlightId,
    (receipt, people): (&str, &[String]),
    ops: &Operations,
    app: &App,
) -> Result<Done> {
    let mut named = Vec::new();
    for person in people {
        named.push(find::case_id(ops, person).await?);
    }
    let done = ops.hand_over(id, (receipt, &named), &app.actor).await?;
    let told = json!({ "flight": id, "handed_over": done.people, "recalled": done.recalled });
    app.out.answer(&told, || {
        let mut text = format!("{} people of flight {id} are handed over\n", done.people);
        if !done.recalled.is_empty() {
            add(
                &mut text,
                format_args!("called back, and not handed over: {}\n", keys(&done.recalled)),
            );
            add(
                &mut text,
                format_args!(
                    "When they are home: caseflight flight bring-back {id} CASE --reason …\n"
                ),
            );
        }
        text
    })?;
    Ok(Done::Well)
}

pub(super) async fn bring_back(
    id: &FlightId,
    (person, reason): (&str, &str),
    ops: &Operations,
    app: &App,
) -> Result<Done> {
    let case = find::case_id(ops, person).await?;
    ops.bring_back(id, (&case, reason), &app.actor).await?;
    app.out.answer(&json!({ "flight": id, "case": case, "brought_back": true }), || {
        format!("{case} of flight {id} is back")
    })?;
    Ok(Done::Well)
}

pub(super) async fn acknowledge(
    id: &FlightId,
    order: Option<StopOrderId>,
    ops: &Operations,
    app: &App,
) -> Result<Done> {
    let acknowledged = match order {
        Some(order) => {
            ops.acknowledge(id, &order, &app.actor).await?;
            1
        }
        None => ops.acknowledge_all(id, &app.actor).await?,
    };
    app.out.answer(&json!({ "flight": id, "acknowledged": acknowledged }), || {
        format!("{acknowledged} stop orders of flight {id} acknowledged")
    })?;
    Ok(Done::Well)
}
