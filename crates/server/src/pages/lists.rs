//! The consular portal: own nationals on a flight's list, answered for in one form and signed once.

use std::collections::HashMap;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::get;
use domain::{Answer as Said, FlightId};
use serde::Deserialize;

use super::case::Answer;
use super::form::{Field, Form};
use super::frame::{Frame, maybe_when};
use super::posted::Posted;
use super::{failure_page, page};
use crate::deeds::{self, AnswerOnList, ListSigned, OPEN, RowSigned, SignList};
use crate::desk::Desk;
use crate::failure::Failure;
use crate::fields::Fault;
use crate::view::{OwnLine, OwnList, OwnListRow};
use crate::who::{SignedIn, Who};

pub(super) fn routes() -> Router<Desk> {
    Router::new().route("/lists", get(all)).route("/lists/{flight}", get(show).post(sign))
}

/// What can be said about somebody.
const CHOICES: &[(&str, &str)] =
    &[(OPEN, "leave open"), (Said::Approved.code(), "approve"), (Said::Refused.code(), "refuse")];

#[derive(askama::Template)]
#[template(path = "lists.html")]
struct ListsPage {
    frame: Frame,
    rows: Vec<OwnListRow>,
}

/// Somebody on the list, and what is chosen for them.
struct Row {
    line: OwnLine,
    chosen: String,
    /// What was wrong with the row when it was sent.
    faults: Vec<String>,
}

#[derive(askama::Template)]
#[template(path = "list.html")]
struct ListPage {
    frame: Frame,
    list: OwnList,
    rows: Vec<Row>,
    choices: &'static [(&'static str, &'static str)],
    form: Form,
    answer: Option<Answer>,
}

#[derive(askama::Template)]
#[template(path = "list_signed.html")]
struct SignedPage {
    frame: Frame,
    done: ListSigned,
}

/// How the form is wanted.
#[derive(Debug, Default, Deserialize)]
struct Wanted {
    /// What is chosen for everybody at first.
    #[serde(default)]
    all: String,
}

async fn all(State(desk): State<Desk>, SignedIn(who): SignedIn, headers: HeaderMap) -> Response {
    match desk.own_lists(&who).await {
        Ok(rows) => {
            let frame = Frame::of(&desk, Some(&who), &headers, "Lists to answer");
            page(StatusCode::OK, &ListsPage { frame, rows })
        }
        Err(failure) => failure_page(&desk, &who, &headers, &failure).await,
    }
}

async fn show(
    State(desk): State<Desk>,
    SignedIn(who): SignedIn,
    headers: HeaderMap,
    Path(flight): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Response {
    let chosen = |_: &OwnLine| wanted.all.clone();
    match draw(&desk, (&who, &headers), &flight, &chosen, None).await {
        Ok(response) => response,
        Err(failure) => failure_page(&desk, &who, &headers, &failure).await,
    }
}

/// Signs what was sent. The list again, as it is now, if the answer is no.
async fn sign(State(desk): State<Desk>, Path(flight): Path<String>, posted: Posted) -> Response {
    let (who, headers) = (&posted.who, &posted.headers);
    let sent = sent(&posted.typed);
    let failure = match try_to_sign(&desk, &flight, &posted, &sent).await {
        Ok(done) => {
            let title = format!("List of flight {flight}, signed");
            let frame = Frame::of(&desk, Some(who), headers, &title);
            return page(StatusCode::OK, &SignedPage { frame, done });
        }
        Err(failure) => failure,
    };
    // What was chosen is kept where the person is as they were seen.
    let chosen = |line: &OwnLine| {
        let same = |row: &&AnswerOnList| row.case == line.case && row.version == line.version;
        sent.iter().find(same).map_or_else(String::new, |row| row.answer.clone())
    };
    match draw(&desk, (who, headers), &flight, &chosen, Some((&failure, &sent))).await {
        Ok(response) => response,
        Err(failure) => failure_page(&desk, who, headers, &failure).await,
    }
}

async fn try_to_sign(
    desk: &Desk,
    flight: &str,
    posted: &Posted,
    sent: &[AnswerOnList],
) -> Result<ListSigned, Failure> {
    let password = posted.typed.get("password").filter(|text| !text.is_empty()).cloned();
    let input = SignList { answers: sent.to_vec(), password };
    deeds::sign_list(desk, posted.asked()?, &FlightId::new(flight)?, input).await
}

/// The rows of the form: `answer-P0000012.1`, with the version and the request that were shown.
fn sent(typed: &HashMap<String, String>) -> Vec<AnswerOnList> {
    let text = |part: &str, case: &str| typed.get(&format!("{part}-{case}")).cloned();
    let mut rows: Vec<AnswerOnList> = typed
        .iter()
        .filter_map(|(name, answer)| Some((name.strip_prefix("answer-")?, answer)))
        .map(|(case, answer)| AnswerOnList {
            case: case.to_owned(),
            version: text("version", case).and_then(|text| text.parse().ok()).unwrap_or(0),
            document: text("request", case).unwrap_or_default(),
            answer: answer.clone(),
        })
        .collect();
    rows.sort_by(|one, other| one.case.cmp(&other.case));
    rows
}

async fn draw(
    desk: &Desk,
    (who, headers): (&Who, &HeaderMap),
    flight: &str,
    chosen: &(dyn Fn(&OwnLine) -> String + Sync),
    tried: Option<(&Failure, &[AnswerOnList])>,
) -> Result<Response, Failure> {
    let list = desk.look_at_list(who, &FlightId::new(flight)?).await?;
    let answer = tried.map(|(failure, _)| Answer::of(failure));
    let faults: &[Fault] = answer.as_ref().map_or(&[], |answer| &answer.faults);
    let rows = list.people.iter().map(|line| Row {
        chosen: match chosen(line) {
            known if CHOICES.iter().any(|(code, _)| *code == known) => known,
            _ => OPEN.to_owned(),
        },
        faults: tried.map_or_else(Vec::new, |(_, sent)| faults_of(&line.case, sent, faults)),
        line: line.clone(),
    });
    let form = Form::new("sign", "", format!("/lists/{}", list.flight), "Sign the list")
        .seen(list.version)
        .fields(vec![
            Field::password("password", "Your password, to sign")
                .hint("One signature for all of it. The demonstration asks for none."),
        ]);
    let own: Vec<Fault> = faults.iter().filter(|one| one.field() == "password").cloned().collect();
    let form = if own.is_empty() { form } else { form.filled(&HashMap::new(), &own) };
    let status = answer.as_ref().map_or(StatusCode::OK, |answer| answer.status);
    let shown = ListPage {
        frame: Frame::of(desk, Some(who), headers, &format!("List of flight {}", list.flight)),
        rows: rows.collect(),
        choices: CHOICES,
        form,
        answer,
        list,
    };
    Ok(page(status, &shown))
}

/// The faults of the row of `case`, as it was sent.
fn faults_of(case: &str, sent: &[AnswerOnList], faults: &[Fault]) -> Vec<String> {
    let Some(place) = sent.iter().position(|row| row.case == case) else {
        return vec!["was not on the list that you saw".to_owned()];
    };
    let start = format!("answers/{place}/");
    let own = faults.iter().filter(|fault| fault.field().starts_with(&start));
    own.map(|fault| fault.detail.clone()).collect()
}

/// What became of a row, in words.
fn verdict(row: &RowSigned) -> &'static str {
    match (row.verdict, row.struck) {
        ("refused", true) => "refused; off the list",
        ("approved", true) => "approved; off the list all the same",
        (_, true) => "off the list",
        ("refused", false) => "refused",
        ("approved", false) => "approved",
        (_, false) => "left open",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_of_the_form_has_its_version_and_its_request() {
        let typed = [
            ("answer-P1.1", "approved"),
            ("version-P1.1", "3"),
            ("request-P1.1", "P1-r1"),
            ("answer-P2.1", "open"),
            ("password", "x"),
        ];
        let typed = typed.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let rows: Vec<String> = sent(&typed)
            .iter()
            .map(|row| format!("{} {} {:?} {}", row.case, row.version, row.document, row.answer))
            .collect();
        assert_eq!(rows, ["P1.1 3 \"P1-r1\" approved", "P2.1 0 \"\" open"]);
    }
}
