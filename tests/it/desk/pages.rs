//! The main task of each page, without scripts.

use domain::Role;

use super::sites;
use crate::support::small::{case_id, flight_id, ready};

#[tokio::test]
async fn anybody_places_a_hold_and_the_person_comes_off_the_list_at_once() {
    for site in sites("place").await {
        site.world.sealed(&["P1", "P2"]).await;
        let lead = site.browser(Role::FlightOfficer).await;
        let before = lead.get("/flights/F1/gate").await.is(200);
        assert!(!before.body.contains("Stop orders to acknowledge"));
        let duty = site.browser(Role::DutyOfficer).await;
        let fields = [
            ("case", "P1"),
            ("kind", "judicial_stay"),
            ("document", "by telephone from the clerk"),
        ];
        let answer = duty.post("/holds/new", &fields).await.is(303);
        assert_eq!(answer.header("location"), "/cases/P1.1");
        let flash = answer.header("set-cookie").to_owned();
        assert!(flash.contains("Stop%20orders%20raised"), "{flash}");
        let gate = lead.get("/flights/F1/gate").await.is(200);
        assert!(gate.body.contains("Stop orders to acknowledge"));
        let manifest = lead.get("/flights/F1").await.is(200);
        assert!(manifest.body.contains("Struck (1)"), "{}", manifest.body);
        let orders = lead.get("/stop-orders").await.is(200);
        assert!(orders.body.contains("To acknowledge (1)"));
        let path = "/flights/F1/stop-orders/F1-stop1/acknowledge";
        lead.post(path, &[]).await.is(303);
        lead.post(path, &[]).await.is(409);
        let orders = lead.get("/stop-orders").await.is(200);
        assert!(orders.body.contains("To acknowledge (0)"));
    }
}

#[tokio::test]
async fn a_refused_step_is_shown_with_its_reason_and_what_was_typed() {
    for site in sites("refused").await {
        site.world.with_cases([ready("P1")]).await;
        let officer = site.browser(Role::DeportationOfficer).await;
        let page = officer.get("/cases/P1.1").await.is(200);
        for told in [
            "your role may not do this (policy clinicians-state-fitness)",
            "your role may not do this (policy no-policy-permits)",
        ] {
            assert!(page.body.contains("Not possible now"), "{told}");
        }
        let fields = [("seen", "1"), ("outcome", "relief_granted"), ("reason", " ")];
        let again = officer.post("/cases/P1.1/close", &fields).await.is(422);
        assert!(again.body.contains("must not be empty"), "{}", again.body);
        let option = "<option value=\"relief_granted\" selected>";
        assert!(again.body.contains(option));
        // Not theirs: the policy is named, and nothing is done.
        let fields = [("seen", "1"), ("status", "ok"), ("reason", "looks fine")];
        let denied = officer.post("/cases/P1.1/medical", &fields).await.is(403);
        assert!(denied.body.contains("no-policy-permits"), "{}", denied.body);
    }
}

#[tokio::test]
async fn an_old_form_says_what_happened_and_keeps_what_was_typed() {
    for site in sites("old").await {
        site.world.with_cases([ready("P1")]).await;
        let officer = site.browser(Role::DeportationOfficer).await;
        let first =
            [("seen", "1"), ("kind", "detained"), ("reason", "moved"), ("facility", "ZAEXA")];
        officer.post("/cases/P1.1/custody", &first).await.is(303);
        let second = [("seen", "1"), ("kind", "osup"), ("reason", "released to family")];
        let again = officer.post("/cases/P1.1/custody", &second).await.is(412);
        assert!(again.body.contains("has changed since you saw it"), "{}", again.body);
        assert!(again.body.contains("released to family"));
        officer.post("/cases/P1.1/custody", &second[1..]).await.is(428);
        let case = site.world.ops.store.case(&case_id("P1")).await.unwrap();
        assert_eq!(case.value.custody.kind.to_string(), "detained", "{}", site.world.name);
    }
}

#[tokio::test]
async fn one_builds_a_list_and_another_seals_it() {
    for site in sites("seal").await {
        site.world.with_cases([ready("P1"), ready("P2")]).await;
        site.world.with_flights([flight_id("F1")]).await;
        let scheduler = site.browser(Role::FlightScheduler).await;
        let plan = scheduler.get("/flights/F1?plan=yes").await.is(200);
        assert!(plan.body.contains("2 parties would get seats"), "{}", plan.body);
        let fill = [("seen", "1"), ("alternates", "0")];
        scheduler.post("/flights/F1/fill", &fill).await.is(303);
        let page = scheduler.get("/flights/F1").await.is(200);
        assert!(page.body.contains("On the list (2)"));
        assert!(page.body.contains("you built or changed this list (R003)"));
        let version = site.world.ops.store.flight(&flight_id("F1")).await.unwrap().version();
        let version = version.to_string();
        let own = scheduler.post("/flights/F1/seal", &[("seen", &version)]).await.is(409);
        assert!(own.body.contains("R003"), "{}", own.body);
        let second = site.browser(Role::SupervisoryOfficer).await;
        second.post("/flights/F1/seal", &[("seen", "1")]).await.is(412);
        second.post("/flights/F1/seal", &[("seen", &version)]).await.is(303);
        let page = second.get("/flights/F1").await.is(200);
        assert!(page.body.contains("supervisory_officer:s.lindqvist"));
    }
}

#[tokio::test]
async fn at_the_gate_one_boards_person_by_person_while_the_holds_are_fresh() {
    for site in sites("gate").await {
        site.world.sealed(&["P1", "P2"]).await;
        let ops = &site.world.ops;
        let actor = crate::support::actor(crate::support::small::DESK);
        ops.confirm_all(&flight_id("F1"), &actor).await.unwrap();
        site.world.now("2024-06-29T13:10:00-05:00");
        let lead = site.browser(Role::FlightOfficer).await;
        let version =
            || async { ops.store.flight(&flight_id("F1")).await.unwrap().version().to_string() };
        lead.post("/flights/F1/open-boarding", &[("seen", &version().await)]).await.is(303);
        // Nobody boards on a name: what was matched with the record must be said.
        let page = lead.get("/flights/F1/gate").await.is(200);
        assert!(!page.body.contains("matches: board"), "{}", page.body);
        for identity in ["", "document", "name"] {
            let board = [("seen", "1"), ("case", "P1.1"), ("identity", identity)];
            lead.post("/flights/F1/board", &board).await.is(422);
        }
        let page = lead.get("/flights/F1/gate?by=fingerprint").await.is(200);
        assert_eq!(page.body.matches("fingerprint matches: board").count(), 2);
        let board = [("seen", "1"), ("case", "P1.1"), ("identity", "fingerprint")];
        // The page is of before: a roll-call goes on all the same.
        let back = lead.post("/flights/F1/board", &board).await.is(303);
        assert_eq!(back.header("location"), "/flights/F1/gate?by=fingerprint");
        let history = ops.store.history("P1.1").await.unwrap();
        assert!(history.last().unwrap().body.contains(r#""identity":"fingerprint""#));
        let page = lead.get("/flights/F1/gate").await.is(200);
        assert!(page.body.contains("On board (1)") && page.body.contains("To board (1)"));
        // A source of holds falls silent: nobody boards.
        let courts = crate::support::actor(crate::support::small::COURTS);
        let source = domain::FeedId::new("courts").unwrap();
        let read = crate::support::at("2024-06-29T13:00:00-05:00").at();
        ops.read_hold_feed(Some(source), read, &courts).await.unwrap();
        let page = lead.get("/flights/F1/gate").await.is(200);
        assert!(page.body.contains("too old"), "{}", page.body);
        let board = [("seen", "1"), ("case", "P2.1"), ("identity", "face")];
        let refused = lead.post("/flights/F1/board", &board).await;
        assert!(refused.is(409).body.contains("R002"));
    }
}

#[tokio::test]
async fn every_page_opens_for_everybody_who_may_see_it_and_says_no_to_the_rest() {
    for site in sites("open").await {
        site.world.sealed(&["P1"]).await;
        let mut pages: Vec<String> = [
            "/",
            "/search",
            "/holds",
            "/holds/new",
            "/flights",
            "/flights/F1",
            "/flights/F1/gate",
            "/stop-orders",
            "/reports",
            "/custody-reviews",
            "/documents",
            "/documents/CHN",
            "/bottlenecks",
            "/statistics",
            "/statistics?by=fiscal_year&then=family&as_of=2024-06-30",
            "/countries",
            "/countries/GTM",
            "/audit",
            "/cases/P1.1",
            "/help/problems",
            "/help/refusals",
            "/help/reasons",
            "/help/policies",
            "/sign-in",
        ]
        .map(str::to_owned)
        .into();
        pages.extend(operations::report::ALL.iter().map(|one| format!("/reports/{}", one.slug)));
        for account in site.world.ops.store.accounts().await.unwrap() {
            let browser = site.browser(account.roles[0]).await;
            for page in &pages {
                let answer = browser.get(page).await;
                let status = answer.status.as_u16();
                assert!(matches!(status, 200 | 403), "{page} {:?} {status}", account.roles);
                assert!(answer.body.starts_with("<!DOCTYPE html>"), "{page}");
                assert!(answer.body.contains("<html lang=\"en\">"), "{page}");
                assert_eq!(answer.body.matches("<h1").count(), 1, "{page}");
                if status == 403 {
                    assert!(answer.body.contains("The policy that says so"), "{page}");
                }
            }
        }
    }
}

#[tokio::test]
async fn statistics_are_a_page_lines_and_a_sheet_and_say_what_cannot_be_asked() {
    for site in sites("count").await {
        site.world.sealed(&["P1"]).await;
        let browser = site.browser(Role::Auditor).await;
        let page = browser.get("/statistics?by=month&then=month&as_of=2024-06-30").await.is(200);
        assert!(page.body.contains("Nobody was removed by then"), "{}", page.body);
        let lines = browser.get("/statistics.csv?by=citizenship").await.is(200);
        assert_eq!(lines.body, "citizenship,removals\n");
        browser.get("/statistics.xlsx").await.is(200);
        for wrong in ["by=age", "then=age", "as_of=soon", "as_of=2024-02-30"] {
            browser.get(&format!("/statistics?{wrong}")).await.is(422);
        }
        let token = site.token(Role::Auditor).await;
        let asked = ("GET", "/statistics?by=family,order_kind&as_of=2024-06-30");
        let answer = site.api(&token, asked, None, None).await.is(200);
        assert!(answer.body.contains("\"by\":[\"family\",\"order_kind\"]"), "{}", answer.body);
        for wrong in ["by=", "by=family,family", "by=age", "as_of=x"] {
            let path = format!("/statistics?{wrong}");
            site.api(&token, ("GET", &path), None, None).await.is(422);
        }
    }
}
