//! Flights: scheduled, boarded, departed, arrived, reconciled.

mod board;
mod depart;
mod schedule;

pub use board::Boarded;
pub use depart::Departure;
pub(crate) use schedule::Entered;
