//! The accounting of disclosures against the history: a row for each event, and none besides.

use std::sync::Arc;

use domain::AgencyId;

use crate::entity::{disclosure, event};

/// What an event says was disclosed.
pub(super) struct Said<'e> {
    row: &'e event::Model,
    recipient: AgencyId,
    purpose: Arc<str>,
    fields: String,
}

impl<'e> Said<'e> {
    pub(super) fn of(
        row: &'e event::Model,
        (recipient, purpose, fields): (&AgencyId, &Arc<str>, &[Arc<str>]),
    ) -> Self {
        let fields = serde_json::to_string(fields).unwrap_or_default();
        Self { row, recipient: recipient.clone(), purpose: Arc::clone(purpose), fields }
    }

    fn is(&self, kept: &disclosure::Model) -> bool {
        kept.case_id == self.row.stream
            && kept.version == self.row.version
            && kept.recipient == self.recipient.as_str()
            && *kept.purpose == *self.purpose
            && kept.fields == self.fields
            && kept.at == self.row.at
    }
}

/// Whether the account of a case, in the order of versions, is what its history says.
pub(super) fn agrees(said: &[Said<'_>], kept: &[disclosure::Model]) -> bool {
    said.len() == kept.len() && said.iter().zip(kept).all(|(said, kept)| said.is(kept))
}
