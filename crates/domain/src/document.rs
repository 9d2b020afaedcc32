//! Travel documents, the requests for them, and the foreign agency's answers.

use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::code::codes;
use crate::{Country, DocumentId, Known};

codes! {
    /// Kinds of travel document.
    DocumentKind {
        Passport = "passport", "passport";
        LaissezPasser = "laissez_passer", "laissez-passer";
        EmergencyCertificate = "emergency_certificate", "emergency certificate";
        Etd = "etd", "electronic travel document";
        Env = "env", "electronic nationality verification";
    }
}

codes! {
    /// A foreign agency's answer about one person.
    Answer {
        Approved = "approved", "approved";
        Refused = "refused", "refused";
        Pending = "pending", "pending";
    }
}

/// What an approval depends on, in the agency's words. Until somebody records that it is met, the
/// document is none to travel on. A request that is still out has one if the answer to it may be
/// about a record that was corrected since.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// As the agency put it.
    pub words: Arc<str>,
    /// Since when it is met; none while it is open.
    pub met_on: Option<Date>,
}

impl Condition {
    /// Whether it was met by the end of `day`.
    pub fn is_met_on(&self, day: Date) -> bool {
        self.met_on.is_some_and(|met| met <= day)
    }
}

/// A travel document, or the request for one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Key.
    pub id: DocumentId,
    /// Kind.
    pub kind: Known<DocumentKind>,
    /// Number; none while nothing is issued.
    pub number: Option<Arc<str>>,
    /// Whose document it is, or is asked for.
    pub issuing_country: Known<Country>,
    /// First day of validity.
    pub issued_on: Option<Date>,
    /// Last day of validity.
    pub expires_on: Option<Date>,
    /// Good for one journey only.
    pub single_use: bool,
    /// Machine readable zone, lines joined by `|`.
    pub mrz: Option<Arc<str>>,
    /// When the agency was asked.
    pub requested_on: Option<Date>,
    /// What it answered.
    pub answer: Option<Answer>,
    /// When it answered.
    pub answered_on: Option<Date>,
    /// On what condition the agency approved, or an approval that is still to come will depend;
    /// none if on no condition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
    /// The words of a record that could not be read: such a document is never usable.
    pub defect: Option<Arc<str>>,
}

impl Document {
    /// Whether the agency approved on a condition that nobody has recorded as met.
    pub fn has_open_condition(&self) -> bool {
        self.answer == Some(Answer::Approved)
            && self.condition.as_ref().is_some_and(|condition| condition.met_on.is_none())
    }

    /// Whether the agency was told whose document this is to be. A passport at hand, about which
    /// nobody was asked, is none of those.
    pub fn is_asked_for(&self) -> bool {
        self.answer.is_some() || (self.requested_on.is_some() && self.number.is_none())
    }

    /// What an approval that is still to come will depend on, if on something already: the record
    /// was corrected since the agency was asked.
    pub fn owed_condition(&self) -> Option<&Condition> {
        let open = self.condition.as_ref().filter(|condition| condition.met_on.is_none());
        open.filter(|_| self.answer != Some(Answer::Approved) && self.is_asked_for())
    }

    /// The same approval, or request, which depends on `words` too from now on. What it depends on
    /// already is not said twice.
    #[must_use]
    pub fn depending_on(&self, words: &str) -> Self {
        let open = self.condition.as_ref().filter(|condition| condition.met_on.is_none());
        let words = match open {
            Some(open) if open.words.split("; ").any(|known| known == words) => open.words.clone(),
            Some(open) => format!("{}; {words}", open.words).into(),
            None => words.into(),
        };
        Self { condition: Some(Condition { words, met_on: None }), ..self.clone() }
    }

    /// The condition that an answer of `answered_on` has in these `words`. An answer that came
    /// again does not open anew what was met since.
    pub fn condition_in(&self, words: &str, answered_on: Date) -> Condition {
        let again = self
            .condition
            .as_ref()
            .filter(|known| *known.words == *words && self.answered_on == Some(answered_on));
        Condition { words: words.into(), met_on: again.and_then(|known| known.met_on) }
    }
}
