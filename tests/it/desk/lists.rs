//! The consular portal: own nationals on a flight's list are answered for at once, and signed.

use domain::{Case, CaseEvent, Role, Stage};
use operations::VerifiedAll;
use serde_json::{Value, json};

use super::permissions::case;
use super::{Answer, OFFICE, Site, sites};
use crate::support::small::{case_id, flight_id, ready, stay};
use crate::support::{World, actor};

pub(super) const LIST: (&str, &str) = ("GET", "/lists/F1");
pub(super) const SIGN: (&str, &str) = ("POST", "/lists/F1/answers");

/// A national of the sample consul's country, about whom it was asked, ready for a seat to China.
fn guatemalan(person: &str) -> Case {
    case(person, OFFICE, "GTM")
}

/// A flight with two nationals of the sample consul's country, and one of another, on its list.
pub(super) async fn listed(site: &Site) {
    let china = case("P3", OFFICE, "CHN");
    site.world.with_cases([guatemalan("P1"), guatemalan("P2"), china]).await;
    site.world.with_flight_over("F1", &["KAEX", "MGGT", "ZYTX"]).await;
    site.world.seat("F1", &["P1", "P3", "P2"]).await;
}

pub(super) async fn list(site: &Site, token: &str) -> (String, Value) {
    let answer = site.api(token, LIST, None, None).await.is(200);
    (answer.header("etag").to_owned(), answer.json())
}

/// What is sent to sign `list`, with one answer for each of it.
pub(super) fn signed(list: &Value, answers: &[&str]) -> Value {
    let people = list["people"].as_array().unwrap();
    assert_eq!(people.len(), answers.len(), "{list}");
    let rows: Vec<Value> = people
        .iter()
        .zip(answers)
        .map(|(one, answer)| {
            let document = one.pointer("/request/id");
            json!({
                "case": one["case"], "version": one["version"], "document": document,
                "answer": answer,
            })
        })
        .collect();
    json!({ "answers": rows })
}

pub(super) async fn sign(site: &Site, token: &str, tag: &str, body: Value) -> Answer {
    site.api(token, SIGN, Some(body), Some(tag)).await
}

pub(super) async fn stage(world: &World, person: &str) -> Stage {
    world.ops.store.case(&case_id(person)).await.unwrap().value.stage
}

pub(super) async fn signatures(world: &World) -> (u64, VerifiedAll) {
    let mut found = VerifiedAll::default();
    let count = world.ops.verify_signatures(&mut found).await.unwrap();
    (count, found)
}

/// How often the case of `person` was answered with a signature.
pub(super) async fn times_signed(world: &World, person: &str) -> usize {
    let history = world.ops.store.history(case_id(person)).await.unwrap();
    history
        .iter()
        .filter(|one| matches!(one.case_event().unwrap(), CaseEvent::AnswerSigned { .. }))
        .count()
}

#[tokio::test]
async fn a_whole_list_is_answered_and_signed_at_once() {
    for site in sites("list").await {
        let name = site.world.name;
        listed(&site).await;
        let consul = site.token(Role::ForeignConsularUser).await;
        let rows = site.api(&consul, ("GET", "/lists"), None, None).await.is(200).json();
        assert_eq!((&rows[0]["flight"], &rows[0]["people"]), (&json!("F1"), &json!(2)), "{name}");
        let (tag, seen) = list(&site, &consul).await;
        let cases: Vec<_> = seen["people"].as_array().unwrap().iter().map(|p| &p["case"]).collect();
        assert_eq!(cases, ["P1.1", "P2.1"], "{name}: in the order of the list");
        let done = sign(&site, &consul, &tag, signed(&seen, &["approved", "refused"])).await;
        let done = done.is(200).json();
        let row = |n: usize| {
            let row = &done["rows"][n];
            (row["case"].clone(), row["verdict"].clone(), row["struck"].clone())
        };
        assert_eq!(row(0), (json!("P1.1"), json!("approved"), json!(false)), "{name}");
        assert_eq!(row(1), (json!("P2.1"), json!("refused"), json!(true)), "{name}");
        // Whoever was refused is off, with a stop order; nobody else is.
        assert!(stage(&site.world, "P1").await.is_listed(), "{name}");
        assert!(!stage(&site.world, "P2").await.is_listed(), "{name}");
        assert!(stage(&site.world, "P3").await.is_listed(), "{name}");
        let flight = site.world.ops.store.flight(&flight_id("F1")).await.unwrap();
        assert_eq!(flight.version().0, done["version"].as_i64().unwrap(), "{name}");
        assert_eq!(flight.value.stop_orders.len(), 1, "{name}");
        let case = site.world.ops.store.case(&case_id("P2")).await.unwrap();
        assert_eq!(case.version().0, done["rows"][1]["version"].as_i64().unwrap(), "{name}");
        // One signature, which is found again from history.
        let (count, found) = signatures(&site.world).await;
        assert_eq!((count, found.is_intact()), (1, true), "{name}: {found:?}");
        assert_eq!(times_signed(&site.world, "P3").await, 0, "{name}");
        // Sent once more, it is about a list that is no more.
        let again = sign(&site, &consul, &tag, signed(&seen, &["approved", "refused"])).await;
        assert_eq!(again.is(412).json()["version"], done["version"], "{name}");
    }
}

#[tokio::test]
async fn a_list_or_a_case_that_was_changed_is_not_signed_and_the_gate_wins() {
    for site in sites("list_changed").await {
        let (ops, name) = (&site.world.ops, site.world.name);
        listed(&site).await;
        let consul = site.token(Role::ForeignConsularUser).await;
        let (tag, seen) = list(&site, &consul).await;
        // Of one the record changed meanwhile; the list is as it was.
        let mut notice = ready("P9").custody;
        notice.facility = "ZALEXLA".into();
        let by = actor("deportation_officer:u1");
        ops.change_custody(&case_id("P2"), notice, (&by, "moved")).await.unwrap();
        let old = sign(&site, &consul, &tag, signed(&seen, &["approved", "approved"])).await;
        let old = old.is(412).json();
        assert_eq!(old["errors"][0]["pointer"], "/answers/1/version", "{name}");
        assert_eq!(old["version"], seen["version"], "{name}");
        assert_eq!(times_signed(&site.world, "P1").await, 0, "{name}: nothing by halves");
        // A court's stay takes one off the list.
        let (tag, seen) = list(&site, &consul).await;
        ops.place_hold(&case_id("P1"), stay("H1"), &actor("court_feed:courts"), None)
            .await
            .unwrap();
        assert!(!stage(&site.world, "P1").await.is_listed(), "{name}");
        let old = sign(&site, &consul, &tag, signed(&seen, &["approved", "approved"])).await;
        let now = ops.store.flight(&flight_id("F1")).await.unwrap().version();
        assert_eq!(old.is(412).json()["version"], now.0, "{name}");
        assert_eq!(signatures(&site.world).await.0, 0, "{name}");
        assert_eq!(times_signed(&site.world, "P2").await, 0, "{name}");
        // Signed as it is now, it seats nobody.
        let (tag, seen) = list(&site, &consul).await;
        sign(&site, &consul, &tag, signed(&seen, &["approved"])).await.is(200);
        assert!(!stage(&site.world, "P1").await.is_listed(), "{name}");
        let (count, found) = signatures(&site.world).await;
        assert_eq!((count, found.is_intact()), (1, true), "{name}: {found:?}");
    }
}

#[tokio::test]
async fn a_family_of_which_one_is_refused_comes_off_together() {
    for site in sites("list_family").await {
        let name = site.world.name;
        let unit = domain::FamilyUnit::new("U1").unwrap();
        let member = |person: &str, seq| {
            let mut case = guatemalan(person);
            (case.person.seq, case.person.family_unit) = (seq, Some(unit.clone()));
            case
        };
        site.world.with_cases([member("P1", 1), member("P2", 2), guatemalan("P3")]).await;
        site.world.with_flight_over("F1", &["KAEX", "MGGT"]).await;
        site.world.seat("F1", &["P1", "P3"]).await;
        let consul = site.token(Role::ForeignConsularUser).await;
        let (tag, seen) = list(&site, &consul).await;
        let cases: Vec<_> = seen["people"].as_array().unwrap().iter().map(|p| &p["case"]).collect();
        assert_eq!(cases, ["P1.1", "P2.1", "P3.1"], "{name}");
        let body = signed(&seen, &["approved", "refused", "open"]);
        let done = sign(&site, &consul, &tag, body).await.is(200).json();
        let struck: Vec<_> =
            done["rows"].as_array().unwrap().iter().map(|r| &r["struck"]).collect();
        assert_eq!(struck, [true, true, false], "{name}");
        assert_eq!(done["rows"][2]["verdict"], "open", "{name}");
        assert_eq!(times_signed(&site.world, "P3").await, 0, "{name}");
        assert_eq!(signatures(&site.world).await.1, VerifiedAll::default(), "{name}");
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_list_is_told_row_by_row_and_nothing_is_done() {
    for site in sites("list_faults").await {
        let name = site.world.name;
        listed(&site).await;
        let consul = site.token(Role::ForeignConsularUser).await;
        let (tag, seen) = list(&site, &consul).await;
        let good = signed(&seen, &["approved", "refused"]);
        let told = |pointer: &str, change: &dyn Fn(&mut Value)| {
            let mut body = good.clone();
            change(&mut body);
            (pointer.to_owned(), body)
        };
        for (pointer, body) in [
            told("/answers/1/answer", &|b| b["answers"][1]["answer"] = json!("pending")),
            told("/answers/0/document", &|b| b["answers"][0]["document"] = json!("DP3")),
            told("/answers/1/case", &|b| b["answers"][1]["case"] = json!("P3.1")),
            told("/answers/1/case", &|b| b["answers"][1]["case"] = json!("P9.1")),
            told("/answers/1/case", &|b| b["answers"][1] = b["answers"][0].clone()),
            told("/answers", &|b| b["answers"] = json!([b["answers"][0]])),
            told("/answers", &|b| {
                for n in 0..2 {
                    b["answers"][n]["answer"] = json!("open");
                }
            }),
            told("/password", &|b| b["password"] = json!("somebody else's password")),
        ] {
            let errors = sign(&site, &consul, &tag, body).await.is(422).json()["errors"].clone();
            let found = errors.as_array().unwrap().iter().any(|e| e["pointer"] == *pointer);
            assert!(found, "{name}: {pointer}: {errors}");
        }
        site.api(&consul, SIGN, Some(good.clone()), None).await.is(428);
        for person in ["P1", "P2"] {
            assert_eq!(times_signed(&site.world, person).await, 0, "{name}");
        }
        sign(&site, &consul, &tag, good).await.is(200);
    }
}

#[tokio::test]
async fn a_list_shows_own_nationals_in_allowed_fields_and_nobody_else() {
    for site in sites("list_sight").await {
        let name = site.world.name;
        listed(&site).await;
        // Never asked about: that this one is here is told to nobody abroad.
        let mut silent = guatemalan("P4");
        for document in &mut silent.documents {
            document.requested_on = None;
        }
        site.world.with_cases([silent]).await;
        site.world.seat("F1", &["P4"]).await;
        site.world.with_flights([flight_id("F2")]).await;
        let consul = site.token(Role::ForeignConsularUser).await;
        let (_, seen) = list(&site, &consul).await;
        let person = &seen["people"][0]["person"];
        for hidden in ["a_number", "criminality", "attorney"] {
            assert!(person[hidden].is_null(), "{name}: {hidden}");
        }
        let page = site.browser(Role::ForeignConsularUser).await.get("/lists/F1").await.is(200);
        for text in [seen.to_string(), page.body] {
            for word in ["A0000000P1", "P3.1", "P4.1", "ZAEXA", "NOL"] {
                assert!(!text.contains(word), "{name}: {word}: {text}");
            }
        }
        // A flight with none of theirs and no flight at all are answered alike.
        let mut told = Vec::new();
        for flight in ["F2", "F9"] {
            let path = format!("/lists/{flight}");
            let answer = site.api(&consul, ("GET", &path), None, None).await.is(404);
            told.push(answer.body.replace(flight, "F"));
            let path = format!("/lists/{flight}/answers");
            let body = json!({ "answers": [] });
            site.api(&consul, ("POST", &path), Some(body), Some("\"1\"")).await.is(404);
        }
        told.dedup();
        assert_eq!(told.len(), 1, "{name}: {told:?}");
    }
}

#[tokio::test]
async fn on_its_page_a_list_is_chosen_for_signed_and_told_row_by_row() {
    for site in sites("list_page").await {
        let name = site.world.name;
        listed(&site).await;
        let consul = site.browser(Role::ForeignConsularUser).await;
        assert!(consul.get("/").await.is(200).body.contains("href=\"/lists\""), "{name}");
        assert!(consul.get("/lists").await.is(200).body.contains("2 of your nationals"), "{name}");
        let page = consul.get("/lists/F1?all=approved").await.is(200);
        let chosen = "name=\"answer-P2.1\" value=\"approved\" checked";
        assert!(page.body.contains(chosen), "{name}: {}", page.body);
        let hidden = |field: &str| {
            let start = page.body.split(&format!("name=\"{field}\" value=\"")).nth(1).unwrap();
            start.split('"').next().unwrap().to_owned()
        };
        let mut fields = vec![("seen".to_owned(), hidden("seen"))];
        for case in ["P1.1", "P2.1"] {
            for part in ["version", "request"] {
                let field = format!("{part}-{case}");
                fields.push((field.clone(), hidden(&field)));
            }
        }
        let with = |answers: [(&'static str, &'static str); 2]| {
            let fields = fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
            fields.chain(answers).collect::<Vec<_>>()
        };
        let open = with([("answer-P1.1", "open"), ("answer-P2.1", "open")]);
        let told = consul.post("/lists/F1", &open).await.is(422);
        assert!(told.body.contains("must approve or refuse at least one person"), "{name}");
        let answers = with([("answer-P1.1", "refused"), ("answer-P2.1", "approved")]);
        let done = consul.post("/lists/F1", &answers).await.is(200);
        assert!(done.body.contains("refused; off the list"), "{name}: {}", done.body);
        // The same form again: the list is another by now, and shown as it is.
        let old = consul.post("/lists/F1", &answers).await.is(412);
        assert!(old.body.contains("has changed since you saw it"), "{name}: {}", old.body);
        assert!(!old.body.contains("answer-P1.1"), "{name}");
        assert_eq!(signatures(&site.world).await.0, 1, "{name}");
    }
}
