//! A case as it was known at a past instant.

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::get;
use domain::{CaseId, Moment};
use serde::Deserialize;

use super::form::Form;
use super::frame::{Frame, maybe_when, when};
use super::{failure_page, page};
use crate::desk::Desk;
use crate::failure::Failure;
use crate::fields::{Fault, Faults};
use crate::policy::Act;
use crate::sight::Sight;
use crate::view::{EventView, HoldView, PastView};
use crate::who::{SignedIn, Who};

pub(super) fn routes() -> Router<Desk> {
    Router::new().route("/cases/{id}/as-known", get(show))
}

/// Which instant.
#[derive(Debug, Default, Deserialize)]
struct Wanted {
    #[serde(default)]
    at: String,
}

#[derive(askama::Template)]
#[template(path = "past.html")]
struct PastPage {
    frame: Frame,
    id: CaseId,
    wanted: String,
    faults: Vec<Fault>,
    past: Option<PastView>,
    /// The holds of the time, none with a form: nothing is done in the past.
    holds: Vec<(HoldView, Option<Form>)>,
    events: Vec<EventView>,
}

async fn show(
    State(desk): State<Desk>,
    SignedIn(who): SignedIn,
    headers: HeaderMap,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Response {
    match draw(&desk, &who, &headers, &id, wanted.at).await {
        Ok(response) => response,
        Err(failure) => failure_page(&desk, &who, &headers, &failure).await,
    }
}

async fn draw(
    desk: &Desk,
    who: &Who,
    headers: &HeaderMap,
    id: &str,
    wanted: String,
) -> Result<Response, Failure> {
    let id = CaseId::new(id)?;
    let sight = desk.look_back(who, &id).await?;
    let told = if wanted.trim().is_empty() {
        Ok(None)
    } else {
        desk.past(&id, &sight, &wanted).await.map(Some)
    };
    let (past, faults) = match told {
        Ok(past) => (past, Vec::new()),
        Err(Failure::Invalid(faults)) => (None, faults),
        Err(Failure::NotFound(what)) => {
            (None, vec![Fault::of("at", format!("is too early: there is no {what}"))])
        }
        Err(failure) => return Err(failure),
    };
    let mut events: Vec<EventView> = Vec::new();
    for event in desk.ops.store.history(&id).await? {
        events.push(EventView::of(&event, &sight));
    }
    events.reverse();
    let holds = past.iter().flat_map(|past| &past.case.holds);
    let holds = holds.map(|hold| (hold.clone(), None)).collect();
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let frame = Frame::of(desk, Some(who), headers, &format!("Case {id} as it was known"));
    Ok(page(status, &PastPage { frame, id, wanted, faults, past, holds, events }))
}

impl Desk {
    /// The case `id` as it was known at the instant that `wanted` names, for whoever may see its
    /// history now.
    pub(crate) async fn as_known(
        &self,
        who: &Who,
        id: &CaseId,
        wanted: &str,
    ) -> Result<PastView, Failure> {
        let sight = self.look_back(who, id).await?;
        self.past(id, &sight, wanted).await
    }

    /// What `who` may read of the past of the case `id`.
    async fn look_back(&self, who: &Who, id: &CaseId) -> Result<Sight, Failure> {
        let (found, sight) = self.look_at(who, id).await?;
        self.may_on(who, Act::SeeHistory, &found.value).await?;
        Ok(sight)
    }

    async fn past(&self, id: &CaseId, sight: &Sight, wanted: &str) -> Result<PastView, Failure> {
        let now = self.now();
        let mut faults = Faults::default();
        let text = faults.words("at", wanted);
        let at: Option<Moment> = faults.maybe_moment("at", text.as_deref(), now);
        if at.is_some_and(|at| at.at() > now.at()) {
            faults.add("at", "must not be later than now");
        }
        let at = faults.done(at)?;
        let past = self.ops.case_as_known(id, at.at()).await?;
        Ok(PastView::of(&past, sight, at, &self.ops.rules))
    }
}
