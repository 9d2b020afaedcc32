//! Tables, queries and the one commit, on SQLite and PostgreSQL.
//!
//! Rows and append-only history change together, in one transaction, and there is one way to
//! change them: [`Store::commit`]. Rows never leave this crate: reading answers with domain
//! values, and a row that the domain cannot mean is an error, never a default.

mod chain;
mod commit;
mod create;
mod dialect;
mod digest;
mod entity;
mod error;
mod figures;
mod loaded;
mod map;
mod reach;
mod read;
mod store;
mod task;
mod trace;
mod transition;
mod unit;
mod write;
mod yardstick;

pub use chain::Hash;
pub use create::{create_database, drop_databases_of};
pub use dialect::Dialect;
pub use digest::digest;
pub use error::StoreError;
pub use figures::describe;
pub use loaded::{Guard, Loaded};
pub use read::*;
pub use store::Store;
pub use task::{
    Backlog, Claim, Claimed, DELIVER, DeadTask, Depth, Failure, Fate, FeedChunk, FeedEntry, Fence,
    LaneDue, LanePlace, LaneSetting, LaneState, Lease, Limit, LimitState, Message, Outgoing,
    Resolved, Sizes, TableHealth, TaskClock, TaskKey, TaskRow, Then, WorkerId, WorkerRow,
    WorkerState,
};
pub use trace::Tracer;
pub use transition::{
    Aggregate, CaseTransition, FlightTransition, Table, TouchedCase, TouchedFlight, Transition,
};
pub use unit::{Command, Committed, NewTask, OutMessage, Unit};
pub use write::{Begun, KeptAnswer, QueuedRow, SeenEntry};
pub use yardstick::CopySpeed;
