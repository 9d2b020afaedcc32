//! What the demonstration came to, for people and for scripts.

use std::collections::{BTreeMap, HashMap};
use std::time::Instant;

use domain::clock::{ClockState, clocks};
use domain::{Flight, FlightId, LineState, SeatRole, StageName};
use jiff::civil::Date;
use serde::Serialize;

use crate::manifest::{Proposal, drop_countries};
use crate::{ImportReport, OperationError, Operations};

/// How often a reason was met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReasonCount {
    /// The reason's code.
    pub reason: String,
    /// How many people.
    pub people: u64,
}

/// One flight.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FlightSummary {
    /// Key.
    pub flight_id: String,
    /// Departure.
    pub departs_at: String,
    /// Countries of its drop-offs.
    pub to: Vec<String>,
    /// Where it stands.
    pub status: String,
    /// Seats.
    pub seats: u32,
    /// The most names that the agencies take.
    pub list_cap: u32,
    /// People who had a primary's place at some time.
    pub manifested: u64,
    /// Of them, struck.
    pub struck: u64,
    /// People who left on it.
    pub departed: u64,
    /// Of them, handed over.
    pub handed_over: u64,
    /// Why people were struck.
    pub struck_why: Vec<ReasonCount>,
    /// Why people on the way to its countries were not on it, by first reason.
    pub not_aboard: Vec<ReasonCount>,
    /// Stop orders raised.
    pub stop_orders: u64,
    /// Whether the agencies had to accept names after the notice day.
    pub late_names: bool,
}

/// How many cases one clock is near or overdue for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClockCount {
    /// The clock's name.
    pub clock: String,
    /// What people read.
    pub label: String,
    /// Cases for which it is overdue.
    pub overdue: u64,
    /// Cases for which it is near.
    pub near: u64,
}

/// What the demonstration came to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DemoSummary {
    /// The docket's day.
    pub as_of: String,
    /// Cases opened.
    pub people: u64,
    /// Records that cannot be used until somebody puts them right.
    pub set_aside: u64,
    /// Cases by stage.
    pub stages: BTreeMap<String, u64>,
    /// Flights, by departure.
    pub flights: Vec<FlightSummary>,
    /// Deadlines missed or near, of cases that have not left.
    pub clocks: Vec<ClockCount>,
    /// The rulebook that every decision names.
    pub rules: String,
    /// How long it took, seconds.
    pub elapsed_s: f64,
}

/// What is noted while the timeline plays.
#[derive(Debug, Default)]
pub(super) struct Notes {
    not_aboard: HashMap<FlightId, Vec<ReasonCount>>,
}

impl Notes {
    /// Notes who is not on `flight` as it leaves.
    pub(super) fn left_behind(&mut self, flight: &FlightId, proposal: &Proposal) {
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        for left in &proposal.left_out {
            let first = left.why.split(';').next().unwrap_or_default();
            let (code, about) = first.split_once(':').unwrap_or((first, ""));
            // A person's key would make every reason its own.
            let personal =
                matches!(code, "family_incomplete" | "keep_apart" | "possible_duplicate");
            let reason = if personal || about.is_empty() { code } else { first };
            *counts.entry(reason.to_owned()).or_default() += 1;
        }
        // Ready, and there was room, but only after the list was closed.
        let late = proposal.seated.iter().map(|seat| seat.cases.len() as u64).sum::<u64>();
        if late > 0 {
            *counts.entry("ready_too_late".to_owned()).or_default() += late;
        }
        self.not_aboard.insert(flight.clone(), by_number(counts));
    }
}

fn by_number(counts: BTreeMap<String, u64>) -> Vec<ReasonCount> {
    let mut counts: Vec<ReasonCount> =
        counts.into_iter().map(|(reason, people)| ReasonCount { reason, people }).collect();
    counts.sort_by(|a, b| b.people.cmp(&a.people).then(a.reason.cmp(&b.reason)));
    counts
}

pub(super) async fn of(
    ops: &Operations,
    as_of: Date,
    import: &ImportReport,
    mut notes: Notes,
    started: Instant,
) -> Result<DemoSummary, OperationError> {
    let counts = ops.store.stage_counts().await?;
    let mut stages: BTreeMap<String, u64> =
        StageName::ALL.iter().map(|stage| (stage.code().to_owned(), 0)).collect();
    for (stage, count) in counts {
        stages.insert(stage.code().to_owned(), count);
    }
    let mut flights = Vec::new();
    for flight in ops.store.flights().await? {
        flights.push(one_flight(ops, &flight.value, &mut notes));
    }
    Ok(DemoSummary {
        as_of: as_of.to_string(),
        people: import.opened,
        set_aside: import.set_aside,
        stages,
        flights,
        clocks: clock_counts(ops).await?,
        rules: ops.rules.version().to_string(),
        elapsed_s: started.elapsed().as_secs_f64(),
    })
}

fn one_flight(ops: &Operations, flight: &Flight, notes: &mut Notes) -> FlightSummary {
    let plan = &flight.plan;
    let lines = || flight.manifest.lines.iter().filter(|line| line.role == SeatRole::Primary);
    let in_state =
        |states: &[LineState]| lines().filter(|line| states.contains(&line.state)).count() as u64;
    let mut struck: BTreeMap<String, u64> = BTreeMap::new();
    for (reason, detail) in lines().filter_map(|line| line.struck.as_ref()) {
        let first = detail.split(';').next().unwrap_or_default();
        let why = if first.starts_with("hold:") { first } else { reason.code() };
        *struck.entry(why.to_owned()).or_default() += 1;
    }
    FlightSummary {
        flight_id: flight.id().to_string(),
        departs_at: plan.departs_at.map_or_else(String::new, |at| at.to_string()),
        to: drop_countries(ops, flight).iter().map(ToString::to_string).collect(),
        status: flight.status.code().to_owned(),
        seats: plan.seats.read().copied().unwrap_or(0),
        list_cap: plan.list_cap.read().copied().unwrap_or(0),
        manifested: lines().count() as u64,
        struck: in_state(&[LineState::Struck]),
        departed: in_state(&[LineState::Departed, LineState::Delivered]),
        handed_over: in_state(&[LineState::Delivered]),
        struck_why: by_number(struck),
        not_aboard: notes.not_aboard.remove(flight.id()).unwrap_or_default(),
        stop_orders: flight.stop_orders.len() as u64,
        late_names: flight.late_acceptance,
    }
}

async fn clock_counts(ops: &Operations) -> Result<Vec<ClockCount>, OperationError> {
    let now = ops.clock.now().at();
    let mut counts: BTreeMap<String, ClockCount> = BTreeMap::new();
    let mut after = None;
    loop {
        let page = ops.store.all_cases(after.as_ref(), crate::advance::BATCH).await?;
        let Some(last) = page.last else { break };
        after = Some(last);
        for clock in page.cases.iter().flat_map(|case| clocks(&case.value, now, &ops.rules)) {
            let (overdue, near) = match clock.state {
                ClockState::Overdue => (1, 0),
                ClockState::Near => (0, 1),
                ClockState::Running | ClockState::Tolled | ClockState::Met => continue,
            };
            let count = counts.entry(clock.name.to_string()).or_insert_with(|| ClockCount {
                clock: clock.name.to_string(),
                label: clock.label.clone(),
                overdue: 0,
                near: 0,
            });
            count.overdue += overdue;
            count.near += near;
        }
    }
    let mut counts: Vec<ClockCount> = counts.into_values().collect();
    counts.sort_by_key(|count| std::cmp::Reverse((count.overdue, count.near)));
    Ok(counts)
}
