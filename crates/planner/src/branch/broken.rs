//! Rows that were left out of a relaxation and that its point breaks.

use crate::alone::{alone, most};
use crate::lp::{Outcome, Rows, Shape};
use crate::num::{at, put, real, small, ux};
use crate::problem::Problem;
use std::collections::BTreeSet;

/// Rows of pairs kept apart that a point breaks by more than a little, and others overfilled.
pub(crate) fn broken(shape: &Shape<'_>, out: &Outcome, rows: &mut Rows) -> usize {
    let p = shape.p;
    let mut used = vec![0.0; p.rows.len()];
    let mut runs = vec![0.0; shape.run_flight.len()];
    for g in 0..p.groups.len() {
        for run in shape.runs_of(g) {
            for o in shape.options_in(run) {
                let x = at(&out.x, o);
                if x < 1e-4 {
                    continue;
                }
                crate::num::bump(&mut runs, run, x);
                p.uses(o).for_each(|(r, a)| crate::num::bump(&mut used, r, real(a) * x));
            }
        }
    }
    let mut found = 0;
    for (r, row) in p.rows.iter().enumerate() {
        if !at(&rows.caps, r) && at(&used, r) > real(row.cap) + 0.05 {
            put(&mut rows.caps, r, true);
            found += 1;
        }
    }
    for there in cliques_on(shape) {
        let sum: f64 = there.iter().map(|run| at(&runs, ux(*run))).sum();
        let y = there.first().map_or(1.0, |run| at(&out.y, shape.flight(ux(*run))));
        if sum > y + 0.05 && !rows.apart.contains(&there) {
            rows.apart.push(there);
            found += 1;
        }
    }
    found + high(p, out, &used, rows)
}

/// One high-risk person's worth where only they count: the bound proves thousandths.
const ONE: i64 = 1_000;

/// Flights whose share of high-risk people is full though it leaves a part of one over.
fn high(p: &Problem, out: &Outcome, used: &[f64], rows: &mut Rows) -> usize {
    let mut carried = vec![0.0; p.flights.len()];
    let mut share = vec![usize::MAX; p.flights.len()];
    for (o, x) in out.x.iter().enumerate().filter(|(_, x)| **x > 1e-4) {
        let c = p.choice(o);
        let risky = p.groups.get(c.g()).map_or(0, |group| group.high_risk);
        crate::num::bump(&mut carried, c.f(), real(risky) * x);
        if let Some((r, _)) = p.uses(o).find(|(r, _)| p.share(*r)) {
            put(&mut share, c.f(), r);
        }
    }
    let mut found = 0;
    for (f, carried) in carried.iter().enumerate() {
        let r = at(&share, f);
        let y = at(&out.y, f);
        let part = carried / y.max(0.01) - (carried / y.max(0.01)).floor();
        let full = at(used, r) > real(p.cap(r)) - 20.0 && share.get(f) != Some(&usize::MAX);
        if !full || !(0.05..0.97).contains(&part) || rows.high.contains_key(&f) {
            continue;
        }
        let alone = alone(p, f, |group| ONE * group.high_risk);
        let cap = most(&alone, 0, &|| true).div_euclid(ONE);
        if *carried > (real(cap) + 0.03) * y {
            rows.high.insert(f, cap);
            found += 1;
        }
    }
    found
}

/// On each flight the runs of which no two may be used, as many together as can be found.
pub(crate) fn cliques_on(shape: &Shape<'_>) -> Vec<Vec<u32>> {
    let p = shape.p;
    let mut found = BTreeSet::new();
    for clique in cliques(p) {
        for f in flights_of(p, &clique) {
            let runs = clique.iter().flat_map(|g| shape.runs_of(*g));
            let there: Vec<u32> = runs.filter(|run| shape.flight(*run) == f).map(small).collect();
            if there.len() > 1 {
                found.insert(there);
            }
        }
    }
    found.into_iter().collect()
}

/// Groups all kept apart from each other, as many as can be found around each pair.
fn cliques(p: &Problem) -> BTreeSet<Vec<usize>> {
    let grow = |(a, b): &(usize, usize)| {
        let mut clique = vec![*a, *b];
        for other in p.apart_from(*a) {
            let far = |g: &usize| *g != other && p.apart_from(other).any(|near| near == *g);
            if clique.iter().all(far) {
                clique.push(other);
            }
        }
        clique.sort_unstable();
        clique
    };
    p.apart.iter().map(grow).collect()
}

/// The flights that any of some groups may take.
fn flights_of(p: &Problem, groups: &[usize]) -> BTreeSet<usize> {
    groups.iter().flat_map(|g| p.options_of(*g)).map(|o| p.choice(o).f()).collect()
}
