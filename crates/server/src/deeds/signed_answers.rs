//! Answers that an agency sends itself, signed with the secret that it shares with us.

use domain::{Actor, AgencyId, Role, UserId};
use interchange::answers::AnswerFault;
use interchange::answers_json;
use interchange::signature::{SignatureFault, Signed};
use operations::{AnswerFate, AnswerVerdict, AnswersAsked};
use persistence::{Begun, KeptAnswer};
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::IN_HAND;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::secret::hash_of;

/// What became of the answers of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct SignedAnswersTaken {
    /// Answers that were recorded.
    #[schema(minimum = 0)]
    accepted: u64,
    /// Answers that were on record already.
    #[schema(minimum = 0)]
    known: u64,
    /// Answers that were refused.
    #[schema(minimum = 0)]
    refused: usize,
    /// The verdict for each answer, in their order.
    verdicts: Vec<SignedVerdict>,
}

/// What became of one answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct SignedVerdict {
    /// Where, as a JSON pointer into the message.
    #[schema(example = "/answers/0")]
    pointer: String,
    /// `accepted`, `known` or `refused`.
    #[schema(example = "accepted")]
    verdict: &'static str,
    /// Why it was refused.
    #[schema(nullable = true)]
    why: Option<String>,
}

/// A message as it came.
pub(crate) struct SignedMessage<'a> {
    /// Whose it says it is.
    pub(crate) agency: &'a str,
    /// What its headers say.
    pub(crate) signed: Signed<'a>,
    /// Its bytes, of which the signature was made.
    pub(crate) body: &'a [u8],
}

/// Takes the answers of a message once. A message that comes again is answered as it was, with
/// true.
pub(crate) async fn take_signed_answers(
    desk: &Desk,
    message: &SignedMessage<'_>,
) -> Result<(KeptAnswer, bool), Failure> {
    // An agency that is not there is answered like a signature that does not fit.
    let wrong = Failure::Signature(SignatureFault::Wrong);
    let Ok(agency) = AgencyId::new(message.agency) else { return Err(wrong) };
    let Some(secrets) = desk.agencies.get(&agency) else { return Err(wrong) };
    let at = desk.wall.now().at();
    let id = secrets.verify(message.signed, message.body, at).map_err(|fault| {
        tracing::warn!(agency = %agency, fault = %fault, "a message is not taken");
        Failure::Signature(fault)
    })?;
    let (from, hash) = (format!("agency:{agency}"), hash_of(message.body));
    let store = &desk.ops.store;
    let key = (from.as_str(), id);
    let given_up = at.checked_sub(IN_HAND).unwrap_or(at);
    match store.begin_request(key, &hash, (at, given_up)).await? {
        Begun::Other => return Err(Failure::KeyOther),
        Begun::Answered(answer) => return Ok((answer, true)),
        // One that was begun and never answered was cut off, or is under way: each of its answers
        // is recorded once, however often it comes.
        Begun::New | Begun::InFlight => (),
    }
    let taken = match take(desk, &agency, message.body).await {
        Ok(taken) => taken,
        Err(failure) => {
            store.forget_request(key, at).await?;
            return Err(failure);
        }
    };
    let body = serde_json::to_string(&taken).map_err(|error| Failure::broken(&error))?;
    let kind = "application/json".to_owned();
    let answer = KeptAnswer { status: 200, kind, etag: None, body };
    store.keep_answer(key, at, &answer).await?;
    Ok((answer, false))
}

/// The agency is asked by nobody what it may answer: the requests that went to it, and no others.
async fn take(desk: &Desk, agency: &AgencyId, body: &[u8]) -> Result<SignedAnswersTaken, Failure> {
    let rows = answers_json::read(body).map_err(|fault| Failure::Unreadable {
        status: axum::http::StatusCode::BAD_REQUEST,
        detail: fault.to_string(),
    })?;
    let parts: Vec<&'static str> =
        rows.iter().map(|(_, row)| part_of(row.as_ref().err())).collect();
    let actor = Actor::new(Role::ForeignConsularUser, UserId::new(agency.as_str())?);
    let asked = AnswersAsked { agency, dry_run: false, denied: &|_| None, outside: true };
    let mut verdicts = Vec::with_capacity(rows.len());
    let mut each = |told: AnswerVerdict| {
        let place = verdicts.len();
        let part = parts.get(place).copied().unwrap_or_default();
        let (verdict, why) = match told.fate {
            AnswerFate::Accepted(_) => ("accepted", None),
            AnswerFate::Known => ("known", None),
            AnswerFate::Refused(why) => ("refused", Some(why)),
        };
        verdicts.push(SignedVerdict { pointer: format!("/answers/{place}{part}"), verdict, why });
    };
    let taken = desk.ops.take_read_answers(rows.into_iter(), asked, &actor, &mut each).await;
    // Those before one that broke are recorded all the same.
    desk.changed();
    let report = taken?;
    let (accepted, known, refused) = (report.accepted, report.known, report.refused.len());
    Ok(SignedAnswersTaken { accepted, known, refused, verdicts })
}

/// Which member the fault is of.
fn part_of(fault: Option<&AnswerFault>) -> &'static str {
    match fault {
        Some(AnswerFault::Cell { column, .. }) => match *column {
            "request" => "/request",
            "answer" => "/answer",
            "answered_on" => "/answered_on",
            "issued_on" => "/issued_on",
            "expires_on" => "/expires_on",
            "flight" => "/flight",
            "revision" => "/revision",
            _ => "",
        },
        Some(AnswerFault::Zone(_)) => "/mrz",
        _ => "",
    }
}
