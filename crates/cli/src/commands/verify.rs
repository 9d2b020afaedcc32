//! `verify`: whether every history is what was written, and everything read what it says. Needs the
//! database and no network.

mod paper;

use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};

use anyhow::Result;
use interchange::translog::{Checkpoint, Verifier};
use operations::{Operations, VerifiedAll};
use serde_json::json;

use crate::app::{App, Done};
use crate::error::{bad, file};
use crate::open;
use crate::output::{add, count};
use crate::paper::FontFolders;

/// The file of the leaves, one a line.
pub(super) const LEAVES: &str = "leaves";
/// What the file of a checkpoint is called, before the size.
pub(super) const CHECKPOINT: &str = "checkpoint-";
/// The file of the key that checks signatures.
pub(super) const VERIFIER: &str = "verifier";

/// What is checked.
#[derive(Debug, clap::Args)]
pub(crate) struct Verify {
    /// Also compare with the log in this folder, which `checkpoint` writes
    #[arg(long, value_name = "DIR")]
    against: Option<PathBuf>,
    /// The key to check signatures with [default: the one in the log's folder]
    #[arg(long, value_name = "KEY", requires = "against")]
    key: Option<String>,
    /// Check this paper (HTML, XLSX or PDF) instead: whether it is what the record has, to the byte
    #[arg(long, value_name = "FILE", conflicts_with = "against")]
    paper: Option<PathBuf>,
    #[command(flatten)]
    fonts: FontFolders,
}

pub(crate) async fn run(asked: Verify, app: &App) -> Result<Done> {
    let ops = open::operations(app).await?;
    if let Some(page) = &asked.paper {
        return paper::run(page, &asked.fonts, &ops, app).await;
    }
    let mut found = ops.verify_all(&*app.progress()).await?;
    let signatures = ops.verify_signatures(&mut found).await?;
    let notes = match &asked.against {
        Some(dir) => with_log(dir, asked.key.as_deref(), &ops, &mut found).await?,
        None => 0,
    };
    let value = json!({
        "intact": found.is_intact(),
        "streams": found.streams,
        "events": found.events,
        "leaves": found.leaves,
        "checkpoints": notes,
        "signatures": signatures,
        "broken": found.broken,
        "more": found.more,
    });
    app.out.answer(&value, || words(&found, asked.against.as_deref(), (notes, signatures)))?;
    Ok(Done::unless(!found.is_intact()))
}

fn words(found: &VerifiedAll, log: Option<&Path>, (notes, signatures): (usize, u64)) -> String {
    let mut text = format!(
        "{} histories with {} events computed again and compared with what is read\n",
        count(found.streams),
        count(found.events)
    );
    if signatures > 0 {
        let signatures = count(signatures);
        add(&mut text, format_args!("{signatures} signed answers compared with what was signed\n"));
    }
    match log {
        Some(_) => add(
            &mut text,
            format_args!(
                "{} leaves of the log compared, {notes} checkpoints\n",
                count(found.leaves)
            ),
        ),
        None => text.push_str(
            "Only a log shows a history that was written anew or cut short, or a case that was taken \
             away whole: see --against\n",
        ),
    }
    for broken in &found.broken {
        add(&mut text, format_args!("{}: {}\n", broken.at, broken.what));
    }
    if found.more > 0 {
        add(&mut text, format_args!("and {} more\n", count(found.more)));
    }
    text.push_str(if found.is_intact() {
        "Everything is as it was written.\n"
    } else {
        "Keep the database as it is, and call the auditor.\n"
    });
    text
}

/// Compares with the log in `dir`; answers how many checkpoints it has.
async fn with_log(
    dir: &Path,
    key: Option<&str>,
    ops: &Operations,
    found: &mut VerifiedAll,
) -> Result<usize> {
    let key = match key {
        Some(key) => key.to_owned(),
        None => {
            let path = dir.join(VERIFIER);
            fs::read_to_string(&path).map_err(|error| file(&path, error))?
        }
    };
    let verifier = Verifier::read(&key)
        .map_err(|fault| bad(fault.to_string(), "give the key that 'checkpoint' printed"))?;
    let mut signed: Vec<Checkpoint> = Vec::new();
    let notes = checkpoints(dir)?;
    for (size, note) in &notes {
        let at = format!("{CHECKPOINT}{size}");
        match verifier.open(note) {
            Ok(checkpoint) if checkpoint.size == *size => signed.push(checkpoint),
            Ok(_) => found.add(at, "it is the checkpoint of another size"),
            Err(fault) => found.add(at, fault.to_string()),
        }
    }
    if notes.is_empty() {
        found.add(dir.display().to_string(), "there is no checkpoint");
    }
    let path = dir.join(LEAVES);
    let log = File::open(&path).map_err(|error| file(&path, error))?;
    let sizes: Vec<u64> = signed.iter().map(|checkpoint| checkpoint.size).collect();
    let roots = ops.verify_log(&mut BufReader::new(log), &sizes, found).await?;
    for checkpoint in signed {
        let at = format!("{CHECKPOINT}{}", checkpoint.size);
        match roots.get(&checkpoint.size) {
            Some(root) if *root == checkpoint.root => (),
            Some(_) => found.add(at, "the leaves are not those that were signed"),
            None => found.add(at, "leaves that were signed are gone"),
        }
    }
    Ok(notes.len())
}

/// The checkpoints in `dir` with their sizes, the smallest first.
pub(super) fn checkpoints(dir: &Path) -> Result<Vec<(u64, String)>> {
    let mut notes = Vec::new();
    for entry in fs::read_dir(dir).map_err(|error| file(dir, error))? {
        let path = entry.map_err(|error| file(dir, error))?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let Some(Ok(size)) = name.strip_prefix(CHECKPOINT).map(str::parse::<u64>) else { continue };
        let note = fs::read_to_string(&path).map_err(|error| file(&path, error))?;
        notes.push((size, note));
    }
    notes.sort();
    Ok(notes)
}
