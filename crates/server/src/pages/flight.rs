//! The manifest builder: one flight's list, what the planner proposes, and every change of it.

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};
use domain::{CaseId, FlightId, Reason};
use serde::Deserialize;

use super::case::Answer;
use super::form::Form;
use super::frame::{Frame, maybe_when};
use super::posted::Posted;
use super::{done, failure_page, flight_forms, page};
use crate::deeds::{self, Listed};
use crate::desk::Desk;
use crate::failure::Failure;
use crate::policy::Act;
use crate::text::add;
use crate::view::{FlightView, LineView, ReasonView};
use crate::who::{SignedIn, Who};

/// People left out who are named.
const LEFT_OUT: usize = 150;

pub(super) fn routes() -> Router<Desk> {
    Router::new().route("/flights/{id}", get(show)).route("/flights/{id}/{deed}", post(act))
}

/// What else to show.
#[derive(Debug, Default, Deserialize)]
struct Wanted {
    #[serde(default)]
    plan: String,
}

/// What the planner proposes now.
struct Proposed {
    seated: Vec<String>,
    alternates: Vec<String>,
    left_out: Vec<LeftOut>,
    more: usize,
    hidden: usize,
}

/// Somebody without a seat, and why.
struct LeftOut {
    case: String,
    reasons: Vec<ReasonView>,
}

#[derive(askama::Template)]
#[template(path = "flight.html")]
struct FlightPage {
    frame: Frame,
    flight: FlightView,
    primaries: Vec<LineView>,
    alternates: Vec<LineView>,
    struck: Vec<LineView>,
    proposed: Option<Proposed>,
    forms: Vec<Form>,
    impossible: Vec<Form>,
    answer: Option<Answer>,
}

async fn show(
    State(desk): State<Desk>,
    SignedIn(who): SignedIn,
    headers: HeaderMap,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Response {
    let wants_plan = !wanted.plan.is_empty();
    match draw(&desk, &who, &headers, (&id, wants_plan), None).await {
        Ok(response) => response,
        Err(failure) => failure_page(&desk, &who, &headers, &failure).await,
    }
}

async fn draw(
    desk: &Desk,
    who: &Who,
    headers: &HeaderMap,
    (id, wants_plan): (&str, bool),
    tried: Option<(&str, &Posted, Failure)>,
) -> Result<Response, Failure> {
    desk.may(who, Act::SeeFlights).await?;
    let id = FlightId::new(id)?;
    let found = desk.ops.store.flight(&id).await?;
    let flight = desk.flight_view(who, &found).await?;
    let proposed = if wants_plan { Some(proposal(desk, who, &id).await?) } else { None };
    let mut forms = flight_forms::forms(desk, who, &flight);
    let answer = tried.map(|(deed, posted, failure)| {
        let answer = Answer::of(&failure);
        for form in forms.iter_mut().filter(|form| form.id == deed) {
            *form = form.clone().filled(&posted.typed, &answer.faults);
        }
        answer
    });
    let (forms, impossible) = forms.into_iter().partition(|form| form.refused.is_none());
    let status = answer.as_ref().map_or(StatusCode::OK, |answer| answer.status);
    let of = |test: &dyn Fn(&LineView) -> bool| -> Vec<LineView> {
        flight.lines.iter().filter(|line| test(line)).cloned().collect()
    };
    let mut alternates = of(&|line| line.is_live && line.role == "alternate");
    alternates.sort_by_key(|line| (line.rank, line.number));
    let shown = FlightPage {
        frame: Frame::of(desk, Some(who), headers, &format!("Flight {id}")).live(),
        primaries: of(&|line| !line.struck_out() && line.role == "primary"),
        alternates,
        struck: of(&LineView::struck_out),
        proposed,
        forms,
        impossible,
        answer,
        flight,
    };
    Ok(page(status, &shown))
}

async fn proposal(desk: &Desk, who: &Who, id: &FlightId) -> Result<Proposed, Failure> {
    let found = desk.ops.propose_manifest(id).await?;
    let named = found.left_out.iter().take(LEFT_OUT).map(|left| left.case.clone());
    let ids: Vec<CaseId> = named.collect();
    let cases = desk.ops.store.cases_lossless(&ids).await?;
    let rules = &desk.ops.rules;
    let mut left_out = Vec::new();
    for (left, case) in found.left_out.iter().zip(cases) {
        let Ok(case) = case else { continue };
        if !desk.sees(who, &case.value) {
            continue;
        }
        let sight = desk.sight(who, &case.value);
        let reasons = left.why.split(';').map(|why| match Reason::try_from(why.to_owned()) {
            Ok(reason) => ReasonView::plain(&reason, &sight, rules),
            Err(_) => ReasonView::of_planner(why),
        });
        left_out.push(LeftOut { case: left.case.to_string(), reasons: reasons.collect() });
    }
    let parties = |seats: &[operations::manifest::Seat]| -> Vec<String> {
        seats
            .iter()
            .map(|seat| seat.cases.iter().map(CaseId::as_str).collect::<Vec<_>>().join(", "))
            .collect()
    };
    Ok(Proposed {
        seated: parties(&found.seated),
        alternates: parties(&found.alternates),
        more: found.left_out.len().saturating_sub(ids.len()),
        hidden: ids.len().saturating_sub(left_out.len()),
        left_out,
    })
}

async fn act(
    State(desk): State<Desk>,
    Path((id, deed)): Path<(String, String)>,
    posted: Posted,
) -> Response {
    let back = if super::gate::DEEDS.contains(&deed.as_str()) { "/gate" } else { "" };
    match step(&desk, &id, &deed, &posted).await {
        Ok(words) => {
            let by = super::gate::matched_by(&posted);
            done(&format!("/flights/{id}{back}{by}"), &words)
        }
        Err(failure) if back.is_empty() => {
            let tried = Some((deed.as_str(), &posted, failure));
            let (who, headers) = (&posted.who, &posted.headers);
            match draw(&desk, who, headers, (&id, false), tried).await {
                Ok(response) => response,
                Err(failure) => failure_page(&desk, who, headers, &failure).await,
            }
        }
        Err(failure) => super::gate::refused(&desk, &id, &posted, failure).await,
    }
}

async fn step(desk: &Desk, id: &str, deed: &str, posted: &Posted) -> Result<String, Failure> {
    let id = FlightId::new(id)?;
    let asked = posted.asked()?;
    let listed = match deed {
        "fill" => deeds::fill(desk, asked, &id, posted.read()?).await?,
        "assign" => deeds::assign(desk, asked, &id, posted.read()?).await?,
        "promote" => deeds::promote(desk, asked, &id, posted.read()?).await?,
        "strike" => deeds::strike(desk, asked, &id, posted.read()?).await?,
        "confirm" => deeds::confirm(desk, asked, &id).await?,
        "seal" => deeds::seal(desk, asked, &id).await?,
        "reopen" => deeds::reopen_list(desk, asked, &id, posted.read()?).await?,
        "late-names" => deeds::accept_late(desk, asked, &id, posted.read()?).await?,
        "replan" => deeds::replan(desk, asked, &id, posted.read()?).await?,
        "cancel" => deeds::cancel(desk, asked, &id, posted.read()?).await?,
        _ => super::gate::step(desk, &id, deed, posted).await?,
    };
    Ok(words(&listed))
}

/// What was done, in a sentence, with those for whom the answer was no.
pub(super) fn words(listed: &Listed) -> String {
    let mut text = format!("Done: {}.", listed.done);
    if !listed.cases.is_empty() && listed.cases.len() <= 8 {
        add(&mut text, format_args!(" {}.", listed.cases.join(", ")));
    }
    for refused in listed.refused.iter().take(8) {
        let reasons: Vec<&str> = refused
            .problem
            .barred
            .iter()
            .flat_map(|one| one.reasons.iter().map(String::as_str))
            .collect();
        let why =
            if reasons.is_empty() { refused.problem.title.clone() } else { reasons.join(", ") };
        add(&mut text, format_args!(" Not {}: {why}.", refused.case));
    }
    if listed.refused.len() > 8 {
        add(&mut text, format_args!(" And {} more.", listed.refused.len() - 8));
    }
    text
}
