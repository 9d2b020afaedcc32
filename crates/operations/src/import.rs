//! Imports a docket: each person with everything on record, all or nothing; again changes nothing.
//! Who is there already is compared with the docket, and what is new in it is entered.

mod alike;
mod compare;
mod doubles;
pub(crate) mod fields;
mod known;
mod past;
mod people;
mod rows;

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::{Actor, CaseId};
use interchange::docket::{Docket, Fault, Handling};
use serde::Serialize;
use tokio::task::{JoinError, JoinSet};

use crate::{OperationError, Operations, Progress};
use known::Again;
use people::{Opened, at_once, open_cases, read_people};

/// The reason of whatever comes from a docket.
const ON_DOCKET: &str = "on the imported docket";

/// Whether `reason` is the one by which the words of a docket or feed are known.
pub(crate) fn is_from_outside(reason: &str) -> bool {
    past::Source::of(reason) != past::Source::Here
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
    /// Cases that were there already.
    pub already_there: u64,
    /// Of these, those about which the docket says nothing new.
    pub same: u64,
    /// Those into which something new was entered.
    pub changed: u64,
    /// Rows that were not entered, or not wholly: the record differs, or has their key for
    /// something else.
    pub differing: u64,
    /// People who came off a list.
    pub struck: u64,
    /// Cases opened with defects: nothing happens to them until somebody puts them right.
    pub set_aside: u64,
    /// Flights scheduled.
    pub flights: u64,
    /// Late holds recorded.
    pub late_holds: u64,
    /// Rows about people who are not in the docket, kept for somebody to resolve.
    pub queued: u64,
    /// Whether holds count as read as of the docket's day: not while anything differs.
    pub holds_read: bool,
    /// Faults, in the order of files and lines.
    #[serde(skip)]
    pub faults: Vec<Fault>,
    /// How many faults there are.
    pub fault_count: u64,
}

impl ImportReport {
    /// Whether anything was refused, queued or not entered.
    pub fn found_faults(&self) -> bool {
        self.faults.iter().any(|fault| match fault.kind.handling() {
            Handling::Refuse | Handling::Queue | Handling::Keep => true,
            Handling::Repair | Handling::Skip => false,
        })
    }

    /// Tells of a row that was not entered.
    fn tell(&mut self, fault: Fault) {
        let same_row = |told: &Fault| (told.file, told.line) == (fault.file, fault.line);
        self.differing += u64::from(!self.faults.last().is_some_and(same_row));
        self.faults.push(fault);
    }

    /// Counts a case that was there, into which something was entered or not.
    fn add(&mut self, entered: bool, differing: Vec<Fault>) {
        self.changed += u64::from(entered);
        self.same += u64::from(!entered && differing.is_empty());
        for fault in differing {
            self.tell(fault);
        }
    }
}

/// What was found while people were opened.
#[derive(Default)]
struct Found {
    there: HashSet<CaseId>,
    taken: HashSet<CaseId>,
}

impl Operations {
    /// Imports the docket in `dir`.
    ///
    /// An import that was cut off goes on where it stopped. Of people who are there, what is new
    /// in the docket is entered, and what differs besides is told. Rows that cannot be read never
    /// vanish: a person's are kept with the case and bar it, others wait in the queue.
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
        let terms = self.terms(&docket, actor).await?;
        if !options.dry_run {
            // From here on the docket is a source of holds: one that is half read is an old one.
            self.docket_begins(docket.as_of(), actor).await?;
        }
        let mut report = ImportReport { as_of: docket.as_of().to_string(), ..Default::default() };
        let found = self.import_new(&docket, options, actor, (&mut report, progress)).await?;
        let again = if options.dry_run {
            Again::Rehearse { taken: self.cases_with_keys_of_flights().await? }
        } else {
            Again::These { there: found.there, taken: found.taken }
        };
        self.import_known(&docket, (&again, &terms), actor, (&mut report, progress)).await?;
        self.import_flights(&docket, options, actor, &mut report).await?;
        self.queue_orphans(&docket, options, actor, &mut report).await?;
        self.import_undated(&docket, options, actor, &mut report).await?;
        if options.late {
            self.import_late(&docket, options, actor, &mut report).await?;
        }
        if !options.dry_run {
            if report.opened + report.changed > 0 {
                self.ask_lists_again(actor, &mut report).await?;
            }
            report.holds_read = report.differing == 0;
            self.docket_ends((docket.as_of(), report.holds_read), actor).await?;
            self.wake_system(&[crate::work::PLANT]).await?;
        }
        report.faults.extend(docket.line_faults());
        report.faults.sort_by(|a, b| (a.file, a.line, &a.column).cmp(&(b.file, b.line, &b.column)));
        report.faults.dedup();
        report.fault_count = report.faults.len() as u64;
        tracing::info!(
            opened = report.opened,
            changed = report.changed,
            faults = report.fault_count,
            "docket imported"
        );
        Ok(report)
    }

    /// Opens the cases of everybody, and says who was there.
    async fn import_new(
        &self,
        docket: &Arc<Docket>,
        options: ImportOptions,
        actor: &Actor,
        (report, progress): (&mut ImportReport, &dyn Progress),
    ) -> Result<Found, OperationError> {
        progress.begin("importing people", u64::try_from(docket.people_count()).ok());
        let now = self.clock.now();
        let had_people = self.store.all_cases(None, 1).await?.last.is_some();
        let mut found = Found::default();
        let mut batches = read_people(Arc::clone(docket), Arc::clone(&self.rules), now);
        let mut under_way = JoinSet::new();
        while let Some(batch) = batches.recv().await {
            let mut batch = batch?;
            if had_people {
                let people = &mut batch.people;
                self.mark_doubles(docket, people, (actor, options.dry_run), report).await?;
            }
            let people = batch.people.len() as u64;
            let aside = batch.people.iter().filter(|told| !told.case.defects.is_empty()).count();
            report.people += people;
            report.set_aside += aside as u64;
            report.faults.extend(batch.faults);
            if options.dry_run {
                progress.advance(people);
                continue;
            }
            if under_way.len() >= at_once(self.store.dialect()) {
                settle(under_way.join_next().await, &mut found, (report, progress))?;
            }
            let stamp = self.stamp(actor, now, ON_DOCKET);
            under_way.spawn(open_cases(self.store.clone(), batch.people, stamp));
        }
        while let Some(done) = under_way.join_next().await {
            settle(Some(done), &mut found, (report, progress))?;
        }
        progress.end();
        Ok(found)
    }

    /// Cases that cannot be opened, since flights have their keys.
    async fn cases_with_keys_of_flights(&self) -> Result<HashSet<CaseId>, OperationError> {
        let flights = self.store.flight_ids().await?;
        Ok(flights.iter().filter_map(|id| CaseId::new(id).ok()).collect())
    }
}

/// Adds a finished batch to the report.
fn settle(
    done: Option<Result<Result<Opened, OperationError>, JoinError>>,
    found: &mut Found,
    (report, progress): (&mut ImportReport, &dyn Progress),
) -> Result<(), OperationError> {
    let Some(done) = done else { return Ok(()) };
    let done = done.map_err(|_| OperationError::Busy("the import".to_owned()))??;
    let there = done.there.len() as u64;
    report.opened += done.new;
    report.already_there += there;
    progress.advance(done.new + there + done.taken.len() as u64);
    found.there.extend(done.there);
    found.taken.extend(done.taken);
    Ok(())
}

async fn open(dir: PathBuf) -> Result<Docket, OperationError> {
    tokio::task::spawn_blocking(move || Docket::open(&dir))
        .await
        .map_err(|_| OperationError::BadInput("the docket could not be read".to_owned()))?
        .map_err(OperationError::from)
}
