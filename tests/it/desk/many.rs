//! One step for many cases: looked at first, then done, with a verdict for each.

use domain::{Custody, CustodyKind, Known, Role, Stage};
use serde_json::{Value, json};

use super::{Answer, OFFICE, Site, sites};
use crate::support::actor;
use crate::support::small::{case_id, flight_id, ready};

/// A hold on P1, seated; P2, of another office, which anybody may place; P3, which has changed
/// since and needs no version for it; P4; and nobody.
fn holds(dry_run: bool) -> Value {
    let cases = [("P1.1", 2), ("P2.1", 1), ("P3.1", 1), ("P4.1", 1), ("P9.1", 1)];
    json!({
        "dry_run": dry_run,
        "cases": cases.map(|(case, version)| json!({ "case": case, "version": version })),
        "step": { "hold": { "kind": "judicial_stay", "document": "order of the court" } },
    })
}

async fn docket(site: &Site) {
    let mut elsewhere = ready("P2");
    elsewhere.custody.office = "SNA".into();
    site.world.with_cases([ready("P1"), elsewhere, ready("P3"), ready("P4")]).await;
    site.world.with_flights([flight_id("F1")]).await;
    site.world.seat("F1", &["P1"]).await;
    moved(site, "P3").await;
}

pub(super) async fn moved(site: &Site, person: &str) {
    let custody = Custody {
        kind: Known::Read(CustodyKind::Detained),
        facility: "ZALEXLA".into(),
        office: OFFICE.into(),
        since: None,
    };
    let by = actor("deportation_officer:other");
    site.world.ops.change_custody(&case_id(person), custody, (&by, "moved")).await.unwrap();
}

pub(super) async fn holds_on(site: &Site, person: &str) -> usize {
    site.world.ops.store.case(&case_id(person)).await.unwrap().value.holds.len()
}

async fn versions(site: &Site) -> Vec<i64> {
    versions_of(site, &["P1", "P2", "P3", "P4"]).await
}

pub(super) async fn versions_of(site: &Site, people: &[&str]) -> Vec<i64> {
    let mut versions = Vec::new();
    for person in people {
        versions.push(site.world.ops.store.case(&case_id(person)).await.unwrap().version().0);
    }
    versions
}

pub(super) fn rows(answer: &Answer) -> Vec<(String, String)> {
    let told = answer.json();
    let rows = told.get("rows").and_then(Value::as_array).unwrap();
    let text = |row: &Value, name: &str| row.get(name).and_then(Value::as_str).unwrap().to_owned();
    rows.iter().map(|row| (text(row, "case"), text(row, "verdict"))).collect()
}

#[tokio::test]
async fn what_would_become_of_each_is_what_becomes_of_each_and_a_try_changes_nothing() {
    for site in sites("many").await {
        docket(&site).await;
        let token = site.token(Role::DeportationOfficer).await;
        let before = versions(&site).await;
        let path = ("POST", "/steps");
        let tried = site.api(&token, path, Some(holds(true)), None).await.is(200);
        assert_eq!(versions(&site).await, before, "{}", site.world.name);
        let flight = site.world.ops.store.flight(&flight_id("F1")).await.unwrap();
        assert!(flight.value.stop_orders.is_empty());
        let done = site.api(&token, path, Some(holds(false)), None).await.is(200);
        let expected = [
            ("P1.1", "accepted"),
            ("P2.1", "accepted"),
            ("P3.1", "accepted"),
            ("P4.1", "accepted"),
            ("P9.1", "refused"),
        ]
        .map(|(case, verdict)| (case.to_owned(), verdict.to_owned()));
        assert_eq!(rows(&tried), expected);
        assert_eq!(rows(&done), expected);
        for answer in [tried.json(), done.json()] {
            assert_eq!(answer["accepted"], 4);
            assert_eq!(answer["others"], 1);
            let rows = &answer["rows"];
            // The same operation: who would come off a list is told before it is done.
            assert_eq!(rows[0]["struck"], json!(["P1.1"]), "{answer}");
            assert_eq!(rows[0]["stop_orders"], 1);
            assert_eq!(rows[4]["problem"]["status"], 404);
        }
        let mut found = Vec::new();
        for person in ["P1", "P2", "P3", "P4"] {
            found.push(holds_on(&site, person).await);
        }
        assert_eq!(found, [1, 1, 1, 1]);
    }
}

#[tokio::test]
async fn faults_of_the_step_name_their_place_and_nothing_is_done() {
    for site in sites("many_faults").await {
        docket(&site).await;
        let token = site.token(Role::DeportationOfficer).await;
        let before = versions(&site).await;
        let one = |case: &str, version: i64| json!({ "case": case, "version": version });
        let advance = json!({ "advance": {} });
        let hold = |kind: &str| json!({ "hold": { "kind": kind, "document": "order" } });
        let many: Vec<Value> = (0..201).map(|n| one(&format!("P{n}.1"), 1)).collect();
        let named = json!({ "hold": { "kind": "judicial_stay", "document": "order", "id": "H1" } });
        for (cases, step, pointer) in [
            (json!([]), &advance, "/cases"),
            (json!(many), &advance, "/cases"),
            (json!([one("P1.1", 2), one("P1.1", 2)]), &advance, "/cases/1/case"),
            (json!([one("P1.1", 0)]), &advance, "/cases/0/version"),
            (json!([one("P 1", 1)]), &advance, "/cases/0/case"),
            (json!([one("P1.1", 2), one("P4.1", 1)]), &hold("no_such"), "/step/hold/kind"),
            (json!([one("P2.1", 1), one("P4.1", 1)]), &hold("no_such"), "/step/hold/kind"),
            (json!([one("P9.1", 1)]), &hold("no_such"), "/step/hold/kind"),
            (json!([one("P1.1", 2)]), &named, "/step/hold/id"),
        ] {
            let body = json!({ "cases": cases, "step": step });
            let answer = site.api(&token, ("POST", "/steps"), Some(body), None).await.is(422);
            assert_eq!(answer.json()["errors"][0]["pointer"], pointer, "{}", answer.body);
        }
        let listed = json!({ "hold": ["judicial_stay", "order", null, null, null, null, null] });
        for (case, step) in [
            (one("P1.1", 2), json!({ "seal": {} })),
            (one("P1.1", 2), json!({})),
            (one("P1.1", 2), json!({ "advance": { "x": 1 } })),
            (one("P1.1", 2), json!({ "advance": [] })),
            (one("P1.1", 2), listed),
            (json!(["P1.1", 2]), advance),
        ] {
            let body = json!({ "cases": [case], "step": step });
            let answer = site.api(&token, ("POST", "/steps"), Some(body), None).await;
            assert!(matches!(answer.status.as_u16(), 400 | 422), "{}", answer.body);
        }
        assert_eq!(versions(&site).await, before, "{}", site.world.name);
    }
}

#[tokio::test]
async fn cases_are_picked_in_a_list_and_nothing_is_done_that_was_not_looked_at() {
    for site in sites("many_page").await {
        docket(&site).await;
        let officer = site.browser(Role::DeportationOfficer).await;
        for list in ["/?pick=all", "/search?pick=all"] {
            let page = officer.get(list).await.is(200);
            let box_ =
                "name=\"pick\" value=\"P4.1@1\" form=\"many\" aria-label=\"Pick P4.1\" checked";
            assert!(page.body.contains(box_), "{list}: {}", page.body);
        }
        let picks = [("pick", "P3.1@1"), ("pick", "P4.1@1")];
        let with = |more: &[(&'static str, &'static str)]| [&picks[..], more].concat();
        let form = officer.post("/many", &with(&[("step", "close")])).await.is(200);
        assert!(form.body.contains("Show what would become of each"), "{}", form.body);
        let half =
            [("step", "close"), ("stage", "show"), ("outcome", "relief_granted"), ("reason", " ")];
        let wrong = officer.post("/many", &with(&half)).await.is(422);
        assert!(wrong.body.contains("must not be empty"), "{}", wrong.body);
        assert!(wrong.body.contains("<option value=\"relief_granted\" selected>"));
        let whole = [("step", "close"), ("outcome", "relief_granted"), ("reason", "granted <b>")];
        let tried =
            officer.post("/many", &with(&[&whole[..], &[("stage", "show")]].concat())).await;
        let tried = tried.is(200);
        for told in
            ["Nothing is done yet.", "To be done: 1", "changed meanwhile", "granted &#60;b&#62;"]
        {
            assert!(tried.body.contains(told), "{told}: {}", tried.body);
        }
        let store = &site.world.ops.store;
        let before = store.case(&case_id("P4")).await.unwrap();
        assert_eq!((before.version().0, &before.value.stage), (1, &Stage::AgencyApproved));
        let done = officer.post("/many", &with(&[&whole[..], &[("stage", "do")]].concat())).await;
        assert!(done.is(200).body.contains("<strong>Done: 1</strong>"));
        let closed = store.case(&case_id("P4")).await.unwrap();
        assert!(matches!(closed.value.stage, Stage::Closed { .. }), "{}", site.world.name);
        let other = store.case(&case_id("P3")).await.unwrap();
        assert!(!matches!(other.value.stage, Stage::Closed { .. }));
        officer.post("/many", &[("step", "close")]).await.is(422);
        officer.post("/many", &with(&[("step", "seal")])).await.is(422);
        officer.post_raw("/many", &with(&[("step", "advance")]), "same-origin").await.is(403);
    }
}

#[tokio::test]
async fn many_is_no_way_around_a_role() {
    for site in sites("many_roles").await {
        docket(&site).await;
        let before = versions(&site).await;
        for role in [Role::Auditor, Role::FlightScheduler, Role::ForeignConsularUser] {
            let token = site.token(role).await;
            let cases = json!([{ "case": "P4.1", "version": 1 }]);
            let step = json!({ "close": { "outcome": "relief_granted", "reason": "because" } });
            let body = json!({ "cases": cases, "step": step });
            let answer = site.api(&token, ("POST", "/steps"), Some(body), None).await.is(200);
            assert_eq!(
                answer.json()["rows"][0]["problem"]["status"],
                403,
                "{role} {}",
                answer.body
            );
        }
        let officer = site.token(Role::DeportationOfficer).await;
        let cases = json!([{ "case": "P2.1", "version": 1 }, { "case": "P2.9", "version": 1 }]);
        let step = json!({ "notice": { "kind": "third_country" } });
        let body = json!({ "cases": cases, "step": step });
        let answer = site.api(&officer, ("POST", "/steps"), Some(body), None).await.is(200).json();
        assert_eq!(answer["rows"][0]["problem"]["policy"], "own-office-only", "{answer}");
        assert_eq!(answer["rows"][1]["problem"]["status"], 404);
        assert_eq!(versions(&site).await, before, "{}", site.world.name);
    }
}
