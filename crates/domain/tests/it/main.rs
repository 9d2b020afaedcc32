//! Tests of the domain from outside: the gate by tables, each decision, the stored shape, and
//! random sequences of everything anyone might try.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a test that meets what it did not set up should stop there"
)]

mod decide;
mod gate;
mod machine;
mod office;
mod snapshots;
mod support;
mod turns;
