//! What an event is about: the keys of its objects.

use domain::{CaseEvent, CaseId, DocumentId, FlightEvent, FlightId, HoldId, PersonId, StageName};

pub(super) fn case_key(case: &CaseId) -> String {
    format!("case:{case}")
}

pub(super) fn person_key(person: &PersonId) -> String {
    format!("person:{person}")
}

/// Two records may number their documents alike, so the case is in the key.
pub(super) fn document_key(case: &CaseId, document: &DocumentId) -> String {
    format!("document:{case}/{document}")
}

pub(super) fn hold_key(case: &CaseId, hold: &HoldId) -> String {
    format!("hold:{case}/{hold}")
}

pub(super) fn flight_key(flight: &FlightId) -> String {
    format!("flight:{flight}")
}

pub(super) fn manifest_key(flight: &FlightId) -> String {
    format!("manifest:{flight}")
}

/// What an event tells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// Its objects, and what they are to it.
    pub related: Vec<(String, &'static str)>,
    /// The stage that it leads to.
    pub stage: Option<StageName>,
}

/// What `event` of `case` tells.
pub fn case_told(case: &CaseId, event: &CaseEvent) -> Told {
    use CaseEvent as E;
    let mut told = Told {
        related: vec![(case_key(case), "case")],
        stage: event.leads_to().map(|stage| stage.name()),
    };
    match event {
        E::Opened(opened) => {
            told.stage = Some(opened.stage.name());
            told.related.push((person_key(&opened.person.id), "person"));
            let documents = opened.documents.iter();
            told.related
                .extend(documents.map(|document| (document_key(case, &document.id), "document")));
            let holds = opened.holds.iter();
            told.related.extend(holds.map(|hold| (hold_key(case, &hold.id), "hold")));
        }
        E::DocumentRequested { document, .. } | E::DocumentRecorded { document } => {
            told.related.push((document_key(case, &document.id), "document"));
        }
        E::DocumentAccepted { document }
        | E::AgencyApproved { document }
        | E::AgencyRefused { document }
        | E::AnswerSigned { document, .. }
        | E::DocumentExpired { document } => {
            told.related.push((document_key(case, document), "document"));
        }
        E::InterviewRecorded { interview, .. } => {
            told.related.push((document_key(case, &interview.document), "document"));
        }
        E::HoldRecorded { hold, .. } => told.related.push((hold_key(case, hold), "hold")),
        E::Assigned { flight, .. }
        | E::Promoted { flight, .. }
        | E::Confirmed { flight, .. }
        | E::Transferred { flight, .. }
        | E::Boarded { flight, .. }
        | E::Departed { flight, .. }
        | E::Removed { flight, .. }
        | E::Struck { flight, .. }
        | E::Offloaded { flight, .. }
        | E::Returned { flight, .. } => {
            told.related.push((flight_key(flight), "flight"));
            told.related.push((manifest_key(flight), "manifest"));
        }
        E::OrderBecameFinal
        | E::StatementRecorded { .. }
        | E::CustodyChanged { .. }
        | E::MedicalChanged { .. }
        | E::OrderChanged { .. }
        | E::PersonCorrected { .. }
        | E::DefectsFound { .. }
        | E::DefectResolved { .. }
        | E::NoticeServed { .. }
        | E::Disclosed { .. }
        | E::OrderReopened { .. }
        | E::Closed { .. } => (),
    }
    told
}

/// What `event` of `flight` tells.
pub fn flight_told(flight: &FlightId, event: &FlightEvent) -> Told {
    use FlightEvent as E;
    let mut related = vec![(flight_key(flight), "flight")];
    let mut about = |cases: &mut dyn Iterator<Item = &CaseId>| {
        related.push((manifest_key(flight), "manifest"));
        related.extend(cases.map(|case| (case_key(case), "case")));
    };
    match event {
        E::LinesAdded { lines } => about(&mut lines.iter().map(|line| &line.case)),
        E::LinesMoved { cases, .. } => about(&mut cases.iter()),
        E::LinePromoted { case } | E::LineStruck { case, .. } => about(&mut [case].into_iter()),
        E::ManifestBuilt { .. } | E::ManifestSealed { .. } | E::ManifestReopened { .. } => {
            about(&mut [].into_iter());
        }
        E::ListSigned { lines, .. } => about(&mut lines.iter().map(|line| &line.case)),
        E::StopOrderRaised { order } => about(&mut [&order.case].into_iter()),
        E::Scheduled(_)
        | E::Replanned(_)
        | E::LateAcceptanceGiven { .. }
        | E::BoardingOpened
        | E::Departed { .. }
        | E::Arrived { .. }
        | E::Cancelled { .. }
        | E::StopOrderAcknowledged { .. }
        | E::StopOrderEscalated { .. } => (),
    }
    Told { related, stage: None }
}
