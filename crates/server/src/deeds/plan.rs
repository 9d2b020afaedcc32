//! A window of flights is planned, and the plan kept. No manifest is changed by it.

use std::time::{Duration, Instant};

use domain::FlightId;
use operations::planning::{Control, Window};
use serde::{Deserialize, Serialize};
use tokio::runtime::Handle;
use utoipa::ToSchema;

use super::{Asked, failed};
use crate::desk::Desk;
use crate::failure::Failure;
use crate::fields::Faults;
use crate::policy::Act;

/// The most flights that are planned together at the desk.
const MOST: usize = 20;
/// How long planning may take while somebody waits; longer ones are for the command line.
const PATIENCE: Duration = Duration::from_secs(20);

/// Which flights to plan together.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MakePlan {
    /// Their keys, separated by commas.
    #[schema(example = "F000001, F000002")]
    pub(crate) flights: String,
}

/// A plan that was kept.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct PlanMade {
    /// Its key: the same question gives the same plan.
    pub(crate) id: String,
}

/// Plans the flights together.
pub(crate) async fn make_plan(
    desk: &Desk,
    asked: Asked<'_>,
    input: MakePlan,
) -> Result<PlanMade, Failure> {
    desk.may(asked.who, Act::BuildManifest).await?;
    let mut faults = Faults::default();
    let flights: Option<Vec<FlightId>> = faults
        .words("flights", &input.flights)
        .and_then(|all| all.split(',').map(|one| faults.read("flights", one)).collect());
    if flights.as_ref().is_some_and(|flights| flights.len() > MOST) {
        faults.add("flights", format!("must be at most {MOST}"));
    }
    let flights = faults.done(flights)?;
    // One at a time: each keeps two cores busy.
    let Ok(permit) = std::sync::Arc::clone(&desk.planning).try_acquire_owned() else {
        return Err(Failure::Busy("another plan is being made; try again in a while".to_owned()));
    };
    let (ops, actor, here) = (desk.ops.clone(), asked.actor().clone(), Handle::current());
    let begun = Instant::now();
    let planned = tokio::task::spawn_blocking(move || {
        let _permit = permit;
        let window = Window { flights, ..Window::default() };
        let mut tell =
            |_| if begun.elapsed() > PATIENCE { Control::Stop } else { Control::Continue };
        here.block_on(ops.plan_window(&window, &actor, &mut tell))
    });
    let made = match planned.await.map_err(|error| Failure::broken(&error))? {
        Ok(made) => made,
        Err(error) => return Err(failed(desk, &asked, error).await),
    };
    if made.stopped {
        let words = "this takes longer than the desk waits; 'caseflight manifest plan' does not";
        return Err(Failure::Busy(words.to_owned()));
    }
    if made.proposals.is_empty() {
        let why: Vec<String> =
            made.skipped.iter().map(|(flight, why)| format!("flight {flight}: {why}")).collect();
        let mut faults = Faults::default();
        faults.add("flights", format!("cannot be planned: {}", why.join("; ")));
        return Err(faults.done::<()>(None).err().unwrap_or_default().into());
    }
    Ok(PlanMade { id: made.id })
}
