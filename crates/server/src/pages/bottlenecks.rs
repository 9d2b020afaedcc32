//! Bottlenecks: the reports that say where time and seats are lost, each drawn and in figures.

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::get;

use super::frame::Frame;
use super::{failure_page, page};
use crate::desk::Desk;
use crate::failure::Failure;
use crate::view::{Chart, ReportView};
use crate::who::{SignedIn, Who};

/// The reports, each with the column that is drawn.
const REPORTS: &[(&str, &str)] = &[
    ("stays", "median days so far"),
    ("stages", "total"),
    ("agencies", "median days"),
    ("flights", "empty"),
    ("clocks", "overdue"),
];

pub(super) fn routes() -> Router<Desk> {
    Router::new().route("/bottlenecks", get(show))
}

/// A report and its picture.
struct Figure {
    report: ReportView,
    chart: Option<Chart>,
}

#[derive(askama::Template)]
#[template(path = "bottlenecks.html")]
struct BottlenecksPage {
    frame: Frame,
    figures: Vec<Figure>,
}

async fn figures(desk: &Desk, who: &Who) -> Result<Vec<Figure>, Failure> {
    let mut figures = Vec::with_capacity(REPORTS.len());
    for (slug, column) in REPORTS {
        let report = desk.report(who, slug).await?;
        let chart = Chart::of_column_called(&report, column);
        figures.push(Figure { report, chart });
    }
    Ok(figures)
}

async fn show(State(desk): State<Desk>, SignedIn(who): SignedIn, headers: HeaderMap) -> Response {
    match figures(&desk, &who).await {
        Ok(figures) => {
            let frame = Frame::of(&desk, Some(&who), &headers, "Bottlenecks");
            page(StatusCode::OK, &BottlenecksPage { frame, figures })
        }
        Err(failure) => failure_page(&desk, &who, &headers, &failure).await,
    }
}
