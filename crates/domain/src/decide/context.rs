//! What a decision is given besides the case, and what it answers with.

use jiff::civil::Date;

use super::permission::{self, Action};
use crate::rulebook::{Rulebook, TwoPersonAct};
use crate::{Actor, Case, CaseEvent, CaseId, FlightEvent, Moment, Refusal, Role, Verb, edge_for};

/// Now, who acts, and the rules.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// When.
    pub now: Moment,
    /// Who acts.
    pub actor: &'a Actor,
    /// The rules.
    pub rules: &'a Rulebook,
    /// Who approves what the actor requests, where that takes two.
    pub second: Option<&'a Actor>,
}

/// What a decision about several cases and perhaps one flight comes to. All of it is committed
/// together or not at all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// Events by case.
    pub cases: Vec<(CaseId, Vec<CaseEvent>)>,
    /// Events of the flight.
    pub flight: Vec<FlightEvent>,
}

impl Changes {
    /// One event of one case.
    pub fn one(case: &Case, event: CaseEvent) -> Self {
        Self { cases: vec![(case.id.clone(), vec![event])], flight: Vec::new() }
    }

    /// Adds an event of `case`.
    pub fn push(&mut self, case: &CaseId, event: CaseEvent) {
        match self.cases.iter_mut().find(|(id, _)| id == case) {
            Some((_, events)) => events.push(event),
            None => self.cases.push((case.clone(), vec![event])),
        }
    }

    /// Adds what was decided next. People put on the list one after the other, or moved on to
    /// the same state, become one event of the flight: a list of hundreds is read as one.
    pub fn join(&mut self, next: Self) {
        self.cases.extend(next.cases);
        for event in next.flight {
            match (self.flight.last_mut(), event) {
                (
                    Some(FlightEvent::LinesAdded { lines }),
                    FlightEvent::LinesAdded { lines: more },
                ) => lines.extend(more),
                (
                    Some(FlightEvent::LinesMoved { cases, to }),
                    FlightEvent::LinesMoved { cases: more, to: same },
                ) if *to == same => cases.extend(more),
                (_, event) => self.flight.push(event),
            }
        }
    }

    /// The case after its part of the changes.
    pub fn applied_to(&self, case: &Case) -> Case {
        self.cases
            .iter()
            .filter(|(id, _)| *id == case.id)
            .flat_map(|(_, events)| events)
            .fold(case.clone(), |case, event| case.apply(event))
    }
}

impl Context<'_> {
    /// The local day.
    pub fn today(&self) -> Date {
        self.now.date()
    }

    /// Refuses if the actor's role may not do `action`.
    pub(super) fn permit(&self, action: Action) -> Result<(), Refusal> {
        permission::permit(self.actor.role, action)
    }
}

impl<'a> Context<'a> {
    /// The second person who approves `act`, which takes two: another one, in a role that may do
    /// `action`. None where the rulebook wants nobody, and for the system, which does on time
    /// what people set up.
    pub(super) fn approver(
        &self,
        (act, action): (TwoPersonAct, Action),
        what: &'static str,
    ) -> Result<Option<&'a Actor>, Refusal> {
        if self.actor.role == Role::System || !self.rules.needs_two(act, self.today()) {
            return Ok(None);
        }
        let second = self
            .second
            .filter(|second| second.user != self.actor.user)
            .ok_or(Refusal::SamePerson { what })?;
        permission::permit(second.role, action).map(|()| Some(second))
    }
}

/// Refuses if the machine has no edge for `verb` from where `case` stands.
pub(super) fn on_edge(case: &Case, verb: Verb) -> Result<(), Refusal> {
    let stage = case.stage.name();
    edge_for(stage, verb).map(|_| ()).ok_or_else(|| Refusal::WrongStage {
        case: case.id.clone(),
        stage,
        verb,
    })
}

/// Refuses if `words` are empty.
pub(super) fn words(words: &str, what: &'static str) -> Result<(), Refusal> {
    if words.trim().is_empty() { Err(Refusal::WordsMissing { what }) } else { Ok(()) }
}
