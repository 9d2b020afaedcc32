//! Moves of flights: closing a candidate and placing its people elsewhere, or opening one.

use super::{Effort, State};
use crate::num::{at, ux};
use std::cmp::Reverse;

/// Brings candidates under their minimum fill to it, or closes them.
pub(super) fn repair(state: &mut State<'_>) {
    for f in 0..state.p.flights.len() {
        if at(&state.flown, f) && at(&state.aboard, f) < state.p.min_fill(f) {
            let mark = state.mark();
            draw(state, f, true);
            let (filled, reached) = (state.objective, at(&state.aboard, f) >= state.p.min_fill(f));
            if !state.p.candidate(f) {
                continue;
            }
            state.undo(mark);
            close(state, f, true);
            if reached && filled > state.objective {
                state.undo(mark);
                draw(state, f, true);
            }
        }
    }
}

/// Tries to close each open candidate and to open each closed one, keeping what gains.
pub(super) fn pass(state: &mut State<'_>, profit: &[f64], effort: &mut Effort) {
    let candidates: Vec<usize> =
        (0..state.p.flights.len()).filter(|f| state.p.candidate(*f)).collect();
    for f in candidates {
        if !effort.spend() {
            return;
        }
        // Refilling looks at every option: count it as the work it is.
        effort.moves = effort.moves.saturating_sub(super::work(state.p.choices.len()) / 32);
        let (mark, before) = (state.mark(), state.objective);
        let done = if at(&state.flown, f) {
            close(state, f, false)
        } else {
            state.fly(f, true);
            draw(state, f, false);
            at(&state.aboard, f) >= state.p.min_fill(f)
        };
        if done {
            refill(state, profit);
        }
        if !done || state.objective <= before {
            state.undo(mark);
        }
    }
}

/// Closes a candidate and places its people elsewhere; pinned people leave only when forced.
fn close(state: &mut State<'_>, f: usize, forced: bool) -> bool {
    let mut people: Vec<usize> = state.on.get(f).into_iter().flatten().map(|g| ux(*g)).collect();
    if !forced && people.iter().any(|g| at(&state.locked, *g)) {
        return false;
    }
    people.sort_by_key(|g| (Reverse(state.value_of(*g)), *g));
    for g in &people {
        state.unseat(*g);
    }
    state.fly(f, false);
    for g in people {
        if let Some(o) = state.best_fit(g, 0) {
            state.seat(o);
        }
    }
    true
}

/// Draws people to flight `f`: those without a seat, and those who gain by moving (with `eager`,
/// also those who lose, until the minimum is reached).
fn draw(state: &mut State<'_>, f: usize, eager: bool) {
    let p = state.p;
    let mut wanted: Vec<(i64, usize)> = p
        .options_on(f)
        .map(|o| (p.choice(o).value - state.value_of(p.choice(o).g()), o))
        .filter(|(gain, o)| {
            let g = p.choice(*o).g();
            !at(&state.locked, g)
                && state.flight_of(g) != Some(f)
                && (eager || *gain > 0 || at(&state.by, g).is_some())
        })
        .collect();
    wanted.sort_by_key(|(gain, o)| (Reverse(*gain), *o));
    let mut ways = 400;
    for _ in 0..2 {
        for (gain, o) in &wanted {
            let g = p.choice(*o).g();
            let short = at(&state.aboard, f) < p.min_fill(f);
            if state.flight_of(g) == Some(f) || (*gain <= 0 && !short) {
                continue;
            }
            let mark = state.mark();
            let left = at(&state.by, g).map(|old| (ux(old), p.choice(ux(old)).f()));
            state.unseat(g);
            let fits = state.fits(*o);
            if fits {
                state.seat(*o);
            }
            let lawful = left.is_none_or(|(old, from)| state.still_lawful(from, old));
            if !fits || !lawful {
                state.undo(mark);
                if short && ways > 0 {
                    ways -= 1;
                    make_way(state, *o);
                }
            }
        }
    }
}

/// Seats an option that a flight needs for its minimum, at the cost of somebody on another flight
/// who holds a place in the same week or transfer.
fn make_way(state: &mut State<'_>, o: usize) {
    let p = state.p;
    let f = p.choice(o).f();
    if at(&state.by, p.choice(o).g()).is_some() {
        return;
    }
    let lacks = |(r, a): (usize, i64)| at(&state.used, r) + a > p.cap(r);
    if p.uses(o).any(|used| used.1 > 0 && lacks(used) && is_own(state, used.0)) {
        return;
    }
    for e in super::swap::rivals(state, o) {
        let (Some(seat), Some(from)) = (at(&state.by, e), state.flight_of(e)) else { continue };
        if from == f {
            continue;
        }
        let mark = state.mark();
        state.unseat(e);
        if state.fits(o) {
            state.seat(o);
            if let Some(other) = state.best_fit(e, 0) {
                state.seat(other);
            }
            if state.still_lawful(from, ux(seat)) {
                return;
            }
        }
        state.undo(mark);
    }
}

fn is_own(state: &State<'_>, r: usize) -> bool {
    state.p.rows.get(r).is_some_and(|row| row.flight.is_some())
}

/// Fills free room with those who wait, highest profit first.
fn refill(state: &mut State<'_>, profit: &[f64]) {
    let p = state.p;
    let waits = |o: &usize| at(&state.by, p.choice(*o).g()).is_none();
    let mut order: Vec<usize> = (0..p.choices.len())
        .filter(|o| waits(o) && p.choice(*o).value > 0 && state.fits(*o))
        .collect();
    order.sort_by(|a, b| at(profit, *b).total_cmp(&at(profit, *a)).then(a.cmp(b)));
    for o in order {
        if state.fits(o) {
            state.seat(o);
        }
    }
}
