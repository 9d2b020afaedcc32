//! Finds a plan: greedy by profit, then flights opened and closed, people moved and swapped.

pub(crate) mod chain;
pub(crate) mod equals;
mod flights;
mod state;
mod swap;

pub(crate) use state::State;
pub(crate) use swap::rivals;

use crate::num::{at, put};
use crate::problem::Problem;

/// How much work the search may do; counts down.
pub(crate) struct Effort {
    pub(crate) moves: u64,
    pub(crate) passes: u32,
    /// Whether candidate flights are opened and closed too.
    pub(crate) flights: bool,
}

impl Effort {
    /// Takes one unit; false when none is left.
    pub(crate) fn spend(&mut self) -> bool {
        let left = self.moves > 0;
        self.moves = self.moves.saturating_sub(1);
        left
    }
}

/// A number of looks as units of effort.
fn work(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

/// A greedy plan: options in order of `score`, best first, with `flown` decided.
pub(crate) fn greedy<'p>(p: &'p Problem, score: &[f64], flown: &[bool]) -> State<'p> {
    let mut state = State::new(p, flown);
    pins(&mut state);
    let mut order: Vec<usize> = (0..p.choices.len()).collect();
    order.sort_by(|a, b| at(score, *b).total_cmp(&at(score, *a)).then(a.cmp(b)));
    // A second pass takes those whom the high-risk share refused while the flight was empty.
    for _ in 0..2 {
        for o in &order {
            if p.choice(*o).value > 0 && state.fits(*o) {
                state.seat(*o);
            }
        }
    }
    flights::repair(&mut state);
    state.settle();
    state
}

/// A plan from a relaxed point: first those whom it seats for the greater part, then the rest by
/// profit. The high-risk share is settled only when all of the first are aboard.
pub(crate) fn lean<'p>(
    p: &'p Problem,
    (x, placed): (&[f64], &[u32]),
    profit: &[f64],
    flown: &[bool],
) -> State<'p> {
    let mut state = State::new(p, flown);
    pins(&mut state);
    let mut likely: Vec<(f64, usize)> = placed.iter().map(|o| (2.0, crate::num::ux(*o))).collect();
    likely.extend(x.iter().enumerate().filter(|(_, x)| **x > 0.5).map(|(o, x)| (*x, o)));
    // Large groups first: what is left over suits the small ones.
    let people = |o: usize| p.people(p.choice(o).g());
    likely.sort_by(|a, b| {
        let size = people(b.1).cmp(&people(a.1));
        size.then(b.0.total_cmp(&a.0)).then(a.1.cmp(&b.1))
    });
    for (_, o) in likely {
        if state.fits_but_share(o) {
            state.seat(o);
        }
    }
    for f in 0..p.flights.len() {
        state.mend_share(f);
    }
    let mut order: Vec<usize> = (0..p.choices.len()).filter(|o| p.choice(*o).value > 0).collect();
    order.sort_by(|a, b| at(profit, *b).total_cmp(&at(profit, *a)).then(a.cmp(b)));
    for _ in 0..2 {
        for o in &order {
            if state.fits(*o) {
                state.seat(*o);
            }
        }
    }
    flights::repair(&mut state);
    state.settle();
    state
}

/// Seats the pinned groups, in order of their numbers, and locks them there.
fn pins(state: &mut State<'_>) {
    let p = state.p;
    let pinned = |g: &usize| p.groups.get(*g).is_some_and(|group| group.pinned.is_some());
    let all: Vec<usize> = (0..p.groups.len()).filter(pinned).collect();
    for _ in 0..2 {
        for g in &all {
            if at(&state.by, *g).is_some() {
                continue;
            }
            let best = p.options_of(*g).filter(|o| state.fits(*o));
            if let Some(o) = best.max_by_key(|o| (p.choice(*o).value, std::cmp::Reverse(*o))) {
                state.seat(o);
                put(&mut state.locked, *g, true);
            }
        }
    }
}

/// Improves the plan until nothing helps, the effort is spent, or `keep_on` says stop.
pub(crate) fn improve(
    state: &mut State<'_>,
    profit: &[f64],
    effort: &mut Effort,
    keep_on: &mut dyn FnMut(i64) -> bool,
) {
    for _ in 0..effort.passes {
        let before = state.objective;
        swap::pass(state, profit, effort);
        state.settle();
        if !keep_on(state.objective) {
            break;
        }
        if effort.flights {
            flights::pass(state, profit, effort);
        }
        state.settle();
        if state.objective == before || !keep_on(state.objective) || effort.moves == 0 {
            break;
        }
    }
}

/// Seats whoever still fits, so that nobody is left out beside free room.
pub(crate) fn fill(state: &mut State<'_>) {
    for g in 0..state.p.groups.len() {
        if at(&state.by, g).is_none()
            && let Some(o) = state.best_fit(g, 0)
        {
            state.seat(o);
        }
    }
    state.settle();
}
