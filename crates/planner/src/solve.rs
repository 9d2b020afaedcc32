//! The solver: multipliers, a plan from them, then a small search over which flights to fly.

use crate::budget::{Budget, Control, Phase, Progress};
use crate::dual::{Dual, Found};
use crate::num::{at, count, put, real};
use crate::plan::{Plan, SOLVER};
use crate::problem::Problem;
use crate::reach::reach;
use crate::reasons;
use crate::relax::{Fixing, Relaxation};
use crate::search::{self, Effort, State};

struct Node {
    fixing: Fixing,
    found: Found,
}

struct Solver<'a, 'p> {
    p: &'p Problem,
    budget: &'a Budget,
    lp: &'a Relaxation<'p>,
    best: Option<State<'p>>,
    bound: i64,
    stopped: bool,
    tried: Vec<Vec<bool>>,
    progress: &'a mut dyn FnMut(Progress) -> Control,
}

/// Finds a lawful plan and a bound on the best one.
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
    let lp = Relaxation::new(problem);
    let dual = Dual::new(&lp);
    let mut solver = Solver {
        p: problem,
        budget,
        lp: &lp,
        best: None,
        bound: i64::MAX,
        stopped: false,
        tried: Vec::new(),
        progress,
    };
    solver.run(&dual);
    let mut state = solver.best.take().unwrap_or_else(|| State::nothing(problem));
    search::fill(&mut state);
    describe(&state, solver.bound.max(state.objective), budget)
}

impl<'p> Solver<'_, 'p> {
    fn run(&mut self, dual: &Dual<'_, 'p>) {
        let hopeless = |f: usize| (reach(self.p, f) < self.p.min_fill(f)).then_some(false);
        let free: Fixing = (0..self.p.flights.len()).map(hopeless).collect();
        let mut tell = |bound| {
            let report = Progress { phase: Phase::Bound, objective: None, bound };
            (self.progress)(report) == Control::Continue
        };
        let root = dual.improve(dual.start(), &free, self.budget.root_iterations, &mut tell);
        self.bound = root.bound;
        self.plan(&root, &free);
        let mut open = vec![Node { fixing: free, found: root }];
        for _ in 0..self.budget.branches {
            let Some(k) = self.widest(&open) else { break };
            let node = open.swap_remove(k);
            let mut done = false;
            match self.doubtful(&node) {
                Some(f) => {
                    for flown in [true, false] {
                        let mut fixing = node.fixing.clone();
                        put(&mut fixing, f, Some(flown));
                        open.push(self.branch(dual, &node, fixing));
                    }
                }
                // Every candidate is decided: only the multipliers can still gain.
                None => {
                    let again = self.branch(dual, &node, node.fixing.clone());
                    let gain = node.found.bound - again.found.bound;
                    open.push(again);
                    done = gain.saturating_mul(1_000_000) < node.found.bound.abs();
                }
            }
            let most = open.iter().map(|n| n.found.bound).max().unwrap_or(self.bound);
            self.bound = self.bound.min(most);
            if self.stopped || done || !self.tell(Phase::Branch) {
                break;
            }
        }
    }

    fn objective(&self) -> i64 {
        self.best.as_ref().map_or(i64::MIN, |s| s.objective)
    }

    fn tell(&mut self, phase: Phase) -> bool {
        let objective = self.best.as_ref().map(|s| s.objective);
        let go = (self.progress)(Progress { phase, objective, bound: self.bound });
        self.stopped |= go == Control::Stop;
        !self.stopped
    }

    /// The branch with the highest bound, if that is above the best plan.
    fn widest(&self, open: &[Node]) -> Option<usize> {
        let bound = |k: &usize| open.get(*k).map_or(i64::MIN, |n| n.found.bound);
        let k = (0..open.len()).max_by_key(|k| (bound(k), std::cmp::Reverse(*k)))?;
        (bound(&k) > self.objective()).then_some(k)
    }

    /// The undecided candidate that the relaxation is least sure of.
    fn doubtful(&self, node: &Node) -> Option<usize> {
        let doubt = |f: usize| {
            let column = at(&self.lp.flight_column, f)?;
            (at(&node.fixing, f).is_none()).then(|| (at(&node.found.x, column) - 0.5).abs())
        };
        let all = (0..self.p.flights.len()).filter_map(|f| doubt(f).map(|d| (d, f)));
        all.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, f)| f)
    }

    fn branch(&mut self, dual: &Dual<'_, 'p>, node: &Node, fixing: Fixing) -> Node {
        let best = self.objective();
        let start = node.found.point.clone();
        let mut keep_on = |bound: i64| bound > best;
        let steps = if self.stopped { 0 } else { self.budget.branch_iterations };
        let mut found = dual.improve(start, &fixing, steps, &mut keep_on);
        let inherited = self.lp.bound(&node.found.prices, &fixing);
        if inherited < found.bound {
            (found.bound, found.prices) = (inherited, node.found.prices.clone());
        }
        found.bound = found.bound.min(node.found.bound);
        if found.bound > best && !self.stopped {
            self.plan(&found, &fixing);
        }
        Node { fixing, found }
    }

    /// Builds plans from the relaxation's point and keeps the best.
    fn plan(&mut self, found: &Found, fixing: &Fixing) {
        let column = |f: usize| at(&self.lp.flight_column, f);
        let likely = |f: usize| column(f).is_none_or(|j| at(&found.x, j) > 0.5);
        let flown: Vec<bool> =
            (0..self.p.flights.len()).map(|f| at(fixing, f).unwrap_or(likely(f))).collect();
        if self.tried.contains(&flown) {
            return;
        }
        let profit = self.lp.profits(&found.prices);
        let leaning: Vec<f64> = profit
            .iter()
            .zip(&found.x)
            .map(|(profit, x)| if *x > 0.6 { profit + 1e9 * x } else { *profit })
            .collect();
        let mut scores = vec![leaning];
        if self.best.is_none() {
            let seats = |g: usize| self.p.groups.get(g).map_or(1, |x| x.seats.max(1));
            let dense = self.p.choices.iter().map(|c| real(c.value) / real(seats(c.g()))).collect();
            scores.extend([profit.clone(), dense]);
        }
        self.tried.push(flown.clone());
        for score in scores {
            let mut state = search::greedy(self.p, &score, &flown);
            let mut effort = Effort { moves: self.budget.moves, passes: self.budget.passes };
            let first = self.best.is_none();
            if !self.stopped {
                let mut keep_on = |objective| {
                    let best = Some(objective);
                    let report =
                        Progress { phase: Phase::Improve, objective: best, bound: self.bound };
                    self.stopped |= (self.progress)(report) == Control::Stop;
                    !self.stopped
                };
                search::improve(&mut state, &profit, &mut effort, &mut keep_on);
            }
            if (first || state.objective > self.objective()) && state.lawful() {
                self.best = Some(state);
            }
        }
    }
}

fn describe(state: &State<'_>, bound: i64, budget: &Budget) -> Plan {
    let p = state.p;
    let seat = |o: &u32| {
        let c = p.choice(crate::num::ux(*o));
        [c.g(), c.f(), crate::num::ux(c.stop)]
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
