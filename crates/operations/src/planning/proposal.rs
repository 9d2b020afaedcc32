//! Reads the planner's answer back into flights, people and days.

use std::collections::{HashMap, HashSet};

use domain::{Case, CaseId, Moment, PersonId};
use jiff::ToSpan as _;
use jiff::civil::Date;
use planner::{Cause, LeftOut, Plan};

use super::ask::Asked;
use super::{Filled, Outcome, Target, WindowPlan, instance, words};
use crate::OperationError;
use crate::manifest::{Proposal, Seat};

/// What was asked, to read the answer by.
pub(super) struct View<'a, 'c> {
    pub(super) targets: &'a [Target],
    pub(super) asked: &'a Asked<'c>,
    pub(super) now: Moment,
}

impl View<'_, '_> {
    /// The plan without what keeping it adds.
    pub(super) fn read(
        &self,
        plan: &Plan,
        rounds: &HashMap<CaseId, u32>,
    ) -> Result<WindowPlan, OperationError> {
        let mut proposals = self.empty();
        let mut outcomes = Vec::new();
        let missing = || OperationError::NotFound("flight or party of the plan".to_owned());
        for [group, place, stop] in &plan.chosen {
            let party = self.asked.ready.get(*group).ok_or_else(missing)?;
            let target = self.targets.get(*place).ok_or_else(missing)?;
            let seat = self.seat(party, *place, *stop).ok_or_else(missing)?;
            proposals.get_mut(*place).ok_or_else(missing)?.seated.push(seat);
            for case in party {
                outcomes.push(Outcome {
                    case: case.id.clone(),
                    person: case.person.id.clone(),
                    flight: Some(target.flight.id().clone()),
                    rounds: 0,
                    cause: "seated".to_owned(),
                    words: format!(
                        "proposed for flight {} on {}",
                        target.flight.id(),
                        target.trip.day()
                    ),
                });
            }
        }
        for (place, list) in plan.alternates.iter().enumerate() {
            for alternate in list {
                let party = self.asked.ready.get(alternate.group).ok_or_else(missing)?;
                let seat = self.seat(party, place, alternate.stop).ok_or_else(missing)?;
                proposals.get_mut(place).ok_or_else(missing)?.alternates.push(seat);
            }
        }
        for left in &plan.left_out {
            let party = self.asked.ready.get(left.group).ok_or_else(missing)?;
            let words = self.left_out(left, party, plan);
            for case in party {
                // Passed over: the gate would have let them go, so the round counts.
                let before = rounds.get(&case.id).copied().unwrap_or(0);
                outcomes.push(Outcome {
                    case: case.id.clone(),
                    person: case.person.id.clone(),
                    flight: None,
                    rounds: before.saturating_add(1),
                    cause: words::code(left.cause),
                    words: words.clone(),
                });
            }
        }
        outcomes.extend(self.asked.barred.iter().map(|bar| Outcome {
            case: bar.case.id.clone(),
            person: bar.case.person.id.clone(),
            flight: None,
            // Barred by law, not passed over: the count stands where it stood.
            rounds: rounds.get(&bar.case.id).copied().unwrap_or(0),
            cause: bar.code.clone(),
            words: bar.words.clone(),
        }));
        Ok(WindowPlan {
            id: String::new(),
            made_at: self.now.at(),
            made_by: String::new(),
            input_hash: String::new(),
            seats_digest: persistence::digest(&(&plan.chosen, &plan.y))?,
            solver: plan.solver.clone(),
            objective: plan.objective,
            bound: plan.bound,
            gap: plan.gap,
            stopped: false,
            proposals,
            filled: self.filled(plan),
            outcomes,
            skipped: Vec::new(),
        })
    }

    fn empty(&self) -> Vec<Proposal> {
        let empty = |target: &Target| Proposal {
            flight: target.flight.id().clone(),
            seated: Vec::new(),
            alternates: Vec::new(),
            left_out: Vec::new(),
        };
        self.targets.iter().map(empty).collect()
    }

    pub(super) fn seat(&self, party: &[&Case], place: usize, stop: usize) -> Option<Seat> {
        let target = self.targets.get(place)?;
        let stops = instance::stops(&target.flight, &target.trip).ok()?;
        let board_stop = u8::try_from(*stops.on.get(stop)?).ok()?;
        Some(Seat { cases: party.iter().map(|case| case.id.clone()).collect(), board_stop })
    }

    fn date(&self, day: i64) -> Date {
        let today = self.now.date();
        today.checked_add(day.days()).unwrap_or(today)
    }

    fn left_out(&self, left: &LeftOut, party: &[&Case], plan: &Plan) -> String {
        let target = left.flight.and_then(|place| self.targets.get(place));
        let Some(target) = target else { return left.text.clone() };
        let apart = (left.cause == Cause::KeepApart)
            .then(|| self.met(left.flight.unwrap_or_default(), party, plan))
            .flatten();
        let eases = left.eases.map(|day| self.date(day));
        let on = (target.flight.id(), target.trip.day());
        words::left_out(left.cause, on, apart, &left.relief, eases)
    }

    /// Who is on the flight from whom the party is kept apart.
    pub(super) fn met(&self, place: usize, party: &[&Case], plan: &Plan) -> Option<&PersonId> {
        let theirs: HashSet<&PersonId> =
            party.iter().flat_map(|case| &case.person.keep_apart).collect();
        let ours: HashSet<&PersonId> = party.iter().map(|case| &case.person.id).collect();
        let aboard = plan.chosen.iter().filter(|[_, flight, _]| *flight == place);
        aboard
            .filter_map(|[group, _, _]| self.asked.ready.get(*group))
            .flatten()
            .find(|case| {
                theirs.contains(&case.person.id)
                    || case.person.keep_apart.iter().any(|other| ours.contains(other))
            })
            .map(|case| &case.person.id)
    }

    fn filled(&self, plan: &Plan) -> Vec<Filled> {
        let one = |(target, report): (&Target, &planner::FlightReport)| Filled {
            flight: target.flight.id().clone(),
            given: report.taken,
            empty: report.empty,
            words: words::empty(report.cause, report.empty, report.waiting),
            one_more: report.one_more.clone(),
        };
        self.targets.iter().zip(&plan.flights).map(one).collect()
    }
}
