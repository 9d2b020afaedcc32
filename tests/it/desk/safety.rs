//! A hold placed at the desk wins against whatever else is being done there.

use std::time::Duration;

use domain::{Role, Stage};
use futures_util::StreamExt as _;

use super::sites;
use crate::support::small::{case_id, flight_id, ready};

#[tokio::test]
async fn a_hold_placed_between_planning_and_filling_keeps_the_person_off() {
    for site in sites("between").await {
        site.world.with_cases([ready("P1"), ready("P2")]).await;
        site.world.with_flights([flight_id("F1")]).await;
        let scheduler = site.browser(Role::FlightScheduler).await;
        scheduler.get("/flights/F1?plan=yes").await.is(200);
        let duty = site.browser(Role::DutyOfficer).await;
        let fields = [("case", "P1"), ("kind", "judicial_stay"), ("document", "order")];
        duty.post("/holds/new", &fields).await.is(303);
        scheduler.post("/flights/F1/fill", &[("seen", "1"), ("alternates", "0")]).await.is(303);
        let flight = site.world.ops.store.flight(&flight_id("F1")).await.unwrap();
        let listed: Vec<&str> =
            flight.value.manifest.live().map(|line| line.case.as_str()).collect();
        assert_eq!(listed, ["P2.1"], "{}", site.world.name);
    }
}

#[tokio::test]
async fn a_seal_upon_a_list_that_a_hold_has_changed_is_refused() {
    for site in sites("sealing").await {
        site.world.with_cases([ready("P1"), ready("P2")]).await;
        site.world.with_flights([flight_id("F1")]).await;
        site.world.seat("F1", &["P1", "P2"]).await;
        let seen = site.world.ops.store.flight(&flight_id("F1")).await.unwrap().version();
        let fields = [("case", "P1"), ("kind", "judicial_stay"), ("document", "order")];
        site.browser(Role::DutyOfficer).await.post("/holds/new", &fields).await.is(303);
        let second = site.browser(Role::SupervisoryOfficer).await;
        second.post("/flights/F1/seal", &[("seen", &seen.to_string())]).await.is(412);
    }
}

#[tokio::test]
async fn an_open_page_is_told_at_once_of_a_hold_in_words_that_browsers_pass_on() {
    for site in sites("told").await {
        site.world.with_cases([ready("P1")]).await;
        site.world.with_flights([flight_id("F1")]).await;
        site.world.seat("F1", &["P1"]).await;
        let scheduler = site.browser(Role::FlightScheduler).await;
        let mut events = scheduler.listen("/events").await;
        let fields = [("case", "P1"), ("kind", "judicial_stay"), ("document", "order")];
        site.browser(Role::DutyOfficer).await.post("/holds/new", &fields).await.is(303);
        let told = tokio::time::timeout(Duration::from_secs(1), events.next()).await.unwrap();
        // An event without data is dropped by every browser.
        let told = String::from_utf8(told.unwrap().unwrap().to_vec()).unwrap();
        assert_eq!(told, "event: changed\ndata: look\n\n", "{}", site.world.name);
    }
}

#[tokio::test]
async fn only_the_authority_lifts_and_nobody_agrees_for_another() {
    for site in sites("lift").await {
        site.world.with_cases([ready("P1")]).await;
        let duty = site.browser(Role::DutyOfficer).await;
        let fields = [("case", "P1"), ("kind", "us_citizenship_claim"), ("document", "claim")];
        duty.post("/holds/new", &fields).await.is(303);
        let lift = |second: &'static str| {
            [("seen", "2"), ("document", "memo"), ("reason", "looked into"), ("second", second)]
        };
        let path = "/cases/P1.1/holds/P1-h1/lift";
        let officer = site.browser(Role::DeportationOfficer).await;
        officer.post(path, &lift("")).await.is(409);
        let local = site.browser(Role::LegalCounsel).await;
        local.post(path, &lift("hq_counsel:h.osei")).await.is(409);
        let counsel = site.browser(Role::HqCounsel).await;
        // Alone, with oneself, or with somebody who is not there: no.
        counsel.post(path, &lift("")).await.is(409);
        counsel.post(path, &lift("hq_counsel:b.ndiaye")).await.is(409);
        counsel.post(path, &lift("hq_counsel:nobody")).await.is(422);
        counsel.post(path, &lift("system:engine")).await.is(422);
        let case = site.world.ops.store.case(&case_id("P1")).await.unwrap();
        assert!(!case.value.holds[0].latest().unwrap().end_confirmed);
        counsel.post(path, &lift("hq_counsel:h.osei")).await.is(303);
        let case = site.world.ops.store.case(&case_id("P1")).await.unwrap();
        assert!(case.value.holds[0].latest().unwrap().end_confirmed, "{}", site.world.name);
        assert_eq!(case.value.stage, Stage::AgencyApproved);
    }
}
