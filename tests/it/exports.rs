//! What leaves as a docket comes in again and says the same.

use std::fmt::Write as _;

use domain::Step;
use operations::{ImportOptions, OperationError, Silent, VerdictQuery};

use crate::support::small::flight_id;
use crate::support::{World, actor, worlds};

/// Every verdict on `flight`, or on all.
async fn verdicts(world: &World, flight: Option<&str>) -> String {
    let mut text = String::new();
    for step in [Step::Board, Step::Assign] {
        let flight = flight.map(flight_id);
        let query = VerdictQuery { flight, at: None, step };
        world
            .ops
            .verdicts(&query, &mut |one| -> Result<(), OperationError> {
                let reasons = domain::reason::join(&one.reasons);
                writeln!(text, "{},{},{},{reasons}", one.flight_id, one.person_id, one.listed)
                    .unwrap();
                Ok(())
            })
            .await
            .unwrap();
    }
    text
}

/// The docket `name` gives the same verdicts after it was written and read again: on `flight`, or
/// on all.
async fn comes_back(name: &str, late: bool, flight: Option<&str>) {
    for world in worlds(&format!("export_{name}_{late}")).await {
        let world = world.with_docket(name, late).await;
        if late {
            // Ten minutes before the charter leaves: what is known then is on the docket.
            world.now("2024-06-29T15:00:00-05:00");
        }
        // An end that passed and that nobody confirmed is left out of a docket, so that the hold bars
        // there too: it is told with the other word for it.
        let before = verdicts(&world, flight).await;
        let before = before.replace("hold_expiry_unconfirmed:", "hold:");
        let dir = tempfile::tempdir().unwrap();
        world.ops.export_docket(dir.path()).await.unwrap();
        let again = World::sqlite().await;
        let options = ImportOptions { late: true, dry_run: false };
        let by = actor("system:test");
        again.ops.import_docket(dir.path(), options, &by, &Silent).await.unwrap();
        let after = verdicts(&again, flight).await;
        let after = after.replace("hold_expiry_unconfirmed:", "hold:");
        let lines = before.lines().zip(after.lines());
        let differ: Vec<_> = lines.filter(|(a, b)| a != b).take(5).collect();
        assert!(differ.is_empty(), "{}: before, after: {differ:#?}", world.name);
        assert_eq!(before.lines().count(), after.lines().count(), "{}", world.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clean_docket_written_and_read_again_gives_the_same_verdicts() {
    comes_back("clean", false, None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_docket_with_late_holds_written_and_read_again_gives_the_same_verdicts() {
    comes_back("clean", true, Some("F000001")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dirty_docket_written_and_read_again_gives_the_same_verdicts() {
    comes_back("dirty", false, None).await;
}
