//! Importing dockets: every fault found, nothing lost, nothing twice.

use std::collections::BTreeSet;

use operations::{ImportOptions, Silent};

use crate::support::{actor, docket, worlds};

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_of_the_dirty_docket_is_found_and_no_other() {
    for world in worlds("faults").await {
        let report = world
            .ops
            .import_docket(
                &docket("dirty"),
                ImportOptions::default(),
                &actor("system:test"),
                &Silent,
            )
            .await
            .unwrap();
        let found: BTreeSet<String> = report
            .faults
            .iter()
            .map(|fault| format!("{},{},{},{}", fault.file, fault.line, fault.column, fault.kind))
            .collect();
        let text = std::fs::read_to_string(docket("dirty").join("faults.csv")).unwrap();
        let expected: BTreeSet<String> = text
            .lines()
            .skip(1)
            .map(|line| line.splitn(5, ',').take(4).collect::<Vec<_>>().join(","))
            .collect();
        assert_eq!(found, expected, "{}", world.name);
        assert_eq!(report.queued, 7, "rows about unknown people wait in the queue");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_import_of_the_same_files_changes_nothing() {
    for world in worlds("again").await {
        let world = world.with_docket("dirty", true).await;
        let before = fingerprint(&world).await;
        let world = world.with_docket("dirty", true).await;
        assert_eq!(before, fingerprint(&world).await, "{}", world.name);
        let queue = world.ops.store.import_queue(false).await.unwrap();
        assert_eq!(queue.len(), queue.iter().map(|row| &row.row.id).collect::<BTreeSet<_>>().len());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_changes_nothing_and_finds_the_same_faults() {
    for world in worlds("dry").await {
        let options = ImportOptions { late: true, dry_run: true };
        let dir = docket("dirty");
        let report =
            world.ops.import_docket(&dir, options, &actor("system:test"), &Silent).await.unwrap();
        assert_eq!(report.opened, 0);
        assert!(report.found_faults());
        assert!(fingerprint(&world).await.is_empty(), "{}", world.name);
    }
}

/// Every case with its version and the hash of its history.
async fn fingerprint(world: &crate::support::World) -> Vec<String> {
    let mut after = None;
    let mut all = Vec::new();
    loop {
        let page = world.ops.store.all_cases(after.as_ref(), 500).await.unwrap();
        let Some(last) = page.last else { return all };
        after = Some(last);
        all.extend(
            page.cases
                .iter()
                .map(|case| format!("{} {} {:?}", case.value.id, case.version(), case.chain())),
        );
    }
}
