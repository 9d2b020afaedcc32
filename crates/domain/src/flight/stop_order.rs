//! Stop orders: somebody must be taken off, and the flight lead must say so.

use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Actor, CaseId, StopOrderId};

/// An order to the flight lead. After departure it is a recall: the person is not to disembark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StopOrder {
    /// Key.
    pub id: StopOrderId,
    /// Whom it concerns.
    pub case: CaseId,
    /// The gate's reasons.
    pub detail: Arc<str>,
    /// Whether the aircraft had left: recall instead of strike.
    pub recall: bool,
    /// When it was raised.
    pub raised_at: Timestamp,
    /// By when it must be acknowledged.
    pub due_at: Timestamp,
    /// Who acknowledged it, and when.
    pub acknowledged: Option<(Actor, Timestamp)>,
    /// When it was escalated for want of an answer.
    pub escalated_at: Option<Timestamp>,
}
