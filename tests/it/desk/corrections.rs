//! At the desk: a record is put right, in the API and on the pages.

use domain::{Case, Defect, Known, Role};
use serde_json::{Value, json};

use super::{Answer, Site, sites};
use crate::support::small::{case_id, ready};

fn torn() -> Case {
    let mut case = ready("P1");
    case.person.birth_date = Known::unreadable("17/05/1990");
    case.defects.push(Defect::BadRecord("birth_date".into()));
    case
}

async fn case(site: &Site) -> Case {
    site.world.ops.store.case(&case_id("P1")).await.unwrap().value
}

async fn post(site: &Site, token: &str, body: Value, seen: &str) -> Answer {
    site.api(token, ("POST", "/cases/P1.1/correct"), Some(body), Some(seen)).await
}

#[tokio::test]
async fn a_record_is_put_right_in_the_api() {
    for site in sites("correct_api").await {
        site.world.with_cases([torn()]).await;
        let steward = site.token(Role::DataSteward).await;
        let body = |set: Value| json!({ "set": set, "reason": "passport" });
        let wrong = body(json!({ "birth_date": "05/17/1990", "sex": "F" }));
        let told = post(&site, &steward, wrong, "\"1\"").await.is(422).json();
        let detail = told["errors"][0]["detail"].as_str().unwrap().to_owned();
        assert!(detail.starts_with("birth_date: not a date"), "{detail}");
        assert!(!detail.contains("05/17"), "a value is nobody's business: {detail}");
        let mute = json!({ "set": { "sex": "F" }, "reason": " " });
        let told = post(&site, &steward, mute, "\"1\"").await.is(422).json();
        assert_eq!(told["errors"][0]["pointer"], "/reason");
        let order = body(json!({ "birth_date": "1990-05-17", "appeal": "pending" }));
        let told = post(&site, &steward, order, "\"1\"").await.is(403).json();
        assert_eq!(told["policy"], "no-policy-permits");
        assert_eq!(case(&site).await, torn(), "{}: nothing is half done", site.world.name);

        let right = body(json!({ "birth_date": "1990-05-17", "given_names": "WEI MING" }));
        post(&site, &steward, right.clone(), "\"7\"").await.is(412);
        let done = post(&site, &steward, right, "\"1\"").await.is(200);
        assert_eq!(done.header("etag"), "\"4\"");
        assert_eq!(
            done.json()["done"],
            "corrected birth_date, given_names; ended: bad_record:birth_date; the agency was told \
             of the record as it was, its word is needed on: DP1"
        );
        let after = case(&site).await;
        assert_eq!((after.defects.len(), &*after.person.given_names), (0, "WEI MING"));
        for role in [Role::FlightScheduler, Role::Auditor, Role::MedicalOfficer] {
            let other = site.token(role).await;
            post(&site, &other, body(json!({ "sex": "F" })), "\"4\"").await.is(403);
            post(&site, &other, body(json!({ "colour": "red" })), "\"4\"").await.is(403);
        }
        let officer = site.token(Role::DeportationOfficer).await;
        post(&site, &officer, body(json!({ "sex": "F" })), "\"4\"").await.is(403);
        post(&site, &officer, body(json!({ "appeal": "dismissed" })), "\"4\"").await.is(200);
    }
}

#[tokio::test]
async fn the_form_offers_what_one_may_correct() {
    for site in sites("correct_page").await {
        site.world.with_cases([torn()]).await;
        let (birth, appeal) = ("<option value=\"birth_date\"", "<option value=\"appeal\"");
        for (role, person, order) in [
            (Role::DataSteward, true, false),
            (Role::SupervisoryOfficer, true, true),
            (Role::DeportationOfficer, false, true),
            (Role::FlightScheduler, false, false),
        ] {
            let page = site.browser(role).await.get("/cases/P1.1").await.is(200).body;
            assert_eq!((page.contains(birth), page.contains(appeal)), (person, order), "{role}");
            assert!(page.contains("Correct the record"), "{role}: or why not");
        }
        let steward = site.browser(Role::DataSteward).await;
        let mut sent = vec![
            ("seen", "1"),
            ("column", "birth_date"),
            ("value", "<b>1990"),
            ("reason", "passport"),
        ];
        let answer = steward.post("/cases/P1.1/correct", &sent).await.is(422);
        assert!(answer.body.contains("<li>birth_date: not a date written"), "{}", answer.body);
        assert!(!answer.body.contains("<b>1990"));
        sent[2] = ("value", "1990-05-17");
        steward.post("/cases/P1.1/correct", &sent).await.is(303);
        assert_eq!(case(&site).await.defects, [], "{}", site.world.name);
        let officer = site.browser(Role::SupervisoryOfficer).await;
        let page = officer.get("/cases/P1.1").await.is(200).body;
        let told = page.contains("<strong>person corrected</strong> (birth date)");
        assert!(told, "{}: the history says what was put right", site.world.name);
    }
}
