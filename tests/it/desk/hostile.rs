//! Whatever people type is refused with its field or kept as it is, and never runs.

use domain::Role;

use super::sites;
use crate::support::small::{case_id, ready};

/// Texts that have broken others.
fn texts() -> Vec<String> {
    vec![
        "<script>alert(1)</script>".to_owned(),
        "\"><img src=x onerror=alert(1)>".to_owned(),
        "'; DROP TABLE cases; --".to_owned(),
        "{{ 7 * 7 }} {% raw %}".to_owned(),
        "\u{202e}\u{2066}right to left\u{2069}".to_owned(),
        "אב \u{1f6eb} é e\u{301}".to_owned(),
        "line\r\nbreak\tand tab".to_owned(),
        "%00%0d%0aSet-Cookie: a=b".to_owned(),
        "../../etc/passwd".to_owned(),
        "a".repeat(2_000),
    ]
}

/// Texts that no record may hold.
fn refused() -> Vec<String> {
    vec!["nul \0".to_owned(), "bell \u{7}".to_owned(), "a".repeat(2_001), "x\u{85}x".to_owned()]
}

#[tokio::test]
async fn hostile_words_are_kept_and_shown_as_words() {
    for site in sites("hostile").await {
        site.world.with_cases([ready("P1")]).await;
        let duty = site.browser(Role::LegalCounsel).await;
        for (n, text) in texts().iter().enumerate() {
            let fields =
                [("case", "P1"), ("kind", "judicial_stay"), ("document", text), ("docket", text)];
            let answer = duty.post("/holds/new", &fields).await.is(303);
            assert!(answer.header("set-cookie").starts_with("__Host-caseflight-done="));
            let case = site.world.ops.store.case(&case_id("P1")).await.unwrap();
            let kept = case.value.holds[n].latest().unwrap().source_document.to_string();
            assert_eq!(kept, text.trim(), "{}", site.world.name);
        }
        for page in ["/cases/P1.1", "/holds"] {
            let shown = duty.get(page).await.is(200);
            assert!(!shown.body.contains("<script>alert"), "{page}");
            assert!(!shown.body.contains("<img src=x"), "{page}");
        }
        let page = duty.get("/cases/P1.1").await;
        assert!(page.body.contains("&#60;script&#62;alert(1)"), "escaped, not dropped");
        for text in refused() {
            let fields = [("case", "P1"), ("kind", "judicial_stay"), ("document", &text)];
            let answer = duty.post("/holds/new", &fields).await.is(422);
            assert!(answer.body.contains("aria-invalid=\"true\""), "{text:?}");
        }
    }
}

#[tokio::test]
async fn hostile_words_in_every_field_and_address_break_nothing() {
    for site in sites("anywhere").await {
        site.world.sealed(&["P1"]).await;
        let deeds = [
            ("/cases/P1.1/statement", vec!["kind", "outcome", "made_at", "language", "officer"]),
            ("/cases/P1.1/document", vec!["kind", "country", "number", "issued_on", "mrz", "id"]),
            ("/cases/P1.1/answer", vec!["document", "answer", "on", "number", "condition"]),
            ("/cases/P1.1/condition", vec!["document", "reason"]),
            ("/cases/P1.1/custody", vec!["kind", "facility", "office", "since", "reason"]),
            ("/cases/P1.1/notice", vec!["kind", "on"]),
            ("/cases/P1.1/correct", vec!["column", "value", "reason"]),
            ("/cases/P1.1/close", vec!["outcome", "reason"]),
            ("/cases/P1.1/nothing", vec!["x"]),
            ("/cases/P1.1/holds/H1/lift", vec!["document", "reason", "second"]),
            ("/flights", vec!["id", "kind", "seats", "departs", "stops", "agencies"]),
            ("/flights/F1/assign", vec!["case", "stop"]),
            ("/flights/F1/strike", vec!["case", "reason", "detail"]),
            ("/flights/F1/cancel", vec!["reason"]),
            ("/flights/F1/reopen", vec!["words"]),
            ("/flights/F1/replan", vec!["departs", "aircraft", "seats", "nurses", "reason"]),
            ("/many", vec!["pick", "step", "stage", "kind", "document", "reason"]),
            ("/plans", vec!["flights"]),
            ("/documents/CHN/suspend", vec!["reason", "from"]),
            ("/documents/CHN/resume", vec!["reason"]),
            ("/lists/F1", vec!["answer-P1.1", "version-P1.1", "request-P1.1", "password"]),
            ("/flights/F1/hand-over", vec!["receipt"]),
            ("/holds/new", vec!["case", "kind", "document", "country", "from", "to", "docket"]),
        ];
        let mut all = texts();
        all.extend(refused());
        for role in [Role::SupervisoryOfficer, Role::FlightScheduler, Role::LegalCounsel] {
            let browser = site.browser(role).await;
            for (path, fields) in &deeds {
                for text in &all {
                    let mut sent: Vec<(&str, &str)> =
                        fields.iter().map(|field| (*field, text.as_str())).collect();
                    sent.push(("seen", text));
                    let answer = browser.post(path, &sent).await;
                    assert!(!answer.body.contains("<script>alert"), "{path}");
                    assert!(!answer.body.contains("<img src=x"), "{path}");
                }
            }
            for text in &all {
                let text = super::encoded(text);
                for path in [
                    format!("/cases/{text}"),
                    format!("/flights/{text}"),
                    format!("/flights/{text}/gate"),
                    format!("/reports/{text}"),
                    format!("/lists/{text}?all={text}"),
                    format!("/documents/{text}"),
                    format!("/countries/{text}"),
                    format!("/assets/{text}"),
                    format!("/search?text={text}&stage={text}&country={text}&after={text}"),
                    format!("/holds?kind={text}&country={text}&after={text}"),
                    format!("/holds/new?case={text}"),
                    format!("/?after={text}&from={text}&pick={text}"),
                    format!("/plans?flights={text}"),
                    format!("/plans/compare?first={text}&second={text}"),
                    format!("/sign-in/provider/return?code={text}&state={text}&error={text}"),
                    format!("/sign-in?next={text}"),
                    format!("/audit?subject={text}"),
                ] {
                    if path.len() > 60_000 {
                        continue;
                    }
                    let answer = browser.get(&path).await;
                    assert!(!answer.body.contains("<script>alert"), "{path}");
                    assert!(!answer.body.contains("<img src=x"), "{path}");
                }
            }
        }
        let found = site.world.ops.doctor().await.unwrap();
        assert!(found.iter().all(|one| one.severity != operations::Severity::Broken), "{found:?}");
    }
}
