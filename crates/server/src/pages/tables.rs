//! Reports as tables, the one that people work from, country profiles, and the audit.

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::get;
use domain::Country;
use operations::report;
use persistence::SeenEntry;
use serde::Deserialize;

use super::frame::{Frame, when};
use super::{failure_page, page};
use crate::desk::Desk;
use crate::failure::Failure;
use crate::policy::Act;
use crate::view::{Chart, ReportView};
use crate::who::{SignedIn, Who};

/// Looks that are shown.
const LOOKS: u64 = 300;

pub(super) fn routes() -> Router<Desk> {
    Router::new()
        .route("/reports", get(list))
        .route("/reports/{slug}", get(show))
        .route("/custody-reviews", get(custody_reviews))
        .route("/countries", get(countries))
        .route("/countries/{code}", get(country))
        .route("/audit", get(audit))
}

#[derive(askama::Template)]
#[template(path = "reports.html")]
struct ListPage {
    frame: Frame,
    reports: Vec<(&'static str, &'static str, &'static str)>,
}

#[derive(askama::Template)]
#[template(path = "report.html")]
struct ReportPage {
    frame: Frame,
    report: ReportView,
    chart: Option<Chart>,
}

#[derive(askama::Template)]
#[template(path = "countries.html")]
struct CountriesPage {
    frame: Frame,
    rows: Vec<(String, String, String, bool)>,
}

#[derive(askama::Template)]
#[template(path = "country.html")]
struct CountryPage {
    frame: Frame,
    code: String,
    name: String,
    pairs: Vec<(&'static str, String)>,
}

#[derive(askama::Template)]
#[template(path = "audit.html")]
struct AuditPage {
    frame: Frame,
    subject: String,
    case: Option<domain::CaseId>,
    rows: Vec<SeenEntry>,
    disclosures: Vec<(String, String, String, String)>,
}

async fn list(State(desk): State<Desk>, SignedIn(who): SignedIn, headers: HeaderMap) -> Response {
    if let Err(failure) = desk.may(&who, Act::SeeReports).await {
        return failure_page(&desk, &who, &headers, &failure).await;
    }
    let reports = report::ALL.iter().map(|one| (one.slug, one.title, one.what)).collect();
    let frame = Frame::of(&desk, Some(&who), &headers, "Reports");
    page(StatusCode::OK, &ListPage { frame, reports })
}

async fn show(
    State(desk): State<Desk>,
    SignedIn(who): SignedIn,
    headers: HeaderMap,
    Path(slug): Path<String>,
) -> Response {
    one(&desk, &who, &headers, &slug).await
}

async fn custody_reviews(
    State(desk): State<Desk>,
    SignedIn(who): SignedIn,
    headers: HeaderMap,
) -> Response {
    one(&desk, &who, &headers, "custody_reviews").await
}

async fn one(desk: &Desk, who: &Who, headers: &HeaderMap, slug: &str) -> Response {
    match desk.report(who, slug).await {
        Ok(report) => {
            let chart = Chart::of(&report);
            let frame = Frame::of(desk, Some(who), headers, report.title);
            page(StatusCode::OK, &ReportPage { frame, report, chart })
        }
        Err(failure) => failure_page(desk, who, headers, &failure).await,
    }
}

async fn countries(
    State(desk): State<Desk>,
    SignedIn(who): SignedIn,
    headers: HeaderMap,
) -> Response {
    if let Err(failure) = desk.may(&who, Act::SeeProfiles).await {
        return failure_page(&desk, &who, &headers, &failure).await;
    }
    let day = desk.now().date();
    let rows = desk.ops.rules.countries().map(|profile| {
        let tier = profile
            .tier_on(day)
            .map_or_else(|| "not on record".to_owned(), |t| t.label().to_owned());
        (profile.country.to_string(), profile.name.clone(), tier, profile.manifest.charter_allowed)
    });
    let rows = rows.collect();
    let frame = Frame::of(&desk, Some(&who), &headers, "Countries");
    page(StatusCode::OK, &CountriesPage { frame, rows })
}

async fn country(
    State(desk): State<Desk>,
    SignedIn(who): SignedIn,
    headers: HeaderMap,
    Path(code): Path<String>,
) -> Response {
    let shown = async {
        desk.may(&who, Act::SeeProfiles).await?;
        let none = || Failure::NotFound("such country profile".to_owned());
        let code: Country = code.parse().map_err(|_| none())?;
        let profile = desk.ops.rules.country(code).ok_or_else(none)?;
        Ok::<_, Failure>(CountryPage {
            frame: Frame::of(&desk, Some(&who), &headers, &profile.name),
            code: profile.country.to_string(),
            name: profile.name.clone(),
            pairs: crate::view::profile_pairs(profile, desk.now().date()),
        })
    };
    match shown.await {
        Ok(shown) => page(StatusCode::OK, &shown),
        Err(failure) => failure_page(&desk, &who, &headers, &failure).await,
    }
}

/// Whose looks to show.
#[derive(Debug, Default, Deserialize)]
struct Wanted {
    #[serde(default)]
    subject: String,
}

async fn audit(
    State(desk): State<Desk>,
    SignedIn(who): SignedIn,
    headers: HeaderMap,
    Query(wanted): Query<Wanted>,
) -> Response {
    let shown = async {
        desk.may(&who, Act::SeeAudit).await?;
        let mut faults = crate::fields::Faults::default();
        let subject = faults.maybe_words("subject", Some(&wanted.subject));
        faults.done(Some(()))?;
        let store = &desk.ops.store;
        let rows = store.seen(subject.as_deref(), LOOKS).await?;
        let case = subject.as_deref().and_then(|text| domain::CaseId::new(text).ok());
        let disclosures = match &case {
            Some(case) => store.disclosures(Some(case)).await?,
            None => Vec::new(),
        };
        let disclosures = disclosures.into_iter().map(|one| {
            let at = when(&one.at.to_string());
            (at, one.recipient.to_string(), one.purpose, one.fields.join(", "))
        });
        let disclosures = disclosures.collect();
        let frame = Frame::of(&desk, Some(&who), &headers, "Audit");
        let subject = subject.unwrap_or_default();
        Ok::<_, Failure>(AuditPage { frame, subject, case, rows, disclosures })
    };
    match shown.await {
        Ok(shown) => page(StatusCode::OK, &shown),
        Err(failure) => failure_page(&desk, &who, &headers, &failure).await,
    }
}
