//! How each thing that happens changes the state.

use stateright::{Model, Property};

use crate::database::Answer;
use crate::{Action, Attempt, Bug, Case, Lease, Phase, Protocol, State, What};

/// No lease yet.
const NONE: Lease = Lease { claim: 0, name: 0 };

impl Model for Protocol {
    type State = State;
    type Action = Action;

    fn init_states(&self) -> Vec<State> {
        vec![State::first(self)]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Action>) {
        self.bound_to_happen(state, actions);
        Self::may_happen(state, actions);
    }

    fn next_state(&self, last: &State, action: Action) -> Option<State> {
        let mut next = last.clone();
        self.act(&mut next, action)?;
        if next == *last {
            return None;
        }
        next.endless |= self.measure(&next) >= self.measure(last);
        Some(next)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        crate::properties()
    }
}

impl Protocol {
    /// Does it; `None` if it cannot be done here.
    fn act(&self, state: &mut State, action: Action) -> Option<()> {
        let budget = &mut state.budget;
        let index = match action {
            Action::Claim { worker, case } => {
                self.start_claim(state, worker, case)?;
                case
            }
            Action::Proceed { case, at } => {
                self.proceed(state.cases.get_mut(case)?, at)?;
                case
            }
            Action::Run { case, at } => {
                self.run(state, case, at)?;
                case
            }
            Action::ComesDue { case } => {
                state.cases.get_mut(case)?.task.as_mut()?.due = true;
                case
            }
            Action::Retry { case } => {
                state.cases.get_mut(case)?.retry();
                case
            }
            Action::Message { case } => {
                budget.signals -= 1;
                let of = state.cases.get_mut(case)?;
                self.message(of, of.received);
                case
            }
            Action::Again { case } => {
                let of = state.cases.get_mut(case)?;
                self.message(of, of.received.checked_sub(1)?);
                case
            }
            Action::Hold { case } => {
                budget.signals -= 1;
                self.hold(state.cases.get_mut(case)?);
                case
            }
            Action::Change { case } => {
                budget.clicks -= 1;
                state.cases.get_mut(case)?.change(What::Changed);
                case
            }
            Action::Break { case, at, statement_lives } => {
                budget.breaks -= 1;
                break_off(state, case, at, statement_lives)?;
                case
            }
            Action::Sleep { case } => {
                budget.sleeps -= 1;
                state.cases.get_mut(case)?.task.as_mut()?.due = true;
                case
            }
            Action::Fail { case, at } => {
                budget.failures -= 1;
                let lease = let_go(state, case, at)?;
                self.fail(state.cases.get_mut(case)?, lease);
                case
            }
            Action::Stop { case, at } => {
                budget.stops -= 1;
                let lease = let_go(state, case, at)?;
                self.give_back(state.cases.get_mut(case)?, lease);
                case
            }
        };
        state.cases.get_mut(index)?.renumber();
        Some(())
    }

    /// The claim has its snapshot; where that and its locks are one moment, it is run at once.
    fn start_claim(&self, state: &mut State, worker: u8, index: usize) -> Option<()> {
        let case = state.cases.get_mut(index)?;
        let attempt = case.task?.attempt;
        let phase = Phase::Claiming { attempt };
        case.attempts.push(Attempt { lease: NONE, phase, worker: Some(worker) });
        state.idle &= !(1 << worker);
        if self.bounds.split_claims {
            return Some(());
        }
        let at = case.attempts.len() - 1;
        self.run(state, index, at)
    }

    /// A worker's own next step.
    fn proceed(&self, case: &mut Case, at: usize) -> Option<()> {
        let mut attempt = *case.attempts.get(at)?;
        attempt.phase = match attempt.phase {
            Phase::Claimed if self.bounds.split_loads => Phase::InboxRead { pending: case.pending },
            Phase::Claimed => Phase::Decided(case.decide(case.pending, self.bounds.steps)),
            Phase::InboxRead { pending } => Phase::Decided(case.decide(pending, self.bounds.steps)),
            Phase::Decided(decision) => {
                if self.has(Bug::AckBeforeCommit) {
                    case.acked |= 1 << (decision.version + decision.count());
                }
                let wake = case.task.is_some_and(|task| task.wake);
                Phase::Committing { decision, wake: wake && self.has(Bug::WakeOfTheSnapshot) }
            }
            Phase::Claiming { .. } | Phase::Committing { .. } => return None,
        };
        *case.attempts.get_mut(at)? = attempt;
        Some(())
    }

    /// A statement gets its locks, and its worker the answer, if it is still there.
    fn run(&self, state: &mut State, index: usize, at: usize) -> Option<()> {
        let case = state.cases.get_mut(index)?;
        let attempt = case.attempts.remove(at);
        let goes_on = match attempt.phase {
            Phase::Claiming { attempt: seen } => {
                let lease = self.claim(case, seen, attempt.worker.unwrap_or(0));
                if let (Some(_), None, Some(task)) = (lease, attempt.worker, case.task.as_mut()) {
                    task.orphaned = true;
                }
                lease.map(|lease| Attempt { lease, phase: Phase::Claimed, ..attempt })
            }
            Phase::Committing { decision, wake } => {
                match self.commit(case, &attempt, decision, wake) {
                    Answer::Committed { under_lost_lease } => {
                        state.stale_commit |= under_lost_lease;
                        if attempt.worker.is_some() && decision.count() > 0 {
                            case.acked |= 1 << (decision.version + decision.count());
                        }
                        None
                    }
                    Answer::Stale if self.has(Bug::StaleIsDropped) => None,
                    Answer::Stale => Some(Attempt { phase: Phase::Claimed, ..attempt }),
                    Answer::Lost => None,
                }
            }
            Phase::Claimed | Phase::InboxRead { .. } | Phase::Decided(_) => return None,
        };
        match (attempt.worker, goes_on) {
            (Some(_), Some(attempt)) => case.attempts.push(attempt),
            (Some(worker), None) => state.idle |= 1 << worker,
            (None, _) => {}
        }
        Some(())
    }
}

/// A worker forgets what it had in hand; whatever it has sent is run or not.
fn break_off(state: &mut State, index: usize, at: usize, statement_lives: bool) -> Option<()> {
    let case = state.cases.get_mut(index)?;
    let attempt = case.attempts.remove(at);
    if case.is_owner(&attempt) {
        case.task.as_mut()?.orphaned = true;
    }
    if statement_lives {
        case.attempts.push(Attempt { worker: None, ..attempt });
    }
    state.idle |= 1 << attempt.worker?;
    Some(())
}

/// A worker ends an attempt by itself. Answers its lease.
fn let_go(state: &mut State, index: usize, at: usize) -> Option<Lease> {
    let attempt = state.cases.get_mut(index)?.attempts.remove(at);
    state.idle |= 1 << attempt.worker?;
    Some(attempt.lease)
}
