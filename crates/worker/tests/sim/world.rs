//! The store in memory, with the meaning that PostgreSQL gives to each statement.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use persistence::{Claimed, Fence, Lease, TaskKey, Then};
use tokio::time::Instant;
use worker::history::{Acknowledged, EventRow, HeadRow, History, InboxRow, Place, check};

use crate::faults::{Bug, Dice, Rates};
use crate::port::held;

pub const LANE: &str = "case/MIA/GTM";
pub const MAX_ATTEMPTS: u32 = 8;

#[derive(Debug, Clone)]
pub struct Row {
    pub visible_at: Duration,
    pub lease: Option<Lease>,
    pub attempt: u32,
    pub failed: u32,
    pub wake: bool,
    /// Which claim it is under; only the checks know it.
    pub claim: u64,
    /// Claims since it last went well.
    pub claims: u32,
}

#[derive(Debug, Clone, Default)]
pub struct Case {
    pub version: i64,
    pub steps: u32,
    /// Holds placed and answered by a strike.
    pub holds: u32,
    pub strikes: u32,
    pub hand: u32,
}

/// What a commit writes.
#[derive(Debug, Clone)]
pub enum Event {
    Step,
    Strike,
    Message(String),
    Hold,
    Hand,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    Done,
    Stale,
    LeaseLost,
    AlreadyDone,
}

pub struct World {
    pub start: Instant,
    pub tasks: BTreeMap<TaskKey, Row>,
    pub cases: BTreeMap<String, Case>,
    pub events: Vec<EventRow>,
    pub acks: Vec<Acknowledged>,
    pub inbox: BTreeMap<String, Place>,
    pub messages: BTreeMap<String, String>,
    pub sent: BTreeSet<String>,
    pub dead: BTreeSet<TaskKey>,
    pub gone: BTreeSet<u64>,
    pub paused: BTreeMap<u64, Duration>,
    pub dice: Dice,
    pub rates: Rates,
    pub bug: Option<Bug>,
    pub poison: Option<String>,
    pub steps: u32,
    pub claim: u64,
    pub broken: Vec<String>,
    pub trace: Vec<String>,
}

impl World {
    pub fn now(&self) -> Duration {
        self.start.elapsed()
    }

    fn note(&mut self, words: &str) {
        self.trace.push(format!("{:>9} {words}", self.start.elapsed().as_micros()));
    }

    pub fn break_rule(&mut self, words: String) {
        self.note(&format!("BROKEN {words}"));
        self.broken.push(words);
    }

    pub fn has(&self, bug: Bug) -> bool {
        self.bug == Some(bug)
    }

    pub fn claim(&mut self, quota: u32, lease: Lease, hold: Duration) -> Vec<Claimed> {
        let now = self.now();
        let mut due: Vec<(Duration, TaskKey)> = self
            .tasks
            .iter()
            .filter(|(_, row)| row.visible_at <= now)
            .map(|(key, row)| (row.visible_at, key.clone()))
            .collect();
        due.sort();
        let counted = !self.has(Bug::CountedAtCompletion);
        let mut claimed = Vec::new();
        for (_, key) in due.into_iter().take(quota as usize) {
            let Some(row) = self.tasks.get_mut(&key) else { continue };
            if row.attempt >= MAX_ATTEMPTS {
                self.tasks.remove(&key);
                self.dead.insert(key);
                continue;
            }
            let cut_off = row.attempt.saturating_sub(row.failed);
            if row.lease.is_some() && !row.wake && cut_off >= 3 {
                // What goes on being cut off rests, as after a failure.
                let rest = Duration::from_secs((1 << (cut_off - 2).min(9)).min(120));
                (row.lease, row.visible_at) = (None, now + rest);
                continue;
            }
            self.claim += 1;
            row.attempt += u32::from(counted);
            row.claims += 1;
            (row.lease, row.wake, row.visible_at) = (Some(lease), false, now + hold);
            row.claim = self.claim;
            let (attempt, failed, claims) = (row.attempt.max(1), row.failed, row.claims);
            if claims > MAX_ATTEMPTS {
                self.break_rule(format!("{key} was claimed {claims} times without success"));
            }
            self.note(&format!("claim {key} attempt {attempt}"));
            claimed.push(held(key, lease, (attempt, failed), self.claim));
        }
        claimed
    }

    pub fn signal(&mut self, owner: &str) {
        let now = self.now();
        let key = TaskKey::new(owner, "advance");
        let fresh = Row {
            visible_at: now,
            lease: None,
            attempt: 0,
            failed: 0,
            wake: false,
            claim: 0,
            claims: 0,
        };
        let row = self.tasks.entry(key).or_insert(fresh);
        if row.lease.is_some() {
            row.wake = true;
        } else {
            row.visible_at = row.visible_at.min(now);
        }
    }

    /// One commit: fence, inbox, version, events, and the end of the task. `wake` is what its
    /// snapshot said, for the planted race; `claim` is for the checks only.
    pub fn commit(
        &mut self,
        owner: &str,
        (expected, event): (i64, Option<&Event>),
        fence: Option<(&Fence, u64)>,
        wake: bool,
    ) -> Answer {
        if let Some((fence, claim)) = fence {
            let row = self.tasks.get(&fence.task);
            if row.is_none_or(|row| row.lease != Some(fence.lease)) && !self.has(Bug::NoFence) {
                return Answer::LeaseLost;
            }
            if row.is_none_or(|row| row.claim != claim || row.lease.is_none()) {
                self.break_rule(format!("{owner}: a commit under a lost lease was accepted"));
            }
        }
        if let Some(Event::Message(id)) = event
            && self.inbox.contains_key(id)
        {
            return Answer::AlreadyDone;
        }
        let checks = self.bug != Some(Bug::NoVersionCheck);
        let case = self.cases.entry(owner.to_owned()).or_default();
        if checks && case.version != expected {
            return Answer::Stale;
        }
        if let Some(event) = event {
            case.version = expected + 1;
            let mut message = None;
            match event {
                Event::Step => case.steps += 1,
                Event::Strike => case.strikes = case.holds,
                Event::Hold => case.holds += 1,
                Event::Hand => case.hand += 1,
                Event::Message(id) => message = Some(id.clone()),
            }
            let (version, held) = (case.version, case.holds > case.strikes);
            if matches!(event, Event::Step) && held {
                self.break_rule(format!("{owner}: a step after a hold"));
            }
            let place = Place { stream: owner.to_owned(), version };
            if let Some(id) = &message {
                self.inbox.insert(id.clone(), place);
                self.messages.remove(id);
            }
            let stream = owner.to_owned();
            self.events.push(EventRow { stream, version, message, chained: true });
            self.note(&format!("commit {owner} {version} {event:?}"));
        }
        if let Some((fence, _)) = fence {
            self.end(fence, wake);
        }
        Answer::Done
    }

    fn end(&mut self, fence: &Fence, snapshot: bool) {
        let now = self.now();
        let Some(row) = self.tasks.get_mut(&fence.task) else { return };
        let woken = if self.bug == Some(Bug::WakeOfTheSnapshot) { snapshot } else { row.wake };
        match &fence.then {
            Then::Keep => {}
            // The delete looks at the row again and passes over one that was woken; the update
            // has never heard of it.
            Then::Done if !woken && row.wake => {}
            Then::Done if !woken => {
                self.tasks.remove(&fence.task);
            }
            Then::Done | Then::Rest { .. } => {
                let later = now + Duration::from_secs(1);
                row.visible_at = if woken { now } else { later };
                (row.lease, row.attempt, row.failed, row.wake) = (None, 0, 0, false);
                row.claims = 0;
            }
        }
    }

    pub fn fail(&mut self, task: &TaskKey, lease: Lease, after: Duration) {
        let now = self.now();
        let counted = self.has(Bug::CountedAtCompletion);
        let Some(row) = self.tasks.get_mut(task) else { return };
        if row.lease != Some(lease) {
            return;
        }
        row.attempt += u32::from(counted);
        if row.attempt >= MAX_ATTEMPTS {
            self.tasks.remove(task);
            self.dead.insert(task.clone());
            return;
        }
        row.visible_at = if row.wake { now } else { now + after };
        (row.lease, row.wake) = (None, false);
        row.failed += 1;
    }

    /// Somebody looks at the dead letters and has them tried again.
    pub fn retry_dead(&mut self) {
        for key in std::mem::take(&mut self.dead) {
            if Some(&key.owner) == self.poison.as_ref() {
                self.poison = None; // put right
            }
            self.signal(&key.owner);
        }
    }

    /// What is still to do.
    pub fn open(&self) -> Vec<String> {
        let mut open = Vec::new();
        for (id, case) in &self.cases {
            if case.steps < self.steps || case.strikes < case.holds {
                open.push(format!("{id}: {case:?}"));
            }
        }
        let waiting = self.sent.iter().filter(|id| !self.inbox.contains_key(*id));
        open.extend(waiting.map(|id| format!("message {id}")));
        open.extend(self.tasks.iter().map(|(key, row)| format!("{key}: {row:?}")));
        open.extend(self.dead.iter().map(|key| format!("dead {key}")));
        open
    }

    /// What the history says, with what was acknowledged.
    pub fn findings(&self) -> Vec<String> {
        let place =
            |stream: &String, case: &Case| Place { stream: stream.clone(), version: case.version };
        let inbox = self.inbox.iter().map(|(message, place)| InboxRow {
            message: message.clone(),
            wrote: vec![place.clone()],
            events: Some(1),
        });
        let history = History {
            events: self.events.clone(),
            acknowledged: self.acks.clone(),
            heads: self
                .cases
                .iter()
                .map(|(stream, case)| HeadRow { place: place(stream, case) })
                .collect(),
            inbox: Some(inbox.collect()),
            feed: None,
        };
        check(&history).iter().map(ToString::to_string).collect()
    }
}
