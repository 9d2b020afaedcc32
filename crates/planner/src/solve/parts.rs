//! The plan block by block: bounds from each, and seats decided anew.

use super::Watch;
use crate::block::{Parts, partition};
use crate::branch::{self, Found, Limits};
use crate::budget::{Budget, Phase};
use crate::core::Doubt;
use crate::lp::{self, Fixing, Outcome, Shape, Stop, bound};
use crate::num::{PLACES, at, put, small, ux};
use crate::problem::Problem;
use crate::search::chain::{self, Guide};
use crate::search::{Effort, State};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A searched block: its flights, and what was found in the whole problem's options.
type Done = (Vec<u32>, Found);

/// Decides each block anew, with the rest of the plan as it stands.
pub(super) fn again(
    best: &mut State<'_>,
    parts: &Parts,
    prices: &Outcome,
    (loss, bound, flip): (&[i64], i64, bool),
    budget: &Budget,
    watch: &Watch<'_>,
) {
    let p = best.p;
    let go = || watch.go();
    let flip: Vec<bool> = (0..p.flights.len()).map(|f| flip && p.candidate(f)).collect();
    let before = best.clone();
    let missed = |block: &[u32]| -> i64 {
        let options = block.iter().flat_map(|f| p.options_on(ux(*f)));
        let guide = Guide { loss, price: &prices.groups };
        options.map(|o| guide.lost_at(best, o)).sum()
    };
    let mut order: Vec<(i64, &Vec<u32>)> = parts.blocks.iter().map(|b| (missed(b), b)).collect();
    // Where most is lost first.
    order.sort_by_key(|(missed, block)| (std::cmp::Reverse(*missed), block.first().copied()));
    for (_, block) in order {
        if watch.stopped() {
            break;
        }
        let margin = (bound - best.objective).min(budget.margin);
        let doubt = Doubt { flights: block, loss, price: &prices.groups, margin, flip: &flip };
        let tolerance = budget.slice(best.objective, parts.blocks.len());
        let limits = Limits {
            nodes: budget.core_nodes,
            tolerance,
            rounds: 2,
            moves: budget.moves,
            flights: false,
        };
        crate::core::redo(best, &doubt, limits, &go);
    }
    best.settle();
    if !best.lawful() {
        *best = before;
    }
}

/// Chains of moves led by prices, as long as they gain.
pub(super) fn chains(
    best: &mut State<'_>,
    (loss, price): (&[i64], &[f64]),
    budget: &Budget,
    watch: &Watch<'_>,
) {
    let guide = Guide { loss, price };
    for _ in 0..budget.passes {
        let mut effort = Effort { moves: budget.chains, passes: 1, flights: false };
        let before = best.objective;
        chain::pass(best, &guide, &mut effort, &mut || watch.go());
        best.settle();
        // A thousandth of what may stay is not worth another pass.
        if best.objective - before <= budget.slice(best.objective, 10) || watch.stopped() {
            break;
        }
    }
}

/// With the choice of flights as it stands, decides the seats in doubt anew: in small blocks, then
/// those in most doubt all together.
pub(super) fn settle(
    p: &Problem,
    shape: &Shape<'_>,
    best: &mut State<'_>,
    (bound, budget): (i64, &Budget),
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
    chains(best, (&loss, &out.groups), budget, watch);
    let parts = partition(shape, &out, &loss, SMALL);
    again(best, &parts, &out, (&loss, bound, false), budget, watch);
    watch.note(Phase::Improve, Some(best.objective), bound);
    let before = best.clone();
    let flights: Vec<u32> = (0..small(p.flights.len())).collect();
    let flip = vec![false; p.flights.len()];
    let margin = budget.margin / 4;
    let doubt = Doubt { flights: &flights, loss: &loss, price: &out.groups, margin, flip: &flip };
    let limits = Limits {
        nodes: budget.core_nodes,
        tolerance: budget.slice(best.objective, 1),
        rounds: 2,
        moves: budget.moves,
        flights: false,
    };
    crate::core::redo(best, &doubt, limits, &go);
    best.settle();
    if !best.lawful() {
        *best = before;
    }
}

/// Flights decided anew together at first, at most.
const SMALL: usize = 6;

/// Searches every block, on as many threads as there are; the result does not depend on them.
pub(super) fn blocks(
    best: &State<'_>,
    parts: &Parts,
    closed: &[bool],
    budget: &Budget,
    watch: &Watch<'_>,
) -> Vec<Done> {
    let p = best.p;
    let n = parts.blocks.len();
    let next = AtomicUsize::new(0);
    let results: Mutex<Vec<Option<Done>>> = Mutex::new((0..n).map(|_| None).collect());
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
                flights: false,
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
pub(super) fn rebuild(state: &mut State<'_>, flights: &[u32], found: &Found, profit: &[f64]) {
    let p = state.p;
    let (mark, before) = (state.mark(), state.objective);
    let mut moved: Vec<usize> = Vec::new();
    for f in flights.iter().map(|f| ux(*f)) {
        moved.extend(state.on.get(f).into_iter().flatten().map(|g| ux(*g)));
    }
    if moved.iter().any(|g| at(&state.locked, *g)) {
        return;
    }
    for g in &moved {
        state.unseat(*g);
    }
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
