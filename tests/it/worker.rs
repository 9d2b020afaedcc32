//! The worker's sweeps: they move cases on, and running twice is running once.

use std::sync::Arc;

use operations::agency::SimulatedAgency;
use worker::{Desk, run_once, sweeps};

use crate::support::{actor, worlds};

#[tokio::test(flavor = "multi_thread")]
async fn sweeping_twice_is_sweeping_once() {
    for world in worlds("sweep").await {
        let world = world.with_docket("clean", false).await;
        let rules = world.ops.rules.clone();
        let agency = SimulatedAgency::new(rules, 7, jiff::civil::date(2024, 6, 25));
        let ops = world.ops.clone();
        let desk = Desk { ops, agency: Arc::new(agency), system: actor("system:worker") };
        let first = run_once(&desk, sweeps::ALL).await.unwrap();
        assert!(first.iter().any(|(name, found)| *name == "advance_cases" && found.done > 2_000));
        let second = run_once(&desk, sweeps::ALL).await.unwrap();
        assert!(second.iter().all(|(_, found)| found.done == 0), "{}: {second:?}", world.name);
    }
}
