//! Who signs a list, what a signature is worth, and what comes of two at once.

use axum::body::Body;
use axum::http::{Request, header};
use domain::{Role, Stage};
use serde_json::json;

use super::lists::{LIST, SIGN, list, listed, sign, signatures, signed, stage, times_signed};
use super::permissions::signs_in;
use super::{sites, user_in};
use crate::support::actor;
use crate::support::small::{case_id, flight_id, stay};

#[tokio::test]
async fn lists_are_for_consular_users_and_for_nobody_of_the_house() {
    for site in sites("list_roles").await {
        listed(&site).await;
        let consul = site.token(Role::ForeignConsularUser).await;
        let (tag, seen) = list(&site, &consul).await;
        let body = signed(&seen, &["approved", "approved"]);
        for role in Role::ALL.iter().copied().filter(|role| signs_in(*role)) {
            if role == Role::ForeignConsularUser {
                continue;
            }
            let token = site.token(role).await;
            for path in [("GET", "/lists"), LIST] {
                let problem = site.api(&token, path, None, None).await.is(403).json();
                assert_eq!(problem["policy"], "no-policy-permits", "{role}");
            }
            sign(&site, &token, &tag, body.clone()).await.is(403);
            let browser = site.browser(role).await;
            browser.get("/lists").await.is(403);
            browser.get("/lists/F1").await.is(403);
            browser.post("/lists/F1", &[("seen", "1"), ("answer-P1.1", "approved")]).await.is(403);
        }
        // A token that may only read does not sign.
        let reader = site.token_for(Role::ForeignConsularUser, &[server::Scope::Read]).await;
        site.api(&reader, LIST, None, None).await.is(200);
        let problem = sign(&site, &reader, &tag, body).await.is(403).json();
        assert_eq!(problem["type"], "/help/problems#token-scope");
        assert_eq!(signatures(&site.world).await.0, 0, "{}", site.world.name);
    }
}

#[tokio::test]
async fn a_list_that_was_changed_after_it_was_signed_is_found_out() {
    let changes = [
        (
            "UPDATE events SET body = replace(body, 'L1234567', 'L7654321') \
          WHERE stream = 'P1.1' AND kind = 'document_recorded'",
            "F1",
        ),
        (
            "UPDATE events SET body = replace(body, '\"refused\"', '\"approved\"') \
          WHERE stream = 'P2.1' AND kind = 'document_recorded'",
            "F1",
        ),
        (
            "UPDATE events SET body = replace(body, 'P2.1', 'P3.1') \
          WHERE stream = 'F1' AND kind = 'list_signed'",
            "F1",
        ),
        (
            "UPDATE events SET body = replace(body, '\"GTM\"', '\"HND\"') \
          WHERE stream = 'F1' AND kind = 'list_signed'",
            "F1",
        ),
        ("DELETE FROM events WHERE stream = 'F1' AND kind = 'list_signed'", "P1.1"),
        ("DELETE FROM events WHERE stream = 'P1.1' AND kind = 'answer_signed'", "F1"),
    ];
    for site in sites("list_tampered").await {
        let name = site.world.name;
        listed(&site).await;
        let consul = site.token(Role::ForeignConsularUser).await;
        let (tag, seen) = list(&site, &consul).await;
        sign(&site, &consul, &tag, signed(&seen, &["approved", "refused"])).await.is(200);
        site.world.unlock_history().await;
        site.world.run_sql("CREATE TABLE kept AS SELECT * FROM events").await;
        for (change, at) in changes {
            assert!(signatures(&site.world).await.1.is_intact(), "{name}: before {change}");
            site.world.run_sql(change).await;
            let (_, found) = signatures(&site.world).await;
            let first = found.broken.first().map(|one| one.at.as_str());
            assert_eq!(first, Some(at), "{name}: {change}: {found:?}");
            site.world.run_sql("DELETE FROM events; INSERT INTO events SELECT * FROM kept").await;
        }
    }
}

#[tokio::test]
async fn without_the_password_nothing_is_signed_where_it_is_asked_for() {
    for site in sites("list_password").await {
        listed(&site).await;
        let site = site.in_earnest("a sentence of five words").await;
        let consul = site.token(Role::ForeignConsularUser).await;
        let (tag, seen) = list(&site, &consul).await;
        let mut body = signed(&seen, &["approved", "approved"]);
        let told = sign(&site, &consul, &tag, body.clone()).await.is(422).json();
        assert_eq!(told["errors"][0]["pointer"], "/password", "{}", site.world.name);
        body["password"] = json!("a sentence of five words");
        sign(&site, &consul, &tag, body).await.is(200);
        let history = site.world.ops.store.history(flight_id("F1")).await.unwrap();
        let signed = history.iter().find(|one| one.kind == "list_signed").unwrap();
        assert!(signed.body.contains("\"method\":\"password\""), "{}", signed.body);
    }
}

#[tokio::test]
async fn a_key_does_not_hold_on_to_an_answer_that_says_to_wait() {
    const PASSWORD: &str = "a sentence of five words";
    for site in sites("list_wait").await {
        listed(&site).await;
        let site = site.in_earnest(PASSWORD).await;
        let consul = site.token(Role::ForeignConsularUser).await;
        let user = user_in(&site, Role::ForeignConsularUser).await;
        let (tag, seen) = list(&site, &consul).await;
        let mut body = signed(&seen, &["approved", "approved"]);
        body["password"] = json!(PASSWORD);
        let send = async || {
            let request = Request::post(format!("/api/v1{}", SIGN.1))
                .header(header::AUTHORIZATION, format!("Bearer {consul}"))
                .header(header::CONTENT_TYPE, "application/json")
                .header(header::IF_MATCH, &tag)
                .header("idempotency-key", "k1")
                .body(Body::from(body.to_string()));
            site.send(request.unwrap()).await
        };
        let store = &site.world.ops.store;
        let soon = super::now() + jiff::SignedDuration::from_mins(9);
        store.note_wrong_password(&user, 1, soon).await.unwrap();
        let wait = send().await.is(429);
        assert!(!wait.header("retry-after").is_empty(), "{}", site.world.name);
        // The quarter of an hour is over.
        store.note_right_password(&user).await.unwrap();
        let done = send().await.is(200);
        assert_eq!(done.header("idempotency-replayed"), "", "{}", site.world.name);
        let again = send().await.is(200);
        assert_eq!(again.header("idempotency-replayed"), "true", "{}", site.world.name);
        assert_eq!((done.body, times_signed(&site.world, "P1").await), (again.body, 1));
    }
}

#[tokio::test]
async fn two_who_sign_at_once_do_not_both_sign() {
    for site in sites("list_race").await {
        listed(&site).await;
        let consul = site.token(Role::ForeignConsularUser).await;
        let (tag, seen) = list(&site, &consul).await;
        let one = sign(&site, &consul, &tag, signed(&seen, &["approved", "approved"]));
        let other = sign(&site, &consul, &tag, signed(&seen, &["refused", "approved"]));
        let (one, other) = tokio::join!(one, other);
        let mut statuses = [one.status.as_u16(), other.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 412], "{}", site.world.name);
        let (count, found) = signatures(&site.world).await;
        assert_eq!((count, found.is_intact()), (1, true), "{}: {found:?}", site.world.name);
        assert_eq!(times_signed(&site.world, "P1").await, 1, "{}", site.world.name);
    }
}

#[tokio::test]
async fn a_hold_that_comes_while_a_list_is_signed_takes_its_person_off_whoever_is_first() {
    for site in sites("list_hold").await {
        let (ops, name) = (&site.world.ops, site.world.name);
        listed(&site).await;
        let consul = site.token(Role::ForeignConsularUser).await;
        for (n, person) in ["P1", "P2"].into_iter().enumerate() {
            let (tag, seen) = list(&site, &consul).await;
            let answers = vec!["approved"; 2 - n];
            let signing = sign(&site, &consul, &tag, signed(&seen, &answers));
            let (case, counsel) = (case_id(person), actor("court_feed:courts"));
            let holding = ops.place_hold(&case, stay("H1"), &counsel, None);
            let (signing, holding) = tokio::join!(signing, holding);
            holding.unwrap();
            assert!(matches!(signing.status.as_u16(), 200 | 412), "{name}: {}", signing.body);
            assert_eq!(stage(&site.world, person).await, Stage::AgencyApproved, "{name}");
        }
        let (_, found) = signatures(&site.world).await;
        assert!(found.is_intact(), "{name}: {found:?}");
    }
}
