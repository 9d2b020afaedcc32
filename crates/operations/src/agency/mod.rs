//! Foreign agencies: they are asked for documents and answer, each in its own time.
//!
//! Real channels come later behind the same trait.

mod requests_only;
mod simulated;

use domain::{Case, Country, Document};
use jiff::civil::Date;

pub use requests_only::RequestsOnly;
pub use simulated::SimulatedAgency;

/// A foreign agency, or all of them behind one desk.
pub trait Agency: Send + Sync {
    /// The request for a document for `case`, as it is recorded when it goes out on `today`.
    fn request(&self, case: &Case, country: Country, today: Date) -> Document;

    /// The day on which the request `document` will be answered, if that can be known.
    fn answers_on(&self, document: &Document, today: Date) -> Option<Date>;

    /// The request with its answer, if it has come by `today`.
    fn answer(&self, document: &Document, today: Date) -> Option<Document>;

    /// Whether agencies are asked only when they are open, and not while they are suspended.
    fn keeps_hours(&self) -> bool;

    /// Whether the agency takes names for a flight after its notice day.
    fn takes_late_names(&self, country: Country) -> bool;
}
