//! The solver: prices for the whole, a plan from them, then blocks searched one by one.

mod parts;
mod root;

use crate::block::partition;
use crate::branch::{self, Limits, Root};
use crate::budget::{Budget, Control, Phase, Progress};
use crate::lp::{Fixing, Outcome, Rows, Shape, bound};
use crate::num::{PLACES, count, put, real, ux};
use crate::plan::{Plan, SOLVER};
use crate::problem::Problem;
use crate::reach::out_of_reach;
use crate::reasons::{self, Prices};
use crate::search::{self, Effort, State};
use parts::{again, blocks, chains, rebuild, settle};
use std::cell::RefCell;
use std::sync::atomic::{AtomicBool, Ordering};

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
    let (state, bound, prices) = plan(problem, budget, &watch);
    describe(&state, bound.max(state.objective), &prices, budget)
}

fn plan<'p>(p: &'p Problem, budget: &Budget, watch: &Watch<'_>) -> (State<'p>, i64, Prices) {
    let closed: Vec<bool> =
        (0..p.flights.len()).map(|f| out_of_reach(p, f, &|| !watch.stopped())).collect();
    let mut best = first(p, &closed);
    let mut fixing = Fixing::free(p);
    closed.iter().enumerate().filter(|(_, c)| **c).for_each(|(f, _)| {
        put(&mut fixing.flown, f, Some(false));
    });
    let mut rows = Rows::screened(p, Some(&best.used));
    let mut shape = Shape::new(p, &rows);
    watch.note(Phase::Bound, Some(best.objective), i64::MAX);
    let go = || watch.go();
    let root = root::rounds((&mut rows, &mut shape), &fixing, best.objective, budget, watch);
    let grain = Grain::of(p);
    let mut bound = grain.down(root.bound);
    watch.note(Phase::Improve, Some(best.objective), bound);
    let profit = branch::profits(&shape, &root);
    improve(p, &root, &profit, budget, watch, &mut best);
    let (loss, _, _) = bound::losses(&shape, &fixing, &root.rows, &root.groups);
    chains(&mut best, (&loss, &root.groups), budget, watch);
    if budget.whole > 0 && !watch.stopped() {
        let limits = Limits {
            nodes: budget.whole,
            tolerance: budget.slice(best.objective, 1),
            rounds: 0,
            moves: budget.moves,
            flights: true,
        };
        let (rows, fixing, out) = (rows.clone(), fixing.clone(), root.clone());
        let from = Root { shape: &shape, rows, fixing, out };
        let tell = |objective: i64, bound: i64| {
            watch.note(Phase::Branch, Some(objective), bound);
        };
        let (found, proved) = branch::run(from, best, limits, &go, &tell);
        best = found;
        bound = bound.min(proved);
    }
    if budget.polish {
        settle(p, &shape, &mut best, (bound, budget), watch);
    }
    watch.note(Phase::Branch, Some(best.objective), bound);
    if !watch.stopped() && bound > best.objective && budget.nodes > 0 {
        let parts = partition(&shape, &root, &loss, budget.block_flights);
        if budget.whole == 0 {
            // The plan has more to gain than the bound.
            again(&mut best, &parts, &root, (&loss, bound, true), budget, watch);
            chains(&mut best, (&loss, &root.groups), budget, watch);
            watch.note(Phase::Improve, Some(best.objective), bound);
        }
        let found = blocks(&best, &parts, &closed, budget, watch);
        let total = parts.outside + found.iter().map(|b| i128::from(b.1.bound)).sum::<i128>();
        bound = bound.min(i64::try_from(total >> PLACES).unwrap_or(i64::MAX));
        for (options, found) in &found {
            rebuild(&mut best, options, found, &profit);
        }
        best.settle();
        watch.note(Phase::Improve, Some(best.objective), bound);
        again(&mut best, &parts, &root, (&loss, bound, true), budget, watch);
    }
    bound = grain.down(bound);
    chains(&mut best, (&loss, &root.groups), budget, watch);
    search::fill(&mut best);
    search::equals::order(&mut best);
    watch.note(Phase::Branch, Some(best.objective), bound);
    watch.go();
    let prices = Prices {
        rows: (0..p.rows.len()).map(|r| shape.price(&root.rows, r)).collect(),
        groups: root.groups,
    };
    (best, bound, prices)
}

/// What every plan is worth is a multiple of something, apart from flights that fly in any case.
struct Grain {
    step: i64,
    base: i64,
}

impl Grain {
    fn of(p: &Problem) -> Self {
        let costs = |chosen: bool| {
            let mine = (0..p.flights.len()).filter(move |f| p.candidate(*f) == chosen);
            mine.map(|f| p.cost(f))
        };
        let values = p.choices.iter().map(|c| c.value);
        let step = values.chain(costs(true)).fold(0, common).max(1);
        Self { step, base: -costs(false).sum::<i64>() }
    }

    /// The bound, down to the next worth that a plan can have.
    fn down(&self, bound: i64) -> i64 {
        let above = bound.checked_sub(self.base).map(|above| above.div_euclid(self.step));
        above.map_or(bound, |above| self.base.saturating_add(above.saturating_mul(self.step)))
    }
}

/// The greatest number that divides both.
fn common(mut a: i64, mut b: i64) -> i64 {
    while b != 0 {
        (a, b) = (b, a.checked_rem(b).unwrap_or(0));
    }
    a.saturating_abs()
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

fn describe(state: &State<'_>, bound: i64, prices: &Prices, budget: &Budget) -> Plan {
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
        flights: reasons::flights(state, prices),
        solver: SOLVER.into(),
    }
}
