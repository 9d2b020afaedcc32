//! A foreign agency is suspended, and resumed.

use serde::Deserialize;
use utoipa::ToSchema;

use super::{Asked, failed};
use crate::desk::Desk;
use crate::failure::Failure;
use crate::fields::Faults;
use crate::policy::Act;
use crate::view::AgencyView;

/// An agency that is to be asked nothing until somebody resumes it.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SuspendAgency {
    /// Why.
    #[schema(example = "talks about the notice of charters")]
    pub(crate) reason: String,
    /// From when on; without it now.
    #[serde(default)]
    #[schema(example = "2024-12-24T00:00:00-06:00")]
    pub(crate) from: Option<String>,
}

/// An agency that may be asked again.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResumeAgency {
    /// Why.
    #[schema(example = "the talks are over")]
    pub(crate) reason: String,
}

/// Asks `agency`, a key or a country, nothing until it is resumed. Its answers are still taken.
pub(crate) async fn suspend_agency(
    desk: &Desk,
    asked: Asked<'_>,
    agency: &str,
    input: SuspendAgency,
) -> Result<AgencyView, Failure> {
    desk.may(asked.who, Act::SuspendAgency).await?;
    let country = desk.ops.agency_named(agency)?.country;
    let mut faults = Faults::default();
    let reason = faults.words("reason", &input.reason);
    let from = faults.maybe_moment("from", input.from.as_deref(), desk.now());
    let reason = faults.done(reason)?;
    let ops = asked.ops(desk);
    match ops.suspend_agency(country, (from, &reason), asked.actor()).await {
        Ok(standing) => {
            desk.changed();
            Ok(AgencyView::of(&standing))
        }
        Err(error) => Err(failed(desk, &asked, error).await),
    }
}

/// Lets `agency`, a key or a country, be asked again, in the order of its queue.
pub(crate) async fn resume_agency(
    desk: &Desk,
    asked: Asked<'_>,
    agency: &str,
    input: ResumeAgency,
) -> Result<AgencyView, Failure> {
    desk.may(asked.who, Act::SuspendAgency).await?;
    let country = desk.ops.agency_named(agency)?.country;
    let mut faults = Faults::default();
    let reason = faults.words("reason", &input.reason);
    let reason = faults.done(reason)?;
    match asked.ops(desk).resume_agency(country, &reason, asked.actor()).await {
        Ok(standing) => {
            desk.changed();
            Ok(AgencyView::of(&standing))
        }
        Err(error) => Err(failed(desk, &asked, error).await),
    }
}
