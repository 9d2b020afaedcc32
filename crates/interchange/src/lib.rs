//! Every format that enters or leaves.
//!
//! Reading never guesses: what cannot be read is kept in its own words, reported with its place,
//! and bars whoever it concerns until a person has put it right.

pub mod answers;
pub mod answers_json;
pub mod cloudevent;
pub mod country;
pub mod docket;
pub mod edifact;
pub mod eventlog;
pub mod folder;
pub mod forms;
mod lists;
mod markup;
pub mod mrz;
pub mod near;
mod newlines;
pub mod paxlst;
mod release;
pub mod signature;
pub mod translog;

pub use lists::Lists;
pub use release::{Release, Seat};
