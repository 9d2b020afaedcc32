//! Branch and bound on one block: first which candidates fly, then who sits where.

use crate::lp::{self, Fixing, Outcome, Rows, Shape, Stop, bound};
use crate::num::{at, put, real, small, ux};
use crate::problem::{Problem, RowKind};
use crate::search::{self, Effort, State};

/// What the search in a block found.
pub(crate) struct Found {
    /// Proved: no plan of the block is worth more.
    pub(crate) bound: i64,
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
    flown: &[Option<bool>],
    start: Option<&[u32]>,
    limits: Limits,
    keep_on: &dyn Fn() -> bool,
) -> Found {
    let mut rows = Rows::screened(p, None);
    let mut shape = Shape::new(p, &rows);
    let mut fixing = Fixing::free(p);
    for (f, flown) in flown.iter().enumerate().filter(|(_, flown)| flown.is_some()) {
        put(&mut fixing.flown, f, *flown);
    }
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
    let mut best = State::nothing(p);
    if let Some(start) = start {
        let carries = |f: usize| start.iter().any(|o| p.choice(ux(*o)).f() == f);
        let given: Vec<bool> = (0..p.flights.len())
            .map(|f| at(&fixing.flown, f).unwrap_or_else(|| carries(f)))
            .collect();
        let mut seated = State::new(p, &given);
        for o in start {
            seated.seat(ux(*o));
        }
        if seated.lawful() {
            best = seated;
        }
    }
    let mut search = Search { p, rows, limits, best, keep_on };
    search.try_plan(&shape, &fixing, &out, true);
    let root = out.bound;
    let mut node = Node { bound: out.bound, fixing, out };
    if search.worth_more(&node) {
        search.narrow(&shape, &mut node);
        search.dive(&shape, &node.fixing, &node.out);
    }
    let mut open = vec![node];
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
    /// Decides what is nearly decided, solves again, and so on down to a whole plan.
    fn dive(&mut self, shape: &Shape<'_>, from: &Fixing, out: &Outcome) {
        let p = self.p;
        let (mut fixing, mut out) = (from.clone(), out.clone());
        let mut bold = true;
        for depth in 0..30_u32 {
            if !(self.keep_on)() {
                return;
            }
            let before = fixing.clone();
            let least = (0.95 - 0.04 * f64::from(depth)).max(0.5);
            let mut decided = 0;
            for f in 0..p.flights.len() {
                let y = at(&out.y, f);
                if fixing.open(f) && (y > least || y < 1.0 - least) {
                    put(&mut fixing.flown, f, Some(y > 0.5));
                    decided += 1;
                }
            }
            let mut sure: Vec<(f64, usize)> = (0..p.choices.len())
                .filter(|o| fixing.allows(p, *o) && !fixing.open(p.choice(*o).f()))
                .map(|o| (at(&out.x, o), o))
                .filter(|(x, _)| *x > 0.02)
                .collect();
            sure.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            let clear = sure.iter().take_while(|(x, _)| *x > 0.95).count();
            let half = sure.iter().take_while(|(x, _)| *x > 0.6).count();
            let more = if bold { (sure.len() - clear).div_ceil(10) } else { 1 };
            sure.truncate(clear + more.min(half.saturating_sub(clear)).max(1));
            if sure.is_empty() && decided == 0 {
                break;
            }
            let hindmost = sure.last().map(|(_, o)| *o);
            for (_, o) in sure {
                self.place(&mut fixing, o);
            }
            let stop =
                Stop { steps: 40, gap: 1e-4, below: self.best.objective, keep_on: self.keep_on };
            let next = lp::solve(shape, &fixing, &stop);
            if next.bound > self.best.objective {
                out = next;
                self.try_plan(shape, &fixing, &out, false);
                continue;
            }
            // Too much at once: go back, and take one at a time, or leave that one out.
            if bold {
                bold = false;
                fixing = before;
                continue;
            }
            let Some(hindmost) = hindmost else { return };
            fixing = before;
            put(&mut fixing.barred, hindmost, true);
            out = lp::solve(shape, &fixing, &stop);
            if out.bound <= self.best.objective {
                return;
            }
        }
        self.try_plan(shape, &fixing, &out, true);
    }

    /// Fixes an option if it still fits beside those fixed before; bars it if not.
    fn place(&self, fixing: &mut Fixing, o: usize) {
        let p = self.p;
        if !fixing.allows(p, o) {
            return;
        }
        let c = p.choice(o);
        fixing.placed.push(small(o));
        if self.overfull(fixing) {
            fixing.placed.pop();
            put(&mut fixing.barred, o, true);
            return;
        }
        p.options_of(c.g()).for_each(|o| put(&mut fixing.barred, o, true));
        for other in p.apart_from(c.g()) {
            for o in p.options_of(other).filter(|o| p.choice(*o).f() == c.f()) {
                put(&mut fixing.barred, o, true);
            }
        }
    }

    /// Whether the branch may still hold a plan that is better by more than the tolerance.
    fn worth_more(&self, node: &Node) -> bool {
        node.bound > self.best.objective + self.limits.tolerance && self.limits.nodes > 0
    }

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
        put(&mut with.flown, p.choice(option).f(), Some(true));
        self.place(&mut with, option);
        Some(
            if at(&with.placed, node.fixing.placed.len()) == small(option)
                && with.placed.len() > node.fixing.placed.len()
            {
                vec![with, without]
            } else {
                vec![without]
            },
        )
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
        let mut state = search::lean(p, (&out.x, &fixing.placed), &profit, &flown);
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
