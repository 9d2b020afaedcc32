//! Whole windows of flights planned at once: proposed with a bound, kept with every reason, and
//! seated through the gate like any other seat.

mod ask;
mod compare;
mod draft;
mod instance;
mod keep;
mod one;
mod proposal;
mod words;

use domain::gate::{Company, Trip};
use domain::{Actor, CaseId, Flight, FlightId, FlightStatus, PersonId};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
pub use planner::Control;
use planner::{Budget, Problem, Progress, Worth, solve};
use serde::{Deserialize, Serialize};

pub(crate) use ask::answers;
pub use compare::{PlanComparison, PlanSide};
pub use keep::Recheck;
pub(crate) use one::choose;

use crate::manifest::{Proposal, Seated, Which, candidates, drop_countries};
use crate::party::company;
use crate::{OperationError, Operations};

/// Plans made within this time of each other are one round: planning again in the afternoon makes
/// nobody wait longer.
pub(crate) const ROUND: SignedDuration = SignedDuration::from_hours(20);

/// Which flights are planned together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Window {
    /// These; if there are none, every open flight of the days below.
    pub flights: Vec<FlightId>,
    /// First day of departure.
    pub from: Option<Date>,
    /// Last day of departure.
    pub to: Option<Date>,
}

/// Somebody whom a plan looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Whose case.
    pub case: CaseId,
    /// Who.
    pub person: PersonId,
    /// The flight proposed; none for those left out.
    pub flight: Option<FlightId>,
    /// How many rounds of planning in a row have passed them over, this one included.
    pub rounds: u32,
    /// The reason as a code: the gate's, or the planner's.
    pub cause: String,
    /// The same in words, with what would help and the day when it eases.
    pub words: String,
}

/// What a flight carries and what keeps the rest of it empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filled {
    /// Which.
    pub flight: FlightId,
    /// Seats that the plan gives out.
    pub given: i64,
    /// Seats that stay empty.
    pub empty: i64,
    /// What keeps them empty, in words.
    pub words: String,
    /// What one more of each limit would be worth, in dollars.
    pub one_more: Vec<Worth>,
}

/// A plan of a window of flights.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WindowPlan {
    /// Key: the same input and solver give the same key and the same plan.
    pub id: String,
    /// When it was first made.
    pub made_at: Timestamp,
    /// Who asked for it.
    pub made_by: String,
    /// SHA-256 of the input.
    pub input_hash: String,
    /// SHA-256 of the seats as the solver gave them out, by which another run is compared.
    pub seats_digest: String,
    /// Which solver.
    pub solver: String,
    /// What it is worth, in dollars.
    pub objective: i64,
    /// No plan is worth more; proved.
    pub bound: i64,
    /// How far the bound is above the worth, as a share of it.
    pub gap: f64,
    /// Whether it was stopped before its work was done; such a plan is not kept.
    pub stopped: bool,
    /// The seats proposed, flight by flight, by departure.
    pub proposals: Vec<Proposal>,
    /// How full each of them gets, and why not fuller.
    pub filled: Vec<Filled>,
    /// Everybody looked at: those seated, then those left out, with the reason.
    pub outcomes: Vec<Outcome>,
    /// Flights of the window that were not planned, and why.
    pub skipped: Vec<(FlightId, String)>,
}

/// A flight as it is planned.
pub(crate) struct Target {
    flight: Flight,
    trip: Trip,
    aboard: Company,
}

impl Operations {
    /// Plans the flights of `window` together, and keeps the proposal. Changes no manifest.
    ///
    /// The work is counted in steps, so the same input gives the same plan. `tell` may stop it;
    /// the best plan so far is then answered, but not kept.
    pub async fn plan_window(
        &self,
        window: &Window,
        actor: &Actor,
        tell: &mut (dyn FnMut(Progress) -> Control + Send),
    ) -> Result<WindowPlan, OperationError> {
        let (targets, skipped) = self.targets(window).await?;
        let mut countries: Vec<_> =
            targets.iter().flat_map(|target| drop_countries(self, &target.flight)).collect();
        countries.sort();
        countries.dedup();
        let whole = candidates(self, &countries, Which::All).await?;
        let now = self.clock.now();
        let rounds = self.store.rounds_before(now.at() - ROUND).await?;
        let asked = ask::ask(self, &targets, &whole, now);
        let input = instance::build(self, &targets, &asked, &rounds, now);
        let problem = Problem::new(&input)
            .map_err(|error| OperationError::BadInput(format!("cannot be planned: {error}")))?;
        let mut stopped = false;
        let budget = Budget { threads: 2, ..Budget::fitting(&problem) };
        let plan = solve(&problem, &budget, &mut |progress| {
            let said = tell(progress);
            stopped |= said == Control::Stop;
            said
        });
        let view = proposal::View { targets: &targets, asked: &asked, now };
        let mut made = view.read(&plan, &rounds)?;
        made.skipped = skipped;
        made.stopped = stopped;
        self.keep(made, &input, actor, now).await
    }

    /// Seats a plan flight by flight, by departure, each seat through the gate: a hold placed
    /// meanwhile wins. `alternates` are listed on each flight, at most.
    pub async fn seat_window(
        &self,
        plan: &WindowPlan,
        alternates: usize,
        actor: &Actor,
    ) -> Result<Vec<(FlightId, Seated)>, OperationError> {
        let mut done = Vec::with_capacity(plan.proposals.len());
        for proposal in &plan.proposals {
            let seated = self.seat_proposal(proposal, alternates, actor).await?;
            done.push((proposal.flight.clone(), seated));
        }
        Ok(done)
    }

    /// The flights of a window that can be planned, and those that cannot, with the reason.
    async fn targets(
        &self,
        window: &Window,
    ) -> Result<(Vec<Target>, Vec<(FlightId, String)>), OperationError> {
        let now = self.clock.now();
        let mut found = Vec::new();
        if window.flights.is_empty() {
            let from = window.from.unwrap_or(Date::MIN);
            let to = window.to.unwrap_or(Date::MAX);
            for flight in self.store.flights_ahead(None).await? {
                let day = flight.value.plan.departs_at.map(|departs| departs.date());
                let open = flight.value.status == FlightStatus::Scheduled;
                if open && day.is_some_and(|day| from <= day && day <= to) {
                    found.push(flight.value);
                }
            }
        } else {
            for id in &window.flights {
                found.push(self.store.flight(id).await?.value);
            }
            found.sort_by_key(|flight| {
                (flight.plan.departs_at.map(|departs| departs.at()), flight.id().clone())
            });
            found.dedup_by(|a, b| a.id() == b.id());
        }
        let (mut targets, mut skipped) = (Vec::new(), Vec::new());
        for flight in found {
            let Some(trip) = Trip::of(&flight, &self.rules) else {
                skipped.push((flight.id().clone(), "its departure cannot be read".to_owned()));
                continue;
            };
            if flight.status != FlightStatus::Scheduled {
                let words = format!("it is {}, not open", flight.status.label());
                skipped.push((flight.id().clone(), words));
            } else if trip.departs().at() < now.at() {
                skipped.push((flight.id().clone(), "it should have left already".to_owned()));
            } else if let Err(words) = instance::stops(&flight, &trip) {
                skipped.push((flight.id().clone(), words.to_owned()));
            } else {
                let listed = self.listed(&flight).await?;
                let aboard = company(&flight, listed.cases());
                targets.push(Target { flight, trip, aboard });
            }
        }
        Ok((targets, skipped))
    }
}
