//! Papers for those on board: property record, baggage tags, the nurse's card.

use domain::{Case, Flight, FlightId, Line};
use interchange::forms::{Paper, baggage_tags, medical_card, property_record};

use super::list::{airport_of, on_the_list, travels};
use super::papers::head;
use crate::{OperationError, Operations};

/// A paper for those on board.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnboardPaper {
    /// Who travels with which property.
    Property,
    /// Tags for bags: they name nobody.
    BaggageTags,
    /// What the nurse on board has to know.
    MedicalCard,
}

impl OnboardPaper {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Property, Self::BaggageTags, Self::MedicalCard];
}

/// The paper of `flight`, on whose lines `people` are: of them whoever is on the list.
pub(super) fn drawn(paper: OnboardPaper, flight: &Flight, people: &[(&Line, &Case)]) -> Paper {
    let head = head(flight, None);
    let people: Vec<(&Line, &Case)> =
        people.iter().copied().filter(|(line, _)| travels(line)).collect();
    match paper {
        OnboardPaper::Property => property_record(&head, &people),
        OnboardPaper::MedicalCard => medical_card(&head, &people),
        OnboardPaper::BaggageTags => {
            let airport = |line: &Line| airport_of(flight, line.drop_stop).unwrap_or_default();
            let people: Vec<_> = people.iter().map(|(line, _)| (*line, airport(line))).collect();
            baggage_tags(&head, &people)
        }
    }
}

impl Operations {
    /// A paper of flight `id` for those on board: whoever is on the list as it stands now. It is
    /// not for a foreign authority, so nothing is entered in the accounting of disclosures.
    pub async fn onboard_paper(
        &self,
        id: &FlightId,
        paper: OnboardPaper,
    ) -> Result<Paper, OperationError> {
        let flight = self.store.flight(id).await?.value;
        let lines = on_the_list(&flight);
        let ids: Vec<_> = lines.iter().map(|line| line.case.clone()).collect();
        let cases = self.store.cases(&ids).await?;
        let people: Vec<(&Line, &Case)> =
            lines.into_iter().zip(cases.iter().map(|case| &case.value)).collect();
        Ok(drawn(paper, &flight, &people))
    }
}
