//! The rows of a case's lists: holds, documents, statements.

use std::borrow::Cow;

use domain::{Document, Hold, HoldRevision, Statement};

use super::prepare::{PreparedCase, revision};
use crate::StoreError;
use crate::chain::micros;
use crate::dialect::Column::{Bool, Int, MaybeInt, MaybeText, Text};
use crate::dialect::column::Form;
use crate::dialect::{Kind, Tx, Write};
use crate::map::read;

static HOLDS: Write = Write {
    columns: &[
        ("case_id", Kind::Text),
        ("position", Kind::Int),
        ("revision", Kind::Int),
        ("hold_id", Kind::Text),
        ("kind", Kind::Text),
        ("country", Kind::Text),
        ("recorded_at", Kind::Int),
        ("effective_from", Kind::Int),
        ("effective_to", Kind::Int),
        ("end_confirmed", Kind::Bool),
        ("facts", Kind::Text),
    ],
    form: Form::Insert { table: "holds", then: "" },
};

/// Of cases that open, and what is added to the list: at that place nothing was before.
static NEW_DOCUMENTS: Write =
    Write { columns: DOCUMENT_COLUMNS, form: Form::Insert { table: "documents", then: "" } };

/// What is known of a document already on the list.
static DOCUMENTS: Write = Write {
    columns: DOCUMENT_COLUMNS,
    form: Form::Update {
        table: "documents",
        set: "document_id = i.document_id, kind = i.kind, number = i.number, \
              issuing_country = i.issuing_country, expires_on = i.expires_on, \
              answer = i.answer, facts = i.facts",
        condition: "documents.case_id = i.case_id AND documents.position = i.position",
    },
};

const DOCUMENT_COLUMNS: &[(&str, Kind)] = &[
    ("case_id", Kind::Text),
    ("position", Kind::Int),
    ("document_id", Kind::Text),
    ("kind", Kind::Text),
    ("number", Kind::Text),
    ("issuing_country", Kind::Text),
    ("expires_on", Kind::Text),
    ("answer", Kind::Text),
    ("facts", Kind::Text),
];

static STATEMENTS: Write = Write {
    columns: &[
        ("case_id", Kind::Text),
        ("position", Kind::Int),
        ("statement_id", Kind::Text),
        ("kind", Kind::Text),
        ("made_at", Kind::Int),
        ("outcome", Kind::Text),
        ("facts", Kind::Text),
    ],
    form: Form::Insert { table: "statements", then: "" },
};

fn place(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// Writes the rows of the lists that the events touched.
pub(crate) async fn write(tx: &mut Tx, cases: &[&PreparedCase]) -> Result<(), StoreError> {
    holds(tx, cases).await?;
    documents(tx, &NEW_DOCUMENTS, cases, true).await?;
    documents(tx, &DOCUMENTS, cases, false).await?;
    statements(tx, cases).await
}

async fn holds(tx: &mut Tx, cases: &[&PreparedCase]) -> Result<(), StoreError> {
    let mut rows: Vec<(&str, i64, i64, &Hold, &HoldRevision, &str)> = Vec::new();
    for case in cases {
        for (at, n, json) in &case.texts.holds {
            if let Some((hold, revision)) = revision(&case.change.value, *at, *n) {
                rows.push((case.stream(), place(*at), place(*n), hold, revision, json));
            }
        }
    }
    let columns = [
        Text(rows.iter().map(|row| row.0.into()).collect()),
        Int(rows.iter().map(|row| row.1).collect()),
        Int(rows.iter().map(|row| row.2).collect()),
        Text(rows.iter().map(|row| row.3.id.as_str().into()).collect()),
        Text(rows.iter().map(|row| Cow::from(&*row.4.kind)).collect()),
        MaybeText(
            rows.iter().map(|row| row.4.country.map(|code| code.to_string().into())).collect(),
        ),
        MaybeInt(rows.iter().map(|row| row.4.recorded_at.map(micros)).collect()),
        MaybeInt(rows.iter().map(|row| row.4.from.map(|from| micros(from.at()))).collect()),
        MaybeInt(rows.iter().map(|row| row.4.to.map(|to| micros(to.at()))).collect()),
        Bool(rows.iter().map(|row| row.4.end_confirmed).collect()),
        Text(rows.iter().map(|row| row.5.into()).collect()),
    ];
    tx.write(&HOLDS, &columns).await.map(drop)
}

async fn documents(
    tx: &mut Tx,
    write: &'static Write,
    cases: &[&PreparedCase],
    new: bool,
) -> Result<(), StoreError> {
    let mut rows: Vec<(&str, i64, &Document, &str)> = Vec::new();
    for case in cases {
        for (at, json) in &case.texts.documents {
            if case.change.touched.adds_document(*at) != new {
                continue;
            }
            if let Some(document) = case.change.value.documents.get(*at) {
                rows.push((case.stream(), place(*at), document, json));
            }
        }
    }
    let columns = [
        Text(rows.iter().map(|row| row.0.into()).collect()),
        Int(rows.iter().map(|row| row.1).collect()),
        Text(rows.iter().map(|row| row.2.id.as_str().into()).collect()),
        MaybeText(
            rows.iter().map(|row| row.2.kind.read().map(|kind| kind.code().into())).collect(),
        ),
        MaybeText(rows.iter().map(|row| row.2.number.as_deref().map(Cow::from)).collect()),
        MaybeText(rows.iter().map(|row| read(&row.2.issuing_country).map(Cow::from)).collect()),
        MaybeText(
            rows.iter().map(|row| row.2.expires_on.map(|on| on.to_string().into())).collect(),
        ),
        MaybeText(rows.iter().map(|row| row.2.answer.map(|answer| answer.code().into())).collect()),
        Text(rows.iter().map(|row| row.3.into()).collect()),
    ];
    let done = tx.write(write, &columns).await?;
    match rows.first() {
        Some((case, ..)) if usize::try_from(done) != Ok(rows.len()) => {
            Err(StoreError::inconsistent("documents", "position", case))
        }
        _ => Ok(()),
    }
}

async fn statements(tx: &mut Tx, cases: &[&PreparedCase]) -> Result<(), StoreError> {
    let mut rows: Vec<(&str, i64, &Statement, &str)> = Vec::new();
    for case in cases {
        for (at, json) in &case.texts.statements {
            if let Some(statement) = case.change.value.statements.get(*at) {
                rows.push((case.stream(), place(*at), statement, json));
            }
        }
    }
    let columns = [
        Text(rows.iter().map(|row| row.0.into()).collect()),
        Int(rows.iter().map(|row| row.1).collect()),
        Text(rows.iter().map(|row| row.2.id.as_str().into()).collect()),
        Text(rows.iter().map(|row| Cow::from(&*row.2.kind)).collect()),
        MaybeInt(rows.iter().map(|row| row.2.made_at.map(|made| micros(made.at()))).collect()),
        MaybeText(rows.iter().map(|row| row.2.outcome.map(|was| was.code().into())).collect()),
        Text(rows.iter().map(|row| row.3.into()).collect()),
    ];
    tx.write(&STATEMENTS, &columns).await.map(drop)
}
