//! How simulated foreign agencies behave in demonstrations: no decision rests on it.

use jiff::civil::{Date, Weekday};
use serde::Deserialize;

use super::{CountryProfile, Tier, date};
use crate::{Country, DocumentKind};

/// The file `simulation.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Simulation {
    /// How agencies of each tier answer.
    pub tier: Vec<TierPace>,
    /// Agencies that answer otherwise than their tier.
    #[serde(default)]
    pub country: Vec<CountryPace>,
    /// Days of validity of issued documents where the country profile says nothing.
    pub validity: Vec<Validity>,
    /// First day in force.
    #[serde(deserialize_with = "date::required")]
    pub from: Date,
    /// Last day in force.
    #[serde(default, deserialize_with = "date::optional")]
    pub to: Option<Date>,
    /// Where this comes from.
    pub source: String,
}

/// How the agencies of a tier answer.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TierPace {
    /// Which tier.
    pub tier: Tier,
    /// How they answer.
    pub pace: Pace,
    /// First day in force.
    #[serde(deserialize_with = "date::required")]
    pub from: Date,
    /// Last day in force.
    #[serde(default, deserialize_with = "date::optional")]
    pub to: Option<Date>,
    /// Where this comes from.
    pub source: String,
}

/// How the agency of one country answers.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountryPace {
    /// Whose agency.
    pub country: Country,
    /// How it answers.
    pub pace: Pace,
    /// First day in force.
    #[serde(deserialize_with = "date::required")]
    pub from: Date,
    /// Last day in force.
    #[serde(default, deserialize_with = "date::optional")]
    pub to: Option<Date>,
    /// Where this comes from.
    pub source: String,
}

/// How long an agency takes and how often it refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pace {
    /// Half of the answers come within this many days.
    pub median_days: u32,
    /// 95 of 100 answers come within this many days.
    pub p95_days: u32,
    /// Refusals in a thousand.
    pub refusal_permille: u32,
    /// On which days it answers.
    pub answers_on: AnswersOn,
}

crate::code::codes! {
    /// On which days an agency answers.
    AnswersOn {
        AnyDay = "any_day", "any day";
        FirstWeekdayOfMonth = "first_weekday_of_month", "the first weekday of a month";
    }
}

/// Days of validity of a kind of document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Validity {
    /// Which kind.
    pub kind: DocumentKind,
    /// Days from issue to the last day of validity.
    pub days: i32,
}

impl Simulation {
    /// How the agency of `profile` answers on `day`; none if its tier is not known on that day.
    pub fn pace(&self, profile: &CountryProfile, day: Date) -> Option<Pace> {
        let in_force = |from: Date, to: Option<Date>| from <= day && to.is_none_or(|to| day <= to);
        let own = self
            .country
            .iter()
            .find(|entry| entry.country == profile.country && in_force(entry.from, entry.to));
        if let Some(own) = own {
            return Some(own.pace);
        }
        let tier = profile.tier_on(day)?;
        self.tier
            .iter()
            .find(|entry| entry.tier == tier && in_force(entry.from, entry.to))
            .map(|entry| entry.pace)
    }

    /// Days that a document of `kind` is valid when `profile`'s country issues it.
    pub fn validity_days(&self, profile: &CountryProfile, kind: DocumentKind) -> Option<i32> {
        profile.issues(kind).map(|issued| issued.validity_days).or_else(|| {
            self.validity.iter().find(|entry| entry.kind == kind).map(|entry| entry.days)
        })
    }
}

impl AnswersOn {
    /// The first day on or after `day` on which an agency answers.
    pub fn next(self, day: Date) -> Date {
        match self {
            Self::AnyDay => day,
            Self::FirstWeekdayOfMonth => {
                let this = first_weekday(day.first_of_month());
                if day <= this {
                    return this;
                }
                day.last_of_month().tomorrow().map_or(day, first_weekday)
            }
        }
    }
}

/// The first of a month, moved past a weekend.
fn first_weekday(first: Date) -> Date {
    let skip = match first.weekday() {
        Weekday::Saturday => 2,
        Weekday::Sunday => 1,
        Weekday::Monday
        | Weekday::Tuesday
        | Weekday::Wednesday
        | Weekday::Thursday
        | Weekday::Friday => 0,
    };
    first.checked_add(jiff::Span::new().days(skip)).unwrap_or(first)
}
