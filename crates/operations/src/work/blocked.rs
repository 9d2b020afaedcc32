//! What holds a case up: a limit, an agency, somebody's approval, or that no worker is there.

use domain::{Case, CaseId, StageName};
use jiff::Timestamp;
use persistence::{DeadTask, LimitState, TaskRow, WorkerRow};
use serde::Serialize;

use super::lane::{ADVANCE, REQUEST_QUEUE};
use super::lanes::is_at_work;
use crate::{OperationError, Operations};

/// What holds a case up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BlockedOn {
    /// `suspended`, `closed`, `limit`, `paused`, `worker`, `turn`, `working`, `dead_letter`, `agency`, `approval`,
    /// `flight`, `time` or `nothing`.
    pub on: &'static str,
    /// The same in plain words.
    pub words: String,
    /// When it is looked at again at the latest, if that is known.
    pub until: Option<Timestamp>,
}

impl BlockedOn {
    fn new(on: &'static str, words: impl Into<String>, until: Option<Timestamp>) -> Self {
        Self { on, words: words.into(), until }
    }
}

/// What a worker would see of a due task.
struct Around<'a> {
    now: Timestamp,
    paused: Option<(String, String)>,
    limits: &'a [LimitState],
    workers: &'a [WorkerRow],
}

impl Operations {
    /// What holds the case `id` up, as its task stands.
    pub async fn blocked_on(&self, id: &CaseId) -> Result<BlockedOn, OperationError> {
        let case = self.store.case(id).await?.value;
        let clock = self.task_clock();
        let mut dead = self.store.dead_tasks(false, Some(id.as_str()), 9).await?;
        dead.retain(|dead| dead.task.key == ADVANCE); // a message of its own holds up no case
        let tasks = self.store.tasks(Some(id.as_str()), None, 9).await?;
        let task = tasks.into_iter().find(|task| task.task.key == ADVANCE);
        if let Some(blocked) = self.agency_blocks(&case, task.as_ref(), dead.is_empty()).await? {
            return Ok(blocked);
        }
        let now = self.clock.now().at();
        let settings = self.store.lane_settings().await?;
        let paused = task.as_ref().and_then(|task| {
            let about = settings.iter().filter(|setting| setting.matches(&task.lane));
            let first = about.max_by_key(|setting| setting.exactness())?;
            first.pauses(now).then(|| (first.pattern.clone(), first.reason.clone()))
        });
        let limits = self.store.limits(clock).await?;
        let workers = self.store.workers(clock).await?;
        let around = Around { now, paused, limits: &limits, workers: &workers };
        Ok(blocked(&case, task.as_ref(), dead.first(), &around))
    }
}

impl Operations {
    /// That the agency is suspended or closed, if `case` waits in its queue and nothing else is
    /// the matter.
    async fn agency_blocks(
        &self,
        case: &Case,
        task: Option<&TaskRow>,
        is_alive: bool,
    ) -> Result<Option<BlockedOn>, OperationError> {
        let queued = task.filter(|task| task.lane.starts_with(REQUEST_QUEUE));
        if !is_alive || queued.is_none_or(|task| task.worker.is_some()) {
            return Ok(None);
        }
        let country = case.order.removal_country.as_ref().and_then(|country| country.read());
        let Some(country) = country else { return Ok(None) };
        let Some(standing) = self.agency_standing(*country).await? else { return Ok(None) };
        let place = self.place_in_queue(case).await?.map(|place| format!("; {}", place.words));
        let words = format!("the agency is {}{}", standing.words, place.unwrap_or_default());
        Ok(match standing.state {
            "suspended" => Some(BlockedOn::new("suspended", words, None)),
            "closed" => Some(BlockedOn::new("closed", words, standing.opens)),
            _ => None,
        })
    }
}

fn blocked(
    case: &Case,
    task: Option<&TaskRow>,
    dead: Option<&DeadTask>,
    around: &Around<'_>,
) -> BlockedOn {
    if matches!(case.stage.name(), StageName::Removed | StageName::Closed) {
        return BlockedOn::new("nothing", "the case is over", None);
    }
    if let Some(dead) = dead {
        let words = format!("its task was given up: {} (dead letter {})", dead.error, dead.id);
        return BlockedOn::new("dead_letter", words, None);
    }
    let Some(task) = task else {
        let words = "it has no task yet; a worker puts one down within minutes";
        return BlockedOn::new("worker", words, None);
    };
    if let Some(worker) = task.worker
        && around.now < task.visible_at
    {
        let words = format!("worker {worker} is at it");
        return BlockedOn::new("working", words, Some(task.visible_at));
    }
    if around.now < task.visible_at {
        return waits(case, task.visible_at);
    }
    if let Some((pattern, reason)) = &around.paused {
        let words = format!("its lane {} is paused ({pattern}): {reason}", task.lane);
        return BlockedOn::new("paused", words, None);
    }
    let mut parts = task.lane.split('/');
    if parts.next() == Some(REQUEST_QUEUE)
        && let Some(agency) = parts.nth(1)
        && around.limits.iter().any(|one| one.limit.agency == agency && one.left == 0)
    {
        let words = format!("the limit of agency {agency} is used up for now");
        return BlockedOn::new("limit", words, None);
    }
    if !around.workers.iter().any(is_at_work) {
        return BlockedOn::new("worker", "it is due, and no worker is running", None);
    }
    BlockedOn::new("turn", "it is due, and waits its turn", None)
}

/// What a case that rests waits for.
fn waits(case: &Case, until: Timestamp) -> BlockedOn {
    let (on, words) = match case.stage.name() {
        StageName::Detained => ("time", "the order is not final yet"),
        StageName::OrderFinal => ("time", "nothing can be asked of the agency now"),
        StageName::DocumentRequested => ("agency", "the agency has not answered"),
        StageName::AgencyApproved => ("flight", "no flight has a place for it yet"),
        StageName::Manifested => ("approval", "the list waits to be sealed and confirmed"),
        StageName::Confirmed | StageName::Boarded | StageName::Departed => {
            ("flight", "its flight goes on")
        }
        StageName::Removed | StageName::Closed => ("nothing", "the case is over"),
    };
    BlockedOn::new(on, words, Some(until))
}
