//! The consular portal: an interview is asked for, arranged and held, and an answer is signed.

use domain::{Case, Known, Role, Stage};
use operations::VerifiedAll;
use serde_json::{Value, json};

use super::{Site, sites};
use crate::support::small::{asked, case_id, stay};
use crate::support::{World, actor};

const TIME: &str = "2024-06-27T10:00:00-05:00";
const AFTER: &str = "2024-06-27T12:00:00-05:00";

/// A national of the sample consul's country, whose request waits.
fn guatemalan(person: &str) -> Case {
    let mut case = asked(person);
    let country = "GTM".parse().unwrap();
    case.person.nationality = Known::Read(country);
    case.order.removal_country = Some(Known::Read(country));
    for document in &mut case.documents {
        document.issuing_country = Known::Read(country);
    }
    case
}

async fn tag(site: &Site, person: &str) -> String {
    let found = site.world.ops.store.case(&case_id(person)).await.unwrap();
    format!("\"{}\"", found.version())
}

async fn post(site: &Site, token: &str, path: &str, body: Value) -> super::Answer {
    let tag = tag(site, "P1").await;
    let path = format!("/cases/P1.1/{path}");
    site.api(token, ("POST", &path), Some(body), Some(&tag)).await
}

async fn interviews(site: &Site, token: &str) -> Value {
    let shown = site.api(token, ("GET", "/cases/P1.1"), None, None).await.is(200);
    shown.json().get("interviews").unwrap().clone()
}

#[tokio::test]
async fn a_consul_asks_both_sides_set_a_time_and_say_what_became_of_it() {
    for site in sites("interview").await {
        site.world.with_cases([guatemalan("P1")]).await;
        let consul = site.token(Role::ForeignConsularUser).await;
        let officer = site.token(Role::CountryDeskOfficer).await;
        let wanted =
            json!({ "document": "DP1", "mode": "video", "note": "bring the birth record" });
        post(&site, &consul, "interviews", wanted.clone()).await.is(200);
        // One at a time.
        post(&site, &consul, "interviews", wanted).await.is(409);
        let past = json!({ "at": "2024-06-01T10:00:00-05:00", "place": "4", "language": "es" });
        let told = post(&site, &consul, "interviews/P1-i1/time", past).await.is(422);
        assert_eq!(told.json()["errors"][0]["pointer"], "/at");
        let time = json!({ "at": TIME, "place": "line 4", "language": "quc" });
        post(&site, &consul, "interviews/P1-i1/time", time.clone()).await.is(200);
        let moved = json!({ "outcome": "postponed", "reason": "the line was down" });
        post(&site, &officer, "interviews/P1-i1/outcome", moved).await.is(200);
        post(&site, &officer, "interviews/P1-i1/time", time).await.is(200);
        let shown = interviews(&site, &consul).await;
        assert_eq!(shown[0]["at"], TIME);
        assert_eq!(shown[0]["language"], "quc");
        // The docket's clocks remind of it.
        let seen = site.api(&officer, ("GET", "/cases/P1.1"), None, None).await.is(200).json();
        let clocks = seen["clocks"].as_array().unwrap();
        let clock = clocks.iter().find(|clock| clock["name"] == "agency_interview").unwrap();
        assert_eq!((&clock["due"], &clock["about"]), (&json!(TIME), &json!("P1-i1")));
        let early = json!({ "outcome": "attended" });
        post(&site, &officer, "interviews/P1-i1/outcome", early.clone()).await.is(409);
        site.world.now(AFTER);
        let silent = json!({ "outcome": "not_attended" });
        post(&site, &officer, "interviews/P1-i1/outcome", silent).await.is(422);
        post(&site, &officer, "interviews/P1-i1/outcome", early).await.is(200);
        let shown = interviews(&site, &officer).await;
        assert_eq!((&shown[0]["outcome"], &shown[0]["open"]), (&json!("attended"), &json!(false)));
        let page = site.browser(Role::ForeignConsularUser).await.get("/cases/P1.1").await.is(200);
        assert!(page.body.contains("P1-i1"), "{}", site.world.name);
        assert!(page.body.contains("Answer and sign"), "{}", page.body);
    }
}

#[tokio::test]
async fn a_hold_bars_an_interview_and_calls_off_one_that_is_to_come() {
    for site in sites("interview_hold").await {
        site.world.with_cases([guatemalan("P1")]).await;
        let officer = site.browser(Role::CountryDeskOfficer).await;
        let seen = |tag: String| tag.trim_matches('"').to_owned();
        let version = seen(tag(&site, "P1").await);
        let ask = [("seen", version.as_str()), ("document", "DP1"), ("mode", "video")];
        officer.post("/cases/P1.1/interview", &ask).await.is(303);
        let version = seen(tag(&site, "P1").await);
        let time =
            [("seen", version.as_str()), ("at", TIME), ("place", "line 4"), ("language", "es")];
        officer.post("/cases/P1.1/interviews/P1-i1/time", &time).await.is(303);
        let ops = &site.world.ops;
        let mut hold = stay("H1");
        hold.kind = "asylum_pending".into();
        ops.place_hold(&case_id("P1"), hold, &actor("legal_counsel:c"), None).await.unwrap();
        let case = ops.store.case(&case_id("P1")).await.unwrap().value;
        let interview = &case.interviews[0];
        assert!(!interview.is_open(), "{}: {interview:?}", site.world.name);
        // Why is told without saying which hold it is.
        assert!(!interview.note.as_deref().unwrap().contains("asylum"));
        let version = seen(tag(&site, "P1").await);
        let again = [("seen", version.as_str()), ("document", "DP1"), ("mode", "video")];
        officer.post("/cases/P1.1/interview", &again).await.is(303);
        let version = seen(tag(&site, "P1").await);
        let time =
            [("seen", version.as_str()), ("at", TIME), ("place", "line 4"), ("language", "es")];
        let told = officer.post("/cases/P1.1/interviews/P1-i2/time", &time).await.is(409);
        assert!(told.body.contains("R002"), "{}", told.body);
    }
}

async fn signatures(world: &World) -> (u64, VerifiedAll) {
    let mut found = VerifiedAll::default();
    let count = world.ops.verify_signatures(&mut found).await.unwrap();
    (count, found)
}

#[tokio::test]
async fn a_consuls_answer_is_signed_and_a_changed_one_is_found_out() {
    for site in sites("signature").await {
        site.world.with_cases([guatemalan("P1")]).await;
        let consul = site.token(Role::ForeignConsularUser).await;
        let answer = json!({
            "document": "DP1", "answer": "approved", "number": "GT-4711",
            "issued_on": "2024-06-20", "expires_on": "2024-12-20",
        });
        let mut wrong = answer.clone();
        wrong["password"] = json!("somebody else's password");
        let told = post(&site, &consul, "answers", wrong).await.is(422);
        assert_eq!(told.json()["errors"][0]["pointer"], "/password");
        let before = site.world.ops.store.case(&case_id("P1")).await.unwrap().value;
        assert_eq!(before.stage, Stage::DocumentRequested);
        post(&site, &consul, "answers", answer).await.is(200);
        let (count, found) = signatures(&site.world).await;
        assert_eq!((count, found.is_intact()), (1, true), "{}: {found:?}", site.world.name);
        site.world.unlock_history().await;
        let change = "UPDATE events SET body = replace(body, 'GT-4711', 'GT-4712') \
                      WHERE stream = 'P1.1' AND kind = 'document_recorded'";
        site.world.run_sql(change).await;
        let (count, found) = signatures(&site.world).await;
        assert_eq!((count, found.broken.len()), (1, 1), "{}: {found:?}", site.world.name);
        assert_eq!(found.broken[0].at, "P1.1");
    }
}

#[tokio::test]
async fn an_answer_that_the_desk_types_in_is_no_signature() {
    for site in sites("typed").await {
        site.world.with_cases([guatemalan("P1")]).await;
        let officer = site.token(Role::CountryDeskOfficer).await;
        let answer = json!({ "document": "DP1", "answer": "refused" });
        post(&site, &officer, "answers", answer).await.is(200);
        assert_eq!(signatures(&site.world).await.0, 0, "{}", site.world.name);
    }
}
