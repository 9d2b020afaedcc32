//! Reads what people typed: every fault is found, and each names its field.

use std::fmt::Display;
use std::str::FromStr;

use domain::{Moment, Version};
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

/// The most letters of a field that holds words.
pub(crate) const LONGEST: usize = 2_000;

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Fault {
    /// Where, as a JSON pointer into the request.
    #[schema(example = "/kind")]
    pub(crate) pointer: String,
    /// What is wrong, and what would be right.
    pub(crate) detail: String,
}

impl Fault {
    /// A fault of the field called `name`.
    pub(crate) fn of(name: &str, detail: impl Into<String>) -> Self {
        Self { pointer: format!("/{name}"), detail: detail.into() }
    }

    /// The name of the field.
    pub(crate) fn field(&self) -> &str {
        self.pointer.trim_start_matches('/')
    }
}

/// Faults as they are found.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    found: Vec<Fault>,
}

impl Faults {
    /// Notes a fault of the field `name`.
    pub(crate) fn add(&mut self, name: &str, detail: impl Into<String>) {
        self.found.push(Fault::of(name, detail));
    }

    /// Words that must be there.
    pub(crate) fn words(&mut self, name: &str, text: &str) -> Option<String> {
        let words = self.clean(name, text)?;
        if words.is_empty() {
            self.add(name, "must not be empty");
            return None;
        }
        Some(words.to_owned())
    }

    /// Words that may be left out.
    pub(crate) fn maybe_words(&mut self, name: &str, text: Option<&str>) -> Option<String> {
        let words = self.clean(name, text?)?;
        (!words.is_empty()).then(|| words.to_owned())
    }

    fn clean<'t>(&mut self, name: &str, text: &'t str) -> Option<&'t str> {
        let text = text.trim();
        if text.chars().count() > LONGEST {
            self.add(name, format!("must have at most {LONGEST} letters"));
            return None;
        }
        if let Some(wrong) = text.chars().find(|c| is_control(*c)) {
            self.add(name, format!("must not have the sign U+{:04X}", u32::from(wrong)));
            return None;
        }
        Some(text)
    }

    /// Something with a form of its own, that must be there.
    pub(crate) fn read<T: FromStr>(&mut self, name: &str, text: &str) -> Option<T>
    where
        T::Err: Display,
    {
        let text = self.words(name, text)?;
        text.parse().map_err(|error: T::Err| self.add(name, error.to_string())).ok()
    }

    /// The same, if it may be left out.
    pub(crate) fn maybe<T: FromStr>(&mut self, name: &str, text: Option<&str>) -> Option<T>
    where
        T::Err: Display,
    {
        let text = self.maybe_words(name, text)?;
        text.parse().map_err(|error: T::Err| self.add(name, error.to_string())).ok()
    }

    /// One of the codes of a list of the domain.
    pub(crate) fn code<T>(
        &mut self,
        name: &str,
        text: &str,
        from_code: fn(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.words(name, text)?;
        let found = from_code(&text);
        if found.is_none() {
            self.add(name, "is none of the codes that this field takes");
        }
        found
    }

    /// The same, if it may be left out.
    pub(crate) fn maybe_code<T>(
        &mut self,
        name: &str,
        text: Option<&str>,
        from_code: fn(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.maybe_words(name, text)?;
        self.code(name, &text, from_code)
    }

    /// A day.
    pub(crate) fn maybe_date(&mut self, name: &str, text: Option<&str>) -> Option<Date> {
        let text = self.maybe_words(name, text)?;
        let date = text.parse::<Date>().ok().filter(|_| text.len() == 10);
        if date.is_none() {
            self.add(name, "must be a day such as 2024-06-29");
        }
        date
    }

    /// An instant with its offset. What a browser's field gives, without an offset, is taken to
    /// be where `now` is.
    pub(crate) fn maybe_moment(
        &mut self,
        name: &str,
        text: Option<&str>,
        now: Moment,
    ) -> Option<Moment> {
        let text = self.maybe_words(name, text)?;
        if let Ok(moment) = text.parse() {
            return Some(moment);
        }
        let local = text.parse::<jiff::civil::DateTime>().ok().filter(|_| text.contains('T'));
        let offset = jiff::tz::Offset::from_seconds(now.offset_seconds()).ok();
        let moment = local.zip(offset).and_then(|(local, offset)| {
            offset.to_timestamp(local).ok().map(|at| Moment::new(at, offset))
        });
        if moment.is_none() {
            self.add(name, "must be an instant with its offset, such as 2024-06-29T15:10:00-05:00");
        }
        moment
    }

    /// The version that was seen.
    pub(crate) fn version(&mut self, name: &str, text: &str) -> Option<Version> {
        let version = text.parse().ok().filter(|version| *version > 0).map(Version);
        if version.is_none() {
            self.add(name, "must be the version that was seen, a number from 1");
        }
        version
    }

    /// How many are wanted on a page; without a word, `usual`.
    pub(crate) fn page(
        &mut self,
        name: &str,
        wanted: Option<u64>,
        (usual, most): (u64, u64),
    ) -> Option<u64> {
        let wanted = wanted.unwrap_or(usual);
        if (1..=most).contains(&wanted) {
            return Some(wanted);
        }
        self.add(name, format!("must be from 1 to {most}"));
        None
    }

    /// A number that must not be larger than `most`.
    pub(crate) fn at_most(&mut self, name: &str, number: u16, most: u16) {
        if number > most {
            self.add(name, format!("must be at most {most}"));
        }
    }

    /// What was read, if nothing was wrong.
    pub(crate) fn done<T>(self, read: Option<T>) -> Result<T, Vec<Fault>> {
        match read {
            Some(read) if self.found.is_empty() => Ok(read),
            _ => Err(self.found),
        }
    }
}

/// Signs that no text of a record may have: databases and terminals choke on them.
pub(crate) fn is_control(sign: char) -> bool {
    sign.is_control() && !matches!(sign, '\n' | '\r' | '\t')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_names_its_field() {
        let mut faults = Faults::default();
        assert_eq!(faults.words("document", " \t "), None);
        assert_eq!(faults.maybe_date("on", Some("2024-02-30")), None);
        assert_eq!(faults.words("kind", "a\0b"), None);
        let found = faults.done(Some(())).unwrap_err();
        let pointers: Vec<&str> = found.iter().map(|fault| fault.pointer.as_str()).collect();
        assert_eq!(pointers, ["/document", "/on", "/kind"]);
    }

    #[test]
    fn words_are_kept_as_they_are_up_to_the_border() {
        let mut faults = Faults::default();
        let hostile = "<b>'; DROP TABLE cases;-- \u{202e}אב";
        assert_eq!(faults.words("a", hostile).as_deref(), Some(hostile));
        assert!(faults.words("b", &"é".repeat(LONGEST)).is_some());
        assert!(faults.words("c", &"é".repeat(LONGEST + 1)).is_none());
        assert_eq!(faults.done(Some(())).unwrap_err().len(), 1);
    }

    #[test]
    fn a_local_instant_is_read_where_the_desk_is() {
        let now: Moment = "2024-06-25T23:59:59-05:00".parse().unwrap();
        let mut faults = Faults::default();
        let read = faults.maybe_moment("from", Some("2024-06-29T15:10"), now);
        assert_eq!(read.map(|at| at.to_string()).as_deref(), Some("2024-06-29T15:10:00-05:00"));
        assert!(faults.maybe_moment("from", Some("2024-06-29"), now).is_none());
    }
}
