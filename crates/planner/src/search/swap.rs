//! Moves of people: into free room, to a better flight, or in place of someone of less value.

use super::{Effort, State};
use crate::num::{at, small, ux};
use std::collections::BTreeSet;

/// How many of those seated are tried in exchange for one who waits.
const RIVALS: usize = 24;

/// Tries every group once, those with the highest profit first.
pub(super) fn pass(state: &mut State<'_>, profit: &[f64], effort: &mut Effort) {
    let p = state.p;
    let best = |g: usize| p.options_of(g).map(|o| at(profit, o)).fold(f64::MIN, f64::max);
    let mut order: Vec<(f64, usize)> = (0..p.groups.len())
        .filter(|g| !p.options_of(*g).is_empty() && !at(&state.locked, *g))
        .map(|g| (best(g), g))
        .collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    for (_, g) in order {
        if effort.moves == 0 {
            return;
        }
        if at(&state.by, g).is_some() {
            better_seat(state, g, effort);
        } else if let Some(o) = state.best_fit(g, 0) {
            state.seat(o);
        } else {
            displace(state, g, profit, effort);
        }
    }
}

/// Moves a seated group to a better option that fits, and refills what it leaves.
fn better_seat(state: &mut State<'_>, g: usize, effort: &mut Effort) {
    let (Some(now), Some(from)) = (at(&state.by, g), state.flight_of(g)) else { return };
    let worth = state.value_of(g);
    if !effort.spend() || state.p.options_of(g).all(|o| state.p.choice(o).value <= worth) {
        return;
    }
    let (mark, before) = (state.mark(), state.objective);
    state.unseat(g);
    let moved = state.best_fit(g, worth);
    if let Some(o) = moved {
        state.seat(o);
        if state.still_lawful(from, ux(now)) && state.objective > before {
            return;
        }
    }
    state.undo(mark);
}

/// Seats a group in place of another one, if the whole gains.
fn displace(state: &mut State<'_>, g: usize, profit: &[f64], effort: &mut Effort) {
    let p = state.p;
    let least = -crate::num::real(p.slack);
    let mut options: Vec<usize> = p
        .options_of(g)
        .filter(|o| at(profit, *o) >= least && at(&state.flown, p.choice(*o).f()))
        .collect();
    options.sort_by_key(|o| std::cmp::Reverse(p.choice(*o).value));
    for o in options {
        let found = rivals(state, o);
        // Listing them is work too.
        effort.moves = effort.moves.saturating_sub(super::work(found.len()) / 32);
        for e in found.into_iter().take(RIVALS) {
            if !effort.spend() {
                return;
            }
            if exchange(state, o, e) {
                return;
            }
        }
    }
}

/// Those seated who hold what the option lacks, of least value first.
pub(crate) fn rivals(state: &State<'_>, o: usize) -> Vec<usize> {
    let p = state.p;
    let c = p.choice(o);
    let mut flights = BTreeSet::from([c.flight]);
    for (r, a) in p.uses(o) {
        if a > 0 && at(&state.used, r) + a > p.cap(r) {
            flights.extend(p.sharers.get(r).into_iter().flatten());
        }
    }
    let mut found: Vec<(i64, u32)> = flights
        .iter()
        .flat_map(|f| state.on.get(ux(*f)).into_iter().flatten())
        .filter(|e| !at(&state.locked, ux(**e)))
        .map(|e| (state.value_of(ux(*e)), *e))
        .collect();
    found.sort_unstable();
    found.into_iter().map(|(_, e)| ux(e)).collect()
}

/// Puts option `o` in place of group `e`, who may take another flight; false when nothing gains.
fn exchange(state: &mut State<'_>, o: usize, e: usize) -> bool {
    let p = state.p;
    let (Some(seat), Some(from)) = (at(&state.by, e), state.flight_of(e)) else { return false };
    let elsewhere = p.options_of(e).map(|k| p.choice(k).value).max().unwrap_or(0).max(0);
    if p.choice(o).value + elsewhere <= state.value_of(e) {
        return false;
    }
    let (mark, before) = (state.mark(), state.objective);
    state.unseat(e);
    if state.fits(o) {
        state.seat(o);
        if p.choice(o).group != small(e)
            && let Some(other) = state.best_fit(e, 0)
        {
            state.seat(other);
        }
        if state.objective > before && state.still_lawful(from, ux(seat)) {
            return true;
        }
    }
    state.undo(mark);
    false
}
