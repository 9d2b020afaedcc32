//! The document workbench: for each country of removal, whom the agency has still to be asked
//! about, whose answer is awaited, and whose document ends before the next flight.

use domain::gate::{self, Trip};
use domain::{Answer, Case, Country, Document, FlightId, Moment, StageName};
use jiff::civil::Date;
use persistence::{Loaded, StoreError};

use crate::report::{days, trips_ahead};
use crate::{OperationError, Operations};

/// A country on the workbench.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountryBench {
    /// Which; none for cases that name no country that can be read.
    pub country: Option<Country>,
    /// Whose order is final and of whom no agency was asked.
    pub to_ask: u64,
    /// Of whom an agency was asked.
    pub waiting: u64,
    /// Who have what they need to travel on.
    pub ready: u64,
    /// Within how many days the agency is to answer.
    pub answers_within: Option<i32>,
    /// The next flight there, and when it leaves.
    pub next_flight: Option<(FlightId, Moment)>,
}

/// Somebody whose answer is awaited.
#[derive(Debug, Clone)]
pub struct Awaited {
    /// The case.
    pub case: Loaded<Case>,
    /// The latest request that was not answered, or approved on a condition that is open; none if
    /// it cannot be found.
    pub request: Option<Document>,
    /// Since when it waits.
    pub asked_on: Option<Date>,
    /// Days since then.
    pub days: Option<i64>,
    /// Whether the agency has taken longer than it says.
    pub is_late: bool,
}

/// Somebody whose document is good today, but not for the next flight.
#[derive(Debug, Clone)]
pub struct Ending {
    /// The case.
    pub case: Loaded<Case>,
    /// The document.
    pub document: Document,
}

/// The work of one country.
#[derive(Debug, Clone)]
pub struct Workbench {
    /// Within how many days the agency is to answer.
    pub answers_within: Option<i32>,
    /// The next flight there, and when it leaves.
    pub next_flight: Option<(FlightId, Moment)>,
    /// Whose answer is awaited, the longest asked first.
    pub awaited: Vec<Awaited>,
    /// Of whom no agency was asked, those in custody longest first.
    pub to_ask: Vec<Loaded<Case>>,
    /// Whose document ends before the next flight, the first to end first.
    pub ending: Vec<Ending>,
    /// Whether a list was longer than what was looked through.
    pub has_more: bool,
}

impl Operations {
    /// Every country that somebody is on the way to, of `office` or of all, the most work first.
    pub async fn country_benches(
        &self,
        office: Option<&str>,
    ) -> Result<Vec<CountryBench>, OperationError> {
        let trips = self.trips_ahead().await?;
        let mut benches: Vec<CountryBench> = Vec::new();
        for (country, stages) in self.store.open_by_country(office).await? {
            let of = |stage| stages.get(&stage).copied().unwrap_or_default();
            let (to_ask, waiting) = (of(StageName::OrderFinal), of(StageName::DocumentRequested));
            let ready = of(StageName::AgencyApproved);
            if to_ask + waiting + ready == 0 {
                continue;
            }
            let country = country.and_then(|code| code.parse::<Country>().ok());
            benches.push(CountryBench {
                country,
                to_ask,
                waiting,
                ready,
                answers_within: country.and_then(|country| self.answers_within(country)),
                next_flight: country
                    .and_then(|country| next_to(&trips, country))
                    .and_then(flight_of),
            });
        }
        benches.sort_by_key(|one| (std::cmp::Reverse(one.waiting + one.to_ask), one.country));
        Ok(benches)
    }

    /// The work of `country`, of `office` or of all; each list looks through at most `limit`
    /// cases. A case that cannot be read is on none of them.
    pub async fn workbench(
        &self,
        country: Country,
        office: Option<&str>,
        limit: u64,
    ) -> Result<Workbench, OperationError> {
        let now = self.clock.now();
        let today = now.date();
        let trips = self.trips_ahead().await?;
        let next = next_to(&trips, country);
        let answers_within = self.answers_within(country);
        let mut has_more = false;
        let mut lists = Vec::new();
        for stage in
            [StageName::DocumentRequested, StageName::OrderFinal, StageName::AgencyApproved]
        {
            let ids = self.store.standing((stage, country), office, limit).await?;
            has_more |= u64::try_from(ids.len()).is_ok_and(|count| count >= limit);
            let found = self.store.cases_lossless(&ids).await?;
            lists.push(readable(found));
        }
        let mut lists = lists.into_iter();
        let mut list = || lists.next().unwrap_or_default();
        let mut awaited: Vec<Awaited> =
            list().into_iter().map(|case| awaited(case, today, answers_within)).collect();
        awaited.sort_by_key(|one| (one.asked_on.is_none(), one.asked_on));
        let to_ask = list();
        let usable = |case: &Case, day: Date| {
            gate::usable_document(case, country, day, today, &self.rules).cloned()
        };
        let mut ending: Vec<Ending> = list()
            .into_iter()
            .filter_map(|case| {
                let day = next?.day();
                let document = usable(&case.value, today)?;
                usable(&case.value, day).is_none().then_some(Ending { case, document })
            })
            .collect();
        ending.sort_by_key(|one| one.document.expires_on);
        let next_flight = next.and_then(flight_of);
        Ok(Workbench { answers_within, next_flight, awaited, to_ask, ending, has_more })
    }

    async fn trips_ahead(&self) -> Result<Vec<Trip>, OperationError> {
        let flights = self.store.flights_ahead(None).await?;
        let flights: Vec<_> = flights.into_iter().map(|f| f.value).collect();
        Ok(trips_ahead(&flights, self.clock.now(), &self.rules))
    }

    fn answers_within(&self, country: Country) -> Option<i32> {
        self.rules.country(country).map(|profile| profile.travel_document.answer_sla_days)
    }
}

fn readable(found: Vec<Result<Loaded<Case>, StoreError>>) -> Vec<Loaded<Case>> {
    found.into_iter().flatten().collect()
}

fn next_to(trips: &[Trip], country: Country) -> Option<&Trip> {
    trips.iter().find(|trip| trip.drop_in(country).is_some())
}

fn flight_of(trip: &Trip) -> Option<(FlightId, Moment)> {
    Some((trip.flight()?.clone(), trip.departs()))
}

fn awaited(case: Loaded<Case>, today: Date, within: Option<i32>) -> Awaited {
    let open = case.value.documents.iter().filter(|one| {
        matches!(one.answer, None | Some(Answer::Pending)) || one.has_open_condition()
    });
    let request = open.filter(|one| one.requested_on.is_some()).max_by_key(|one| one.requested_on);
    let request = request.cloned();
    let asked_on = request.as_ref().and_then(|request| request.requested_on);
    let days = asked_on.map(|asked| days(asked, today));
    let is_answered = request.as_ref().is_some_and(Document::has_open_condition);
    let is_late =
        !is_answered && days.zip(within).is_some_and(|(days, within)| days > i64::from(within));
    Awaited { case, request, asked_on, days, is_late }
}
