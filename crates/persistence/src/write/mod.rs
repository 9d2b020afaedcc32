//! The few writes outside the commit: the import queue and notes about the store itself.

mod feed;
mod meta;
mod plans;
mod queue;

pub use queue::QueuedRow;
