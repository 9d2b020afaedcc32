//! How much may be asked for, what is free again, and lists that go on.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, header};
use domain::{Known, Role};
use jiff::SignedDuration;
use serde_json::json;
use server::{Desk, HeaderName, Limits, Settings};

use super::{Site, now, sites, user_in};
use crate::support::small::{case_id, flight_id, ready};
use crate::support::worlds;

fn from(peer: &str, path: &str, forwarded: Option<&str>) -> Request<Body> {
    let peer: SocketAddr = format!("{peer}:9").parse().unwrap();
    let mut request = Request::get(path).extension(ConnectInfo(peer));
    if let Some(forwarded) = forwarded {
        request = request.header("x-forwarded-for", forwarded);
    }
    request.body(Body::empty()).unwrap()
}

/// A desk with limits. They are kept in memory: one database is as good as the other.
async fn limited(name: &str, client_header: Option<HeaderName>) -> Site {
    let world = worlds(&format!("desk_{name}")).await.into_iter().next().unwrap();
    let limits = Limits { requests_per_second: Some(1), client_header };
    let desk = Desk::new(world.ops.clone(), Settings { demo: true }).unwrap().with_limits(limits);
    Site { world, router: server::router(desk.clone()), desk }
}

#[tokio::test]
async fn a_client_that_asks_for_too_much_is_told_when_to_come_back() {
    let site = limited("limit", None).await;
    let mut answers = Vec::new();
    for _ in 0..12 {
        answers.push(site.send(from("10.0.0.1", "/api/v1/cases", None)).await);
    }
    let refused: Vec<_> = answers.iter().filter(|answer| answer.status == 429).collect();
    assert!(refused.len() >= 5, "{}", refused.len());
    assert!(answers.iter().take(5).all(|answer| answer.status == 401));
    for answer in refused {
        assert_eq!(answer.header("content-type"), "application/problem+json");
        let wait: u64 = answer.header("retry-after").parse().unwrap();
        assert!((1..=2).contains(&wait), "{wait}");
        assert_eq!(answer.json()["type"], "/help/problems#too-many");
        assert_eq!(answer.json()["retry_after"], wait);
    }
    // Others are not held up, nor is whoever asks whether the desk is well.
    site.send(from("10.0.0.2", "/api/v1/cases", None)).await.is(401);
    site.send(from("10.0.0.1", "/healthz", None)).await.is(200);
    site.send(from("10.0.0.1", "/readyz", None)).await.is(200);
    // A made-up header helps nobody whose proxy does not write it.
    site.send(from("10.0.0.1", "/api/v1/cases", Some("10.9.9.9"))).await.is(429);
}

#[tokio::test]
async fn behind_a_proxy_each_client_has_its_own_measure() {
    let header = Some(HeaderName::from_static("x-forwarded-for"));
    let site = limited("proxied", header).await;
    let ask = |said: &'static str| site.send(from("127.0.0.1", "/api/v1/cases", Some(said)));
    let mut last = 0;
    for _ in 0..12 {
        last = ask("1.1.1.1, 10.0.0.1").await.status.as_u16();
    }
    assert_eq!(last, 429);
    ask("2.2.2.2, 10.0.0.1").await.is(429);
    ask("10.0.0.1, 10.0.0.2").await.is(401);
}

fn try_to_sign_in(user: &str, peer: &str) -> Request<Body> {
    let peer: SocketAddr = format!("{peer}:9").parse().unwrap();
    Request::post("/sign-in")
        .extension(ConnectInfo(peer))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .body(Body::from(format!("user={user}&password=wrong")))
        .unwrap()
}

#[tokio::test]
async fn guessing_is_slow_for_one_account_and_for_one_client() {
    let site = sites("guess").await.into_iter().next().unwrap();
    for n in 0..15 {
        let answer = site.send(try_to_sign_in("nobody", &format!("10.0.1.{n}"))).await;
        answer.is(401);
    }
    let refused = site.send(try_to_sign_in("nobody", "10.0.1.99")).await.is(429);
    assert!(refused.header("retry-after").parse::<u64>().unwrap() <= 31);
    assert!(refused.body.contains("try again in"), "{}", refused.body);
    for n in 0..29 {
        site.send(try_to_sign_in(&format!("user{n}"), "10.0.2.1")).await.is(401);
    }
    site.send(try_to_sign_in("user30", "10.0.2.1")).await.is(401);
    site.send(try_to_sign_in("user31", "10.0.2.1")).await.is(429);
    site.send(try_to_sign_in("user31", "10.0.2.2")).await.is(401);
}

async fn place(site: &Site, token: &str, document: &str) -> super::Answer {
    let body = json!({ "kind": "judicial_stay", "document": document });
    let request = Request::post("/api/v1/cases/P1.1/holds")
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::CONTENT_TYPE, "application/json")
        .header("idempotency-key", "k1")
        .body(Body::from(body.to_string()))
        .unwrap();
    site.send(request).await
}

#[tokio::test]
async fn a_key_whose_server_was_lost_is_free_again_after_minutes() {
    for site in sites("lost").await {
        site.world.with_cases([ready("P1")]).await;
        let token = site.token(Role::DutyOfficer).await;
        let user = user_in(&site, Role::DutyOfficer).await;
        let store = &site.world.ops.store;
        let long_ago = now() - SignedDuration::from_hours(9);
        let begun = now() - SignedDuration::from_mins(6);
        let key = (user.as_str(), "k1");
        store.begin_request(key, "lost", (begun, long_ago)).await.unwrap();
        place(&site, &token, "order").await.is(201);
        let again = place(&site, &token, "order").await.is(201);
        assert_eq!(again.header("idempotency-replayed"), "true", "{}", site.world.name);
        // What the lost server would have answered comes too late.
        let late = persistence::KeptAnswer {
            status: 500,
            kind: "text/plain".to_owned(),
            etag: None,
            body: "late".to_owned(),
        };
        store.keep_answer(key, begun, &late).await.unwrap();
        store.forget_request(key, begun).await.unwrap();
        place(&site, &token, "order").await.is(201);

        let counsel = site.token(Role::LegalCounsel).await;
        let user = user_in(&site, Role::LegalCounsel).await;
        let begun = now() - SignedDuration::from_mins(1);
        store.begin_request((user.as_str(), "k1"), "lost", (begun, long_ago)).await.unwrap();
        let other = place(&site, &counsel, "order").await.is(422);
        assert_eq!(other.json()["type"], "/help/problems#key-used");
        let case = store.case(&case_id("P1")).await.unwrap();
        assert_eq!(case.value.holds.len(), 1, "{}", site.world.name);
    }
}

#[tokio::test]
async fn only_flights_with_stop_orders_are_read_for_them_and_open_ones_always() {
    for site in sites("stops").await {
        let world = &site.world;
        world.with_cases(["P1", "P2"].map(ready)).await;
        world.with_flights(["F1", "F2", "F3"].map(flight_id)).await;
        world.seat("F1", &["P1"]).await;
        world.seat("F2", &["P2"]).await;
        let duty = site.browser(Role::DutyOfficer).await;
        for case in ["P1", "P2"] {
            let words = "said \"stop_orders\":[{ and \"acknowledged\":null";
            let fields = [("case", case), ("kind", "judicial_stay"), ("document", words)];
            duty.post("/holds/new", &fields).await.is(303);
        }
        let lead = site.browser(Role::FlightOfficer).await;
        lead.post("/flights/F1/stop-orders/F1-stop1/acknowledge", &[]).await.is(303);
        let found = |limit| world.ops.store.flights_with_stop_orders(limit);
        let ids = |flights: Vec<persistence::Loaded<domain::Flight>>| -> Vec<String> {
            flights.iter().map(|flight| flight.value.id().to_string()).collect()
        };
        assert_eq!(ids(found(9).await.unwrap()), ["F2", "F1"], "{}", world.name);
        assert_eq!(ids(found(0).await.unwrap()), ["F2"], "{}", world.name);
        let page = lead.get("/stop-orders").await.is(200);
        assert!(page.body.contains("To acknowledge (1)") && page.body.contains("F1-stop1"));
    }
}

#[tokio::test]
async fn the_docket_goes_on_until_everybody_was_on_it_once() {
    for site in sites("docket").await {
        let people = (0..470).map(|n| {
            let mut case = ready(&format!("P{n:03}"));
            let day = jiff::civil::date(2023, 1, 1) + jiff::Span::new().days(i64::from(n % 90));
            case.custody.since = (n % 47 != 0).then_some(Known::Read(day));
            case
        });
        site.world.with_cases(people).await;
        let officer = site.browser(Role::DeportationOfficer).await;
        let (mut seen, mut path, mut pages) = (BTreeSet::new(), "/".to_owned(), 0);
        loop {
            pages += 1;
            let page = officer.get(&path).await.is(200);
            for piece in page.body.split("<th scope=\"row\"><a href=\"/cases/").skip(1) {
                let id = piece.split('"').next().unwrap().to_owned();
                assert!(seen.insert(id), "twice: {piece:.20}, {}", site.world.name);
            }
            let more = page.body.split("<a href=\"").find(|piece| piece.contains(">More cases<"));
            let Some(more) = more else { break };
            path = more.split('"').next().unwrap().replace("&#38;", "&");
        }
        assert_eq!((seen.len(), pages), (470, 9), "{}", site.world.name);
        for path in
            ["/?after=x", "/?after=2024-01-01/%00", "/?from=99999999999999999999", "/?from=-1"]
        {
            officer.get(path).await.is(200);
        }
    }
}
