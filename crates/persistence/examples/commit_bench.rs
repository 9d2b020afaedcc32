//! How fast the commit is: bulk opening and stage moves, on SQLite and, with
//! `CASEFLIGHT_TEST_POSTGRES` set, on PostgreSQL.
#![expect(clippy::print_stdout, reason = "its output is what it is for")]

#[expect(dead_code, unreachable_pub, clippy::unwrap_used, reason = "the tests use all of it")]
#[expect(clippy::wildcard_imports, reason = "the domain is its subject")]
#[path = "../tests/store/fixture.rs"]
mod fixture;

use std::time::Instant;

use domain::{Case, CaseEvent, DocumentId, SeatRole, Step};
use fixture::{clearance, document, flight_id, stamp};
use persistence::{CaseTransition, Committed, Loaded, Store, StoreError, Unit};
use sea_orm::{ConnectionTrait, Database};

/// Units in a batch of moves, and cases in a unit of opening.
const BATCH: usize = 1_000;

fn step(case: &Case, n: usize) -> CaseEvent {
    let (flight, document_id) = (flight_id(), DocumentId::new("D1"));
    match (n, document_id) {
        (0, _) => CaseEvent::OrderBecameFinal,
        (1, _) => CaseEvent::DocumentRequested {
            agency: "gtm_igm".parse().unwrap_or_else(|_| std::process::abort()),
            document: document("D1"),
            clearance: Some(clearance(case, Step::Contact)),
        },
        (2, Ok(document)) => CaseEvent::AgencyApproved { document },
        (3, _) => {
            let clearance = clearance(case, Step::Assign);
            CaseEvent::Assigned { flight, role: SeatRole::Primary, clearance }
        }
        _ => CaseEvent::Confirmed { flight, clearance: clearance(case, Step::Confirm) },
    }
}

fn cases_of(committed: Vec<Committed>) -> impl Iterator<Item = Loaded<Case>> {
    committed.into_iter().flat_map(|committed| match committed {
        Committed::Done { cases, .. } => cases,
        Committed::Stale(_)
        | Committed::LeaseLost
        | Committed::AlreadyDone(_)
        | Committed::AlreadyOpen
        | Committed::Refused { .. } => Vec::new(),
    })
}

/// Processor time of this process so far, in hundredths of a second, and the load of the machine.
fn processor() -> String {
    let read = |path| std::fs::read_to_string(path).unwrap_or_default();
    let stat = read("/proc/self/stat");
    let ticks = stat.split(' ').skip(13).take(2).filter_map(|ticks| ticks.parse::<u64>().ok());
    let load = read("/proc/loadavg");
    format!("cpu {} cs, load {}", ticks.sum::<u64>(), load.split(' ').next().unwrap_or_default())
}

#[expect(clippy::cast_precision_loss, reason = "rates")]
fn say(what: &str, count: usize, since: Instant) {
    let spent = since.elapsed().as_secs_f64();
    let rate = count as f64 / spent;
    println!("  {what:<32} {count:>7} in {spent:>6.2} s = {rate:>7.0}/s; {}", processor());
}

/// Two lanes at once, each with half of the people.
async fn run(store: Store, people: usize) -> Result<(), StoreError> {
    store.migrate().await?;
    println!("{:?}, {people} people in two lanes", store.dialect());
    let mut lanes = tokio::task::JoinSet::new();
    lanes.spawn(lane(store.clone(), 0..people / 2));
    lanes.spawn(lane(store.clone(), people / 2..people));
    for done in lanes.join_all().await {
        done?;
    }
    store.close().await;
    Ok(())
}

async fn lane(store: Store, people: std::ops::Range<usize>) -> Result<(), StoreError> {
    let all: Vec<Case> =
        people.map(|n| fixture::case(u32::try_from(n).unwrap_or_default())).collect();
    let start = Instant::now();
    let mut open = Vec::with_capacity(all.len());
    for part in all.chunks(BATCH) {
        let cases = part.iter().map(|case| CaseTransition::open(case.clone(), &stamp()));
        let unit = Unit { cases: cases.collect(), ..Unit::default() };
        open.extend(cases_of(store.commit(vec![unit]).await?));
    }
    say("opened, 1,000 a unit", open.len(), start);

    let steps = Instant::now();
    let mut moves = 0;
    for n in 0..5 {
        let start = Instant::now();
        let mut next = Vec::with_capacity(open.len());
        let mut cases = open.into_iter();
        loop {
            let part: Vec<Unit> = cases
                .by_ref()
                .take(BATCH)
                .map(|case| {
                    let event = step(&case, n);
                    Unit::case(case.record(vec![event], &stamp()))
                })
                .collect();
            if part.is_empty() {
                break;
            }
            next.extend(cases_of(store.commit(part).await?));
        }
        open = next;
        moves += open.len();
        say(&format!("step {}, 1,000 units a batch", n + 1), open.len(), start);
    }
    say("five steps", moves, steps);

    let start = Instant::now();
    let ids: Vec<_> = open.iter().map(|case| case.id.clone()).collect();
    let mut read = 0;
    for part in ids.chunks(BATCH) {
        read += store.cases(part).await?.len();
    }
    say("read back, 1,000 a batch", read, start);
    let start = Instant::now();
    let mut alone = 0;
    for case in open.into_iter().take(500) {
        let unit = Unit::case(case.record(vec![CaseEvent::OrderBecameFinal], &stamp()));
        alone += cases_of(store.commit(vec![unit]).await?).count();
    }
    say("moved, one a commit", alone, start);
    Ok(())
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::disallowed_methods, reason = "where the server is comes from outside")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let people = std::env::args().nth(1).map_or(Ok(20_000), |people| people.parse())?;
    let folder = tempfile::tempdir_in(".")?;
    let file = folder.path().join("bench.db");
    run(Store::open(&format!("sqlite://{}", file.display())).await?, people).await?;
    if let Ok(server) = std::env::var("CASEFLIGHT_TEST_POSTGRES") {
        let admin = Database::connect(format!("{server}/postgres")).await?;
        admin.execute_unprepared("DROP DATABASE IF EXISTS caseflight_bench").await?;
        admin.execute_unprepared("CREATE DATABASE caseflight_bench").await?;
        run(Store::open(&format!("{server}/caseflight_bench")).await?, people).await?;
        admin.execute_unprepared("DROP DATABASE IF EXISTS caseflight_bench").await?;
    }
    Ok(())
}
