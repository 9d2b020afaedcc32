//! Prices without a factorization: everybody spreads over their options, more to the better ones,
//! and each row's price follows what is drawn on it.
//!
//! Such prices are some hundred dollars off, and what they proved was 0.7 to 1.5 % too high on the
//! two years that were tried. They need one number for each pattern, so that they are there for
//! any size.

use super::Fixing;
use super::bound;
use super::interior::Outcome;
use super::shape::{NONE, Shape};
use crate::num::{at, bump, put, real, sound, ux};

/// Rounds at most.
const ROUNDS: u32 = 200;
/// How sharply people choose, in dollars, at first; it sharpens round by round.
const BLUNT: f64 = 600.0;
const SHARPER: f64 = 0.975;
const SHARPEST: f64 = 60.0;
/// Flights are decided more bluntly than seats, and slowly.
const FLIGHT: f64 = 30.0;
const SLOW: f64 = 0.1;
/// What part of the way to where a row would be just full its price goes, and how much of the last
/// change it keeps.
const PART: f64 = 0.2;
const KEEP: f64 = 0.9;
/// Flights that a group meets at their limit in one round, at most.
const MET: usize = 2;

/// Prices, with what they prove.
pub(super) fn soft(shape: &Shape<'_>, fixing: &Fixing, keep_on: &dyn Fn() -> bool) -> Outcome {
    let p = shape.p;
    let dollar = real(p.dollar);
    let limits = shape.limits(fixing);
    let mut rows = vec![0.0; shape.rows.len()];
    let mut pace = vec![0.0; rows.len()];
    let flown = |flown: &Option<bool>| flown.map_or(0.7, |flown| f64::from(u8::from(flown)));
    let mut y: Vec<f64> = fixing.flown.iter().map(flown).collect();
    let mut x = vec![0.0; p.choices.len()];
    // Without rows nobody is in anybody's way.
    let (rounds, blunt) = if rows.is_empty() { (1, SHARPEST) } else { (ROUNDS, BLUNT) };
    let mut blunt = blunt * dollar;
    for _ in 0..rounds {
        if !keep_on() {
            break;
        }
        let Drawn { used, mut bend, mut worth } = drawn(shape, fixing, (&rows, &y), blunt, &mut x);
        for ((f, price), limit) in shape.row_flight.iter().zip(&rows).zip(&limits) {
            if *f != NONE {
                bump(&mut worth, ux(*f), price * real(*limit));
            }
        }
        for f in (0..y.len()).filter(|f| fixing.open(*f)) {
            let gain = at(&worth, f) - real(p.cost(f));
            let aim = 0.5 + 0.5 * squash(gain / (2.0 * FLIGHT * blunt));
            let change = SLOW * (aim - at(&y, f));
            bump(&mut y, f, change);
        }
        for r in 0..rows.len() {
            let (limit, f) = (real(at(&limits, r)), at(&shape.row_flight, r));
            let mut flown = 1.0;
            if f != NONE {
                flown = at(&y, ux(f));
                bump(&mut bend, r, limit * limit * flown * (1.0 - flown) / (FLIGHT * blunt));
            }
            let over = at(&used, r) - limit * flown;
            let most = 2.0 * blunt * at(&shape.scale, r).min(1.0);
            let part = (PART * over / (at(&bend, r) + 1e-9)).clamp(-most, most);
            let change = (KEEP * at(&pace, r) + part).clamp(-2.0 * most, 2.0 * most);
            let price = sound(at(&rows, r) + change);
            put(&mut pace, r, if price > 0.0 { change } else { 0.0 });
            put(&mut rows, r, price);
        }
        blunt = (blunt * SHARPER).max(SHARPEST * dollar);
    }
    let groups = second(shape, fixing, &rows);
    let bound = bound::bound(shape, fixing, &rows, &groups);
    Outcome { x, y, rows, groups, bound }
}

/// What is drawn on each row, how that bends with its price, and what each flight is worth to
/// those who would take it rather than anything else.
struct Drawn {
    used: Vec<f64>,
    bend: Vec<f64>,
    worth: Vec<f64>,
}

/// The options of a group on one flight: the best profit, the part of the group that would take
/// it, and by what that is multiplied once the flight is at its limit.
struct Run {
    flight: usize,
    from: usize,
    to: usize,
    best: f64,
    part: f64,
    held: Option<f64>,
}

/// One round's choices, put to `x`.
fn drawn(
    shape: &Shape<'_>,
    fixing: &Fixing,
    (rows, y): (&[f64], &[f64]),
    blunt: f64,
    x: &mut [f64],
) -> Drawn {
    let p = shape.p;
    let costs = shape.costs(rows);
    let mut amounts = vec![(0.0, 0.0); costs.len()];
    let mut worth = vec![0.0; p.flights.len()];
    let mut parts: Vec<(usize, f64)> = Vec::new();
    let mut runs: Vec<Run> = Vec::new();
    for g in 0..p.groups.len() {
        parts.clear();
        runs.clear();
        let mut most = 0.0_f64;
        for run in shape.runs_of(g) {
            let (flight, from) = (shape.flight(run), parts.len());
            let allowed = shape.options_in(run).filter(|o| fixing.allows(p, *o));
            parts.extend(
                allowed.map(|o| {
                    (o, real(p.choice(o).value) - at(&costs, ux(at(&shape.pattern_of, o))))
                }),
            );
            let mine = parts.get(from..).unwrap_or_default();
            let best = mine.iter().map(|(_, profit)| *profit).fold(f64::MIN, f64::max);
            if parts.len() > from {
                most = most.max(best);
                runs.push(Run { flight, from, to: parts.len(), best, part: 0.0, held: None });
            }
        }
        let mut left = fade(-most / blunt);
        for run in &mut runs {
            for (_, part) in parts.get_mut(run.from..run.to).unwrap_or_default() {
                *part = fade((*part - most) / blunt);
                run.part += *part;
            }
            left += run.part;
        }
        let room = hold(&mut runs, fixing, y, &mut left, &mut worth);
        for run in &runs {
            let times = run.held.unwrap_or(room / left);
            for (o, part) in parts.get(run.from..run.to).unwrap_or_default() {
                let taken = part * times;
                put(x, *o, taken);
                if let Some((amount, bend)) = amounts.get_mut(ux(at(&shape.pattern_of, *o))) {
                    *amount += taken;
                    *bend += taken * (1.0 - taken) / blunt;
                }
            }
        }
    }
    let (mut used, mut bend) = (vec![0.0; rows.len()], vec![0.0; rows.len()]);
    for (k, (amount, by)) in amounts.iter().enumerate().filter(|(_, (amount, _))| *amount > 0.0) {
        for (row, a) in shape.pattern(k) {
            let a = f64::from(*a);
            bump(&mut used, ux(*row), a * amount);
            bump(&mut bend, ux(*row), a * a * by);
        }
    }
    Drawn { used, bend, worth }
}

/// Nobody can be on a flight to a larger part than it is flown: holds the best such flights, and
/// says what part of the group is then left for the rest.
fn hold(runs: &mut [Run], fixing: &Fixing, y: &[f64], left: &mut f64, worth: &mut [f64]) -> f64 {
    let mut room = 1.0;
    for _ in 0..MET {
        let over = |run: &&mut Run| {
            let taken = run.part * room;
            run.held.is_none() && fixing.open(run.flight) && taken > at(y, run.flight) * *left
        };
        let Some(run) = runs.iter_mut().filter(over).max_by(|a, b| a.best.total_cmp(&b.best))
        else {
            break;
        };
        let (flight, best) = (run.flight, run.best);
        let most = at(y, flight).min(room);
        run.held = Some(most / run.part.max(1e-30));
        room -= most;
        *left = (*left - run.part).max(1e-30);
        let next = runs.iter().filter(|run| run.held.is_none());
        let next = next.map(|run| run.best).fold(0.0, f64::max);
        bump(worth, flight, (best - next).max(0.0));
    }
    room
}

/// What each group would pay: its best profit, but when that is on an open flight only what the
/// next best flight would give.
fn second(shape: &Shape<'_>, fixing: &Fixing, rows: &[f64]) -> Vec<f64> {
    let p = shape.p;
    let costs = shape.costs(rows);
    let profit = |o: usize| real(p.choice(o).value) - at(&costs, ux(at(&shape.pattern_of, o)));
    let price = |g: usize| {
        let (mut best, mut next) = ((0.0, usize::MAX), 0.0_f64);
        for o in p.options_of(g).filter(|o| fixing.allows(p, *o)) {
            let (here, f) = (profit(o), p.choice(o).f());
            if here > best.0 {
                next = if f == best.1 { next } else { best.0 };
                best = (here, f);
            } else if f != best.1 {
                next = next.max(here);
            }
        }
        if best.1 < p.flights.len() && fixing.open(best.1) { next } else { best.0 }
    };
    (0..p.groups.len()).map(price).collect()
}

/// Falls from 1 towards 0 as `z` falls from 0: a power near the exponential, the same on every
/// machine.
fn fade(z: f64) -> f64 {
    let mut power = (1.0 + z / 32.0).max(0.0);
    for _ in 0..5 {
        power *= power;
    }
    power
}

/// Rises from -1 to 1.
fn squash(z: f64) -> f64 {
    let fall = fade(-2.0 * z.abs());
    z.signum() * (1.0 - fall) / (1.0 + fall)
}
