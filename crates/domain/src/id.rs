//! Keys: short texts that a person can read, one type for each thing they name.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::Case;

/// Why a text is no key.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{text:?} is no {what}: use 1 to 64 letters, digits, '-', '_', '.' or ':'")]
pub struct KeyError {
    /// The text that was given.
    pub text: String,
    /// What it should have named.
    pub what: &'static str,
}

/// The most letters of a key.
const LONGEST: usize = 64;

fn is_key(text: &str) -> bool {
    let allowed =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':');
    (1..=LONGEST).contains(&text.len()) && text.bytes().all(allowed)
}

/// The key of `person`'s thing number `n` of a sort. It is a key too if theirs is as long as keys
/// may be: then it has only the end of it.
fn numbered(person: &PersonId, sort: char, n: usize) -> Arc<str> {
    let end = format!("-{sort}{n}");
    let person = person.as_str();
    let over = (person.len() + end.len()).saturating_sub(LONGEST);
    format!("{}{end}", person.get(over..).unwrap_or_default()).into()
}

/// The first number's key that none of `known` has.
fn free<'k>(person: &PersonId, sort: char, known: impl Iterator<Item = &'k str>) -> Arc<str> {
    let known: Vec<&str> = known.collect();
    let mut n = known.len();
    loop {
        n += 1;
        let key = numbered(person, sort, n);
        if known.iter().all(|known| **known != *key) {
            return key;
        }
    }
}

macro_rules! key {
    ($(#[$meta:meta])* $name:ident, $what:literal) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Arc<str>);

        impl $name {
            /// The key that `text` is, or what is wrong with it.
            pub fn new(text: impl AsRef<str>) -> Result<Self, KeyError> {
                let text = text.as_ref();
                if is_key(text) {
                    Ok(Self(text.into()))
                } else {
                    Err(KeyError { text: text.chars().take(80).collect(), what: $what })
                }
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = KeyError;
            fn from_str(text: &str) -> Result<Self, KeyError> {
                Self::new(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = KeyError;
            fn try_from(text: String) -> Result<Self, KeyError> {
                Self::new(text)
            }
        }

        impl From<$name> for String {
            fn from(key: $name) -> Self {
                key.as_str().to_owned()
            }
        }
    };
}

key!(/** A person, such as `P0000012`. */ PersonId, "person id");
key!(/** A case: one removal of one person, such as `P0000012.1`. */ CaseId, "case id");
key!(/** A flight, such as `F000001`. */ FlightId, "flight id");
key!(/** A hold, such as `H0000345`. */ HoldId, "hold id");
key!(/** A travel document or the request for one. */ DocumentId, "document id");
key!(/** A statement. */ StatementId, "statement id");
key!(/** An interview by a foreign agency. */ InterviewId, "interview id");
key!(/** A signed-in user or a feed, such as `u10212`. */ UserId, "user id");
key!(/** A family that flies together or not at all. */ FamilyUnit, "family unit");
key!(/** A foreign agency, such as `chn_nia`. */ AgencyId, "agency id");
key!(/** Where holds come from, such as `courts`. */ FeedId, "source of holds");
key!(/** A stop order. */ StopOrderId, "stop order id");

impl CaseId {
    /// The case number `n` of `person`, counted from 1.
    ///
    /// ```
    /// use domain::{CaseId, PersonId};
    /// let person = PersonId::new("P0000012")?;
    /// assert_eq!(CaseId::of(&person, 1).as_str(), "P0000012.1");
    /// # Ok::<(), domain::KeyError>(())
    /// ```
    pub fn of(person: &PersonId, n: u32) -> Self {
        Self(format!("{person}.{n}").into())
    }
}

impl DocumentId {
    /// The request number `n` for `person`, counted from 1.
    pub fn numbered(person: &PersonId, n: usize) -> Self {
        Self(numbered(person, 'r', n))
    }

    /// A key for a document that `case` has not yet.
    pub fn free(case: &Case) -> Self {
        Self(free(&case.person.id, 'd', case.documents.iter().map(|one| one.id.as_str())))
    }
}

impl HoldId {
    /// A key for a hold that `case` has not yet.
    pub fn free(case: &Case) -> Self {
        Self(free(&case.person.id, 'h', case.holds.iter().map(|one| one.id.as_str())))
    }
}

impl StatementId {
    /// A key for a statement that `case` has not yet.
    pub fn free(case: &Case) -> Self {
        Self(free(&case.person.id, 's', case.statements.iter().map(|one| one.id.as_str())))
    }
}

impl InterviewId {
    /// A key for an interview that `case` has not yet.
    pub fn free(case: &Case) -> Self {
        Self(free(&case.person.id, 'i', case.interviews.iter().map(|one| one.id.as_str())))
    }
}

/// The version of a case or flight: how many events it has seen.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct Version(pub i64);

impl Version {
    /// The version after `events` more.
    #[must_use]
    pub fn plus(self, events: usize) -> Self {
        Self(self.0.saturating_add(i64::try_from(events).unwrap_or(i64::MAX)))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
