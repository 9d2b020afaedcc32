//! Deadlines: how long each is, what starts it, what follows when it passes.

use std::sync::Arc;

use jiff::civil::Date;
use serde::Deserialize;

use super::{date, dated};
use crate::CustodyKind;

/// A deadline, in force between two dates: one file of `clocks/`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClockRule {
    /// Name.
    pub name: Arc<str>,
    /// What people read.
    pub label: String,
    /// How long it runs.
    pub length: Length,
    /// Other lengths for named circumstances.
    #[serde(default)]
    pub variants: Vec<Variant>,
    /// Whether it runs from its start, or counts back from an event ahead.
    #[serde(default)]
    pub direction: Direction,
    /// What it counts from, in words.
    pub start: String,
    /// Days before the end at which it shows as near.
    #[serde(default)]
    pub near_days: i32,
    /// What follows when it passes.
    pub consequence: String,
    /// What the person should know about it.
    #[serde(default)]
    pub note: String,
    /// The fact that starts it.
    #[serde(default)]
    pub begins: Begins,
    /// A wait that is over when it passes, rather than a duty that is then overdue.
    #[serde(default)]
    pub wait: bool,
    /// Custody in which it concerns the person; empty for all.
    #[serde(default)]
    pub in_custody: Vec<CustodyKind>,
    /// Kinds of order that it concerns; empty for all.
    #[serde(default)]
    pub only_orders: Vec<Arc<str>>,
    /// The notice or decision whose service meets it.
    #[serde(default)]
    pub met_by: Option<Arc<str>>,
    /// Begins again each time it is met.
    #[serde(default)]
    pub repeats: bool,
    /// Kinds of hold at whose end it begins anew.
    #[serde(default)]
    pub restarts_after: Vec<Arc<str>>,
    /// Kinds of hold during which it stands still.
    #[serde(default)]
    pub tolled_by: Vec<Arc<str>>,
    /// Notices between which it stands still.
    #[serde(default)]
    pub tolled_between: Option<Between>,
    /// First day in force.
    #[serde(deserialize_with = "date::required")]
    pub from: Date,
    /// Last day in force.
    #[serde(default, deserialize_with = "date::optional")]
    pub to: Option<Date>,
    /// Where this entry comes from.
    pub source: String,
}

dated::entry!(ClockRule, "clock", name);

/// The fact that starts a clock.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Begins {
    /// The date of the order.
    OrderDate,
    /// The day on which the order is final.
    OrderFinal,
    /// Service of this kind of notice.
    Notice(Arc<str>),
    /// The start of this kind of hold.
    Hold(Arc<str>),
    /// A fact of a document, statement or flight, or one that no record states.
    #[default]
    Elsewhere,
}

/// Two notices: a clock stands still from the first to the second.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Between {
    /// The notice from which it stands still.
    pub from: Arc<str>,
    /// The notice from which it runs again.
    pub until: Arc<str>,
}

/// How long a clock runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Length {
    /// Minutes on the clock.
    Minutes(i32),
    /// Hours on the clock.
    Hours(i32),
    /// Calendar days.
    Days(i32),
    /// Working days of the federal government.
    BusinessDays(i32),
    /// What the country profile says, in days.
    ByCountry,
}

/// Another length in a named circumstance.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// Circumstance.
    pub name: String,
    /// How long it runs then.
    pub length: Length,
}

/// Which way a clock counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// From its start.
    #[default]
    After,
    /// Back from the event ahead.
    Before,
}

impl ClockRule {
    /// The notices that begin it, meet it or make it stand still.
    pub fn notices(&self) -> impl Iterator<Item = &str> {
        let begins = match &self.begins {
            Begins::Notice(notice) => Some(notice),
            Begins::OrderDate | Begins::OrderFinal | Begins::Hold(_) | Begins::Elsewhere => None,
        };
        let between = self.tolled_between.iter().flat_map(|span| [&span.from, &span.until]);
        begins.into_iter().chain(&self.met_by).chain(between).map(|notice| &**notice)
    }

    /// The length in the circumstance `name`, or the usual one.
    pub fn length_in(&self, name: &str) -> Length {
        self.variants
            .iter()
            .find(|variant| variant.name == name)
            .map_or(self.length, |variant| variant.length)
    }
}
