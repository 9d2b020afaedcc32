//! Passenger lists as UN/EDIFACT PAXLST, directory D.13B: the form in which carriers hand them on.
//!
//! Codes are those of the WCO/IATA/ICAO guide on advance passenger information. Airports stand
//! with their ICAO codes, as everywhere here.

mod check;
mod fault;
mod grammar;
mod read;
mod write;

use domain::rulebook::DisclosureField;
use domain::{Country, DocumentKind, Sex};
use jiff::civil::{Date, DateTime};

pub use check::{Checked, check};
pub use fault::PaxlstFault;
pub use read::read;
pub use write::{Profile, write};

use crate::Release;
use crate::edifact::level_a;

/// A list of passengers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassengerList {
    /// Who sends it.
    pub sender: String,
    /// To whom.
    pub receiver: String,
    /// When it was drawn up, UTC.
    pub made: DateTime,
    /// A reference that no other interchange of the sender has.
    pub reference: String,
    /// Who reports: the party's name.
    pub reporter: String,
    /// The flight.
    pub flight: String,
    /// Where it leaves from, lands and is left, in order.
    pub places: Vec<Place>,
    /// The people.
    pub passengers: Vec<Passenger>,
}

/// A stop of the flight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// What it is to the journey.
    pub kind: PlaceKind,
    /// ICAO code.
    pub airport: String,
    /// Local departure, where that is known.
    pub departs: Option<DateTime>,
}

/// What a stop is to the journey. The numbers are those of code list 3227.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceKind {
    /// The last airport before the border (125).
    LastBeforeBorder,
    /// The first airport after the border (87).
    FirstAfterBorder,
    /// Another airport before the border (92).
    BeforeBorder,
    /// Another airport after the border (130).
    AfterBorder,
}

impl PlaceKind {
    /// Every value there is.
    pub const ALL: [Self; 4] =
        [Self::LastBeforeBorder, Self::FirstAfterBorder, Self::BeforeBorder, Self::AfterBorder];

    /// The code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::LastBeforeBorder => "125",
            Self::FirstAfterBorder => "87",
            Self::BeforeBorder => "92",
            Self::AfterBorder => "130",
        }
    }
}

/// A passenger, in the letters of the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Passenger {
    /// Number on the list.
    pub number: Option<u32>,
    /// Family name.
    pub family: String,
    /// Given names; empty for people with one name.
    pub given: String,
    /// Sex.
    pub sex: Option<Sex>,
    /// Birth date.
    pub born: Option<Date>,
    /// Country of birth.
    pub birth_country: Option<Country>,
    /// Nationality.
    pub nationality: Option<Country>,
    /// Where the person gets on, ICAO code.
    pub embarks: String,
    /// Where the person gets off, ICAO code.
    pub disembarks: String,
    /// What the person travels on.
    pub paper: Option<Paper>,
}

/// A travel document on a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// Whether it is a passport; all others are papers made out for the journey.
    pub passport: bool,
    /// Number.
    pub number: String,
    /// Last day of validity.
    pub expires: Option<Date>,
    /// Who issued it.
    pub issuer: Option<Country>,
}

impl Passenger {
    /// The passenger, of what may be told about them and nothing else.
    pub fn of(release: &Release, embarks: &str) -> Self {
        use DisclosureField as F;
        let text = |field| release.get(field).map(level_a).unwrap_or_default();
        let country = |field| release.get(field).and_then(|code| code.parse().ok());
        let day = |field| release.get(field).and_then(|day| day.parse().ok());
        let number = text(F::DocumentNumber);
        let passport = release.get(F::DocumentKind) == Some(DocumentKind::Passport.code());
        let expires = day(F::DocumentExpiry);
        Self {
            number: release.get(F::Sequence).and_then(|number| number.parse().ok()),
            family: text(F::FamilyName),
            given: text(F::GivenNames),
            sex: release.get(F::Sex).and_then(Sex::from_code),
            born: day(F::BirthDate),
            birth_country: country(F::BirthCountry),
            nationality: country(F::Nationality),
            embarks: level_a(embarks),
            disembarks: text(F::ArrivalAirport),
            paper: (!number.is_empty()).then(|| Paper {
                passport,
                number,
                expires,
                issuer: release.issuer(),
            }),
        }
    }
}
