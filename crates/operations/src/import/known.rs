//! People who are there already: what a docket has that is new is entered, the rest is told.

use std::collections::HashSet;
use std::sync::Arc;

use domain::decide::{Action, Changes};
use domain::{Actor, CaseId, Role};
use interchange::docket::{Docket, DocketFile, Fault, FaultKind};

use super::compare::{Compared, Terms, Told, compare, is_on_record};
use super::past::Past;
use super::people::read_people;
use super::{ImportReport, ON_DOCKET};
use crate::facts::Request;
use crate::{OperationError, Operations, Progress, feed};

/// Which people of a docket are looked at again.
pub(super) enum Again {
    /// Those who were there, and those whose key a flight has.
    These { there: HashSet<CaseId>, taken: HashSet<CaseId> },
    /// Whoever is there; nothing is changed.
    Rehearse { taken: HashSet<CaseId> },
}

impl Again {
    fn is_nobody(&self) -> bool {
        matches!(self, Self::These { there, taken } if there.is_empty() && taken.is_empty())
    }

    fn wants(&self, id: &CaseId) -> bool {
        match self {
            Self::These { there, .. } => there.contains(id),
            Self::Rehearse { taken } => !taken.contains(id),
        }
    }

    fn is_taken(&self, id: &CaseId) -> bool {
        let (Self::These { taken, .. } | Self::Rehearse { taken }) = self;
        taken.contains(id)
    }

    fn changes_nothing(&self) -> bool {
        matches!(self, Self::Rehearse { .. })
    }
}

impl Operations {
    /// What `docket` is beside the dockets that were read before.
    pub(super) async fn terms(
        &self,
        docket: &Docket,
        actor: &Actor,
    ) -> Result<Terms, OperationError> {
        let (day, now) = (docket.as_of(), self.clock.now().at());
        let days = self.store.docket_days(&feed::docket()?).await?;
        Ok(Terms {
            day,
            end: feed::end_of(day).min(now),
            is_newer: days.read.is_none_or(|read| day > read),
            is_older: days.seen.is_some_and(|seen| day < seen),
            may_keep: Action::KeepDocket.is_allowed_to(actor.role) || actor.role == Role::System,
            now,
        })
    }

    /// Goes through the docket a second time, for those who are there already.
    pub(super) async fn import_known(
        &self,
        docket: &Arc<Docket>,
        (again, terms): (&Again, &Terms),
        actor: &Actor,
        (report, progress): (&mut ImportReport, &dyn Progress),
    ) -> Result<(), OperationError> {
        if again.is_nobody() {
            return Ok(());
        }
        progress.begin("comparing with what is on record", Some(report.people));
        let now = self.clock.now();
        let mut batches = read_people(Arc::clone(docket), Arc::clone(&self.rules), now);
        while let Some(batch) = batches.recv().await {
            let (mut page, read) = (Vec::new(), batch?.people);
            progress.advance(read.len() as u64);
            for told in read {
                if again.is_taken(&told.case.id) {
                    let at = (DocketFile::People, told.lines.person);
                    report.tell(Fault::new(at, "person_id", FaultKind::KeyTaken, ""));
                } else if again.wants(&told.case.id) {
                    page.push(told);
                }
            }
            self.import_page(page, (again, terms), actor, report).await?;
        }
        progress.end();
        Ok(())
    }

    async fn import_page(
        &self,
        page: Vec<Told>,
        (again, terms): (&Again, &Terms),
        actor: &Actor,
        report: &mut ImportReport,
    ) -> Result<(), OperationError> {
        let ids: Vec<CaseId> = page.iter().map(|told| told.case.id.clone()).collect();
        for (told, stored) in page.iter().zip(self.store.cases_lossless(&ids).await?) {
            match stored {
                Ok(stored) if is_on_record(&told.case, &stored) => report.same += 1,
                Ok(_) if again.changes_nothing() => {
                    let found = self.compared(told, terms).await?;
                    report.add(!found.events.is_empty(), found.differing);
                }
                Ok(_) => self.bring_up(told, terms, actor, report).await?,
                Err(error) if error.is_missing() && again.changes_nothing() => (),
                Err(error) => {
                    // Nothing happens to it, and nobody knows what else the docket says.
                    tracing::error!(case.id = %told.case.id, %error, "case cannot be compared");
                    report.add(false, vec![whole(told)]);
                }
            }
        }
        Ok(())
    }

    /// Asks about everybody on every list again. Somebody who is new, or belongs to another family
    /// now, may be missing on a list that holds the rest of that family.
    pub(super) async fn ask_lists_again(
        &self,
        actor: &Actor,
        report: &mut ImportReport,
    ) -> Result<(), OperationError> {
        for flight in self.store.flights_ahead(None).await? {
            if flight.value.manifest.live().next().is_some() {
                let why = (actor, "asked again after a docket");
                let struck = self.recheck_manifest(flight.value.id(), why).await?;
                report.struck += u64::try_from(struck).unwrap_or(u64::MAX);
            }
        }
        Ok(())
    }

    /// Enters what is new, in one commit that takes off every list whoever it bars. What differs
    /// from the docket after that is told.
    async fn bring_up(
        &self,
        told: &Told,
        terms: &Terms,
        actor: &Actor,
        report: &mut ImportReport,
    ) -> Result<(), OperationError> {
        let id = &told.case.id;
        let past = self.past(told).await?;
        let stored = self.store.case(id).await?;
        let found = compare(told, &stored, &past, terms);
        if found.events.is_empty() {
            report.add(false, found.differing);
            return Ok(());
        }
        let outcome = self
            .change_facts(Request::from_outside(id, actor, ON_DOCKET), |case, _, _| {
                let mut changes = Changes::default();
                for event in compare(told, case, &past, terms).events {
                    changes.push(&case.id, event);
                }
                Ok(changes)
            })
            .await?;
        report.struck += outcome.struck.len() as u64;
        let left = self.compared(told, terms).await?;
        let mut differing = left.differing;
        if !left.events.is_empty() {
            differing.push(whole(told));
        }
        report.add(true, differing);
        Ok(())
    }

    async fn compared(&self, told: &Told, terms: &Terms) -> Result<Compared, OperationError> {
        let past = self.past(told).await?;
        let stored = self.store.case(&told.case.id).await?;
        Ok(compare(told, &stored, &past, terms))
    }

    async fn past(&self, told: &Told) -> Result<Past, OperationError> {
        let history = self.store.history(&told.case.id).await?;
        let past = Past::of(&history)?;
        past.ok_or_else(|| OperationError::NotFound(format!("history of case {}", told.case.id)))
    }
}

/// The fault of a person of whom something differs, nobody can say what.
fn whole(told: &Told) -> Fault {
    Fault::new((DocketFile::People, told.lines.person), "person_id", FaultKind::Differs, "")
}
