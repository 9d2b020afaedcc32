//! Signing in, forms that come from elsewhere, tokens.

use axum::body::Body;
use axum::http::{Request, header};
use domain::{Role, UserId};
use persistence::Account;
use server::{Desk, Scope, Settings};

use super::{Site, sites};
use crate::support::worlds;

/// A desk that is no demonstration, with one user who has a password.
async fn real(name: &str) -> Vec<Site> {
    let mut all = Vec::new();
    for world in worlds(&format!("desk_{name}")).await {
        let account = Account {
            user: UserId::new("ann").unwrap(),
            name: "Ann".to_owned(),
            roles: vec![Role::DeportationOfficer],
            office: Some("NOL".to_owned()),
            country: None,
            password: None,
            failures: 0,
            locked_until: None,
            disabled_at: None,
            made_at: world.ops.clock.now().at(),
        };
        let password = Some("a sentence of five words");
        server::set_account(&world.ops, account, password).await.unwrap();
        let desk = Desk::new(world.ops.clone(), Settings { demo: false }).unwrap();
        all.push(Site { world, router: server::router(desk.clone()), desk });
    }
    all
}

fn form(path: &str, body: &str) -> Request<Body> {
    Request::post(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .body(Body::from(body.to_owned()))
        .unwrap()
}

#[tokio::test]
async fn a_right_password_begins_a_session_that_only_this_host_sees() {
    for site in real("password").await {
        let wrong = site.send(form("/sign-in", "user=ann&password=wrong")).await.is(401);
        assert!(wrong.body.contains("Wrong user or password."));
        let none = site.send(form("/sign-in", "user=nobody&password=wrong")).await.is(401);
        assert!(none.body.contains("Wrong user or password."));
        let body = "user=ann&password=a+sentence+of+five+words&next=//evil.example";
        let right = site.send(form("/sign-in", body)).await.is(303);
        assert_eq!(right.header("location"), "/");
        let cookie = right.header("set-cookie");
        assert!(cookie.starts_with("__Host-caseflight="), "{cookie}");
        for part in ["; Path=/", "; Secure", "; HttpOnly", "; SameSite=Strict"] {
            assert!(cookie.contains(part), "{cookie}");
        }
        assert!(!cookie.contains("Domain"), "{cookie}");
    }
}

#[tokio::test]
async fn nobody_becomes_anybody_outside_a_demonstration() {
    for site in real("become").await {
        site.send(form("/become", "user=ann")).await.is(404);
    }
}

#[tokio::test]
async fn many_wrong_passwords_lock_the_account_for_the_right_one_too() {
    for site in real("locked").await {
        for _ in 0..10 {
            site.send(form("/sign-in", "user=ann&password=wrong")).await.is(401);
        }
        let body = "user=ann&password=a+sentence+of+five+words";
        site.send(form("/sign-in", body)).await.is(401);
        let ann = UserId::new("ann").unwrap();
        site.world.ops.store.note_right_password(&ann).await.unwrap();
        site.send(form("/sign-in", body)).await.is(303);
    }
}

#[tokio::test]
async fn the_door_does_not_tell_who_has_an_account_however_often_one_knocks() {
    for site in real("knock").await {
        let mut told: Vec<Vec<(u16, String)>> = Vec::new();
        for user in ["ann", "bob"] {
            let mut answers = Vec::new();
            for _ in 0..14 {
                let body = format!("user={user}&password=wrong");
                let answer = site.send(form("/sign-in", &body)).await;
                answers.push((answer.status.as_u16(), answer.body.replace(user, "somebody")));
            }
            told.push(answers);
        }
        assert_eq!(told[0], told[1], "{}", site.world.name);
        assert!(told[0].iter().all(|(status, _)| *status == 401), "{}", site.world.name);
        let ann = UserId::new("ann").unwrap();
        let account = site.world.ops.store.account(&ann).await.unwrap().unwrap();
        assert!(account.locked_until.is_some(), "{}", site.world.name);
    }
}

#[tokio::test]
async fn a_page_without_a_session_sends_to_sign_in_and_the_api_says_401() {
    for site in sites("nobody").await {
        let page = site.send(Request::get("/cases/x").body(Body::empty()).unwrap()).await.is(303);
        assert_eq!(page.header("location"), "/sign-in?next=/cases/x");
        for path in ["/api/v1/cases", "/api/v1/flights", "/api/v1/reports/stages"] {
            let answer = site.send(Request::get(path).body(Body::empty()).unwrap()).await.is(401);
            assert_eq!(answer.header("content-type"), "application/problem+json");
            assert_eq!(answer.header("www-authenticate"), "Bearer");
        }
    }
}

#[tokio::test]
async fn a_form_that_is_not_ours_is_refused() {
    for site in sites("forged").await {
        let browser = site.browser(Role::DeportationOfficer).await;
        let csrf = browser.csrf.as_str();
        let fields = [("csrf", csrf), ("case", "P1.1")];
        browser.post_raw("/holds/new", &fields, "cross-site").await.is(403);
        browser.post_raw("/holds/new", &fields, "same-site").await.is(403);
        browser.post_raw("/holds/new", &[("case", "P1.1")], "same-origin").await.is(403);
        let wrong = [("csrf", "0"), ("case", "P1.1")];
        browser.post_raw("/holds/new", &wrong, "same-origin").await.is(403);
        let other = site.browser(Role::LegalCounsel).await;
        let others = [("csrf", other.csrf.as_str()), ("case", "P1.1")];
        browser.post_raw("/holds/new", &others, "same-origin").await.is(403);
        browser.post_raw("/sign-out", &[], "same-origin").await.is(403);
        browser.get("/").await.is(200);
    }
}

#[tokio::test]
async fn who_signed_out_is_signed_out() {
    for site in sites("out").await {
        let browser = site.browser(Role::Auditor).await;
        browser.get("/").await.is(200);
        browser.post("/sign-out", &[]).await.is(303);
        browser.get("/").await.is(303);
    }
}

#[tokio::test]
async fn a_token_is_good_for_its_scopes_only_and_until_it_is_revoked() {
    for site in sites("token").await {
        let token = site.token_for(Role::FlightScheduler, &[Scope::Read]).await;
        site.api(&token, ("GET", "/flights"), None, None).await.is(200);
        let refused = site.api(&token, ("POST", "/flights/F1/manifest/seal"), None, Some("\"1\""));
        let refused = refused.await.is(403).json();
        assert_eq!(refused["type"], "/help/problems#token-scope");
        site.api("cf_wrong", ("GET", "/flights"), None, None).await.is(401);

        let store = &site.world.ops.store;
        let user = super::user_in(&site, Role::FlightScheduler).await;
        let tokens = store.desk_tokens_of(&user).await.unwrap();
        let now = site.world.ops.clock.now().at();
        assert!(store.revoke_token(&tokens[0].id, &user, now).await.unwrap());
        site.api(&token, ("GET", "/flights"), None, None).await.is(401);
    }
}

#[tokio::test]
async fn every_answer_has_the_headers_that_keep_a_browser_safe() {
    for site in sites("headers").await {
        for path in
            ["/sign-in", "/healthz", "/readyz", "/openapi.json", "/nothing", "/assets/desk.css"]
        {
            let answer = site.send(Request::get(path).body(Body::empty()).unwrap()).await;
            let policy = answer.header("content-security-policy");
            assert!(policy.starts_with("default-src 'none'"), "{path}");
            assert!(!policy.contains("unsafe"), "{path}");
            assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
            assert_eq!(answer.header("x-frame-options"), "DENY", "{path}");
            assert!(!answer.header("x-request-id").is_empty(), "{path}");
            assert!(!answer.header("cache-control").is_empty(), "{path}");
        }
    }
}
