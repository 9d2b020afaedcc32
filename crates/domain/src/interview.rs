//! Interviews that a foreign agency asks for before it answers a request.

use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::code::codes;
use crate::{DocumentId, InterviewId, Moment};

codes! {
    /// How an agency speaks with a person.
    InterviewMode {
        InPerson = "in_person", "in person";
        Video = "video", "by video";
        Telephone = "telephone", "by telephone";
    }
}

codes! {
    /// What became of an interview.
    InterviewOutcome {
        Attended = "attended", "attended";
        NotAttended = "not_attended", "not attended";
        Postponed = "postponed", "postponed";
        CalledOff = "called_off", "called off";
    }
}

/// One interview: asked for, then given a time, then over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interview {
    /// Key.
    pub id: InterviewId,
    /// The request that the agency asks for it about.
    pub document: DocumentId,
    /// How.
    pub mode: InterviewMode,
    /// The day on which the agency asked for it.
    pub asked_on: Date,
    /// When it takes place; none while no time is set.
    pub at: Option<Moment>,
    /// Where, or by which line; none while no time is set.
    pub place: Option<Arc<str>>,
    /// The language to be interpreted, BCP 47; none while no time is set.
    pub language: Option<Arc<str>>,
    /// What became of it last. One that was postponed waits for another time.
    pub outcome: Option<InterviewOutcome>,
    /// What else the agency asked for, or why it was not attended, postponed or called off.
    pub note: Option<Arc<str>>,
}

impl Interview {
    /// Whether it is still to come.
    pub fn is_open(&self) -> bool {
        match self.outcome {
            None | Some(InterviewOutcome::Postponed) => true,
            Some(
                InterviewOutcome::Attended
                | InterviewOutcome::NotAttended
                | InterviewOutcome::CalledOff,
            ) => false,
        }
    }
}
