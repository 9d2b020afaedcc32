//! An agency is suspended and resumed at the desk, as on the command line.

use domain::Role;
use operations::agencies::AgencyStanding;
use serde_json::json;

use super::permissions::{case, signs_in};
use super::{OFFICE, Site, sites};

/// A Wednesday morning, when the embassy of China is open.
const OPEN: &str = "2024-06-26T10:00:00-04:00";
const MAY: [Role; 2] = [Role::CountryDeskOfficer, Role::SupervisoryOfficer];
const SUSPEND: (&str, &str) = ("POST", "/agencies/CHN/suspend");
const RESUME: (&str, &str) = ("POST", "/agencies/CHN/resume");

async fn stands(site: &Site) -> AgencyStanding {
    let standing = site.world.ops.agency_standing("CHN".parse().unwrap()).await.unwrap();
    standing.unwrap()
}

#[tokio::test]
async fn an_agency_is_suspended_and_resumed_by_a_form_with_a_reason() {
    for site in sites("suspend").await {
        let name = site.world.name;
        site.world.now(OPEN);
        site.world.with_cases([case("P1", OFFICE, "CHN")]).await;
        let officer = site.browser(Role::CountryDeskOfficer).await;
        let page = officer.get("/documents/CHN").await.is(200);
        assert!(page.body.contains("action=\"/documents/CHN/suspend\""), "{name}: {}", page.body);
        assert!(!page.body.contains("action=\"/documents/CHN/resume\""), "{name}");
        let seen = stands(&site).await.version.to_string();
        let post = async |deed: &str, seen: &str, reason: &str| {
            let fields = [("seen", seen), ("reason", reason), ("from", "")];
            let fields = if deed == "resume" { &fields[..2] } else { &fields[..] };
            officer.post(&format!("/documents/CHN/{deed}"), fields).await
        };
        let silent = post("suspend", &seen, " ").await.is(422);
        assert!(silent.body.contains("must not be empty"), "{name}: {}", silent.body);
        assert_eq!(stands(&site).await.state, "open", "{name}");
        post("suspend", &seen, "talks about charters").await.is(303);
        let suspended = stands(&site).await;
        let why = suspended.suspended.as_ref().unwrap();
        assert_eq!(suspended.state, "suspended", "{name}");
        assert_eq!(why.reason, "talks about charters", "{name}");
        assert_eq!(why.by, "country_desk_officer:c.tanaka", "{name}");
        // Whoever still has the old page ends and begins nothing.
        site.world.now("2024-06-26T11:00:00-04:00");
        let old = post("suspend", &seen, "something else").await.is(412);
        assert!(old.body.contains("has changed since you saw it"), "{name}: {}", old.body);
        post("resume", &seen, "over").await.is(412);
        let page = officer.get("/documents/CHN").await.is(200);
        assert!(page.body.contains("talks about charters"), "{name}");
        assert!(page.body.contains("it is suspended already"), "{name}: {}", page.body);
        let seen = suspended.version.to_string();
        post("resume", &seen, " ").await.is(422);
        post("resume", &seen, "the talks are over").await.is(303);
        assert_eq!(stands(&site).await.state, "open", "{name}");
        post("resume", &stands(&site).await.version.to_string(), "again").await.is(422);
        officer.post("/documents/CHN/suspend", &[("reason", "x")]).await.is(428);
        post("close", &seen, "x").await.is(404);
    }
}

#[tokio::test]
async fn a_program_suspends_and_resumes_what_it_has_read() {
    for site in sites("suspend_api").await {
        let name = site.world.name;
        site.world.now(OPEN);
        let token = site.token(Role::SupervisoryOfficer).await;
        let all = site.api(&token, ("GET", "/agencies"), None, None).await.is(200).json();
        assert!(all.as_array().unwrap().iter().any(|one| one["country"] == "CHN"), "{name}");
        let read = async || {
            let answer = site.api(&token, ("GET", "/agencies/chn_nia"), None, None).await.is(200);
            answer.header("etag").to_owned()
        };
        let tag = read().await;
        let body = |reason: &str| Some(json!({ "reason": reason }));
        site.api(&token, SUSPEND, body("talks"), None).await.is(428);
        let silent = site.api(&token, SUSPEND, body(" "), Some(&tag)).await.is(422).json();
        assert_eq!(silent["errors"][0]["pointer"], "/reason", "{name}");
        let odd = Some(json!({ "reason": "talks", "from": "soon" }));
        let odd = site.api(&token, SUSPEND, odd, Some(&tag)).await.is(422).json();
        assert_eq!(odd["errors"][0]["pointer"], "/from", "{name}");
        let later = Some(json!({ "reason": "elections", "from": "2024-06-28T00:00:00-04:00" }));
        let done = site.api(&token, SUSPEND, later, Some(&tag)).await.is(200);
        assert_eq!(done.json()["state"], "open", "{name}: not yet");
        assert_eq!(done.json()["suspended"]["reason"], "elections", "{name}");
        assert_eq!(done.header("etag"), read().await, "{name}");
        let old = site.api(&token, RESUME, body("never mind"), Some(&tag)).await.is(412).json();
        assert_eq!(format!("\"{}\"", old["version"]), read().await, "{name}");
        let done = site.api(&token, RESUME, body("never mind"), Some(&read().await)).await.is(200);
        assert_eq!(done.json()["suspended"], json!(null), "{name}");
        site.api(&token, RESUME, body("again"), Some(&read().await)).await.is(422);
        for path in [("GET", "/agencies/nowhere"), ("POST", "/agencies/nowhere/suspend")] {
            let body = (path.0 == "POST").then(|| json!({ "reason": "x" }));
            site.api(&token, path, body, Some(&tag)).await.is(404);
        }
    }
}

#[tokio::test]
async fn what_was_seen_of_an_agency_never_comes_again_and_of_two_at_once_one_is_heard() {
    for site in sites("suspend_twice").await {
        let name = site.world.name;
        site.world.now(OPEN);
        let token = site.token(Role::CountryDeskOfficer).await;
        let body = || Some(json!({ "reason": "talks", "from": "2024-06-28T00:00:00-04:00" }));
        let mut seen = vec![stands(&site).await.version];
        for path in [SUSPEND, RESUME, SUSPEND] {
            let tag = format!("\"{}\"", seen.last().unwrap());
            let body = if path == RESUME { Some(json!({ "reason": "over" })) } else { body() };
            site.api(&token, path, body, Some(&tag)).await.is(200);
            let version = stands(&site).await.version;
            assert!(!seen.contains(&version), "{name}: {seen:?}, {version}");
            seen.push(version);
        }
        // Suspended anew from the same instant: the page of the first time ends nothing.
        let first = format!("\"{}\"", seen[1]);
        let over = || Some(json!({ "reason": "over" }));
        site.api(&token, RESUME, over(), Some(&first)).await.is(412);
        let tag = format!("\"{}\"", seen[3]);
        let (one, other) = tokio::join!(
            site.api(&token, SUSPEND, body(), Some(&tag)),
            site.api(&token, SUSPEND, body(), Some(&tag)),
        );
        let mut statuses = [one.status.as_u16(), other.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 412], "{name}");
    }
}

#[tokio::test]
async fn only_the_country_desk_and_supervisors_suspend_and_resume() {
    for site in sites("suspend_roles").await {
        site.world.now(OPEN);
        for role in Role::ALL.iter().copied().filter(|role| signs_in(*role)) {
            let name = format!("{} {role}", site.world.name);
            let before = stands(&site).await;
            let tag = format!("\"{}\"", before.version);
            let token = site.token(role).await;
            let body = || Some(json!({ "reason": "talks" }));
            let browser = site.browser(role).await;
            let seen = before.version.to_string();
            let fields = [("seen", seen.as_str()), ("reason", "talks")];
            if MAY.contains(&role) {
                let done = site.api(&token, SUSPEND, body(), Some(&tag)).await.is(200);
                let tag = done.header("etag").to_owned();
                site.api(&token, RESUME, body(), Some(&tag)).await.is(200);
                continue;
            }
            for path in [SUSPEND, RESUME] {
                let problem = site.api(&token, path, body(), Some(&tag)).await.is(403).json();
                assert_eq!(problem["policy"], "no-policy-permits", "{name}");
            }
            browser.post("/documents/CHN/suspend", &fields).await.is(403);
            browser.post("/documents/CHN/resume", &fields).await.is(403);
            assert_eq!(stands(&site).await.version, before.version, "{name}");
        }
        let consul = site.token(Role::ForeignConsularUser).await;
        for path in ["/agencies", "/agencies/CHN"] {
            site.api(&consul, ("GET", path), None, None).await.is(403);
        }
        let reader = site.token_for(Role::CountryDeskOfficer, &[server::Scope::Read]).await;
        let tag = format!("\"{}\"", stands(&site).await.version);
        let body = Some(json!({ "reason": "talks" }));
        site.api(&reader, SUSPEND, body, Some(&tag)).await.is(403);
    }
}
