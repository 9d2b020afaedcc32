//! Why every run ends: a measure that each step makes smaller.
//!
//! The checker finds what must never be. That something *will* be, it finds only if runs cannot
//! go on for ever: then the last state of a run is where everything must be done. So each step
//! is checked to lower this measure, compared from its first number to its last. A crash costs more budget
//! than the attempt that it leaves behind; a commit does work; a claim uses up an attempt.

use crate::{Attempt, Case, Phase, Protocol, State};

/// From what weighs most to what weighs least.
pub(crate) type Measure = [u32; 7];

impl Protocol {
    pub(crate) fn measure(&self, state: &State) -> Measure {
        let budget = state.budget;
        let mishaps = budget.breaks + budget.sleeps + budget.failures + budget.stops;
        let inputs = u32::from(budget.signals + budget.clicks);
        let mut sum = [3 * u32::from(mishaps), inputs, 0, 0, 0, 0, 0];
        if let Some(least) = sum.last_mut() {
            *least = state.idle.count_ones();
        }
        for case in &state.cases {
            for (sum, part) in sum.iter_mut().zip(self.measure_of(case)) {
                *sum += part;
            }
        }
        sum
    }

    fn measure_of(&self, case: &Case) -> Measure {
        let max = self.bounds.max_attempts;
        let task = case.task;
        // Attempts that came to nothing: all but the one that is going on.
        let going_on = case.has_owner() && task.is_some_and(|task| !task.due);
        let spent = task.map_or(0, |task| task.attempt).saturating_sub(u8::from(going_on));
        let steps = self.bounds.steps.saturating_sub(case.steps());
        let work = case.pending.count_ones()
            + u32::from(case.unstruck())
            + if case.held() { 0 } else { u32::from(steps) };
        // A claim whose worker died before it had its locks will leave one more of them.
        let lost_claims = case.attempts.iter().filter(|attempt| is_lost_claim(attempt));
        let dead = if case.dead { u32::from(max) } else { 0 };
        [
            u32::from(spent) + dead + lost_claims.map(|_| 1).sum::<u32>(),
            0,
            work,
            task.map_or(0, |task| 1 + u32::from(task.wake)),
            task.map_or(0, |task| u32::from(max.saturating_sub(task.attempt))),
            task.map_or(0, |task| u32::from(!task.due)),
            case.attempts.iter().map(|attempt| distance(case, attempt)).sum::<u32>(),
        ]
    }
}

fn is_lost_claim(attempt: &Attempt) -> bool {
    attempt.worker.is_none() && matches!(attempt.phase, Phase::Claiming { .. })
}

/// How far an attempt is from its end. What will be refused is further: it begins again.
fn distance(case: &Case, attempt: &Attempt) -> u32 {
    let stale = |version| if version == case.version { 0 } else { 8 };
    match attempt.phase {
        Phase::Claiming { attempt } => {
            let fits = case.task.is_some_and(|task| task.due && task.attempt == attempt);
            if fits { 0 } else { 8 }
        }
        Phase::Claimed => 5,
        Phase::InboxRead { .. } => 4,
        Phase::Decided(decision) => 3 + stale(decision.version),
        Phase::Committing { decision, .. } => 2 + stale(decision.version),
    }
}
