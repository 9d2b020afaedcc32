//! Reads the files of a rulebook and checks that they fit together.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::dated::{Dated, Entry};
use super::{
    Airport, Begins, CancelRule, Category, ClockRule, CountryProfile, Facility, HoldKind, Length,
    Nation, Office, OrderKind, RoleRule, Rulebook, RulebookError, Simulation, StrikeRule,
    TwoPersonRule,
};
use crate::Role;

/// The file `rulebook.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    version: String,
}

/// Declares the shape of a file that is one list under one key.
macro_rules! list_file {
    ($name:ident { $key:ident: $entry:ty }) => {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct $name {
            $key: Vec<$entry>,
        }
    };
}

list_file!(Categories { category: Category });
list_file!(Airports { airport: Airport });
list_file!(Facilities { facility: Facility });
list_file!(Nations { nation: Nation });
list_file!(Strikes { reason: StrikeRule });
list_file!(Cancels { reason: CancelRule });

/// The file `roles.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Roles {
    role: Vec<RoleRule>,
    two_person: Vec<TwoPersonRule>,
}

/// What is still to be read. Whatever is left over at the end does not belong there.
struct Files(BTreeMap<String, String>);

impl Files {
    fn one<T: DeserializeOwned>(&mut self, file: &'static str) -> Result<T, RulebookError> {
        let text = self.0.remove(file).ok_or(RulebookError::Missing { file })?;
        parse(file, &text)
    }

    fn folder<T: DeserializeOwned>(&mut self, folder: &str) -> Result<Vec<T>, RulebookError> {
        let is_in = |path: &str| {
            let name = path.strip_prefix(folder).and_then(|rest| rest.strip_suffix(".toml"));
            name.is_some_and(|name| !name.is_empty() && !name.contains('/'))
        };
        let (inside, rest) =
            std::mem::take(&mut self.0).into_iter().partition(|(path, _)| is_in(path));
        self.0 = rest;
        let inside: BTreeMap<String, String> = inside;
        inside.iter().map(|(path, text)| parse(path, text)).collect()
    }
}

fn parse<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, RulebookError> {
    toml::from_str(text).map_err(|error| RulebookError::Unreadable {
        file: file.to_owned(),
        problem: error.to_string().trim_end().to_owned(),
    })
}

/// The rulebook that these files make up.
pub(super) fn rulebook(files: BTreeMap<String, String>) -> Result<Rulebook, RulebookError> {
    let hash = fingerprint(&files);
    let mut files = Files(files);
    let head: Head = files.one("rulebook.toml")?;
    let people: Roles = files.one("roles.toml")?;
    let nations: Nations = files.one("nations.toml")?;
    let nations: BTreeMap<_, _> =
        nations.nation.into_iter().map(|nation| (nation.code, nation)).collect();
    let countries: Vec<CountryProfile> = files.folder("countries/")?;
    let rules = Rulebook {
        version: format!("{}+{hash:016x}", head.version).into(),
        holds: Dated::gather(files.folder::<HoldKind>("holds/")?)?,
        orders: Dated::gather(files.folder::<OrderKind>("orders/")?)?,
        categories: Dated::gather(files.one::<Categories>("categories.toml")?.category)?,
        clocks: Dated::gather(files.folder::<ClockRule>("clocks/")?)?,
        airports: Dated::gather(files.one::<Airports>("airports.toml")?.airport)?,
        facilities: Dated::gather(files.one::<Facilities>("facilities.toml")?.facility)?,
        countries: once("country", countries, |profile| profile.country)?,
        readable: nations.keys().copied().collect(),
        nations,
        roles: once("role", people.role, |rule| rule.role)?,
        two_person: people.two_person,
        strikes: files.one::<Strikes>("strike_reasons.toml")?.reason,
        cancels: files.one::<Cancels>("cancel_reasons.toml")?.reason,
        simulation: files.one::<Simulation>("simulation.toml")?,
    };
    if let Some(file) = files.0.into_keys().next() {
        return Err(RulebookError::Unexpected { file });
    }
    check(&rules)?;
    Ok(rules)
}

/// Entries by key, each key once.
fn once<K: Ord + Copy + ToString, T>(
    what: &'static str,
    entries: Vec<T>,
    key: impl Fn(&T) -> K,
) -> Result<BTreeMap<K, T>, RulebookError> {
    let mut map = BTreeMap::new();
    for entry in entries {
        let key = key(&entry);
        if map.insert(key, entry).is_some() {
            return Err(inconsistent(what, key.to_string(), "it is there twice"));
        }
    }
    Ok(map)
}

/// FNV-1a, 64 bits, over paths and texts in the order of the paths. It tells versions apart; it
/// protects against nothing.
fn fingerprint(files: &BTreeMap<String, String>) -> u64 {
    let bytes = files.iter().flat_map(|(path, text)| {
        path.bytes().chain(std::iter::once(0)).chain(text.bytes()).chain(std::iter::once(0))
    });
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

fn inconsistent(what: &'static str, code: String, problem: impl Into<String>) -> RulebookError {
    RulebookError::Inconsistent { what, code, problem: problem.into() }
}

/// Whether everything that is referred to is there.
fn check(rules: &Rulebook) -> Result<(), RulebookError> {
    for kind in rules.holds.iter() {
        if let Some(problem) = kind.problem() {
            return Err(inconsistent(HoldKind::WHAT, kind.code.to_string(), problem));
        }
    }
    for airport in rules.airports.iter() {
        if !rules.knows_country(airport.country) {
            let problem = format!("{} is not in nations.toml", airport.country);
            return Err(inconsistent(Airport::WHAT, airport.icao.to_string(), problem));
        }
    }
    for facility in rules.facilities.iter() {
        let problem = if rules.airport(&facility.nearest_airport).is_none() {
            format!("{} is no airport", facility.nearest_airport)
        } else if jiff::tz::TimeZone::get(&facility.time_zone).is_err() {
            format!("{} is no time zone", facility.time_zone)
        } else {
            continue;
        };
        return Err(inconsistent(Facility::WHAT, facility.code.to_string(), problem));
    }
    for role in Role::ALL {
        if rules.role(*role).is_none() {
            return Err(inconsistent("role", role.to_string(), "nothing says what it may do"));
        }
    }
    check_waits(rules)?;
    check_countries(rules)
}

/// Whether the clocks of the waits for finality run as long as the orders wait.
fn check_waits(rules: &Rulebook) -> Result<(), RulebookError> {
    for clock in rules.clocks().filter(|clock| clock.begins == Begins::OrderDate) {
        for code in &clock.only_orders {
            let fits = |kind: &OrderKind| Length::Days(kind.wait.days) == clock.length;
            if !rules.orders.latest(code).is_some_and(fits) {
                let problem = format!("the order {code:?} does not wait as long");
                return Err(inconsistent(ClockRule::WHAT, clock.name.to_string(), problem));
            }
        }
    }
    Ok(())
}

fn check_countries(rules: &Rulebook) -> Result<(), RulebookError> {
    let mut agencies = BTreeSet::new();
    for profile in rules.countries() {
        let stray = profile.manifest.airports.iter().find(|icao| {
            rules.airport(icao).is_none_or(|airport| airport.country != profile.country)
        });
        let lost = profile
            .manifest
            .landing_windows
            .iter()
            .find(|window| jiff::tz::TimeZone::get(&window.tz).is_err());
        let problem = if let Some(icao) = stray {
            format!("{icao} is no airport of this country")
        } else if let Some(window) = lost {
            format!("{} is no time zone", window.tz)
        } else if !rules.knows_country(profile.country) {
            "it is not in nations.toml".to_owned()
        } else if !agencies.insert(&profile.agency.id) {
            format!("{} is the agency of another country too", profile.agency.id)
        } else if let Some(problem) = profile.agency.office.as_ref().and_then(Office::problem) {
            problem
        } else {
            continue;
        };
        return Err(inconsistent("country", profile.country.to_string(), problem));
    }
    Ok(())
}
