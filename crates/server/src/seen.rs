//! Who saw what, and who was refused: noted off the path of the answer, and not dropped while the
//! desk runs.

use std::error::Error;
use std::time::Duration;

use domain::Actor;
use jiff::Timestamp;
use persistence::{SeenEntry, Store, StoreError};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// Entries that may wait. When it is full, whoever looks waits: none is dropped.
const WAITING: usize = 1_024;
/// Entries written together.
const TOGETHER: usize = 100;
/// How long the writer waits before it tries again what could not be written, at first and at most.
const FIRST_WAIT: Duration = Duration::from_millis(100);
const LONGEST_WAIT: Duration = Duration::from_secs(30);

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

/// Where entries are kept.
pub(crate) trait Shelf {
    /// Why they could not be.
    type Fault: Error + Send + 'static;

    /// Keeps `entries`: all of them or none.
    fn keep(&self, entries: &[SeenEntry]) -> impl Future<Output = Result<(), Self::Fault>> + Send;
}

impl Shelf for Store {
    type Fault = StoreError;

    async fn keep(&self, entries: &[SeenEntry]) -> Result<(), StoreError> {
        self.add_seen(entries).await
    }
}

impl SeenWriter {
    /// Writes until `stop`, and then what was noted before it.
    pub(crate) async fn run(mut self, on: impl Shelf, stop: CancellationToken) {
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
            if !keep_all(&on, &some, &stop).await {
                return self.give_up(some.len()).await;
            }
            some.clear();
        }
    }

    /// The desk stops and nothing can be written: says how much is lost, and no more.
    async fn give_up(mut self, mut lost: usize) {
        self.entries.close();
        while self.entries.recv().await.is_some() {
            lost += 1;
        }
        tracing::error!(entries = lost, "looks are lost: they could not be noted before the end");
    }
}

/// Keeps `entries`, however often it has to be tried; meanwhile those who look wait, once the
/// channel is full. Answers whether it did: only when the desk stops is there a last try.
async fn keep_all(shelf: &impl Shelf, entries: &[SeenEntry], stop: &CancellationToken) -> bool {
    let mut wait = FIRST_WAIT;
    loop {
        let is_last = stop.is_cancelled();
        let Err(error) = shelf.keep(entries).await else { return true };
        tracing::warn!(
            error = &error as &dyn Error,
            entries = entries.len(),
            "looks could not be noted yet"
        );
        if is_last {
            return false;
        }
        tokio::select! {
            () = stop.cancelled() => (),
            () = tokio::time::sleep(wait) => wait = (wait * 2).min(LONGEST_WAIT),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::{Arc, Mutex};

    use domain::{Role, UserId};

    use super::*;

    /// Keeps nothing for the first so many times.
    #[derive(Debug, Clone, Default)]
    struct Flaky {
        faults: Arc<Mutex<usize>>,
        kept: Arc<Mutex<Vec<String>>>,
        failed: CancellationToken,
    }

    impl Flaky {
        fn failing(faults: usize) -> Self {
            Self { faults: Arc::new(Mutex::new(faults)), ..Self::default() }
        }

        fn kept(&self) -> Vec<String> {
            self.kept.lock().unwrap().clone()
        }
    }

    impl Shelf for Flaky {
        type Fault = io::Error;

        async fn keep(&self, entries: &[SeenEntry]) -> Result<(), io::Error> {
            let mut faults = self.faults.lock().unwrap();
            if *faults > 0 {
                *faults -= 1;
                self.failed.cancel();
                return Err(io::Error::other("no database"));
            }
            self.kept.lock().unwrap().extend(entries.iter().map(|entry| entry.subject.clone()));
            Ok(())
        }
    }

    async fn note(log: &SeenLog, subject: &str) {
        let by = Actor::new(Role::Auditor, UserId::new("u1").unwrap());
        log.note(Timestamp::UNIX_EPOCH, &by, ("see", subject), None).await;
    }

    #[tokio::test]
    async fn looks_that_could_not_be_noted_are_kept_and_tried_again_in_their_order() {
        let (log, writer) = new();
        let shelf = Flaky::failing(2);
        note(&log, "P1.1").await;
        let more = async {
            shelf.failed.cancelled().await;
            note(&log, "P2.1").await;
            drop(log);
        };
        tokio::join!(writer.run(shelf.clone(), CancellationToken::new()), more);
        assert_eq!(shelf.kept(), ["P1.1", "P2.1"]);
    }

    #[tokio::test]
    async fn a_desk_that_stops_tries_once_more_and_does_not_wait_for_ever() {
        for (faults, kept) in [(1, 2), (2, 0), (usize::MAX, 0)] {
            let (log, writer) = new();
            let (shelf, stop) = (Flaky::failing(faults), CancellationToken::new());
            note(&log, "P1.1").await;
            let more = async {
                shelf.failed.cancelled().await;
                note(&log, "P2.1").await;
                stop.cancel();
            };
            tokio::join!(writer.run(shelf.clone(), stop.clone()), more);
            assert_eq!(shelf.kept().len(), kept, "{faults}");
        }
    }
}
