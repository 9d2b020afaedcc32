//! One case: where it stands, what it waits for, and every step that somebody could take.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};
use domain::{CaseId, HoldId};

use super::form::Form;
use super::frame::{Frame, maybe_when, when};
use super::posted::Posted;
use super::{done, failure_page, page, steps};
use crate::deeds;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::fields::Fault;
use crate::policy::Act;
use crate::text::add;
use crate::view::{CaseView, EventView, WhyView};
use crate::who::{SignedIn, Who};

pub(super) fn routes() -> Router<Desk> {
    Router::new()
        .route("/cases/{id}", get(show))
        .route("/cases/{id}/{deed}", post(act))
        .route("/cases/{id}/holds/{hold}/lift", post(lift))
}

/// What the page says above all: that something was not done, and why.
pub(super) struct Answer {
    pub(super) title: String,
    pub(super) detail: String,
    /// Where to read more.
    pub(super) help: String,
    pub(super) faults: Vec<Fault>,
    pub(super) status: StatusCode,
}

#[derive(askama::Template)]
#[template(path = "case.html")]
struct CasePage {
    frame: Frame,
    case: CaseView,
    why: Option<WhyView>,
    events: Vec<EventView>,
    holds: Vec<(crate::view::HoldView, Option<Form>)>,
    possible: Vec<Form>,
    impossible: Vec<Form>,
    answer: Option<Answer>,
    hidden: Option<&'static str>,
}

impl Answer {
    /// What `failure` says.
    pub(super) fn of(failure: &Failure) -> Self {
        let problem = crate::problem::Problem::of(failure);
        let barred: Vec<String> = problem
            .barred
            .iter()
            .map(|one| format!("{}: {}", one.case, one.reasons.join(", ")))
            .collect();
        let detail = match (barred.is_empty(), failure) {
            (false, _) => format!("The gate says no. {}", barred.join("; ")),
            (true, Failure::Changed { .. } | Failure::RowsChanged { .. }) => format!(
                "{failure}. What you typed is still in the form below; the page shows it as it is \
                 now."
            ),
            (true, _) => failure.to_string(),
        };
        Self {
            title: match problem.code {
                Some(code) => format!("Not done: {} ({code})", problem.title),
                None => format!("Not done: {}", problem.title),
            },
            detail,
            help: problem.kind,
            faults: problem.errors,
            status: failure.status(),
        }
    }
}

async fn show(
    State(desk): State<Desk>,
    SignedIn(who): SignedIn,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Response {
    match draw(&desk, &who, &headers, &id, None).await {
        Ok(response) => response,
        Err(failure) => failure_page(&desk, &who, &headers, &failure).await,
    }
}

/// What was tried with which form.
struct Tried<'a> {
    form: String,
    posted: &'a Posted,
    failure: Failure,
}

async fn draw(
    desk: &Desk,
    who: &Who,
    headers: &HeaderMap,
    id: &str,
    tried: Option<Tried<'_>>,
) -> Result<Response, Failure> {
    let id = CaseId::new(id)?;
    let (found, sight) = desk.look_at(who, &id).await?;
    let rules = &desk.ops.rules;
    let view = CaseView::of((&found.value, found.version()), &sight, desk.now(), rules);
    let inside = sight.fields.is_none();
    let mut why = None;
    if inside {
        match desk.ops.why_of(&found).await {
            Ok(told) => why = Some(WhyView::of(&told, &sight, rules)),
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "why cannot be told");
            }
        }
    }
    let mut events: Vec<EventView> = if sight.history {
        let all = desk.ops.store.history(&id).await?;
        let changed = operations::columns_changed(&all);
        let events = all.iter().zip(&changed);
        events.map(|(event, columns)| EventView::of(event, &sight).changing(columns)).collect()
    } else {
        Vec::new()
    };
    events.reverse();
    let mut forms = steps::of(desk, who, &found.value, &view);
    let may_lift = desk.why_not(who, Act::LiftHold, &found.value).is_none();
    let role = who.actor.role.code();
    let mut holds: Vec<(crate::view::HoldView, Option<Form>)> = view
        .holds
        .iter()
        .map(|hold| {
            let can = may_lift && hold.state != "lifted" && hold.lifted_by.contains(&role);
            let form = steps::lift(&view.id, view.version, &hold.id, hold.people_to_lift);
            (hold.clone(), can.then_some(form))
        })
        .collect();
    let mut answer = None;
    if let Some(tried) = tried {
        let said = Answer::of(&tried.failure);
        let all = forms.iter_mut().chain(holds.iter_mut().filter_map(|(_, form)| form.as_mut()));
        for form in all.filter(|form| form.id == tried.form) {
            *form = form.clone().filled(&tried.posted.typed, &said.faults);
        }
        answer = Some(said);
    }
    let (possible, impossible) = forms.into_iter().partition(|form| form.refused.is_none());
    let status = answer.as_ref().map_or(StatusCode::OK, |answer| answer.status);
    let shown = CasePage {
        frame: Frame::of(desk, Some(who), headers, &format!("Case {id}")).live(),
        case: view,
        why,
        events,
        holds,
        possible,
        impossible,
        answer,
        hidden: (!sight.history).then_some("legal-matters"),
    };
    Ok(page(status, &shown))
}

/// One step, by its name. The page again if the answer is no.
async fn act(
    State(desk): State<Desk>,
    Path((id, deed)): Path<(String, String)>,
    posted: Posted,
) -> Response {
    match step(&desk, &id, &deed, &posted).await {
        Ok(words) => done(&format!("/cases/{id}"), &words),
        Err(failure) => refused(&desk, &id, deed, &posted, failure).await,
    }
}

async fn lift(
    State(desk): State<Desk>,
    Path((id, hold)): Path<(String, String)>,
    posted: Posted,
) -> Response {
    let form = format!("lift-{hold}");
    let done_so = async {
        let (case, hold) = (CaseId::new(&id)?, HoldId::new(&hold)?);
        let asked = posted.asked()?;
        deeds::lift(&desk, asked, (&case, &hold), posted.read()?).await
    };
    match done_so.await {
        Ok(changed) => done(&format!("/cases/{id}"), &words(&changed)),
        Err(failure) => refused(&desk, &id, form, &posted, failure).await,
    }
}

pub(super) async fn refused(
    desk: &Desk,
    id: &str,
    form: String,
    posted: &Posted,
    failure: Failure,
) -> Response {
    let (who, headers) = (&posted.who, &posted.headers);
    let tried = Tried { form, posted, failure };
    match draw(desk, who, headers, id, Some(tried)).await {
        Ok(response) => response,
        Err(failure) => failure_page(desk, who, headers, &failure).await,
    }
}

async fn step(desk: &Desk, id: &str, deed: &str, posted: &Posted) -> Result<String, Failure> {
    let id = CaseId::new(id)?;
    let asked = posted.asked()?;
    let changed = match deed {
        "advance" => {
            let moved = deeds::advance(desk, asked, &id).await?;
            return Ok(match moved.waits_for {
                Some(why) if moved.from == moved.to => format!("The case waits: {why}."),
                _ if moved.from == moved.to => "The case stays where it is.".to_owned(),
                _ => format!("The case went from {} to {}.", moved.from, moved.to),
            });
        }
        "statement" => deeds::record_statement(desk, asked, &id, posted.read()?).await?,
        "document" => deeds::record_document(desk, asked, &id, posted.read()?).await?,
        "answer" => deeds::record_answer(desk, asked, &id, posted.read()?).await?,
        "condition" => deeds::meet_condition(desk, asked, &id, posted.read()?).await?,
        "interview" => deeds::ask_for_interview(desk, asked, &id, posted.read()?).await?,
        "custody" => deeds::change_custody(desk, asked, &id, posted.read()?).await?,
        "medical" => deeds::state_fitness(desk, asked, &id, posted.read()?).await?,
        "notice" => deeds::serve_notice(desk, asked, &id, posted.read()?).await?,
        "correct" => {
            let one: deeds::CorrectOne = posted.read()?;
            deeds::correct(desk, asked, &id, one.into()).await?
        }
        "defect" => deeds::resolve_defect(desk, asked, &id, posted.read()?).await?,
        "reopen" => deeds::reopen(desk, asked, &id, posted.read()?).await?,
        "close" => deeds::close(desk, asked, &id, posted.read()?).await?,
        _ => return Err(Failure::NotFound(format!("step {deed:?}"))),
    };
    Ok(words(&changed))
}

/// What was done, in a sentence.
pub(super) fn words(changed: &deeds::CaseChanged) -> String {
    let mut text = format!("Done: {}.", changed.done);
    if !changed.struck.is_empty() {
        add(&mut text, format_args!(" Struck from the list: {}.", changed.struck.join(", ")));
    }
    if changed.stop_orders > 0 {
        add(&mut text, format_args!(" Stop orders raised: {}.", changed.stop_orders));
    }
    text
}
