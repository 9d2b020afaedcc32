//! The store as it is meant, in memory: plain maps, and one thing after the other.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Case, CaseEvent};

use super::act::{Act, After, Change, LANES, event, id};
use super::chain::hash;
use crate::fixture::{case, stamp};

/// Seconds of a lease.
pub const HOLD: i64 = 30;
/// Seconds of a backoff.
pub const BACKOFF: i64 = 5;
/// Attempts that a task has.
const ATTEMPTS: u32 = 20;

/// A unit that opens what is there already and rests on what has moved on: a store may say the
/// one or the other.
pub const EITHER: &str = "stale or already open";

/// A task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub lane: &'static str,
    pub due: i64,
    pub lease: Option<u128>,
    pub attempt: u32,
    pub failed: u32,
    pub wake: bool,
    pub error: Option<String>,
}

/// A case and its history.
#[derive(Debug, Clone)]
pub struct Stream {
    pub case: Case,
    /// Version and hash of each event.
    pub hashes: Vec<[u8; 32]>,
}

/// All that is kept.
#[derive(Debug, Default)]
pub struct Memory {
    pub now: i64,
    pub streams: BTreeMap<u32, Stream>,
    pub tasks: BTreeMap<u32, Row>,
    /// Case, attempts, failures, last failure.
    pub dead: Vec<(u32, u32, u32, String)>,
    pub messages: BTreeSet<(u32, String)>,
    pub outbox: Vec<String>,
    pub feed: Vec<(u32, i64)>,
    pending: Vec<(u32, i64)>,
    commands: BTreeMap<String, (u64, BTreeMap<String, i64>)>,
}

impl Memory {
    pub fn version(&self, case: u32) -> i64 {
        self.streams.get(&case).map_or(0, |stream| i64::try_from(stream.hashes.len()).unwrap())
    }

    /// Does it, and says what it came to.
    pub fn act(&mut self, act: &Act) -> Vec<String> {
        match act {
            Act::Commit(changes) => self.commit(changes),
            Act::Claim { lanes, lease } => self.claim(lanes, *lease),
            Act::Extend { cases, lease } => {
                let (until, mut kept) = (self.now + HOLD, BTreeSet::new());
                for case in cases {
                    if let Some(row) = self.held(*case, *lease) {
                        row.due = until;
                        kept.insert(id(*case).to_string());
                    }
                }
                kept.into_iter().collect()
            }
            Act::Release { cases, lease } => {
                let (now, mut given) = (self.now, 0);
                for case in cases {
                    if let Some(row) = self.held(*case, *lease) {
                        (row.lease, row.due) = (None, now);
                        row.attempt = row.attempt.saturating_sub(1);
                        given += 1;
                    }
                }
                vec![format!("{given}")]
            }
            Act::Fail { case, lease, bury } => self.fail(*case, *lease, *bury),
            Act::Signal { case, lane, due } => {
                self.signal(&[(*case, *lane, *due)]);
                Vec::new()
            }
            Act::Receive { case, id } => {
                let known = self.messages.iter().any(|(_, known)| known == id)
                    || self.commands.contains_key(id);
                if !known {
                    self.messages.insert((*case, id.clone()));
                    self.signal(&[(*case, 0, None)]);
                }
                vec![format!("{}", !known)]
            }
            Act::Sequence => {
                let pending = std::mem::take(&mut self.pending);
                let count = pending.len();
                self.feed.extend(pending);
                vec![format!("{count}")]
            }
            Act::Wait(seconds) => {
                self.now += seconds;
                Vec::new()
            }
        }
    }

    fn held(&mut self, case: u32, lease: u128) -> Option<&mut Row> {
        self.tasks.get_mut(&case).filter(|row| row.lease == Some(lease))
    }

    fn claim(&mut self, lanes: &[usize], lease: u128) -> Vec<String> {
        let now = self.now;
        let is_due = |row: &Row| row.due <= now && lanes.iter().any(|n| LANES[*n] == row.lane);
        let due = self.tasks.iter().filter(|(_, row)| is_due(row)).map(|(case, _)| *case);
        let due: Vec<u32> = due.collect();
        let mut taken = Vec::new();
        for case in due {
            let row = self.tasks.get_mut(&case).unwrap();
            if row.attempt >= ATTEMPTS {
                let row = self.tasks.remove(&case).unwrap();
                let error = row.error.unwrap_or_else(|| "cut off at every attempt".to_owned());
                self.dead.push((case, row.attempt, row.failed, error));
                continue;
            }
            let cut_off = row.attempt - row.failed;
            if row.lease.is_some() && !row.wake && cut_off >= 3 {
                (row.lease, row.due) = (None, now + (1 << (cut_off - 2).min(10)).min(120));
                continue;
            }
            let late = now - row.due;
            row.attempt += 1;
            (row.lease, row.wake, row.due) = (Some(lease), false, now + HOLD);
            taken.push(format!("{} {} {} {} {late}", id(case), row.lane, row.attempt, row.failed));
        }
        taken.sort();
        taken
    }

    fn fail(&mut self, case: u32, lease: u128, bury: bool) -> Vec<String> {
        let now = self.now;
        let Some(row) = self.held(case, lease) else { return vec!["0".to_owned()] };
        let exhausted = row.attempt >= ATTEMPTS;
        if !exhausted && (row.wake || !bury) {
            row.due = now + if row.wake { 0 } else { BACKOFF };
            (row.lease, row.wake, row.error) = (None, false, Some("broken".to_owned()));
            row.failed += 1;
            return vec!["0".to_owned()];
        }
        let row = self.tasks.remove(&case).unwrap();
        self.dead.push((case, row.attempt, row.failed + 1, "broken".to_owned()));
        vec!["1".to_owned()]
    }

    fn signal(&mut self, wakes: &[(u32, usize, Option<i64>)]) {
        let mut wakes = wakes.to_vec();
        wakes.sort_by_key(|(case, _, due)| (*case, *due));
        wakes.dedup_by_key(|(case, ..)| *case);
        for (case, lane, due) in wakes {
            let (lane, due) = (LANES[lane], due.map_or(self.now, |after| self.now + after));
            let fresh =
                Row { lane, due, lease: None, attempt: 0, failed: 0, wake: false, error: None };
            let row = self.tasks.entry(case).or_insert(fresh);
            row.lane = lane;
            row.wake = row.lease.is_some();
            if row.lease.is_none() {
                row.due = row.due.min(due);
            }
        }
    }

    fn commit(&mut self, changes: &[Change]) -> Vec<String> {
        let (mut moved, mut keys) = (BTreeSet::new(), BTreeSet::new());
        let (mut through, mut verdicts) = (Vec::new(), Vec::new());
        for change in changes {
            let verdict = self.verdict(change, &moved, &keys);
            if verdict.is_none() {
                moved.extend(change.cases.iter().map(|(case, _)| *case));
                keys.extend(change.command.as_ref().map(|(key, _)| key.clone()));
                through.push(change);
            }
            verdicts.push(verdict);
        }
        let woken: BTreeSet<u32> =
            self.tasks.iter().filter(|(_, row)| row.wake).map(|(case, _)| *case).collect();
        let mut done: Vec<String> =
            through.iter().map(|change| self.record(change)).collect::<Vec<_>>();
        for (case, _, after) in through.iter().filter_map(|change| change.fence) {
            self.end(case, after, woken.contains(&case));
        }
        let mut wakes = Vec::new();
        for change in &through {
            let own = change.fence.map(|(case, ..)| case);
            wakes.extend(change.wakes.iter().copied().filter(|(case, ..)| Some(*case) != own));
            if let (Some((key, _)), Some(_)) = (&change.command, &change.fence) {
                self.messages.retain(|(_, known)| known != key);
            }
        }
        self.signal(&wakes);
        for message in through.iter().filter_map(|change| change.tells.as_ref()) {
            if !self.outbox.contains(message) {
                self.outbox.push(message.clone());
            }
        }
        done.reverse();
        verdicts.into_iter().map(|verdict| verdict.unwrap_or_else(|| done.pop().unwrap())).collect()
    }

    /// Why not; nothing if it goes through.
    fn verdict(
        &self,
        change: &Change,
        changed: &BTreeSet<u32>,
        keys: &BTreeSet<String>,
    ) -> Option<String> {
        if let Some((case, lease, _)) = change.fence
            && self.tasks.get(&case).and_then(|row| row.lease) != Some(lease)
        {
            return Some("lease lost".to_owned());
        }
        if let Some((key, words)) = &change.command {
            if let Some((known, result)) = self.commands.get(key) {
                let done = format!("done before {result:?}");
                let other = "refused inbox_other_request".to_owned();
                return Some(if known == words { done } else { other });
            }
            if keys.contains(key) {
                return Some("refused inbox_twice_in_batch".to_owned());
            }
        }
        let (mut stale, mut open) = (false, false);
        for (case, seen) in change.cases.iter().chain(&change.guards) {
            let now = self.version(*case);
            if *seen == 0 && (now > 0 || changed.contains(case)) {
                open = true;
            } else if now != *seen || changed.contains(case) {
                stale = true;
            }
        }
        match (stale, open) {
            (true, true) => Some(EITHER.to_owned()),
            (true, false) => Some("stale".to_owned()),
            (false, true) => Some("already open".to_owned()),
            (false, false) => None,
        }
    }

    /// Adds to the histories, and says the versions.
    fn record(&mut self, change: &Change) -> String {
        let mut versions = BTreeMap::new();
        for (number, seen) in &change.cases {
            let version = seen + 1;
            if *seen == 0 {
                let case = case(*number);
                let opened = CaseEvent::Opened(Box::new(case.clone()));
                let hashes = vec![hash(None, 1, &stamp(), &opened)];
                self.streams.insert(*number, Stream { case, hashes });
            } else {
                let stream = self.streams.get_mut(number).unwrap();
                let event = event(version);
                stream.hashes.push(hash(stream.hashes.last(), version, &stamp(), &event));
                stream.case = stream.case.clone().apply(&event);
            }
            self.pending.push((*number, version));
            versions.insert(id(*number).to_string(), version);
        }
        if let Some((key, words)) = &change.command {
            self.commands.insert(key.clone(), (*words, versions.clone()));
        }
        format!("done {versions:?}")
    }

    fn end(&mut self, case: u32, after: After, woken: bool) {
        let now = self.now;
        match after {
            After::Keep => {}
            After::Done if !woken => {
                self.tasks.remove(&case);
            }
            After::Done | After::Rest(..) => {
                let Some(row) = self.tasks.get_mut(&case) else { return };
                if let After::Rest(due, lane) = after {
                    row.due = if woken { now } else { due.map_or(now, |after| now + after) };
                    row.lane = lane.map_or(row.lane, |lane| LANES[lane]);
                } else {
                    row.due = now;
                }
                (row.lease, row.attempt, row.failed) = (None, 0, 0);
                (row.wake, row.error) = (false, None);
            }
        }
    }
}
