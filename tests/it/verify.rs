//! Whoever changes history behind the program's back is found out.

use std::collections::HashMap;

use interchange::translog::Tree;
use operations::{Silent, VerifiedAll};

use crate::support::small::{case_id, ready};
use crate::support::{World, worlds};

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
