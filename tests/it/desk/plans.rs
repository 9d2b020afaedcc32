//! Plans are kept and two of them compared, as far as the reader may see.

use domain::decide::PlaceHold;
use domain::{HoldId, Role};
use serde_json::json;

use super::sites;
use crate::support::small::{case_id, flight_id, ready, stay};
use crate::support::{actor, at};

/// One more than the flight has seats for, of whom P40 belongs to another office.
async fn window(site: &super::Site) {
    let people = (20..41).map(|n| {
        let mut case = ready(&format!("P{n}"));
        if n == 40 {
            case.custody.office = "SNA".into();
        }
        case
    });
    site.world.with_cases(people).await;
    site.world.with_flights([flight_id("F1")]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_plans_are_compared_and_what_may_not_be_read_stays_withheld() {
    for site in sites("plans").await {
        window(&site).await;
        let scheduler = site.token(Role::FlightScheduler).await;
        let plan = async || {
            let body = Some(json!({ "flights": "F1" }));
            let made = site.api(&scheduler, ("POST", "/plans"), body, None).await.is(201);
            made.json()["id"].as_str().unwrap().to_owned()
        };
        let first = plan().await;
        assert_eq!(plan().await, first, "the same question gives the same plan");
        let asylum = PlaceHold { kind: "asylum_pending".into(), ..stay("H2") };
        let ops = &site.world.ops;
        ops.place_hold(&case_id("P21"), stay("H1"), &actor("court_feed:c"), None).await.unwrap();
        let hold = PlaceHold {
            id: Some(HoldId::new("H2").unwrap()),
            from: at("2024-06-25T00:00:00-05:00"),
            ..asylum
        };
        ops.place_hold(&case_id("P22"), hold, &actor("legal_counsel:c"), None).await.unwrap();
        let second = plan().await;
        assert_ne!(first, second);

        let listed = site.api(&scheduler, ("GET", "/plans"), None, None).await.is(200).json();
        let ids: Vec<&str> =
            listed.as_array().unwrap().iter().map(|plan| plan["id"].as_str().unwrap()).collect();
        assert!(ids.len() == 2 && ids.contains(&first.as_str()), "{listed}");

        let path = format!("/plan-comparison?first={first}&second={second}");
        let both = site.api(&scheduler, ("GET", &path), None, None).await.is(200);
        assert!(!both.body.contains("asylum"), "{}", both.body);
        let both = both.json();
        assert_eq!(both["first"]["seated"], 20);
        assert_eq!(both["second"]["seated"], 19);
        assert_eq!(both["flights"], json!([{ "flight": "F1", "first": 20, "second": 19 }]));
        let of = |case: &str| {
            let all = both["differences"].as_array().unwrap();
            all.iter().find(|one| one["case"] == case).cloned()
        };
        let stayed = of("P21.1").unwrap_or_else(|| panic!("{both}"));
        assert_eq!((&stayed["first"], &stayed["second"]), (&json!("F1"), &json!(null)));
        assert_eq!(of("P22.1").unwrap()["why"][0]["code"], "hold:withheld", "{both}");

        // The page shows the same, and needs no script.
        let browser = site.browser(Role::FlightScheduler).await;
        let page = browser.get("/plans").await.is(200);
        assert!(page.body.contains(&format!("name=\"first\" value=\"{second}\"")), "{}", page.body);
        let page = browser.get(&format!("/plans/compare?first={first}&second={second}")).await;
        let page = page.is(200);
        assert!(page.body.contains("P21.1") && !page.body.contains("asylum"), "{}", page.body);
        assert!(page.body.contains("Whom they treat differently"));

        // Somebody of an office is shown its own people, and only the number of the others.
        let officer = site.token(Role::DeportationOfficer).await;
        let seen = site.api(&officer, ("GET", &path), None, None).await.is(200);
        assert!(!seen.body.contains("P40.1"), "{}", seen.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_builders_plan_and_what_cannot_be_planned_says_why() {
    for site in sites("plans_may").await {
        window(&site).await;
        for role in [Role::MedicalOfficer, Role::Auditor, Role::ForeignConsularUser] {
            let token = site.token(role).await;
            let body = Some(json!({ "flights": "F1" }));
            site.api(&token, ("POST", "/plans"), body, None).await.is(403);
        }
        let consul = site.token(Role::ForeignConsularUser).await;
        for path in ["/plans", "/plan-comparison?first=a&second=b"] {
            site.api(&consul, ("GET", path), None, None).await.is(403);
        }
        let token = site.token(Role::FlightScheduler).await;
        for (flights, status) in [("", 422), ("F 1", 422), ("F9", 404)] {
            let body = Some(json!({ "flights": flights }));
            site.api(&token, ("POST", "/plans"), body, None).await.is(status);
        }
        site.api(&token, ("GET", "/plan-comparison?first=a&second=b"), None, None).await.is(404);
        let browser = site.browser(Role::FlightScheduler).await;
        let page = browser.post("/plans", &[("flights", "F9")]).await.is(404);
        assert!(page.body.contains("value=\"F9\""), "what was typed is still there: {}", page.body);
        browser.get("/plans/compare?first=%3Cb%3E&second=").await.is(404);
    }
}
