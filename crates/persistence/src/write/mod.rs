//! The few writes outside the commit: the import queue, what the desk keeps, and notes about the
//! store itself.

mod accounts;
mod feed;
mod meta;
mod queue;
mod requests;
mod seen;

pub use queue::QueuedRow;
pub use requests::{Begun, KeptAnswer};
pub use seen::SeenEntry;
