//! What the policies answered before. An answer depends on nothing but the question, for as long
//! as the desk runs: a list of a thousand cases of one office asks once.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use domain::Role;

use super::{Act, Asker, Subject};

/// Answers that are kept at most; then all are forgotten.
const MOST: usize = 65_536;

/// All that an answer depends on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Question {
    role: Role,
    office: String,
    every_office: bool,
    country: String,
    act: Act,
    /// Office, nationality and disclosed, of a case.
    case: Option<(String, String, bool)>,
}

impl Question {
    pub(super) fn of(asker: &Asker<'_>, act: Act, subject: Subject<'_>) -> Self {
        let case = match subject {
            Subject::Case { office, nationality, disclosed } => {
                Some((office.to_owned(), nationality.to_owned(), disclosed))
            }
            Subject::Desk => None,
        };
        Self {
            role: asker.role,
            office: asker.office.to_owned(),
            every_office: asker.every_office,
            country: asker.country.to_owned(),
            act,
            case,
        }
    }
}

/// The policy that refused; none if it was permitted.
type Answer = Option<String>;

/// Answers by question.
#[derive(Debug, Default)]
pub(super) struct Memo(RwLock<HashMap<Question, Answer>>);

impl Memo {
    pub(super) fn get(&self, question: &Question) -> Option<Answer> {
        // Who held the lock left whole answers, even if it panicked.
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(question).cloned()
    }

    pub(super) fn keep(&self, question: Question, answer: Answer) {
        let mut answers = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if answers.len() >= MOST {
            answers.clear();
        }
        answers.insert(question, answer);
    }
}
