//! Everything the worker does by itself.

// tidy: lists this folder
mod advance_cases;
mod escalate_stop_orders;
mod take_answers;

use crate::Sweep;

/// Every sweep, in the order in which a round runs them.
pub const ALL: &[&Sweep] =
    &[&take_answers::SWEEP, &advance_cases::SWEEP, &escalate_stop_orders::SWEEP];
