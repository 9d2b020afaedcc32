//! Who saw what, and who was refused: noted off the path of the answer, never dropped.

use domain::Actor;
use jiff::Timestamp;
use persistence::{SeenEntry, Store};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// Entries that may wait. When it is full, whoever looks waits: none is dropped.
const WAITING: usize = 1_024;
/// Entries written together.
const TOGETHER: usize = 100;

/// Where looks are noted.
#[derive(Debug, Clone)]
pub(crate) struct SeenLog {
    entries: mpsc::Sender<SeenEntry>,
}

/// The other end: writes what was noted.
#[derive(Debug)]
pub(crate) struct SeenWriter {
    entries: mpsc::Receiver<SeenEntry>,
}

/// A log and its writer.
pub(crate) fn new() -> (SeenLog, SeenWriter) {
    let (sender, receiver) = mpsc::channel(WAITING);
    (SeenLog { entries: sender }, SeenWriter { entries: receiver })
}

impl SeenLog {
    /// Notes that `by` did `action` on `subject` at `at`, or was refused it by a policy.
    pub(crate) async fn note(
        &self,
        at: Timestamp,
        by: &Actor,
        (action, subject): (&str, &str),
        refused_by: Option<&str>,
    ) {
        let entry = SeenEntry {
            at,
            by: by.clone(),
            action: action.to_owned(),
            subject: subject.to_owned(),
            refused_by: refused_by.map(str::to_owned),
        };
        if self.entries.send(entry).await.is_err() {
            tracing::error!("the log of looks has ended");
        }
    }
}

impl SeenWriter {
    /// Writes until `stop`, and then what was noted before it.
    pub(crate) async fn run(mut self, store: Store, stop: CancellationToken) {
        let mut some = Vec::with_capacity(TOGETHER);
        loop {
            tokio::select! {
                biased;
                count = self.entries.recv_many(&mut some, TOGETHER) => {
                    if count == 0 {
                        return;
                    }
                }
                // What is in the channel by now is read before it reports that it is closed.
                () = stop.cancelled(), if !self.entries.is_closed() => {
                    self.entries.close();
                    continue;
                }
            }
            if let Err(error) = store.add_seen(&some).await {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    entries = some.len(),
                    "looks could not be noted"
                );
            }
            some.clear();
        }
    }
}
