//! What leaves as files: the docket as it stands now, and the accounting of disclosures.

mod list;
mod log;
mod onboard;
mod papers;
mod paxlst;
mod recorded;
mod reprint;
mod request;

use std::collections::HashSet;
use std::io::Write;
use std::path::Path;

use domain::rulebook::Rulebook;
use domain::{Case, Defect, FlightStatus, Hold, HoldRevision, Moment, PersonId, StageName};
use interchange::docket::write::DocketWriter;
use persistence::CardFilter;
use serde::Serialize;

pub use list::{Drawn, Released, ReleasedList};
pub use log::ExportedLog;
pub use onboard::OnboardPaper;
pub use papers::ForeignPaper;
pub use paxlst::{ExportedPaxlst, PaxlstOptions};
pub use recorded::PaperOnRecord;
pub use request::RequestPacket;
pub(crate) use request::{hash_of, purpose as request_purpose};

use crate::cases::{CasePages, PAGE};
use crate::{OperationError, Operations};

/// What an export of the docket came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct ExportedDocket {
    /// People written.
    pub people: u64,
    /// Cases that are no longer on a docket: departed, removed or closed.
    pub left_out: u64,
    /// Flights written.
    pub flights: u64,
    /// Flights that have left or were cancelled.
    pub flights_left_out: u64,
}

/// The columns of the accounting of disclosures.
const DISCLOSURE_COLUMNS: &[&str] = &["case", "version", "recipient", "purpose", "fields", "at"];

impl Operations {
    /// Writes everybody who has not left, with holds, documents and statements, and the flights
    /// ahead, as a docket into `dir`. What was there is replaced.
    ///
    /// Whoever has left, was removed or whose case was closed is not on it: a docket has no
    /// column for that, and whoever reads it would take them for people in custody. Of each hold
    /// it has what is known now, not how it came to be.
    pub async fn export_docket(&self, dir: &Path) -> Result<ExportedDocket, OperationError> {
        let now = self.clock.now();
        let staying = self.people_on_the_docket().await?;
        let mut writer = DocketWriter::create(dir, now.date())?;
        let mut exported = ExportedDocket::default();
        let mut pages = CasePages::new(self);
        while let Some(page) = pages.next().await? {
            for case in &page {
                if is_on_docket(case.value.stage.name()) {
                    writer
                        .case(&still_barred(as_known(&case.value, now, &self.rules), &staying))?;
                    exported.people += 1;
                } else {
                    exported.left_out += 1;
                }
            }
        }
        for flight in self.store.flights().await? {
            if is_ahead(flight.value.status) {
                writer.flight(&flight.value.plan)?;
                exported.flights += 1;
            } else {
                exported.flights_left_out += 1;
            }
        }
        writer.finish()?;
        tracing::info!(people = exported.people, flights = exported.flights, "docket exported");
        Ok(exported)
    }

    /// Everybody whom a docket of now would have.
    async fn people_on_the_docket(&self) -> Result<HashSet<PersonId>, OperationError> {
        let mut people = HashSet::new();
        let mut after = None;
        loop {
            let filter = CardFilter::default();
            let page = self.store.case_cards(&filter, after.as_ref(), PAGE).await?;
            let Some(last) = page.last() else { return Ok(people) };
            after = Some(last.case.clone());
            let staying = page.into_iter().filter(|card| is_on_docket(card.stage));
            people.extend(staying.map(|card| card.person));
        }
    }

    /// Writes the accounting of disclosures as CSV, the oldest first; answers how many there are.
    pub async fn export_disclosures(&self, out: impl Write + Send) -> Result<u64, OperationError> {
        let disclosures = self.store.disclosures(None).await?;
        let mut csv =
            csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(out);
        csv.write_record(DISCLOSURE_COLUMNS).map_err(failed)?;
        let mut written = 0;
        for disclosure in disclosures {
            let cells = [
                disclosure.case.to_string(),
                disclosure.version.to_string(),
                disclosure.recipient.to_string(),
                disclosure.purpose,
                disclosure.fields.join(";"),
                disclosure.at.to_string(),
            ];
            csv.write_record(cells).map_err(failed)?;
            written += 1;
        }
        csv.flush().map_err(failed)?;
        Ok(written)
    }
}

/// The case so that whoever reads the docket finds it barred as here. A possible duplicate is found
/// by the other record; if that one is not on the docket, the row is made unreadable instead.
fn still_barred(mut case: Case, staying: &HashSet<PersonId>) -> Case {
    let lost = case.defects.iter().any(|defect| match defect {
        Defect::PossibleDuplicate(other) => !staying.contains(other),
        Defect::BadRecord(_) => false,
    });
    if lost {
        case.defects.push(Defect::BadRecord("row".into()));
    }
    case
}

/// The case as a docket of today shows it: each hold once, as it is known at `now`.
///
/// Whoever reads a docket takes an end on or before its day for confirmed. So an end that has
/// passed and that nobody confirmed is left out: the hold bars wherever the docket goes.
fn as_known(case: &Case, now: Moment, rules: &Rulebook) -> Case {
    let mut case = case.clone();
    for hold in &mut case.holds {
        let known = hold.known_at(now.at()).cloned();
        hold.revisions = known.map_or_else(Vec::new, |known| {
            let kind = rules.hold_kind(&known.kind, now.date());
            let runs_out = kind.is_some_and(|kind| kind.auto_expires);
            let passed = HoldRevision::ended_by(known.to, now.date());
            let to = known.to.filter(|_| !passed || known.end_confirmed || runs_out);
            vec![HoldRevision { recorded_at: None, to, ..known }]
        });
    }
    case.holds.retain(|hold: &Hold| !hold.revisions.is_empty());
    case
}

const fn is_on_docket(stage: StageName) -> bool {
    !matches!(stage, StageName::Departed | StageName::Removed | StageName::Closed)
}

const fn is_ahead(status: FlightStatus) -> bool {
    matches!(status, FlightStatus::Scheduled | FlightStatus::Sealed | FlightStatus::Boarding)
}

fn failed(error: impl Into<std::io::Error>) -> OperationError {
    let path = "the accounting of disclosures".to_owned();
    OperationError::File { path, source: error.into() }
}
