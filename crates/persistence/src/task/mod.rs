//! Work that waits: tasks with leases, their lanes and limits, and what becomes of them.
//!
//! One table holds work, timers, retries and deadlines. `visible_at` is when a task is due and,
//! while somebody works on it, when the lease runs out: a task whose worker died becomes due by
//! itself. Each claim takes a fresh lease, and a commit goes through only under the lease that
//! its work was begun with.

// tidy: lists this folder
mod backlog;
mod claim;
mod dead;
mod extend;
mod fail;
mod feed;
mod lanes;
mod limits;
mod list;
mod messages;
mod outbox;
mod plant;
mod queue;
mod release;
mod signal;
mod types;
mod vacuum;
mod workers;

pub use backlog::{Backlog, Depth, Sizes};
pub use claim::Claim;
pub(crate) use claim::keys;
pub use dead::{DeadTask, Resolved};
pub use fail::{Failure, Fate};
pub use feed::{FeedChunk, FeedEntry};
pub use lanes::{LaneDue, LaneSetting, LaneState};
pub use limits::{Limit, LimitState};
pub use list::TaskRow;
pub use messages::Message;
pub use outbox::{DELIVER, Outgoing};
pub use queue::LanePlace;
pub(crate) use signal::signal;
pub use types::{Claimed, Fence, Lease, TaskClock, TaskKey, Then, WorkerId};
pub use vacuum::TableHealth;
pub use workers::{WorkerRow, WorkerState};
