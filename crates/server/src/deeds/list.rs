//! A consular user answers for the own nationals on a flight's list, and signs all of it at once.

use std::collections::HashMap;

use domain::{Answer, Case, CaseId, Country, Document, FlightId};
use operations::{ListAnswer, ListToSign, SignedRow};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::document::signed_by;
use super::{Asked, failed};
use crate::desk::Desk;
use crate::extract::objects;
use crate::failure::Failure;
use crate::fields::{Fault, Faults};
use crate::policy::Act;
use crate::view::OwnNationals;

/// Answers for everybody of one's own on a list.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignList {
    /// Each own national on the list, once.
    #[serde(deserialize_with = "objects")]
    #[schema(min_items = 1)]
    pub(crate) answers: Vec<AnswerOnList>,
    /// The own password, typed again to sign.
    #[serde(default)]
    pub(crate) password: Option<String>,
}

/// What is answered for one person.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AnswerOnList {
    /// Whose case.
    #[schema(example = "P0000012.1")]
    pub(crate) case: String,
    /// The version of the case that was seen.
    #[schema(minimum = 1)]
    pub(crate) version: i64,
    /// The request that is answered.
    #[schema(example = "P0000012-r1")]
    pub(crate) document: String,
    /// `approved`, `refused`, or `open` to leave it.
    #[schema(example = "approved")]
    pub(crate) answer: String,
}

/// What became of a list that was signed.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ListSigned {
    /// Of which flight.
    pub(crate) flight: String,
    /// The version that the flight has now.
    pub(crate) version: i64,
    /// SHA-256 of what was signed, in hexadecimal.
    pub(crate) signed: String,
    /// What became of each, in the order of the list.
    pub(crate) rows: Vec<RowSigned>,
}

/// What became of one person.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct RowSigned {
    /// Whose case.
    pub(crate) case: String,
    /// The version that the case has now.
    pub(crate) version: i64,
    /// `approved`, `refused` or `open`.
    #[schema(example = "approved")]
    pub(crate) verdict: &'static str,
    /// Whether the person came off the list because of what was answered.
    pub(crate) struck: bool,
}

impl RowSigned {
    fn of(row: &SignedRow) -> Self {
        Self {
            case: row.case.to_string(),
            version: row.version.0,
            verdict: row.answer.map_or(OPEN, |answer| answer.code()),
            struck: row.struck,
        }
    }
}

/// What stands where nothing is answered.
pub(crate) const OPEN: &str = "open";

/// Records what is answered about the own nationals on the list of `flight`, with one signature.
/// Either all of it is recorded or none.
pub(crate) async fn sign_list(
    desk: &Desk,
    asked: Asked<'_>,
    flight: &FlightId,
    input: SignList,
) -> Result<ListSigned, Failure> {
    let seen = asked.seen.ok_or(Failure::VersionMissing)?;
    let found = desk.own_list_of((asked.who, Act::SignLists), flight).await?;
    let now = found.flight.version();
    if now != seen {
        return Err(Failure::Changed { what: format!("the list of flight {flight}"), seen, now });
    }
    let answers = read(&input, &found)?;
    for (one, case) in answers.iter().zip(&found.cases) {
        if one.answer.is_some() {
            desk.may_on(asked.who, Act::RecordAnswer, &case.value).await?;
        }
    }
    let password = input.password.unwrap_or_default();
    let Some(method) = signed_by(desk, asked.actor(), password).await? else {
        let fault = Fault::of("password", "is not yours: type it again to sign");
        return Err(vec![fault].into());
    };
    let country = found.country;
    let list = ListToSign { flight, seen, country, answers: &answers, method };
    match desk.ops.sign_list(&list, asked.actor()).await {
        Ok(signed) => {
            desk.changed();
            Ok(ListSigned {
                flight: flight.to_string(),
                version: signed.version.0,
                signed: signed.digest,
                rows: signed.rows.iter().map(RowSigned::of).collect(),
            })
        }
        Err(error) => Err(failed(desk, &asked, error).await),
    }
}

/// What was sent, for everybody in the order of the list. Nobody may be left out or be there
/// twice; somebody who is not one's own, not on the list or not here at all is told alike.
fn read(input: &SignList, found: &OwnNationals) -> Result<Vec<ListAnswer>, Failure> {
    let mut faults = Faults::default();
    let mut sent: HashMap<&CaseId, ListAnswer> = HashMap::new();
    let mut stale = Vec::new();
    for (n, row) in input.answers.iter().enumerate() {
        let own = found.cases.iter().find(|case| case.value.id.as_str() == row.case.trim());
        let Some(case) = own else {
            faults.add(&format!("answers/{n}/case"), "is no own national on this list");
            continue;
        };
        let (id, now) = (&case.value.id, case.version());
        let Some(read) = read_row((n, row), (&case.value, found.country), &mut faults) else {
            continue;
        };
        if read.seen != now {
            let why = format!("{id} was seen at version {}, it is at {now}", read.seen);
            stale.push(Fault::of(&format!("answers/{n}/version"), why));
        }
        if sent.insert(id, read).is_some() {
            faults.add(&format!("answers/{n}/case"), "is there twice");
        }
    }
    let named = |id: &CaseId| input.answers.iter().any(|row| row.case.trim() == id.as_str());
    let ids = || found.cases.iter().map(|case| &case.value.id);
    let missing: Vec<&str> = ids().filter(|id| !named(id)).map(CaseId::as_str).collect();
    if !missing.is_empty() {
        faults.add("answers", format!("must say something of everybody: {}", missing.join(", ")));
    } else if input.answers.iter().all(|row| row.answer.trim() == OPEN) {
        faults.add("answers", "must approve or refuse at least one person");
    }
    let answers = faults.done(Some(ids().filter_map(|id| sent.remove(id)).collect()))?;
    if stale.is_empty() {
        return Ok(answers);
    }
    Err(Failure::RowsChanged { now: found.flight.version(), rows: stale })
}

fn read_row(
    (n, row): (usize, &AnswerOnList),
    (case, country): (&Case, Country),
    faults: &mut Faults,
) -> Option<ListAnswer> {
    let at = |part: &str| format!("answers/{n}/{part}");
    let seen = faults.version(&at("version"), &row.version.to_string());
    let asked = |one: &&Document| {
        one.id.as_str() == row.document.trim() && one.issuing_country.read() == Some(&country)
    };
    let document = case.documents.iter().find(asked);
    if document.is_none() {
        faults.add(&at("document"), "is no request of this case to your authorities");
    }
    let answer = match Answer::from_code(row.answer.trim()) {
        Some(answer @ (Answer::Approved | Answer::Refused)) => Some(answer),
        None if row.answer.trim() == OPEN => None,
        Some(Answer::Pending) | None => {
            faults.add(&at("answer"), "must be approved, refused or open");
            None
        }
    };
    let answer = document.zip(answer).map(|(document, answer)| (document.id.clone(), answer));
    Some(ListAnswer { case: case.id.clone(), seen: seen?, answer })
}
