//! The stage machine of a case: one table is the only list of what may follow what.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::code::codes;
use crate::{FlightId, gate::Step};

codes! {
    /// The name of a stage, without what is known only there.
    StageName {
        Detained = "detained", "Detained";
        OrderFinal = "order_final", "Order final";
        DocumentRequested = "document_requested", "Document requested";
        AgencyApproved = "agency_approved", "Agency approved";
        Manifested = "manifested", "Manifested";
        Confirmed = "confirmed", "Confirmed";
        Boarded = "boarded", "Boarded";
        Departed = "departed", "Departed";
        Removed = "removed", "Removed";
        Closed = "closed", "Closed";
    }
}

codes! {
    /// Why a case was closed without a removal.
    Outcome {
        ReliefGranted = "relief_granted", "relief granted";
        Terminated = "terminated", "proceedings terminated";
        UsCitizen = "us_citizen", "United States citizen";
        OrderVacated = "order_vacated", "order vacated";
        VoluntaryDeparture = "voluntary_departure", "departed voluntarily";
        Died = "died", "died";
        Transferred = "transferred", "transferred to another authority";
    }
}

codes! {
    /// What can be done to a case's stage.
    Verb {
        FinalizeOrder = "finalize_order", "find the order final";
        RequestDocument = "request_document", "ask the agency for a travel document";
        AcceptDocument = "accept_document", "accept a document that needs no request";
        RecordApproval = "record_approval", "record the agency's approval";
        RecordRefusal = "record_refusal", "record the agency's refusal";
        ExpireDocument = "expire_document", "find the document expired";
        Assign = "assign", "assign to a manifest";
        Promote = "promote", "promote from alternate to primary";
        Confirm = "confirm", "confirm";
        Transfer = "transfer", "transfer to the staging place";
        Board = "board", "board";
        Depart = "depart", "depart";
        VerifyDeparture = "verify_departure", "verify the departure";
        Strike = "strike", "strike from the manifest";
        Offload = "offload", "take off the aircraft";
        Return = "return", "bring back";
        ReopenOrder = "reopen_order", "find the order no longer final";
        Close = "close", "close without removal";
    }
}

codes! {
    /// How somebody stands on a manifest.
    SeatRole {
        Primary = "primary", "primary";
        Alternate = "alternate", "alternate";
    }
}

/// Where a case stands, with what is known only there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// In custody or under supervision; the order is not final, or not yet found to be.
    Detained,
    /// The order is final; no travel document yet.
    OrderFinal,
    /// The foreign agency was asked.
    DocumentRequested,
    /// There is a document or approval to travel on.
    AgencyApproved,
    /// On a manifest.
    Manifested {
        /// Which flight's.
        flight: FlightId,
        /// Primary or alternate.
        role: SeatRole,
    },
    /// Confirmed for the flight.
    Confirmed {
        /// Which flight.
        flight: FlightId,
    },
    /// On board.
    Boarded {
        /// Which flight.
        flight: FlightId,
    },
    /// Left the country; the handover is not verified yet.
    Departed {
        /// Which flight.
        flight: FlightId,
    },
    /// Handed over to the receiving state, with a receipt.
    Removed {
        /// Which flight.
        flight: FlightId,
        /// When the receiving official signed.
        handed_over_at: Timestamp,
    },
    /// Ended without a removal.
    Closed {
        /// Why.
        outcome: Outcome,
    },
}

impl Stage {
    /// The name.
    pub const fn name(&self) -> StageName {
        match self {
            Self::Detained => StageName::Detained,
            Self::OrderFinal => StageName::OrderFinal,
            Self::DocumentRequested => StageName::DocumentRequested,
            Self::AgencyApproved => StageName::AgencyApproved,
            Self::Manifested { .. } => StageName::Manifested,
            Self::Confirmed { .. } => StageName::Confirmed,
            Self::Boarded { .. } => StageName::Boarded,
            Self::Departed { .. } => StageName::Departed,
            Self::Removed { .. } => StageName::Removed,
            Self::Closed { .. } => StageName::Closed,
        }
    }

    /// The flight that the case is bound to, if any.
    pub const fn flight(&self) -> Option<&FlightId> {
        match self {
            Self::Manifested { flight, .. }
            | Self::Confirmed { flight }
            | Self::Boarded { flight }
            | Self::Departed { flight }
            | Self::Removed { flight, .. } => Some(flight),
            Self::Detained
            | Self::OrderFinal
            | Self::DocumentRequested
            | Self::AgencyApproved
            | Self::Closed { .. } => None,
        }
    }

    /// Whether a live manifest line belongs to this stage.
    pub const fn is_listed(&self) -> bool {
        matches!(self, Self::Manifested { .. } | Self::Confirmed { .. } | Self::Boarded { .. })
    }
}

/// One row of the machine.
#[derive(Debug, Clone, Copy)]
pub struct Edge {
    /// From where.
    pub from: StageName,
    /// By what.
    pub verb: Verb,
    /// To where.
    pub to: StageName,
    /// The step that the gate has to clear. Ways back have none: a hold must never keep a
    /// person on a manifest.
    pub step: Option<Step>,
}

const fn edge(from: StageName, verb: Verb, to: StageName, step: Option<Step>) -> Edge {
    Edge { from, verb, to, step }
}

/// Every edge there is. What is not listed is refused.
pub const EDGES: &[Edge] = {
    use StageName as S;
    use Verb as V;
    &[
        edge(S::Detained, V::FinalizeOrder, S::OrderFinal, None),
        edge(S::OrderFinal, V::RequestDocument, S::DocumentRequested, Some(Step::Contact)),
        edge(S::OrderFinal, V::AcceptDocument, S::AgencyApproved, None),
        edge(S::DocumentRequested, V::RecordApproval, S::AgencyApproved, None),
        edge(S::DocumentRequested, V::RecordRefusal, S::OrderFinal, None),
        edge(S::AgencyApproved, V::RecordRefusal, S::OrderFinal, None),
        edge(S::AgencyApproved, V::ExpireDocument, S::OrderFinal, None),
        edge(S::AgencyApproved, V::Assign, S::Manifested, Some(Step::Assign)),
        edge(S::Manifested, V::Promote, S::Manifested, Some(Step::Promote)),
        edge(S::Manifested, V::Confirm, S::Confirmed, Some(Step::Confirm)),
        edge(S::Confirmed, V::Transfer, S::Confirmed, Some(Step::Transfer)),
        edge(S::Confirmed, V::Board, S::Boarded, Some(Step::Board)),
        edge(S::Boarded, V::Depart, S::Departed, Some(Step::Depart)),
        edge(S::Departed, V::VerifyDeparture, S::Removed, None),
        edge(S::Manifested, V::Strike, S::AgencyApproved, None),
        edge(S::Confirmed, V::Strike, S::AgencyApproved, None),
        edge(S::Boarded, V::Offload, S::AgencyApproved, None),
        edge(S::Departed, V::Return, S::AgencyApproved, None),
        edge(S::OrderFinal, V::ReopenOrder, S::Detained, None),
        edge(S::DocumentRequested, V::ReopenOrder, S::Detained, None),
        edge(S::AgencyApproved, V::ReopenOrder, S::Detained, None),
        edge(S::Manifested, V::ReopenOrder, S::Detained, None),
        edge(S::Confirmed, V::ReopenOrder, S::Detained, None),
        edge(S::Boarded, V::ReopenOrder, S::Detained, None),
        edge(S::Detained, V::Close, S::Closed, None),
        edge(S::OrderFinal, V::Close, S::Closed, None),
        edge(S::DocumentRequested, V::Close, S::Closed, None),
        edge(S::AgencyApproved, V::Close, S::Closed, None),
        edge(S::Manifested, V::Close, S::Closed, None),
        edge(S::Confirmed, V::Close, S::Closed, None),
        edge(S::Boarded, V::Close, S::Closed, None),
    ]
};

/// The edge that `verb` takes from `from`, if there is one.
pub fn edge_for(from: StageName, verb: Verb) -> Option<&'static Edge> {
    EDGES.iter().find(|edge| edge.from == from && edge.verb == verb)
}
