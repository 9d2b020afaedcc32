//! `flight list`, `flight show`, `flight history`.

use anyhow::Result;
use domain::clock::flight_clocks;
use domain::flight::Room;
use domain::{Flight, FlightId, LineState};
use operations::Operations;
use serde_json::{Value, json};

use crate::app::{App, Done};
use crate::commands::case::{clock_table, show_history};
use crate::output::{add, heading, maybe, pairs, table};

pub(super) async fn list(ops: &Operations, app: &App) -> Result<Done> {
    let flights = ops.store.flights().await?;
    let value: Vec<Value> = flights
        .iter()
        .map(|flight| json!({ "version": flight.version(), "flight": figures(&flight.value) }))
        .collect();
    app.out.answer(&value, || {
        table(
            &[
                "flight",
                "departs",
                "status",
                "route",
                "#seats",
                "#listed",
                "#alternates",
                "#struck",
            ],
            flights.iter().map(|flight| {
                let flight = &flight.value;
                [
                    flight.id().to_string(),
                    maybe(flight.plan.departs_at),
                    flight.status.label().to_owned(),
                    route(flight),
                    flight.plan.seats.to_string(),
                    flight.manifest.seated().to_string(),
                    flight.manifest.alternates().len().to_string(),
                    flight.manifest.struck().count().to_string(),
                ]
            }),
        )
    })?;
    Ok(Done::Well)
}

pub(super) async fn one(id: &FlightId, ops: &Operations, app: &App) -> Result<Done> {
    let found = ops.store.flight(id).await?;
    let flight = &found.value;
    let clocks = flight_clocks(flight, app.now().at(), &ops.rules);
    let value = json!({
        "version": found.version(),
        "figures": figures(flight),
        "flight": flight,
        "clocks": clocks,
    });
    app.out.answer(&value, || {
        let mut text = header(flight, found.version());
        if !flight.stop_orders.is_empty() {
            add(&mut text, format_args!("\n{}\n{}", heading("Stop orders"), stop_orders(flight)));
        }
        if !clocks.is_empty() {
            add(&mut text, format_args!("\n{}\n{}", heading("Clocks"), clock_table(&clocks)));
        }
        text
    })?;
    Ok(Done::Well)
}

pub(super) async fn history(id: &FlightId, ops: &Operations, app: &App) -> Result<Done> {
    ops.store.flight(id).await?;
    show_history(&ops.store.history(id).await?, app)
}

fn figures(flight: &Flight) -> Value {
    let states: serde_json::Map<String, Value> = LineState::ALL
        .iter()
        .map(|state| {
            let lines = flight.manifest.lines.iter().filter(|line| line.state == *state).count();
            (state.code().to_owned(), json!(lines))
        })
        .collect();
    json!({
        "flight_id": flight.id(),
        "departs_at": flight.plan.departs_at,
        "status": flight.status,
        "stops": flight.plan.stops,
        "seats": flight.plan.seats,
        "primaries": flight.manifest.seated(),
        "alternates": flight.manifest.alternates().len(),
        "lines": states,
        "revision": flight.manifest.revision,
        "stop_orders": flight.stop_orders.len(),
    })
}

fn route(flight: &Flight) -> String {
    let stops: Vec<String> = flight
        .plan
        .stops
        .iter()
        .map(|stop| match stop.read() {
            Some(stop) => stop.airport.to_string(),
            None => format!("{}?", stop_words(stop)),
        })
        .collect();
    stops.join(" ")
}

/// The words of a stop that cannot be read.
fn stop_words(stop: &domain::Known<domain::Stop>) -> &str {
    match stop {
        domain::Known::Read(stop) => &stop.airport,
        domain::Known::Unreadable { unreadable } => unreadable,
    }
}

fn header(flight: &Flight, version: domain::Version) -> String {
    let plan = &flight.plan;
    let room = Room::left_on(flight);
    let manifest = &flight.manifest;
    let stops: Vec<String> = plan
        .stops
        .iter()
        .map(|stop| match stop.read() {
            Some(stop) => format!("{} {}", stop.kind.label(), stop.airport),
            None => format!("cannot be read: {}", stop_words(stop)),
        })
        .collect();
    let agencies: Vec<&str> = plan.agencies.iter().map(domain::AgencyId::as_str).collect();
    let seal = manifest.seal.as_ref().map(|seal| format!("{} on {}", seal.by, seal.at));
    let late = if flight.late_acceptance { "accepted by the agencies" } else { "" };
    let mut text = format!("{}\n", heading(&format!("Flight {}, version {version}", flight.id())));
    text.push_str(&pairs([
        ("status", flight.status.label().to_owned()),
        ("kind", plan.kind.to_string()),
        ("aircraft", plan.aircraft.to_string()),
        ("departs", maybe(plan.departs_at)),
        ("stops", stops.join(", ")),
        ("agencies", agencies.join(", ")),
        ("seats", format!("{}, {} free", plan.seats, room.seats())),
        ("names", format!("{} at most, {} more", plan.list_cap, room.names())),
        ("high guarding class", format!("{} at most", plan.max_class3)),
        ("nurses", plan.nurses.to_string()),
        ("notice", format!("{} days before departure", plan.notice_days)),
        ("late names", late.to_owned()),
        ("on the list", flight.manifest.seated().to_string()),
        ("alternates", manifest.alternates().len().to_string()),
        ("struck", manifest.struck().count().to_string()),
        ("list revision", manifest.revision.to_string()),
        ("built by", maybe(manifest.builders.last())),
        ("sealed by", maybe(seal)),
    ]));
    text
}

fn stop_orders(flight: &Flight) -> String {
    table(
        &["stop order", "case", "what", "why", "raised", "due", "acknowledged"],
        flight.stop_orders.iter().map(|order| {
            [
                order.id.to_string(),
                order.case.to_string(),
                if order.recall { "recall" } else { "take off" }.to_owned(),
                order.detail.to_string(),
                order.raised_at.to_string(),
                order.due_at.to_string(),
                maybe(order.acknowledged.as_ref().map(|(by, at)| format!("{by} at {at}"))),
            ]
        }),
    )
}
