//! Answers that an agency signs itself: each counts once, whoever sends them, however often.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::Request;
use domain::{AgencyId, Stage};
use interchange::signature::Secrets;
use serde_json::json;

use super::{Answer, Site, now, sites};
use crate::support::small::{asked, case_id, flight_id};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const OTHER: &str = "whsec_bm90IHRoZSBzYW1lIHNlY3JldCBhdCBhbGwh";

/// Those that the test desk has secrets of.
pub(super) fn agencies() -> BTreeMap<AgencyId, Secrets> {
    let of = |agency: &str, secret| (agency.parse().unwrap(), Secrets::parse(secret).unwrap());
    BTreeMap::from([of("chn_nia", SECRET), of("bra_mre", OTHER)])
}

/// How a message is sent.
struct Sent<'a> {
    agency: &'a str,
    secret: &'a str,
    id: &'a str,
    /// Seconds since it was signed.
    age: i64,
    body: &'a str,
}

impl<'a> Sent<'a> {
    fn good(id: &'a str, body: &'a str) -> Self {
        Self { agency: "chn_nia", secret: SECRET, id, age: 0, body }
    }

    async fn to(&self, site: &Site) -> Answer {
        let at = jiff::Timestamp::from_second(now().as_second() - self.age).unwrap();
        let secrets = Secrets::parse(self.secret).unwrap();
        let request = Request::post(format!("/api/v1/agency-answers/{}", self.agency))
            .header("webhook-id", self.id)
            .header("webhook-timestamp", at.as_second().to_string())
            .header("webhook-signature", secrets.sign(self.id, at, self.body.as_bytes()))
            .body(Body::from(self.body.to_owned()))
            .unwrap();
        site.send(request).await
    }
}

fn approved(person: &str) -> serde_json::Value {
    json!({
        "request": format!("{person}.1/D{person}"), "answer": "approved",
        "answered_on": "2024-06-20", "number": "LP1", "issued_on": "2024-06-10",
        "expires_on": "2024-12-31",
    })
}

async fn stage(site: &Site, person: &str) -> Stage {
    site.world.ops.store.case(&case_id(person)).await.unwrap().value.stage
}

#[tokio::test(flavor = "multi_thread")]
async fn each_answer_is_accepted_once_or_refused_with_its_pointer() {
    for site in sites("signed").await {
        site.world.with_cases(["P1", "P2"].map(asked)).await;
        let mut odd_day = approved("P2");
        odd_day["answered_on"] = json!("2024-06-31");
        let mut of_list = approved("P2");
        (of_list["flight"], of_list["revision"]) = (json!("F1"), json!(7));
        let all = [
            approved("P1"),
            approved("P1"),
            approved("P9"),
            json!({ "request": "P2.1/D9", "answer": "refused", "answered_on": "2024-06-20" }),
            odd_day,
            json!("half"),
            of_list,
        ];
        let body = json!({ "answers": all }).to_string();
        let told = Sent::good("m1", &body).to(&site).await.is(200);
        let first = told.json();
        let verdicts: Vec<(&str, &str, &str)> = first["verdicts"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| {
                let text = |name: &str| one[name].as_str().unwrap_or_default();
                (text("pointer"), text("verdict"), text("why"))
            })
            .collect();
        let no_such = "there is no such request to chn_nia"; // whether somebody is here is not told
        let members = verdicts[5].2;
        assert_eq!(
            verdicts,
            [
                ("/answers/0", "accepted", ""),
                ("/answers/1", "known", ""),
                ("/answers/2", "refused", no_such),
                ("/answers/3", "refused", no_such),
                ("/answers/4/answered_on", "refused", "answered_on is no date"),
                ("/answers/5", "refused", members),
                ("/answers/6", "refused", "P2.1 is not on the list of F1"),
            ],
            "{}",
            site.world.name
        );
        assert_eq!(stage(&site, "P1").await, Stage::AgencyApproved, "{}", site.world.name);
        assert_eq!(stage(&site, "P2").await, Stage::DocumentRequested, "{}", site.world.name);
        let case = site.world.ops.store.history("P1.1").await.unwrap();
        let by = case.last().unwrap().stamp.by.to_string();
        assert_eq!(by, "foreign_consular_user:chn_nia", "{}", site.world.name);
        // The same message once more is answered as it was, and changes nothing.
        let again = Sent::good("m1", &body).to(&site).await.is(200);
        assert_eq!((again.header("idempotency-replayed"), again.json()), ("true", first));
        // Under a new id, its answers are on record.
        let once_more = json!({ "answers": [approved("P1")] }).to_string();
        let told = Sent::good("m2", &once_more).to(&site).await.is(200).json();
        assert_eq!((&told["accepted"], &told["known"]), (&json!(0), &json!(1)));
        // Another message under the id of the first.
        Sent::good("m1", &once_more).to(&site).await.is(422);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_have_the_secret_is_not_heard() {
    for site in sites("signed_wrong").await {
        site.world.with_cases([asked("P1")]).await;
        let body = json!({ "answers": [approved("P1")] }).to_string();
        let good = || Sent::good("m1", &body);
        for (what, sent) in [
            ("another's secret", Sent { secret: OTHER, ..good() }),
            ("an agency without one", Sent { agency: "col_migracion", ..good() }),
            ("no agency", Sent { agency: "..%2f", ..good() }),
            ("too old", Sent { age: 301, ..good() }),
            ("of a time to come", Sent { age: -303, ..good() }),
        ] {
            let told = sent.to(&site).await.is(401);
            assert!(told.header("content-type").contains("problem+json"), "{what}");
        }
        let bare = Request::post("/api/v1/agency-answers/chn_nia").body(Body::from(body.clone()));
        site.send(bare.unwrap()).await.is(401);
        // Signed well by an agency that was not asked.
        let told = Sent { agency: "bra_mre", secret: OTHER, ..good() }.to(&site).await.is(200);
        assert_eq!(told.json()["refused"], 1, "{}", site.world.name);
        assert_eq!(stage(&site, "P1").await, Stage::DocumentRequested, "{}", site.world.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn half_a_message_can_be_sent_again_whole() {
    for site in sites("signed_half").await {
        site.world.with_cases([asked("P1")]).await;
        let whole = json!({ "answers": [approved("P1")] }).to_string();
        let told = Sent::good("m1", &whole[..40]).to(&site).await.is(400);
        assert!(told.json()["detail"].as_str().unwrap().contains("line 1, column 40"), "{told:?}");
        Sent::good("m1", "[]").to(&site).await.is(400);
        let large = format!("{{\"answers\":[{}]}}", " ".repeat(300 * 1024));
        Sent::good("m1", &large).to(&site).await.is(413);
        assert_eq!(stage(&site, "P1").await, Stage::DocumentRequested, "{}", site.world.name);
        Sent::good("m1", &whole).to(&site).await.is(200);
        assert_eq!(stage(&site, "P1").await, Stage::AgencyApproved, "{}", site.world.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_to_another_revision_of_a_list_is_refused_and_a_reversal_strikes_at_once() {
    for site in sites("signed_list").await {
        site.world.sealed(&["P1", "P2"]).await;
        let list = || async {
            site.world.ops.store.flight(&flight_id("F1")).await.unwrap().value.manifest
        };
        let revision = list().await.revision;
        let refusal = |revision: u32| {
            json!({ "answers": [{
                "request": "P1.1/DP1", "answer": "refused", "answered_on": "2024-06-20",
                "flight": "F1", "revision": revision,
            }] })
            .to_string()
        };
        let told = Sent::good("m1", &refusal(revision + 1)).to(&site).await.is(200).json();
        let why = told["verdicts"][0]["why"].as_str().unwrap();
        assert!(why.contains(&format!("which is at {revision}")), "{}: {why}", site.world.name);
        assert!(list().await.line_of(&case_id("P1")).is_some(), "{}", site.world.name);
        let told = Sent::good("m2", &refusal(revision)).to(&site).await.is(200);
        assert_eq!(told.json()["accepted"], 1, "{}", site.world.name);
        assert!(!told.body.contains("struck"), "who came off is not told: {}", told.body);
        assert!(list().await.line_of(&case_id("P1")).is_none(), "{}", site.world.name);
    }
}
