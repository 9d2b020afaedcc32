//! How a foreign agency stands.

use operations::agencies::AgencyStanding;
use serde::Serialize;
use utoipa::ToSchema;

use super::maybe;

/// How a foreign agency stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct AgencyView {
    /// Key.
    #[schema(example = "gtm_igm")]
    pub(crate) agency: String,
    /// Its country.
    #[schema(example = "GTM")]
    pub(crate) country: String,
    pub(crate) name: String,
    /// The version: it goes into `If-Match`.
    pub(crate) version: i64,
    /// `open`, `closed` or `suspended`.
    pub(crate) state: &'static str,
    /// The same in words.
    pub(crate) words: String,
    /// When it takes requests again, if it is closed and that is known.
    #[schema(nullable = true)]
    pub(crate) opens: Option<String>,
    /// Why it is suspended, or will be.
    #[schema(nullable = true)]
    pub(crate) suspended: Option<SuspensionView>,
    /// How many requests an hour it takes, if somebody set a limit.
    #[schema(nullable = true)]
    pub(crate) per_hour: Option<u32>,
    /// How many cases wait in its queue.
    pub(crate) waiting: u32,
}

/// An agency is to be asked nothing until somebody resumes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct SuspensionView {
    /// Since when, or from when on.
    pub(crate) since: String,
    /// Why.
    pub(crate) reason: String,
    /// Who said so, as `role:user`.
    pub(crate) by: String,
}

impl AgencyView {
    /// The same of `standing`.
    pub(crate) fn of(standing: &AgencyStanding) -> Self {
        Self {
            agency: standing.agency.to_string(),
            country: standing.country.to_string(),
            name: standing.name.clone(),
            version: standing.version.0,
            state: standing.state,
            words: standing.words.clone(),
            opens: maybe(standing.opens),
            suspended: standing.suspended.as_ref().map(|one| SuspensionView {
                since: one.since.to_string(),
                reason: one.reason.clone(),
                by: one.by.clone(),
            }),
            per_hour: standing.per_hour,
            waiting: standing.waiting,
        }
    }
}
