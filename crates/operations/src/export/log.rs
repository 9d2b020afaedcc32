//! The history of cases and flights as an event log, a page at a time.

use std::collections::HashSet;
use std::io;

use domain::{CaseId, FlightId, PersonId};
use interchange::eventlog::{self, EventLog, LogEvent, Told};
use persistence::RecordedEvent;
use serde::Serialize;

use crate::cases::CasePages;
use crate::{OperationError, Operations, Progress};

/// Events read at a time.
const PAGE: u64 = 5_000;

/// What a log came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct ExportedLog {
    /// Cases, people, documents, holds, flights and manifests.
    pub objects: u64,
    /// What happened to them.
    pub events: u64,
}

impl Operations {
    /// Writes everything that happened to `log`: the objects, then the events.
    ///
    /// It says what holds lie on whom: it is for those who look after the system, never for a
    /// foreign authority.
    pub async fn export_log(
        &self,
        log: &mut (dyn EventLog + Send),
        progress: &dyn Progress,
    ) -> Result<ExportedLog, OperationError> {
        let mut exported = ExportedLog::default();
        let cases: u64 = self.store.stage_counts().await?.values().sum();
        progress.begin("writing objects", Some(cases));
        let mut flights: HashSet<String> = HashSet::new();
        for id in self.store.flight_ids().await? {
            let flight = self.store.flight(&id).await?;
            for object in eventlog::flight_objects(&flight.value) {
                log.object(&object).map_err(failed)?;
                exported.objects += 1;
            }
            flights.insert(id.as_str().to_owned());
        }
        let mut last: Option<PersonId> = None;
        let mut pages = CasePages::new(self);
        while let Some(page) = pages.next().await? {
            for case in &page {
                // Cases of one person follow each other.
                let known = last.as_ref() == Some(&case.value.person.id);
                for object in eventlog::case_objects(&case.value, known) {
                    log.object(&object).map_err(failed)?;
                    exported.objects += 1;
                }
                last = Some(case.value.person.id.clone());
            }
            progress.advance(page.len() as u64);
        }
        progress.end();
        exported.events = self.write_events(log, &flights, progress).await?;
        log.finish().map_err(failed)?;
        tracing::info!(objects = exported.objects, events = exported.events, "event log exported");
        Ok(exported)
    }

    async fn write_events(
        &self,
        log: &mut (dyn EventLog + Send),
        flights: &HashSet<String>,
        progress: &dyn Progress,
    ) -> Result<u64, OperationError> {
        progress.begin("writing events", None);
        let mut written = 0;
        let mut last: Option<RecordedEvent> = None;
        loop {
            let after = last.as_ref().map(|event| (event.stream.as_str(), event.version));
            let page = self.store.events_after(after, PAGE).await?;
            for event in &page {
                let of_flight = flights.contains(&event.stream);
                log.event(&logged(event, of_flight)?).map_err(failed)?;
            }
            written += page.len() as u64;
            progress.advance(page.len() as u64);
            match page.into_iter().last() {
                Some(event) => last = Some(event),
                None => break,
            }
        }
        progress.end();
        Ok(written)
    }
}

fn logged(event: &RecordedEvent, of_flight: bool) -> Result<LogEvent, OperationError> {
    let bad = |error: domain::KeyError| OperationError::BadInput(error.to_string());
    let (activity, told): (String, Told) = if of_flight {
        let flight = FlightId::new(&event.stream).map_err(bad)?;
        let told = eventlog::flight_told(&flight, &event.flight_event()?);
        (format!("flight_{}", event.kind), told)
    } else {
        let case = CaseId::new(&event.stream).map_err(bad)?;
        (event.kind.clone(), eventlog::case_told(&case, &event.case_event()?))
    };
    Ok(LogEvent {
        id: format!("{}/{}", event.stream, event.version),
        activity,
        at: event.stamp.at,
        role: event.stamp.by.role.code(),
        rules: event.stamp.rules.to_string(),
        stage: told.stage.map(|stage| stage.code()),
        related: told.related,
    })
}

fn failed(source: io::Error) -> OperationError {
    OperationError::File { path: "the event log".to_owned(), source }
}
