//! Travel documents are recorded, and what foreign agencies answered.

use domain::{Actor, Answer, CaseId, Document, DocumentId, DocumentKind, Known};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Asked, CaseChanged, changed, failed};
use crate::accounts::check_password;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::fields::{Fault, Faults};
use crate::policy::Act;

/// A document as it lies on the desk.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecordDocument {
    /// Kind: `passport`, `laissez_passer`, `emergency_certificate`, `etd` or `env`.
    #[schema(example = "passport")]
    pub(crate) kind: String,
    /// Country that issued it, three letters.
    #[schema(example = "GTM")]
    pub(crate) country: String,
    /// Its number.
    #[serde(default)]
    pub(crate) number: Option<String>,
    /// First day of validity.
    #[serde(default)]
    #[schema(example = "2024-01-10")]
    pub(crate) issued_on: Option<String>,
    /// Last day of validity.
    #[serde(default)]
    #[schema(example = "2029-01-10")]
    pub(crate) expires_on: Option<String>,
    /// Whether it is good for one journey only.
    #[serde(default)]
    pub(crate) single_use: bool,
    /// Machine readable zone, lines joined by `|`; it must check.
    #[serde(default)]
    pub(crate) mrz: Option<String>,
    /// The day on which the agency was asked.
    #[serde(default)]
    #[schema(example = "2024-05-02")]
    pub(crate) requested_on: Option<String>,
    /// Its key: that of a known document corrects its record; without it the next one.
    #[serde(default)]
    pub(crate) id: Option<String>,
}

/// What an agency answered.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AgencyAnswer {
    /// Which request.
    #[schema(example = "P0000012-r1")]
    pub(crate) document: String,
    /// What was said: `approved`, `refused` or `pending`.
    #[schema(example = "approved")]
    pub(crate) answer: String,
    /// The day of the answer; without it today.
    #[serde(default)]
    #[schema(example = "2024-06-20")]
    pub(crate) on: Option<String>,
    /// Number of the document that came with it.
    #[serde(default)]
    pub(crate) number: Option<String>,
    /// First day of its validity.
    #[serde(default)]
    pub(crate) issued_on: Option<String>,
    /// Last day of its validity.
    #[serde(default)]
    pub(crate) expires_on: Option<String>,
    /// On what condition it is approved, in the agency's words.
    #[serde(default)]
    pub(crate) condition: Option<String>,
    /// Of a consular user: the own password, typed again to sign. Without it a consular user's
    /// approval or refusal is not taken.
    #[serde(default)]
    pub(crate) password: Option<String>,
}

/// Records a document of the person of `case`, or corrects its record.
pub(crate) async fn record_document(
    desk: &Desk,
    asked: Asked<'_>,
    case: &CaseId,
    input: RecordDocument,
) -> Result<CaseChanged, Failure> {
    let found = desk.case_for(asked.who, case, Act::KeepDocket).await?;
    let documents = &found.value.documents;
    let mut faults = Faults::default();
    let kind = faults.code("kind", &input.kind, DocumentKind::from_code);
    let country = faults.read("country", &input.country);
    let number = faults.maybe_words("number", input.number.as_deref());
    let issued_on = faults.maybe_date("issued_on", input.issued_on.as_deref());
    let expires_on = faults.maybe_date("expires_on", input.expires_on.as_deref());
    let requested_on = faults.maybe_date("requested_on", input.requested_on.as_deref());
    let id: Option<DocumentId> = faults.maybe("id", input.id.as_deref());
    let mrz = faults.maybe_words("mrz", input.mrz.as_deref());
    if let Some(Err(wrong)) = mrz.as_deref().map(interchange::mrz::read) {
        for fault in wrong {
            faults.add("mrz", fault.to_string());
        }
    }
    if issued_on.zip(expires_on).is_some_and(|(from, to)| to < from) {
        faults.add("expires_on", "must not be before the first day of validity");
    }
    let (kind, country) = faults.done(kind.zip(country))?;
    let id = id.unwrap_or_else(|| DocumentId::free(&found.value));
    let known = documents.iter().find(|document| document.id == id);
    let document = Document {
        id: id.clone(),
        kind: Known::Read(kind),
        number: number.map(Into::into),
        issuing_country: Known::Read(country),
        issued_on,
        expires_on,
        single_use: input.single_use,
        mrz: mrz.map(Into::into),
        requested_on: requested_on.or_else(|| known.and_then(|known| known.requested_on)),
        answer: known.and_then(|known| known.answer),
        answered_on: known.and_then(|known| known.answered_on),
        condition: known.and_then(|known| known.condition.clone()),
        defect: None,
    };
    match asked.ops(desk).record_document(case, document, asked.actor()).await {
        Ok(done) => Ok(changed(desk, &done, format!("document {id} recorded"))),
        Err(error) => Err(failed(desk, &asked, error).await),
    }
}

/// Records what an agency answered about `case`.
pub(crate) async fn record_answer(
    desk: &Desk,
    asked: Asked<'_>,
    case: &CaseId,
    input: AgencyAnswer,
) -> Result<CaseChanged, Failure> {
    let found = desk.case_for(asked.who, case, Act::RecordAnswer).await?;
    let today = desk.now().date();
    let mut faults = Faults::default();
    let answer = faults.code("answer", &input.answer, Answer::from_code);
    let on = faults.maybe_date("on", input.on.as_deref());
    let number = faults.maybe_words("number", input.number.as_deref());
    let issued_on = faults.maybe_date("issued_on", input.issued_on.as_deref());
    let expires_on = faults.maybe_date("expires_on", input.expires_on.as_deref());
    let condition = faults.maybe_words("condition", input.condition.as_deref());
    if on.is_some_and(|on| on > today) {
        faults.add("on", "must not be later than today");
    }
    if condition.is_some() && answer != Some(Answer::Approved) {
        faults.add("condition", "belongs to an approval only");
    }
    let request = found.value.documents.iter().find(|one| one.id.as_str() == input.document.trim());
    // A consular user answers for the own state only.
    let request = request.filter(|one| {
        !asked.who.is_consul() || one.issuing_country.read() == asked.who.country.as_ref()
    });
    let Some(request) = request else {
        return Err(vec![Fault::of("document", "is no request of this case")].into());
    };
    let final_word = matches!(answer, Some(Answer::Approved | Answer::Refused));
    let mut signed = None;
    if asked.who.is_consul() && final_word {
        let password = input.password.unwrap_or_default();
        signed = signed_by(desk, asked.actor(), password).await?;
        if signed.is_none() {
            faults.add("password", "is not yours: type it again to sign");
        }
    }
    let answer = faults.done(answer)?;
    let mut document = request.clone();
    let on = on.unwrap_or(today);
    document.condition = condition.map(|words| request.condition_in(&words, on));
    document.answer = Some(answer);
    document.answered_on = Some(on);
    document.number = number.map(Into::into).or(document.number);
    document.issued_on = issued_on.or(document.issued_on);
    document.expires_on = expires_on.or(document.expires_on);
    let words = format!("{} of request {} recorded", answer.label(), document.id);
    let ops = asked.ops(desk);
    let done = match signed {
        Some(how) => ops.record_signed_answer(case, (document, how), asked.actor()).await,
        None => ops.record_answer(case, document, asked.actor()).await,
    };
    match done {
        Ok(done) => Ok(changed(desk, &done, words)),
        Err(error) => Err(failed(desk, &asked, error).await),
    }
}

/// How the signer proved to be there: the own password, typed again. In the demonstration, where
/// everybody may become anybody, nothing is proven, and the signature says so.
pub(super) async fn signed_by(
    desk: &Desk,
    signer: &Actor,
    password: String,
) -> Result<Option<&'static str>, Failure> {
    if desk.settings.demo && password.is_empty() {
        return Ok(Some("demonstration"));
    }
    let account = check_password(desk, signer.user.as_str(), password).await?;
    Ok(account.is_some_and(|account| account.roles.contains(&signer.role)).then_some("password"))
}
