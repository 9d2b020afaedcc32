//! Branch and bound on one block: first which candidates fly, then who sits where.

mod broken;
mod dive;

pub(crate) use broken::{broken, cliques_on};

use crate::lp::{self, Fixing, Outcome, Rows, Shape, Stop, bound};
use crate::num::{at, put, real, ux};
use crate::problem::{Choice, Problem};
use crate::search::chain::Guide;
use crate::search::{self, Effort, State};

/// Steps of chains of moves after a plan was built.
const CHAINS: u64 = 4_000;

/// What the search in a block found.
pub(crate) struct Found {
    /// Proved: no plan of the block is worth more.
    pub(crate) bound: i64,
    /// The best plan: its options, and flights flown.
    pub(crate) chosen: Vec<u32>,
    pub(crate) flown: Vec<bool>,
}

/// How much a block may cost.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) nodes: u32,
    /// Branches whose bound is within this of the best plan are not followed.
    pub(crate) tolerance: i64,
    pub(crate) rounds: u32,
    pub(crate) moves: u64,
    /// Whether only the choice of flights is searched, and not who sits where.
    pub(crate) flights: bool,
}

struct Node {
    fixing: Fixing,
    out: Outcome,
    bound: i64,
    /// How many times rows had been added when it was solved: prices belong to their rows.
    shape: u32,
}

struct Search<'p, 'a> {
    p: &'p Problem,
    limits: Limits,
    best: State<'p>,
    keep_on: &'a dyn Fn() -> bool,
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
    let root = Root { shape: &shape, rows, fixing, out };
    let (best, bound) = run(root, best, limits, keep_on, &|_, _| {});
    Found { bound, chosen: best.by.iter().flatten().copied().collect(), flown: best.flown }
}

/// A solved relaxation from which a search begins.
pub(crate) struct Root<'p, 'a> {
    pub(crate) shape: &'a Shape<'p>,
    pub(crate) rows: Rows,
    pub(crate) fixing: Fixing,
    pub(crate) out: Outcome,
}

/// Searches from a solved relaxation; the best plan, and what no plan is worth more than. `tell`
/// hears of the best plan's worth and of the bound, branch by branch.
pub(crate) fn run<'p>(
    root: Root<'p, '_>,
    best: State<'p>,
    limits: Limits,
    keep_on: &dyn Fn() -> bool,
    tell: &dyn Fn(i64, i64),
) -> (State<'p>, i64) {
    let Root { shape: first, mut rows, fixing, out } = root;
    let p = first.p;
    let mut newer: Option<Shape<'p>> = None;
    let mut search = Search { p, limits, best, keep_on };
    search.try_plan(first, &fixing, &out, true);
    let bound = out.bound;
    let mut node = Node { bound, fixing, out, shape: 0 };
    if search.worth_more(&node) && !limits.flights {
        search.narrow(first, &mut node);
        search.dive(first, &node.fixing);
    }
    let mut open = vec![node];
    let (mut closed_at, mut nodes, mut shapes, mut rows_added) = (i64::MIN, 1, 0, 0);
    while let Some(k) = (0..open.len())
        .max_by_key(|k| (open.get(*k).map_or(i64::MIN, |n| n.bound), std::cmp::Reverse(*k)))
    {
        let target = search.best.objective + limits.tolerance;
        let above = open.get(k).map_or(i64::MIN, |n| n.bound);
        tell(search.best.objective, above.max(closed_at).max(search.best.objective));
        if above <= target || nodes >= limits.nodes || !keep_on() {
            break;
        }
        let mut node = open.swap_remove(k);
        let mut shape = newer.as_ref().unwrap_or(first);
        if node.shape == shapes {
            search.narrow(shape, &mut node);
        }
        let Some(children) = search.children(&node) else {
            // Nothing is in doubt, but a row that was left out may be broken here.
            nodes += 1;
            if limits.flights && rows_added > 2 {
                open.push(node);
                break;
            }
            rows_added += 1;
            if node.shape < shapes || broken(shape, &node.out, &mut rows) > 0 {
                if node.shape == shapes {
                    newer = Some(Shape::new(p, &rows));
                    shapes += 1;
                    shape = newer.as_ref().unwrap_or(first);
                }
                let stop = Stop { steps: 60, gap: 3e-6, below: target, keep_on };
                let out = lp::solve(shape, &node.fixing, &stop);
                search.try_plan(shape, &node.fixing, &out, true);
                let bound = out.bound.min(node.bound);
                open.push(Node { fixing: node.fixing, out, bound, shape: shapes });
            } else {
                closed_at = closed_at.max(node.bound);
            }
            continue;
        };
        for fixing in children {
            nodes += 1;
            let below = search.best.objective + limits.tolerance;
            let stop = Stop { steps: 40, gap: 1e-5, below, keep_on };
            let out = lp::solve(shape, &fixing, &stop);
            let bound = out.bound.min(node.bound);
            if bound > below {
                search.try_plan(shape, &fixing, &out, nodes < 12 || nodes % 8 == 0);
                open.push(Node { fixing, out, bound, shape: shapes });
            } else {
                closed_at = closed_at.max(bound);
            }
        }
    }
    let left = open.iter().map(|n| n.bound).max().unwrap_or(i64::MIN);
    let best = search.best;
    let bound = left.max(closed_at).max(best.objective).min(bound.max(best.objective));
    (best, bound)
}

impl Search<'_, '_> {
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
    fn children(&self, node: &Node) -> Option<Vec<Fixing>> {
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
        if self.limits.flights {
            return None;
        }
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
        self.place(&mut with, &[option]);
        Some(if with.placed.len() > node.fixing.placed.len() {
            vec![with, without]
        } else {
            vec![without]
        })
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
            let (loss, _, _) = bound::losses(shape, fixing, &out.rows, &out.groups);
            let guide = Guide { loss: &loss, price: &out.groups };
            let mut effort = Effort { moves: CHAINS, passes: 1, flights: false };
            search::chain::pass(&mut state, &guide, &mut effort, &mut || (self.keep_on)());
            state.settle();
        }
        if state.objective > self.best.objective && state.lawful() {
            self.best = state;
        }
    }
}

/// What each option is worth beyond the shared rows' prices.
pub(crate) fn profits(shape: &Shape<'_>, out: &Outcome) -> Vec<f64> {
    let p = shape.p;
    let costs = shape.costs(&out.rows);
    let profit = |(c, k): (&Choice, &u32)| real(c.value) - at(&costs, ux(*k));
    p.choices.iter().zip(&shape.pattern_of).map(profit).collect()
}
