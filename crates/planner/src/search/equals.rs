//! Among equals the lower number sits first: whoever sorts people by time in custody and then by
//! name finds nobody passed over by an equal.

use super::State;
use crate::num::{at, ux};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// Gives the seats of groups that differ in nothing to those of lowest number.
pub(crate) fn order(state: &mut State<'_>) {
    let p = state.p;
    let alone = |g: &usize| p.apart_from(*g).next().is_none() && !at(&state.locked, *g);
    let mut marked: Vec<(u64, usize)> = (0..p.groups.len())
        .filter(|g| !p.options_of(*g).is_empty() && alone(g))
        .map(|g| (mark(state, g), g))
        .collect();
    marked.sort_unstable();
    for same in marked.chunk_by(|a, b| a.0 == b.0) {
        let seated = same.iter().filter(|(_, g)| at(&state.by, *g).is_some()).count();
        let in_order = same.iter().take(seated).all(|(_, g)| at(&state.by, *g).is_some());
        let first = same.first().map_or(0, |(_, g)| *g);
        if in_order || !same.iter().all(|(_, g)| equal(state, first, *g)) {
            continue;
        }
        let mut places = Vec::with_capacity(seated);
        for (_, g) in same {
            if let Some(o) = at(&state.by, *g) {
                places.push(ux(o) - p.options_of(*g).start);
                state.unseat(*g);
            }
        }
        for ((_, g), place) in same.iter().zip(places) {
            state.seat(p.options_of(*g).start + place);
        }
    }
    state.settle();
}

fn mark(state: &State<'_>, g: usize) -> u64 {
    let mut hasher = DefaultHasher::new();
    for o in state.p.options_of(g) {
        let c = state.p.choice(o);
        (c.flight, c.stop, c.value, state.p.draw(o)).hash(&mut hasher);
    }
    hasher.finish()
}

fn equal(state: &State<'_>, a: usize, b: usize) -> bool {
    let p = state.p;
    let ways = |g: usize| {
        p.options_of(g).map(|o| {
            let c = p.choice(o);
            (c.flight, c.stop, c.value, p.draw(o))
        })
    };
    ways(a).eq(ways(b))
}
