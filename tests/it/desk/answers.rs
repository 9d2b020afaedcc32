//! Answers of an agency from a file: judged first, then recorded, each row by its own case.

use domain::{Role, Stage};

use super::{Browser, sites};
use crate::support::World;
use crate::support::small::{asked, case_id};

const FILE: &str = "request,answer,answered_on,number,issued_on,expires_on\r\n\
                    P1.1/DP1,approved,2024-06-20,LP1,2024-06-10,2024-12-31\r\n\
                    P9.1/DP9,approved,2024-06-20,LP9,2024-06-10,2024-12-31\r\n\
                    P1.1/DP1,approved,2024-06-20,LP1,2024-06-10,2024-12-31\r\n\
                    P2.1/<b>,perhaps\r\n";

async fn stage(world: &World, person: &str) -> Stage {
    world.ops.store.case(&case_id(person)).await.unwrap().value.stage
}

/// What the page would send to record what it shows.
fn kept(page: &str) -> String {
    let value = page.split("name=\"file\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    value.unwrap().replace("&#60;", "<").replace("&#62;", ">")
}

#[tokio::test]
async fn a_file_is_judged_row_by_row_and_recorded_only_when_told_so() {
    for site in sites("answers").await {
        site.world.with_cases(["P1", "P2"].map(asked)).await;
        let desk = site.browser(Role::CountryDeskOfficer).await;
        assert!(desk.get("/").await.body.contains("href=\"/answers\""));
        let fields = [("agency", "chn_nia"), ("file", FILE)];
        let dry = desk.upload("/answers", &fields).await.is(200);
        for told in [
            "Nothing is recorded yet",
            "To be recorded: 1",
            "on record already: 1",
            "refused: 2",
            "there is no case P9.1",
            "the row does not have as many cells",
        ] {
            assert!(dry.body.contains(told), "{told}: {}", dry.body);
        }
        assert!(!dry.body.contains("<b>"));
        assert_eq!(stage(&site.world, "P1").await, Stage::DocumentRequested);
        let again = [("agency", "chn_nia"), ("file", &kept(&dry.body)), ("step", "record")];
        let done = desk.upload("/answers", &again).await.is(200);
        assert!(done.body.contains("Recorded: 1"), "{}", done.body);
        assert_eq!(stage(&site.world, "P1").await, Stage::AgencyApproved, "{}", site.world.name);
        // Sent once more it says what is on record.
        let done = desk.upload("/answers", &again).await.is(200);
        assert!(done.body.contains("Recorded: 0"), "{}", done.body);
    }
}

#[tokio::test]
async fn a_program_is_told_the_verdict_of_each_row() {
    for site in sites("answers_api").await {
        site.world.with_cases([asked("P1")]).await;
        let token = site.token(Role::CountryDeskOfficer).await;
        for (dry_run, after) in [(true, Stage::DocumentRequested), (false, Stage::AgencyApproved)] {
            let body = serde_json::json!({ "agency": "chn_nia", "file": FILE, "dry_run": dry_run });
            let told = site.api(&token, ("POST", "/answers"), Some(body), None).await.is(200);
            let told = told.json();
            let verdicts: Vec<(u64, &str)> =
                told["rows"].as_array().unwrap().iter().map(row).collect();
            assert_eq!(verdicts, [(2, "accepted"), (3, "refused"), (4, "known"), (5, "refused")]);
            assert_eq!(told["rows"][0]["request"], "P1.1/DP1");
            assert_eq!(stage(&site.world, "P1").await, after, "{}", site.world.name);
        }
        for (agency, file, pointer) in
            [("nobody", FILE, "/agency"), ("chn_nia", " ", "/file"), ("chn_nia", "a\u{0}", "/file")]
        {
            let body = serde_json::json!({ "agency": agency, "file": file });
            let told = site.api(&token, ("POST", "/answers"), Some(body), None).await.is(422);
            assert_eq!(told.json()["errors"][0]["pointer"], pointer, "{}", told.body);
        }
        let large = "a".repeat(600 * 1024);
        let body = serde_json::json!({ "agency": "chn_nia", "file": large });
        site.api(&token, ("POST", "/answers"), Some(body), None).await.is(413);
        let body = serde_json::json!({ "agency": "chn_nia", "file": large[..300 * 1024] });
        site.api(&token, ("POST", "/answers"), Some(body), None).await.is(422);
    }
}

fn row(row: &serde_json::Value) -> (u64, &str) {
    (row["line"].as_u64().unwrap(), row["verdict"].as_str().unwrap())
}

#[tokio::test]
async fn only_the_country_desk_takes_a_file_and_only_from_its_own_page() {
    for site in sites("answers_may").await {
        site.world.with_cases([asked("P1")]).await;
        let fields = [("agency", "chn_nia"), ("file", FILE), ("step", "record")];
        for role in Role::ALL.iter().filter(|role| super::permissions::signs_in(**role)) {
            if *role == Role::CountryDeskOfficer {
                continue;
            }
            let browser: Browser<'_> = site.browser(*role).await;
            browser.get("/answers").await.is(403);
            browser.upload("/answers", &fields).await.is(403);
            let token = site.token(*role).await;
            let body = serde_json::json!({ "agency": "chn_nia", "file": FILE });
            site.api(&token, ("POST", "/answers"), Some(body), None).await.is(403);
        }
        let mut desk = site.browser(Role::CountryDeskOfficer).await;
        desk.upload("/answers", &[("agency", "chn_nia"), ("file", &"a".repeat(600 * 1024))])
            .await
            .is(413);
        desk.csrf = "forged".to_owned();
        desk.upload("/answers", &fields).await.is(403);
        assert_eq!(stage(&site.world, "P1").await, Stage::DocumentRequested);
    }
}
