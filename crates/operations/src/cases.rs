//! Cases are found, listed and gone through; rows that belonged to nobody are given to somebody.

use domain::decide::Action;
use domain::{Actor, Case, CaseId, HoldId, HoldRevision, PersonId, Refusal, StageName};
use persistence::{CardFilter, CaseCard, Loaded, Queued, QueuedRow, Store, StoreError, Unreadable};

use crate::{OperationError, Operations};

/// How many cases are read at a time.
pub(crate) const PAGE: u64 = 1_000;

/// What is decided about a row of the import queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolution {
    /// It is a hold on this person. It bars until somebody amends it.
    AsPerson(PersonId),
    /// It concerns nobody here.
    Dismiss,
}

impl Operations {
    /// The case that `text` names: its own id, or the latest case of the person with this id,
    /// A-number or fingerprint number. A number that two records share names nobody.
    pub async fn find_case(&self, text: &str) -> Result<Loaded<Case>, OperationError> {
        let text = text.trim();
        if let Ok(id) = CaseId::new(text) {
            match self.store.case(&id).await {
                Err(error) if error.is_missing() => (),
                found => return Ok(found?),
            }
        }
        let mut people = self.store.find_person(text).await?;
        if people.is_empty()
            && let Some(number) = as_a_number(text)
        {
            people = self.store.find_person(&number).await?;
        }
        match people.as_slice() {
            [] => Err(OperationError::NotFound(format!("case or person {text:?}"))),
            [person] => Ok(self.store.case_of_person(person).await?),
            several => {
                let names: Vec<&str> = several.iter().map(PersonId::as_str).collect();
                let names = names.join(", ");
                Err(OperationError::BadInput(format!("{text:?} could be any of {names}")))
            }
        }
    }

    /// Cases as a list shows them: those after `after`, in the order of their ids.
    pub async fn list_cases(
        &self,
        filter: &CardFilter,
        after: Option<&CaseId>,
        limit: u64,
    ) -> Result<Vec<CaseCard>, OperationError> {
        Ok(self.store.case_cards(filter, after, limit).await?)
    }

    /// Rows of imports that wait for somebody; with `resolved`, those that were resolved too.
    pub async fn queued(&self, resolved: bool) -> Result<Vec<Queued>, OperationError> {
        Ok(self.store.import_queue(!resolved).await?)
    }

    /// Decides about the row `id` of the import queue, once, for a reason that is kept with who
    /// decided: whoever may correct a record does.
    ///
    /// A hold that is given to a person takes effect at once: it cannot be read, so it bars
    /// everything until somebody amends it.
    pub async fn resolve_queued(
        &self,
        id: &str,
        resolution: &Resolution,
        actor: &Actor,
        reason: &str,
    ) -> Result<(), OperationError> {
        if !Action::CorrectRecord.is_allowed_to(actor.role) {
            let what = "resolve a row of the import queue".to_owned();
            return Err(Refusal::RoleMayNot { role: actor.role, what }.into());
        }
        if reason.trim().is_empty() {
            return Err(OperationError::BadInput("say why the row is resolved so".to_owned()));
        }
        let open = self.store.import_queue(true).await?;
        let Some(Queued { row, .. }) = open.into_iter().find(|queued| queued.row.id == id) else {
            return Err(OperationError::NotFound(format!("open row {id} in the import queue")));
        };
        let words = match resolution {
            Resolution::AsPerson(person) => {
                let (case, hold) = self.give_hold(&row, person, (actor, reason)).await?;
                format!("hold {hold} on case {case}: {reason}")
            }
            Resolution::Dismiss => format!("dismissed: {reason}"),
        };
        self.store.resolve_queued(id, actor, self.clock.now().at(), &words).await?;
        tracing::info!(queue.id = id, "queued row resolved");
        Ok(())
    }

    /// Records the queued row as a hold of `person`. Doing it again changes nothing.
    pub(crate) async fn give_hold(
        &self,
        row: &QueuedRow,
        person: &PersonId,
        (actor, reason): (&Actor, &str),
    ) -> Result<(CaseId, HoldId), OperationError> {
        if !matches!(row.file.as_str(), "holds.csv" | "late_holds.csv") {
            let why = format!(
                "row {} is of {}: only a hold can be given to a person; put the row right in the \
                 file and import it again, or dismiss it",
                row.id, row.file
            );
            return Err(OperationError::BadInput(why));
        }
        let case = self.store.case_of_person(person).await?.value;
        let id = hold_id(row, person)?;
        let defect = format!("line {} of {}: {}", row.line, row.file, row.raw);
        let known = case.holds.iter().find(|hold| hold.id == id);
        let given = known
            .and_then(|hold| hold.latest())
            .is_some_and(|latest| latest.defect.as_deref() == Some(defect.as_str()));
        if !given {
            let now = self.clock.now();
            let kind = cells(&row.raw)
                .find(|cell| self.rules.hold_kind(cell, now.date()).is_some())
                .unwrap_or("unknown");
            let revision = HoldRevision {
                recorded_at: Some(now.at()),
                kind: kind.into(),
                country: None,
                from: None,
                to: None,
                end_confirmed: false,
                source_document: format!("{} line {}", row.file, row.line).into(),
                docket_number: None,
                by: actor.to_string().into(),
                reason: Some(reason.into()),
                defect: Some(defect.into()),
            };
            self.record_hold(&case.id, &id, &revision, actor).await?;
        }
        Ok((case.id, id))
    }
}

/// The key that the row gives the hold, or one made from its line.
fn hold_id(row: &QueuedRow, person: &PersonId) -> Result<HoldId, OperationError> {
    let own = row.record_key.as_deref().and_then(|key| HoldId::new(key).ok());
    let made = || HoldId::new(format!("{person:.48}-q{}", row.line));
    own.map_or_else(made, Ok).map_err(|error| OperationError::BadInput(error.to_string()))
}

/// The cells of a row whose columns are not known any more.
fn cells(raw: &str) -> impl Iterator<Item = &str> {
    raw.split(',').map(|cell| cell.trim().trim_matches('"'))
}

/// An A-number as people write it, as it is stored: `A` and nine digits.
fn as_a_number(text: &str) -> Option<String> {
    let text = text.strip_prefix(['A', 'a']).unwrap_or(text);
    let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '-' | '.')).collect();
    let right = (8..=9).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    right.then(|| format!("A{digits:0>9}"))
}

/// Goes through every case in the order of their ids, a page at a time.
#[derive(Debug)]
pub(crate) struct CasePages<'a> {
    store: &'a Store,
    after: Option<CaseId>,
}

impl<'a> CasePages<'a> {
    /// From the first case.
    pub(crate) fn new(ops: &'a Operations) -> Self {
        Self { store: &ops.store, after: None }
    }

    /// The next page; none after the last. A case that cannot be read is not on it: it is said
    /// aloud, and the others go on.
    pub(crate) async fn next(&mut self) -> Result<Option<Vec<Loaded<Case>>>, OperationError> {
        let page = self.store.all_cases(self.after.as_ref(), PAGE).await?;
        tell_unreadable(&page.unreadable);
        Ok(page.last.map(|last| {
            self.after = Some(last);
            page.cases
        }))
    }

    /// The next page, each case by itself: one that cannot be read stops only itself.
    pub(crate) async fn next_lossless(
        &mut self,
    ) -> Result<Option<Vec<(CaseCard, Result<Loaded<Case>, StoreError>)>>, OperationError> {
        let everything = CardFilter::default();
        let cards = self.store.case_cards(&everything, self.after.as_ref(), PAGE).await?;
        let ids: Vec<CaseId> = cards.iter().map(|card| card.case.clone()).collect();
        let Some(last) = ids.last() else { return Ok(None) };
        self.after = Some(last.clone());
        let cases = self.store.cases_lossless(&ids).await?;
        Ok(Some(cards.into_iter().zip(cases).collect()))
    }
}

/// Says which cases cannot be read, by their ids. Nothing happens to them; `doctor` lists them.
pub(crate) fn tell_unreadable(unreadable: &[Unreadable]) {
    for one in unreadable {
        tracing::error!(case.id = %one.case, error = %one.error, "case stopped: it cannot be read");
    }
}

/// Whether a case at `stage` may still come to a flight or is on one.
pub(crate) const fn is_open(stage: StageName) -> bool {
    !matches!(stage, StageName::Removed | StageName::Closed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_numbers_are_found_as_people_write_them() {
        for text in ["A900000012", "a900 000 012", "900-000-012", "A 900.000.012"] {
            assert_eq!(as_a_number(text).as_deref(), Some("A900000012"), "{text}");
        }
        assert_eq!(as_a_number("90000012").as_deref(), Some("A090000012"));
        for text in ["P0000012", "9900000012", "A9", ""] {
            assert_eq!(as_a_number(text), None, "{text}");
        }
    }

    #[test]
    fn cells_lose_their_quotes() {
        let found: Vec<&str> = cells("H1,\"P1\", judicial_stay ,").collect();
        assert_eq!(found, ["H1", "P1", "judicial_stay", ""]);
    }
}
