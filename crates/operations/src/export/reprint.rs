//! What left is printed again, byte for byte, from history.

use domain::{Case, CaseId, Flight, FlightEvent, FlightId, Line, Version};
use interchange::forms::Paper;
use persistence::Disclosure;

use super::list::{STAMP, drawn_up, on_the_list};
use super::papers::ForeignPaper;
use super::request;
use crate::{OperationError, Operations};

impl Operations {
    /// The releases whose papers have the number `hash` (SHA-256, hexadecimal).
    pub async fn releases_of(&self, hash: &str) -> Result<Vec<Disclosure>, OperationError> {
        let plain = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !plain {
            return Err(OperationError::BadInput(
                "the number of a paper has 64 hexadecimal digits".to_owned(),
            ));
        }
        let words = format!("{STAMP}{}", hash.to_ascii_lowercase());
        Ok(self.store.disclosures_ending(&words).await?)
    }

    /// The papers with the number `hash` as they left: drawn up again from what the cases and the
    /// flight were then. Nothing is told anew, so nothing is entered.
    pub async fn reprint(&self, hash: &str) -> Result<Vec<Paper>, OperationError> {
        let releases = self.releases_of(hash).await?;
        let first = releases.first().ok_or_else(|| {
            OperationError::NotFound(format!("release with the number {hash} on account"))
        })?;
        let (words, _) = first.purpose.split_once(STAMP).unwrap_or_default();
        let papers = if let Some(request) = request::of_purpose(words) {
            let case = self.case_before(&first.case, first.version).await?;
            let document = case.documents.iter().find(|document| document.id == request);
            let document =
                document.ok_or_else(|| OperationError::NotFound(format!("request {request}")))?;
            Some(self.drawn_packet(&case, document, first.at)?.0.papers)
        } else if let Some((paper, flight)) = ForeignPaper::of_purpose(words) {
            self.list_again(paper, &flight, &releases, hash).await?.map(|paper| vec![paper])
        } else {
            let what = "it is no paper: the list for the carrier is drawn up anew";
            return Err(OperationError::BadInput(what.to_owned()));
        };
        let same = |papers: &Vec<Paper>| {
            papers.first().is_some_and(|paper| paper.hash().eq_ignore_ascii_case(hash))
        };
        papers.filter(same).ok_or_else(|| {
            OperationError::BadInput(
                "what is on record does not give this paper again: other rules or forms are in \
                 force, or history was changed (run verify)"
                    .to_owned(),
            )
        })
    }

    /// `case` as it was just before its version `version`.
    async fn case_before(&self, case: &CaseId, version: Version) -> Result<Case, OperationError> {
        let past = self.case_while(case, |event| event.version < version).await?;
        let past = past.ok_or_else(|| OperationError::NotFound(format!("history of {case}")))?;
        Ok(past.case)
    }

    /// The list as it left: of all that the flight ever was, the one that gives this number.
    async fn list_again(
        &self,
        paper: ForeignPaper,
        id: &FlightId,
        releases: &[Disclosure],
        hash: &str,
    ) -> Result<Option<Paper>, OperationError> {
        let mut cases = Vec::with_capacity(releases.len());
        for release in releases {
            // The same paper may have left more than once.
            if !cases.iter().any(|case: &Case| case.id == release.case) {
                cases.push(self.case_before(&release.case, release.version).await?);
            }
        }
        let Some(agency) = releases.first().map(|release| &release.recipient) else {
            return Ok(None);
        };
        let mut flight: Option<Flight> = None;
        for event in self.store.history(id.as_str()).await? {
            let event = event.flight_event()?;
            let next = match (flight, event) {
                (None, FlightEvent::Scheduled(plan)) => Flight::new(*plan),
                (Some(flight), event) => flight.apply(&event),
                (None, _) => return Ok(None),
            };
            let people: Vec<(&Line, &Case)> = on_the_list(&next)
                .into_iter()
                .filter_map(|line| Some((line, cases.iter().find(|case| case.id == line.case)?)))
                .collect();
            if people.len() == cases.len() {
                let list = drawn_up(&next, people.into_iter(), Some(agency), &self.rules)?;
                let again = paper.drawn(&list, agency, &self.rules);
                if again.hash().eq_ignore_ascii_case(hash) {
                    return Ok(Some(again));
                }
            }
            flight = Some(next);
        }
        Ok(None)
    }
}
