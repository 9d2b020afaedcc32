//! The main job, on both databases: the charter to China leaves with exactly its people.

use operations::demo::{self, DemoOptions, DemoSummary};
use operations::{Silent, demo::FlightSummary};

use crate::support::{World, worlds};

async fn run(world: &World, late: bool) -> DemoSummary {
    let options = DemoOptions { people: 2_000, late };
    let (store, rules) = (world.ops.store.clone(), world.ops.rules.clone());
    let summary = demo::run(options, store, rules, &Silent).await.unwrap();
    // Whatever happened on the way: what is read is what the histories say.
    let found = world.ops.verify_all(&Silent).await.unwrap();
    assert!(found.is_intact(), "{}: {found:?}", world.name);
    summary
}

fn charter(summary: &DemoSummary) -> &FlightSummary {
    summary.flights.iter().find(|flight| flight.flight_id == "F000001").unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_charter_to_china_departs_with_its_116_people_on_both_databases() {
    let mut answers = Vec::new();
    for world in worlds("demo").await {
        let mut summary = run(&world, false).await;
        let flight = charter(&summary);
        assert_eq!((flight.manifested, flight.struck), (116, 0), "{}", world.name);
        assert_eq!((flight.departed, flight.handed_over), (116, 116), "{}", world.name);
        assert_eq!(summary.people, 2_000);
        assert_eq!(summary.stages.values().sum::<u64>(), 2_000);
        assert_eq!(summary.flights.len(), 12);
        summary.elapsed_s = 0.0;
        answers.push(serde_json::to_string_pretty(&summary).unwrap());
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "the databases disagree");
}

#[tokio::test(flavor = "multi_thread")]
async fn with_the_late_holds_it_departs_with_111_and_every_strike_has_its_stop_order() {
    for world in worlds("demo_late").await {
        let summary = run(&world, true).await;
        let flight = charter(&summary);
        assert_eq!(flight.departed, 111, "{}", world.name);
        assert_eq!(flight.manifested, flight.struck + 111, "{}", world.name);
        assert_eq!(flight.stop_orders, flight.struck, "{}", world.name);
        assert!(flight.struck_why.iter().any(|why| why.reason == "hold:judicial_stay"));
    }
}
