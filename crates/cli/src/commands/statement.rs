//! `statement record`: what a person said, who took it down, and what became of it.

use anyhow::Result;
use clap::Subcommand;
use domain::{Moment, StatementId, StatementKind, StatementOutcome};

use crate::app::{App, Done};
use crate::args::coded;
use crate::commands::case::changed;
use crate::find::CASE;
use crate::open;

/// What is done with statements.
#[derive(Debug, Subcommand)]
pub(crate) enum Statement {
    /// Record a statement
    ///
    /// A finding against the person counts only with the officer and the evidence.
    Record(Box<Record>),
}

/// A statement as it was made.
#[derive(Debug, clap::Args)]
pub(crate) struct Record {
    /// Whose: case id, person id or A-number
    #[arg(value_name = CASE)]
    case: String,
    /// What it is about
    #[arg(long, value_parser = coded!(StatementKind))]
    kind: StatementKind,
    /// What became of it
    #[arg(long, value_parser = coded!(StatementOutcome))]
    outcome: StatementOutcome,
    /// When it was made, with the offset of the place [default: now]
    #[arg(long, value_name = "INSTANT")]
    made_at: Option<Moment>,
    /// In which language, such as `zh` or `es`
    #[arg(long, default_value = "en")]
    language: String,
    /// An interpreter took part
    #[arg(long)]
    interpreter: bool,
    /// Who took it down
    #[arg(long)]
    officer: Option<String>,
    /// The document that proves it
    #[arg(long)]
    evidence: Option<String>,
    /// Its key [default: the next one of the person]
    #[arg(long)]
    id: Option<StatementId>,
}

pub(crate) async fn run(statement: Statement, app: &App) -> Result<Done> {
    let Statement::Record(record) = statement;
    let ops = open::operations(app).await?;
    let found = ops.find_case(&record.case).await?;
    // The next free key is that of this version.
    let ops = ops.having_seen(Some(found.version()));
    let case = found.value;
    let id = record.id.unwrap_or_else(|| StatementId::free(&case));
    let statement = domain::Statement {
        id,
        kind: record.kind.code().into(),
        made_at: Some(record.made_at.unwrap_or_else(|| app.now())),
        language: record.language.into(),
        interpreter: record.interpreter,
        officer: record.officer.map(Into::into),
        evidence: record.evidence.map(Into::into),
        outcome: Some(record.outcome),
        defect: None,
    };
    let id = statement.id.clone();
    let outcome = ops.record_statement(&case.id, statement, &app.actor).await?;
    changed(app, &outcome, &format!("statement {id} recorded"))
}
