//! The part of a plan that is worth deciding anew: those whose seat the prices leave in doubt.
//!
//! Everybody else stays where they are; what they use is taken off the capacities.

use crate::block::{empty, finish};
use crate::branch::{self, Limits};
use crate::num::{at, bump, put, small, ux};
use crate::problem::{Choice, Flight, Problem, Row};
use crate::search::State;
use std::collections::BTreeMap;

/// The doubtful part, as a problem of its own.
struct Core {
    p: Problem,
    options: Vec<u32>,
    flights: Vec<u32>,
    groups: Vec<u32>,
    flown: Vec<Option<bool>>,
    now: Vec<u32>,
}

/// What to decide anew.
pub(crate) struct Doubt<'a> {
    /// On which flights.
    pub(crate) flights: &'a [u32],
    /// What each option loses at least by the prices, and what each group pays for its seat.
    pub(crate) loss: &'a [i64],
    pub(crate) price: &'a [f64],
    /// Losses up to this are in doubt.
    pub(crate) margin: i64,
    /// Candidates that may be opened or closed.
    pub(crate) flip: &'a [bool],
}

/// Decides the doubtful part anew and keeps the result when it is better; true if it was.
pub(crate) fn redo(
    state: &mut State<'_>,
    doubt: &Doubt<'_>,
    limits: Limits,
    keep_on: &dyn Fn() -> bool,
) -> bool {
    let core = Core::new(state, doubt);
    if core.options.is_empty() {
        return false;
    }
    let found = branch::search(&core.p, &core.flown, Some(&core.now), limits, keep_on);
    let mark = state.mark();
    let before = state.objective;
    for g in &core.groups {
        state.unseat(ux(*g));
    }
    for (f, flown) in core.flights.iter().zip(&found.flown) {
        if at(&state.flown, ux(*f)) != *flown {
            state.fly(ux(*f), *flown);
        }
    }
    for o in &found.chosen {
        let whole = ux(at(&core.options, ux(*o)));
        state.seat(whole);
    }
    if state.objective > before {
        return true;
    }
    state.undo(mark);
    false
}

impl Core {
    fn new(state: &State<'_>, doubt: &Doubt<'_>) -> Self {
        let p = state.p;
        let mut inside = vec![u32::MAX; p.flights.len()];
        doubt.flights.iter().enumerate().for_each(|(k, f)| put(&mut inside, ux(*f), small(k)));
        let mut groups: Vec<u32> = doubt
            .flights
            .iter()
            .flat_map(|f| p.options_on(ux(*f)))
            .map(|o| p.choice(o).group)
            .collect();
        groups.sort_unstable();
        groups.dedup();
        let mut free: Vec<(u32, Vec<u32>)> = Vec::new();
        for g in groups {
            let now = at(&state.by, ux(g));
            let elsewhere = now.is_some_and(|o| at(&inside, p.choice(ux(o)).f()) == u32::MAX);
            if elsewhere || at(&state.locked, ux(g)) {
                continue;
            }
            let near = |o: &usize| {
                let f = p.choice(*o).f();
                let may = at(&state.flown, f) || at(doubt.flip, f);
                may && at(&inside, f) != u32::MAX
                    && (at(doubt.loss, *o) <= doubt.margin || now == Some(small(*o)))
            };
            let list: Vec<u32> = p.options_of(ux(g)).filter(near).map(small).collect();
            let sure = now.is_some_and(|o| {
                let c = p.choice(ux(o));
                list.len() == 1
                    && !at(doubt.flip, c.f())
                    && at(doubt.loss, ux(o)) <= doubt.margin
                    && at(doubt.price, ux(g)) > crate::num::real(doubt.margin)
            });
            if !list.is_empty() && !sure {
                free.push((g, list));
            }
        }
        Self::build(state, doubt, &inside, free)
    }

    fn build(
        state: &State<'_>,
        doubt: &Doubt<'_>,
        inside: &[u32],
        free: Vec<(u32, Vec<u32>)>,
    ) -> Self {
        let whole = state.p;
        let mut used = state.used.clone();
        let mut aboard = state.aboard.clone();
        let mut is_free = vec![false; whole.groups.len()];
        for (g, _) in &free {
            put(&mut is_free, ux(*g), true);
            if let Some(o) = at(&state.by, ux(*g)) {
                whole.uses(ux(o)).for_each(|(r, a)| bump(&mut used, r, -a));
                bump(&mut aboard, whole.choice(ux(o)).f(), -whole.people(ux(*g)));
            }
        }
        let mut p = empty(whole, 0);
        let (mut options, mut now, mut groups) = (Vec::new(), Vec::new(), Vec::new());
        let mut flown = Vec::new();
        for f in doubt.flights.iter().map(|f| ux(*f)) {
            let flight = whole.flights.get(f).cloned().unwrap_or_default();
            let stays = !at(doubt.flip, f) || at(&aboard, f) > 0;
            flown.push((!flight.candidate || stays).then_some(at(&state.flown, f)));
            let min_fill = flight.min_fill - at(&aboard, f);
            let candidate = flight.candidate && !(stays && at(&state.flown, f));
            p.flights.push(Flight { candidate, min_fill, ..flight });
        }
        let mut row_of: BTreeMap<usize, u32> = BTreeMap::new();
        let mut ways: BTreeMap<usize, u32> = BTreeMap::new();
        for (g, list) in free {
            p.groups.extend(whole.groups.get(ux(g)).cloned());
            groups.push(g);
            for o in list.into_iter().map(ux) {
                let c = whole.choice(o);
                let met = whole
                    .apart_from(c.g())
                    .any(|other| !at(&is_free, other) && state.flight_of(other) == Some(c.f()));
                if met {
                    continue;
                }
                if at(&state.by, c.g()) == Some(small(o)) {
                    now.push(small(options.len()));
                }
                let known = ways.get(&whole.draw(o)).copied();
                p.draws.push(known.unwrap_or(small(p.ways())));
                for (r, a) in whole.uses(o).filter(|_| known.is_none()) {
                    let row = *row_of.entry(r).or_insert_with(|| {
                        let row = whole.rows.get(r);
                        let flight = row.and_then(|row| row.flight).map(|f| ux(at(inside, f)));
                        let cap = row.map_or(0, |row| row.cap) - at(&used, r);
                        p.rows.extend(row.map(|row| Row { cap, flight, ..*row }));
                        small(p.rows.len() - 1)
                    });
                    p.uses.push((row, crate::num::narrow(a)));
                }
                if known.is_none() {
                    ways.insert(whole.draw(o), small(p.ways()));
                    p.use_starts.push(p.uses.len());
                }
                let flight = at(inside, c.f());
                p.choices.push(Choice { group: small(groups.len() - 1), flight, ..c });
                options.push(small(o));
            }
            p.group_starts.push(p.choices.len());
        }
        finish(whole, &mut p, &groups);
        Self { p, options, flights: doubt.flights.to_vec(), groups, flown, now }
    }
}
