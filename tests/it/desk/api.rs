//! The API: versions, keys, pages, problems.

use axum::body::Body;
use axum::http::{Request, header};
use domain::Role;
use serde_json::json;

use super::{Site, sites};
use crate::support::small::{case_id, ready};

fn hold() -> serde_json::Value {
    json!({ "kind": "judicial_stay", "document": "order of the court" })
}

async fn keyed(site: &Site, token: &str, key: &str, body: &serde_json::Value) -> super::Answer {
    let request = Request::post("/api/v1/cases/P1.1/holds")
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::CONTENT_TYPE, "application/json")
        .header("idempotency-key", key)
        .body(Body::from(body.to_string()))
        .unwrap();
    site.send(request).await
}

#[tokio::test]
async fn a_change_needs_the_version_that_was_read() {
    for site in sites("version").await {
        site.world.with_cases([ready("P1")]).await;
        let token = site.token(Role::DeportationOfficer).await;
        let path = ("POST", "/cases/P1.1/reopen");
        let body = || Some(json!({ "reason": "a motion was granted" }));
        let missing = site.api(&token, path, body(), None).await.is(428).json();
        assert_eq!(missing["type"], "/help/problems#version-missing");
        let old = site.api(&token, path, body(), Some("\"7\"")).await.is(412).json();
        assert_eq!(old["version"], 1);
        let found = site.api(&token, ("GET", "/cases/P1.1"), None, None).await.is(200);
        let tag = found.header("etag").to_owned();
        assert_eq!(tag, "\"1\"");
        let done = site.api(&token, path, body(), Some(&tag)).await.is(200);
        assert_eq!(done.header("etag"), "\"3\"");
        // Somebody who still has the old version does not overwrite it.
        site.api(&token, path, body(), Some(&tag)).await.is(412);
        assert_eq!(done.json()["case"], case_id("P1").as_str());
    }
}

#[tokio::test]
async fn the_same_key_is_done_once_and_answered_alike() {
    for site in sites("keys").await {
        site.world.with_cases([ready("P1")]).await;
        let token = site.token(Role::DutyOfficer).await;
        let first = keyed(&site, &token, "k1", &hold()).await.is(201);
        let again = keyed(&site, &token, "k1", &hold()).await.is(201);
        assert_eq!(first.body, again.body);
        assert_eq!(again.header("idempotency-replayed"), "true");
        assert_eq!(again.header("etag"), first.header("etag"));
        let other = json!({ "kind": "judicial_stay", "document": "another order" });
        let refused = keyed(&site, &token, "k1", &other).await.is(422).json();
        assert_eq!(refused["type"], "/help/problems#key-used");
        keyed(&site, &token, "", &hold()).await.is(400);
        // Another user's key is another key.
        let counsel = site.token(Role::LegalCounsel).await;
        keyed(&site, &counsel, "k1", &other).await.is(201);
        let case = site.world.ops.store.case(&case_id("P1")).await.unwrap();
        assert_eq!(case.value.holds.len(), 2, "{}", site.world.name);
    }
}

#[tokio::test]
async fn faults_name_their_fields_all_at_once() {
    for site in sites("faults").await {
        site.world.with_cases([ready("P1")]).await;
        let token = site.token(Role::DutyOfficer).await;
        let body =
            json!({ "kind": "no_such", "document": " ", "country": "Guatemala", "to": "soon" });
        let answer = site.api(&token, ("POST", "/cases/P1.1/holds"), Some(body), None).await;
        let errors = answer.is(422).json()["errors"].clone();
        let pointers: Vec<&str> =
            errors.as_array().unwrap().iter().map(|e| e["pointer"].as_str().unwrap()).collect();
        assert_eq!(pointers, ["/kind", "/document", "/country", "/to"]);
        let unknown = json!({ "kind": "judicial_stay", "document": "x", "surprise": 1 });
        site.api(&token, ("POST", "/cases/P1.1/holds"), Some(unknown), None).await.is(422);
    }
}

#[tokio::test]
async fn pages_of_a_list_hold_everybody_once() {
    for site in sites("pages").await {
        let people: Vec<String> = (1..=5).map(|n| format!("P{n}")).collect();
        site.world.with_cases(people.iter().map(|person| ready(person))).await;
        let token = site.token(Role::DeportationOfficer).await;
        let (mut seen, mut path) = (Vec::new(), "/cases?limit=2".to_owned());
        loop {
            let page = site.api(&token, ("GET", &path), None, None).await.is(200);
            let list = page.json();
            let ids = list["cases"].as_array().unwrap().iter().map(|c| c["id"].clone());
            seen.extend(ids);
            let Some(next) = list["next"].as_str() else {
                assert!(page.headers.get(header::LINK).is_none());
                break;
            };
            assert!(page.header("link").contains(&format!("after={next}")));
            path = format!("/cases?limit=2&after={next}");
        }
        assert_eq!(seen, ["P1.1", "P2.1", "P3.1", "P4.1", "P5.1"]);
        for wrong in ["limit=0", "limit=201", "limit=x", "after=%00", "text=%00", "country=xx"] {
            let answer = site.api(&token, ("GET", &format!("/cases?{wrong}")), None, None).await;
            assert!(matches!(answer.status.as_u16(), 400 | 422), "{wrong}: {}", answer.status);
            assert_eq!(answer.header("content-type"), "application/problem+json");
        }
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_a_problem_too() {
    for site in sites("unreadable").await {
        let token = site.token(Role::DutyOfficer).await;
        for (kind, body, status) in [
            ("application/json", "{".to_owned(), 400),
            // A list in place of an object, which would do if its values were counted off.
            ("application/json", "[\"judicial_stay\",\"order\"]".to_owned(), 422),
            ("text/plain", "{}".to_owned(), 415),
            ("application/json", format!("\"{}\"", "x".repeat(70_000)), 413),
        ] {
            let request = Request::post("/api/v1/cases/P1.1/holds")
                .header(header::AUTHORIZATION, format!("Bearer {token}"))
                .header(header::CONTENT_TYPE, kind)
                .body(Body::from(body))
                .unwrap();
            let answer = site.send(request).await.is(status);
            assert_eq!(answer.header("content-type"), "application/problem+json", "{status}");
        }
        let request = Request::delete("/api/v1/cases").body(Body::empty()).unwrap();
        let answer = site.send(request).await.is(405);
        assert_eq!(answer.header("content-type"), "application/problem+json");
        assert!(answer.header("allow").contains("GET"));
    }
}

#[tokio::test]
async fn the_description_is_of_the_version_that_tools_read() {
    for site in sites("openapi").await {
        let answer = site.send(Request::get("/openapi.json").body(Body::empty()).unwrap()).await;
        let description = answer.is(200).json();
        assert_eq!(description["openapi"], "3.1.0");
        let paths = description["paths"].as_object().unwrap();
        assert!(paths.contains_key("/api/v1/cases/{id}/holds"));
        assert!(paths.keys().all(|path| path.starts_with("/api/v1/")));
        // Generators refuse a description with an answer that says nothing, or one name for two.
        let mut names = std::collections::BTreeSet::new();
        for (path, item) in paths {
            for (method, operation) in item.as_object().unwrap() {
                let name = operation["operationId"].as_str().unwrap_or_default().to_owned();
                assert!(!name.is_empty() && names.insert(name), "{method} {path}");
                for (status, answer) in operation["responses"].as_object().unwrap() {
                    let words = answer["description"].as_str().unwrap_or_default();
                    assert!(!words.is_empty(), "{method} {path} {status}");
                }
            }
        }
    }
}
