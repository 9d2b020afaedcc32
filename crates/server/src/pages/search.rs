//! Search over the cases that one may see.

use axum::Router;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::get;
use domain::{CaseId, StageName};
use persistence::CardFilter;
use serde::Deserialize;

use super::frame::Frame;
use super::many::STEPS;
use super::steps::coded;
use super::{failure_page, page};
use crate::desk::Desk;
use crate::failure::Failure;
use crate::fields::Faults;
use crate::policy::Act;
use crate::view::CaseRow;
use crate::who::{SignedIn, Who, encoded};

/// Cases on one page.
const SHOWN: u64 = 50;

pub(super) fn routes() -> Router<Desk> {
    Router::new().route("/search", get(show))
}

/// What is looked for.
#[derive(Debug, Default, Deserialize)]
struct Wanted {
    #[serde(default)]
    text: String,
    #[serde(default)]
    stage: String,
    #[serde(default)]
    country: String,
    #[serde(default)]
    after: String,
    /// Whether every case on the page is picked.
    #[serde(default)]
    pick: String,
}

#[derive(askama::Template)]
#[template(path = "search.html")]
struct SearchPage {
    frame: Frame,
    wanted: Wanted,
    stages: Vec<(&'static str, &'static str, bool)>,
    rows: Vec<CaseRow>,
    next: Option<String>,
    /// This page, with every case picked.
    every: String,
    all: bool,
    picks: bool,
    steps: &'static [(&'static str, &'static str)],
    faults: Vec<String>,
}

async fn show(
    State(desk): State<Desk>,
    SignedIn(who): SignedIn,
    headers: HeaderMap,
    Query(wanted): Query<Wanted>,
) -> Response {
    match draw(&desk, &who, &headers, wanted).await {
        Ok(response) => response,
        Err(failure) => failure_page(&desk, &who, &headers, &failure).await,
    }
}

async fn draw(
    desk: &Desk,
    who: &Who,
    headers: &HeaderMap,
    wanted: Wanted,
) -> Result<Response, Failure> {
    let mut faults = Faults::default();
    let filter = CardFilter {
        stage: faults.maybe_code("stage", Some(&wanted.stage), StageName::from_code),
        office: None,
        country: faults.maybe("country", Some(&wanted.country.to_uppercase())),
        text: faults.maybe_words("text", Some(&wanted.text)),
    };
    let (filter, faults) = match faults.done(Some(())) {
        Ok(()) => (filter, Vec::new()),
        Err(found) => (CardFilter::default(), found),
    };
    let after = CaseId::new(&wanted.after).ok();
    let (rows, next) = desk.case_rows(who, filter, after, SHOWN).await?;
    let stages = coded!(StageName).map(|(code, label)| (code, label, code == wanted.stage));
    let here = |after: &str| {
        format!(
            "/search?text={}&stage={}&country={}&after={}",
            encoded(&wanted.text),
            encoded(&wanted.stage),
            encoded(&wanted.country),
            encoded(after)
        )
    };
    let next = next.map(|after| here(after.as_str()));
    let every = format!("{}&pick=all", here(&wanted.after));
    let shown = SearchPage {
        frame: Frame::of(desk, Some(who), headers, "Search"),
        stages: stages.collect(),
        rows,
        next,
        every,
        all: !wanted.pick.is_empty(),
        picks: !who.is_consul(),
        steps: STEPS,
        faults: faults.iter().map(|f| format!("{} {}", f.field(), f.detail)).collect(),
        wanted,
    };
    Ok(page(StatusCode::OK, &shown))
}

impl Desk {
    /// Cases as a list, those that `who` may see and no other; and where to go on.
    pub(crate) async fn case_rows(
        &self,
        who: &Who,
        mut filter: CardFilter,
        after: Option<CaseId>,
        limit: u64,
    ) -> Result<(Vec<CaseRow>, Option<CaseId>), Failure> {
        self.may(who, Act::ListCases).await?;
        if who.is_consul() {
            return self.own_nationals(who, &filter, after, limit).await;
        }
        if !who.sees_every_office() {
            // Somebody without an office keeps no cases.
            if filter.office.as_ref().is_some_and(|office| *office != who.office) {
                return Ok((Vec::new(), None));
            }
            filter.office = Some(who.office.clone());
        }
        let cards = self.ops.list_cases(&filter, after.as_ref(), limit).await?;
        let full = u64::try_from(cards.len()).is_ok_and(|count| count >= limit);
        let next = cards.last().map(|card| card.case.clone()).filter(|_| full);
        let seen = cards.into_iter().filter(|card| {
            // The query is bound to the office already; the policies have the last word.
            let nationality = card.nationality.as_deref().unwrap_or_default();
            let office = card.office.as_str();
            let subject = crate::policy::Subject::Case { office, nationality, disclosed: false };
            self.would(who, Act::SeeCase, subject)
        });
        Ok((seen.map(CaseRow::of).collect(), next))
    }

    /// What a consular user may see: own nationals about whom their state was asked.
    async fn own_nationals(
        &self,
        who: &Who,
        filter: &CardFilter,
        after: Option<CaseId>,
        limit: u64,
    ) -> Result<(Vec<CaseRow>, Option<CaseId>), Failure> {
        let Some(country) = who.country else { return Ok((Vec::new(), None)) };
        let store = &self.ops.store;
        let ids = store.asked_about(country.as_str(), after.as_ref(), limit).await?;
        let full = u64::try_from(ids.len()).is_ok_and(|count| count >= limit);
        let next = ids.last().cloned().filter(|_| full);
        let mut rows = Vec::new();
        for case in store.cases_lossless(&ids).await?.into_iter().flatten() {
            let stage = case.value.stage.name();
            let fits = filter.stage.is_none_or(|wanted| wanted == stage);
            if fits && self.sees(who, &case.value) {
                let sight = self.sight(who, &case.value);
                rows.push(CaseRow::of_disclosed(&case, &sight, self.now(), &self.ops.rules));
            }
        }
        Ok((rows, next))
    }
}
