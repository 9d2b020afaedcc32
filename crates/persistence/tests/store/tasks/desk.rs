//! What people see and set: lanes, workers, tasks that are missing, messages that go out.

use domain::Version;
use persistence::{
    CaseTransition, LaneSetting, OutMessage, TaskClock, Unit, WorkerId, WorkerState,
};

use super::*;
use crate::fixture::{case, stamp};
use crate::on_both;

fn setting(pattern: &str) -> LaneSetting {
    LaneSetting {
        pattern: pattern.to_owned(),
        weight: 200,
        paused: true,
        reason: "the consulate is closed".to_owned(),
        by: "supervisory_officer:u1".to_owned(),
        at: second(1),
        version: Version(1),
    }
}

#[test]
fn a_pattern_is_about_the_lanes_that_it_names() {
    let matches = |pattern: &str, lane: &str| setting(pattern).matches(lane);
    assert!(matches("*/*/GTM", "case/MIA/GTM"));
    assert!(matches("case/MIA/GTM", "case/MIA/GTM"));
    assert!(!matches("*/*/GTM", "case/MIA/HND"));
    assert!(!matches("case/*", "case/MIA/GTM"));
    assert!(!matches("*/*/*/*", "case/MIA/GTM"));
    assert!(setting("case/*/GTM").exactness() > setting("*/*/GTM").exactness());
}

on_both! {
    async fn lanes_are_set_and_set_again(db: &Db) {
        db.store.set_lane(setting("*/*/GTM")).await.unwrap();
        let resumed = LaneSetting { paused: false, ..setting("*/*/GTM") };
        db.store.set_lane(resumed.clone()).await.unwrap();
        let resumed = LaneSetting { version: Version(3), ..resumed };
        assert_eq!(db.store.lane_settings().await.unwrap(), [resumed]);
    }

    async fn of_two_who_saw_a_lane_alike_one_sets_it(db: &Db) {
        let set = |seen| db.store.set_lane_as_seen(setting("*/*/GTM"), Version(seen));
        for (seen, is_set) in [(1, true), (1, false), (2, true), (2, false), (4, false), (3, true)] {
            assert_eq!(set(seen).await.unwrap(), is_set, "{seen}");
        }
        let (one, other) = tokio::join!(set(4), set(4));
        assert!(one.unwrap() ^ other.unwrap());
        assert_eq!(db.store.lane_settings().await.unwrap()[0].version, Version(5));
    }

    async fn a_worker_is_seen_while_it_says_so(db: &Db) {
        let beat = |state, now| db.store.beat(WorkerId(3), "host", 8, state, clock(now));
        beat(WorkerState::Working, 0).await.unwrap();
        beat(WorkerState::Stopped, 60).await.unwrap();
        let workers = db.store.workers(clock(90)).await.unwrap();
        assert_eq!((workers.len(), &*workers[0].state), (1, "stopped"));
        assert_eq!((workers[0].started_at, workers[0].beat_at), (second(0), second(60)));
        assert_eq!(workers[0].silent_for.as_secs(), 30);
        db.store.beat(WorkerId(4), "host", 8, WorkerState::Working, clock(200_000)).await.unwrap();
        assert_eq!(db.store.workers(clock(200_000)).await.unwrap().len(), 1);
    }

    async fn a_case_without_a_task_gets_one(db: &Db) {
        for n in 1..4 {
            let open = CaseTransition::open(case(n), &stamp());
            let tasks = if n == 2 { vec![task("P0000002.1", 500)] } else { vec![] };
            Db::done(&db.one(Unit { tasks, now: clock(0), ..Unit::case(open) }).await);
        }
        assert_eq!(db.store.plant_tasks(clock(3)).await.unwrap(), 2);
        assert_eq!(db.store.plant_tasks(clock(3)).await.unwrap(), 0);
        assert_eq!(owners(&claim(db, 9, 1, 3).await), ["P0000001.1", "P0000003.1"]);
    }

    async fn messages_go_out_in_the_order_of_their_streams(db: &Db) {
        let message = |id: &str, stream: &str| OutMessage {
            id: id.to_owned(),
            stream: stream.to_owned(),
            kind: "k".to_owned(),
            body: "{}".to_owned(),
            at: second(0),
            trace: None,
        };
        let outbox = vec![message("1", "a"), message("2", "b"), message("3", "a"), message("1", "a")];
        let open = CaseTransition::open(case(1), &stamp());
        Db::done(&db.one(Unit { outbox, ..Unit::case(open) }).await);
        let waiting = db.store.outgoing(9).await.unwrap();
        let ids: Vec<&str> = waiting.iter().map(|one| one.message.id.as_str()).collect();
        assert_eq!(ids, ["1", "2", "3"]);
        db.store.note_sent(vec![waiting[0].seq, waiting[1].seq], second(5)).await.unwrap();
        assert_eq!(db.store.outgoing(9).await.unwrap()[0].message.id, "3");
    }

    async fn the_hot_tables_are_looked_after(db: &Db) {
        db.store.vacuum_hot().await.unwrap();
        assert!(db.store.table_health().await.unwrap().oldest_snapshot_s >= 0);
        assert!(db.store.lanes_due(clock(0)).await.unwrap().is_empty());
        assert!(db.store.lane_states(TaskClock::Database).await.unwrap().is_empty());
    }
}
