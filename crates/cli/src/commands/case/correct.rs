//! `case correct`: a record is put right, in the words of a docket.

use anyhow::Result;
use operations::{Cell, Corrected, Operations};
use serde_json::json;

use super::after;
use crate::app::{App, Done};
use crate::find::CASE;
use crate::output::add;

/// What a record should say.
#[derive(Debug, clap::Args)]
pub(crate) struct Correct {
    /// Case id, person id or A-number
    #[arg(value_name = CASE)]
    case: String,
    /// A column of people.csv and what it should say, as a docket writes it, such as
    /// birth_date=1990-05-17; more than once for several, which are corrected together or not at all
    #[arg(long, value_name = "COLUMN=VALUE", required = true, value_parser = cell)]
    set: Vec<Cell>,
    /// Why, such as the document that shows it
    #[arg(long)]
    reason: String,
}

fn cell(text: &str) -> Result<Cell, String> {
    let (column, value) = text.split_once('=').ok_or_else(|| {
        "write a column, =, and what it should say; nothing empties it".to_owned()
    })?;
    Ok(Cell { column: column.trim().to_owned(), value: value.to_owned() })
}

pub(super) async fn run(correct: Correct, ops: &Operations, app: &App) -> Result<Done> {
    let case = ops.find_case(&correct.case).await?.value.id;
    let reason = (&app.actor, correct.reason.as_str());
    let done = ops.correct_case(&case, &correct.set, reason).await?;
    let Corrected { facts, columns, ended, left, alike, to_ask } = &done;
    let names = |defects: &[domain::Defect]| -> Vec<String> {
        defects.iter().map(ToString::to_string).collect()
    };
    let value = json!({
        "case": facts.case,
        "version": facts.version,
        "corrected": columns,
        "ended": names(ended),
        "left": names(left),
        "alike": alike,
        "to_ask": to_ask,
        "struck": facts.struck,
        "stop_orders": facts.stop_orders,
    });
    app.out.answer(&value, || {
        let mut text = String::new();
        let words = done.words();
        add(&mut text, format_args!("case {}, version {}: {words}\n", facts.case, facts.version));
        text.push_str(&after(facts));
        text
    })?;
    Ok(Done::Well)
}
