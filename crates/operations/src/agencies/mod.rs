//! How foreign agencies stand: open, closed until a time, or suspended.
//!
//! Hours and holidays are in the rulebook. A suspension is a person's word: it pauses the agency's
//! queue of requests, and nothing else of the cases that wait in it.

mod queue;
mod words;

use std::collections::HashSet;

use domain::rulebook::{CountryProfile, Office, Rulebook};
use domain::{Actor, AgencyId, Case, Country, Moment, Version, decide};
use jiff::Timestamp;
use persistence::{LaneSetting, Limit};
use serde::Serialize;

use crate::work::REQUEST_QUEUE;
use crate::{OperationError, Operations, TRIES};

pub use queue::{AgencyQueue, QueuePlace, Queued};

/// A country's agency is to be asked nothing until somebody resumes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Suspension {
    /// Since when, or from when on.
    pub since: Timestamp,
    /// Why.
    pub reason: String,
    /// Who said so, as `role:user`.
    pub by: String,
}

/// Whether an agency can be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doors {
    /// It takes requests.
    Open,
    /// It takes none at this hour.
    Closed {
        /// When it does again; none if nobody can say.
        until: Option<Timestamp>,
    },
    /// Somebody suspended it.
    Suspended(Suspension),
}

/// How an agency stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AgencyStanding {
    /// Which.
    pub agency: AgencyId,
    /// Its country.
    pub country: Country,
    /// Its name.
    pub name: String,
    /// Another one after each suspension and each end of one, so that nobody ends what they did
    /// not see.
    pub version: Version,
    /// `open`, `closed` or `suspended`.
    pub state: &'static str,
    /// The same in plain words.
    pub words: String,
    /// When it takes requests again, if it is closed and that is known.
    pub opens: Option<Timestamp>,
    /// Why it is suspended, or will be.
    pub suspended: Option<Suspension>,
    /// How many requests an hour it takes, if somebody set a limit.
    pub per_hour: Option<u32>,
    /// How many cases wait in its queue.
    pub waiting: u32,
}

/// The lane in which requests to the agency of `country` wait: one queue for all offices, so that
/// its order is the same for everybody.
pub fn request_lane(country: &str) -> String {
    format!("{REQUEST_QUEUE}/-/{country}")
}

/// What stands in the table of lanes while the agency of `country` is suspended.
fn pattern(country: Country) -> String {
    format!("{REQUEST_QUEUE}/*/{country}")
}

/// The countries whose agencies are suspended by `now`.
pub fn suspended(settings: &[LaneSetting], now: Timestamp) -> HashSet<String> {
    let country = |setting: &LaneSetting| {
        let rest = setting.pattern.strip_prefix(REQUEST_QUEUE)?.strip_prefix("/*/")?;
        (rest != "*").then(|| rest.to_owned())
    };
    settings.iter().filter(|setting| setting.pauses(now)).filter_map(country).collect()
}

/// The suspension of the agency of `country` that is on record, even if it begins later.
fn suspension(settings: &[LaneSetting], country: Country) -> Option<Suspension> {
    let pattern = pattern(country);
    let set = settings.iter().find(|setting| setting.paused && setting.pattern == pattern)?;
    Some(Suspension { since: set.at, reason: set.reason.clone(), by: set.by.clone() })
}

/// Which word on the agency of `country` is the latest: another one each time somebody says one.
fn version_of(settings: &[LaneSetting], country: Country) -> Version {
    let pattern = pattern(country);
    let set = settings.iter().find(|setting| setting.pattern == pattern);
    set.map_or(Version(1), |set| set.version)
}

/// The office of the agency of `country`, if hours are on record.
pub(crate) fn office(rules: &Rulebook, country: Country) -> Option<&Office> {
    rules.country(country)?.agency.office.as_ref()
}

/// Until when the agency that `case` would ask is closed at `now`; none if it is open. Where no
/// opening is on record, somebody may know better tomorrow.
pub(crate) fn closed_until(rules: &Rulebook, case: &Case, now: Timestamp) -> Option<Timestamp> {
    let country = case.order.removal_country.as_ref().and_then(|country| country.read())?;
    let office = office(rules, *country)?;
    let tomorrow = || now.checked_add(jiff::SignedDuration::from_hours(24)).unwrap_or(now);
    (!office.is_open(now)).then(|| office.next_opening(now).unwrap_or_else(tomorrow))
}

impl Operations {
    /// The profile of an agency, by its key or its country.
    pub fn agency_named(&self, name: &str) -> Result<&CountryProfile, OperationError> {
        let by_country = name.parse::<Country>().ok().and_then(|code| self.rules.country(code));
        let by_key = || AgencyId::new(name).ok().and_then(|id| self.rules.country_of(&id));
        by_country
            .or_else(by_key)
            .ok_or_else(|| OperationError::NotFound(format!("agency {name} in the rulebook")))
    }

    /// How every agency of the rulebook stands, by country.
    pub async fn agencies(&self) -> Result<Vec<AgencyStanding>, OperationError> {
        let settings = self.store.lane_settings().await?;
        let limits = self.limits_set().await?;
        let mut standings = Vec::new();
        for profile in self.rules.countries() {
            standings.push(self.standing_of(profile, &settings, &limits).await?);
        }
        Ok(standings)
    }

    /// How the agency of `country` stands; none if the rulebook has no such agency.
    pub async fn agency_standing(
        &self,
        country: Country,
    ) -> Result<Option<AgencyStanding>, OperationError> {
        let Some(profile) = self.rules.country(country) else { return Ok(None) };
        let settings = self.store.lane_settings().await?;
        let limits = self.limits_set().await?;
        self.standing_of(profile, &settings, &limits).await.map(Some)
    }

    async fn limits_set(&self) -> Result<Vec<Limit>, OperationError> {
        let limits = self.store.limits(self.task_clock()).await?;
        Ok(limits.into_iter().map(|one| one.limit).collect())
    }

    async fn standing_of(
        &self,
        profile: &CountryProfile,
        settings: &[LaneSetting],
        limits: &[Limit],
    ) -> Result<AgencyStanding, OperationError> {
        let now = self.clock.now().at();
        let country = profile.country;
        let doors = self.doors(country, settings);
        let limit = limits.iter().find(|limit| limit.agency == country.as_str());
        Ok(AgencyStanding {
            agency: profile.agency.id.clone(),
            country,
            name: profile.agency.name.clone(),
            version: version_of(settings, country),
            state: match doors {
                Doors::Open => "open",
                Doors::Closed { .. } => "closed",
                Doors::Suspended(_) => "suspended",
            },
            words: words::standing(&doors, profile.agency.office.as_ref(), now),
            opens: match doors {
                Doors::Closed { until } => until,
                Doors::Open | Doors::Suspended(_) => None,
            },
            suspended: suspension(settings, country),
            per_hour: limit.and_then(|limit| limit.per_hour),
            waiting: self.store.lane_length(&request_lane(country.as_str())).await?,
        })
    }

    /// Whether the agency of `country` can be asked now.
    pub(crate) fn doors(&self, country: Country, settings: &[LaneSetting]) -> Doors {
        let now = self.clock.now().at();
        let stands = suspension(settings, country).filter(|suspended| suspended.since <= now);
        if let Some(suspended) = stands {
            return Doors::Suspended(suspended);
        }
        match office(&self.rules, country) {
            Some(office) if !office.is_open(now) => {
                Doors::Closed { until: office.next_opening(now) }
            }
            Some(_) | None => Doors::Open,
        }
    }

    /// How the agency of `country` stands, in plain words.
    pub(crate) fn agency_words(&self, country: Country, settings: &[LaneSetting]) -> String {
        let doors = self.doors(country, settings);
        words::standing(&doors, office(&self.rules, country), self.clock.now().at())
    }

    /// Asks the agency of `country` nothing from `from` on, until somebody resumes it. What was
    /// asked before goes on: its answers are taken as ever.
    pub async fn suspend_agency(
        &self,
        country: Country,
        (from, reason): (Option<Moment>, &str),
        actor: &Actor,
    ) -> Result<AgencyStanding, OperationError> {
        decide::suspend_agency(actor.role)?;
        with_reason(reason, "suspended")?;
        let from = from.unwrap_or_else(|| self.clock.now());
        self.set_suspension(country, (from.at(), true, reason), actor).await
    }

    /// Lets the agency of `country` be asked again, in the order of its queue.
    pub async fn resume_agency(
        &self,
        country: Country,
        reason: &str,
        actor: &Actor,
    ) -> Result<AgencyStanding, OperationError> {
        decide::suspend_agency(actor.role)?;
        with_reason(reason, "resumed")?;
        let settings = self.store.lane_settings().await?;
        self.may_be_set(&settings, country, false)?;
        // In order while nothing is claimed from it, then open.
        self.order_requests(country, &|_| Vec::new()).await?;
        let standing =
            self.set_suspension(country, (self.clock.now().at(), false, reason), actor).await?;
        self.store.woken().notify_one();
        Ok(standing)
    }

    async fn set_suspension(
        &self,
        country: Country,
        (at, paused, reason): (Timestamp, bool, &str),
        actor: &Actor,
    ) -> Result<AgencyStanding, OperationError> {
        let unknown = || OperationError::NotFound(format!("agency of {country} in the rulebook"));
        self.rules.country(country).ok_or_else(unknown)?;
        let pattern = pattern(country);
        for _ in 0..TRIES {
            let settings = self.store.lane_settings().await?;
            self.may_be_set(&settings, country, paused)?;
            let set = settings.iter().find(|one| one.pattern == pattern);
            let seen = version_of(&settings, country);
            let setting = LaneSetting {
                pattern: pattern.clone(),
                weight: set.map_or(100, |one| one.weight),
                paused,
                reason: reason.to_owned(),
                by: actor.to_string(),
                at,
                version: seen,
            };
            if self.store.set_lane_as_seen(setting, seen).await? {
                tracing::info!(country = country.as_str(), paused, "agency suspended or resumed");
                return self.agency_standing(country).await?.ok_or_else(unknown);
            }
        }
        Err(OperationError::Busy(format!("agency of {country}")))
    }

    /// Refuses if the agency is not as it was seen, or what is to be ended does not stand.
    fn may_be_set(
        &self,
        settings: &[LaneSetting],
        country: Country,
        paused: bool,
    ) -> Result<(), OperationError> {
        if !paused && suspension(settings, country).is_none() {
            let why = format!("the agency of {country} is not suspended");
            return Err(OperationError::BadInput(why));
        }
        self.still_as_seen(&format!("the agency of {country}"), version_of(settings, country))
    }
}

fn with_reason(reason: &str, done: &str) -> Result<(), OperationError> {
    if reason.trim().is_empty() {
        return Err(OperationError::BadInput(format!("say why the agency is {done}")));
    }
    Ok(())
}
