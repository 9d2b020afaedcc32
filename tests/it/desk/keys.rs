//! Whoever guesses a key, or has none: every address that the description lists is asked.

use axum::body::Body;
use axum::http::{Request, header};
use domain::Role;
use serde_json::{Value, json};

use super::{Site, sites};
use crate::support::small::{case_id, ready};

fn get(path: &str) -> Request<Body> {
    Request::get(path).body(Body::empty()).unwrap()
}

async fn documented(site: &Site) -> Vec<(String, String)> {
    let description = site.send(get("/openapi.json")).await.is(200).json();
    let mut all = Vec::new();
    for (path, item) in description.get("paths").and_then(Value::as_object).unwrap() {
        for method in item.as_object().unwrap().keys() {
            all.push((method.to_uppercase(), path.trim_start_matches("/api/v1").to_owned()));
        }
    }
    all
}

/// A body that would do, for each address that wants one.
fn body(path: &str) -> Option<Value> {
    let end = path.rsplit('/').next().unwrap_or_default();
    Some(match end {
        "holds" => json!({ "kind": "judicial_stay", "document": "order" }),
        "lift" => json!({ "document": "order", "reason": "over" }),
        "close" => json!({ "outcome": "relief_granted", "reason": "granted" }),
        "reopen" => json!({ "reason": "a motion" }),
        "custody" => json!({ "kind": "osup", "reason": "released" }),
        "medical" => json!({ "status": "ok", "reason": "seen" }),
        "notices" => json!({ "kind": "third_country" }),
        "correct" => json!({ "set": { "birth_date": "1990-05-17" }, "reason": "passport" }),
        "resolve" => json!({ "defect": "bad_record:birth_date", "reason": "put right" }),
        "documents" => json!({ "kind": "passport", "country": "CHN" }),
        "answers" => json!({ "document": "DP2", "answer": "approved" }),
        "conditions-met" => json!({ "document": "DP2", "reason": "a doctor comes along" }),
        "interviews" => json!({ "document": "DP2", "mode": "video" }),
        "time" => json!({ "at": "2024-06-28T10:00:00Z", "place": "4", "language": "es" }),
        "outcome" => json!({ "outcome": "attended" }),
        "statements" => json!({ "kind": "medical", "outcome": "pending" }),
        _ => return None,
    })
}

#[tokio::test]
async fn no_address_of_a_case_answers_for_another_office() {
    for site in sites("others").await {
        let mut other = ready("P2");
        other.custody.office = "SNA".into();
        site.world.with_cases([other]).await;
        let before = site.world.ops.store.case(&case_id("P2")).await.unwrap();
        let token = site.token(Role::DeportationOfficer).await;
        let mut asked = 0;
        for (method, path) in documented(&site).await {
            if !path.starts_with("/cases/{id}") {
                continue;
            }
            asked += 1;
            let at =
                path.replace("{id}", "P2.1").replace("{hold}", "H1").replace("{interview}", "I1");
            let at =
                if at.ends_with("as-known") { format!("{at}?at=2024-06-25T00:00:00Z") } else { at };
            let body = (method == "POST").then(|| body(&path)).flatten();
            // Placing a hold is everybody's: it shows nothing, and keeps somebody from boarding.
            let may = method == "POST" && path == "/cases/{id}/holds";
            let answer = site.api(&token, (&method, &at), body, Some("\"1\"")).await;
            if !may {
                assert_eq!(answer.status, 403, "{method} {path}: {}", answer.body);
                assert_eq!(answer.json()["policy"], "own-office-only", "{method} {path}");
            }
            assert!(!answer.body.contains("LI") || may, "{method} {path}: {}", answer.body);
        }
        assert!(asked >= 17, "{asked}");
        let after = site.world.ops.store.case(&case_id("P2")).await.unwrap();
        assert_eq!(before.value.stage, after.value.stage);
        assert_eq!(before.value.custody, after.value.custody, "{}", site.world.name);
    }
}

#[tokio::test]
async fn no_address_answers_somebody_who_is_not_signed_in() {
    let site = sites("nobody").await.into_iter().next().unwrap();
    let all = documented(&site).await;
    assert!(all.len() > 40, "{}", all.len());
    for (method, path) in all {
        let at = format!("/api/v1{}", path.replace(['{', '}'], ""));
        let request = Request::builder()
            .method(method.as_str())
            .uri(&at)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::IF_MATCH, "\"1\"")
            .body(Body::from("{}"));
        let answer = site.send(request.unwrap()).await.is(401);
        assert_eq!(answer.header("www-authenticate"), "Bearer", "{method} {path}");
    }
}
