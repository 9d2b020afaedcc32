//! The history of cases and flights as an event log, a page at a time.

use std::collections::{HashMap, HashSet};
use std::io;

use domain::{CaseId, FlightId, PersonId, Version};
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

/// What a stream is the history of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Case,
    Flight,
}

/// The objects that were written: some hundred bytes a case.
#[derive(Debug, Default)]
struct Written {
    /// Each stream, and the version that its objects were written at.
    streams: HashMap<String, (Kind, Version)>,
    /// The keys of flights and their manifests in the log.
    flights: HashSet<String>,
}

impl Written {
    /// The kind of the stream of `event`; none if the log has no object of it, or it came later.
    fn kind_of(&self, event: &RecordedEvent) -> Option<Kind> {
        let (kind, version) = self.streams.get(&event.stream)?;
        (event.version <= *version).then_some(*kind)
    }

    /// Whether the log has `object`. Those of a case are written with it.
    fn has(&self, object: &str) -> bool {
        let of_flight = object.starts_with("flight:") || object.starts_with("manifest:");
        !of_flight || self.flights.contains(object)
    }
}

impl Operations {
    /// Writes everything that happened to `log`: the objects, then the events that led to them.
    /// What happens while it is written is left to the next log.
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
        let mut written = Written::default();
        for id in self.store.flight_ids().await? {
            let flight = self.store.flight(&id).await?;
            for object in eventlog::flight_objects(&flight.value) {
                log.object(&object).map_err(failed)?;
                exported.objects += 1;
                written.flights.insert(object.id);
            }
            written.streams.insert(id.as_str().to_owned(), (Kind::Flight, flight.version()));
        }
        let mut last: Option<PersonId> = None;
        let mut pages = CasePages::new(self);
        while let Some(page) = pages.next().await? {
            for case in &page {
                // Cases of one person follow each other.
                let known = last.as_ref() == Some(&case.value.person.id);
                for mut object in eventlog::case_objects(&case.value, known) {
                    object.related.retain(|(object, _)| written.has(object));
                    log.object(&object).map_err(failed)?;
                    exported.objects += 1;
                }
                last = Some(case.value.person.id.clone());
                let stream = case.value.id.as_str().to_owned();
                written.streams.insert(stream, (Kind::Case, case.version()));
            }
            progress.advance(page.len() as u64);
        }
        progress.end();
        exported.events = self.write_events(log, &written, progress).await?;
        log.finish().map_err(failed)?;
        tracing::info!(objects = exported.objects, events = exported.events, "event log exported");
        Ok(exported)
    }

    async fn write_events(
        &self,
        log: &mut (dyn EventLog + Send),
        objects: &Written,
        progress: &dyn Progress,
    ) -> Result<u64, OperationError> {
        progress.begin("writing events", None);
        let mut written = 0;
        let mut last: Option<RecordedEvent> = None;
        loop {
            let after = last.as_ref().map(|event| (event.stream.as_str(), event.version));
            let page = self.store.events_after(after, PAGE).await?;
            for event in &page {
                let Some(kind) = objects.kind_of(event) else { continue };
                let mut logged = logged(event, kind)?;
                logged.related.retain(|(object, _)| objects.has(object));
                log.event(&logged).map_err(failed)?;
                written += 1;
            }
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

fn logged(event: &RecordedEvent, kind: Kind) -> Result<LogEvent, OperationError> {
    let bad = |error: domain::KeyError| OperationError::BadInput(error.to_string());
    let (activity, told): (String, Told) = match kind {
        Kind::Flight => {
            let flight = FlightId::new(&event.stream).map_err(bad)?;
            let told = eventlog::flight_told(&flight, &event.flight_event()?);
            (format!("flight_{}", event.kind), told)
        }
        Kind::Case => {
            let case = CaseId::new(&event.stream).map_err(bad)?;
            (event.kind.clone(), eventlog::case_told(&case, &event.case_event()?))
        }
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
