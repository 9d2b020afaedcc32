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
    /// The words of a record that could not be read: such a document is never usable.
    pub defect: Option<Arc<str>>,
}
