//! Room on a flight, leg by leg.

use super::{Flight, Line};
use crate::SeatRole;

/// What a group takes up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Load {
    /// People.
    pub people: u32,
    /// Of them, in the high guarding class.
    pub high_risk: u32,
    /// Of them, in need of a nurse.
    pub nursed: u32,
}

/// What is still free. Leg `i` runs from stop `i` to stop `i + 1`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Room {
    legs: Vec<u32>,
    names: u32,
    high_risk: u32,
    nursed: u32,
}

/// People whom one nurse looks after.
const PEOPLE_PER_NURSE: u32 = 4;

impl Room {
    /// The room of `flight` without anybody on it. What cannot be read leaves no room.
    pub fn of_empty(flight: &Flight) -> Self {
        let plan = &flight.plan;
        let read = |value: &crate::Known<u32>| value.read().copied().unwrap_or(0);
        Self {
            legs: vec![read(&plan.seats); plan.stops.len().saturating_sub(1).max(1)],
            names: read(&plan.list_cap),
            high_risk: read(&plan.max_class3),
            nursed: read(&plan.nurses).saturating_mul(PEOPLE_PER_NURSE),
        }
    }

    /// The room beside the primaries of `flight`.
    pub fn left_on(flight: &Flight) -> Self {
        let mut room = Self::of_empty(flight);
        for line in flight.manifest.primaries() {
            room.take(line.board_stop, line.drop_stop, Load::of(line));
        }
        room
    }

    /// Whether `load` fits between the stops `from` and `to`.
    pub fn fits(&self, from: u8, to: u8, load: Load) -> bool {
        load.people <= self.names
            && load.high_risk <= self.high_risk
            && load.nursed <= self.nursed
            && self.span(from, to).all(|free| load.people <= free)
    }

    /// Whether the nurses' free places are enough for `people`.
    pub fn nurses_look_after(&self, people: usize) -> bool {
        u32::try_from(people).is_ok_and(|people| people <= self.nursed)
    }

    /// Takes `load` between the stops `from` and `to`.
    pub fn take(&mut self, from: u8, to: u8, load: Load) {
        self.names = self.names.saturating_sub(load.people);
        self.high_risk = self.high_risk.saturating_sub(load.high_risk);
        self.nursed = self.nursed.saturating_sub(load.nursed);
        let (from, to) = (usize::from(from), usize::from(to));
        for free in self.legs.iter_mut().take(to).skip(from) {
            *free = free.saturating_sub(load.people);
        }
    }

    /// The smallest number of free seats on any leg.
    pub fn seats(&self) -> u32 {
        self.legs.iter().copied().min().unwrap_or(0)
    }

    /// Free seats on each leg.
    pub fn leg_seats(&self) -> &[u32] {
        &self.legs
    }

    /// Places left for the high guarding class.
    pub fn high_risk_places(&self) -> u32 {
        self.high_risk
    }

    /// Places left with the nurses.
    pub fn nursed_places(&self) -> u32 {
        self.nursed
    }

    /// Names that the list still takes.
    pub fn names(&self) -> u32 {
        self.names
    }

    fn span(&self, from: u8, to: u8) -> impl Iterator<Item = u32> + '_ {
        let (from, to) = (usize::from(from), usize::from(to));
        self.legs.iter().copied().take(to).skip(from)
    }
}

impl Load {
    /// What one line takes up; an alternate takes up nothing.
    pub fn of(line: &Line) -> Self {
        if line.role == SeatRole::Alternate {
            return Self::default();
        }
        Self {
            people: 1,
            high_risk: u32::from(line.high_risk),
            nursed: u32::from(line.needs_nurse),
        }
    }

    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            people: self.people.saturating_add(other.people),
            high_risk: self.high_risk.saturating_add(other.high_risk),
            nursed: self.nursed.saturating_add(other.nursed),
        }
    }
}
