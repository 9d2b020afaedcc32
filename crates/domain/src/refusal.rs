//! A refusal is an answer, with a stable code and a page in the docs.

use std::fmt;
use std::sync::Arc;

use serde::Serialize;

use crate::code::codes;
use crate::gate::Barred;
use crate::{CaseId, FlightId, FlightStatus, HoldId, Role, StageName, Verb, reason};

codes! {
    /// The stable codes, one for each kind of refusal; each has a page.
    RefusalCode {
        WrongStage = "R001", "The case is in another stage";
        Barred = "R002", "The gate says no";
        SamePerson = "R003", "A second person is needed";
        RoleMayNot = "R004", "The role may not do this";
        UnknownHoldKind = "R005", "There is no such kind of hold";
        NoSuchHold = "R006", "There is no such hold on the case";
        HoldAlreadyLifted = "R007", "The hold is lifted already";
        WordsMissing = "R008", "A reason, document or authority is missing";
        OrderNotFinal = "R009", "The order is not final";
        NoUsableDocument = "R010", "There is no usable document";
        FlightNotOpen = "R011", "The flight does not take this now";
        NoRoom = "R012", "There is no room";
        NoticePassed = "R013", "The agencies' notice day has passed";
        NotOnManifest = "R014", "The person is not on the manifest";
        AlreadyListed = "R015", "The person is on a manifest already";
        ClearanceElsewhere = "R016", "The clearance is for something else";
        StopOrderOpen = "R017", "A stop order is not acknowledged";
        StillAboard = "R018", "Somebody on board is not cleared";
        NoSuchThing = "R019", "There is no such record on the case or flight";
        WindowTooEarly = "R020", "It is too early";
        KeyUsed = "R021", "The key was used for something else";
        NotToBeFlown = "R022", "Nobody can fly this plan";
    }
}

/// A rule said no. This is an answer, not a failure: it is shown, never retried or logged as an
/// error. It carries all it knows, so that nobody removes one reason only to meet the next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "refusal", rename_all = "snake_case")]
pub enum Refusal {
    /// The machine has no such edge.
    WrongStage {
        /// Whose case.
        case: CaseId,
        /// Where it stands.
        stage: StageName,
        /// What was tried.
        verb: Verb,
    },
    /// The gate barred at least one member of the party.
    Barred {
        /// Each member with all reasons.
        barred: Barred,
    },
    /// Two different people have to act.
    SamePerson {
        /// What the first did and what this one tried.
        what: &'static str,
    },
    /// The role may not do this.
    RoleMayNot {
        /// Which role.
        role: Role,
        /// What was tried.
        what: String,
    },
    /// No such kind in the rulebook.
    UnknownHoldKind {
        /// What was written.
        kind: Arc<str>,
    },
    /// No such hold on the case.
    NoSuchHold {
        /// Which.
        hold: HoldId,
    },
    /// Lifted before.
    HoldAlreadyLifted {
        /// Which.
        hold: HoldId,
    },
    /// Free words that must not be empty.
    WordsMissing {
        /// What they should say.
        what: &'static str,
    },
    /// Appeal open, window running, or no readable order.
    OrderNotFinal {
        /// Whose case.
        case: CaseId,
    },
    /// Nothing to travel on.
    NoUsableDocument {
        /// Whose case.
        case: CaseId,
    },
    /// Sealed, departed, cancelled, or not sealed yet.
    FlightNotOpen {
        /// Which flight.
        flight: FlightId,
        /// Where it stands.
        status: FlightStatus,
        /// What was tried.
        what: &'static str,
    },
    /// Seats on a leg, names on the list, places for the high class, nurses.
    NoRoom {
        /// Which flight.
        flight: FlightId,
    },
    /// Too late for a new name, unless the agencies accept it.
    NoticePassed {
        /// Which flight.
        flight: FlightId,
    },
    /// No live line.
    NotOnManifest {
        /// Whose case.
        case: CaseId,
        /// Which flight.
        flight: FlightId,
    },
    /// A live line already, here or elsewhere.
    AlreadyListed {
        /// Whose case.
        case: CaseId,
    },
    /// The proof is of another case, step, flight or instant.
    ClearanceElsewhere {
        /// Whose case.
        case: CaseId,
    },
    /// The flight lead has not acknowledged.
    StopOrderOpen {
        /// Which flight.
        flight: FlightId,
    },
    /// Boarded without the last clearance.
    StillAboard {
        /// Who.
        cases: Vec<CaseId>,
    },
    /// No such document, statement, defect or stop order.
    NoSuchThing {
        /// What was named.
        what: String,
    },
    /// Before its time.
    WindowTooEarly {
        /// What was tried.
        what: &'static str,
    },
    /// The key of a command that said something else.
    KeyUsed {
        /// Which key.
        key: String,
    },
    /// The plan of a flight that nobody could fly.
    NotToBeFlown {
        /// Which flight.
        flight: FlightId,
        /// All that is wrong with it.
        faults: Vec<String>,
    },
}

impl Refusal {
    /// The stable code, for support, reports and the page of the same name.
    pub const fn code(&self) -> RefusalCode {
        match self {
            Self::WrongStage { .. } => RefusalCode::WrongStage,
            Self::Barred { .. } => RefusalCode::Barred,
            Self::SamePerson { .. } => RefusalCode::SamePerson,
            Self::RoleMayNot { .. } => RefusalCode::RoleMayNot,
            Self::UnknownHoldKind { .. } => RefusalCode::UnknownHoldKind,
            Self::NoSuchHold { .. } => RefusalCode::NoSuchHold,
            Self::HoldAlreadyLifted { .. } => RefusalCode::HoldAlreadyLifted,
            Self::WordsMissing { .. } => RefusalCode::WordsMissing,
            Self::OrderNotFinal { .. } => RefusalCode::OrderNotFinal,
            Self::NoUsableDocument { .. } => RefusalCode::NoUsableDocument,
            Self::FlightNotOpen { .. } => RefusalCode::FlightNotOpen,
            Self::NoRoom { .. } => RefusalCode::NoRoom,
            Self::NoticePassed { .. } => RefusalCode::NoticePassed,
            Self::NotOnManifest { .. } => RefusalCode::NotOnManifest,
            Self::AlreadyListed { .. } => RefusalCode::AlreadyListed,
            Self::ClearanceElsewhere { .. } => RefusalCode::ClearanceElsewhere,
            Self::StopOrderOpen { .. } => RefusalCode::StopOrderOpen,
            Self::StillAboard { .. } => RefusalCode::StillAboard,
            Self::NoSuchThing { .. } => RefusalCode::NoSuchThing,
            Self::WindowTooEarly { .. } => RefusalCode::WindowTooEarly,
            Self::KeyUsed { .. } => RefusalCode::KeyUsed,
            Self::NotToBeFlown { .. } => RefusalCode::NotToBeFlown,
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WrongStage { case, stage, verb } => {
                write!(f, "case {case} is in stage {stage}: it is not possible to {}", verb.label())
            }
            Self::Barred { barred } => {
                f.write_str("barred")?;
                for (case, reasons) in barred.iter().filter(|(_, reasons)| !reasons.is_empty()) {
                    write!(f, "; {case}: {}", reason::join(reasons))?;
                }
                Ok(())
            }
            Self::SamePerson { what } => write!(f, "{what} must be two different people"),
            Self::RoleMayNot { role, what } => {
                write!(f, "{} {} may not {what}", article(role.label()), role.label())
            }
            Self::UnknownHoldKind { kind } => write!(f, "the rulebook has no hold kind {kind:?}"),
            Self::NoSuchHold { hold } => write!(f, "the case has no hold {hold}"),
            Self::HoldAlreadyLifted { hold } => write!(f, "hold {hold} is lifted already"),
            Self::WordsMissing { what } => write!(f, "say {what}"),
            Self::OrderNotFinal { case } => write!(f, "the order of case {case} is not final"),
            Self::NoUsableDocument { case } => {
                write!(f, "case {case} has no usable travel document")
            }
            Self::FlightNotOpen { flight, status, what } => {
                write!(f, "flight {flight} is {}: it is not possible to {what}", status.label())
            }
            Self::NoRoom { flight } => write!(f, "flight {flight} has no room for the party"),
            Self::NoticePassed { flight } => write!(
                f,
                "the notice day of flight {flight} has passed: the agencies have to accept late \
                 names first"
            ),
            Self::NotOnManifest { case, flight } => {
                write!(f, "case {case} is not on the manifest of flight {flight}")
            }
            Self::AlreadyListed { case } => write!(f, "case {case} is on a manifest already"),
            Self::ClearanceElsewhere { case } => {
                write!(f, "the gate's clearance does not cover case {case} for this step now")
            }
            Self::StopOrderOpen { flight } => {
                write!(f, "flight {flight} has a stop order that nobody acknowledged")
            }
            Self::StillAboard { cases } => {
                let names: Vec<String> = cases.iter().map(ToString::to_string).collect();
                write!(f, "on board without clearance: {}", names.join(", "))
            }
            Self::NoSuchThing { what } => write!(f, "there is no {what}"),
            Self::WindowTooEarly { what } => write!(f, "it is too early to {what}"),
            Self::KeyUsed { key } => {
                write!(f, "the key {key:?} was used before, for another request")
            }
            Self::NotToBeFlown { flight, faults } => {
                write!(f, "flight {flight} cannot be flown so: {}", faults.join("; "))
            }
        }
    }
}

impl std::error::Error for Refusal {}

/// "a" or "an", by how `word` sounds; no role begins with a silent letter.
fn article(word: &str) -> &'static str {
    if word.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}
