//! The document workbench.

use domain::{Case, Role, Stage};

use super::permissions::case;
use super::{OFFICE, sites};

#[tokio::test]
async fn the_workbench_lists_who_is_to_be_asked_about_under_the_country_and_nobody_of_another_office()
 {
    for site in sites("bench").await {
        let to_ask = |person, office| Case {
            stage: Stage::OrderFinal,
            documents: Vec::new(),
            ..case(person, office, "CHN")
        };
        site.world.with_cases([to_ask("P1", OFFICE), to_ask("P2", "SNA")]).await;
        let officer = site.browser(Role::DeportationOfficer).await;
        let all = officer.get("/documents").await.is(200);
        assert!(all.body.contains("href=\"/documents/CHN\""), "{}", all.body);
        let page = officer.get("/documents/CHN").await.is(200);
        assert!(page.body.contains("P1.1") && !page.body.contains("P2.1"), "{}", page.body);
        let other = officer.get("/documents/GTM").await.is(200);
        assert!(!other.body.contains("P1.1"));
        officer.get("/documents/nowhere").await.is(404);
        officer.get("/documents/%00").await.is(404);
    }
}
