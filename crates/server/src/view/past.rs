//! A case as it was known at a past instant.

use domain::Moment;
use domain::rulebook::Rulebook;
use operations::PastCase;
use serde::Serialize;
use utoipa::ToSchema;

use super::CaseView;
use crate::sight::Sight;

/// A case as it was known at a past instant, as its reader may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct PastView {
    /// The instant.
    #[schema(example = "2024-06-20T12:00:00-05:00")]
    pub(crate) at: String,
    /// When the last of what was known was recorded.
    pub(crate) recorded_at: String,
    /// Who recorded it.
    pub(crate) by: String,
    /// How much was recorded since.
    #[schema(minimum = 0)]
    pub(crate) later: u64,
    /// The case as it was known. Its clocks are those of today's rules, seen from the instant.
    pub(crate) case: CaseView,
}

impl PastView {
    /// `past` as `sight` lets it be read.
    pub(crate) fn of(past: &PastCase, sight: &Sight, at: Moment, rules: &Rulebook) -> Self {
        Self {
            at: at.to_string(),
            recorded_at: past.recorded_at.to_string(),
            by: past.by.to_string(),
            later: past.later,
            case: CaseView::of((&past.case, past.version), sight, at, rules),
        }
    }
}
