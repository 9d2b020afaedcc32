//! Wishes that cannot be met: the smallest set of pins and limits that stand against each other.

use crate::num::{at, bump, put, ux};
use crate::problem::{Problem, RowKind};
use crate::reasons::{Cause, cause, ladder};
use serde::Serialize;
use std::collections::BTreeMap;

/// Pins that cannot all hold. Take any one away, and the others can.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Conflict {
    /// The flight.
    pub flight: usize,
    /// The groups pinned to it that are in each other's way.
    pub groups: Vec<usize>,
    /// The limits in whose way they are.
    pub causes: Vec<Cause>,
    /// The same in words.
    pub text: String,
}

/// Placements tried for one set of pins, at most.
const TRIES: u32 = 20_000;
/// Pins of one flight that are tried without, at most.
const MOST_LEFT_OUT: usize = 2_000;

/// Every pin that cannot hold by itself, and for each flight a smallest set of pins that cannot
/// hold together. The high-risk share is left out: others aboard may make up for it.
///
/// ```
/// use planner::{Cause, Instance, Problem, conflicts};
/// let mut instance = Instance::from_json(planner::samples::ONE_FLIGHT).unwrap();
/// instance.flights.seats[0] = 2;
/// instance.pinned = vec![[0, 0], [1, 0]];
/// let found = conflicts(&Problem::new(&instance).unwrap());
/// assert_eq!((found[0].groups.as_slice(), found[0].causes.as_slice()), (&[0, 1][..], &[Cause::NoSeat][..]));
/// ```
pub fn conflicts(problem: &Problem) -> Vec<Conflict> {
    let rules = ladder::Ladder::new(problem);
    let mut found = Vec::new();
    let mut on: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (g, group) in problem.groups.iter().enumerate() {
        let Some(flight) = group.pinned else { continue };
        if problem.options_of(g).is_empty() {
            let (cause, text) = ladder::on_flight(&rules, g, flight);
            found.push(Conflict { flight, groups: vec![g], causes: vec![cause], text });
        } else {
            on.entry(flight).or_default().push(g);
        }
    }
    for (flight, mut pins) in on {
        // Everybody takes a seat at least: one more than there are seats is a conflict already.
        let mut own = problem.rows.iter().filter(|row| row.flight == Some(flight));
        let seats = own.find(|row| row.kind == RowKind::Seats).map_or(0, |row| row.cap);
        pins.truncate(ux(u32::try_from(seats.max(0)).unwrap_or(u32::MAX)).saturating_add(1));
        if Placing::new(problem).fits(&pins) {
            continue;
        }
        // Leave out whoever is not needed for the conflict, as far as a long list allows.
        for g in pins.clone().into_iter().take(MOST_LEFT_OUT) {
            let fewer: Vec<usize> = pins.iter().copied().filter(|other| *other != g).collect();
            if !Placing::new(problem).fits(&fewer) {
                pins = fewer;
            }
        }
        let causes = overfull(problem, &pins);
        let names: Vec<String> = causes.iter().map(|cause| cause.name().to_owned()).collect();
        let text = format!(
            "groups {pins:?} cannot all fly on flight {flight}: {} cannot hold them together",
            names.join(" and ")
        );
        found.push(Conflict { flight, groups: pins, causes, text });
    }
    found
}

/// A search for stops at which all pinned groups board.
struct Placing<'p> {
    p: &'p Problem,
    used: Vec<i64>,
    aboard: Vec<bool>,
    tries: u32,
}

impl<'p> Placing<'p> {
    fn new(p: &'p Problem) -> Self {
        Self { p, used: vec![0; p.rows.len()], aboard: vec![false; p.groups.len()], tries: TRIES }
    }

    /// Whether all can board; true too when the tries run out, as no conflict is proved then. The
    /// search keeps its own list of choices: thousands of pins need no deep stack.
    fn fits(&mut self, groups: &[usize]) -> bool {
        let p = self.p;
        let mut tried: Vec<usize> = vec![0];
        loop {
            let depth = tried.len() - 1;
            let Some(g) = groups.get(depth).copied() else { return true };
            let range = p.options_of(g);
            let next = range.start + at(&tried, depth);
            let barred = p.apart_from(g).any(|other| at(&self.aboard, other));
            if barred || next >= range.end {
                tried.pop();
                let Some(before) = tried.len().checked_sub(1) else { return false };
                let Some(back) = groups.get(before).copied() else { return false };
                let o = p.options_of(back).start + at(&tried, before) - 1;
                p.uses(o).for_each(|(r, a)| bump(&mut self.used, r, -a));
                put(&mut self.aboard, back, false);
                continue;
            }
            bump(&mut tried, depth, 1);
            if self.tries == 0 {
                return true;
            }
            self.tries -= 1;
            let room =
                |(r, a): (usize, i64)| a <= 0 || p.share(r) || at(&self.used, r) + a <= p.cap(r);
            if p.uses(next).all(room) {
                p.uses(next).for_each(|(r, a)| bump(&mut self.used, r, a));
                put(&mut self.aboard, g, true);
                tried.push(0);
            }
        }
    }
}

/// The limits that the groups break when each boards at its best stop, and pairs kept apart.
fn overfull(p: &Problem, groups: &[usize]) -> Vec<Cause> {
    let mut used = vec![0; p.rows.len()];
    for o in groups.iter().filter_map(|g| p.options_of(*g).max_by_key(|o| p.choice(*o).value)) {
        p.uses(o).for_each(|(r, a)| bump(&mut used, r, a));
    }
    let mut causes: Vec<Cause> = p
        .rows
        .iter()
        .enumerate()
        .filter(|(r, row)| at(&used, *r) > row.cap && !p.share(*r))
        .map(|(_, row)| cause(row.kind))
        .collect();
    let apart = |g: &usize| p.apart_from(*g).any(|other| groups.contains(&other));
    if groups.iter().any(apart) {
        causes.push(Cause::KeepApart);
    }
    causes.sort_unstable();
    causes.dedup();
    causes
}
