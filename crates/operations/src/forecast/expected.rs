//! When the answer that a case waits for will come, as people read it.

use domain::{Answer, Case, Country, Document, DocumentId, DocumentKind, Stage};
use jiff::civil::Date;
use serde::Serialize;

use super::{Forecaster, Group, day_number};

/// When the answer to one request will come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExpectedAnswer {
    /// Which request.
    pub document: DocumentId,
    /// Who was asked.
    pub country: Country,
    /// For what.
    pub kind: DocumentKind,
    /// When.
    pub asked_on: Date,
    /// Days waited so far.
    pub waited_days: i32,
    /// Half of such answers come within so many days from now.
    pub median_days: i32,
    /// Eight in ten come not before so many days from now,
    pub from_days: i32,
    /// nor after so many.
    pub to_days: i32,
    /// How many answers of the country for this kind it rests on; few lean on other agencies'.
    pub answers: u32,
    /// The same in words.
    pub words: String,
}

impl Forecaster {
    /// The forecast for the request that `case` waits for; none if it waits for no answer, or
    /// there is nothing to tell it from.
    pub fn expected(&self, case: &Case) -> Option<ExpectedAnswer> {
        let document = waiting_for(case)?;
        let (country, kind) = (*document.issuing_country.read()?, *document.kind.read()?);
        let asked_on = document.requested_on?;
        let said = self.forecast(&Group::of(country, kind), day_number(asked_on))?;
        Some(ExpectedAnswer {
            document: document.id.clone(),
            country,
            kind,
            asked_on,
            waited_days: said.waited,
            median_days: said.median,
            from_days: said.span.from,
            to_days: said.span.to,
            answers: said.answers,
            words: format!(
                "asked {} ago; half of such answers come within {}; 8 in 10 between {} and {}",
                days(said.waited),
                more(said.median),
                said.span.from,
                days(said.span.to),
            ),
        })
    }
}

/// The latest request of `case` that has no answer, if the case waits for one.
fn waiting_for(case: &Case) -> Option<&Document> {
    if case.stage != Stage::DocumentRequested {
        return None;
    }
    case.documents
        .iter()
        .filter(|document| document.requested_on.is_some())
        .filter(|document| matches!(document.answer, None | Some(Answer::Pending)))
        .max_by_key(|document| document.requested_on)
}

fn days(count: i32) -> String {
    if count == 1 { "1 day".to_owned() } else { format!("{count} days") }
}

fn more(count: i32) -> String {
    if count == 1 { "1 more day".to_owned() } else { format!("{count} more days") }
}
