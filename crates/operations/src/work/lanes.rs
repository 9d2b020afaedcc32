//! Lanes as people see them: how full each is, and what holds it up.

use std::time::Duration;

use jiff::Timestamp;
use persistence::WorkerRow;
use serde::Serialize;

use super::lane::REQUEST_QUEUE;
use crate::agencies::Doors;
use crate::{OperationError, Operations};

/// A worker that has said nothing for so long is taken for gone.
const SILENT: Duration = Duration::from_secs(35);

/// Whether `worker` is there and claims.
pub(crate) fn is_at_work(worker: &WorkerRow) -> bool {
    worker.state == "working" && worker.silent_for < SILENT
}

/// A lane, how full it is and what holds it up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LaneShown {
    /// Queue, office and agency.
    pub lane: String,
    /// Tasks that are due; counting stops at a thousand.
    pub due: u32,
    /// Tasks that are worked on.
    pub leased: u32,
    /// When the first became due.
    pub since: Option<Timestamp>,
    /// When the next will be.
    pub next: Option<Timestamp>,
    /// Its share; 0 while it is paused.
    pub weight: u32,
    /// `suspended`, `closed`, `paused`, `limit` or `no worker`; empty if nothing does.
    pub held_up_by: &'static str,
    /// When the agency opens, if it is closed.
    pub opens: Option<Timestamp>,
}

impl Operations {
    /// Every lane with tasks.
    pub async fn lanes(&self) -> Result<Vec<LaneShown>, OperationError> {
        let clock = self.task_clock();
        let settings = self.store.lane_settings().await?;
        let limits = self.store.limits(clock).await?;
        let workers = self.store.workers(clock).await?;
        let working = workers.iter().any(is_at_work);
        let lanes = self.store.lane_states(clock).await?;
        let now = self.clock.now().at();
        let shown = lanes.into_iter().map(|lane| {
            let about = settings.iter().filter(|setting| setting.matches(&lane.lane));
            let set = about.max_by_key(|setting| setting.exactness());
            let paused = set.is_some_and(|setting| setting.pauses(now));
            let asks =
                lane.lane.strip_prefix(REQUEST_QUEUE).and_then(|rest| rest.split('/').nth(2));
            let doors = asks.and_then(|agency| agency.parse().ok());
            let doors = doors.map(|country| self.doors(country, &settings));
            let opens = match doors {
                Some(Doors::Closed { until }) => until,
                Some(Doors::Open | Doors::Suspended(_)) | None => None,
            };
            let used_up = asks.is_some_and(|agency| {
                limits.iter().any(|one| one.limit.agency == agency && one.left == 0)
            });
            let held_up_by = match lane.due {
                _ if matches!(doors, Some(Doors::Suspended(_))) => "suspended",
                _ if matches!(doors, Some(Doors::Closed { .. })) => "closed",
                0 => "",
                _ if paused => "paused",
                _ if used_up => "limit",
                _ if !working => "no worker",
                _ => "",
            };
            LaneShown {
                due: lane.due,
                leased: lane.leased,
                since: lane.since,
                next: lane.next,
                weight: if paused { 0 } else { set.map_or(100, |setting| setting.weight) },
                held_up_by,
                opens,
                lane: lane.lane,
            }
        });
        Ok(shown.collect())
    }
}
