//! `mrz check`: whether the zone of a document checks, and which digit does not.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Subcommand;
use interchange::mrz::{self, Format, MrzFault};
use serde_json::{Value, json};

use crate::app::{App, Done};
use crate::error::{bad, file};
use crate::output;

/// What is done with a zone.
#[derive(Debug, Subcommand)]
pub(crate) enum Mrz {
    /// Check all digits of a machine readable zone
    ///
    /// The file holds one zone, its lines as they stand in the document or joined by `|`.
    Check {
        /// The file, or `-` for standard input
        file: PathBuf,
    },
}

pub(crate) fn run(mrz: &Mrz, app: &App) -> Result<Done> {
    let Mrz::Check { file: path } = mrz;
    let text = read(path)?;
    match mrz::read(&text) {
        Ok(zone) => {
            let format = name(zone.format);
            let value = json!({ "valid": true, "format": format, "faults": [] });
            app.out.answer(&value, || format!("valid: every check digit of this {format} fits"))?;
            Ok(Done::Well)
        }
        Err(faults) => {
            let value = json!({
                "valid": false,
                "faults": faults.iter().map(one).collect::<Vec<_>>(),
            });
            app.out.answer(&value, || output::lines(&faults))?;
            Ok(Done::Faults)
        }
    }
}

fn read(path: &Path) -> Result<String> {
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        std::io::stdin().lock().read_to_end(&mut bytes).map_err(|error| file(path, error))?;
    } else {
        bytes = fs::read(path).map_err(|error| file(path, error))?;
    }
    let text = String::from_utf8(bytes).map_err(|_| {
        bad(format!("{} is not text", path.display()), "write the zone in letters, digits and <")
    })?;
    Ok(text.trim_matches(['\n', '\r', ' ']).to_owned())
}

fn name(format: Format) -> &'static str {
    match format {
        Format::Td1 => "card (TD1)",
        Format::Td2 => "sheet (TD2)",
        Format::Td3 => "passport (TD3)",
    }
}

fn one(fault: &MrzFault) -> Value {
    let mut value = json!({ "message": fault.to_string() });
    if let (MrzFault::CheckDigit { field, line, column, expected, found }, Some(value)) =
        (fault, value.as_object_mut())
    {
        value.insert("field".to_owned(), json!(field.to_string()));
        value.insert("line".to_owned(), json!(line));
        value.insert("column".to_owned(), json!(column));
        value.insert("expected".to_owned(), json!(expected));
        value.insert("found".to_owned(), json!(found));
    }
    value
}
