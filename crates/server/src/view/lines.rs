//! Lines of a manifest, and stop orders.

use domain::{Case, Flight, Line, StopOrder};
use serde::Serialize;
use utoipa::ToSchema;

use super::maybe;
use crate::desk::Desk;
use crate::sight::Sight;

/// One person's line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct LineView {
    /// Place on the list.
    pub(crate) number: u32,
    /// Whose case.
    pub(crate) case: String,
    /// Who.
    pub(crate) person: String,
    /// Family name, given names.
    pub(crate) name: String,
    /// `primary` or `alternate`.
    pub(crate) role: &'static str,
    /// Rank among alternates; 0 for primaries.
    pub(crate) rank: u32,
    /// Index of the stop where the person gets on.
    pub(crate) board_stop: u8,
    /// Index of the stop where the person gets off.
    pub(crate) drop_stop: u8,
    /// The family that flies together.
    #[schema(nullable = true)]
    pub(crate) family: Option<String>,
    /// Whether a nurse looks after the person; null if withheld.
    #[schema(nullable = true)]
    pub(crate) needs_nurse: Option<bool>,
    /// How far it has come.
    pub(crate) state: &'static str,
    /// Why it was struck: a code.
    #[schema(nullable = true)]
    pub(crate) struck: Option<String>,
    /// The same in words, as far as the reader may see them.
    #[schema(nullable = true)]
    pub(crate) struck_detail: Option<String>,
    /// Whether it holds its person to the flight.
    #[serde(skip)]
    pub(crate) is_live: bool,
}

/// An order to take somebody off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct StopOrderView {
    /// Key.
    pub(crate) id: String,
    /// Of which flight.
    pub(crate) flight: String,
    /// Whom it concerns.
    pub(crate) case: String,
    /// Why, as far as the reader may see it.
    pub(crate) detail: String,
    /// Whether the aircraft had left: the person is not to disembark.
    pub(crate) recall: bool,
    /// When it was raised.
    pub(crate) raised_at: String,
    /// By when it must be acknowledged.
    pub(crate) due_at: String,
    /// Who acknowledged it.
    #[schema(nullable = true)]
    pub(crate) acknowledged_by: Option<String>,
    /// When.
    #[schema(nullable = true)]
    pub(crate) acknowledged_at: Option<String>,
    /// When it was escalated.
    #[schema(nullable = true)]
    pub(crate) escalated_at: Option<String>,
    /// Whether it is late and still open, for pages.
    #[serde(skip)]
    pub(crate) is_late: bool,
}

impl LineView {
    /// Whether it was struck.
    pub(crate) fn struck_out(&self) -> bool {
        self.state == "struck"
    }
}

impl Desk {
    pub(super) fn line(&self, line: &Line, case: &Case, sight: &Sight) -> LineView {
        let person = &case.person;
        let struck = line.struck.as_ref();
        LineView {
            number: line.number,
            case: line.case.to_string(),
            person: line.person.to_string(),
            name: format!("{}, {}", person.family_name, person.given_names),
            role: line.role.code(),
            rank: line.rank,
            board_stop: line.board_stop,
            drop_stop: line.drop_stop,
            family: maybe(person.family_unit.as_ref()),
            needs_nurse: sight.medical.then_some(line.needs_nurse),
            state: line.state.code(),
            struck: maybe(
                struck
                    .map(|(reason, _)| reason)
                    .filter(|reason| **reason != domain::StrikeReason::Medical || sight.medical),
            ),
            struck_detail: struck.map(|(_, detail)| sight.cut_words(detail, &self.ops.rules)),
            is_live: line.state.is_live(),
        }
    }

    pub(super) fn stop_order(
        &self,
        flight: &Flight,
        order: &StopOrder,
        sight: &Sight,
        now: jiff::Timestamp,
    ) -> StopOrderView {
        StopOrderView {
            id: order.id.to_string(),
            flight: flight.id().to_string(),
            case: order.case.to_string(),
            detail: sight.cut_words(&order.detail, &self.ops.rules),
            recall: order.recall,
            raised_at: order.raised_at.to_string(),
            due_at: order.due_at.to_string(),
            acknowledged_by: maybe(order.acknowledged.as_ref().map(|(by, _)| by)),
            acknowledged_at: maybe(order.acknowledged.as_ref().map(|(_, at)| at)),
            escalated_at: maybe(order.escalated_at),
            is_late: order.acknowledged.is_none() && order.due_at < now,
        }
    }
}
