//! A flight: legs, stops, capacity, agencies, and its manifest.

mod event;
mod legs;
mod manifest;
mod stop_order;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use event::{CancelReason, FlightEvent, SignedLine};
pub use legs::{Load, Room};
pub use manifest::{Line, LineState, Manifest, Seal, StrikeReason};
pub use stop_order::StopOrder;

use crate::code::codes;
use crate::{AgencyId, CaseId, FlightId, Known, Moment};

codes! {
    /// Kinds of flight.
    FlightKind {
        Daily = "daily", "daily flight";
        LongRange = "lric", "long-range international charter";
        HighRisk = "shrc", "special high-risk charter";
    }
}

codes! {
    /// Where a flight stands.
    FlightStatus {
        Scheduled = "scheduled", "scheduled";
        Sealed = "sealed", "manifest sealed";
        Boarding = "boarding", "boarding";
        Departed = "departed", "departed";
        Arrived = "arrived", "arrived";
        Cancelled = "cancelled", "cancelled";
    }
}

codes! {
    /// What happens at a stop.
    StopKind {
        PickUp = "p", "pick-up";
        DropOff = "d", "drop-off";
        Technical = "t", "technical stop";
    }
}

/// One stop. A stop that cannot be read keeps its words and bars the flight.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stop {
    /// What happens there.
    pub kind: StopKind,
    /// ICAO code.
    pub airport: Arc<str>,
}

/// What was planned: a row of flights.csv.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlightPlan {
    /// Key.
    pub id: FlightId,
    /// Kind.
    pub kind: Known<FlightKind>,
    /// Type of aircraft.
    pub aircraft: Arc<str>,
    /// Seats for the people carried; crew and guards are already taken off.
    pub seats: Known<u32>,
    /// Departure at the first stop; none if the record's instant cannot be read.
    pub departs_at: Option<Moment>,
    /// Stops in order.
    pub stops: Vec<Known<Stop>>,
    /// Agencies, in the order of drop-offs.
    pub agencies: Vec<AgencyId>,
    /// The most names that the agencies take.
    pub list_cap: Known<u32>,
    /// Days before departure by which the list must reach the agencies.
    pub notice_days: u32,
    /// The most people of the high guarding class.
    pub max_class3: Known<u32>,
    /// Nurses on board; each looks after up to four people who need one.
    pub nurses: Known<u32>,
    /// Fixed cost, whole dollars.
    pub fixed_cost_usd: u64,
    /// Cost of an hour, whole dollars.
    pub hourly_cost_usd: u64,
    /// Whether the record as a whole could not be read.
    pub unreadable: bool,
}

/// A flight and its manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flight {
    /// What was planned.
    pub plan: FlightPlan,
    /// Where it stands.
    pub status: FlightStatus,
    /// Who is on it, who was struck, and who sealed it.
    pub manifest: Manifest,
    /// Orders to take somebody off, with their acknowledgement.
    pub stop_orders: Vec<StopOrder>,
    /// The agencies agreed to take names after the notice day.
    pub late_acceptance: bool,
}

impl Flight {
    /// A flight as scheduled, with an empty manifest.
    pub fn new(plan: FlightPlan) -> Self {
        Self {
            plan,
            status: FlightStatus::Scheduled,
            manifest: Manifest::default(),
            stop_orders: Vec::new(),
            late_acceptance: false,
        }
    }

    /// Key.
    pub fn id(&self) -> &FlightId {
        &self.plan.id
    }

    /// Whether the aircraft was called back because of `case`: whoever it is comes home again.
    pub fn is_recalled(&self, case: &CaseId) -> bool {
        self.stop_orders.iter().any(|order| order.recall && order.case == *case)
    }

    /// The flight after `event`. Total: it decides nothing, so it refuses nothing.
    #[must_use]
    pub fn apply(mut self, event: &FlightEvent) -> Self {
        match event {
            FlightEvent::Scheduled(plan) => return Self::new((**plan).clone()),
            FlightEvent::Replanned(plan) => {
                // The agencies' word on late names was about another day.
                let day = |plan: &FlightPlan| (plan.departs_at, plan.notice_days);
                self.late_acceptance &= day(&self.plan) == day(plan);
                self.plan = (**plan).clone();
            }
            FlightEvent::LinesAdded { lines } => {
                self.manifest.lines.extend(lines.iter().cloned());
                self.manifest.revision += 1;
            }
            FlightEvent::LinesMoved { cases, to } => self.manifest.move_lines(cases, *to),
            FlightEvent::LinePromoted { case } => {
                self.manifest.promote(case);
                self.manifest.revision += 1;
            }
            FlightEvent::LineStruck { case, reason, detail } => {
                self.manifest.strike(case, *reason, detail);
                self.manifest.revision += 1;
            }
            FlightEvent::ManifestBuilt { by } => self.manifest.add_builder(by),
            FlightEvent::ManifestSealed { seal } => {
                self.manifest.seal = Some(seal.clone());
                self.status = FlightStatus::Sealed;
            }
            FlightEvent::ManifestReopened { .. } => {
                self.manifest.seal = None;
                self.status = FlightStatus::Scheduled;
            }
            FlightEvent::ListSigned { .. } => (),
            FlightEvent::LateAcceptanceGiven { .. } => self.late_acceptance = true,
            FlightEvent::BoardingOpened => self.status = FlightStatus::Boarding,
            FlightEvent::Departed { .. } => self.status = FlightStatus::Departed,
            FlightEvent::Arrived { .. } => self.status = FlightStatus::Arrived,
            FlightEvent::Cancelled { .. } => self.status = FlightStatus::Cancelled,
            FlightEvent::StopOrderRaised { order } => self.stop_orders.push(order.clone()),
            FlightEvent::StopOrderAcknowledged { order, by, at } => {
                for known in self.stop_orders.iter_mut().filter(|known| known.id == *order) {
                    known.acknowledged = Some((by.clone(), *at));
                }
            }
            FlightEvent::StopOrderEscalated { order, at } => {
                for known in self.stop_orders.iter_mut().filter(|known| known.id == *order) {
                    known.escalated_at = Some(*at);
                }
            }
        }
        self
    }
}
