//! The one thread that writes a SQLite file.
//!
//! Work that waits together is done in one transaction, each piece with its own savepoint, and
//! answered after the one sync to the disk that they share.

use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::Tx;
use super::sqlite::checkpoint;
use super::work::{Done, Work, at_once};
use crate::StoreError;

/// Pieces of work in one transaction at most.
const TOGETHER: usize = 64;

/// How long the keeper of the log waits for more.
const KEEP_EVERY: Duration = Duration::from_millis(100);

/// Takes work to the thread. The thread ends when the last of these is gone.
#[derive(Clone)]
pub(crate) struct Writer {
    work: Sender<Box<dyn Job>>,
}

/// One piece of work that waits.
trait Job: Send {
    /// Does it, and says whether it is to stay and how to answer when that is known.
    fn run(self: Box<Self>, tx: &mut Tx) -> (bool, Answer);
    /// Answers that it was not done.
    fn refuse(self: Box<Self>, why: StoreError);
}

/// Tells whoever waits: what broke the transaction, or nothing if it is on the disk.
type Answer = Box<dyn FnOnce(Option<StoreError>)>;

struct Piece<W: Work> {
    work: W,
    tell: oneshot::Sender<Result<W::Out, StoreError>>,
}

impl<W: Work> Job for Piece<W> {
    fn run(self: Box<Self>, tx: &mut Tx) -> (bool, Answer) {
        let Self { work, tell } = *self;
        let (keep, out) = match at_once(work.run(tx)) {
            Ok(Done::Keep(out)) => (true, Ok(out)),
            Ok(Done::Leave(out)) => (false, Ok(out)),
            Err(error) => (false, Err(error)),
        };
        drop(work); // before the answer: the asker takes back what it lent
        let answer = move |broken: Option<StoreError>| {
            // Nobody waits any more if the asker was cancelled; what is done stays done.
            let _ = tell.send(broken.map_or(out, Err));
        };
        (keep, Box::new(answer))
    }

    fn refuse(self: Box<Self>, why: StoreError) {
        let Self { work, tell } = *self;
        drop(work);
        let _ = tell.send(Err(why));
    }
}

impl Writer {
    /// Starts the thread on `writer`, and one on `keeper` that keeps the log short.
    pub(crate) fn start((writer, keeper): (Connection, Connection)) -> Result<Self, StoreError> {
        let (work, jobs) = channel();
        let (written, news) = sync_channel(1);
        spawn("sqlite-writer", move || run(Tx::Sqlite(writer), &jobs, &written))?;
        spawn("sqlite-keeper", move || keep_short(&keeper, &news))?;
        Ok(Self { work })
    }

    /// Has `work` done and answers when it is on the disk.
    pub(crate) async fn perform<W: Work>(&self, work: W) -> Result<W::Out, StoreError> {
        let (tell, told) = oneshot::channel();
        let gone = || StoreError::Config("the writing thread has ended".to_owned());
        self.work.send(Box::new(Piece { work, tell })).map_err(|_| gone())?;
        told.await.map_err(|_| gone())?
    }
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<(), StoreError> {
    let thread = std::thread::Builder::new().name(name.to_owned());
    thread.spawn(work).map(drop).map_err(|error| StoreError::Config(error.to_string()))
}

/// Copies what was written from the log into the file, so that no commit has to.
fn keep_short(keeper: &Connection, news: &Receiver<()>) {
    while news.recv().is_ok() {
        std::thread::sleep(KEEP_EVERY);
        if let Err(error) = checkpoint(keeper) {
            tracing::debug!(%error, "the log stays as it is for now");
        }
    }
}

fn run(mut tx: Tx, jobs: &Receiver<Box<dyn Job>>, written: &SyncSender<()>) {
    while let Ok(first) = jobs.recv() {
        let mut together = vec![first];
        together.extend(jobs.try_iter().take(TOGETHER - 1));
        transaction(&mut tx, together);
        let _ = written.try_send(()); // full: the keeper knows already
    }
}

/// Begins, does each piece, commits, answers.
fn transaction(tx: &mut Tx, jobs: Vec<Box<dyn Job>>) {
    if let Err(error) = say(tx, "BEGIN IMMEDIATE") {
        for job in jobs {
            job.refuse(error.again());
        }
        return;
    }
    let several = jobs.len() > 1;
    let mut answers = Vec::with_capacity(jobs.len());
    let mut kept = false;
    for job in jobs {
        // A full disk, for one, ends the whole transaction by itself: whatever came after would
        // stand alone, and be undone in what is answered but not on the disk.
        let begun = if is_open(tx) { Ok(()) } else { Err(StoreError::lost()) };
        let begun = begun.and_then(|()| if several { say(tx, "SAVEPOINT piece") } else { Ok(()) });
        if let Err(error) = begun {
            job.refuse(error);
            continue;
        }
        let (keep, answer) = job.run(tx);
        kept |= keep;
        let ended = match (several, keep) {
            (true, true) => say(tx, "RELEASE piece"),
            (true, false) => say(tx, "ROLLBACK TO piece; RELEASE piece"),
            (false, _) => Ok(()),
        };
        answers.push((answer, ended.err()));
    }
    let broken = say(tx, if kept { "COMMIT" } else { "ROLLBACK" }).err();
    if broken.is_some() {
        let _ = say(tx, "ROLLBACK"); // it may have ended by itself
    }
    for (answer, own) in answers {
        answer(own.or_else(|| broken.as_ref().map(StoreError::again)));
    }
}

/// Whether the transaction has not ended yet.
fn is_open(tx: &Tx) -> bool {
    match tx {
        Tx::Sqlite(on) => !on.is_autocommit(),
        Tx::Postgres(_) | Tx::Alone(_) => true,
    }
}

fn say(tx: &mut Tx, sql: &str) -> Result<(), StoreError> {
    match tx {
        Tx::Sqlite(on) => Ok(on.execute_batch(sql)?),
        Tx::Postgres(_) | Tx::Alone(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Says its SQL and notes what it was answered.
    struct Says(&'static str, Sender<bool>);

    impl Job for Says {
        fn run(self: Box<Self>, tx: &mut Tx) -> (bool, Answer) {
            let done = say(tx, self.0).is_ok();
            let answer = move |broken: Option<StoreError>| {
                let _ = self.1.send(done && broken.is_none());
            };
            (done, Box::new(answer))
        }

        fn refuse(self: Box<Self>, _: StoreError) {
            let _ = self.1.send(false);
        }
    }

    /// What the jobs were answered, and how many rows are there afterwards.
    fn told(jobs: &[&'static str]) -> (Vec<bool>, i64) {
        let folder = tempfile::tempdir().unwrap();
        let on = Connection::open(folder.path().join("file.db")).unwrap();
        on.execute_batch("CREATE TABLE t (n INTEGER PRIMARY KEY)").unwrap();
        let mut tx = Tx::Sqlite(on);
        let (tell, answers) = channel();
        let jobs = jobs.iter().map(|sql| Box::new(Says(sql, tell.clone())) as Box<dyn Job>);
        transaction(&mut tx, jobs.collect());
        let Tx::Sqlite(on) = tx else { panic!("it was SQLite") };
        let rows = on.query_row("SELECT count(*) FROM t", [], |row| row.get(0)).unwrap();
        (answers.try_iter().collect(), rows)
    }

    #[test]
    fn a_piece_that_fails_takes_no_other_with_it() {
        let insert = "INSERT INTO t VALUES (1)";
        let jobs = [insert, insert, "INSERT INTO t VALUES (2)"];
        assert_eq!(told(&jobs), (vec![true, false, true], 2));
    }

    #[test]
    fn nothing_is_done_after_a_transaction_that_ended_by_itself() {
        let jobs = ["INSERT INTO t VALUES (1)", "ROLLBACK", "INSERT INTO t VALUES (2)"];
        let (answers, rows) = told(&jobs);
        assert_eq!((answers.contains(&true), answers.len(), rows), (false, 3, 0));
    }
}
