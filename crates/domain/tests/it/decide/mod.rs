//! Each decision: when it goes through, and everything that it refuses.

mod approvals;
mod clearances;
mod conditions;
mod corrections;
mod documents;
mod facts;
mod feeds;
mod flights;
mod holds;
mod interviews;
mod joins;
mod lifting;
mod list_signatures;
mod manifest;
mod orders;
mod plans;
mod recalls;
mod roles;
mod seats;
mod signatures;
mod strikes;
mod sweep_reasons;
mod sweeps;
