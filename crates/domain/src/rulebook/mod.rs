//! The rulebook: every number, code and authority that a decision rests on, dated and sourced.
//!
//! The texts are in `crates/domain/rulebook/`, one file for each thing that a person would add.
//! An unknown key is an error, and so is an entry that contradicts another.

// tidy: lists this folder
mod clock_rule;
mod country;
mod date;
mod dated;
mod embedded;
mod error;
mod hold_kind;
mod lists;
mod load;
mod office;
mod order_kind;
mod place;
mod role_rule;
mod simulation;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

pub use clock_rule::{Begins, Between, ClockRule, Direction, Length, Variant};
pub use country::{
    Agency, Basis, Channel, Consular, Cooperation, CountryProfile, DisclosureField, IssuedKind,
    LandingWindow, ManifestRules, Provenance, Tier, TravelDocuments,
};
pub use error::RulebookError;
pub use hold_kind::{Blocks, Effect, HoldKind, Lift};
pub use lists::{CancelRule, Nation, StrikeRule};
pub use office::{ClosedFor, Holiday, Hours, Office, Recurs};
pub use order_kind::{Category, Executable, OrderKind, Proof, WaitRule};
pub use place::{Airport, Dst, Facility, FacilityKind};
pub use role_rule::{RoleRule, TwoPersonAct, TwoPersonRule};
pub use simulation::{AnswersOn, CountryPace, Pace, Simulation, TierPace, Validity};

use crate::{AgencyId, Country, Role, StrikeReason};
use dated::Dated;

/// All rules of one version.
#[derive(Debug, Clone)]
pub struct Rulebook {
    version: Arc<str>,
    holds: Dated<HoldKind>,
    orders: Dated<OrderKind>,
    categories: Dated<Category>,
    clocks: Dated<ClockRule>,
    airports: Dated<Airport>,
    facilities: Dated<Facility>,
    countries: BTreeMap<Country, CountryProfile>,
    nations: BTreeMap<Country, Nation>,
    readable: BTreeSet<Country>,
    roles: BTreeMap<Role, RoleRule>,
    two_person: Vec<TwoPersonRule>,
    strikes: Vec<StrikeRule>,
    cancels: Vec<CancelRule>,
    simulation: Simulation,
}

impl Rulebook {
    /// The rulebook that is built into the program.
    ///
    /// ```
    /// use domain::rulebook::Rulebook;
    /// let rules = Rulebook::embedded()?;
    /// let day = jiff::civil::date(2024, 6, 29);
    /// assert!(rules.hold_kind("judicial_stay", day).is_some_and(|kind| kind.blocks.board));
    /// # Ok::<(), domain::rulebook::RulebookError>(())
    /// ```
    pub fn embedded() -> Result<Self, RulebookError> {
        let own = |&(path, text): &(&str, &str)| (path.to_owned(), text.to_owned());
        Self::from_texts(embedded::FILES.iter().map(own))
    }

    /// The rulebook that these files make up: relative path and text of each.
    pub fn from_texts(
        files: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, RulebookError> {
        load::rulebook(files.into_iter().collect())
    }

    /// Version and content hash, such as `2024.06+9f3a0c11d2e4b586`.
    pub fn version(&self) -> &Arc<str> {
        &self.version
    }

    /// The kind of hold that `code` stands for on `day`.
    pub fn hold_kind(&self, code: &str, day: Date) -> Option<&HoldKind> {
        self.holds.on(code, day)
    }

    /// The kind of hold in force on `day`, or the latest entry of its code.
    ///
    /// A hold is never without effect because its kind was entered in the rulebook with a later
    /// date: the nearest rule there is applies.
    pub fn hold_kind_or_latest(&self, code: &str, day: Date) -> Option<&HoldKind> {
        self.holds.on(code, day).or_else(|| self.holds.latest(code))
    }

    /// Every kind of hold, by reference, then code.
    pub fn hold_kinds(&self) -> impl Iterator<Item = &HoldKind> {
        let mut kinds: Vec<&HoldKind> = self.holds.iter().collect();
        kinds.sort_by(|a, b| (&a.reference, &a.code).cmp(&(&b.reference, &b.code)));
        kinds.into_iter()
    }

    /// The kind of order that `code` stands for on `day`.
    pub fn order_kind(&self, code: &str, day: Date) -> Option<&OrderKind> {
        self.orders.on(code, day)
    }

    /// Every kind of order, by code.
    pub fn order_kinds(&self) -> impl Iterator<Item = &OrderKind> {
        self.orders.iter()
    }

    /// The case category that `code` stands for on `day`.
    pub fn category(&self, code: &str, day: Date) -> Option<&Category> {
        self.categories.on(code, day)
    }

    /// Every case category, by code.
    pub fn categories(&self) -> impl Iterator<Item = &Category> {
        self.categories.iter()
    }

    /// The profile of `country`, if there is one.
    pub fn country(&self, country: Country) -> Option<&CountryProfile> {
        self.countries.get(&country)
    }

    /// Every country profile, by code.
    pub fn countries(&self) -> impl Iterator<Item = &CountryProfile> {
        self.countries.values()
    }

    /// The profile of the country whose authority is `agency`.
    pub fn country_of(&self, agency: &AgencyId) -> Option<&CountryProfile> {
        self.countries.values().find(|profile| profile.agency.id == *agency)
    }

    /// Whether `country` is a code that can be read; most of these have no profile.
    pub fn knows_country(&self, country: Country) -> bool {
        self.readable.contains(&country)
    }

    /// Every country that can be read, by code.
    pub fn nations(&self) -> impl Iterator<Item = &Nation> {
        self.nations.values()
    }

    /// The airport of this ICAO code.
    pub fn airport(&self, icao: &str) -> Option<&Airport> {
        self.airports.latest(icao)
    }

    /// Every airport, by code.
    pub fn airports(&self) -> impl Iterator<Item = &Airport> {
        self.airports.iter()
    }

    /// The facility of this code.
    pub fn facility(&self, code: &str) -> Option<&Facility> {
        self.facilities.latest(code)
    }

    /// Every facility, by code.
    pub fn facilities(&self) -> impl Iterator<Item = &Facility> {
        self.facilities.iter()
    }

    /// The deadline called `name`, as it is on `day`.
    pub fn clock(&self, name: &str, day: Date) -> Option<&ClockRule> {
        self.clocks.on(name, day)
    }

    /// Every deadline, by name.
    pub fn clocks(&self) -> impl Iterator<Item = &ClockRule> {
        self.clocks.iter()
    }

    /// Notices and decisions on which some deadline depends. Others may be served too; nothing
    /// waits for them.
    pub fn notices(&self) -> BTreeSet<&str> {
        self.clocks.iter().flat_map(ClockRule::notices).collect()
    }

    /// Whether some facility is kept by `office`.
    pub fn knows_office(&self, office: &str) -> bool {
        self.facilities().any(|facility| &*facility.aor == office)
    }

    /// What `role` may do.
    pub fn role(&self, role: Role) -> Option<&RoleRule> {
        self.roles.get(&role)
    }

    /// Every role's rule, in the order of the roles.
    pub fn roles(&self) -> impl Iterator<Item = &RoleRule> {
        self.roles.values()
    }

    /// What takes two different people.
    pub fn two_person_rules(&self) -> &[TwoPersonRule] {
        &self.two_person
    }

    /// Whether `act` takes two different people on `day`.
    pub fn needs_two(&self, act: TwoPersonAct, day: Date) -> bool {
        self.two_person
            .iter()
            .any(|rule| rule.act == act && rule.from <= day && rule.to.is_none_or(|to| day <= to))
    }

    /// What is known of a strike reason.
    pub fn strike_reason(&self, reason: StrikeReason) -> Option<&StrikeRule> {
        self.strikes.iter().find(|rule| rule.code == reason)
    }

    /// Every cancel reason and how older records write it.
    pub fn cancel_reasons(&self) -> &[CancelRule] {
        &self.cancels
    }

    /// How simulated agencies behave.
    pub fn simulation(&self) -> &Simulation {
        &self.simulation
    }
}
