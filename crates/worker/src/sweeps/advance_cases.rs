//! Takes cases as far as they can lawfully get before a flight.

use std::time::Duration;

use domain::StageName;
use operations::Silent;

use crate::{Desk, Found, Sweep, SweepError};

/// Every five minutes: most of what it waits for comes by the day.
pub(super) const SWEEP: Sweep =
    Sweep { name: "advance_cases", every: Duration::from_mins(5), run: |desk| Box::pin(run(desk)) };

const STAGES: &[StageName] = &[
    StageName::Detained,
    StageName::OrderFinal,
    StageName::DocumentRequested,
    StageName::AgencyApproved,
];

async fn run(desk: Desk) -> Result<Found, SweepError> {
    let advanced = desk.ops.advance_all(STAGES, &*desk.agency, &desk.system, &Silent).await?;
    Ok(Found { due: advanced.cases, done: advanced.steps })
}
