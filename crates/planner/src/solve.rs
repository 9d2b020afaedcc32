//! The solver: prices for the whole, a plan from them, then blocks searched one by one.

use crate::block::{Parts, partition};
use crate::branch::{self, Found, Limits};
use crate::budget::{Budget, Control, Phase, Progress};
use crate::core::Doubt;
use crate::lp::{self, Fixing, Outcome, Rows, Shape, Stop, bound};
use crate::num::{PLACES, at, count, put, real, small, ux};
use crate::plan::{Plan, SOLVER};
use crate::problem::Problem;
use crate::reach::reach;
use crate::reasons;
use crate::search::{self, Effort, State};
use std::cell::RefCell;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Tells how far the solver is, and remembers that it was asked to stop.
struct Watch<'a> {
    tell: RefCell<&'a mut dyn FnMut(Progress) -> Control>,
    last: RefCell<Progress>,
    stopped: AtomicBool,
}

impl Watch<'_> {
    fn go(&self) -> bool {
        let report = *self.last.borrow();
        if (self.tell.borrow_mut())(report) == Control::Stop {
            self.stopped.store(true, Ordering::Relaxed);
        }
        !self.stopped()
    }

    fn stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    fn note(&self, phase: Phase, objective: Option<i64>, bound: i64) {
        *self.last.borrow_mut() = Progress { phase, objective, bound };
    }
}

/// Finds a lawful plan and a bound on the best one.
///
/// The plan is the same whatever the number of threads, and depends on the clock only when
/// `progress` answers [`Control::Stop`].
///
/// ```
/// use planner::{Budget, Control, Instance, Problem, solve};
/// let instance = Instance::from_json(planner::samples::ONE_FLIGHT).unwrap();
/// let problem = Problem::new(&instance).unwrap();
/// let plan = solve(&problem, &Budget::default(), &mut |_| Control::Continue);
/// assert_eq!(plan.chosen, [[0, 0, 0], [1, 0, 0]]);
/// assert!(plan.bound >= plan.objective);
/// ```
pub fn solve(
    problem: &Problem,
    budget: &Budget,
    progress: &mut dyn FnMut(Progress) -> Control,
) -> Plan {
    let start = Progress { phase: Phase::Bound, objective: None, bound: i64::MAX };
    let watch = Watch {
        tell: RefCell::new(progress),
        last: RefCell::new(start),
        stopped: AtomicBool::new(false),
    };
    let (state, bound) = plan(problem, budget, &watch);
    describe(&state, bound.max(state.objective), budget)
}

fn plan<'p>(p: &'p Problem, budget: &Budget, watch: &Watch<'_>) -> (State<'p>, i64) {
    let closed: Vec<bool> =
        (0..p.flights.len()).map(|f| p.candidate(f) && reach(p, f) < p.min_fill(f)).collect();
    let mut best = first(p, &closed);
    let mut fixing = Fixing::free(p);
    closed.iter().enumerate().filter(|(_, c)| **c).for_each(|(f, _)| {
        put(&mut fixing.flown, f, Some(false));
    });
    let mut rows = Rows::screened(p, Some(&best.used));
    let mut shape = Shape::new(p, &rows);
    watch.note(Phase::Bound, Some(best.objective), i64::MAX);
    let go = || watch.go();
    let stop =
        Stop { steps: budget.root_steps, gap: budget.root_gap, below: i64::MIN, keep_on: &go };
    let mut root = lp::solve(&shape, &fixing, &stop);
    for _ in 0..budget.rounds {
        watch.note(Phase::Bound, Some(best.objective), root.bound);
        if watch.stopped() || branch::broken(&shape, &root, &mut rows) == 0 {
            break;
        }
        shape = Shape::new(p, &rows);
        let again = lp::solve(&shape, &fixing, &stop);
        if again.bound < root.bound {
            root = again;
        } else {
            // Stopped before it was as good as the last one.
            root.rows.resize(shape.rows.len(), 0.0);
            break;
        }
    }
    let mut bound = root.bound;
    watch.note(Phase::Improve, Some(best.objective), bound);
    let profit = branch::profits(&shape, &root);
    improve(p, &root, &profit, budget, watch, &mut best);
    if budget.polish {
        polish(p, &shape, &mut best, budget, watch);
    }
    watch.note(Phase::Branch, Some(best.objective), bound);
    if !watch.stopped() && bound > best.objective && budget.nodes > 0 {
        let (loss, _, _) = bound::losses(&shape, &fixing, &root.rows, &root.groups);
        let parts = partition(&shape, &root, &loss, budget.block_flights);
        let found = blocks(&best, &parts, &closed, budget, watch);
        let total = parts.outside + found.iter().map(|b| i128::from(b.1.bound)).sum::<i128>();
        bound = bound.min(i64::try_from(total >> PLACES).unwrap_or(i64::MAX));
        for (options, found) in &found {
            rebuild(&mut best, options, found, &profit);
        }
        best.settle();
        watch.note(Phase::Improve, Some(best.objective), bound);
        again(&mut best, &parts, &root, (&loss, bound), budget, watch);
    }
    search::fill(&mut best);
    watch.note(Phase::Branch, Some(best.objective), bound);
    watch.go();
    (best, bound)
}

/// Decides each block anew, with the rest of the plan as it stands.
fn again(
    best: &mut State<'_>,
    parts: &Parts,
    root: &Outcome,
    (loss, bound): (&[i64], i64),
    budget: &Budget,
    watch: &Watch<'_>,
) {
    let p = best.p;
    let go = || watch.go();
    let flip: Vec<bool> = (0..p.flights.len()).map(|f| p.candidate(f)).collect();
    let before = best.clone();
    for block in &parts.blocks {
        if watch.stopped() {
            break;
        }
        let margin = (bound - best.objective).min(budget.margin);
        let doubt = Doubt { flights: block, loss, price: &root.groups, margin, flip: &flip };
        let tolerance = budget.slice(best.objective, parts.blocks.len());
        let limits = Limits { nodes: budget.core_nodes, tolerance, rounds: 2, moves: budget.moves };
        crate::core::redo(best, &doubt, limits, &go);
    }
    best.settle();
    if !best.lawful() {
        *best = before;
    }
}

/// Decides anew, with everybody else fixed, those whose seat the prices leave in doubt.
fn polish(
    p: &Problem,
    shape: &Shape<'_>,
    best: &mut State<'_>,
    budget: &Budget,
    watch: &Watch<'_>,
) {
    let go = || watch.go();
    let mut fixing = Fixing::free(p);
    for f in 0..p.flights.len() {
        put(&mut fixing.flown, f, Some(at(&best.flown, f)));
    }
    let stop =
        Stop { steps: budget.root_steps, gap: budget.root_gap, below: i64::MIN, keep_on: &go };
    let out = lp::solve(shape, &fixing, &stop);
    let (loss, _, _) = bound::losses(shape, &fixing, &out.rows, &out.groups);
    let before = best.clone();
    let flights: Vec<u32> = (0..small(p.flights.len())).collect();
    let flip = vec![false; p.flights.len()];
    {
        let margin = budget.margin / 4;
        let doubt =
            Doubt { flights: &flights, loss: &loss, price: &out.groups, margin, flip: &flip };
        let limits = Limits {
            nodes: budget.core_nodes,
            tolerance: budget.slice(best.objective, 1),
            rounds: 2,
            moves: budget.moves,
        };
        crate::core::redo(best, &doubt, limits, &go);
    }
    best.settle();
    if !best.lawful() {
        *best = before;
    }
}

/// The best of a few plans that need no prices.
fn first<'p>(p: &'p Problem, closed: &[bool]) -> State<'p> {
    let flown: Vec<bool> = closed.iter().map(|closed| !closed).collect();
    let seats = |g: usize| p.groups.get(g).map_or(1, |x| x.seats.max(1));
    let dense: Vec<f64> = p.choices.iter().map(|c| real(c.value) / real(seats(c.g()))).collect();
    let plan = search::greedy(p, &dense, &flown);
    let nothing = State::nothing(p);
    if plan.lawful() && plan.objective > nothing.objective { plan } else { nothing }
}

fn improve<'p>(
    p: &'p Problem,
    root: &Outcome,
    profit: &[f64],
    budget: &Budget,
    watch: &Watch<'_>,
    best: &mut State<'p>,
) {
    let flown: Vec<bool> = root.y.iter().map(|y| *y > 0.5).collect();
    let mut state = search::lean(p, (&root.x, &[]), profit, &flown);
    let mut effort =
        Effort { moves: budget.moves, passes: budget.passes, flights: budget.flip_flights };
    search::improve(&mut state, profit, &mut effort, &mut |_| watch.go());
    if state.objective > best.objective && state.lawful() {
        *best = state;
    }
}

/// Searches every block, on as many threads as there are; the result does not depend on them.
fn blocks(
    best: &State<'_>,
    parts: &Parts,
    closed: &[bool],
    budget: &Budget,
    watch: &Watch<'_>,
) -> Vec<(Vec<u32>, Found)> {
    let p = best.p;
    let n = parts.blocks.len();
    let next = AtomicUsize::new(0);
    let results: Mutex<Vec<Option<(Vec<u32>, Found)>>> = Mutex::new((0..n).map(|_| None).collect());
    // The largest first, so that no thread is left with one at the end.
    let mut order: Vec<usize> = (0..n).collect();
    let size = |k: usize| -> usize {
        parts.blocks.get(k).into_iter().flatten().map(|f| p.options_on(ux(*f)).count()).sum()
    };
    order.sort_by_key(|k| (std::cmp::Reverse(size(*k)), *k));
    let work = |keep_on: &dyn Fn() -> bool| {
        while let Some(k) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
            let block = parts.block(p, *k);
            let shut: Vec<Option<bool>> =
                block.flights.iter().map(|f| at(closed, ux(*f)).then_some(false)).collect();
            let limits = Limits {
                nodes: (budget.nodes / small(1 + size(*k) / 500)).max(budget.least_nodes),
                tolerance: budget.slice(best.objective, n) << PLACES,
                rounds: budget.rounds,
                moves: budget.moves,
            };
            let found = {
                let now = |o: &usize| {
                    let whole = at(&block.options, *o);
                    at(&best.by, p.choice(ux(whole)).g()) == Some(whole)
                };
                let start: Vec<u32> = (0..block.options.len()).filter(now).map(small).collect();
                branch::search(&block.p, &shut, Some(&start), limits, keep_on)
            };
            let whole = |o: &u32| at(&block.options, ux(*o));
            let chosen = found.chosen.iter().map(whole).collect();
            let found = Found { chosen, ..found };
            if let Ok(mut results) = results.lock()
                && let Some(slot) = results.get_mut(*k)
            {
                *slot = Some((block.flights, found));
            }
        }
    };
    let stopped = &watch.stopped;
    let quiet = || !stopped.load(Ordering::Relaxed);
    std::thread::scope(|scope| {
        for _ in 1..budget.threads.max(1) {
            scope.spawn(|| work(&quiet));
        }
        work(&|| watch.go());
    });
    results.into_inner().unwrap_or_default().into_iter().flatten().collect()
}

/// Puts a block's plan in place of what its flights carry, and keeps it when the whole gains.
fn rebuild(state: &mut State<'_>, flights: &[u32], found: &Found, profit: &[f64]) {
    let p = state.p;
    let (mark, before) = (state.mark(), state.objective);
    let mut moved: Vec<usize> = Vec::new();
    for f in flights.iter().map(|f| ux(*f)) {
        moved.extend(state.on.get(f).into_iter().flatten().map(|g| ux(*g)));
    }
    if moved.iter().any(|g| at(&state.locked, *g)) {
        return;
    }
    moved.iter().for_each(|g| state.unseat(*g));
    for (f, flown) in flights.iter().zip(&found.flown) {
        state.fly(ux(*f), *flown);
    }
    for o in found.chosen.iter().map(|o| ux(*o)) {
        let g = p.choice(o).g();
        if let Some(now) = at(&state.by, g) {
            let here = state.mark();
            state.unseat(g);
            if !state.fits(o) || !state.still_lawful(p.choice(ux(now)).f(), ux(now)) {
                state.undo(here);
                continue;
            }
        }
        if state.fits(o) {
            state.seat(o);
        }
    }
    moved.retain(|g| at(&state.by, *g).is_none());
    for g in moved {
        if let Some(o) = state.best_fit(g, 0) {
            state.seat(o);
        }
    }
    let mut order: Vec<usize> = flights
        .iter()
        .flat_map(|f| p.options_on(ux(*f)))
        .filter(|o| at(&state.by, p.choice(*o).g()).is_none() && p.choice(*o).value > 0)
        .collect();
    order.sort_by(|a, b| at(profit, *b).total_cmp(&at(profit, *a)).then(a.cmp(b)));
    for o in order {
        if state.fits(o) {
            state.seat(o);
        }
    }
    let filled = flights
        .iter()
        .map(|f| ux(*f))
        .all(|f| !at(&state.flown, f) || at(&state.aboard, f) >= p.min_fill(f));
    if !filled || state.objective <= before {
        state.undo(mark);
    }
}

fn describe(state: &State<'_>, bound: i64, budget: &Budget) -> Plan {
    let p = state.p;
    let seat = |o: &u32| {
        let c = p.choice(ux(*o));
        [c.g(), c.f(), ux(c.stop)]
    };
    let objective = state.objective;
    Plan {
        chosen: state.by.iter().flatten().map(seat).collect(),
        y: state.flown.iter().map(|y| u8::from(*y)).collect(),
        objective,
        bound,
        gap: real(bound.saturating_sub(objective)) / real(objective.abs().max(count(1))),
        left_out: reasons::left_out(state),
        alternates: reasons::alternates(state, budget.alternates),
        flights: reasons::flights(state),
        solver: SOLVER.into(),
    }
}
