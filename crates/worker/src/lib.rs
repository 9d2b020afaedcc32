//! The durable engine: cases and flights go on by themselves, whatever dies.
//!
//! [`engine`] claims tasks, keeps their leases and accounts for each; [`activities`] has one file
//! for each thing that is done. Whatever an activity changes goes through the same operations as
//! a person's click, and is safe to repeat and to stop anywhere.

pub mod activities;
mod channel;
mod deliver;
mod desk;
pub mod engine;
pub mod figures;
pub mod history;

pub use channel::{Channel, Sending, Unsent};
pub use desk::{Desk, FlightActivity, Found, Running, SystemActivity};
