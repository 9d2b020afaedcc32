//! Whether every history is what was written, and everything that is read what the histories say:
//! by itself, and against the log kept apart from it.

use std::collections::HashMap;
use std::io::BufRead;

use interchange::translog::{Hash, Leaf, Tree};
use persistence::{CheckedStream, Verified};
use serde::Serialize;

use crate::{OperationError, Operations, Progress};

/// Cases and flights looked at a time.
const PAGE: u64 = 1_000;
/// The most findings that are spelled out.
const MOST: usize = 200;

/// Whether only histories are checked.
#[derive(Debug, Clone, Copy)]
enum Depth {
    Chains,
    All,
}

/// What is wrong with a case or flight, if anything is.
pub(crate) fn fault(verified: &Verified) -> Option<String> {
    match verified {
        Verified::Intact { .. } => None,
        Verified::Broken { version, what } => {
            Some(format!("event {version} of its history is not what was written ({what})"))
        }
        Verified::Differs { parts, .. } => {
            Some(format!("what is read of it is not what its history says: {}", parts.join(", ")))
        }
    }
}

/// What a check of all histories found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct VerifiedAll {
    /// Cases and flights.
    pub streams: u64,
    /// Their events.
    pub events: u64,
    /// Leaves of the log that were compared.
    pub leaves: u64,
    /// What is not as it was written; the first of them.
    pub broken: Vec<Broken>,
    /// How many more there are.
    pub more: u64,
}

/// Something that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Broken {
    /// The case, flight or line of the log.
    pub at: String,
    /// What is wrong.
    pub what: String,
}

impl VerifiedAll {
    /// Whether everything is as it was written.
    pub fn is_intact(&self) -> bool {
        self.broken.is_empty()
    }

    /// Adds something that is not as it was written.
    pub fn add(&mut self, at: impl Into<String>, what: impl Into<String>) {
        if self.broken.len() < MOST {
            self.broken.push(Broken { at: at.into(), what: what.into() });
        } else {
            self.more += 1;
        }
    }
}

impl Operations {
    /// Computes every hash of every history again, and compares what is read of every case and
    /// flight with what its history says.
    pub async fn verify_all(&self, progress: &dyn Progress) -> Result<VerifiedAll, OperationError> {
        let mut found = VerifiedAll::default();
        self.each_stream(progress, Depth::All, &mut |checked| {
            found.streams += 1;
            if let Verified::Intact { events, .. } | Verified::Differs { events, .. } =
                checked.verified
            {
                found.events += events;
            }
            if let Some(fault) = fault(&checked.verified) {
                found.add(&checked.stream, fault);
            }
        })
        .await?;
        for (stream, what) in self.remains().await? {
            found.add(stream, what);
        }
        tracing::info!(streams = found.streams, broken = found.broken.len(), "histories checked");
        Ok(found)
    }

    /// What is left of cases and flights that are gone: of which, and what.
    pub(crate) async fn remains(&self) -> Result<Vec<(String, String)>, OperationError> {
        let mut remains = Vec::new();
        for stream in self.store.histories_without_owner().await? {
            let what = "it has a history, but the case or flight itself is gone";
            remains.push((stream, what.to_owned()));
        }
        for left in self.store.rows_without_owner().await? {
            let what = format!("it has rows in {}, but the case itself is gone", left.table);
            remains.push((left.stream, what));
        }
        Ok(remains)
    }

    async fn each_stream(
        &self,
        progress: &dyn Progress,
        depth: Depth,
        see: &mut (dyn FnMut(&CheckedStream) + Send),
    ) -> Result<(), OperationError> {
        let total: u64 = self.store.stage_counts().await?.values().sum();
        progress.begin("checking histories", Some(total));
        let mut after = String::new();
        loop {
            let page = match depth {
                Depth::Chains => self.store.verify_chains(&after, PAGE).await?,
                Depth::All => self.store.verify_streams(&after, PAGE).await?,
            };
            progress.advance(page.len() as u64);
            page.iter().for_each(&mut *see);
            match page.into_iter().last() {
                Some(last) => after = last.stream,
                None => break,
            }
        }
        progress.end();
        Ok(())
    }

    /// The leaves for every case and flight that has changed since `known`, by their versions
    /// then. Refused if a history is broken: a checkpoint vouches for what it covers. It covers
    /// histories, so what else is read of cases and flights is not asked about.
    pub async fn new_leaves(
        &self,
        known: &HashMap<String, i64>,
        progress: &dyn Progress,
    ) -> Result<Vec<Leaf>, OperationError> {
        let (mut leaves, mut broken) = (Vec::new(), None);
        self.each_stream(progress, Depth::Chains, &mut |checked| {
            let (stream, version) = (&checked.stream, checked.version.0);
            let Verified::Intact { head, .. } = &checked.verified else {
                broken = Some(stream.clone());
                return;
            };
            if known.get(stream).is_none_or(|known| *known < version) {
                leaves.push(Leaf { stream: stream.clone(), version, hash: *head });
            }
        })
        .await?;
        match broken {
            Some(stream) => Err(OperationError::BadInput(format!(
                "the history of {stream} is not what was written: run verify, and call the auditor"
            ))),
            None => Ok(leaves),
        }
    }

    /// Compares the leaves of the log with the histories, and answers with the roots of the tree
    /// at the sizes `at`, which are in rising order.
    pub async fn verify_log(
        &self,
        log: &mut (dyn BufRead + Send),
        at: &[u64],
        found: &mut VerifiedAll,
    ) -> Result<HashMap<u64, Hash>, OperationError> {
        let failed = |source| OperationError::File { path: "the log".to_owned(), source };
        let (mut tree, mut roots) = (Tree::default(), HashMap::new());
        let mut batch: Vec<Leaf> = Vec::new();
        let mut line = String::new();
        if at.contains(&0) {
            roots.insert(0, tree.root());
        }
        loop {
            line.clear();
            let more = log.read_line(&mut line).map_err(failed)? > 0;
            if more {
                let text = line.trim_end_matches('\n');
                tree.push(text.as_bytes());
                match text.parse::<Leaf>() {
                    Ok(leaf) => batch.push(leaf),
                    Err(fault) => found.add(format!("leaf {}", tree.size()), fault.to_string()),
                }
                if at.contains(&tree.size()) {
                    roots.insert(tree.size(), tree.root());
                }
            }
            if batch.len() as u64 >= PAGE || !more {
                self.compare(&batch, found).await?;
                batch.clear();
            }
            if !more {
                found.leaves = tree.size();
                return Ok(roots);
            }
        }
    }

    async fn compare(
        &self,
        leaves: &[Leaf],
        found: &mut VerifiedAll,
    ) -> Result<(), OperationError> {
        if leaves.is_empty() {
            return Ok(());
        }
        let streams: Vec<&str> = leaves.iter().map(|leaf| leaf.stream.as_str()).collect();
        let hashes = self.store.hashes_of(&streams).await?;
        for leaf in leaves {
            let what = match hashes.get(&(leaf.stream.clone(), leaf.version)) {
                Some(hash) if *hash == leaf.hash => continue,
                Some(_) => "is another than the log has",
                None => "is gone, and the log has it",
            };
            found.add(&leaf.stream, format!("event {} {what}", leaf.version));
        }
        Ok(())
    }
}
