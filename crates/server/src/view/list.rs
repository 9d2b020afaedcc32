//! Own nationals on a flight's list, as a consular user sees them.

use domain::{Case, Country, Document, Flight, FlightId, Line};
use persistence::Loaded;
use serde::Serialize;
use utoipa::ToSchema;

use super::maybe;
use super::parts::{DocumentView, PersonView, document};
use crate::desk::Desk;
use crate::failure::Failure;
use crate::policy::Act;
use crate::who::Who;

/// Flights ahead that are looked through.
const AHEAD: u64 = 100;

/// A flight's list in a list of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct OwnListRow {
    /// Of which flight.
    #[schema(example = "F000001")]
    pub(crate) flight: String,
    /// When it leaves.
    #[schema(nullable = true)]
    pub(crate) departs: Option<String>,
    /// Own nationals on it.
    pub(crate) people: usize,
}

/// Own nationals on a flight's list, and nobody else of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct OwnList {
    /// Of which flight.
    #[schema(example = "F000001")]
    pub(crate) flight: String,
    /// The version of the flight: it goes into `If-Match`, and is signed.
    pub(crate) version: i64,
    /// The revision of the list: it is signed.
    pub(crate) revision: u32,
    /// When the flight leaves.
    #[schema(nullable = true)]
    pub(crate) departs: Option<String>,
    /// Each of them, in the order of the list.
    pub(crate) people: Vec<OwnLine>,
}

/// One own national on a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct OwnLine {
    /// Whose case.
    #[schema(example = "P0000012.1")]
    pub(crate) case: String,
    /// The version of the case: it is sent back with the answer.
    pub(crate) version: i64,
    pub(crate) person: PersonView,
    /// The request that is answered.
    pub(crate) request: DocumentView,
}

/// A list as it was read for one consular user.
pub(crate) struct OwnNationals {
    pub(crate) flight: Loaded<Flight>,
    pub(crate) country: Country,
    /// In the order of the list.
    pub(crate) cases: Vec<Loaded<Case>>,
}

impl Desk {
    /// Lists of flights ahead on which `who` has own nationals.
    pub(crate) async fn own_lists(&self, who: &Who) -> Result<Vec<OwnListRow>, Failure> {
        self.may(who, Act::SeeLists).await?;
        let Some(country) = who.country else { return Ok(Vec::new()) };
        let mut rows = Vec::new();
        for flight in self.ops.store.flights_ahead_with(country, AHEAD).await? {
            let people = self.own_cases(who, &flight.value).await?.len();
            if people > 0 {
                let plan = &flight.value.plan;
                let (flight, departs) = (plan.id.to_string(), maybe(plan.departs_at));
                rows.push(OwnListRow { flight, departs, people });
            }
        }
        Ok(rows)
    }

    /// Own nationals of `who` on the list of `flight`. A flight without any, and none at all, are
    /// answered alike.
    pub(crate) async fn own_list_of(
        &self,
        (who, act): (&Who, Act),
        flight: &FlightId,
    ) -> Result<OwnNationals, Failure> {
        self.may(who, act).await?;
        let none = || Failure::NotFound(format!("list of your nationals on flight {flight}"));
        let country = who.country.ok_or_else(none)?;
        let found = match self.ops.store.flight(flight).await {
            Ok(found) => found,
            Err(error) if error.is_missing() => return Err(none()),
            Err(error) => return Err(error.into()),
        };
        let cases = self.own_cases(who, &found.value).await?;
        if cases.is_empty() {
            return Err(none());
        }
        Ok(OwnNationals { flight: found, country, cases })
    }

    /// The same as they are shown: it is noted who saw whom.
    pub(crate) async fn look_at_list(
        &self,
        who: &Who,
        flight: &FlightId,
    ) -> Result<OwnList, Failure> {
        let found = self.own_list_of((who, Act::SeeLists), flight).await?;
        let at = self.wall.now().at();
        for case in &found.cases {
            let what = (Act::SeeCase.code(), case.value.id.as_str());
            self.seen.note(at, &who.actor, what, None).await;
        }
        Ok(self.own_list(who, &found))
    }

    fn own_list(&self, who: &Who, found: &OwnNationals) -> OwnList {
        let flight = &found.flight.value;
        OwnList {
            flight: flight.id().to_string(),
            version: found.flight.version().0,
            revision: flight.manifest.revision,
            departs: maybe(flight.plan.departs_at),
            people: found.cases.iter().filter_map(|case| self.own_line(who, found, case)).collect(),
        }
    }

    fn own_line(&self, who: &Who, found: &OwnNationals, loaded: &Loaded<Case>) -> Option<OwnLine> {
        let case = &loaded.value;
        let sight = self.sight(who, case);
        Some(OwnLine {
            case: case.id.to_string(),
            version: loaded.version().0,
            person: PersonView::of(case, &sight, self.now()),
            request: document(request(case, found.country)?, case, &sight)?,
        })
    }

    /// Live lines of those whom `who` may see and answer about, in the order of the list.
    async fn own_cases(&self, who: &Who, flight: &Flight) -> Result<Vec<Loaded<Case>>, Failure> {
        let Some(country) = who.country else { return Ok(Vec::new()) };
        let ids: Vec<_> = flight.manifest.live().map(|line: &Line| line.case.clone()).collect();
        let cases = self.ops.store.cases_lossless(&ids).await?;
        let own = |case: &Loaded<Case>| {
            self.sees(who, &case.value) && request(&case.value, country).is_some()
        };
        Ok(cases.into_iter().flatten().filter(own).collect())
    }
}

/// The request to `country` that is answered: the one that was made last.
fn request(case: &Case, country: Country) -> Option<&Document> {
    let own = case.documents.iter().filter(|one| one.issuing_country.read() == Some(&country));
    own.filter(|one| one.requested_on.is_some()).max_by_key(|one| one.requested_on)
}
