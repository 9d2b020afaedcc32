//! The queue before an agency: who waits to be asked about, in which order, and for how long.

use domain::turn::Turn;
use domain::{Case, CaseId, Country};
use jiff::{SignedDuration, Timestamp};
use persistence::{OutMessage, TaskKey, TaskRow};
use serde::Serialize;

use super::{Doors, office, request_lane, words};
use crate::work::ADVANCE;
use crate::{OperationError, Operations};

/// The most cases of one queue that are put in order; those behind them keep the order in which
/// they came.
const MOST: u32 = 20_000;
/// Cases read at once.
const PAGE: usize = 1_000;

/// Where a case stands in the queue of its agency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QueuePlace {
    /// From 1.
    pub place: u32,
    /// How many wait.
    pub of: u32,
    /// When its turn comes, roughly; none while the agency is suspended.
    pub about: Option<Timestamp>,
    /// The same in plain words.
    pub words: String,
}

/// A case in a queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Queued {
    /// Whose.
    pub case: CaseId,
    /// Where.
    pub place: QueuePlace,
    /// Why there.
    pub why: String,
}

/// A queue, its first cases first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct AgencyQueue {
    /// How many wait.
    pub waiting: u32,
    /// The first of them.
    pub first: Vec<Queued>,
}

/// How fast a queue moves.
struct Pace<'a> {
    office: Option<&'a domain::rulebook::Office>,
    per_hour: Option<u32>,
    suspended: bool,
    now: Timestamp,
}

impl Pace<'_> {
    /// When the turn of `place` comes.
    fn about(&self, place: u32) -> Option<Timestamp> {
        if self.suspended {
            return None;
        }
        let span = self.per_hour.filter(|rate| *rate > 0).map_or(SignedDuration::ZERO, |rate| {
            SignedDuration::from_secs(i64::from(place) * 3_600 / i64::from(rate))
        });
        match self.office {
            Some(office) => office.after_open(self.now, span),
            None => self.now.checked_add(span).ok(),
        }
    }

    fn place(&self, place: u32, of: u32) -> QueuePlace {
        let about = self.about(place);
        let times = (self.now, about);
        let words = words::place((place, of), self.per_hour, times, self.office.is_some());
        QueuePlace { place, of, about, words }
    }
}

/// Whether a task waits in its lane: nobody works on it, and it does not rest after a failure.
fn waits(row: &TaskRow) -> bool {
    row.worker.is_none() && row.attempt == 0 && row.task.key == ADVANCE
}

impl Operations {
    async fn pace_of(&self, country: Country) -> Result<Pace<'_>, OperationError> {
        let settings = self.store.lane_settings().await?;
        let limits = self.store.limits(self.task_clock()).await?;
        let limit = limits.iter().find(|one| one.limit.agency == country.as_str());
        Ok(Pace {
            office: office(&self.rules, country),
            per_hour: limit.and_then(|one| one.limit.per_hour),
            suspended: matches!(self.doors(country, &settings), Doors::Suspended(_)),
            now: self.clock.now().at(),
        })
    }

    /// The countries before whose agencies somebody waits, and how many do.
    pub async fn queues(&self) -> Result<Vec<(Country, u32)>, OperationError> {
        let mut queues = Vec::new();
        for lane in self.store.lanes_due(self.task_clock()).await? {
            let name = lane.lane.strip_prefix(&request_lane("")).map(str::parse::<Country>);
            if let Some(Ok(country)) = name {
                queues.push((country, self.store.lane_length(&lane.lane).await?));
            }
        }
        Ok(queues)
    }

    /// Where `case` stands in the queue of its agency; none if it is in none.
    pub async fn place_in_queue(&self, case: &Case) -> Result<Option<QueuePlace>, OperationError> {
        let country = case.order.removal_country.as_ref().and_then(|country| country.read());
        let Some(country) = country else { return Ok(None) };
        let task = TaskKey::new(case.id.as_str(), ADVANCE);
        let rows = self.store.tasks(Some(case.id.as_str()), None, 9).await?;
        let lane = request_lane(country.as_str());
        if !rows.iter().any(|row| row.task == task && row.lane == lane) {
            return Ok(None);
        }
        let Some(found) = self.store.place_in_lane(task).await? else { return Ok(None) };
        Ok(Some(self.pace_of(*country).await?.place(found.place, found.of)))
    }

    /// The queue of the agency of `country`, at most `limit` of its cases.
    pub async fn agency_queue(
        &self,
        country: Country,
        limit: u32,
    ) -> Result<AgencyQueue, OperationError> {
        let lane = request_lane(country.as_str());
        let rows = self.store.tasks(None, Some(&lane), limit).await?;
        let waiting = self.store.lane_length(&lane).await?;
        let pace = self.pace_of(country).await?;
        let ids: Vec<CaseId> =
            rows.iter().filter_map(|row| CaseId::new(&row.task.owner).ok()).collect();
        let cases = self.store.cases_lossless(&ids).await?;
        let mut first = Vec::new();
        for ((id, case), place) in ids.into_iter().zip(cases).zip(1..) {
            let why = match case {
                Ok(case) => Turn::of(&case.value, pace.now, &self.rules).words(),
                Err(_) => "it cannot be read, and waits until it is put right".to_owned(),
            };
            first.push(Queued { case: id, place: pace.place(place, waiting), why });
        }
        Ok(AgencyQueue { waiting, first })
    }

    /// Puts the queue of the agency of `country` in order (see [`domain::turn`]): what waits there comes due
    /// one after the other, from the next opening on if the agency is closed. What `remind` has
    /// to say of a case is told. Answers how many cases were moved.
    pub async fn order_requests(
        &self,
        country: Country,
        remind: &(dyn Fn(&Case) -> Vec<OutMessage> + Send + Sync),
    ) -> Result<u64, OperationError> {
        let now = self.clock.now().at();
        let lane = request_lane(country.as_str());
        let mut rows = self.store.tasks(None, Some(&lane), MOST).await?;
        rows.retain(waits);
        let mut turns: Vec<(Turn, TaskRow)> = Vec::with_capacity(rows.len());
        for rows in rows.chunks(PAGE) {
            let known = |row: &TaskRow| CaseId::new(&row.task.owner).ok();
            let (ids, rows): (Vec<CaseId>, Vec<&TaskRow>) =
                rows.iter().filter_map(|row| known(row).map(|id| (id, row))).unzip();
            let mut tell = Vec::new();
            for (case, row) in self.store.cases_lossless(&ids).await?.into_iter().zip(rows) {
                // One that cannot be read fails by itself when its turn comes.
                let Ok(case) = case else { continue };
                tell.extend(remind(&case.value));
                turns.push((Turn::of(&case.value, now, &self.rules), row.clone()));
            }
            self.tell(tell).await?;
        }
        turns.sort_by(|(a, _), (b, _)| a.cmp(b));
        // All of them are due if the agency is open, and stay where they are if nothing changes.
        let span = SignedDuration::from_micros(i64::try_from(turns.len()).unwrap_or(i64::MAX));
        let latest = now.checked_sub(span).unwrap_or(now);
        let earliest = turns.iter().map(|(_, row)| row.visible_at).min().unwrap_or(latest);
        let earliest = earliest.min(latest);
        let shut = office(&self.rules, country).filter(|office| !office.is_open(now));
        let from = shut.and_then(|office| office.next_opening(now)).unwrap_or(earliest);
        let due = |place: i64| from.checked_add(SignedDuration::from_micros(place)).unwrap_or(from);
        let moved: Vec<(TaskKey, Timestamp)> = turns
            .into_iter()
            .zip(0..)
            .filter(|((_, row), place)| row.visible_at != due(*place))
            .map(|((_, row), place)| (row.task, due(place)))
            .collect();
        Ok(self.store.order_lane(&lane, moved).await?)
    }
}
