//! Why a case is where it is: what it waits for, what would come next, what each flight says.

mod words;

use domain::clock::{self, Clock};
use domain::gate::{self, Company, Party, Step, Trip};
use domain::{
    Actor, Answer, Case, CaseEvent, CaseId, Country, Document, DocumentId, DocumentKind, Flight,
    FlightId, FlightStatus, Known, Moment, Reason, Role, SeatRole, Stage, StageName, UserId,
};
use jiff::Timestamp;
use jiff::civil::Date;
use persistence::{LaneSetting, Loaded, PlannedCase};
use serde::Serialize;

pub(crate) use words::{bars_everywhere, refusal_words, rest_words, step_words, words};

use crate::agencies::{Doors, QueuePlace};
use crate::agency::Agency;
use crate::forecast::ExpectedAnswer;
use crate::party::company;
use crate::{Next, OperationError, Operations, next_step};

/// Why a case is where it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Why {
    /// Whose case.
    pub case: CaseId,
    /// Where it stands.
    pub stage: StageName,
    /// What it waits for, in plain words.
    pub waits_for: String,
    /// When the agency's answer will come, where the case waits for one and others have come.
    pub answer: Option<ExpectedAnswer>,
    /// Where it stands in the queue of its agency, while it waits to be asked about.
    pub queue: Option<QueuePlace>,
    /// What would happen next, if anything can.
    pub next_step: Option<String>,
    /// What the latest stored plan that looked at it meant for it.
    pub planned: Option<Planned>,
    /// Its deadlines, earliest due first.
    pub clocks: Vec<Clock>,
    /// What the gate says today of boarding each flight to its countries.
    pub flights: Vec<FlightAnswer>,
}

/// What a stored plan meant for a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Planned {
    /// Which plan.
    pub plan: String,
    /// When it was made; things may have changed since.
    pub made_at: Timestamp,
    /// The flight that it proposed; none if it left the case out.
    pub flight: Option<FlightId>,
    /// How many rounds of planning in a row had passed the case over by then.
    pub rounds: u32,
    /// Its reason as a code.
    pub cause: String,
    /// Its reason in words.
    pub words: String,
}

impl From<PlannedCase> for Planned {
    fn from(stored: PlannedCase) -> Self {
        let PlannedCase { case: _, plan, made_at, flight, rounds, cause, words } = stored;
        Self { plan, made_at, flight, rounds, cause, words }
    }
}

/// What the gate says of one flight, as far as is known now. It clears nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FlightAnswer {
    /// Which.
    pub flight: FlightId,
    /// When it departs.
    pub departs: Moment,
    /// `eligible` or `refused`.
    pub verdict: &'static str,
    /// Everything that stands in the way.
    pub reasons: Vec<Reason>,
    /// The same in plain words, in the same order.
    pub words: Vec<String>,
}

impl FlightAnswer {
    /// Whether nothing stands in the way.
    pub fn is_eligible(&self) -> bool {
        self.reasons.is_empty()
    }
}

impl Operations {
    /// What `id` waits for, what would come next, its deadlines, and every flight's answer.
    pub async fn why(&self, id: &CaseId) -> Result<Why, OperationError> {
        let case = self.store.case(id).await?;
        self.why_of(&case).await
    }

    /// The same for a case that was read already.
    pub async fn why_of(&self, case: &Loaded<Case>) -> Result<Why, OperationError> {
        let members = self.members(case.clone()).await?;
        let case = &case.value;
        let party: Vec<&Case> = members.iter().map(|member| &member.value).collect();
        let now = self.clock.now();
        let flights = self.flight_answers(case, &party, now).await?;
        let next = next_step(self, &NoAgency, case, &looker()?, now);
        let asked = case.stage == Stage::DocumentRequested;
        let answer = if asked { self.forecaster().await?.expected(case) } else { None };
        let queue = self.place_in_queue(case).await?;
        let settings = self.store.lane_settings().await?;
        let agency = shut(self, case, &next, &settings);
        Ok(Why {
            case: case.id.clone(),
            stage: case.stage.name(),
            waits_for: agency.unwrap_or_else(|| waits_for(self, case, &next, &flights, now)),
            answer,
            queue,
            next_step: would_come(case, &next, &flights),
            planned: self.planned(&case.id).await?.map(Planned::from),
            clocks: clock::clocks(case, now.at(), &self.rules),
            flights,
        })
    }

    /// Asks about boarding at departure, with the whole party and those who are listed now.
    async fn flight_answers(
        &self,
        case: &Case,
        party: &[&Case],
        now: Moment,
    ) -> Result<Vec<FlightAnswer>, OperationError> {
        if has_left(case.stage.name()) {
            return Ok(Vec::new());
        }
        let Ok(asked) = Party::of(party.iter().copied()) else {
            return Err(OperationError::Family(case.id.clone()));
        };
        let mut answers = Vec::new();
        for flight in self.store.flights_ahead(None).await? {
            let flight = flight.value;
            let Some(trip) = ahead(&flight, now, self) else { continue };
            if trip.country_for(case).is_none() {
                continue;
            }
            let aboard = self.present_company(&flight).await?;
            let said =
                gate::forecast(&asked, &trip, Step::Board, trip.departs(), &aboard, &self.rules);
            let reasons = said
                .into_iter()
                .find(|(member, _)| member.id == case.id)
                .map(|(_, reasons)| reasons)
                .unwrap_or_default();
            answers.push(FlightAnswer {
                flight: flight.id().clone(),
                departs: trip.departs(),
                verdict: if reasons.is_empty() { "eligible" } else { "refused" },
                words: reasons.iter().map(|reason| words(self, reason, trip.day())).collect(),
                reasons,
            });
        }
        answers.sort_by(|a, b| (a.departs, &a.flight).cmp(&(b.departs, &b.flight)));
        Ok(answers)
    }

    /// The primaries who are on the list of `flight` now.
    async fn present_company(&self, flight: &Flight) -> Result<Company, OperationError> {
        let listed = self.listed(flight).await?;
        Ok(company(flight, listed.cases()))
    }
}

/// `flight` as the gate sees it, if it has still to leave.
fn ahead(flight: &Flight, now: Moment, ops: &Operations) -> Option<Trip> {
    let open = matches!(
        flight.status,
        FlightStatus::Scheduled | FlightStatus::Sealed | FlightStatus::Boarding
    );
    let trip = Trip::of(flight, &ops.rules).filter(|_| open)?;
    (trip.departs().at() >= now.at()).then_some(trip)
}

/// Whether nothing more can be asked about a case at this stage.
pub(crate) const fn has_left(stage: StageName) -> bool {
    matches!(stage, StageName::Departed | StageName::Removed | StageName::Closed)
}

/// Looks, and does nothing.
pub(crate) fn looker() -> Result<Actor, OperationError> {
    let user =
        UserId::new("caseflight").map_err(|error| OperationError::BadInput(error.to_string()))?;
    Ok(Actor::new(Role::System, user))
}

/// No agency at all: whoever only looks asks nobody. A request that it draws up says that a
/// document can be requested; it is never sent or recorded.
pub(crate) struct NoAgency;

impl Agency for NoAgency {
    fn request(&self, case: &Case, country: Country, today: Date) -> Document {
        Document {
            id: DocumentId::numbered(&case.person.id, case.documents.len().saturating_add(1)),
            kind: Known::Read(DocumentKind::LaissezPasser),
            number: None,
            issuing_country: Known::Read(country),
            issued_on: None,
            expires_on: None,
            single_use: true,
            mrz: None,
            requested_on: Some(today),
            answer: Some(Answer::Pending),
            answered_on: None,
            condition: None,
            defect: None,
        }
    }

    fn answers_on(&self, _document: &Document, _today: Date) -> Option<Date> {
        None
    }

    fn answer(&self, _document: &Document, _today: Date) -> Option<Document> {
        None
    }

    fn keeps_hours(&self) -> bool {
        true
    }

    fn takes_late_names(&self, _country: Country) -> bool {
        false
    }
}

/// That the agency which would be asked next is suspended or closed, in plain words.
fn shut(ops: &Operations, case: &Case, next: &Next, settings: &[LaneSetting]) -> Option<String> {
    let Next::Step(changes, _) = next else { return None };
    let mut events = changes.cases.iter().flat_map(|(_, events)| events);
    if !events.any(|event| matches!(event, CaseEvent::Disclosed { .. })) {
        return None;
    }
    let country = case.order.removal_country.as_ref().and_then(|country| country.read())?;
    match ops.doors(*country, settings) {
        Doors::Open => None,
        Doors::Closed { .. } => Some("its agency to open".to_owned()),
        Doors::Suspended(_) => Some("its agency, which is suspended".to_owned()),
    }
    .map(|what| format!("{what}: {}", ops.agency_words(*country, settings)))
}

/// What `case` waits for, in plain words.
fn waits_for(
    ops: &Operations,
    case: &Case,
    next: &Next,
    flights: &[FlightAnswer],
    now: Moment,
) -> String {
    match next {
        Next::Wait(refusal) => return refusal_words(ops, case, refusal, now.date()),
        Next::Step(..) => return step_words(case),
        Next::Rest => (),
    }
    let eligible = flights.iter().find(|answer| answer.is_eligible());
    match (&case.stage, eligible) {
        (Stage::AgencyApproved, Some(answer)) => format!("a seat on flight {}", answer.flight),
        _ => rest_words(ops, case, now),
    }
}

/// What would happen next, by itself or by somebody's hand.
fn would_come(case: &Case, next: &Next, flights: &[FlightAnswer]) -> Option<String> {
    if let Next::Step(_, reason) = next {
        return Some((*reason).to_owned());
    }
    match &case.stage {
        Stage::AgencyApproved => flights.iter().find(|answer| answer.is_eligible()).map(|answer| {
            format!("assign to flight {}, which departs {}", answer.flight, answer.departs)
        }),
        Stage::Manifested { flight, role: SeatRole::Primary } => {
            Some(format!("seal the manifest of flight {flight} and confirm"))
        }
        Stage::Manifested { flight, role: SeatRole::Alternate } => {
            Some(format!("promote when a seat of flight {flight} becomes free"))
        }
        Stage::Confirmed { flight } => Some(format!("board flight {flight}")),
        Stage::Boarded { flight } => Some(format!("depart flight {flight}")),
        Stage::Departed { flight } => {
            Some(format!("record arrival and handover of flight {flight}"))
        }
        Stage::Detained
        | Stage::OrderFinal
        | Stage::DocumentRequested
        | Stage::Removed { .. }
        | Stage::Closed { .. } => None,
    }
}
