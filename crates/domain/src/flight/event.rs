//! What happened to a flight.

use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{FlightPlan, Line, LineState, Seal, StopOrder, StrikeReason};
use crate::{Actor, CaseId, Country, DocumentId, StopOrderId, Version, code::codes};

codes! {
    /// Why a flight was cancelled.
    CancelReason {
        InsufficientNumbers = "insufficient_numbers", "too few people";
        Mechanical = "mechanical", "mechanical";
        ScheduleChange = "schedule_change", "schedule changed";
        Holiday = "holiday", "holiday";
        HostCountryDenied = "host_country_denied", "receiving country refused the flight";
        HostCountryHoliday = "host_country_holiday", "holiday in the receiving country";
        Weather = "weather", "weather";
        NoTravelDocuments = "no_travel_documents", "no travel documents";
        NoBedSpace = "no_bed_space", "no bed space at the destination";
        DelayAndTime = "delay_and_time", "delay and time limits";
        OtherMissionPriority = "other_mission_priority", "another mission had priority";
        Medical = "medical", "medical";
        AircraftOrCrew = "aircraft_or_crew", "aircraft or crew";
        CanceledByOffice = "canceled_by_office", "cancelled by the office";
        AirportChange = "airport_change", "airport changed";
        CivilUnrest = "civil_unrest", "civil unrest in the receiving country";
        CourtOrder = "court_order", "order of a court";
    }
}

/// One person on a list that was signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedLine {
    /// Whose case.
    pub case: CaseId,
    /// The request that was answered; none where the signer left it open.
    pub document: Option<DocumentId>,
}

/// One thing that happened to a flight.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FlightEvent {
    /// The flight was scheduled.
    Scheduled(Box<FlightPlan>),
    /// The plan changed: another aircraft, time or route.
    Replanned(Box<FlightPlan>),
    /// People were put on the manifest.
    LinesAdded {
        /// Whom, and where they sit.
        lines: Vec<Line>,
    },
    /// Lines moved on: confirmed, boarded, departed, delivered, returned.
    LinesMoved {
        /// Whose.
        cases: Vec<CaseId>,
        /// Where to.
        to: LineState,
    },
    /// An alternate moved up.
    LinePromoted {
        /// Whose line.
        case: CaseId,
    },
    /// Somebody was struck.
    LineStruck {
        /// Whose line.
        case: CaseId,
        /// Why.
        reason: StrikeReason,
        /// The gate's reasons or a person's words.
        detail: Arc<str>,
    },
    /// Somebody built or changed the manifest; the same person may not seal it.
    ManifestBuilt {
        /// Who.
        by: Actor,
    },
    /// A second person sealed the manifest.
    ManifestSealed {
        /// By whom and when.
        seal: Seal,
    },
    /// The seal was broken to change the manifest.
    ManifestReopened {
        /// Why.
        detail: Arc<str>,
    },
    /// A consular user answered for the own nationals on the list, and signed all of it at once.
    /// The answers are in their cases, in the same commit.
    ListSigned {
        /// The version of the flight that the signer saw.
        seen: Version,
        /// Whose nationals.
        country: Country,
        /// Each of them, in the order of the list.
        lines: Vec<SignedLine>,
        /// SHA-256 of what was signed, in hexadecimal.
        digest: Arc<str>,
        /// How the signer proved to be there.
        method: Arc<str>,
    },
    /// The agencies agreed to take names after the notice day.
    LateAcceptanceGiven {
        /// What they said.
        detail: Arc<str>,
    },
    /// Boarding began.
    BoardingOpened,
    /// The doors closed and it left.
    Departed {
        /// When.
        at: Timestamp,
        /// How many were on board.
        aboard: u32,
    },
    /// It arrived at its last stop.
    Arrived {
        /// When.
        at: Timestamp,
    },
    /// It was cancelled.
    Cancelled {
        /// Why.
        reason: CancelReason,
    },
    /// Somebody must be taken off; the flight lead has to acknowledge it.
    StopOrderRaised {
        /// The order.
        order: StopOrder,
    },
    /// The flight lead acknowledged a stop order.
    StopOrderAcknowledged {
        /// Which.
        order: StopOrderId,
        /// Who.
        by: Actor,
        /// When.
        at: Timestamp,
    },
    /// Nobody acknowledged a stop order in time.
    StopOrderEscalated {
        /// Which.
        order: StopOrderId,
        /// When.
        at: Timestamp,
    },
}
