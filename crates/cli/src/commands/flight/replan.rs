//! `flight replan`: another time, another aircraft.

use anyhow::Result;
use domain::decide::PlanChange;
use domain::{FlightId, Moment};
use operations::Operations;
use serde_json::json;

use crate::app::{App, Done};
use crate::commands::manifest::keys;
use crate::error::bad;
use crate::output::add;

/// What changes. What is not given stays as it was.
#[derive(Debug, clap::Args)]
pub(crate) struct Replan {
    /// Which flight
    flight: FlightId,
    /// Departure at the first stop, with the offset of that place
    #[arg(long, value_name = "INSTANT")]
    departs_at: Option<Moment>,
    /// Type of aircraft
    #[arg(long)]
    aircraft: Option<String>,
    /// Seats for the people carried, without crew and guards
    #[arg(long)]
    seats: Option<u32>,
    /// The most names that the agencies take
    #[arg(long)]
    list_cap: Option<u32>,
    /// Days before departure by which the list must reach the agencies
    #[arg(long)]
    notice_days: Option<u32>,
    /// The most people of the high guarding class
    #[arg(long)]
    max_class3: Option<u32>,
    /// Nurses on board
    #[arg(long)]
    nurses: Option<u32>,
    /// Why, such as the carrier's message
    #[arg(long)]
    reason: String,
}

pub(super) async fn run(replan: Replan, ops: &Operations, app: &App) -> Result<Done> {
    let id = replan.flight;
    let change = PlanChange {
        departs_at: replan.departs_at,
        aircraft: replan.aircraft.map(Into::into),
        seats: replan.seats,
        list_cap: replan.list_cap,
        notice_days: replan.notice_days,
        max_class3: replan.max_class3,
        nurses: replan.nurses,
    };
    if change == PlanChange::default() {
        return Err(bad(
            "nothing of the plan changes".to_owned(),
            "say what does, such as --departs-at 2024-07-12T15:10:00-05:00 or --seats 117",
        ));
    }
    let off = ops.replan_flight(&id, (&change, &replan.reason), &app.actor).await?;
    let flight = ops.store.flight(&id).await?.value;
    let departs = flight.plan.departs_at;
    let told = json!({ "flight": id, "departs_at": departs, "status": flight.status, "off": off });
    app.out.answer(&told, || {
        let departs = departs.map_or_else(|| "at an unknown time".to_owned(), |at| at.to_string());
        let mut text = format!("flight {id} departs {departs}, {}\n", flight.status.label());
        if !off.is_empty() {
            add(
                &mut text,
                format_args!("off its list, since the gate bars them: {}\n", keys(&off)),
            );
        }
        text
    })?;
    Ok(Done::Well)
}
