//! At the desk: an approval on a condition, from the answer to the day when it is met.

use domain::{Case, Known, Role, Stage};
use operations::VerifiedAll;
use serde_json::{Value, json};

use super::{Answer, Site, sites};
use crate::support::small::{asked, case_id};

async fn case(site: &Site) -> (Case, String) {
    let found = site.world.ops.store.case(&case_id("P1")).await.unwrap();
    let version = found.version();
    (found.value, format!("{version}"))
}

async fn post(site: &Site, token: &str, path: &str, body: Value) -> Answer {
    let tag = format!("\"{}\"", case(site).await.1);
    site.api(token, ("POST", &format!("/cases/P1.1/{path}")), Some(body), Some(&tag)).await
}

fn approved() -> Value {
    json!({
        "document": "DP1", "answer": "approved", "number": "CN-4711", "issued_on": "2024-06-20",
        "expires_on": "2024-12-20", "condition": "<b>with a doctor</b>",
    })
}

#[tokio::test]
async fn a_condition_is_shown_and_met_in_the_api() {
    for site in sites("condition_api").await {
        site.world.with_cases([asked("P1")]).await;
        let officer = site.token(Role::CountryDeskOfficer).await;
        let mut refused = approved();
        refused["answer"] = json!("refused");
        let told = post(&site, &officer, "answers", refused).await.is(422);
        assert_eq!(told.json()["errors"][0]["pointer"], "/condition");
        post(&site, &officer, "answers", approved()).await.is(200);
        assert_eq!(case(&site).await.0.stage, Stage::DocumentRequested, "{}", site.world.name);
        let shown = site.api(&officer, ("GET", "/cases/P1.1"), None, None).await.is(200).json();
        assert_eq!(shown["documents"][0]["condition"], "<b>with a doctor</b>");
        assert!(shown["documents"][0]["condition_met_on"].is_null());
        let met = |reason: &str| json!({ "document": "DP1", "reason": reason });
        let told = post(&site, &officer, "conditions-met", met(" ")).await.is(422);
        assert_eq!(told.json()["errors"][0]["pointer"], "/reason");
        // A scheduler would have the seat filled, and has no say in it.
        for role in [Role::FlightScheduler, Role::SupervisoryOfficer] {
            let other = site.token(role).await;
            post(&site, &other, "conditions-met", met("never mind")).await.is(403);
        }
        post(&site, &officer, "conditions-met", met("Dr. Fall comes along")).await.is(200);
        assert_eq!(case(&site).await.0.stage, Stage::AgencyApproved, "{}", site.world.name);
        post(&site, &officer, "conditions-met", met("again")).await.is(422);
    }
}

#[tokio::test]
async fn a_condition_is_shown_and_met_on_the_pages() {
    for site in sites("condition_pages").await {
        site.world.with_cases([asked("P1")]).await;
        let officer = site.browser(Role::CountryDeskOfficer).await;
        let before = officer.get("/cases/P1.1").await.is(200);
        assert!(!before.body.contains("condition is met"), "a form for nothing");
        let version = case(&site).await.1;
        let answer = [
            ("seen", version.as_str()),
            ("document", "DP1"),
            ("answer", "approved"),
            ("number", "CN-4711"),
            ("issued_on", "2024-06-20"),
            ("expires_on", "2024-12-20"),
            ("condition", "<b>with a doctor</b>"),
        ];
        officer.post("/cases/P1.1/answer", &answer).await.is(303);
        let bench = officer.get("/documents/CHN").await.is(200);
        for page in [officer.get("/cases/P1.1").await.is(200), bench] {
            assert!(page.body.contains("&#60;b&#62;with a doctor"), "{}", page.body);
        }
        let version = case(&site).await.1;
        let met = [("seen", version.as_str()), ("document", "DP1"), ("reason", "she has one")];
        officer.post("/cases/P1.1/condition", &met).await.is(303);
        assert_eq!(case(&site).await.0.stage, Stage::AgencyApproved, "{}", site.world.name);
    }
}

#[tokio::test]
async fn a_consul_signs_the_words_of_the_condition() {
    for site in sites("condition_signed").await {
        let mut case = asked("P1");
        let guatemala = "GTM".parse().unwrap();
        case.person.nationality = Known::Read(guatemala);
        case.order.removal_country = Some(Known::Read(guatemala));
        case.documents[0].issuing_country = Known::Read(guatemala);
        site.world.with_cases([case]).await;
        let consul = site.token(Role::ForeignConsularUser).await;
        post(&site, &consul, "answers", approved()).await.is(200);
        let verified = async || {
            let mut found = VerifiedAll::default();
            let count = site.world.ops.verify_signatures(&mut found).await.unwrap();
            (count, found.broken.len())
        };
        assert_eq!(verified().await, (1, 0), "{}", site.world.name);
        site.world.unlock_history().await;
        let change = "UPDATE events SET body = replace(body, 'with a doctor', 'with a nurse') \
                      WHERE stream = 'P1.1' AND kind = 'document_recorded'";
        site.world.run_sql(change).await;
        assert_eq!(verified().await, (1, 1), "{}", site.world.name);
    }
}
