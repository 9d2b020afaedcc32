//! The planner's tests: what it refuses, what it promises, and the daily manifest.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::many_single_char_names,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests: a panic is a failure, and the helpers lie outside test functions"
)]

mod daily;
mod instances;
mod large;
mod limits;
mod promises;
mod refusals;
mod replans;
mod why;
