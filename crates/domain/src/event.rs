//! What happened to a case. Events say where they lead, so applying one cannot fail.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    Actor, AgencyId, Case, Custody, Defect, Document, DocumentId, FlightId, HoldId, HoldRevision,
    IdentityMatch, Interview, Medical, Order, Outcome, Person, SeatRole, Stage, Statement,
    StrikeReason, gate::Clearance,
};

/// One thing that happened to a case.
///
/// The stored form is this type's JSON; a snapshot test keeps it stable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum CaseEvent {
    /// The case was opened with what was on record.
    Opened(Box<Case>),
    /// The order was found final.
    OrderBecameFinal,
    /// The agency was asked for a document.
    DocumentRequested {
        /// Whom.
        agency: AgencyId,
        /// The request.
        document: Document,
        /// What the gate said; none when the docket shows that the request was made before.
        clearance: Option<Clearance>,
        /// Who approved what the actor requested, where that takes two.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        approved_by: Option<Actor>,
    },
    /// A document that needs no request was accepted.
    DocumentAccepted {
        /// Which.
        document: DocumentId,
    },
    /// The agency approved.
    AgencyApproved {
        /// On which document.
        document: DocumentId,
    },
    /// The agency refused.
    AgencyRefused {
        /// The request that it refused.
        document: DocumentId,
    },
    /// The document ran out.
    DocumentExpired {
        /// Which.
        document: DocumentId,
    },
    /// A document was recorded, or its record replaced.
    DocumentRecorded {
        /// As it is now.
        document: Document,
    },
    /// A statement was recorded.
    StatementRecorded {
        /// As made.
        statement: Statement,
    },
    /// A consular user signed the answer that was recorded just before.
    AnswerSigned {
        /// To which request.
        document: DocumentId,
        /// SHA-256 of what was signed, in hexadecimal.
        digest: Arc<str>,
        /// How the signer proved to be there.
        method: Arc<str>,
        /// The flight whose list was signed as a whole; none for an answer signed alone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        list: Option<FlightId>,
    },
    /// An interview was asked for, given a time, or is over.
    InterviewRecorded {
        /// As it is now.
        interview: Interview,
        /// What the gate said, where a time was set.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        clearance: Option<Clearance>,
    },
    /// A hold was placed, amended or lifted.
    HoldRecorded {
        /// Which.
        hold: HoldId,
        /// What was recorded.
        revision: HoldRevision,
    },
    /// Custody changed.
    CustodyChanged {
        /// As it is now.
        custody: Custody,
    },
    /// A clinician stated fitness to fly.
    MedicalChanged {
        /// As it is now.
        medical: Medical,
    },
    /// The order, its appeal or the category changed.
    OrderChanged {
        /// As it is now.
        order: Order,
    },
    /// The person's record was corrected.
    PersonCorrected {
        /// As it is now.
        person: Box<Person>,
    },
    /// Defects of the record were found.
    DefectsFound {
        /// In the order found.
        defects: Vec<Defect>,
    },
    /// A defect was put right.
    DefectResolved {
        /// Which.
        defect: Defect,
    },
    /// A notice was served.
    NoticeServed {
        /// What kind, such as `third_country` or `warning_i229a`.
        notice: Arc<str>,
        /// On which day.
        on: Date,
    },
    /// Something was disclosed to a foreign authority.
    Disclosed {
        /// To whom.
        recipient: AgencyId,
        /// For what.
        purpose: Arc<str>,
        /// Which fields; built from the authority's list.
        fields: Vec<Arc<str>>,
    },
    /// Given a place on a manifest.
    Assigned {
        /// Of which flight.
        flight: FlightId,
        /// Primary or alternate.
        role: SeatRole,
        /// What the gate said.
        clearance: Clearance,
    },
    /// Moved up from alternate to primary.
    Promoted {
        /// Of which flight.
        flight: FlightId,
        /// What the gate said.
        clearance: Clearance,
    },
    /// Confirmed for the flight.
    Confirmed {
        /// Which.
        flight: FlightId,
        /// What the gate said.
        clearance: Clearance,
    },
    /// Transferred to the place of departure.
    Transferred {
        /// For which flight.
        flight: FlightId,
        /// To which facility or airport.
        place: Arc<str>,
        /// What the gate said.
        clearance: Clearance,
    },
    /// Boarded.
    Boarded {
        /// Which flight.
        flight: FlightId,
        /// What the gate said.
        clearance: Clearance,
        /// What of the person was matched at the door; not on record before it was asked for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        identity: Option<IdentityMatch>,
    },
    /// Left the country.
    Departed {
        /// By which flight.
        flight: FlightId,
        /// What the gate said at door-close.
        clearance: Clearance,
    },
    /// Handed over; the departure is verified.
    Removed {
        /// By which flight.
        flight: FlightId,
        /// When the receiving official signed.
        handed_over_at: Timestamp,
        /// Who signed, as on the receipt.
        receipt: Arc<str>,
    },
    /// Struck from the manifest.
    Struck {
        /// Of which flight.
        flight: FlightId,
        /// Why.
        reason: StrikeReason,
        /// The gate's reasons or a person's words.
        detail: Arc<str>,
    },
    /// Taken off the aircraft.
    Offloaded {
        /// Which flight.
        flight: FlightId,
        /// Why.
        reason: StrikeReason,
        /// The gate's reasons or a person's words.
        detail: Arc<str>,
    },
    /// Brought back after departure.
    Returned {
        /// From which flight.
        flight: FlightId,
        /// Why.
        detail: Arc<str>,
    },
    /// The order is no longer final.
    OrderReopened {
        /// Why.
        detail: Arc<str>,
    },
    /// Closed without a removal.
    Closed {
        /// Why.
        outcome: Outcome,
    },
}

impl CaseEvent {
    /// The hold that this event records, if it records one.
    pub fn hold(&self) -> Option<&HoldId> {
        if let Self::HoldRecorded { hold, .. } = self { Some(hold) } else { None }
    }

    /// The stage that this event leads to, if it moves the case at all.
    pub fn leads_to(&self) -> Option<Stage> {
        match self {
            Self::OrderBecameFinal | Self::AgencyRefused { .. } | Self::DocumentExpired { .. } => {
                Some(Stage::OrderFinal)
            }
            Self::DocumentRequested { .. } => Some(Stage::DocumentRequested),
            Self::DocumentAccepted { .. }
            | Self::AgencyApproved { .. }
            | Self::Struck { .. }
            | Self::Offloaded { .. }
            | Self::Returned { .. } => Some(Stage::AgencyApproved),
            Self::Assigned { flight, role, .. } => {
                Some(Stage::Manifested { flight: flight.clone(), role: *role })
            }
            Self::Promoted { flight, .. } => {
                Some(Stage::Manifested { flight: flight.clone(), role: SeatRole::Primary })
            }
            Self::Confirmed { flight, .. } | Self::Transferred { flight, .. } => {
                Some(Stage::Confirmed { flight: flight.clone() })
            }
            Self::Boarded { flight, .. } => Some(Stage::Boarded { flight: flight.clone() }),
            Self::Departed { flight, .. } => Some(Stage::Departed { flight: flight.clone() }),
            Self::Removed { flight, handed_over_at, .. } => {
                Some(Stage::Removed { flight: flight.clone(), handed_over_at: *handed_over_at })
            }
            Self::OrderReopened { .. } => Some(Stage::Detained),
            Self::Closed { outcome } => Some(Stage::Closed { outcome: *outcome }),
            Self::Opened(_)
            | Self::DocumentRecorded { .. }
            | Self::StatementRecorded { .. }
            | Self::AnswerSigned { .. }
            | Self::InterviewRecorded { .. }
            | Self::HoldRecorded { .. }
            | Self::CustodyChanged { .. }
            | Self::MedicalChanged { .. }
            | Self::OrderChanged { .. }
            | Self::PersonCorrected { .. }
            | Self::DefectsFound { .. }
            | Self::DefectResolved { .. }
            | Self::NoticeServed { .. }
            | Self::Disclosed { .. } => None,
        }
    }
}

/// Who did something, when, under which rules, and why: it goes with every event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: Actor,
    /// The version of the rulebook that the decision was made under.
    pub rules: Arc<str>,
    /// Why.
    pub reason: Arc<str>,
}
