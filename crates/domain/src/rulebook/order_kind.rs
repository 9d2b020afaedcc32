//! Kinds of removal order and when each becomes final; case categories and what they need.

use std::sync::Arc;

use jiff::civil::Date;
use serde::Deserialize;

use super::{date, dated};
use crate::Appeal;

/// A kind of order, in force between two dates: one file of `orders/`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrderKind {
    /// Code, as written in records.
    pub code: Arc<str>,
    /// What people read.
    pub label: String,
    /// Statute that it is made under.
    pub basis: String,
    /// Who issues it.
    pub issuer: String,
    /// Form of the warrant or notice that goes with it.
    pub warrant_form: String,
    /// Whether anybody can be removed on it at all; `none` is no order.
    pub executable: bool,
    /// How long it waits before it is final.
    pub wait: WaitRule,
    /// Whether an appeal is possible.
    pub appeal_possible: bool,
    /// What makes it final, in words.
    pub finality: String,
    /// The claim or motion that suspends it, in words.
    #[serde(default)]
    pub suspended_by: String,
    /// First day in force.
    #[serde(deserialize_with = "date::required")]
    pub from: Date,
    /// Last day in force.
    #[serde(default, deserialize_with = "date::optional")]
    pub to: Option<Date>,
    /// Where this entry comes from.
    pub source: String,
}

dated::entry!(OrderKind, "order kind", code);

/// How long an order waits: it is not final through the day this many days after its date.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WaitRule {
    /// Days after the date of the order; 0 if it does not wait.
    pub days: i32,
    /// Where the appeal must stand for the wait to fall away.
    #[serde(default)]
    pub unless_appeal: Vec<Appeal>,
}

impl OrderKind {
    /// Days that the order waits when its appeal stands at `appeal`. An appeal that cannot be
    /// read never shortens the wait.
    pub fn wait_days(&self, appeal: Option<Appeal>) -> i32 {
        match appeal {
            Some(appeal) if self.wait.unless_appeal.contains(&appeal) => 0,
            Some(_) | None => self.wait.days,
        }
    }
}

/// A case category, in force between two dates: one entry of `categories.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Code, as written in records.
    pub code: Arc<str>,
    /// What it means.
    pub meaning: String,
    /// Whether somebody in it may be removed.
    pub executable: Executable,
    /// The document that it needs, in words.
    #[serde(default)]
    pub document_required: String,
    /// First day in force.
    #[serde(deserialize_with = "date::required")]
    pub from: Date,
    /// Last day in force.
    #[serde(default, deserialize_with = "date::optional")]
    pub to: Option<Date>,
    /// Where this entry comes from.
    pub source: String,
}

dated::entry!(Category, "case category", code);

/// Whether somebody in a category may be removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Executable {
    /// The category does not stand in the way.
    Yes,
    /// Not while the case is in this category.
    No,
    /// Only with a document.
    NeedsDocument(Proof),
}

/// What a category needs on record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// A proven negative finding on fear of return.
    NegativeFear,
    /// A proven negative finding on citizenship or status.
    NegativeCitizenship,
    /// A usable travel document of the removal country.
    UsableDocument,
    /// A document that nothing here can hold: the category is treated as not executable.
    NeverHere,
}
