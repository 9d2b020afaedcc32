//! Pages: one file each, with its template beside it. Every page works without scripts.
// tidy: lists this folder

mod about;
mod agencies;
mod answers;
mod board;
mod bottlenecks;
mod case;
mod docket;
mod flight;
mod flight_forms;
mod form;
mod frame;
mod gate;
mod holds;
mod interviews;
mod lists;
mod many;
mod papers;
mod past;
mod plans;
mod posted;
#[cfg(feature = "oidc")]
mod provider;
mod search;
mod sign_in;
mod statistics;
mod steps;
mod stop_orders;
mod tables;
mod upload;
mod workbench;

use axum::Router;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};

use crate::desk::Desk;
use crate::failure::Failure;
use crate::who::Who;

use frame::{Frame, flash};

/// Every page.
pub(crate) fn routes() -> Router<Desk> {
    let routes = Router::new();
    #[cfg(feature = "oidc")]
    let routes = routes.merge(provider::routes());
    routes
        .merge(about::routes())
        .merge(agencies::routes())
        .merge(answers::routes())
        .merge(board::routes())
        .merge(bottlenecks::routes())
        .merge(case::routes())
        .merge(docket::routes())
        .merge(flight::routes())
        .merge(gate::routes())
        .merge(holds::routes())
        .merge(interviews::routes())
        .merge(lists::routes())
        .merge(many::routes())
        .merge(papers::routes())
        .merge(past::routes())
        .merge(plans::routes())
        .merge(search::routes())
        .merge(sign_in::routes())
        .merge(statistics::routes())
        .merge(stop_orders::routes())
        .merge(tables::routes())
        .merge(workbench::routes())
}

/// A page with its status. One that does not render is noted, and the reader learns nothing.
fn page(status: StatusCode, template: &impl askama::Template) -> Response {
    match template.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => plain_failure(&Failure::broken(&error)),
    }
}

/// The page that says why there is no other one.
#[derive(askama::Template)]
#[template(path = "failure.html")]
struct FailurePage<'a> {
    frame: Frame,
    title: &'a str,
    detail: String,
    policy: Option<&'a str>,
}

/// Why a page is not shown, to somebody who is signed in.
async fn failure_page(desk: &Desk, who: &Who, headers: &HeaderMap, failure: &Failure) -> Response {
    let frame = Frame::of(desk, Some(who), headers, failure.title());
    let policy =
        if let Failure::Denied(denied) = failure { Some(denied.policy.as_str()) } else { None };
    let shown = FailurePage { frame, title: failure.title(), detail: failure.to_string(), policy };
    page(failure.status(), &shown)
}

/// The same where there is nothing to show it in.
pub(crate) fn plain_failure(failure: &Failure) -> Response {
    let (status, title) = (failure.status(), failure.title());
    let text = format!("{title}. {failure}\n");
    let kind = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
    later((status, kind, text).into_response(), failure)
}

/// The answer with the time after which it may be tried again, if there is one.
fn later(mut response: Response, failure: &Failure) -> Response {
    if let Some(wait) = failure.retry_after() {
        response.headers_mut().insert(header::RETRY_AFTER, wait);
    }
    response
}

/// Sends the reader to `to`, and tells there what was done.
fn done(to: &str, words: &str) -> Response {
    let mut response = Redirect::to(to).into_response();
    if let Ok(cookie) = HeaderValue::from_str(&flash(words)) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
