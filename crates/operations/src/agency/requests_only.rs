//! Agencies that are asked, and whose answers come from outside: none is made up.

use domain::{Case, Country, Document};
use jiff::civil::Date;

use super::{Agency, SimulatedAgency};

/// Draws up requests. Answers come as messages or as an officer's entry.
#[derive(Debug, Clone)]
pub struct RequestsOnly(SimulatedAgency);

impl RequestsOnly {
    /// Requests drawn up as `agency` would.
    pub fn new(agency: SimulatedAgency) -> Self {
        Self(agency)
    }
}

impl Agency for RequestsOnly {
    fn request(&self, case: &Case, country: Country, today: Date) -> Document {
        self.0.request(case, country, today)
    }

    fn answers_on(&self, _: &Document, _: Date) -> Option<Date> {
        None
    }

    fn answer(&self, _: &Document, _: Date) -> Option<Document> {
        None
    }

    fn keeps_hours(&self) -> bool {
        true
    }

    fn takes_late_names(&self, _: Country) -> bool {
        false
    }
}
