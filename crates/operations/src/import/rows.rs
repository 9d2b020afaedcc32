//! Flights, late holds, and rows about people who are not in the docket.

use domain::{Actor, HoldId, HoldRevision, PersonId};
use interchange::docket::{Docket, DocketFile, Fault, FaultKind, Queued, UndatedHold};
use persistence::QueuedRow;

use super::alike::same_record;
use super::{ImportOptions, ImportReport, fields};
use crate::flight::Entered;
use crate::{OperationError, Operations};

impl Operations {
    pub(super) async fn import_flights(
        &self,
        docket: &Docket,
        options: ImportOptions,
        actor: &Actor,
        report: &mut ImportReport,
    ) -> Result<(), OperationError> {
        for intake in docket.flights(&*self.rules)? {
            let intake = intake?;
            report.faults.extend(intake.faults);
            let (at, plan) = ((DocketFile::Flights, intake.line), intake.plan);
            let entered = match (options.dry_run, self.is_key_of_case(&plan.id).await?) {
                (_, true) => Entered::KeyTaken,
                (true, false) => Entered::There,
                (false, false) => self.enter_flight(plan.clone(), actor).await?,
            };
            match entered {
                Entered::New => report.flights += 1,
                Entered::KeyTaken => {
                    report.tell(Fault::new(at, "flight_id", FaultKind::KeyTaken, ""));
                }
                Entered::There => match self.store.flight(&plan.id).await {
                    Ok(stored) => {
                        for column in fields::differing(&plan, &stored.plan) {
                            report.tell(Fault::new(at, column, FaultKind::Differs, ""));
                        }
                    }
                    Err(error) if error.is_missing() && options.dry_run => (),
                    Err(error) => return Err(error.into()),
                },
            }
        }
        Ok(())
    }

    /// Keeps rows of people whom the docket does not have until somebody says whose they are. A
    /// hold that names somebody on record bars them meanwhile.
    pub(super) async fn queue_orphans(
        &self,
        docket: &Docket,
        options: ImportOptions,
        actor: &Actor,
        report: &mut ImportReport,
    ) -> Result<(), OperationError> {
        let mut rows = Vec::new();
        for orphan in docket.orphans() {
            let orphan = orphan?;
            report.queued += 1;
            report.faults.push(orphan.fault.clone());
            let row = self.queued_row(orphan);
            if !options.dry_run && matches!(row.file.as_str(), "holds.csv" | "late_holds.csv") {
                self.bar_meanwhile(&row, actor).await?;
            }
            rows.push(row);
        }
        if !options.dry_run {
            self.store.queue_orphans(rows).await?;
        }
        Ok(())
    }

    fn queued_row(&self, orphan: Queued) -> QueuedRow {
        QueuedRow {
            id: queue_key(&orphan.file.to_string(), &orphan.raw),
            file: orphan.file.to_string(),
            line: orphan.line,
            person_id: Some(orphan.person),
            record_key: Some(orphan.key),
            raw: orphan.raw,
            fault: orphan.fault.kind.code().to_owned(),
            received_at: self.clock.now().at(),
        }
    }

    async fn bar_meanwhile(&self, row: &QueuedRow, actor: &Actor) -> Result<(), OperationError> {
        let Some(Ok(person)) = row.person_id.as_ref().map(PersonId::new) else { return Ok(()) };
        match self.store.case_of_person(&person).await {
            Ok(_) => {
                let why = "a row of a docket that does not have the person";
                self.give_hold(row, &person, (actor, why)).await?;
                Ok(())
            }
            Err(error) if error.is_missing() => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Rows of `late_holds.csv` that do not say when: they bar now, whether late holds are asked
    /// for or not, since nobody can say that they are not known yet.
    pub(super) async fn import_undated(
        &self,
        docket: &Docket,
        options: ImportOptions,
        actor: &Actor,
        report: &mut ImportReport,
    ) -> Result<(), OperationError> {
        for undated in docket.undated_holds(&*self.rules)? {
            let UndatedHold { hold, person, mut revision, faults, line } = undated?;
            report.faults.extend(faults);
            if !options.dry_run {
                revision.recorded_at = Some(self.clock.now().at());
                self.enter_late(&person, (&hold, &revision, true, line), actor, report).await?;
            }
        }
        Ok(())
    }

    pub(super) async fn import_late(
        &self,
        docket: &Docket,
        options: ImportOptions,
        actor: &Actor,
        report: &mut ImportReport,
    ) -> Result<(), OperationError> {
        for late in docket.late_holds(&*self.rules)? {
            let late = late?;
            report.faults.extend(late.faults.iter().cloned());
            let (now, mut revision) = (self.clock.now().at(), late.revision);
            let is_ahead = late.recorded_at.at() > now;
            if is_ahead {
                // Whatever it says is known here by now. It does not wait for its instant.
                let at = (DocketFile::LateHolds, late.line);
                report.faults.push(Fault::new(at, "recorded_at", FaultKind::RecordedAhead, ""));
                revision.recorded_at = Some(now);
                revision.end_confirmed = revision.to.is_some_and(|to| to.at() <= now);
            }
            if !options.dry_run {
                let row = (&late.hold, &revision, is_ahead, late.line);
                self.enter_late(&late.person, row, actor, report).await?;
            }
        }
        Ok(())
    }

    /// Records a hold of `late_holds.csv`. One recorded now is known again by its words.
    async fn enter_late(
        &self,
        person: &PersonId,
        (hold, revision, is_of_now, line): (&HoldId, &HoldRevision, bool, u64),
        actor: &Actor,
        report: &mut ImportReport,
    ) -> Result<(), OperationError> {
        let case = match self.store.case_of_person(person).await {
            Ok(case) => case.value,
            Err(error) if error.is_missing() => {
                let at = (DocketFile::LateHolds, line);
                report.tell(Fault::new(at, "person_id", FaultKind::Differs, ""));
                return Ok(());
            }
            Err(error) => return Err(error.into()),
        };
        let known = case.holds.iter().find(|known| known.id == *hold);
        let is_known = known.is_some_and(|known| {
            known.revisions.iter().any(|known| is_of_now && same_record(known, revision))
        });
        if !is_known {
            let outcome = self.record_hold(&case.id, hold, revision, actor).await?;
            report.struck += outcome.struck.len() as u64;
        }
        report.late_holds += 1;
        Ok(())
    }
}

/// The same row again gets the same key, so that a second import queues nothing twice.
fn queue_key(file: &str, raw: &str) -> String {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in file.bytes().chain([0]).chain(raw.trim_end().bytes()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    format!("{file}:{hash:016x}")
}
