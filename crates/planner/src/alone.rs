//! One flight by itself, and the most that it could carry of something: proved.

use crate::block::{empty, finish};
use crate::branch::cliques_on;
use crate::lp::{self, Fixing, Rows, Shape, Stop};
use crate::num::small;
use crate::problem::{Choice, Flight, Group, Problem, Row};
use std::collections::BTreeMap;

/// The flight with all who may take it, where a seat is worth what `worth` says.
pub(crate) fn alone(p: &Problem, f: usize, worth: impl Fn(&Group) -> i64) -> Problem {
    let mut b = empty(p, 0);
    b.flights.push(Flight::default());
    let (mut row_of, mut ways) = (BTreeMap::new(), BTreeMap::new());
    let mut groups: Vec<u32> = Vec::new();
    let mut options: Vec<usize> = p.options_on(f).collect();
    options.sort_unstable();
    for o in options {
        let c = p.choice(o);
        if groups.last() != Some(&c.group) {
            if !groups.is_empty() {
                b.group_starts.push(b.choices.len());
            }
            groups.push(c.group);
            b.groups.extend(p.groups.get(c.g()).cloned());
        }
        let known = ways.get(&p.draw(o)).copied();
        b.draws.push(known.unwrap_or(small(b.ways())));
        if known.is_none() {
            ways.insert(p.draw(o), small(b.ways()));
            for (r, a) in p.uses(o) {
                let row = *row_of.entry(r).or_insert_with(|| {
                    let row = p.rows.get(r);
                    b.rows.extend(row.map(|row| Row { flight: row.flight.map(|_| 0), ..*row }));
                    small(b.rows.len() - 1)
                });
                b.uses.push((row, crate::num::narrow(a)));
            }
            b.use_starts.push(b.uses.len());
        }
        let group = small(groups.len() - 1);
        let value = p.groups.get(c.g()).map_or(0, &worth);
        b.choices.push(Choice { group, flight: 0, stop: c.stop, value });
    }
    b.group_starts.push(b.choices.len());
    finish(p, &mut b, &groups);
    b
}

/// No plan of the flight by itself is worth more; not looked for any closer than `below`.
pub(crate) fn most(alone: &Problem, below: i64, keep_on: &dyn Fn() -> bool) -> i64 {
    let mut rows = Rows::screened(alone, None);
    rows.apart = cliques_on(&Shape::new(alone, &rows));
    let shape = Shape::new(alone, &rows);
    let stop = Stop { steps: 40, gap: 1e-6, below, keep_on };
    lp::solve(&shape, &Fixing::free(alone), &stop).bound
}
