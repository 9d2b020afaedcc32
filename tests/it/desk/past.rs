//! A case as it was known at a past instant.

use domain::Role;

use super::{OFFICE, sites};
use crate::support::at;
use crate::support::small::ready;

const BEFORE: &str = "2024-06-25T23:59:59-05:00";
const BETWEEN: &str = "2024-06-26T11:59:59-05:00";
const PLACED: &str = "2024-06-26T12:00:00-05:00";
const LATER: &str = "2024-06-27T12:00:00-05:00";

#[tokio::test]
async fn a_case_is_told_as_it_was_known_at_the_instant_and_not_as_it_is() {
    for site in sites("past").await {
        site.world.now(BEFORE);
        site.world.with_cases([ready("P1")]).await;
        let counsel = site.token(Role::LegalCounsel).await;
        site.world.now(PLACED);
        let hold = serde_json::json!({ "kind": "judicial_stay", "document": "order of the 26th" });
        site.api(&counsel, ("POST", "/cases/P1.1/holds"), Some(hold), None).await.is(201);
        site.world.now(LATER);
        let known = async |instant: &str| {
            let path = format!("/cases/P1.1/as-known?at={instant}");
            site.api(&counsel, ("GET", &path), None, None).await
        };
        for instant in [BEFORE, BETWEEN] {
            let told = known(instant).await.is(200).json();
            assert_eq!(told["case"]["holds"], serde_json::json!([]), "{instant}");
            assert_eq!((&told["case"]["version"], &told["later"]), (&1.into(), &1.into()));
        }
        for instant in [PLACED, LATER] {
            let told = known(instant).await.is(200).json();
            assert_eq!(told["case"]["holds"][0]["kind"], "judicial_stay", "{instant}");
            assert_eq!((&told["case"]["version"], &told["later"]), (&2.into(), &0.into()));
        }
        // At the end it is the case as it is.
        let now = site.api(&counsel, ("GET", "/cases/P1.1"), None, None).await.is(200).json();
        assert_eq!(known(LATER).await.json()["case"], now, "{}", site.world.name);
        assert!(
            known(LATER).await.headers.get("etag").is_none(),
            "nothing can be done in the past"
        );
        known("2024-06-27T12:00:01-05:00").await.is(422);
        known("2024-06-25T23:59:58-05:00").await.is(404);
        known("yesterday").await.is(422);
        known("").await.is(422);
        site.api(&counsel, ("GET", "/cases/P1.1/as-known"), None, None).await.is(400);
        site.api(&counsel, ("GET", "/cases/P9.1/as-known?at=2024"), None, None).await.is(404);
    }
}

#[tokio::test]
async fn the_page_leads_to_each_instant_and_says_when_one_is_none() {
    for site in sites("past_page").await {
        site.world.with_cases([ready("P1")]).await;
        let auditor = site.browser(Role::Auditor).await;
        let blank = auditor.get("/cases/P1.1/as-known").await.is(200);
        let first = at(BEFORE).at().to_string();
        assert!(blank.body.contains(&format!("/cases/P1.1/as-known?at={first}")));
        let shown = auditor.get(&format!("/cases/P1.1/as-known?at={first}")).await.is(200);
        assert!(shown.body.contains("Nothing was recorded since"), "{}", shown.body);
        assert!(shown.body.contains("LI") && shown.body.contains(OFFICE));
        assert!(!shown.body.contains("method=\"post\" action=\"/cases"), "no deed in the past");
        for (wrong, told) in [
            ("2023-01-01T00:00", "is too early"),
            ("2030-01-01T00:00", "must not be later than now"),
            ("%3Cb%3E", "must be an instant"),
        ] {
            let page = auditor.get(&format!("/cases/P1.1/as-known?at={wrong}")).await.is(422);
            assert!(page.body.contains(told), "{wrong}: {}", page.body);
            assert!(!page.body.contains("<b>"));
        }
        let page = auditor.get("/audit?subject=P1.1").await.is(200);
        assert!(page.body.contains("/cases/P1.1/as-known"));
    }
}
