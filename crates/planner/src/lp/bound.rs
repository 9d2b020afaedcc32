//! An upper bound on every plan under a fixing, proved in exact integers from any prices.

use super::Fixing;
use super::shape::{NONE, Shape, Shared};
use crate::num::{PLACES, at, bump, count, fixed, put, ux};

/// The bound that the prices prove: `rows` for the shared rows, `groups` for the groups.
///
/// Shared rows are priced with non-negative multipliers. A group may fly once: its price is paid
/// once, and each option counts only for what it is worth beyond that. An open candidate takes
/// the sum of the rest when that is positive, so that no option of a closed flight counts.
pub(crate) fn bound(shape: &Shape<'_>, fixing: &Fixing, rows: &[f64], groups: &[f64]) -> i64 {
    let p = shape.p;
    let exact: Vec<i128> = rows.iter().map(|x| fixed(*x)).collect();
    let costs = costs(shape, &exact);
    let limits = shape.limits(fixing);
    let mut total: i128 =
        fixing.placed.iter().map(|o| i128::from(p.choice(ux(*o)).value) << PLACES).sum();
    let mut flights: Vec<i128> =
        (0..p.flights.len()).map(|f| -(i128::from(p.cost(f)) << PLACES)).collect();
    for ((row, price), (limit, f)) in
        shape.rows.iter().zip(&exact).zip(limits.iter().zip(&shape.row_flight))
    {
        let part = price * i128::from(*limit);
        match row {
            _ if *f != NONE => bump(&mut flights, ux(*f), part),
            Shared::Cap(_) | Shared::Fill(_) | Shared::High(_) | Shared::Apart(_) => total += part,
        }
    }
    let mut runs: Vec<(usize, i128)> = Vec::new();
    for g in 0..p.groups.len() {
        runs.clear();
        let (mut sure, mut any) = (0, 0);
        for run in shape.runs_of(g) {
            let mut best = 0;
            for o in shape.options_in(run).filter(|o| fixing.allows(p, *o)) {
                best = profit(shape, &costs, o).max(best);
            }
            if best == 0 {
                continue;
            }
            any = best.max(any);
            if fixing.open(shape.flight(run)) {
                runs.push((shape.flight(run), best));
            } else {
                sure = best.max(sure);
            }
        }
        let price = fixed(at(groups, g)).clamp(sure, any);
        total += price;
        for (f, best) in &runs {
            bump(&mut flights, *f, (best - price).max(0));
        }
    }
    for (f, worth) in flights.iter().enumerate() {
        total += match at(&fixing.flown, f) {
            Some(true) => *worth,
            Some(false) => 0,
            None => (*worth).max(0),
        };
    }
    i64::try_from(total >> PLACES).unwrap_or(i64::MAX)
}

/// Each pattern's share of the shared rows' prices.
fn costs(shape: &Shape<'_>, exact: &[i128]) -> Vec<i128> {
    let patterns = 0..shape.pattern_starts.len().saturating_sub(1);
    let cost = |(row, a): &(u32, i32)| i128::from(*a) * at(exact, ux(*row));
    patterns.map(|k| shape.pattern(k).iter().map(cost).sum()).collect()
}

/// An option's value less its share of the shared rows' prices.
fn profit(shape: &Shape<'_>, costs: &[i128], o: usize) -> i128 {
    let value = i128::from(shape.p.choice(o).value) << PLACES;
    value - at(costs, ux(at(&shape.pattern_of, o)))
}

/// What each option loses at least when it is used, and each open flight when it is decided,
/// in units of the value: `(options, flown, unflown)`.
pub(crate) fn losses(
    shape: &Shape<'_>,
    fixing: &Fixing,
    rows: &[f64],
    groups: &[f64],
) -> (Vec<i64>, Vec<i64>, Vec<i64>) {
    let p = shape.p;
    let exact: Vec<i128> = rows.iter().map(|x| fixed(*x)).collect();
    let costs = costs(shape, &exact);
    let limits = shape.limits(fixing);
    let nf = p.flights.len();
    let mut worth: Vec<i128> = (0..nf).map(|f| -(i128::from(p.cost(f)) << PLACES)).collect();
    for ((price, limit), f) in exact.iter().zip(&limits).zip(&shape.row_flight) {
        if *f != NONE {
            bump(&mut worth, ux(*f), price * i128::from(*limit));
        }
    }
    let mut loss = vec![0_i64; p.choices.len()];
    let small = |x: i128| i64::try_from(x >> PLACES).unwrap_or(i64::MAX);
    let mut list: Vec<(usize, usize, i128)> = Vec::new();
    for g in 0..p.groups.len() {
        list.clear();
        let (mut sure, mut any) = (0, 0);
        for run in shape.runs_of(g) {
            let mut best = 0;
            for o in shape.options_in(run).filter(|o| fixing.allows(p, *o)) {
                let profit = profit(shape, &costs, o);
                list.push((o, shape.flight(run), profit));
                best = profit.max(best);
            }
            any = best.max(any);
            if !fixing.open(shape.flight(run)) {
                sure = best.max(sure);
            }
        }
        let price = fixed(at(groups, g)).clamp(sure, any);
        let mut previous = usize::MAX;
        let mut best = 0;
        for (o, f, profit) in &list {
            put(&mut loss, *o, small((price - profit).max(0)));
            if *f != previous {
                bump(&mut worth, previous, best);
                (previous, best) = (*f, 0);
            }
            if fixing.open(*f) {
                best = best.max(profit - price);
            }
        }
        bump(&mut worth, previous, best);
    }
    let open = |f: usize| fixing.open(f);
    let flown = (0..nf).map(|f| if open(f) { small((-at(&worth, f)).max(0)) } else { 0 });
    let unflown = (0..nf).map(|f| if open(f) { small(at(&worth, f).max(0)) } else { 0 });
    debug_assert_eq!(count(nf), count(worth.len()));
    let (flown, unflown) = (flown.collect(), unflown.collect());
    (loss, flown, unflown)
}
