//! Removal statistics: counted by one or two things, as of any day, as a page, a sheet or lines.

use axum::Router;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use interchange::forms::xlsx;
use operations::{Dimension, Statistics};
use serde::Deserialize;

use super::form::{Field, Form};
use super::frame::Frame;
use super::{failure_page, page};
use crate::desk::Desk;
use crate::failure::Failure;
use crate::fields::Faults;
use crate::view::Chart;
use crate::who::{SignedIn, Who, encoded};

pub(super) fn routes() -> Router<Desk> {
    Router::new()
        .route("/statistics", get(show))
        .route("/statistics.csv", get(lines))
        .route("/statistics.xlsx", get(sheet))
}

/// What is asked.
#[derive(Debug, Default, Deserialize)]
struct Wanted {
    /// By what to count; the country of citizenship if nobody says.
    #[serde(default)]
    by: String,
    /// And by what else.
    #[serde(default)]
    then: String,
    /// Through which day.
    #[serde(default)]
    as_of: String,
}

#[derive(askama::Template)]
#[template(path = "statistics.html")]
struct StatisticsPage {
    frame: Frame,
    fields: Form,
    found: Statistics,
    total: String,
    labels: Vec<&'static str>,
    rows: Vec<Vec<String>>,
    chart: Option<Chart>,
    /// The question, for the addresses of the sheet and the lines.
    question: String,
}

async fn count(desk: &Desk, who: &Who, wanted: &Wanted) -> Result<Statistics, Failure> {
    let mut faults = Faults::default();
    let by = faults.maybe_code("by", Some(&wanted.by), Dimension::from_code);
    let then = faults.maybe_code("then", Some(&wanted.then), Dimension::from_code);
    let as_of = faults.maybe("as_of", Some(&wanted.as_of));
    faults.done(Some(()))?;
    let first = by.unwrap_or(Dimension::Citizenship);
    let by = std::iter::once(first).chain(then.filter(|then| *then != first)).collect();
    desk.statistics(who, by, as_of).await
}

async fn show(
    State(desk): State<Desk>,
    SignedIn(who): SignedIn,
    headers: HeaderMap,
    Query(wanted): Query<Wanted>,
) -> Response {
    let found = match count(&desk, &who, &wanted).await {
        Ok(found) => found,
        Err(failure) => return failure_page(&desk, &who, &headers, &failure).await,
    };
    let choices = || Dimension::ALL.map(|one| (one.code(), one.label())).to_vec();
    let code = |n: usize| found.by.get(n).map_or("", |dimension| dimension.code());
    let as_of = found.as_of.to_string();
    let fields = Form::new("count", "", "/statistics", "Count").fields(vec![
        Field::choice("by", "By", choices()).value(code(0)).required(),
        Field::choice("then", "And by", choices()).value(code(1)),
        Field::date("as_of", "Through the end of").value(&as_of),
    ]);
    let labels = found.by.iter().map(|one| one.label()).chain(["Removals"]).collect();
    let shown = StatisticsPage {
        frame: Frame::of(&desk, Some(&who), &headers, "Removal statistics"),
        fields,
        total: found.told(found.total),
        labels,
        rows: found.rows().collect(),
        chart: Chart::of_statistics(&found),
        question: format!("by={}&then={}&as_of={}", code(0), code(1), encoded(&as_of)),
        found,
    };
    page(StatusCode::OK, &shown)
}

async fn lines(
    State(desk): State<Desk>,
    SignedIn(who): SignedIn,
    headers: HeaderMap,
    Query(wanted): Query<Wanted>,
) -> Response {
    match count(&desk, &who, &wanted).await {
        Ok(found) => file("text/csv; charset=utf-8", "csv", found.csv().into_bytes()),
        Err(failure) => failure_page(&desk, &who, &headers, &failure).await,
    }
}

/// The media type of a workbook, as ECMA-376 names it.
const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

async fn sheet(
    State(desk): State<Desk>,
    SignedIn(who): SignedIn,
    headers: HeaderMap,
    Query(wanted): Query<Wanted>,
) -> Response {
    let made = async {
        let found = count(&desk, &who, &wanted).await?;
        xlsx(&[found.paper()]).map_err(|error| Failure::broken(&error))
    };
    match made.await {
        Ok(bytes) => file(WORKBOOK, "xlsx", bytes),
        Err(failure) => failure_page(&desk, &who, &headers, &failure).await,
    }
}

fn file(kind: &'static str, end: &str, bytes: Vec<u8>) -> Response {
    let name = format!("attachment; filename=\"removals.{end}\"");
    ([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, name)], bytes)
        .into_response()
}
