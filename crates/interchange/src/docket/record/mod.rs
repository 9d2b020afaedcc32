//! Rows read into facts: one file for each kind of row.

pub(super) mod document;
pub(super) mod flight;
pub(super) mod hold;
pub(super) mod person;
pub(super) mod statement;

use domain::PersonId;

/// The longest id of a person, so that the ids made from it are keys too.
const LONGEST_PERSON_ID: usize = 48;

/// The person that `text` names, if it can be a key.
pub(super) fn person_id(text: &str) -> Option<PersonId> {
    if text.len() > LONGEST_PERSON_ID { None } else { PersonId::new(text).ok() }
}
