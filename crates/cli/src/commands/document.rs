//! `document`: travel documents, requests for them, and what foreign agencies answered.

use anyhow::Result;
use clap::Subcommand;
use domain::{Answer, Country, DocumentId, DocumentKind, Known};
use jiff::civil::Date;

use crate::app::{App, Done};
use crate::args::coded;
use crate::commands::case::changed;
use crate::error::bad;
use crate::find::CASE;
use crate::open;
use crate::output::{maybe, table};

/// What is done with documents.
#[derive(Debug, Subcommand)]
pub(crate) enum Document {
    /// List the documents and requests of a case
    List {
        /// Whose: case id, person id or A-number
        #[arg(value_name = CASE)]
        case: String,
    },
    /// Record a document, or correct its record
    Record(Box<Record>),
    /// Record what the agency answered to a request
    Answer(Box<Answered>),
    /// Record that the condition is met on which the agency approved
    ConditionMet {
        /// Whose: case id, person id or A-number
        #[arg(value_name = CASE)]
        case: String,
        /// Which request
        #[arg(long, value_name = "DOCUMENT")]
        id: DocumentId,
        /// How it was met
        #[arg(long)]
        reason: String,
    },
}

/// A document as it lies on the desk.
#[derive(Debug, clap::Args)]
pub(crate) struct Record {
    /// Whose: case id, person id or A-number
    #[arg(value_name = CASE)]
    case: String,
    /// Kind
    #[arg(long, value_parser = coded!(DocumentKind))]
    kind: DocumentKind,
    /// Country that issued it, three letters
    #[arg(long, value_name = "CHN")]
    country: Country,
    /// Its number
    #[arg(long)]
    number: Option<String>,
    /// First day of validity
    #[arg(long, value_name = "DATE")]
    issued_on: Option<Date>,
    /// Last day of validity
    #[arg(long, value_name = "DATE")]
    expires_on: Option<Date>,
    /// Good for one journey only
    #[arg(long)]
    single_use: bool,
    /// Machine readable zone, lines joined by `|`; it must check
    #[arg(long)]
    mrz: Option<String>,
    /// The day on which the agency was asked
    #[arg(long, value_name = "DATE")]
    requested_on: Option<Date>,
    /// Its key: that of a known document corrects its record [default: the next one of the person]
    #[arg(long)]
    id: Option<DocumentId>,
}

/// An agency's answer.
#[derive(Debug, clap::Args)]
pub(crate) struct Answered {
    /// Whose: case id, person id or A-number
    #[arg(value_name = CASE)]
    case: String,
    /// Which request
    #[arg(long, value_name = "DOCUMENT")]
    id: DocumentId,
    /// What the agency said
    #[arg(long, value_parser = coded!(Answer))]
    answer: Answer,
    /// The day of the answer [default: today]
    #[arg(long, value_name = "DATE")]
    on: Option<Date>,
    /// Number of the document that came with it
    #[arg(long)]
    number: Option<String>,
    /// First day of its validity
    #[arg(long, value_name = "DATE")]
    issued_on: Option<Date>,
    /// Last day of its validity
    #[arg(long, value_name = "DATE")]
    expires_on: Option<Date>,
    /// On what condition it approved, in its words: nobody flies until that is met
    #[arg(long, value_name = "WORDS")]
    condition: Option<String>,
}

pub(crate) async fn run(document: Document, app: &App) -> Result<Done> {
    match document {
        Document::List { case } => list(&case, app).await,
        Document::Record(record) => self::record(*record, app).await,
        Document::Answer(answered) => answer(*answered, app).await,
        Document::ConditionMet { case, id, reason } => met(&case, &id, &reason, app).await,
    }
}

async fn list(case: &str, app: &App) -> Result<Done> {
    let ops = open::operations(app).await?;
    let case = ops.find_case(case).await?.value;
    app.out.answer(&case.documents, || shown(&case.documents))?;
    Ok(Done::Well)
}

/// Documents as a table.
pub(super) fn shown(documents: &[domain::Document]) -> String {
    table(
        &[
            "document",
            "kind",
            "of",
            "valid from",
            "until",
            "requested",
            "answer",
            "answered",
            "condition",
        ],
        documents.iter().map(|document| {
            [
                document.id.to_string(),
                document.kind.to_string(),
                document.issuing_country.to_string(),
                maybe(document.issued_on),
                maybe(document.expires_on),
                maybe(document.requested_on),
                match &document.defect {
                    Some(_) => "cannot be read".to_owned(),
                    None => maybe(document.answer),
                },
                maybe(document.answered_on),
                document.condition.as_ref().map(condition).unwrap_or_default(),
            ]
        }),
    )
}

fn condition(condition: &domain::Condition) -> String {
    match condition.met_on {
        Some(on) => format!("met on {on}: {}", condition.words),
        None => format!("open: {}", condition.words),
    }
}

async fn record(record: Record, app: &App) -> Result<Done> {
    if let Some(Err(faults)) = record.mrz.as_deref().map(interchange::mrz::read) {
        let words: Vec<String> = faults.iter().map(ToString::to_string).collect();
        return Err(bad(
            format!("the machine readable zone does not check: {}", words.join("; ")),
            "read the zone again from the document",
        ));
    }
    let ops = open::operations(app).await?;
    let found = ops.find_case(&record.case).await?;
    // What is kept of the record is that of this version, and so is the next free key.
    let ops = ops.having_seen(Some(found.version()));
    let case = found.value;
    let id = record.id.unwrap_or_else(|| DocumentId::free(&case));
    let known = case.documents.iter().find(|document| document.id == id);
    let document = domain::Document {
        id,
        kind: Known::Read(record.kind),
        number: record.number.map(Into::into),
        issuing_country: Known::Read(record.country),
        issued_on: record.issued_on,
        expires_on: record.expires_on,
        single_use: record.single_use,
        mrz: record.mrz.map(Into::into),
        requested_on: record.requested_on.or_else(|| known.and_then(|known| known.requested_on)),
        answer: known.and_then(|known| known.answer),
        answered_on: known.and_then(|known| known.answered_on),
        condition: known.and_then(|known| known.condition.clone()),
        defect: None,
    };
    let id = document.id.clone();
    let outcome = ops.record_document(&case.id, document, &app.actor).await?;
    changed(app, &outcome, &format!("document {id} recorded"))
}

async fn answer(answered: Answered, app: &App) -> Result<Done> {
    let ops = open::operations(app).await?;
    let found = ops.find_case(&answered.case).await?;
    let ops = ops.having_seen(Some(found.version()));
    let case = found.value;
    let Some(known) = case.documents.iter().find(|document| document.id == answered.id) else {
        return Err(bad(
            format!("case {} has no document or request {}", case.id, answered.id),
            "'caseflight document list' shows what there is",
        ));
    };
    let mut document = known.clone();
    let on = answered.on.unwrap_or_else(|| app.now().date());
    document.condition = answered.condition.map(|words| known.condition_in(&words, on));
    document.answer = Some(answered.answer);
    document.answered_on = Some(on);
    document.number = answered.number.map(Into::into).or(document.number);
    document.issued_on = answered.issued_on.or(document.issued_on);
    document.expires_on = answered.expires_on.or(document.expires_on);
    let outcome = ops.record_answer(&case.id, document, &app.actor).await?;
    let words = format!("{} of request {} recorded", answered.answer.label(), answered.id);
    changed(app, &outcome, &words)
}

async fn met(case: &str, id: &DocumentId, reason: &str, app: &App) -> Result<Done> {
    let ops = open::operations(app).await?;
    let case = ops.find_case(case).await?.value;
    let outcome = ops.meet_condition(&case.id, (id, reason), &app.actor).await?;
    changed(app, &outcome, &format!("condition of request {id} recorded as met"))
}
