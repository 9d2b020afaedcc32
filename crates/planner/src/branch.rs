//! Branch and bound on one block: first which candidates fly, then who sits where.

use crate::lp::{self, Fixing, Outcome, Rows, Shape, Stop, bound};
use crate::num::{at, put, real, small, ux};
use crate::problem::{Problem, RowKind};
use crate::search::{self, Effort, State};

/// What the search in a block found.
pub(crate) struct Found {
    /// Proved: no plan of the block is worth more.
    pub(crate) bound: i64,
    /// The bound before any branching.
    pub(crate) root: i64,
    /// The best plan: its worth, options, and flights flown.
    pub(crate) worth: i64,
    pub(crate) chosen: Vec<u32>,
    pub(crate) flown: Vec<bool>,
    pub(crate) nodes: u32,
}

/// How much a block may cost.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) nodes: u32,
    /// Branches whose bound is within this of the best plan are not followed.
    pub(crate) tolerance: i64,
    pub(crate) rounds: u32,
    pub(crate) moves: u64,
}

struct Node {
    fixing: Fixing,
    out: Outcome,
    bound: i64,
}

struct Search<'p, 'a> {
    p: &'p Problem,
    rows: Rows,
    limits: Limits,
    best: State<'p>,
    keep_on: &'a dyn Fn() -> bool,
}

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
    for (a, b) in &p.apart {
        for left in shape.runs_of(*a) {
            for right in shape.runs_of(*b) {
                let f = shape.flight(left);
                let pair = (small(left), small(right));
                if f == shape.flight(right)
                    && at(&runs, left) + at(&runs, right) > at(&out.y, f) + 0.05
                    && !rows.apart.contains(&pair)
                {
                    rows.apart.push(pair);
                    found += 1;
                }
            }
        }
    }
    found
}

/// Searches one block.
pub(crate) fn search(
    p: &Problem,
    closed: &[bool],
    limits: Limits,
    keep_on: &dyn Fn() -> bool,
) -> Found {
    let mut rows = Rows::screened(p, None);
    let mut shape = Shape::new(p, &rows);
    let mut fixing = Fixing::free(p);
    (0..p.flights.len()).filter(|f| at(closed, *f)).for_each(|f| put(&mut fixing.flown, f, Some(false)));
    let stop = Stop { steps: 60, gap: 3e-6, below: i64::MIN, keep_on };
    let mut out = lp::solve(&shape, &fixing, &stop);
    for _ in 0..limits.rounds {
        if broken(&shape, &out, &mut rows) == 0 || !keep_on() {
            break;
        }
        shape = Shape::new(p, &rows);
        let again = lp::solve(&shape, &fixing, &stop);
        let bound = again.bound.min(out.bound);
        out = Outcome { bound, ..again };
    }
    let mut search = Search { p, rows, limits, best: State::nothing(p), keep_on };
    search.try_plan(&shape, &fixing, &out, true);
    let root = out.bound;
    let mut open = vec![Node { bound: out.bound, fixing, out }];
    let (mut closed_at, mut nodes) = (i64::MIN, 1);
    while let Some(k) = (0..open.len())
        .max_by_key(|k| (open.get(*k).map_or(i64::MIN, |n| n.bound), std::cmp::Reverse(*k)))
    {
        let target = search.best.objective + limits.tolerance;
        if open.get(k).is_none_or(|n| n.bound <= target) || nodes >= limits.nodes || !keep_on() {
            break;
        }
        let mut node = open.swap_remove(k);
        search.narrow(&shape, &mut node);
        let Some(children) = search.children(&shape, &node) else {
            closed_at = closed_at.max(node.bound);
            continue;
        };
        for fixing in children {
            nodes += 1;
            let below = search.best.objective + limits.tolerance;
            let stop = Stop { steps: 40, gap: 1e-5, below, keep_on };
            let out = lp::solve(&shape, &fixing, &stop);
            let bound = out.bound.min(node.bound);
            if bound > below {
                search.try_plan(&shape, &fixing, &out, nodes < 12 || nodes % 8 == 0);
                open.push(Node { fixing, out, bound });
            } else {
                closed_at = closed_at.max(bound);
            }
        }
    }
    let left = open.iter().map(|n| n.bound).max().unwrap_or(i64::MIN);
    let best = search.best;
    Found {
        bound: left.max(closed_at).max(best.objective).min(root.max(best.objective)),
        root,
        worth: best.objective,
        chosen: best.by.iter().flatten().copied().collect(),
        flown: best.flown,
        nodes,
    }
}

impl Search<'_, '_> {
    /// Bars what cannot be part of a plan better than the best one.
    fn narrow(&self, shape: &Shape<'_>, node: &mut Node) {
        let room = node.out.bound - (self.best.objective + self.limits.tolerance);
        let (loss, flown, unflown) =
            bound::losses(shape, &node.fixing, &node.out.rows, &node.out.groups);
        for (o, loss) in loss.iter().enumerate().filter(|(_, loss)| **loss > room) {
            let _ = loss;
            put(&mut node.fixing.barred, o, true);
        }
        for f in 0..self.p.flights.len() {
            if node.fixing.open(f) {
                if at(&flown, f) > room {
                    put(&mut node.fixing.flown, f, Some(false));
                } else if at(&unflown, f) > room {
                    put(&mut node.fixing.flown, f, Some(true));
                }
            }
        }
    }

    /// The two sides of the doubt that weighs most; none when nothing is in doubt.
    fn children(&self, shape: &Shape<'_>, node: &Node) -> Option<Vec<Fixing>> {
        let p = self.p;
        let doubt = |f: usize| {
            let y = at(&node.out.y, f);
            y.min(1.0 - y) * real(p.cost(f)).max(1.0)
        };
        let open = (0..p.flights.len()).filter(|f| node.fixing.open(*f));
        let flight = open
            .filter(|f| (0.01..0.99).contains(&at(&node.out.y, *f)))
            .max_by(|a, b| doubt(*a).total_cmp(&doubt(*b)));
        if let Some(f) = flight {
            let side = |flown: bool| {
                let mut fixing = node.fixing.clone();
                put(&mut fixing.flown, f, Some(flown));
                fixing
            };
            return Some(vec![side(true), side(false)]);
        }
        let _ = shape;
        let weigh = |o: usize| {
            let x = at(&node.out.x, o);
            x.min(1.0 - x) * real(p.choice(o).value).abs()
        };
        let option = (0..p.choices.len())
            .filter(|o| node.fixing.allows(p, *o) && (0.02..0.98).contains(&at(&node.out.x, *o)))
            .max_by(|a, b| weigh(*a).total_cmp(&weigh(*b)))?;
        let mut without = node.fixing.clone();
        put(&mut without.barred, option, true);
        let mut with = node.fixing.clone();
        let c = p.choice(option);
        put(&mut with.flown, c.f(), Some(true));
        p.options_of(c.g()).for_each(|o| put(&mut with.barred, o, true));
        with.placed.push(small(option));
        for other in p.apart_from(c.g()) {
            for o in p.options_of(other).filter(|o| p.choice(*o).f() == c.f()) {
                put(&mut with.barred, o, true);
            }
        }
        Some(if self.overfull(&with) { vec![without] } else { vec![with, without] })
    }

    /// Whether those placed alone take more than a row allows.
    fn overfull(&self, fixing: &Fixing) -> bool {
        let mut used = vec![0; self.p.rows.len()];
        for o in &fixing.placed {
            self.p.uses(ux(*o)).for_each(|(r, a)| crate::num::bump(&mut used, r, a));
        }
        let rows = self.p.rows.iter().zip(&used);
        rows.filter(|(row, _)| row.kind != RowKind::Ratio).any(|(row, used)| *used > row.cap)
    }

    /// Builds a plan from a relaxed point, and keeps it when it is the best.
    fn try_plan(&mut self, shape: &Shape<'_>, fixing: &Fixing, out: &Outcome, polish: bool) {
        let p = self.p;
        let flown: Vec<bool> = out.y.iter().map(|y| *y > 0.5).collect();
        let profit = profits(shape, out);
        let bonus = real(p.slack) * 1e4;
        let mut score: Vec<f64> = profit
            .iter()
            .zip(&out.x)
            .map(|(profit, x)| if *x > 0.5 { profit + bonus * x } else { *profit })
            .collect();
        fixing.placed.iter().for_each(|o| put(&mut score, ux(*o), bonus * 10.0));
        let mut state = search::greedy(p, &score, &flown);
        if polish || state.objective > self.best.objective {
            let moves = self.limits.moves;
            let mut effort = Effort { moves, passes: 4, flights: false };
            search::improve(&mut state, &profit, &mut effort, &mut |_| (self.keep_on)());
        }
        if state.objective > self.best.objective && state.lawful() {
            self.best = state;
        }
    }
}

/// What each option is worth beyond the shared rows' prices.
pub(crate) fn profits(shape: &Shape<'_>, out: &Outcome) -> Vec<f64> {
    let p = shape.p;
    let mut profit: Vec<f64> = p.choices.iter().map(|c| real(c.value)).collect();
    for run in 0..shape.run_flight.len() {
        for o in shape.options_in(run) {
            let mut cost = 0.0;
            shape.each(o, run, |row, a| {
                cost += a / at(&shape.scale, row) * at(&out.rows, row);
            });
            crate::num::bump(&mut profit, o, -cost);
        }
    }
    profit
}
