//! The papers of a flight, printed at the desk.

use domain::Role;
use interchange::forms::html;
use server::Press;

use super::sites;
use crate::support::small::{flight_id, ready};

/// Prints what is as good as PDF to the desk.
fn press() -> Press {
    Press::new(|papers| {
        let names_nobody = papers.iter().all(|paper| paper.title != "Baggage tags");
        if names_nobody { Ok(html(papers).into_bytes()) } else { Err("no font".to_owned()) }
    })
}

#[tokio::test]
async fn papers_are_printed_and_what_leaves_is_on_account() {
    for site in sites("papers").await {
        site.world.sealed(&["P1", "P2"]).await;
        let path = "/flights/F1/papers";
        let officer = site.browser(Role::CountryDeskOfficer).await;
        let page = officer.get(path).await.is(200);
        assert!(page.body.contains("This program makes no PDF"), "{}", page.body);
        assert!(!page.body.contains("value=\"pdf\""), "{}", page.body);
        let fields = [("paper", "property"), ("format", "html")];
        let file = officer.post(path, &fields).await.is(200);
        assert_eq!(file.header("content-disposition"), "attachment; filename=\"F1-property.html\"");
        assert!(file.body.contains("Record of people and property"));
        let told = site.world.ops.store.disclosures(None).await.unwrap();
        assert_eq!(told, [], "{}", site.world.name);
        let fields = [("paper", "manifest"), ("format", "html"), ("agency", "chn_nia")];
        let file = officer.post(path, &fields).await.is(200);
        assert!(file.body.contains("Passenger manifest"), "{}", file.body);
        let told = site.world.ops.store.disclosures(None).await.unwrap();
        assert_eq!(told.len(), 2, "{}", site.world.name);
        for (fields, said) in [
            ([("paper", "manifest"), ("format", "pdf"), ("agency", "chn_nia")], "makes none"),
            ([("paper", "poem"), ("format", "html"), ("agency", "")], "one of the list"),
            ([("paper", "manifest"), ("format", "html"), ("agency", "")], "must not be empty"),
        ] {
            let again = officer.post(path, &fields).await.is(422);
            assert!(again.body.contains(said), "{said}: {}", again.body);
        }
        let told = site.world.ops.store.disclosures(None).await.unwrap();
        assert_eq!(told.len(), 2, "{}: what is not printed is not released", site.world.name);
    }
}

#[tokio::test]
async fn with_a_press_there_is_pdf_and_what_it_cannot_print_is_said() {
    for site in sites("press").await {
        let site = site.with_press(press());
        site.world.sealed(&["P1"]).await;
        let path = "/flights/F1/papers";
        let officer = site.browser(Role::CountryDeskOfficer).await;
        let page = officer.get(path).await.is(200);
        assert!(page.body.contains("value=\"pdf\"") && !page.body.contains("makes no PDF"));
        let fields = [("paper", "general-declaration"), ("format", "pdf")];
        let file = officer.post(path, &fields).await.is(200);
        assert_eq!(file.header("content-type"), "application/pdf");
        let fields = [("paper", "baggage-tags"), ("format", "pdf")];
        let again = officer.post(path, &fields).await.is(422);
        assert!(again.body.contains("cannot be PDF: no font"), "{}", again.body);
    }
}

#[tokio::test]
async fn whoever_may_not_see_somebody_on_the_list_does_not_print_it() {
    for site in sites("papers_office").await {
        let mut other = ready("P2");
        other.custody.office = "BOS".into();
        site.world.with_cases([ready("P1"), other]).await;
        site.world.with_flights([flight_id("F1")]).await;
        site.world.seat("F1", &["P1", "P2"]).await;
        let path = "/flights/F1/papers";
        // Of the office of P1.
        let officer = site.browser(Role::DeportationOfficer).await;
        for paper in ["property", "internal", "medical-card", "manifest"] {
            let fields = [("paper", paper), ("format", "html"), ("agency", "chn_nia")];
            let denied = officer.post(path, &fields).await.is(403);
            assert!(denied.body.contains("own-office-only"), "{paper}: {}", denied.body);
        }
        let told = site.world.ops.store.disclosures(None).await.unwrap();
        assert_eq!(told, [], "{}", site.world.name);
        // What names nobody is for everybody who sees flights.
        let fields = [("paper", "baggage-tags"), ("format", "html"), ("agency", "")];
        let tags = officer.post(path, &fields).await.is(200);
        assert!(!tags.body.contains("WEI"), "{}", tags.body);
        let consul = site.browser(Role::ForeignConsularUser).await;
        consul.get(path).await.is(403);
        consul.post(path, &fields).await.is(403);
    }
}
