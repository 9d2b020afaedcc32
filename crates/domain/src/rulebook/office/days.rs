//! Days of the week, as people write them: `mon-fri`, or `mon-thu,sat`.

use std::fmt;

use jiff::civil::Weekday;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

/// Names of the days, from Monday on.
const NAMES: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Some days of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weekdays([bool; 7]);

impl Weekdays {
    /// Whether `day` is one of them.
    pub fn has(self, day: Weekday) -> bool {
        self.0.into_iter().zip(0_i8..).any(|(has, n)| has && n == day.to_monday_zero_offset())
    }

    /// The days that `text` names; a span such as `sat-mon` goes past the end of the week.
    fn read(text: &str) -> Option<Self> {
        let place = |name: &str| NAMES.iter().position(|known| *known == name.trim());
        let mut days = [false; 7];
        for part in text.split(',') {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            let (first, last) = (place(first)?, place(last)?);
            let count = (last + 7 - first) % 7;
            for n in 0..=count {
                *days.get_mut((first + n) % 7)? = true;
            }
        }
        Some(Self(days))
    }
}

impl<'de> Deserialize<'de> for Weekdays {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let wrong = || D::Error::custom(format!("{text:?} names no days: write them as mon-fri"));
        Self::read(&text).ok_or_else(wrong)
    }
}

impl fmt::Display for Weekdays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = NAMES.iter().zip(self.0).filter(|(_, has)| *has).map(|(name, _)| *name);
        f.write_str(&named.collect::<Vec<_>>().join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_people_write_them() {
        let read = |text| Weekdays::read(text).map(|days| days.to_string());
        assert_eq!(read("mon-fri").as_deref(), Some("mon tue wed thu fri"));
        assert_eq!(read("sun-thu").as_deref(), Some("mon tue wed thu sun"));
        assert_eq!(read("mon-tue, sat").as_deref(), Some("mon tue sat"));
        assert_eq!(read("mon-sun").as_deref(), Some("mon tue wed thu fri sat sun"));
        assert_eq!(read("monday"), None);
        assert_eq!(read(""), None);
    }
}
