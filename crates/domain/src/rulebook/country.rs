//! What is known of a country: its agency, how it cooperates, its documents and its airports.

use std::sync::Arc;

use jiff::civil::Date;
use serde::Deserialize;

use super::{Office, date};
use crate::{AgencyId, Country, DocumentKind, InterviewMode, code::codes};

/// A country profile: one file of `countries/`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountryProfile {
    /// Which.
    pub country: Country,
    /// What people read.
    pub name: String,
    /// Languages, BCP 47.
    pub languages: Vec<String>,
    /// The authority that answers.
    pub agency: Agency,
    /// How it cooperated and cooperates, oldest first.
    pub cooperation: Vec<Cooperation>,
    /// How documents are asked for and issued.
    pub travel_document: TravelDocuments,
    /// What a list of names has to keep to.
    pub manifest: ManifestRules,
    /// Notice to the consulate.
    pub consular: Consular,
    /// The only fields that may be disclosed to the authority.
    pub disclosure_fields: Vec<DisclosureField>,
    /// What is modelled and where the rest comes from.
    pub provenance: Provenance,
    /// First day in force.
    #[serde(deserialize_with = "date::required")]
    pub from: Date,
    /// Last day in force.
    #[serde(default, deserialize_with = "date::optional")]
    pub to: Option<Date>,
    /// Where this entry comes from.
    pub source: String,
}

/// A foreign authority.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agency {
    /// Key, as in a flight's list of agencies.
    pub id: AgencyId,
    /// Its name.
    pub name: String,
    /// When it takes requests; at any time if none.
    #[serde(default)]
    pub office: Option<Office>,
}

crate::code::codes! {
    /// How well a country cooperates.
    Tier {
        Electronic = "electronic", "answers electronically within days";
        Cooperative = "cooperative", "answers within weeks";
        Slow = "slow", "answers within months";
        Refusing = "refusing", "mostly does not answer";
    }
}

/// How a country cooperated in a span of time.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cooperation {
    /// How well.
    pub tier: Tier,
    /// First day.
    #[serde(deserialize_with = "date::required")]
    pub from: Date,
    /// Last day.
    #[serde(default, deserialize_with = "date::optional")]
    pub to: Option<Date>,
    /// Fact or modelling value.
    pub basis: Basis,
    /// Where this comes from.
    pub source: String,
}

crate::code::codes! {
    /// What a value rests on.
    Basis {
        Fact = "fact", "published";
        Model = "model", "modelled";
    }
}

crate::code::codes! {
    /// The way that documents are asked for.
    Channel {
        Env = "env", "electronic nationality verification";
        Etd = "etd", "electronic travel document";
        Paper = "paper", "paper";
    }
}

/// How documents are asked for and issued.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TravelDocuments {
    /// The way.
    pub channel: Channel,
    /// Who is interviewed, and how.
    pub interview_mode: String,
    /// The same as data.
    pub interview: InterviewRule,
    /// Days within which the authority should answer.
    pub answer_sla_days: i32,
    /// What a request consists of.
    pub packet: Vec<String>,
    /// Documents that it issues or accepts.
    pub kinds: Vec<IssuedKind>,
}

codes! {
    /// Whether an agency interviews before it answers.
    InterviewNeed {
        Always = "always", "everybody is interviewed";
        OnRequest = "on_request", "those are interviewed whom the agency asks for";
        Never = "never", "nobody is interviewed";
    }
}

/// When an agency interviews, and how.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InterviewRule {
    /// Whether it does.
    pub need: InterviewNeed,
    /// The ways that it speaks with people, the usual one first.
    pub modes: Vec<InterviewMode>,
}

/// A document that a country issues.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IssuedKind {
    /// Which.
    pub kind: DocumentKind,
    /// Days from issue to the last day of validity.
    pub validity_days: i32,
    /// Good for one journey only.
    pub single_use: bool,
}

/// What a list of names has to keep to.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManifestRules {
    /// Days before departure by which the list must reach the authority.
    pub notice_days: u32,
    /// The most names on one list.
    pub list_cap: u32,
    /// Whether charter flights may land.
    pub charter_allowed: bool,
    /// Whether people may be brought on commercial flights.
    pub commercial_allowed: bool,
    /// Whether each person needs an approval, even one with a passport.
    pub per_person_approval: bool,
    /// Days after departure through which a document must still be valid.
    pub arrival_buffer_days: i32,
    /// Airports where flights may land, ICAO codes.
    pub airports: Vec<Arc<str>>,
    /// When flights may land.
    pub landing_windows: Vec<LandingWindow>,
}

/// When flights may land, in the country's own time.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LandingWindow {
    /// First and last day of the week, such as `mon-fri`.
    pub days: String,
    /// Earliest time of day.
    pub from: String,
    /// Latest time of day.
    pub to: String,
    /// IANA time zone.
    pub tz: String,
}

/// Notice to the consulate when one of its nationals is detained.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consular {
    /// Whether notice is given even against the person's wish.
    pub mandatory_notification: bool,
    /// What this rests on.
    pub basis: String,
}

/// What is modelled and where the rest comes from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provenance {
    /// Keys whose values are modelled.
    pub modelled: Vec<String>,
    /// Sources.
    #[serde(default)]
    pub sources: Vec<String>,
    /// What a desk officer should know.
    #[serde(default)]
    pub notes: Vec<String>,
}

crate::code::codes! {
    /// A field that can be disclosed to a foreign authority.
    ///
    /// There is no value for case category, order, hold, statement or attorney: what tells of
    /// asylum, fear or a victim's petition cannot be put on a list.
    DisclosureField {
        Sequence = "sequence", "number on the list";
        FamilyName = "family_name", "family name";
        GivenNames = "given_names", "given names";
        Sex = "sex", "sex";
        BirthDate = "birth_date", "birth date";
        BirthCountry = "birth_country", "country of birth";
        Nationality = "nationality", "nationality";
        DocumentKind = "document_kind", "kind of travel document";
        DocumentNumber = "document_number", "number of the travel document";
        DocumentExpiry = "document_expires_on", "last day of the travel document";
        Photo = "photo", "photograph";
        Fingerprints = "fingerprints", "fingerprints";
        Convictions = "convictions", "whether there are convictions";
        NeedsNurse = "needs_nurse", "whether the person needs a nurse";
        FamilyGroup = "family_group", "who belongs together";
        Minor = "minor", "whether the person is a minor";
        ArrivalAirport = "arrival_airport", "airport of arrival";
    }
}

impl CountryProfile {
    /// How the country cooperates on `day`; none outside every span on record.
    pub fn tier_on(&self, day: Date) -> Option<Tier> {
        self.cooperation
            .iter()
            .find(|span| span.from <= day && span.to.is_none_or(|to| day <= to))
            .map(|span| span.tier)
    }

    /// Whether flights may land at `airport`.
    pub fn takes(&self, airport: &str) -> bool {
        self.manifest.airports.iter().any(|known| &**known == airport)
    }

    /// What the country issues as `kind`.
    pub fn issues(&self, kind: DocumentKind) -> Option<&IssuedKind> {
        self.travel_document.kinds.iter().find(|issued| issued.kind == kind)
    }
}
