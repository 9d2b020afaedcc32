//! Errors as people read them: what, where, why, what to do; and the exit code of each.

use std::fmt;
use std::io;
use std::path::Path;

use domain::rulebook::RulebookError;
use domain::{KeyError, Refusal};
use interchange::docket::DocketError;
use operations::OperationError;
use persistence::StoreError;
use planner::InstanceError;
use serde_json::json;

use crate::output::{self, Output};
use crate::words;

/// Refused, or faults were found.
const REFUSED: u8 = 1;
/// The command or the input was wrong.
const BAD_INPUT: u8 = 2;
/// The system failed.
const FAILED: u8 = 3;

/// The command or its input is wrong: says what, and what to do.
#[derive(Debug)]
pub(crate) struct Bad {
    what: String,
    next: String,
}

impl fmt::Display for Bad {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for Bad {}

/// The command or its input is wrong.
pub(crate) fn bad(what: impl Into<String>, next: impl Into<String>) -> anyhow::Error {
    Bad { what: what.into(), next: next.into() }.into()
}

/// A file cannot be read or written.
pub(crate) fn file(path: &Path, source: io::Error) -> anyhow::Error {
    // Named by the person, so theirs to put right.
    let is_theirs = matches!(
        source.kind(),
        io::ErrorKind::NotFound
            | io::ErrorKind::IsADirectory
            | io::ErrorKind::NotADirectory
            | io::ErrorKind::InvalidData
    );
    let error = OperationError::File { path: path.display().to_string(), source };
    if is_theirs { bad(chain(&error), "check the path") } else { error.into() }
}

/// Tells the person what went wrong and answers with the exit code.
pub(crate) fn report(error: &anyhow::Error, out: Output) -> u8 {
    if is_broken_pipe(error) {
        return 0;
    }
    let code = exit_code(error);
    let refusal = refusal(error);
    // An instance's error says what to do by itself; here that has a line of its own.
    let text = match error.downcast_ref::<InstanceError>() {
        Some(instance) => format!("{}: {}", instance.path, instance.problem),
        None => chain(error.as_ref()),
    };
    if code == FAILED {
        tracing::debug!(error = %text, "failed");
    }
    let next = what_to_do(error);
    if out.is_json() {
        let mut body = json!({ "exit": code, "message": text });
        if let (Some(refusal), Some(body)) = (refusal, body.as_object_mut()) {
            body.insert("code".to_owned(), json!(refusal.code()));
            body.insert("refusal".to_owned(), json!(refusal));
        }
        if let (Some(next), Some(body)) = (&next, body.as_object_mut()) {
            body.insert("what_to_do".to_owned(), json!(next));
        }
        let _ = output::json(&json!({ "error": body }));
    }
    match refusal {
        Some(refusal) => out.say(format!("refused ({}): {text}", refusal.code())),
        None => out.say(format!("error: {text}")),
    }
    if let Some(next) = next {
        out.say(format!("what to do: {next}"));
    }
    code
}

/// What went wrong and why, down to the cause.
fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let words = error.to_string();
        if !text.ends_with(&words) {
            text.push_str(": ");
            text.push_str(&words);
        }
        cause = error.source();
    }
    text
}

fn refusal(error: &anyhow::Error) -> Option<&Refusal> {
    error.downcast_ref::<Refusal>().or_else(|| match error.downcast_ref::<OperationError>() {
        Some(OperationError::Refused(refusal)) => Some(refusal),
        _ => None,
    })
}

fn exit_code(error: &anyhow::Error) -> u8 {
    if let Some(error) = error.downcast_ref::<OperationError>() {
        return error.exit_code();
    }
    if let Some(error) = error.downcast_ref::<StoreError>() {
        let asked_wrong = error.is_missing() || matches!(error, StoreError::Config(_));
        return if asked_wrong { BAD_INPUT } else { FAILED };
    }
    if error.is::<Refusal>() {
        REFUSED
    } else if error.is::<Bad>()
        || error.is::<DocketError>()
        || error.is::<RulebookError>()
        || error.is::<KeyError>()
        || error.is::<InstanceError>()
    {
        BAD_INPUT
    } else {
        FAILED
    }
}

fn what_to_do(error: &anyhow::Error) -> Option<String> {
    if let Some(refusal) = refusal(error) {
        let code = refusal.code();
        return Some(words::refusal(code).next.replace('`', "'"));
    }
    if let Some(bad) = error.downcast_ref::<Bad>() {
        return Some(bad.next.clone());
    }
    if let Some(instance) = error.downcast_ref::<InstanceError>() {
        return Some(instance.help.clone());
    }
    let store = match error.downcast_ref::<OperationError>() {
        Some(OperationError::Store(store)) => Some(store),
        Some(OperationError::Docket(DocketError::Changed { .. })) => {
            return Some(
                "leave the files alone and import again: it goes on where it stopped".to_owned(),
            );
        }
        Some(OperationError::Docket(_)) => {
            return Some("give a folder with docket.json and the CSV files of a docket".to_owned());
        }
        Some(OperationError::NotFound(_)) => {
            return Some("check the key; 'list' commands show what there is".to_owned());
        }
        _ => error.downcast_ref::<StoreError>(),
    };
    match store? {
        StoreError::Unreachable { .. } => Some(
            "see whether the server is running and may be reached from here, and check \
             --database-url; 'caseflight config show' says which one is meant"
                .to_owned(),
        ),
        StoreError::Database(_)
        | StoreError::Schema(_)
        | StoreError::File(_)
        | StoreError::Config(_) => Some(
            "see whether the database is there and may be used; 'caseflight config show' says which \
             one is meant"
                .to_owned(),
        ),
        StoreError::Inconsistent { .. } => {
            Some("stop, and run 'caseflight doctor': a record cannot be read".to_owned())
        }
        StoreError::NotFound { .. } => {
            Some("check the key; 'list' commands show what there is".to_owned())
        }
        StoreError::Stale { .. } => Some("look again and decide anew".to_owned()),
        StoreError::Constraint { .. } => {
            Some("nothing was changed; report it, with the command that was given".to_owned())
        }
    }
}

/// Whether the reader of our output went away: no fault of anybody.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let io = cause.downcast_ref::<io::Error>();
        let json = cause.downcast_ref::<serde_json::Error>().and_then(|e| e.io_error_kind());
        io.map(io::Error::kind).or(json) == Some(io::ErrorKind::BrokenPipe)
    })
}
