//! Chains of moves: somebody takes a seat, whoever held it takes another, and so on, led by prices.
//!
//! By the prices each group and each option has a loss; a plan without any loss and without room on
//! a priced row is a best one. Chains start where a plan loses, and go where little is lost.

use super::{Effort, State};
use crate::num::{at, ux, whole};
use crate::problem::Problem;

/// The prices that lead: what each option loses at least, and what each group pays for its seat.
pub(crate) struct Guide<'a> {
    pub(crate) loss: &'a [i64],
    pub(crate) price: &'a [f64],
}

/// How far a chain goes, and how many ways it tries at each step.
const DEPTH: usize = 5;
const WIDTH: usize = 6;
/// Sets of several tried at each step, and the most in one.
const SETS: usize = 3;
const MOST: usize = 8;
/// Steps that one start may take.
const STEPS: u64 = 400;

struct Chain<'s, 'p, 'a> {
    state: &'s mut State<'p>,
    guide: &'a Guide<'a>,
    before: i64,
    mark: usize,
    left: u64,
}

/// Tries a chain from each group that loses by the prices, most first.
pub(crate) fn pass(
    state: &mut State<'_>,
    guide: &Guide<'_>,
    effort: &mut Effort,
    keep_on: &mut dyn FnMut() -> bool,
) {
    let p = state.p;
    let mut starts: Vec<(i64, usize)> = (0..p.groups.len())
        .filter(|g| !at(&state.locked, *g) && !p.options_of(*g).is_empty())
        .map(|g| (guide.lost(state, g), g))
        .filter(|(lost, _)| *lost >= p.dollar)
        .collect();
    starts.sort_unstable_by_key(|(lost, g)| (std::cmp::Reverse(*lost), *g));
    for (k, (_, g)) in starts.into_iter().enumerate() {
        let lost = guide.lost(state, g);
        if lost < p.dollar {
            continue;
        }
        if effort.moves == 0 || (k % 16 == 0 && !keep_on()) {
            break;
        }
        let (before, mark) = (state.objective, state.mark());
        let steps = STEPS.min(effort.moves);
        let mut chain = Chain { state, guide, before, mark, left: steps };
        let now = at(&chain.state.by, g);
        chain.state.unseat(g);
        let done = chain.settle(&[(g, now)], lost, DEPTH);
        effort.moves -= steps - chain.left;
        if !done {
            state.undo(mark);
        }
    }
}

impl Guide<'_> {
    /// What a group loses as things stand.
    fn lost(&self, state: &State<'_>, g: usize) -> i64 {
        match at(&state.by, g) {
            Some(o) => at(self.loss, ux(o)),
            None => whole(at(self.price, g)),
        }
    }

    /// What is lost at an option as things stand: by its use, or by leaving its group out when
    /// the group would lose nothing here.
    pub(crate) fn lost_at(&self, state: &State<'_>, o: usize) -> i64 {
        let now = at(&state.by, state.p.choice(o).g());
        match now {
            Some(now) if ux(now) == o => at(self.loss, o),
            None if at(self.loss, o) == 0 => whole(at(self.price, state.p.choice(o).g())),
            Some(_) | None => 0,
        }
    }

    /// What a seated group would lose more, elsewhere or without a seat.
    fn move_loss(&self, p: &Problem, state: &State<'_>, g: usize, now: usize) -> i64 {
        let others = p.options_of(g).filter(|o| *o != now && at(&state.flown, p.choice(*o).f()));
        let least = others.map(|o| at(self.loss, o)).min().unwrap_or(i64::MAX);
        least.min(whole(at(self.price, g))) - at(self.loss, now)
    }
}

impl Chain<'_, '_, '_> {
    /// Seats the groups of `queue`, anywhere but where they sat, losing less than `budget`.
    fn settle(&mut self, queue: &[(usize, Option<u32>)], budget: i64, depth: usize) -> bool {
        let Some(((g, not), rest)) = queue.split_first() else { return self.gained() };
        if self.left == 0 {
            return false;
        }
        self.left -= 1;
        let p = self.state.p;
        let mut options: Vec<(i64, usize)> = p
            .options_of(*g)
            .filter(|o| not.map(ux) != Some(*o) && at(&self.state.flown, p.choice(*o).f()))
            .map(|o| (at(self.guide.loss, o), o))
            .filter(|(loss, _)| *loss < budget)
            .collect();
        options.sort_unstable();
        let free = options.iter().find(|(_, o)| self.state.fits(*o)).copied();
        if let Some((loss, o)) = free {
            let mark = self.state.mark();
            self.state.seat(o);
            if self.settle(rest, budget - loss, depth) {
                return true;
            }
            self.state.undo(mark);
        }
        if depth > 0 {
            for (loss, o) in options {
                // Whatever is dearer than free room is worse than it.
                if free.is_some_and(|(least, _)| loss >= least) {
                    break;
                }
                for out in self.holders(o, budget - loss) {
                    if self.displace(o, &out, rest, (budget - loss, depth - 1)) {
                        return true;
                    }
                }
            }
        }
        let price = whole(at(self.guide.price, *g));
        depth < DEPTH && price < budget && self.settle(rest, budget - price, depth)
    }

    /// Seats option `o` in place of the groups `out`, who then look for other seats.
    fn displace(
        &mut self,
        o: usize,
        out: &[usize],
        rest: &[(usize, Option<u32>)],
        (mut budget, depth): (i64, usize),
    ) -> bool {
        let mark = self.state.mark();
        let mut queue: Vec<(usize, Option<u32>)> = Vec::with_capacity(out.len() + rest.len());
        for e in out {
            let now = at(&self.state.by, *e);
            budget += now.map_or(0, |now| at(self.guide.loss, ux(now)));
            queue.push((*e, now));
            self.state.unseat(*e);
        }
        queue.sort_by_key(|(e, _)| (std::cmp::Reverse(self.state.p.people(*e)), *e));
        queue.extend_from_slice(rest);
        if self.state.fits(o) {
            self.state.seat(o);
            if self.settle(&queue, budget, depth) {
                return true;
            }
        }
        self.state.undo(mark);
        false
    }

    /// Whether the plan is worth more than before the chain, and every flight left is still lawful.
    fn gained(&self) -> bool {
        self.state.objective > self.before && self.state.lawful_since(self.mark)
    }

    /// Sets of groups who together hold what the option lacks and lose little by giving way.
    fn holders(&self, o: usize, budget: i64) -> Vec<Vec<usize>> {
        let (state, p) = (&*self.state, self.state.p);
        let c = p.choice(o);
        let short = |(r, a): (usize, i64)| {
            let short = if a > 0 { at(&state.used, r) + a - p.cap(r) } else { 0 };
            (short > 0).then_some((r, short))
        };
        let lacks: Vec<(usize, i64)> = p.uses(o).filter_map(short).collect();
        let apart: Vec<usize> =
            p.apart_from(c.g()).filter(|e| state.flight_of(*e) == Some(c.f())).collect();
        if !apart.is_empty() {
            return if lacks.is_empty() { vec![apart] } else { Vec::new() };
        }
        let mut flights: Vec<u32> = Vec::new();
        for (r, _) in &lacks {
            match p.rows.get(*r).and_then(|row| row.flight) {
                Some(_) => flights.push(c.flight),
                None => flights.extend(p.sharers.get(*r).into_iter().flatten()),
            }
        }
        flights.sort_unstable();
        flights.dedup();
        let mut found: Vec<Holder> = Vec::new();
        for e in flights.iter().flat_map(|f| state.on.get(ux(*f)).into_iter().flatten()) {
            let Some(now) = at(&state.by, ux(*e)).filter(|_| !at(&state.locked, ux(*e))) else {
                continue;
            };
            let held = |(r, short): &(usize, i64)| {
                let takes = p.uses(ux(now)).find(|(row, _)| row == r).map_or(0, |(_, a)| a);
                takes.clamp(0, *short)
            };
            let helps: i64 = lacks.iter().map(held).sum();
            if helps > 0 {
                let loss = self.guide.move_loss(p, state, ux(*e), ux(now));
                if loss < budget {
                    let all = lacks.iter().all(|lack| held(lack) == lack.1);
                    found.push(Holder { loss, helps, all, group: *e });
                }
            }
        }
        let mut sets = self.together(&lacks, &mut found, budget);
        found.retain(|holder| holder.all);
        found.sort_unstable_by_key(|holder| (holder.loss, holder.group));
        let alone = found.iter().take(WIDTH).map(|holder| vec![ux(holder.group)]);
        let alone: Vec<Vec<usize>> = alone.collect();
        sets.retain(|set| set.len() > 1);
        sets.splice(0..0, alone);
        sets
    }

    /// Sets of several, the least loss for what each frees first.
    fn together(
        &self,
        lacks: &[(usize, i64)],
        found: &mut [Holder],
        budget: i64,
    ) -> Vec<Vec<usize>> {
        let (state, p) = (&*self.state, self.state.p);
        found.sort_unstable_by_key(|holder| {
            (holder.loss.saturating_mul(12) / holder.helps.max(1), holder.group)
        });
        let mut sets = Vec::new();
        for skip in 0..SETS {
            let mut left = lacks.to_vec();
            let (mut set, mut lost) = (Vec::new(), 0_i64);
            for holder in found.iter().skip(skip) {
                let Some(now) = at(&state.by, ux(holder.group)) else { continue };
                let helps = |(r, short): &(usize, i64)| {
                    *short > 0 && p.uses(ux(now)).any(|(row, a)| row == *r && a > 0)
                };
                if !left.iter().any(helps) {
                    continue;
                }
                for (r, short) in &mut left {
                    let takes = p.uses(ux(now)).find(|(row, _)| row == r).map_or(0, |(_, a)| a);
                    *short -= takes.max(0);
                }
                set.push(ux(holder.group));
                lost = lost.saturating_add(holder.loss);
                if lost >= budget || set.len() > MOST || left.iter().all(|(_, s)| *s <= 0) {
                    break;
                }
            }
            if lost < budget && left.iter().all(|(_, short)| *short <= 0) {
                sets.push(set);
            }
        }
        sets
    }
}

/// Somebody who holds part of what is lacking.
struct Holder {
    loss: i64,
    helps: i64,
    /// Whether it is enough alone.
    all: bool,
    group: u32,
}
