//! The same things done to a real store.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use domain::Case;
use persistence::{
    CaseTransition, Claim, Command, Committed, Failure, Fate, Fence, Lease, Loaded, Message,
    NewTask, OutMessage, TaskKey, Then, Unit, WorkerId,
};

use super::act::{Act, After, Change, LANES, event, id};
use super::memory::{BACKOFF, HOLD};
use crate::database::Db;
use crate::fixture::{case, stamp};
use crate::tasks::{clock, second};

/// A database, and every version of every case as it was answered.
pub struct Real {
    pub db: Db,
    pub now: i64,
    seen: HashMap<(u32, i64), Loaded<Case>>,
}

fn key(case: u32) -> TaskKey {
    TaskKey::new(id(case).as_str(), "advance")
}

fn seconds(count: i64) -> Duration {
    Duration::from_secs(count.unsigned_abs())
}

impl Real {
    pub fn on(db: Db) -> Self {
        Self { db, now: 0, seen: HashMap::new() }
    }

    fn task(&self, (case, lane, due): (u32, usize, Option<i64>)) -> NewTask {
        let due = due.map(|after| second(self.now + after));
        NewTask { task: key(case), lane: LANES[lane].to_owned(), due, payload: String::new() }
    }

    /// Does it, and says what it came to.
    pub async fn act(&mut self, act: &Act) -> Vec<String> {
        let (store, now) = (self.db.store.clone(), clock(self.now));
        match act {
            Act::Commit(changes) => self.commit(changes).await,
            Act::Claim { lanes, lease } => {
                let lanes = lanes.iter().map(|lane| (LANES[*lane].to_owned(), 1_000)).collect();
                let (limited, worker) = (Vec::new(), WorkerId(7));
                let (lease, hold) = (Lease::new(*lease), seconds(HOLD));
                let claim = Claim { lanes, limited, lease, worker, hold, now };
                let mut told: Vec<String> = Vec::new();
                for one in store.claim(claim).await.unwrap() {
                    let (owner, waited) = (one.task.owner, one.late.as_secs());
                    let (lane, attempt, failed) = (one.lane, one.attempt, one.failed);
                    told.push(format!("{owner} {lane} {attempt} {failed} {waited}"));
                }
                told.sort();
                told
            }
            Act::Extend { cases, lease } => {
                let tasks = cases.iter().map(|case| key(*case)).collect();
                let kept = store.extend(tasks, Lease::new(*lease), seconds(HOLD), now).await;
                let mut kept: Vec<String> =
                    kept.unwrap().into_iter().map(|task| task.owner).collect();
                kept.sort();
                kept.dedup();
                kept
            }
            Act::Release { cases, lease } => {
                let tasks = cases.iter().map(|case| key(*case)).collect();
                let given = store.release(tasks, Lease::new(*lease), now).await.unwrap();
                vec![given.to_string()]
            }
            Act::Fail { case, lease, bury } => {
                let fate = if *bury { Fate::Bury } else { Fate::Retry(seconds(BACKOFF)) };
                let failure = Failure { task: key(*case), error: "broken".to_owned(), fate };
                let dead = store.fail(vec![failure], Lease::new(*lease), now).await.unwrap();
                vec![dead.to_string()]
            }
            Act::Signal { case, lane, due } => {
                store.signal(vec![self.task((*case, *lane, *due))], now).await.unwrap();
                Vec::new()
            }
            Act::Receive { case, id: message } => {
                let message = Message {
                    id: message.clone(),
                    owner: id(*case).to_string(),
                    kind: "k".to_owned(),
                    body: "{}".to_owned(),
                    received_at: second(self.now),
                    trace: None,
                };
                let wakes = self.task((*case, 0, None));
                vec![store.receive(message, wakes, now).await.unwrap().to_string()]
            }
            Act::Sequence => {
                let mut count = 0;
                loop {
                    match store.sequence_feed().await.unwrap() {
                        0 => return vec![count.to_string()],
                        more => count += more,
                    }
                }
            }
            Act::Wait(seconds) => {
                self.now += seconds;
                Vec::new()
            }
        }
    }

    fn unit(&self, change: &Change) -> Unit {
        let mut unit = Unit { now: clock(self.now), ..Unit::default() };
        for (number, seen) in &change.cases {
            unit.cases.push(match seen {
                0 => CaseTransition::open(case(*number), &stamp()),
                _ => self.seen[&(*number, *seen)].clone().record(vec![event(seen + 1)], &stamp()),
            });
        }
        unit.guards =
            change.guards.iter().map(|(case, at)| self.seen[&(*case, *at)].guard()).collect();
        unit.command = change
            .command
            .as_ref()
            .map(|(key, words)| Command { id: key.clone(), request_hash: words.to_string() });
        unit.fences = change.fence.iter().map(|fence| self.fence(fence)).collect();
        unit.tasks = change.wakes.iter().map(|wake| self.task(*wake)).collect();
        unit.outbox = change.tells.iter().map(|id| told(id, self.now)).collect();
        unit
    }

    fn fence(&self, (case, lease, after): &(u32, u128, After)) -> Fence {
        let then = match after {
            After::Keep => Then::Keep,
            After::Done => Then::Done,
            After::Rest(due, lane) => Then::Rest {
                due: due.map(|after| second(self.now + after)),
                lane: lane.map(|lane| LANES[lane].to_owned()),
            },
        };
        Fence { task: key(*case), lease: Lease::new(*lease), then }
    }

    async fn commit(&mut self, changes: &[Change]) -> Vec<String> {
        let units = changes.iter().map(|change| self.unit(change)).collect();
        let answers = self.db.store.commit(units).await.unwrap();
        let told = answers.into_iter().zip(changes).map(|(answer, change)| match answer {
            Committed::Done { cases, .. } => {
                let mut versions = BTreeMap::new();
                for (case, (number, _)) in cases.into_iter().zip(&change.cases) {
                    versions.insert(case.value.id.to_string(), case.version().0);
                    self.seen.insert((*number, case.version().0), case);
                }
                format!("done {versions:?}")
            }
            Committed::Stale(streams) => {
                // Not always all of them: the first that is seen is enough.
                assert!(!streams.is_empty());
                "stale".to_owned()
            }
            Committed::LeaseLost => "lease lost".to_owned(),
            Committed::AlreadyDone(result) => {
                let result: BTreeMap<String, i64> = serde_json::from_str(&result).unwrap();
                format!("done before {result:?}")
            }
            Committed::AlreadyOpen => "already open".to_owned(),
            Committed::Refused { constraint } => format!("refused {constraint}"),
        });
        told.collect()
    }
}

fn told(id: &str, now: i64) -> OutMessage {
    OutMessage {
        id: id.to_owned(),
        stream: "all".to_owned(),
        kind: "k".to_owned(),
        body: "{}".to_owned(),
        at: second(now),
        trace: None,
    }
}
