//! The code lists that a record is read against.

use domain::Country;
use domain::rulebook::Rulebook;
use jiff::civil::Date;

/// What a reader must know of the code lists. A value that no list has is a fault, never a guess.
pub trait Lists {
    /// Whether `country` is one that cases may name.
    fn knows_country(&self, country: Country) -> bool;
    /// Whether `code` is a case category on `day`.
    fn has_category(&self, code: &str, day: Date) -> bool;
    /// Whether `code` is a kind of order on `day`.
    fn has_order_kind(&self, code: &str, day: Date) -> bool;
    /// Whether `code` is a kind of hold, on whatever day: a hold stands though its kind was
    /// retired since, or came into the list after it.
    fn has_hold_kind(&self, code: &str) -> bool;
    /// The country that the airport `icao` lies in, if there is such an airport.
    fn airport_country(&self, icao: &str) -> Option<Country>;
}

/// Nearly every kind of hold is in force on this day, which spares going through all of them.
const USUAL_DAY: Date = jiff::civil::date(2024, 6, 25);

impl Lists for Rulebook {
    fn knows_country(&self, country: Country) -> bool {
        Self::knows_country(self, country)
    }

    fn has_category(&self, code: &str, day: Date) -> bool {
        self.category(code, day).is_some()
    }

    fn has_order_kind(&self, code: &str, day: Date) -> bool {
        self.order_kind(code, day).is_some()
    }

    fn has_hold_kind(&self, code: &str) -> bool {
        self.hold_kind(code, USUAL_DAY).is_some()
            || self.hold_kinds().any(|kind| *kind.code == *code)
    }

    fn airport_country(&self, icao: &str) -> Option<Country> {
        self.airport(icao).map(|airport| airport.country)
    }
}
