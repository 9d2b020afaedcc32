//! Whoever changes history behind the program's back is found out.

use std::collections::HashMap;

use interchange::translog::Tree;
use operations::{Severity, Silent, VerifiedAll};

use crate::support::small::{COURTS, case_id, ready, stay};
use crate::support::{World, actor, worlds};

async fn with_three(world: &World) {
    world.with_cases(["P1", "P2", "P3"].map(ready)).await;
}

/// The log of everything so far, as text, and its root.
async fn log(world: &World) -> (String, Tree) {
    let leaves = world.ops.new_leaves(&HashMap::new(), &Silent).await.unwrap();
    let (mut text, mut tree) = (String::new(), Tree::default());
    for leaf in leaves {
        tree.push(leaf.to_string().as_bytes());
        text = text + &leaf.to_string() + "\n";
    }
    (text, tree)
}

async fn against(world: &World, log: &str, size: u64) -> (VerifiedAll, Option<[u8; 32]>) {
    let mut found = VerifiedAll::default();
    let roots = world.ops.verify_log(&mut log.as_bytes(), &[size], &mut found).await.unwrap();
    (found, roots.get(&size).copied())
}

fn at(found: &VerifiedAll) -> Vec<&str> {
    found.broken.iter().map(|broken| broken.at.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_untouched_history_is_intact_and_agrees_with_its_log() {
    for world in worlds("verify_intact").await {
        with_three(&world).await;
        let found = world.ops.verify_all(&Silent).await.unwrap();
        assert!(found.is_intact(), "{}: {found:?}", world.name);
        assert_eq!((found.streams, found.events), (3, 3), "{}", world.name);
        let (text, tree) = log(&world).await;
        let (found, root) = against(&world, &text, tree.size()).await;
        assert!(found.is_intact(), "{}: {found:?}", world.name);
        assert_eq!((found.leaves, root), (3, Some(tree.root())), "{}", world.name);
        // What is known is not logged again; what came later is.
        let known = [("P1.1".to_owned(), 1), ("P2.1".to_owned(), 1)].into();
        let new = world.ops.new_leaves(&known, &Silent).await.unwrap();
        assert_eq!(new.iter().map(|leaf| leaf.stream.as_str()).collect::<Vec<_>>(), ["P3.1"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_was_changed_breaks_its_chain() {
    for world in worlds("verify_changed").await {
        with_three(&world).await;
        world.unlock_history().await;
        world.run_sql("UPDATE events SET reason = 'another' WHERE stream = 'P2.1'").await;
        let found = world.ops.verify_all(&Silent).await.unwrap();
        assert_eq!(at(&found), ["P2.1"], "{}", world.name);
        assert!(world.ops.new_leaves(&HashMap::new(), &Silent).await.is_err(), "{}", world.name);
    }
}

/// What the doctor finds that must never be: the check and where.
async fn broken(world: &World) -> Vec<(&'static str, String)> {
    let mut found = world.ops.doctor().await.unwrap();
    found.retain(|finding| finding.severity == Severity::Broken);
    found.into_iter().map(|finding| (finding.code, finding.at)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stay_that_was_taken_out_of_the_holds_is_missed_by_the_history() {
    for world in worlds("verify_stay").await {
        world.sealed(&["P1", "P2"]).await;
        world.ops.place_hold(&case_id("P2"), stay("H1"), &actor(COURTS), None).await.unwrap();
        assert!(world.ops.verify_all(&Silent).await.unwrap().is_intact(), "{}", world.name);
        assert_eq!(broken(&world).await, [], "{}", world.name);
        let (text, tree) = log(&world).await;
        world.run_sql("DELETE FROM holds WHERE case_id = 'P2.1'").await;
        let found = world.ops.verify_all(&Silent).await.unwrap();
        let what = "what is read of it is not what its history says: holds, columns of holds";
        assert_eq!(at(&found), ["P2.1"], "{}", world.name);
        assert_eq!(found.broken[0].what, what, "{}", world.name);
        assert_eq!(broken(&world).await, [("differs_from_history", "P2.1".to_owned())]);
        // The histories themselves are as the log has them, and it can go on.
        let (found, root) = against(&world, &text, tree.size()).await;
        assert!(found.is_intact() && root == Some(tree.root()), "{}: {found:?}", world.name);
        assert_eq!(log(&world).await.0, text, "{}", world.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flight_and_rows_that_a_hand_changed_are_found_by_the_doctor_too() {
    for world in worlds("verify_doctor").await {
        world.sealed(&["P1", "P2"]).await;
        world.run_sql("UPDATE flights SET facts = '{}' WHERE id = 'F1'").await;
        world.run_sql("UPDATE documents SET case_id = 'P9.1' WHERE case_id = 'P1.1'").await;
        let found = world.ops.verify_all(&Silent).await.unwrap();
        assert_eq!(at(&found), ["F1", "P1.1", "P9.1"], "{}", world.name);
        let broken = broken(&world).await;
        for meant in [
            ("flight_unreadable", "F1"),
            ("differs_from_history", "F1"),
            ("differs_from_history", "P1.1"),
            ("owner_gone", "P9.1"),
        ] {
            let named = |found: &(&str, String)| (found.0, found.1.as_str()) == meant;
            assert!(broken.iter().any(named), "{}: {meant:?} of {broken:?}", world.name);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_docket_is_read_as_its_histories_say() {
    for world in worlds("verify_dirty").await {
        let world = world.with_docket("dirty", true).await;
        let found = world.ops.verify_all(&Silent).await.unwrap();
        assert!(found.is_intact() && found.streams > 100, "{}: {found:?}", world.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_that_was_taken_away_whole_is_missed_by_the_log() {
    for world in worlds("verify_gone").await {
        with_three(&world).await;
        let (text, tree) = log(&world).await;
        world.unlock_history().await;
        let case = case_id("P2");
        for (table, column) in [
            ("events", "stream"),
            ("documents", "case_id"),
            ("case_facts", "case_id"),
            ("cases", "id"),
        ] {
            world.run_sql(&format!("DELETE FROM {table} WHERE {column} = '{case}'")).await;
        }
        // The chains alone do not show it.
        assert!(world.ops.verify_all(&Silent).await.unwrap().is_intact(), "{}", world.name);
        let (found, root) = against(&world, &text, tree.size()).await;
        assert_eq!(at(&found), ["P2.1"], "{}", world.name);
        assert_eq!(root, Some(tree.root()), "{}", world.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_was_changed_has_another_root_or_no_leaf_to_match() {
    for world in worlds("verify_log").await {
        with_three(&world).await;
        let (text, tree) = log(&world).await;
        let shorter: String = text.lines().skip(1).flat_map(|line| [line, "\n"]).collect();
        let (_, root) = against(&world, &shorter, tree.size()).await;
        assert_eq!(root, None, "{}", world.name);
        let swapped = text.replacen("P1.1", "P9.1", 1);
        let (found, root) = against(&world, &swapped, tree.size()).await;
        assert_eq!(at(&found), ["P9.1"], "{}", world.name);
        assert_ne!(root, Some(tree.root()), "{}", world.name);
        let (found, _) = against(&world, "no leaf\n", 1).await;
        assert_eq!(at(&found), ["leaf 1"], "{}", world.name);
    }
}
