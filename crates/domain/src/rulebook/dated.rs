//! Entries by code, each with the days it is in force.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::RulebookError;

/// An entry with a code and effective dates.
pub(super) trait Entry {
    /// What such an entry is called in messages.
    const WHAT: &'static str;
    /// Its code.
    fn code(&self) -> &Arc<str>;
    /// First day in force.
    fn from(&self) -> Date;
    /// Last day in force; none while it is open.
    fn to(&self) -> Option<Date>;
}

/// Implements [`Entry`] for a struct with fields `from` and `to` and a field for the code.
macro_rules! entry {
    ($type:ty, $what:literal, $code:ident) => {
        impl $crate::rulebook::dated::Entry for $type {
            const WHAT: &'static str = $what;
            fn code(&self) -> &std::sync::Arc<str> {
                &self.$code
            }
            fn from(&self) -> jiff::civil::Date {
                self.from
            }
            fn to(&self) -> Option<jiff::civil::Date> {
                self.to
            }
        }
    };
}
pub(super) use entry;

/// All entries of one sort; several of one code never claim the same day.
#[derive(Debug, Clone)]
pub(super) struct Dated<T>(BTreeMap<Arc<str>, Vec<T>>);

impl<T> Default for Dated<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<T: Entry> Dated<T> {
    /// Takes the entries in. Refuses an entry that ends before it begins, and two that overlap.
    pub(super) fn gather(entries: impl IntoIterator<Item = T>) -> Result<Self, RulebookError> {
        let mut map: BTreeMap<Arc<str>, Vec<T>> = BTreeMap::new();
        for entry in entries {
            if entry.to().is_some_and(|to| to < entry.from()) {
                return Err(RulebookError::Inconsistent {
                    what: T::WHAT,
                    code: entry.code().as_ref().to_owned(),
                    problem: "it ends before it begins".to_owned(),
                });
            }
            map.entry(entry.code().clone()).or_default().push(entry);
        }
        for (code, versions) in &mut map {
            versions.sort_by_key(Entry::from);
            for (earlier, later) in versions.iter().zip(versions.iter().skip(1)) {
                if earlier.to().is_none_or(|to| later.from() <= to) {
                    return Err(RulebookError::Overlap {
                        what: T::WHAT,
                        code: code.as_ref().to_owned(),
                        day: later.from().to_string(),
                    });
                }
            }
        }
        Ok(Self(map))
    }

    /// The entry of `code` in force on `day`.
    pub(super) fn on(&self, code: &str, day: Date) -> Option<&T> {
        self.0
            .get(code)?
            .iter()
            .find(|entry| entry.from() <= day && entry.to().is_none_or(|to| day <= to))
    }

    /// The latest entry of `code`, whatever the day.
    pub(super) fn latest(&self, code: &str) -> Option<&T> {
        self.0.get(code)?.last()
    }

    /// Every entry, by code, then by date.
    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.values().flatten()
    }
}
