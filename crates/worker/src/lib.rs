//! Advances cases by themselves: sweeps, each with a name and a rhythm, in one process.
//!
//! A sweep takes no input and is safe to repeat and to stop anywhere: whatever it changes goes
//! through the same operations as a person's click. The durable engine, with leases and lanes,
//! builds on the same list.

mod driver;
pub mod history;
mod sweep;
pub mod sweeps;

pub use driver::{run_once, run_until};
pub use sweep::{Desk, Found, Running, Sweep, SweepError};
