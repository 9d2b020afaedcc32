//! Cases, flights, manifests, holds, clocks, the gate and the rulebook: pure decisions.
//!
//! Nothing here reads a clock, a file, the network or the environment: time, ids and facts are
//! arguments. A decision looks at a case and answers with events or with a refusal that names
//! every reason; applying an event cannot fail.

mod actor;
mod case;
pub mod clock;
mod code;
mod country;
pub mod decide;
mod document;
mod event;
mod facts;
mod feed;
pub mod flight;
pub mod gate;
mod hold;
mod id;
mod interview;
mod known;
mod moment;
mod moves;
mod person;
pub mod reason;
mod refusal;
pub mod rulebook;
mod stage;
mod statement;
pub mod turn;

pub use actor::{Actor, Role};
pub use case::{Case, Notice};
pub use country::{Country, CountryError};
pub use document::{Answer, Condition, Document, DocumentKind};
pub use event::{CaseEvent, Stamp};
pub use facts::{Appeal, Custody, CustodyKind, Defect, Medical, MedicalStatus, Order};
pub use feed::{FeedReading, HoldFeed};
pub use flight::{
    CancelReason, Flight, FlightEvent, FlightKind, FlightPlan, FlightStatus, Line, LineState,
    Manifest, Seal, SignedLine, Stop, StopKind, StopOrder, StrikeReason,
};
pub use gate::{Cleared, ClearedParty, Step};
pub use hold::{Hold, HoldRevision};
pub use id::{
    AgencyId, CaseId, DocumentId, FamilyUnit, FeedId, FlightId, HoldId, InterviewId, KeyError,
    PersonId, StatementId, StopOrderId, UserId, Version,
};
pub use interview::{Interview, InterviewMode, InterviewOutcome};
pub use known::Known;
pub use moment::{Moment, MomentError};
pub use moves::MOVES;
pub use person::{ClassLevel, Criminality, IdentityMatch, Person, Sex};
pub use reason::{Reason, ReasonCode};
pub use refusal::{Refusal, RefusalCode};
pub use stage::{EDGES, Edge, Outcome, SeatRole, Stage, StageName, Verb, edge_for};
/// What became of a statement.
pub use statement::Outcome as StatementOutcome;
pub use statement::{Statement, StatementKind};
