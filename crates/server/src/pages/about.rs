//! Pages that explain: problems, refusals, reasons, and who may do what.

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::get;
use domain::{ReasonCode, RefusalCode};

use super::frame::Frame;
use super::page;
use crate::desk::Desk;
use crate::policy;
use crate::who::SignedIn;

/// Kinds of problem, and what to do about each. The name is the end of its `type`.
const PROBLEMS: &[(&str, &str)] = &[
    ("not-signed-in", "Sign in, or send a token that is good: Authorization: Bearer …"),
    ("denied", "A policy says no; `policy` names it. The page of policies has its words."),
    ("token-scope", "The token was made for less. Have one made with the scope that is named."),
    ("signature", "Sign with the secret that you share with this desk, within five minutes."),
    ("forged", "The form did not come from this desk in this session. Open the page again."),
    ("not-found", "There is nothing at this address, or nothing of this key."),
    ("invalid", "Fields cannot be used; `errors` says which and why, as JSON pointers."),
    ("unreadable", "The request is not what this address takes; `detail` says what is wrong."),
    ("refused", "A rule of the domain says no; `code` has its part of the page of refusals."),
    ("changed", "Somebody changed it since you read it. Read it again and decide anew."),
    ("version-missing", "Send If-Match with the ETag that you read."),
    ("key-used", "An Idempotency-Key stands for one request. Give the other one a key of its own."),
    ("key-in-flight", "The same request is being answered. Ask again in a moment."),
    ("busy", "Others kept changing the same records. Try again."),
    ("too-many", "Too many wrong passwords. Wait a quarter of an hour."),
    ("broken", "Something broke and was noted. Give its x-request-id to whoever runs the desk."),
];

pub(super) fn routes() -> Router<Desk> {
    Router::new()
        .route("/help/problems", get(problems))
        .route("/help/refusals", get(refusals))
        .route("/help/reasons", get(reasons))
        .route("/help/policies", get(policies))
}

#[derive(askama::Template)]
#[template(path = "help.html")]
struct HelpPage {
    frame: Frame,
    intro: &'static str,
    entries: Vec<(String, String)>,
    text: Option<&'static str>,
}

fn help(
    desk: &Desk,
    who: Option<&SignedIn>,
    headers: &HeaderMap,
    (title, intro): (&str, &'static str),
    entries: Vec<(String, String)>,
) -> HelpPage {
    let who = who.map(|SignedIn(who)| who);
    HelpPage { frame: Frame::of(desk, who, headers, title), intro, entries, text: None }
}

fn own(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
}

async fn problems(State(desk): State<Desk>, who: Option<SignedIn>, headers: HeaderMap) -> Response {
    let about = ("Problems", "Kinds of answer that the API gives when it does not do something.");
    page(StatusCode::OK, &help(&desk, who.as_ref(), &headers, about, own(PROBLEMS)))
}

async fn refusals(State(desk): State<Desk>, who: Option<SignedIn>, headers: HeaderMap) -> Response {
    let about = ("Refusals", "Codes of the answers by which a rule says no.");
    let all: Vec<(&str, &str)> =
        RefusalCode::ALL.iter().map(|code| (code.code(), code.label())).collect();
    page(StatusCode::OK, &help(&desk, who.as_ref(), &headers, about, own(&all)))
}

async fn reasons(State(desk): State<Desk>, who: Option<SignedIn>, headers: HeaderMap) -> Response {
    let about = ("Reasons", "What can stand in the way of a person's flight.");
    let all: Vec<(&str, &str)> =
        ReasonCode::ALL.iter().map(|code| (code.code(), code.label())).collect();
    page(StatusCode::OK, &help(&desk, who.as_ref(), &headers, about, own(&all)))
}

async fn policies(State(desk): State<Desk>, who: Option<SignedIn>, headers: HeaderMap) -> Response {
    let about = ("Policies", "Who may see and do what, as the desk is asked about every request.");
    let shown = help(&desk, who.as_ref(), &headers, about, Vec::new());
    page(StatusCode::OK, &HelpPage { text: Some(policy::TEXT), ..shown })
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;

    use super::*;
    use crate::failure::Failure;
    use crate::fields::Fault;

    #[test]
    fn every_kind_of_problem_is_explained() {
        let key = || domain::CaseId::new("").map(drop).unwrap_err();
        let failures = [
            Failure::NotSignedIn,
            Failure::Scope("read"),
            Failure::Forged,
            Failure::from(key()),
            Failure::Invalid(vec![Fault::of("a", "b")]),
            Failure::Unreadable { status: StatusCode::BAD_REQUEST, detail: String::new() },
            Failure::VersionMissing,
            Failure::KeyOther,
            Failure::KeyInFlight,
            Failure::Busy(String::new()),
            Failure::TooMany { wait: 1 },
            Failure::Broken,
        ];
        for failure in failures {
            let kind = failure.kind();
            assert!(PROBLEMS.iter().any(|(name, _)| *name == kind), "{kind}");
        }
    }
}
