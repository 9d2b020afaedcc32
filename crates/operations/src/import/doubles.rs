//! New people who look like people on record: the same fingerprint number bars both.

use std::collections::HashMap;

use domain::decide;
use domain::{Actor, Defect, PersonId};
use interchange::docket::{Docket, DocketFile, Fault, FaultKind};
use persistence::StoreError;

use super::ImportReport;
use super::compare::Told;
use crate::facts::Request;
use crate::{OperationError, Operations};

/// Why somebody on record is marked when another comes in.
const NEW_RECORD: &str = "a new record has the same fingerprint number";

impl Operations {
    /// Marks those of `people` who have the fingerprint number of somebody on record, and, unless
    /// nothing is to be changed, those on record first: whatever breaks in between, no new record
    /// is without its bar. Two people of the docket are compared by the docket itself.
    pub(super) async fn mark_doubles(
        &self,
        docket: &Docket,
        people: &mut [Told],
        (actor, dry_run): (&Actor, bool),
        report: &mut ImportReport,
    ) -> Result<(), OperationError> {
        let prints = people.iter().map(|told| &*told.case.person.fin).filter(|fin| !fin.is_empty());
        let prints: Vec<&str> = prints.collect();
        let mut known: HashMap<String, Vec<PersonId>> = HashMap::new();
        for (person, fin) in self.store.people_of_prints(&prints).await? {
            known.entry(fin).or_default().push(person);
        }
        for told in people {
            let Some(others) = known.get(&*told.case.person.fin) else { continue };
            let person = &told.case.person.id;
            if others.contains(person) {
                continue; // compared when this record came in
            }
            for other in others.iter().filter(|other| !docket.has_person(other)) {
                let at = (DocketFile::People, told.lines.person);
                report.faults.push(Fault::new(
                    at,
                    "fin",
                    FaultKind::DuplicatePerson,
                    person.as_str(),
                ));
                if !dry_run {
                    report.struck += self.mark_double(other, person, (actor, NEW_RECORD)).await?;
                }
                told.case.defects.push(Defect::PossibleDuplicate(other.clone()));
            }
        }
        Ok(())
    }

    /// Bars `person`, who looks like `new`. Answers how many came off a list.
    pub(crate) async fn mark_double(
        &self,
        person: &PersonId,
        new: &PersonId,
        (actor, reason): (&Actor, &str),
    ) -> Result<u64, OperationError> {
        let case = match self.store.case_of_person(person).await {
            Ok(case) => case.value.id,
            // A record that cannot be read stands still by itself.
            Err(error @ StoreError::Inconsistent { .. }) => {
                tracing::error!(person.id = %person, %error, "record cannot be barred");
                return Ok(0);
            }
            Err(error) => return Err(error.into()),
        };
        let request = Request::new(&case, actor, reason);
        let defect = Defect::PossibleDuplicate(new.clone());
        let outcome = self
            .change_facts(request, |case, _, context| {
                if case.defects.contains(&defect) {
                    return Ok(decide::Changes::default());
                }
                decide::find_defects(case, vec![defect.clone()], context)
            })
            .await?;
        Ok(outcome.struck.len() as u64)
    }
}
