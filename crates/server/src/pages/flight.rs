//! The manifest builder: one flight's list, what the planner proposes, and every change of it.

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};
use domain::{CaseId, FlightId, Reason, StrikeReason};
use serde::Deserialize;

use super::case::Answer;
use super::form::{Field, Form};
use super::frame::{Frame, maybe_when};
use super::posted::Posted;
use super::steps::{coded, refusal};
use super::{done, failure_page, page};
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
    let mut forms = forms(desk, who, &flight);
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

fn forms(desk: &Desk, who: &Who, flight: &FlightView) -> Vec<Form> {
    let id = &flight.row.id;
    let to = |deed: &str| format!("/flights/{id}/{deed}");
    let not = |act: Act| desk.why_not_here(who, act).map(|denied| refusal(&denied));
    let unless = |statuses: &[&str]| {
        let status = flight.row.status_label;
        (!statuses.contains(&flight.row.status)).then(|| format!("the flight is {status} (R011)"))
    };
    let live = |role: Option<&'static str>| -> Vec<(String, String)> {
        let lines = flight
            .lines
            .iter()
            .filter(|line| line.is_live && role.is_none_or(|role| line.role == role));
        let named = |line: &LineView| format!("{} · {} · {}", line.number, line.case, line.name);
        lines.map(|line| (line.case.clone(), named(line))).collect()
    };
    let nobody = |role| live(role).is_empty().then(|| "there is nobody to choose".to_owned());
    let built = flight.builders.iter().any(|by| by.ends_with(&format!(":{}", who.actor.user)));
    let forms = vec![
        Form::new("fill", "Fill from the plan", to("fill"), "Give out the seats")
            .intro("Each seat goes through the gate as one given by hand.")
            .fields(vec![Field::number("alternates", "Alternates to list").value("10")])
            .refused(not(Act::BuildManifest))
            .refused(unless(&["scheduled"])),
        Form::new("assign", "Give a seat by hand", to("assign"), "Give the seat")
            .fields(vec![
                Field::text("case", "Case").hint("The family goes with them.").required(),
                Field::check("alternate", "As an alternate"),
                Field::choice("stop", "Gets on at", stops(flight)).required(),
            ])
            .refused(not(Act::BuildManifest))
            .refused(unless(&["scheduled"])),
        Form::new("promote", "Move an alternate up", to("promote"), "Move up")
            .fields(vec![Field::choice("case", "Alternate", live(Some("alternate"))).required()])
            .refused(not(Act::BuildManifest))
            .refused(nobody(Some("alternate"))),
        Form::new("strike", "Take somebody off the list", to("strike"), "Strike")
            .fields(vec![
                Field::choice("case", "Whom", live(None)).required(),
                Field::choice("reason", "Why", coded!(StrikeReason)).required(),
                Field::long("detail", "In words"),
            ])
            .refused(not(Act::BuildManifest).and(not(Act::RunBoarding)))
            .refused(nobody(None))
            .grave(),
        Form::new("confirm", "Confirm everybody whom the gate clears", to("confirm"), "Confirm")
            .refused(not(Act::Confirm))
            .refused(unless(&["sealed"])),
        Form::new("seal", "Seal the list", to("seal"), "Seal")
            .intro("By a second person: nobody who built or changed the list may seal it.")
            .refused(not(Act::SealManifest))
            .refused(built.then(|| "you built or changed this list (R003)".to_owned()))
            .refused(unless(&["scheduled"]))
            .grave(),
        Form::new("reopen", "Break the seal", to("reopen"), "Break the seal")
            .fields(vec![Field::long("words", "Why").required()])
            .refused(not(Act::SealManifest).and(not(Act::BuildManifest)))
            .refused(unless(&["sealed"]))
            .grave(),
        Form::new("late-names", "Record that agencies take late names", to("late-names"), "Record")
            .fields(vec![Field::long("words", "What they said").required()])
            .refused(not(Act::AcceptLateNames))
            .refused(unless(&["scheduled", "sealed"])),
        Form::new("cancel", "Cancel the flight", to("cancel"), "Cancel the flight")
            .fields(vec![Field::choice("reason", "Why", coded!(domain::CancelReason)).required()])
            .refused(not(Act::ScheduleFlight))
            .refused(unless(&["scheduled", "sealed", "boarding"]))
            .grave(),
    ];
    forms.into_iter().map(|form| form.seen(flight.row.version)).collect()
}

fn stops(flight: &FlightView) -> Vec<(usize, String)> {
    flight.row.route.iter().cloned().enumerate().collect()
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
