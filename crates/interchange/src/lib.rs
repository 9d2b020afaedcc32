//! Every format that enters or leaves.
//!
//! Reading never guesses: what cannot be read is kept in its own words, reported with its place,
//! and bars whoever it concerns until a person has put it right.

pub mod country;
pub mod docket;
mod lists;
pub mod mrz;
pub mod near;

pub use lists::Lists;
