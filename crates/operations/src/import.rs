//! Imports a docket: each person with everything on record, all or nothing; again changes nothing.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::rulebook::Rulebook;
use domain::{Actor, Case, Moment, Stamp};
use interchange::docket::{Docket, Fault, Handling};
use jiff::Timestamp;
use persistence::{CaseTransition, Committed, Dialect, QueuedRow, Store, Unit};
use serde::Serialize;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::{OperationError, Operations, Progress, feed};

/// People in one transaction.
const BATCH: usize = 1_000;

/// Transactions under way at once: some are written while the next are prepared. SQLite writes
/// those that wait together, and each page that they share once.
const fn at_once(dialect: Dialect) -> usize {
    match dialect {
        Dialect::Sqlite => 8,
        Dialect::Postgres => 4,
    }
}

/// How to import.
#[derive(Debug, Clone, Copy, Default)]
pub struct ImportOptions {
    /// Also `late_holds.csv`: what became known after the docket's day.
    pub late: bool,
    /// Read and judge everything, change nothing.
    pub dry_run: bool,
}

/// What an import came to.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ImportReport {
    /// The docket's day.
    pub as_of: String,
    /// People in the file.
    pub people: u64,
    /// Cases opened.
    pub opened: u64,
    /// Cases that were there already, and stay as they are.
    pub already_there: u64,
    /// Cases opened with defects: nothing happens to them until somebody puts them right.
    pub set_aside: u64,
    /// Flights scheduled.
    pub flights: u64,
    /// Late holds recorded.
    pub late_holds: u64,
    /// Rows about people who are not in the docket, kept for somebody to resolve.
    pub queued: u64,
    /// Faults, in the order of files and lines.
    #[serde(skip)]
    pub faults: Vec<Fault>,
    /// How many faults there are.
    pub fault_count: u64,
}

impl ImportReport {
    /// Whether anything was refused or queued.
    pub fn found_faults(&self) -> bool {
        self.faults
            .iter()
            .any(|fault| matches!(fault.kind.handling(), Handling::Refuse | Handling::Queue))
    }
}

/// People as the reading thread hands them over.
struct Batch {
    cases: Vec<Case>,
    faults: Vec<Fault>,
}

impl Operations {
    /// Imports the docket in `dir`.
    ///
    /// An import that was cut off goes on where it stopped: people who are there stay as they
    /// are. Rows that cannot be read never vanish: a person's are kept with the case and bar it,
    /// others wait in the queue.
    pub async fn import_docket(
        &self,
        dir: &Path,
        options: ImportOptions,
        actor: &Actor,
        progress: &dyn Progress,
    ) -> Result<ImportReport, OperationError> {
        progress.begin("reading the docket", None);
        let docket = Arc::new(open(dir.to_owned()).await?);
        progress.end();
        let source = feed::docket()?;
        if !options.dry_run {
            // From here on the docket is a source of holds: one that is half read is an old one.
            self.holds_came_from(&source, Timestamp::UNIX_EPOCH, actor).await?;
        }
        let mut report = ImportReport { as_of: docket.as_of().to_string(), ..Default::default() };
        progress.begin("importing people", u64::try_from(docket.people_count()).ok());
        let now = self.clock.now();
        let mut batches = read_people(Arc::clone(&docket), Arc::clone(&self.rules), now);
        let mut under_way = JoinSet::new();
        while let Some(batch) = batches.recv().await {
            let batch = batch?;
            let people = batch.cases.len() as u64;
            let aside = batch.cases.iter().filter(|case| !case.defects.is_empty()).count();
            report.people += people;
            report.set_aside += aside as u64;
            report.faults.extend(batch.faults);
            if options.dry_run {
                progress.advance(people);
                continue;
            }
            if under_way.len() >= at_once(self.store.dialect()) {
                settle(under_way.join_next().await, (&mut report, progress))?;
            }
            let stamp = self.stamp(actor, now, "on the imported docket");
            under_way.spawn(open_cases(self.store.clone(), batch.cases, stamp));
        }
        while let Some(done) = under_way.join_next().await {
            settle(Some(done), (&mut report, progress))?;
        }
        progress.end();
        self.import_flights(&docket, options, actor, &mut report).await?;
        self.queue_orphans(&docket, options, &mut report).await?;
        if options.late {
            self.import_late(&docket, options, actor, &mut report).await?;
        }
        if !options.dry_run {
            self.holds_came_from(&source, feed::end_of(docket.as_of()), actor).await?;
            self.wake_system(&[crate::work::PLANT]).await?;
        }
        report.faults.extend(docket.line_faults());
        report.faults.sort_by(|a, b| (a.file, a.line, &a.column).cmp(&(b.file, b.line, &b.column)));
        report.faults.dedup();
        report.fault_count = report.faults.len() as u64;
        tracing::info!(opened = report.opened, faults = report.fault_count, "docket imported");
        Ok(report)
    }

    async fn import_flights(
        &self,
        docket: &Docket,
        options: ImportOptions,
        actor: &Actor,
        report: &mut ImportReport,
    ) -> Result<(), OperationError> {
        for intake in docket.flights(&*self.rules)? {
            let intake = intake?;
            report.faults.extend(intake.faults);
            if !options.dry_run && self.enter_flight(intake.plan, actor).await? {
                report.flights += 1;
            }
        }
        Ok(())
    }

    async fn queue_orphans(
        &self,
        docket: &Docket,
        options: ImportOptions,
        report: &mut ImportReport,
    ) -> Result<(), OperationError> {
        let at = self.clock.now().at();
        let mut rows = Vec::new();
        for orphan in docket.orphans() {
            let orphan = orphan?;
            report.queued += 1;
            report.faults.push(orphan.fault.clone());
            let id = queue_key(&orphan.file.to_string(), &orphan.raw);
            rows.push(QueuedRow {
                id,
                file: orphan.file.to_string(),
                line: orphan.line,
                person_id: Some(orphan.person),
                record_key: Some(orphan.key),
                raw: orphan.raw,
                fault: orphan.fault.kind.code().to_owned(),
                received_at: at,
            });
        }
        if !options.dry_run {
            self.store.queue_orphans(rows).await?;
        }
        Ok(())
    }

    async fn import_late(
        &self,
        docket: &Docket,
        options: ImportOptions,
        actor: &Actor,
        report: &mut ImportReport,
    ) -> Result<(), OperationError> {
        for late in docket.late_holds(&*self.rules)? {
            let late = late?;
            report.faults.extend(late.faults.iter().cloned());
            if options.dry_run {
                continue;
            }
            let case = self.store.case_of_person(&late.person).await?;
            self.record_hold(&case.value.id, &late.hold, &late.revision, actor).await?;
            report.late_holds += 1;
        }
        Ok(())
    }
}

/// What became of a batch: how many cases were opened, how many were there.
type Settled = Result<(u64, u64), OperationError>;

/// Opens a batch of cases, each all or nothing.
async fn open_cases(store: Store, cases: Vec<Case>, stamp: Stamp) -> Settled {
    let units =
        cases.into_iter().map(|case| Unit::case(CaseTransition::open(case, &stamp))).collect();
    let (mut opened, mut there) = (0, 0);
    for committed in store.commit(units).await? {
        match committed {
            Committed::Done { .. } => opened += 1,
            Committed::AlreadyOpen | Committed::AlreadyDone(_) => there += 1,
            Committed::LeaseLost => return Err(OperationError::Busy("the import".to_owned())),
            Committed::Stale(streams) => return Err(OperationError::Busy(streams.join(", "))),
            Committed::Refused { constraint } => Err(OperationError::Constraint(constraint))?,
        }
    }
    Ok((opened, there))
}

/// Adds a finished batch to the report.
fn settle(
    done: Option<Result<Settled, tokio::task::JoinError>>,
    (report, progress): (&mut ImportReport, &dyn Progress),
) -> Result<(), OperationError> {
    let Some(done) = done else { return Ok(()) };
    let (opened, there) = done.map_err(|_| OperationError::Busy("the import".to_owned()))??;
    report.opened += opened;
    report.already_there += there;
    progress.advance(opened + there);
    Ok(())
}

async fn open(dir: PathBuf) -> Result<Docket, OperationError> {
    tokio::task::spawn_blocking(move || Docket::open(&dir))
        .await
        .map_err(|_| OperationError::BadInput("the docket could not be read".to_owned()))?
        .map_err(OperationError::from)
}

/// Reads people on a thread of its own, a few batches ahead of the database.
fn read_people(
    docket: Arc<Docket>,
    rules: Arc<Rulebook>,
    now: Moment,
) -> mpsc::Receiver<Result<Batch, OperationError>> {
    let (send, receive) = mpsc::channel(3);
    // The thread ends with the docket, or when nobody receives any more.
    drop(tokio::task::spawn_blocking(move || {
        let mut batch = Batch { cases: Vec::with_capacity(BATCH), faults: Vec::new() };
        let people = match docket.people(now.at(), &*rules) {
            Ok(people) => people,
            Err(error) => {
                drop(send.blocking_send(Err(error.into())));
                return;
            }
        };
        for intake in people {
            let intake = match intake {
                Ok(intake) => intake,
                Err(error) => {
                    drop(send.blocking_send(Err(error.into())));
                    return;
                }
            };
            batch.faults.extend(intake.faults);
            batch.cases.push(intake.case);
            if batch.cases.len() == BATCH {
                let full = std::mem::replace(
                    &mut batch,
                    Batch { cases: Vec::with_capacity(BATCH), faults: Vec::new() },
                );
                if send.blocking_send(Ok(full)).is_err() {
                    return;
                }
            }
        }
        drop(send.blocking_send(Ok(batch)));
    }));
    receive
}

/// The same row again gets the same key, so that a second import queues nothing twice.
fn queue_key(file: &str, raw: &str) -> String {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in file.bytes().chain([0]).chain(raw.trim_end().bytes()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    format!("{file}:{hash:016x}")
}
