//! Forms on a country's workbench that suspend its agency and resume it.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::post;
use operations::agencies::AgencyStanding;

use super::form::{Field, Form};
use super::posted::Posted;
use super::steps::refusal;
use super::{done, workbench};
use crate::deeds;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::policy::Act;
use crate::who::Who;

pub(super) fn routes() -> Router<Desk> {
    Router::new().route("/documents/{country}/{deed}", post(act))
}

/// The forms for the agency that stands so: one is possible at a time.
pub(super) fn forms(desk: &Desk, who: &Who, standing: &AgencyStanding) -> Vec<Form> {
    let not = || desk.why_not_here(who, Act::SuspendAgency).map(|denied| refusal(&denied));
    let to = |deed: &str| format!("/documents/{}/{deed}", standing.country);
    let is_suspended = standing.suspended.is_some();
    vec![
        Form::new("suspend", "Suspend the agency", to("suspend"), "Suspend the agency")
            .intro(
                "It is asked nothing, chased for nothing and sent nothing until somebody resumes \
                 it. Its answers are taken.",
            )
            .fields(vec![
                Field::long("reason", "Why").required(),
                Field::moment("from", "From when on").hint("Left out: now."),
            ])
            .refused(not())
            .refused(is_suspended.then(|| "it is suspended already".to_owned()))
            .seen(standing.version.0)
            .grave(),
        Form::new("resume", "Resume the agency", to("resume"), "Resume the agency")
            .intro("Its queue moves again, in its order and as fast as its limit allows.")
            .fields(vec![Field::long("reason", "Why").required()])
            .refused(not())
            .refused((!is_suspended).then(|| "it is not suspended".to_owned()))
            .seen(standing.version.0),
    ]
}

async fn act(
    State(desk): State<Desk>,
    Path((country, deed)): Path<(String, String)>,
    posted: Posted,
) -> Response {
    match step(&desk, (&country, &deed), &posted).await {
        Ok(words) => done(&format!("/documents/{country}"), &words),
        Err(failure) => workbench::refused(&desk, &country, (&deed, &posted, failure)).await,
    }
}

async fn step(
    desk: &Desk,
    (country, deed): (&str, &str),
    posted: &Posted,
) -> Result<String, Failure> {
    let asked = posted.asked()?;
    let stands = match deed {
        "suspend" => deeds::suspend_agency(desk, asked, country, posted.read()?).await?,
        "resume" => deeds::resume_agency(desk, asked, country, posted.read()?).await?,
        _ => return Err(Failure::NotFound(format!("step {deed:?}"))),
    };
    let later = stands.suspended.as_ref().filter(|_| stands.state != "suspended");
    Ok(match later {
        Some(later) => format!("{} is suspended from {} on.", stands.name, later.since),
        None => format!("{}: {}.", stands.name, stands.words),
    })
}
