//! What each role may do and may not do, and what takes two people.

use jiff::civil::Date;
use serde::Deserialize;

use super::date;
use crate::Role;

/// What a role may do: one entry of `roles.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleRule {
    /// Which role.
    pub role: Role,
    /// What it may do.
    pub may: Vec<String>,
    /// What it may not do.
    pub may_not: Vec<String>,
    /// Sees every office's cases, not only those of its own.
    #[serde(default)]
    pub every_office: bool,
    /// First day in force.
    #[serde(deserialize_with = "date::required")]
    pub from: Date,
    /// Last day in force.
    #[serde(default, deserialize_with = "date::optional")]
    pub to: Option<Date>,
    /// Where this entry comes from.
    pub source: String,
}

/// Something that takes two different people: one entry of `roles.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TwoPersonRule {
    /// What takes two people.
    pub act: TwoPersonAct,
    /// What the first does.
    pub first: String,
    /// What the second does.
    pub second: String,
    /// First day in force.
    #[serde(deserialize_with = "date::required")]
    pub from: Date,
    /// Last day in force.
    #[serde(default, deserialize_with = "date::optional")]
    pub to: Option<Date>,
    /// Where this entry comes from.
    pub source: String,
}

crate::code::codes! {
    /// Acts that take two different people.
    TwoPersonAct {
        SealManifest = "seal_manifest", "seal a manifest that somebody else built";
        ApproveRequest = "approve_request", "approve what somebody else requested";
        LiftCitizenshipHold = "lift_citizenship_hold", "lift a hold for a citizenship claim";
        EditProfile = "edit_profile", "change a country profile";
    }
}
