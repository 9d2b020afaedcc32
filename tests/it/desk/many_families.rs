//! One step for many cases that belong together: what is done to one moves the others.

use domain::{Role, Stage};
use serde_json::{Value, json};

use super::many::{holds_on, moved, rows, versions_of};
use super::{Answer, Site, sites};
use crate::support::small::{case_id, family, flight_id, ready};

/// P1 and P2, a family on a list, and P3, who has changed since.
async fn with_family(site: &Site) {
    site.world.with_cases(family(&["P1", "P2"])).await;
    site.world.with_cases([ready("P3")]).await;
    site.world.with_flights([flight_id("F1")]).await;
    site.world.seat("F1", &["P1"]).await;
    moved(site, "P3").await;
}

fn step_for(versions: [i64; 3], dry_run: bool, step: &Value) -> Value {
    let cases = (1..)
        .zip(versions)
        .map(|(n, version): (i64, i64)| json!({ "case": format!("P{n}.1"), "version": version }));
    json!({ "dry_run": dry_run, "cases": cases.collect::<Vec<_>>(), "step": step })
}

/// What is told of each: verdict, who comes off, how many stop orders.
fn told(answer: &Answer) -> Vec<Value> {
    let answer = answer.json();
    let rows = answer.get("rows").and_then(Value::as_array).unwrap().iter();
    rows.map(|row| json!([row["verdict"], row["struck"], row["stop_orders"]])).collect()
}

#[tokio::test]
async fn a_hold_on_one_of_a_family_does_not_keep_the_others_from_theirs() {
    for site in sites("many_family").await {
        with_family(&site).await;
        let token = site.token(Role::DeportationOfficer).await;
        let step = json!({ "hold": { "kind": "judicial_stay", "document": "order" } });
        let body = |dry_run| Some(step_for([2, 2, 1], dry_run, &step));
        let tried = site.api(&token, ("POST", "/steps"), body(true), None).await.is(200);
        let done = site.api(&token, ("POST", "/steps"), body(false), None).await.is(200);
        assert_eq!(told(&tried), told(&done), "{}", site.world.name);
        assert_eq!(
            told(&done),
            [
                json!(["accepted", ["P1.1", "P2.1"], 2]),
                json!(["accepted", [], 0]),
                json!(["accepted", [], 0]),
            ],
            "{}",
            done.body
        );
        for person in ["P1", "P2", "P3"] {
            assert_eq!(holds_on(&site, person).await, 1, "{}: {person}", site.world.name);
        }
    }
}

#[tokio::test]
async fn what_the_same_request_moved_has_not_changed_meanwhile_and_the_rest_has() {
    for site in sites("many_moved").await {
        with_family(&site).await;
        let token = site.token(Role::DeportationOfficer).await;
        let step = json!({ "close": { "outcome": "relief_granted", "reason": "granted" } });
        let body = |dry_run| Some(step_for([2, 2, 1], dry_run, &step));
        let tried = site.api(&token, ("POST", "/steps"), body(true), None).await.is(200);
        let done = site.api(&token, ("POST", "/steps"), body(false), None).await.is(200);
        assert_eq!(told(&tried), told(&done), "{}", site.world.name);
        let verdicts: Vec<String> = rows(&done).into_iter().map(|(_, verdict)| verdict).collect();
        assert_eq!(verdicts, ["accepted", "accepted", "stale"], "{}", done.body);
        let stale = &done.json()["rows"][2];
        assert_eq!((&stale["version"], &stale["problem"]["status"]), (&json!(2), &json!(412)));
        for person in ["P1", "P2"] {
            let case = site.world.ops.store.case(&case_id(person)).await.unwrap();
            assert!(matches!(case.value.stage, Stage::Closed { .. }), "{}", site.world.name);
        }
    }
}

#[tokio::test]
async fn who_was_changed_by_somebody_else_too_is_not_carried_along() {
    for site in sites("many_other").await {
        with_family(&site).await;
        moved(&site, "P2").await;
        let token = site.token(Role::DeportationOfficer).await;
        let step = json!({ "close": { "outcome": "relief_granted", "reason": "granted" } });
        let now = versions_of(&site, &["P1", "P2"]).await;
        // P2 was seen before the other officer's change.
        let body = step_for([now[0], now[1] - 1, 1], false, &step);
        let done = site.api(&token, ("POST", "/steps"), Some(body), None).await.is(200);
        let verdicts: Vec<String> = rows(&done).into_iter().map(|(_, verdict)| verdict).collect();
        assert_eq!(verdicts, ["accepted", "stale", "stale"], "{}", done.body);
    }
}
