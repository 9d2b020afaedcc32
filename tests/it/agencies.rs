//! Office hours and suspensions of agencies: nobody is asked while the doors are shut, everybody
//! can say how long it takes, and the queue moves in an order that can be explained.

use std::sync::Arc;
use std::time::Duration;

use domain::{Answer, Case, Country, Document, Known, Moment, Stage, StageName};
use interchange::folder::Folder;
use jiff::civil::date;
use operations::agency::{RequestsOnly, SimulatedAgency};
use operations::work::SYSTEM;
use operations::{OperationError, Operations};
use persistence::{Limit, WorkerId};
use tokio_util::sync::CancellationToken;
use worker::Desk;
use worker::engine::{Database, Engine, Settings};

use crate::support::small::{DESK, approved, case_id, ready};
use crate::support::{actor, at, worlds};

/// A Wednesday, half past nine in the morning: the embassy of China opens.
const OPENS: &str = "2024-06-26T09:30:00-04:00";
const OPEN: &str = "2024-06-26T10:00:00-04:00";

/// Somebody whose order of `ordered` is final, and about whom nobody was asked.
fn to_ask(person: &str, ordered: jiff::civil::Date) -> Case {
    let mut case = ready(person);
    case.stage = Stage::OrderFinal;
    case.documents.clear();
    case.order.date = Some(Known::Read(ordered));
    case
}

/// Three who can wait, and one whose custody review presses.
fn four() -> [Case; 4] {
    let at_large = |mut case: Case| {
        case.custody.kind = Known::Read(domain::CustodyKind::Supervision);
        case
    };
    [
        at_large(to_ask("P3", date(2024, 1, 20))),
        at_large(to_ask("P1", date(2024, 2, 10))),
        at_large(to_ask("P2", date(2024, 2, 10))),
        to_ask("P4", date(2024, 4, 2)),
    ]
}

fn china() -> Country {
    "CHN".parse().unwrap()
}

/// Works with agencies that keep hours, until nothing changes any more.
async fn work(ops: &Operations) {
    let invented = SimulatedAgency::new(ops.rules.clone(), 7, date(2024, 6, 25));
    let agency = Arc::new(RequestsOnly::new(invented));
    let desk = Desk { ops: ops.clone(), agency, system: actor("system:worker"), channel: None };
    ops.store.plant_tasks(ops.task_clock()).await.unwrap();
    desk.begin().await.unwrap();
    let mut seed = 1_u64;
    let dice = Box::new(move || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(99);
        seed ^ (seed >> 31)
    });
    let tasks = Database::new(ops.store.clone(), ops.task_clock(), WorkerId(3), "t".to_owned());
    let stop = CancellationToken::new();
    let engine = Engine::new(tasks, desk, Settings::default(), dice, ops.store.woken());
    let settled = async {
        let (mut last, mut same) = (Vec::new(), 0);
        while same < 5 {
            tokio::time::sleep(Duration::from_millis(200)).await;
            let lanes = ops.store.lane_states(ops.task_clock()).await.unwrap();
            let busy = lanes.iter().any(|lane| lane.leased > 0);
            let ours = |lane: &persistence::LaneState| !lane.lane.starts_with(SYSTEM);
            let due: Vec<(String, u32)> =
                lanes.into_iter().filter(ours).map(|lane| (lane.lane, lane.due)).collect();
            same = if !busy && due == last { same + 1 } else { 0 };
            last = due;
        }
        stop.cancel();
    };
    tokio::join!(engine.run(stop.clone()), settled);
}

async fn stages(ops: &Operations) -> Vec<(&'static str, StageName)> {
    let mut found = Vec::new();
    for person in ["P1", "P2", "P3", "P4"] {
        let case = ops.store.case(&case_id(person)).await.unwrap();
        found.push((person, case.value.stage.name()));
    }
    found
}

async fn asked(ops: &Operations) -> Vec<&'static str> {
    let stages = stages(ops).await.into_iter();
    stages.filter(|(_, stage)| *stage == StageName::DocumentRequested).map(|one| one.0).collect()
}

async fn order(ops: &Operations) -> Vec<String> {
    let queue = ops.agency_queue(china(), 9).await.unwrap();
    queue.first.iter().map(|one| one.case.to_string()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_agency_is_asked_when_it_opens_in_the_order_of_its_queue() {
    for world in worlds("hours").await {
        let ops = &world.ops;
        world.with_cases(four()).await;
        let limit = Limit { agency: "CHN".to_owned(), per_hour: Some(2), burst: 2, slots: None };
        ops.store.set_limit(limit, ops.task_clock()).await.unwrap();
        work(ops).await;
        assert_eq!(asked(ops).await, Vec::<&str>::new(), "{}: one in the morning", world.name);
        ops.order_requests(china(), &|_| Vec::new()).await.unwrap();
        assert_eq!(order(ops).await, ["P4.1", "P3.1", "P1.1", "P2.1"], "{}", world.name);
        let blocked = ops.blocked_on(&case_id("P1")).await.unwrap();
        assert_eq!((blocked.on, blocked.until), ("closed", Some(at(OPENS).at())));
        let why = ops.why(&case_id("P1")).await.unwrap();
        let expected = format!("its agency to open: closed at this hour, until Wed {OPENS}");
        assert_eq!(why.waits_for, expected);
        let queue = why.queue.unwrap();
        // Three of two an hour: an hour and a half of office hours.
        assert_eq!((queue.place, queue.of), (3, 4));
        assert_eq!(queue.about, Some(at("2024-06-26T11:00:00-04:00").at()));
        assert_eq!(queue.words, "3rd of 4; about 10 hours at 2 an hour in office hours");
        let lanes = ops.lanes().await.unwrap();
        let lane = lanes.iter().find(|lane| lane.lane == "request/-/CHN").unwrap();
        assert_eq!((lane.held_up_by, lane.opens), ("closed", Some(at(OPENS).at())));
        // In the morning the two come first who are first, and the limit holds the others.
        ops.clock.set(at(OPEN));
        work(ops).await;
        assert_eq!(asked(ops).await, ["P3", "P4"], "{}", world.name);
        assert_eq!(ops.blocked_on(&case_id("P1")).await.unwrap().on, "limit");
        assert_eq!(order(ops).await, ["P1.1", "P2.1"], "{}", world.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suspended_agency_is_asked_nothing_until_it_is_resumed() {
    for world in worlds("suspended").await {
        let ops = &world.ops;
        ops.clock.set(at(OPEN));
        world.with_cases(four()).await;
        let officer = actor("deportation_officer:u1");
        let refused = ops.suspend_agency(china(), (None, "talks"), &officer).await;
        assert!(matches!(refused, Err(OperationError::Refused(_))), "{}", world.name);
        let desk = actor(DESK);
        assert!(
            ops.suspend_agency(china(), (None, " "), &desk).await.is_err(),
            "it wants a reason"
        );
        let standing = ops.suspend_agency(china(), (None, "talks"), &desk).await.unwrap();
        assert_eq!(standing.state, "suspended");
        assert!(ops.resume_agency(china(), "", &desk).await.is_err(), "so does its end");
        work(ops).await;
        assert_eq!(asked(ops).await, Vec::<&str>::new(), "{}", world.name);
        let blocked = ops.blocked_on(&case_id("P2")).await.unwrap();
        assert_eq!(blocked.on, "suspended");
        assert!(blocked.words.contains("suspended since Wed 2024-06-26T10:00:00-04:00: talks"));
        let why = ops.why(&case_id("P2")).await.unwrap();
        assert!(why.waits_for.starts_with("its agency, which is suspended"), "{}", why.waits_for);
        assert_eq!(why.queue.unwrap().about, None, "nobody knows when");
        let folder = tempfile::tempdir().unwrap();
        let way = Folder::open(folder.path()).unwrap();
        let agency = ops.agency_named("CHN").unwrap().agency.id.clone();
        let sent = ops.send_requests(&way, &agency, &desk).await;
        assert!(matches!(sent, Err(OperationError::BadInput(why)) if why.contains("suspended")));
        let standing = ops.resume_agency(china(), "it asks again", &desk).await.unwrap();
        assert_eq!((standing.state, standing.waiting), ("open", 4));
        assert_eq!(order(ops).await, ["P4.1", "P3.1", "P1.1", "P2.1"], "{}", world.name);
        assert!(
            ops.resume_agency(china(), "it asks again", &desk).await.is_err(),
            "it is not suspended any more"
        );
        work(ops).await;
        assert_eq!(asked(ops).await, ["P1", "P2", "P3", "P4"], "{}", world.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suspension_may_begin_later_and_resuming_may_find_the_door_closed() {
    for world in worlds("later").await {
        let ops = &world.ops;
        ops.clock.set(at(OPEN));
        world.with_cases(four()).await;
        let desk = actor(DESK);
        let friday = Some(at("2024-06-28T00:00:00-04:00"));
        let standing = ops.suspend_agency(china(), (friday, "elections"), &desk).await.unwrap();
        assert_eq!(standing.state, "open", "not yet");
        assert!(standing.suspended.is_some_and(|later| later.reason == "elections"));
        ops.clock.set(at("2024-06-28T10:00:00-04:00"));
        work(ops).await;
        assert_eq!(asked(ops).await, Vec::<&str>::new(), "{}: it has begun", world.name);
        ops.clock.set(at("2024-06-29T10:00:00-04:00"));
        let standing = ops.resume_agency(china(), "it asks again", &desk).await.unwrap();
        assert_eq!(standing.state, "closed", "it is Saturday");
        assert!(
            standing.words.contains("until Mon 2024-07-01T09:30:00-04:00"),
            "{}",
            standing.words
        );
        work(ops).await;
        assert_eq!(asked(ops).await, Vec::<&str>::new(), "{}", world.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agency_is_chased_while_it_is_open() {
    let waiting = || {
        let mut case = ready("P1");
        case.stage = Stage::DocumentRequested;
        let open = Document { answer: Some(Answer::Pending), answered_on: None, ..approved("P1") };
        case.documents = vec![open];
        case
    };
    for world in worlds("chase").await {
        let ops = &world.ops;
        world.with_cases([waiting()]).await;
        let chases = async || {
            let sent = ops.store.outgoing(100).await.unwrap();
            sent.iter().filter(|one| one.message.kind == "agency.chase").count()
        };
        work(ops).await;
        assert_eq!(chases().await, 0, "{}: at night", world.name);
        let task = ops.store.tasks(Some("P1.1"), None, 1).await.unwrap().pop().unwrap();
        assert_eq!(Moment::utc(task.visible_at).at(), at(OPENS).at(), "{}", world.name);
        ops.clock.set(at(OPEN));
        work(ops).await;
        assert_eq!(chases().await, 1, "{}: in the morning", world.name);
    }
}
