//! Whether an answer can be one to a request on record, and what the document is then.

use domain::{Answer, Document, DocumentKind, Known};
use interchange::answers::AnswerRow;
use jiff::civil::Date;

/// What a row says of a request.
pub(super) enum Judged {
    /// This is the document with its answer.
    New(Document),
    /// It is on record already.
    Known,
}

/// Whether the row can be the answer to `request`, and what the document is then. `today` is the
/// furthest day that has begun anywhere. A refusal of a later day is one all the same, and counts
/// from today: it must not be lost over a slip of the pen.
pub(super) fn judge(row: &AnswerRow, request: &Document, today: Date) -> Result<Judged, String> {
    let asked = request.requested_on.ok_or("nobody asked for this document")?;
    if row.answered_on < asked {
        return Err(format!("answered before it was asked for, on {asked}"));
    }
    if row.answered_on > today && row.answer != Answer::Refused {
        return Err("answered on a day to come".to_owned());
    }
    let on = row.answered_on.min(today);
    let document = answered(request, row, on);
    if document == *request {
        return Ok(Judged::Known);
    }
    if let Some(before) = request.answered_on {
        let newer = on > before;
        let stricter = on == before && strictness(&document) > strictness(request);
        if !newer && !stricter {
            return Err(format!("there is an answer of {before} on record, which stands"));
        }
    }
    // On a condition, the document may come only when that is met.
    if row.answer == Answer::Approved && row.condition.is_none() {
        complete(&document)?;
    }
    Ok(Judged::New(document))
}

/// Of two answers of one day the stricter one stands: a refusal over an approval on a condition,
/// that over one on none. Of two conditions one stands, whichever comes first.
fn strictness(document: &Document) -> (u8, &str) {
    let words = document.condition.as_ref().map_or("", |condition| &*condition.words);
    match document.answer {
        Some(Answer::Refused) => (2, ""),
        Some(Answer::Approved) => (u8::from(!words.is_empty()), words),
        Some(Answer::Pending) | None => (0, ""),
    }
}

/// An approval comes with its document, unless it is one that has no paper.
fn complete(document: &Document) -> Result<(), String> {
    if document.kind.is(&DocumentKind::Env) {
        return Ok(());
    }
    let (Some(issued), Some(expires)) = (document.issued_on, document.expires_on) else {
        return Err("approved without the days from and to which the document is valid".to_owned());
    };
    if document.number.is_none() {
        return Err("approved without the number of the document".to_owned());
    }
    if expires < issued {
        return Err("the document expires before it is issued".to_owned());
    }
    Ok(())
}

/// The request with what the row says. What a refusal leaves out stays as it was.
fn answered(request: &Document, row: &AnswerRow, on: Date) -> Document {
    let text = |new: &Option<String>, old: &Option<std::sync::Arc<str>>| match new {
        Some(new) => Some(new.as_str().into()),
        None => old.clone(),
    };
    Document {
        id: request.id.clone(),
        kind: match request.kind {
            Known::Read(kind) => Known::Read(kind),
            Known::Unreadable { ref unreadable } => Known::unreadable(unreadable),
        },
        number: text(&row.number, &request.number),
        issuing_country: request.issuing_country.clone(),
        issued_on: row.issued_on.or(request.issued_on),
        expires_on: row.expires_on.or(request.expires_on),
        single_use: request.single_use,
        mrz: text(&row.mrz, &request.mrz),
        requested_on: request.requested_on,
        answer: Some(row.answer),
        answered_on: Some(on),
        condition: row.condition.as_deref().map(|words| request.condition_in(words, on)),
        defect: request.defect.clone(),
    }
}
