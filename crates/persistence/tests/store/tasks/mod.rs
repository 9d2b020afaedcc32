//! Tasks: claims, leases, fences, failures, lanes, limits, messages and the feed.

mod claims;
mod desk;
mod feed;
mod fences;
mod letters;
mod limits;
mod races;

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use persistence::{Claim, Claimed, Lease, NewTask, TaskClock, TaskKey, WorkerId};

use crate::database::Db;
use crate::fixture::at;

pub const LANE: &str = "case/MIA/GTM";
pub const HOLD: Duration = Duration::from_secs(30);

/// Seconds after the tests' own beginning of time.
pub fn second(n: i64) -> Timestamp {
    at(0) + SignedDuration::from_secs(n)
}

pub fn clock(n: i64) -> TaskClock {
    TaskClock::At(second(n))
}

pub fn task(owner: &str, due: i64) -> NewTask {
    NewTask {
        task: TaskKey::new(owner, "advance"),
        lane: LANE.to_owned(),
        due: Some(second(due)),
        payload: String::new(),
    }
}

pub fn claim_of(lane: &str, quota: u32, lease: u128, now: i64) -> Claim {
    Claim {
        lanes: vec![(lane.to_owned(), quota)],
        limited: vec![],
        lease: Lease::new(lease),
        worker: WorkerId(7),
        hold: HOLD,
        now: clock(now),
    }
}

/// Claims from the tests' lane.
pub async fn claim(db: &Db, quota: u32, lease: u128, now: i64) -> Vec<Claimed> {
    let mut claimed = db.store.claim(claim_of(LANE, quota, lease, now)).await.unwrap();
    claimed.sort_by(|a, b| a.task.cmp(&b.task));
    claimed
}

pub fn owners(claimed: &[Claimed]) -> Vec<&str> {
    claimed.iter().map(|one| one.task.owner.as_str()).collect()
}

pub async fn put(db: &Db, tasks: &[NewTask]) {
    db.store.signal(tasks.to_vec(), clock(0)).await.unwrap();
}
