//! Kinds of hold: what each blocks, who may place it and who may lift it.

use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{date, dated};
use crate::{Role, StrikeReason};

/// A kind of hold, in force between two dates: one file of `holds/`.
#[expect(clippy::struct_excessive_bools, reason = "each is a key of the file and stands alone")]
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HoldKind {
    /// Code, as written in records.
    pub code: Arc<str>,
    /// What people read.
    pub label: String,
    /// Number in the list of what blocks removal, such as `H15`.
    pub reference: String,
    /// Statute, rule or policy that it rests on.
    pub legal_basis: String,
    /// Which steps it blocks.
    pub blocks: Blocks,
    /// Counts only for the country it names, if it names one.
    #[serde(default)]
    pub per_destination: bool,
    /// Also bars a flight that stops earlier in the country it names.
    #[serde(default)]
    pub protects_on_route: bool,
    /// Tells of asylum or of a victim's petition (8 USC 1367): never disclosed outside.
    #[serde(default)]
    pub confidential: bool,
    /// Roles that may place it.
    #[serde(default)]
    pub may_place: Vec<Role>,
    /// Whether everybody signed in may place it, whatever their role.
    #[serde(default)]
    pub anyone_may_place: bool,
    /// Who may lift it.
    pub may_lift: Lift,
    /// Lifting it takes two different people.
    #[serde(default)]
    pub lift_needs_two: bool,
    /// An end that has passed counts without anybody's confirmation.
    #[serde(default)]
    pub auto_expires: bool,
    /// The reason that a strike gets when this hold takes effect.
    pub strike_reason: StrikeReason,
    /// Effects that local policy may switch: `contact`, `manifest`, `boarding`.
    #[serde(default)]
    pub policy_switch: Vec<Effect>,
    /// What a person should know about it.
    #[serde(default)]
    pub note: String,
    /// First day in force.
    #[serde(deserialize_with = "date::required")]
    pub from: Date,
    /// Last day in force.
    #[serde(default, deserialize_with = "date::optional")]
    pub to: Option<Date>,
    /// Where this entry comes from.
    pub source: String,
}

dated::entry!(HoldKind, "hold kind", code);

/// Which steps a hold blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Blocks {
    /// Contact with the foreign agency.
    pub contact: bool,
    /// A place on a manifest.
    pub manifest: bool,
    /// Boarding and departure.
    pub board: bool,
}

crate::code::codes! {
    /// What a hold can block.
    Effect {
        Contact = "contact", "contact with the foreign agency";
        Manifest = "manifest", "a place on a manifest";
        Boarding = "boarding", "boarding";
    }
}

/// Who may lift a hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lift {
    /// Any one of these roles.
    AnyOf(Vec<Role>),
    /// All of these roles together.
    AllOf(Vec<Role>),
}

impl Lift {
    /// The roles, whichever way they combine.
    pub fn roles(&self) -> &[Role] {
        match self {
            Self::AnyOf(roles) | Self::AllOf(roles) => roles,
        }
    }
}

impl HoldKind {
    /// Whether somebody in `role` may place it.
    pub fn may_be_placed_by(&self, role: Role) -> bool {
        self.anyone_may_place || self.may_place.contains(&role)
    }

    /// Whether somebody in `role` may take part in lifting it.
    pub fn may_be_lifted_by(&self, role: Role) -> bool {
        self.may_lift.roles().contains(&role)
    }

    /// How many different people it takes to lift it.
    pub fn people_to_lift(&self) -> usize {
        match &self.may_lift {
            Lift::AllOf(roles) => roles.len(),
            Lift::AnyOf(_) if self.lift_needs_two => 2,
            Lift::AnyOf(_) => 1,
        }
    }

    pub(super) fn problem(&self) -> Option<&'static str> {
        if self.may_lift.roles().is_empty() {
            Some("nobody may lift it")
        } else if self.may_place.is_empty() && !self.anyone_may_place {
            Some("nobody may place it")
        } else if self.protects_on_route && !self.per_destination {
            Some("it protects on the route but concerns no country")
        } else {
            None
        }
    }
}
