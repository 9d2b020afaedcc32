//! What scanners look for: headers, cookies, forged forms, fixed sessions, redirects, paths.
//! Keys of others are in `keys`, what people type is in `hostile`.

use axum::body::Body;
use axum::http::{Method, Request, header};
use domain::Role;
use serde_json::json;

use super::{Answer, sites, user_in};
use crate::support::small::{case_id, ready};

fn get(path: &str) -> Request<Body> {
    Request::get(path).header(header::ACCEPT, "text/html").body(Body::empty()).unwrap()
}

fn post(path: &str, body: &str) -> Request<Body> {
    Request::post(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .body(Body::from(body.to_owned()))
        .unwrap()
}

/// Fails unless the answer tells browsers to do as little as they can with it.
#[track_caller]
fn guarded(answer: &Answer, what: &str) {
    let policy = answer.header("content-security-policy");
    for part in
        ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"]
    {
        assert!(policy.contains(part), "{what}: {policy}");
    }
    for loose in ["unsafe-inline", "unsafe-eval", "*", "http:", "data:"] {
        assert!(!policy.contains(loose), "{what}: {policy}");
    }
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(answer.header(name), value, "{what}");
    }
    assert!(answer.header("strict-transport-security").contains("max-age=31536000"), "{what}");
    assert!(!answer.header("x-request-id").is_empty(), "{what}");
    // Nothing says what it runs on, and nobody else's page may read it.
    for name in ["server", "x-powered-by", "access-control-allow-origin"] {
        assert_eq!(answer.header(name), "", "{what}: {name}");
    }
    for cookie in answer.headers.get_all(header::SET_COOKIE) {
        let cookie = cookie.to_str().unwrap();
        assert!(cookie.starts_with("__Host-"), "{what}: {cookie}");
        for part in ["; Path=/", "; Secure", "; HttpOnly", "; SameSite=Strict"] {
            assert!(cookie.contains(part), "{what}: {cookie}");
        }
        assert!(!cookie.to_ascii_lowercase().contains("domain="), "{what}: {cookie}");
    }
}

#[tokio::test]
async fn every_kind_of_answer_is_guarded() {
    for site in sites("headers").await {
        site.world.with_cases([ready("P1")]).await;
        let officer = site.browser(Role::DeportationOfficer).await;
        for path in ["/", "/cases/P1.1", "/cases/P9.1", "/nothing", "/flights", "/audit", "/plans"]
        {
            let answer = officer.get(path).await;
            guarded(&answer, path);
            assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        }
        for path in [
            "/sign-in",
            "/",
            "/assets/desk.css",
            "/assets/none",
            "/healthz",
            "/openapi.json",
            "/api/v1/cases",
            "/api/v1/nothing",
        ] {
            guarded(&site.send(get(path)).await, path);
        }
        guarded(&site.send(post("/become", "user=d.okafor")).await.is(303), "/become");
        guarded(&officer.post("/sign-out", &[]).await.is(303), "/sign-out");
        let large = site.send(post("/sign-in", &"a".repeat(70_000))).await.is(413);
        guarded(&large, "a large body");
        for method in ["TRACE", "PUT", "DELETE", "PATCH", "OPTIONS", "WHATEVER"] {
            let method = Method::from_bytes(method.as_bytes()).unwrap();
            let request = Request::builder().method(method).uri("/").body(Body::empty()).unwrap();
            guarded(&site.send(request).await.is(405), "another method");
        }
    }
}

#[tokio::test]
async fn a_form_of_another_site_does_nothing() {
    for site in sites("forged").await {
        site.world.sealed(&["P1"]).await;
        let before = site.world.ops.store.case(&case_id("P1")).await.unwrap().version();
        let browser = site.browser(Role::SupervisoryOfficer).await;
        let mark = browser.csrf.clone();
        let other = site.browser(Role::FlightScheduler).await.csrf;
        for path in [
            "/holds/new",
            "/cases/P1.1/advance",
            "/cases/P1.1/close",
            "/cases/P1.1/custody",
            "/cases/P1.1/holds/H1/lift",
            "/flights",
            "/flights/F1/seal",
            "/flights/F1/strike",
            "/flights/F1/stop-orders/F1-stop1/acknowledge",
            "/many",
            "/plans",
            "/answers",
            "/sign-out",
        ] {
            let fields = [
                ("case", "P1"),
                ("kind", "judicial_stay"),
                ("document", "x"),
                ("seen", "1"),
                ("pick", "P1.1@1"),
                ("step", "advance"),
                ("flights", "F1"),
            ];
            let with = |mark: &str| {
                let mut all = vec![("csrf", mark.to_owned())];
                all.extend(fields.map(|(name, value)| (name, value.to_owned())));
                all
            };
            for (mark, from) in [
                (mark.as_str(), "cross-site"),
                (&mark, "same-site"),
                (&other, "same-origin"),
                ("", "same-origin"),
                ("x", "none"),
            ] {
                let fields = with(mark);
                let fields: Vec<(&str, &str)> =
                    fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
                browser.post_raw(path, &fields, from).await.is(403);
            }
        }
        let after = site.world.ops.store.case(&case_id("P1")).await.unwrap().version();
        assert_eq!(before, after, "{}", site.world.name);
        browser.get("/").await.is(200);
        // Nor does a program in a page of another site, with the cookie and without the mark.
        let cookie = browser.cookie.clone();
        let request = Request::post("/api/v1/cases/P1.1/holds")
            .header(header::COOKIE, cookie)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(json!({ "kind": "judicial_stay", "document": "x" }).to_string()));
        site.send(request.unwrap()).await.is(403);
    }
}

#[tokio::test]
async fn nobody_chooses_the_session_or_the_next_address_of_somebody_else() {
    for site in sites("fixed").await {
        let user = user_in(&site, Role::DutyOfficer).await;
        for given in ["f".repeat(64), String::new(), "x".to_owned()] {
            let mut request = post("/become", &format!("user={user}&next=/flights"));
            let cookie = format!("__Host-caseflight={given}");
            request.headers_mut().insert(header::COOKIE, cookie.parse().unwrap());
            let answer = site.send(request).await.is(303);
            let set = answer.header("set-cookie");
            assert!(
                set.len() > 80 && (given.is_empty() || !set.contains(&format!("={given};"))),
                "{set}"
            );
        }
        for next in [
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "javascript:alert(1)",
            "/%2f/evil.example",
            "/%09/evil.example",
            "/a%0d%0aSet-Cookie: x=y",
            "/a?b",
            "/a#b",
            " //evil.example",
            "/./\t/evil.example",
            "data:text/html,x",
        ] {
            let encoded = super::encoded(next);
            let answer = site.send(post("/become", &format!("user={user}&next={encoded}"))).await;
            assert_eq!(answer.is(303).header("location"), "/", "{next:?}");
            let page = site.send(get(&format!("/sign-in?next={encoded}"))).await.is(200);
            assert!(page.body.contains("name=\"next\" value=\"/\""), "{next:?}");
        }
        // Somebody who signed out is out, whoever keeps the cookie.
        let browser = site.browser(Role::DutyOfficer).await;
        browser.post("/sign-out", &[]).await.is(303);
        browser.get("/").await.is(303);
    }
}

#[tokio::test]
async fn no_path_leads_out_of_the_assets() {
    let site = sites("paths").await.into_iter().next().unwrap();
    for path in [
        "/assets/../Cargo.toml",
        "/assets/..%2fCargo.toml",
        "/assets/%2e%2e/%2e%2e/etc/passwd",
        "/assets/....//....//etc/passwd",
        "/assets/%5c..%5c..%5cetc%5cpasswd",
        "/assets//etc/passwd",
        "/assets/%00",
        "/assets/desk.css%00.html",
        "/assets/",
        "/assets",
        "/.git/config",
        "/.env",
        "/etc/passwd",
        "//etc/passwd",
        "/reports/..%2f..%2fetc%2fpasswd",
        "/assets/desk.css/..",
    ] {
        let answer = site.send(get(path)).await;
        assert!(matches!(answer.status.as_u16(), 303 | 404), "{path}: {}", answer.status);
        assert!(!answer.body.contains("[package]") && !answer.body.contains("root:"), "{path}");
    }
}
