//! What a person said, who took it down, and what became of it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::code::codes;
use crate::{Moment, StatementId};

codes! {
    /// What a statement is about.
    StatementKind {
        Citizenship = "citizenship", "claim to United States citizenship or status";
        Fear = "fear_of_return", "fear of return";
        Medical = "medical", "medical complaint";
        ThirdCountry = "third_country", "notice of removal to a third country, and the answer";
    }
}

codes! {
    /// What became of a statement.
    Outcome {
        Affirmative = "affirmative", "claim accepted or complaint confirmed";
        Negative = "negative", "claim rejected or none made";
        Pending = "pending", "pending";
    }
}

/// One statement. A free comment is none: without officer and evidence it proves nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// Key.
    pub id: StatementId,
    /// Kind, as written in the record.
    pub kind: Arc<str>,
    /// When it was made; none when the record's instant cannot be read.
    pub made_at: Option<Moment>,
    /// Language, BCP 47.
    pub language: Arc<str>,
    /// Whether an interpreter took part.
    pub interpreter: bool,
    /// Who took it down.
    pub officer: Option<Arc<str>>,
    /// The document that proves it.
    pub evidence: Option<Arc<str>>,
    /// What became of it.
    pub outcome: Option<Outcome>,
    /// The words of a record that could not be read: such a statement bars.
    pub defect: Option<Arc<str>>,
}

impl Statement {
    /// Whether the finding is negative and officer and evidence stand behind it.
    pub fn is_proven_negative(&self) -> bool {
        self.outcome == Some(Outcome::Negative) && self.officer.is_some() && self.evidence.is_some()
    }
}
