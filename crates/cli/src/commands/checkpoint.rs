//! `checkpoint`: what happened since the last one goes into the log, and its root is signed.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Result;
use interchange::translog::{self, Leaf, Signer, Tree};
use ring::rand::SystemRandom;
use serde_json::json;

use super::verify::{CHECKPOINT, LEAVES, VERIFIER, checkpoints};
use crate::app::{App, Done};
use crate::error::{bad, file};
use crate::open;
use crate::output::count;

/// Which log, and with which key.
#[derive(Debug, clap::Args)]
pub(crate) struct Checkpoint {
    /// The folder of the log: keep it where the database's keeper cannot write
    dir: PathBuf,
    /// The file of the signing key; made if it is not there
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// The name of the log, in every checkpoint
    #[arg(long, default_value = "caseflight", value_name = "NAME")]
    name: String,
}

pub(crate) async fn run(asked: Checkpoint, app: &App) -> Result<Done> {
    let ops = open::operations(app).await?;
    fs::create_dir_all(&asked.dir).map_err(|error| file(&asked.dir, error))?;
    let signer = signer(&asked)?;
    let leaves = asked.dir.join(LEAVES);
    let (mut tree, known) = read(&leaves)?;
    let last = checkpoints(&asked.dir)?.into_iter().map(|(size, _)| size).max().unwrap_or(0);
    if tree.size() < last {
        return Err(bad(
            format!("the log has {} leaves, and its last checkpoint {last}", tree.size()),
            "leaves were taken away: get the log back from a copy and run verify",
        ));
    }
    let new = ops.new_leaves(&known, &*app.progress()).await?;
    append(&leaves, &new)?;
    for leaf in &new {
        tree.push(leaf.to_string().as_bytes());
    }
    let (origin, size) = (asked.name, tree.size());
    let note = signer.sign(&translog::Checkpoint { origin, size, root: tree.root() });
    let path = asked.dir.join(format!("{CHECKPOINT}{size}"));
    if !path.exists() {
        fs::write(&path, &note).map_err(|error| file(&path, error))?;
    }
    let key = signer.verifier_key();
    let verifier = asked.dir.join(VERIFIER);
    if !verifier.exists() {
        fs::write(&verifier, format!("{key}\n")).map_err(|error| file(&verifier, error))?;
    }
    let value = json!({ "new": new.len(), "size": size, "note": note, "verifier_key": key });
    app.out.answer(&value, || {
        let (new, size) = (count(new.len() as u64), count(size));
        format!("{new} leaves added, {size} in all; key to check with: {key}\n\n{note}")
    })?;
    Ok(Done::Well)
}

/// The key that is there, or a new one that only its owner can read.
fn signer(asked: &Checkpoint) -> Result<Signer> {
    let path = &asked.key;
    if !path.exists() {
        let key = translog::new_key(&SystemRandom::new())?;
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut out = options.open(path).map_err(|error| file(path, error))?;
        out.write_all(&key).map_err(|error| file(path, error))?;
    }
    let key = fs::read(path).map_err(|error| file(path, error))?;
    Signer::new(&asked.name, &key).map_err(|_| {
        bad(
            format!("{} is no signing key, or the log's name does not fit", path.display()),
            "name a file that checkpoint made; a log's name has no spaces and no +",
        )
    })
}

/// The tree of the log, and the latest version of each case and flight in it.
fn read(path: &Path) -> Result<(Tree, HashMap<String, i64>)> {
    let (mut tree, mut known) = (Tree::default(), HashMap::new());
    if !path.exists() {
        return Ok((tree, known));
    }
    let log = File::open(path).map_err(|error| file(path, error))?;
    for line in BufReader::new(log).lines() {
        let line = line.map_err(|error| file(path, error))?;
        let leaf = line.parse::<Leaf>().map_err(|fault| {
            let what = format!("leaf {} of the log: {fault}", tree.size() + 1);
            bad(what, "get the log back from a copy and run verify")
        })?;
        tree.push(line.as_bytes());
        known.insert(leaf.stream, leaf.version);
    }
    Ok((tree, known))
}

fn append(path: &Path, leaves: &[Leaf]) -> Result<()> {
    let failed = |error| file(path, error);
    let out = OpenOptions::new().append(true).create(true).open(path).map_err(failed)?;
    let mut out = BufWriter::new(out);
    for leaf in leaves {
        writeln!(out, "{leaf}").map_err(failed)?;
    }
    let out = out.into_inner().map_err(|error| file(path, error.into_error()))?;
    out.sync_all().map_err(|error| file(path, error))
}
