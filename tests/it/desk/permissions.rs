//! Who sees what, over every address: own and other office, own and other nationals.

use domain::decide::PlaceHold;
use domain::{Case, HoldId, Known, Role, Statement, StatementId, StatementOutcome};

use super::{OFFICE, Site, sites};
use crate::support::small::{approved, case_id, flight_id, ready};
use crate::support::{actor, at};

/// A word that only somebody in need to know may meet.
const SECRET: &str = "whispering-birch";

/// Roles that sign in and work in the house.
const HOUSE: &[Role] = &[
    Role::DeportationOfficer,
    Role::SupervisoryOfficer,
    Role::FieldOfficeDirector,
    Role::RemovalCoordinator,
    Role::CountryDeskOfficer,
    Role::AttacheForRemoval,
    Role::FlightScheduler,
    Role::FlightOfficer,
    Role::MedicalOfficer,
    Role::LegalCounsel,
    Role::HqCounsel,
    Role::JuvenileCoordinator,
    Role::CustodyReviewUnit,
    Role::DataSteward,
    Role::OversightOffice,
    Role::Auditor,
    Role::DutyOfficer,
];

/// Who needs to know of asylum and protection.
const PROTECTION: &[Role] = &[
    Role::DeportationOfficer,
    Role::SupervisoryOfficer,
    Role::FieldOfficeDirector,
    Role::LegalCounsel,
    Role::HqCounsel,
    Role::JuvenileCoordinator,
    Role::CustodyReviewUnit,
    Role::OversightOffice,
    Role::Auditor,
];

const READS: &[&str] = &[
    "/cases/{}",
    "/cases/{}/holds",
    "/cases/{}/history",
    "/cases/{}/why",
    "/cases/{}/as-known?at=2024-06-25T23:59:59-05:00",
];

/// A page of the past of a case.
const PAST: &str = "/cases/P1.1/as-known?at=2024-06-25T23:59:59-05:00";

/// Whether somebody in this role has an account of their own.
pub(super) fn signs_in(role: Role) -> bool {
    HOUSE.contains(&role) || role == Role::ForeignConsularUser
}

/// A case that is ready to travel, of a national of `country`.
pub(super) fn case(person: &str, office: &str, country: &str) -> Case {
    let mut case = ready(person);
    case.custody.office = office.into();
    let country = Known::Read(country.parse().unwrap());
    case.person.nationality = country.clone();
    case.order.removal_country = Some(country);
    let mut document = approved(person);
    document.issuing_country = country_of(&case);
    case.documents = vec![document];
    case
}

fn country_of(case: &Case) -> Known<domain::Country> {
    case.person.nationality.clone()
}

/// The words of a protection matter on `person`: a hold and a statement.
async fn protect(site: &Site, person: &str) {
    let id = case_id(person);
    let hold = PlaceHold {
        id: Some(HoldId::new(format!("{person}-h1")).unwrap()),
        kind: "asylum_pending".into(),
        country: None,
        from: at("2024-06-25T00:00:00-05:00"),
        to: None,
        source_document: SECRET.into(),
        docket_number: None,
    };
    let ops = &site.world.ops;
    ops.place_hold(&id, hold, &actor("legal_counsel:c"), None).await.unwrap();
    let said = Statement {
        id: StatementId::new(format!("{person}-s1")).unwrap(),
        kind: "fear_of_return".into(),
        made_at: Some(at("2024-06-25T00:00:00-05:00")),
        language: "es".into(),
        interpreter: true,
        officer: Some("u1".into()),
        evidence: Some(SECRET.into()),
        outcome: Some(StatementOutcome::Pending),
        defect: None,
    };
    ops.record_statement(&id, said, &actor("legal_counsel:c")).await.unwrap();
}

#[tokio::test]
async fn an_office_is_closed_to_others_in_lists_searches_and_by_key() {
    for site in sites("office").await {
        site.world.with_cases([case("P1", OFFICE, "CHN"), case("P2", "SNA", "CHN")]).await;
        for role in HOUSE {
            let every = site.world.ops.rules.role(*role).is_some_and(|rule| rule.every_office);
            let token = site.token(*role).await;
            for path in READS {
                let path = path.replace("{}", "P2.1");
                let answer = site.api(&token, ("GET", &path), None, None).await;
                if !every {
                    let problem = answer.is(403).json();
                    assert_eq!(problem["policy"], "own-office-only", "{role} {path}");
                }
            }
            for list in ["/cases", "/cases?office=SNA", "/cases?text=P2", "/cases?text=LI"] {
                let answer = site.api(&token, ("GET", list), None, None).await.is(200);
                assert_eq!(answer.body.contains("P2.1"), every, "{role} {list}");
            }
            let browser = site.browser(*role).await;
            for page in
                ["/", "/search", "/search?text=P2", "/holds", "/cases/P2.1", "/cases/P2.1/as-known"]
            {
                let answer = browser.get(page).await;
                let shown = answer.body.contains("LI, WEI") && answer.body.contains("P2.1");
                assert!(every || !shown, "{role} {page}");
            }
        }
    }
}

#[tokio::test]
async fn protection_matters_reach_only_those_in_need_to_know() {
    for site in sites("protection").await {
        site.world.with_cases([case("P1", OFFICE, "CHN")]).await;
        protect(&site, "P1").await;
        for role in HOUSE {
            let knows = PROTECTION.contains(role);
            let token = site.token(*role).await;
            let browser = site.browser(*role).await;
            for path in READS {
                let path = path.replace("{}", "P1.1");
                let answer = site.api(&token, ("GET", &path), None, None).await;
                if !knows {
                    for word in [SECRET, "asylum", "fear"] {
                        assert!(!answer.body.contains(word), "{role} {path}: {}", answer.body);
                    }
                }
            }
            let shown = site.api(&token, ("GET", "/cases/P1.1"), None, None).await.is(200);
            assert_eq!(shown.body.contains(SECRET), knows, "{role}");
            for page in ["/cases/P1.1", "/holds", "/", "/reports/to_be_confirmed", PAST] {
                let answer = browser.get(page).await;
                if !knows {
                    for word in [SECRET, "fear_of_return", "asylum_pending"] {
                        let told = answer.body.replace("value=\"fear_of_return\"", "");
                        let told = told.replace("value=\"asylum_pending\"", "");
                        assert!(!told.contains(word), "{role} {page} {word}");
                    }
                }
            }
        }
    }
}

#[tokio::test]
async fn a_refusal_of_the_gate_does_not_name_what_is_withheld() {
    for site in sites("refusal").await {
        site.world.with_cases([case("P1", OFFICE, "CHN")]).await;
        site.world.with_flights([flight_id("F1")]).await;
        protect(&site, "P1").await;
        let token = site.token(Role::FlightScheduler).await;
        let body = serde_json::json!({ "case": "P1.1" });
        let path = ("POST", "/flights/F1/manifest/assign");
        let answer = site.api(&token, path, Some(body), Some("\"1\"")).await.is(409);
        let problem = answer.json();
        assert_eq!(problem["code"], "R002");
        assert!(answer.body.contains("hold:withheld"), "{}", answer.body);
        for word in ["asylum", "fear"] {
            assert!(!answer.body.contains(word), "{}", answer.body);
        }
        for path in ["/flights/F1/verdicts", "/flights/F1/proposal", "/flights/F1"] {
            let answer = site.api(&token, ("GET", path), None, None).await.is(200);
            assert!(!answer.body.contains("asylum") && !answer.body.contains("fear"), "{path}");
        }
        let browser = site.browser(Role::FlightScheduler).await;
        let page = browser.get("/flights/F1?plan=yes").await.is(200);
        assert!(!page.body.contains("asylum") && !page.body.contains("fear"));
    }
}

#[tokio::test]
async fn a_consular_user_meets_own_nationals_that_were_asked_about_and_nobody_else() {
    for site in sites("consul").await {
        let mut silent = case("P3", OFFICE, "GTM");
        silent.documents.clear();
        site.world.with_cases([case("P1", OFFICE, "GTM"), case("P2", OFFICE, "CHN"), silent]).await;
        site.world.with_cases([case("P4", OFFICE, "GTM")]).await;
        site.world.with_flights([flight_id("F1")]).await;
        protect(&site, "P4").await;
        let token = site.token(Role::ForeignConsularUser).await;
        let list = site.api(&token, ("GET", "/cases"), None, None).await.is(200);
        let ids: Vec<String> = list.json()["cases"]
            .as_array()
            .unwrap()
            .iter()
            .map(|case| case["id"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(ids, ["P1.1"], "{}", site.world.name);
        let shown = site.api(&token, ("GET", "/cases/P1.1"), None, None).await.is(200).json();
        for hidden in ["custody", "order", "medical"] {
            assert!(shown[hidden].is_null(), "{hidden}");
        }
        assert!(shown["person"]["a_number"].is_null());
        assert_eq!(shown["person"]["nationality"], "GTM");
        for empty in ["holds", "statements", "clocks", "defects", "notices"] {
            assert_eq!(shown[empty].as_array().unwrap().len(), 0, "{empty}");
        }
        // Somebody else's national, one never asked about, one protected, and nobody at all are
        // answered alike.
        let mut told = Vec::new();
        for case in ["P2.1", "P3.1", "P4.1", "P9.1"] {
            let answer = site.api(&token, ("GET", &format!("/cases/{case}")), None, None).await;
            told.push(answer.is(403).body);
            let hold = serde_json::json!({ "kind": "judicial_stay", "document": "x" });
            let path = format!("/cases/{case}/holds");
            site.api(&token, ("POST", &path), Some(hold), None).await.is(403);
        }
        told.dedup();
        assert_eq!(told.len(), 1, "{told:?}");
        for path in [
            "/cases/P1.1/why",
            "/cases/P1.1/history",
            "/cases/P1.1/as-known?at=2024-06-25T23:59:59-05:00",
            "/holds",
            "/flights",
            "/flights/F1",
            "/flights/F1/verdicts",
            "/stop-orders",
            "/reports",
            "/reports/stages",
            "/statistics",
            "/hold-feed",
        ] {
            let answer = site.api(&token, ("GET", path), None, None).await;
            assert!(answer.status == 403 || path == "/holds", "{path} {}", answer.status);
            assert!(!answer.body.contains("P1"), "{path}: {}", answer.body);
        }
        let browser = site.browser(Role::ForeignConsularUser).await;
        for page in ["/", "/cases/P1.1"] {
            let answer = browser.get(page).await.is(200);
            for word in ["A0000000P1", "P2.1", "P3.1", "P4.1", "Custody", SECRET] {
                assert!(!answer.body.contains(word), "{page} {word}");
            }
        }
        let more =
            ["/documents", "/documents/CHN", "/statistics", "/statistics.csv", "/bottlenecks"];
        for page in ["/flights", "/reports", "/audit", "/events", "/countries", "/answers", PAST]
            .into_iter()
            .chain(more)
        {
            browser.get(page).await.is(403);
        }
        browser.get("/cases/P2.1").await.is(403);
    }
}

#[tokio::test]
async fn who_looked_and_who_was_refused_is_noted() {
    for site in sites("seen").await {
        site.world.with_cases([case("P1", OFFICE, "CHN"), case("P2", "SNA", "CHN")]).await;
        let tasks = site.start().await;
        let officer = site.token(Role::DeportationOfficer).await;
        site.api(&officer, ("GET", "/cases/P1.1"), None, None).await.is(200);
        site.api(&officer, ("GET", "/cases/P2.1"), None, None).await.is(403);
        site.stop(tasks).await;
        let auditor = site.browser(Role::Auditor).await;
        let page = auditor.get("/audit?subject=P2.1").await.is(200);
        assert!(page.body.contains("own-office-only"), "{}", page.body);
        let page = auditor.get("/audit?subject=P1.1").await.is(200);
        assert!(page.body.contains("deportation_officer:d.okafor"));
        site.browser(Role::DeportationOfficer).await.get("/audit").await.is(403);
    }
}
