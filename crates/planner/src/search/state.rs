//! A plan in the making: who sits where, what is used, and how to take steps back.

use crate::num::{at, bump, put, small, ux};
use crate::problem::{Problem, RowKind};

/// A step that can be taken back.
#[derive(Clone, Copy)]
enum Step {
    Seated(usize),
    Unseated(usize),
    Flown(usize, bool),
}

/// The plan, with running totals.
#[derive(Clone)]
pub(crate) struct State<'p> {
    pub(crate) p: &'p Problem,
    /// The option by which each group flies.
    pub(crate) by: Vec<Option<u32>>,
    pub(crate) used: Vec<i64>,
    pub(crate) aboard: Vec<i64>,
    pub(crate) flown: Vec<bool>,
    pub(crate) on: Vec<Vec<u32>>,
    pub(crate) locked: Vec<bool>,
    pub(crate) objective: i64,
    steps: Vec<Step>,
}

impl<'p> State<'p> {
    /// An empty plan with the given flights flown.
    pub(crate) fn new(p: &'p Problem, flown: &[bool]) -> Self {
        let flies = |f: usize| !p.candidate(f) || at(flown, f);
        let flown: Vec<bool> = (0..p.flights.len()).map(flies).collect();
        let cost: i64 = flown.iter().enumerate().filter(|(_, y)| **y).map(|(f, _)| p.cost(f)).sum();
        Self {
            p,
            by: vec![None; p.groups.len()],
            used: vec![0; p.rows.len()],
            aboard: vec![0; p.flights.len()],
            flown,
            on: vec![Vec::new(); p.flights.len()],
            locked: vec![false; p.groups.len()],
            objective: -cost,
            steps: Vec::new(),
        }
    }

    /// The plan that seats nobody and leaves every candidate unflown: always lawful.
    pub(crate) fn nothing(p: &'p Problem) -> Self {
        Self::new(p, &vec![false; p.flights.len()])
    }

    /// The flight on which a group is seated.
    pub(crate) fn flight_of(&self, g: usize) -> Option<usize> {
        at(&self.by, g).map(|o| self.p.choice(ux(o)).f())
    }

    /// The value of a group's seat.
    pub(crate) fn value_of(&self, g: usize) -> i64 {
        at(&self.by, g).map_or(0, |o| self.p.choice(ux(o)).value)
    }

    /// Whether the option can be added as things stand.
    pub(crate) fn fits(&self, o: usize) -> bool {
        let c = self.p.choice(o);
        at(&self.flown, c.f()) && at(&self.by, c.g()).is_none() && self.has_room(o)
    }

    /// Whether every row and the people aboard allow the option.
    fn has_room(&self, o: usize) -> bool {
        let c = self.p.choice(o);
        self.p.uses(o).all(|(r, a)| a <= 0 || at(&self.used, r) + a <= self.p.cap(r))
            && self.p.apart_from(c.g()).all(|other| self.flight_of(other) != Some(c.f()))
    }

    /// As [`State::fits`], but for the share of high-risk people.
    pub(crate) fn fits_but_share(&self, o: usize) -> bool {
        let c = self.p.choice(o);
        let room = |(r, a): (usize, i64)| {
            let share = self.p.rows.get(r).is_some_and(|row| row.kind == RowKind::Ratio);
            share || a <= 0 || at(&self.used, r) + a <= self.p.cap(r)
        };
        at(&self.flown, c.f())
            && at(&self.by, c.g()).is_none()
            && self.p.uses(o).all(room)
            && self.p.apart_from(c.g()).all(|other| self.flight_of(other) != Some(c.f()))
    }

    /// Takes high-risk groups of least value off a flight until their share is allowed.
    pub(crate) fn mend_share(&mut self, f: usize) {
        let share = |p: &Problem, o: usize| {
            let mut uses = p.uses(o);
            uses.find(|(r, _)| p.rows.get(*r).is_some_and(|row| row.kind == RowKind::Ratio))
        };
        let aboard: Vec<u32> = self.on.get(f).cloned().unwrap_or_default();
        let Some(o) = aboard.first().and_then(|g| at(&self.by, ux(*g))) else { return };
        let Some((row, _)) = share(self.p, ux(o)) else { return };
        let mut risky: Vec<(i64, u32)> = aboard
            .iter()
            .filter(|g| {
                let by = at(&self.by, ux(**g)).and_then(|o| share(self.p, ux(o)));
                by.is_some_and(|(_, a)| a > 0) && !at(&self.locked, ux(**g))
            })
            .map(|g| (self.value_of(ux(*g)), *g))
            .collect();
        risky.sort_unstable();
        for (_, g) in risky {
            if at(&self.used, row) <= self.p.cap(row) {
                return;
            }
            self.unseat(ux(g));
        }
    }

    /// Whether the flight keeps its own rules after someone has left it.
    pub(crate) fn still_lawful(&self, f: usize, left: usize) -> bool {
        let enough = !at(&self.flown, f) || at(&self.aboard, f) >= self.p.min_fill(f);
        enough && self.p.uses(left).all(|(r, a)| a >= 0 || at(&self.used, r) <= self.p.cap(r))
    }

    /// Whether every flight that somebody has left since the mark keeps its own rules.
    pub(crate) fn lawful_since(&self, mark: usize) -> bool {
        let steps = self.steps.get(mark..).unwrap_or_default();
        steps.iter().all(|step| match step {
            Step::Unseated(o) => self.still_lawful(self.p.choice(*o).f(), *o),
            Step::Seated(_) | Step::Flown(..) => true,
        })
    }

    pub(crate) fn seat(&mut self, o: usize) {
        self.place(o);
        self.steps.push(Step::Seated(o));
    }

    pub(crate) fn unseat(&mut self, g: usize) {
        if let Some(o) = at(&self.by, g) {
            self.remove(ux(o));
            self.steps.push(Step::Unseated(ux(o)));
        }
    }

    /// Decides a candidate flight; it must be empty when it is closed.
    pub(crate) fn fly(&mut self, f: usize, flown: bool) {
        let before = at(&self.flown, f);
        self.steps.push(Step::Flown(f, before));
        self.set_flown(f, flown);
    }

    fn set_flown(&mut self, f: usize, flown: bool) {
        match (at(&self.flown, f), flown) {
            (true, false) => self.objective += self.p.cost(f),
            (false, true) => self.objective -= self.p.cost(f),
            (true, true) | (false, false) => {}
        }
        put(&mut self.flown, f, flown);
    }

    fn place(&mut self, o: usize) {
        let c = self.p.choice(o);
        put(&mut self.by, c.g(), Some(small(o)));
        self.p.uses(o).for_each(|(r, a)| bump(&mut self.used, r, a));
        bump(&mut self.aboard, c.f(), self.p.people(c.g()));
        self.objective += c.value;
        if let Some(list) = self.on.get_mut(c.f()) {
            list.push(c.group);
        }
    }

    fn remove(&mut self, o: usize) {
        let c = self.p.choice(o);
        put(&mut self.by, c.g(), None);
        self.p.uses(o).for_each(|(r, a)| bump(&mut self.used, r, -a));
        bump(&mut self.aboard, c.f(), -self.p.people(c.g()));
        self.objective -= c.value;
        if let Some(list) = self.on.get_mut(c.f()) {
            list.retain(|g| *g != c.group);
        }
    }

    /// A mark to which [`State::undo`] can return.
    pub(crate) fn mark(&self) -> usize {
        self.steps.len()
    }

    /// Takes back every step since the mark.
    pub(crate) fn undo(&mut self, mark: usize) {
        while self.steps.len() > mark {
            match self.steps.pop() {
                Some(Step::Seated(o)) => self.remove(o),
                Some(Step::Unseated(o)) => self.place(o),
                Some(Step::Flown(f, before)) => self.set_flown(f, before),
                None => break,
            }
        }
    }

    /// Forgets how to go back.
    pub(crate) fn settle(&mut self) {
        self.steps.clear();
    }

    /// The group's best option that fits and is worth more than `than`.
    pub(crate) fn best_fit(&self, g: usize, than: i64) -> Option<usize> {
        let mut best = (than, None);
        for o in self.p.options_of(g) {
            if self.p.choice(o).value > best.0 && self.fits(o) {
                best = (self.p.choice(o).value, Some(o));
            }
        }
        best.1
    }

    /// Whether the plan keeps every rule: counted anew, not from the running totals.
    pub(crate) fn lawful(&self) -> bool {
        let mut used = vec![0; self.p.rows.len()];
        let mut aboard = vec![0; self.p.flights.len()];
        for o in self.by.iter().flatten() {
            let c = self.p.choice(ux(*o));
            self.p.uses(ux(*o)).for_each(|(r, a)| bump(&mut used, r, a));
            bump(&mut aboard, c.f(), self.p.people(c.g()));
        }
        let rows = (0..used.len()).all(|r| at(&used, r) <= self.p.cap(r));
        let flights = (0..aboard.len()).all(|f| {
            let n = at(&aboard, f);
            if at(&self.flown, f) { n >= self.p.min_fill(f) } else { n == 0 }
        });
        let apart =
            self.p.apart.iter().all(|(a, b)| {
                self.flight_of(*a).is_none() || self.flight_of(*a) != self.flight_of(*b)
            });
        rows && flights && apart
    }
}
