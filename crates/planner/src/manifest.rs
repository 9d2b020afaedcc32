//! The daily seam: seats people on a few flights in order of priority, with a reason for the rest.

use crate::num::{at, put, small, ux};
use std::collections::BTreeMap;

/// A way to fly: which flight, where to board and where to leave it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Passage {
    /// The flight, as a place in [`ManifestProblem::flights`].
    pub flight: usize,
    /// The stop at which to board; leg `k` runs from stop `k` to stop `k + 1`.
    pub board_stop: u32,
    /// The stop at which to leave.
    pub drop_stop: u32,
}

/// People who fly together, whole or not at all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ManifestGroup {
    /// The caller's number for the group.
    pub id: u32,
    /// How many people.
    pub people: u32,
    /// How many seats, escorts included.
    pub seats: u32,
    /// How many of them are high-risk.
    pub high_risk: u32,
    /// How many of them need a place with the nurse.
    pub medical: u32,
    /// Lower is seated first; equal ranks by place in the list.
    pub priority_rank: i64,
    /// Groups, by `id`, with whom it may not share a flight; saying so on one side is enough.
    pub keep_apart: Vec<u32>,
    /// Every flight that it may lawfully take.
    pub may_take: Vec<Passage>,
}

/// A flight with its limits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ManifestFlight {
    /// Seats on each leg, in order.
    pub leg_seats: Vec<u32>,
    /// People on the foreign agency's list, if it has a cap.
    pub list_cap: Option<u32>,
    /// High-risk people allowed aboard.
    pub max_high_risk: u32,
    /// Places with the nurse; 0 without a nurse.
    pub nurse_places: u32,
}

/// What [`assemble`] takes; flights stand in the order in which they are preferred.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ManifestProblem {
    /// Who waits.
    pub groups: Vec<ManifestGroup>,
    /// What flies.
    pub flights: Vec<ManifestFlight>,
}

/// One group's seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ManifestSeat {
    /// The group's `id`.
    pub group: u32,
    /// How it flies.
    pub passage: Passage,
}

/// Why a group has no seat, on the flight where it came nearest to one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ManifestReason {
    /// It may take none of the flights.
    NoFlight,
    /// This group, by `id`, is aboard and must be kept apart from it.
    KeepApart(u32),
    /// Too many high-risk people would be aboard.
    HighRisk,
    /// Too few places with the nurse are left.
    NursePlaces,
    /// The foreign agency's list is full.
    ListCap,
    /// Too few seats are left on one of its legs.
    NoSeat,
}

/// A group without a seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ManifestLeftOut {
    /// The group's `id`.
    pub group: u32,
    /// Why.
    pub reason: ManifestReason,
}

/// What [`assemble`] gives back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ManifestPlan {
    /// Seats, in the order in which they were given.
    pub seated: Vec<ManifestSeat>,
    /// For each flight, the groups by `id` that keep its rules and lack only room, best first.
    pub alternates: Vec<Vec<u32>>,
    /// Everyone else, alternates included, in order of priority.
    pub left_out: Vec<ManifestLeftOut>,
}

/// What is left of each flight while people are seated.
struct Cabin<'a> {
    problem: &'a ManifestProblem,
    legs: Vec<Vec<u32>>,
    list: Vec<u32>,
    high_risk: Vec<u32>,
    nurse: Vec<u32>,
    /// The flight of each group, by place in the list.
    on: Vec<Option<usize>>,
    apart: Vec<Vec<u32>>,
}

/// Seats groups in order of priority, each on the first flight that takes it.
///
/// A group takes its seats on every leg that it flies, sits with all its people or not at all, and
/// never shares a flight with a group to be kept apart from it. The same input gives the same plan.
///
/// ```
/// use planner::*;
/// let passage = Passage { flight: 0, board_stop: 0, drop_stop: 1 };
/// let group = |id, seats, priority_rank| ManifestGroup {
///     id, people: seats, seats, priority_rank, may_take: vec![passage], ..ManifestGroup::default()
/// };
/// let plan = assemble(&ManifestProblem {
///     groups: vec![group(7, 2, 1), group(8, 2, 0), group(9, 1, 2)],
///     flights: vec![ManifestFlight { leg_seats: vec![3], ..ManifestFlight::default() }],
/// });
/// assert_eq!(plan.seated.iter().map(|s| s.group).collect::<Vec<_>>(), [8, 9]);
/// assert_eq!(plan.left_out, [ManifestLeftOut { group: 7, reason: ManifestReason::NoSeat }]);
/// assert_eq!(plan.alternates, [[7]]);
/// ```
pub fn assemble(problem: &ManifestProblem) -> ManifestPlan {
    let mut order: Vec<usize> = (0..problem.groups.len()).collect();
    order.sort_by_key(|g| problem.groups.get(*g).map(|group| group.priority_rank));
    let mut cabin = Cabin::new(problem);
    let mut plan = ManifestPlan {
        alternates: vec![Vec::new(); problem.flights.len()],
        ..ManifestPlan::default()
    };
    let mut waiting = Vec::new();
    for g in order {
        let Some(group) = problem.groups.get(g) else { continue };
        let mut ways: Vec<Passage> =
            group.may_take.iter().copied().filter(|way| cabin.exists(*way)).collect();
        ways.sort_by_key(|way| way.flight);
        match ways.iter().find(|way| cabin.refusal(g, group, **way).is_none()) {
            Some(way) => {
                cabin.seat(g, group, *way);
                plan.seated.push(ManifestSeat { group: group.id, passage: *way });
            }
            None => waiting.push((g, group, ways)),
        }
    }
    for (g, group, ways) in waiting {
        let mut reason = ManifestReason::NoFlight;
        let mut listed = None;
        for way in ways {
            let Some(refusal) = cabin.refusal(g, group, way) else { continue };
            reason = reason.max(refusal);
            let room = matches!(refusal, ManifestReason::ListCap | ManifestReason::NoSeat);
            if room
                && listed != Some(way.flight)
                && let Some(list) = plan.alternates.get_mut(way.flight)
            {
                list.push(group.id);
                listed = Some(way.flight);
            }
        }
        plan.left_out.push(ManifestLeftOut { group: group.id, reason });
    }
    plan
}

impl<'a> Cabin<'a> {
    fn new(problem: &'a ManifestProblem) -> Self {
        let flights = &problem.flights;
        let place: BTreeMap<u32, usize> =
            problem.groups.iter().enumerate().map(|(g, group)| (group.id, g)).collect();
        let mut apart = vec![Vec::new(); problem.groups.len()];
        for (g, group) in problem.groups.iter().enumerate() {
            for other in group.keep_apart.iter().filter_map(|id| place.get(id)) {
                for (one, two) in [(g, *other), (*other, g)] {
                    if let Some(list) = apart.get_mut(one) {
                        list.push(small(two));
                    }
                }
            }
        }
        Self {
            problem,
            legs: flights.iter().map(|f| f.leg_seats.clone()).collect(),
            list: flights.iter().map(|f| f.list_cap.unwrap_or(u32::MAX)).collect(),
            high_risk: flights.iter().map(|f| f.max_high_risk).collect(),
            nurse: flights.iter().map(|f| f.nurse_places).collect(),
            on: vec![None; problem.groups.len()],
            apart,
        }
    }

    /// The legs of a passage that are in the flight at all.
    fn legs(&self, way: Passage) -> Option<&[u32]> {
        self.legs.get(way.flight)?.get(ux(way.board_stop)..ux(way.drop_stop))
    }

    fn exists(&self, way: Passage) -> bool {
        way.board_stop < way.drop_stop && self.legs(way).is_some()
    }

    /// The first rule, then the first limit of room, that refuses the group.
    fn refusal(&self, g: usize, group: &ManifestGroup, way: Passage) -> Option<ManifestReason> {
        let aboard = |other: &&u32| at(&self.on, ux(**other)) == Some(way.flight);
        if let Some(other) = self.apart.get(g).into_iter().flatten().find(aboard) {
            let id = self.problem.groups.get(ux(*other)).map_or(0, |group| group.id);
            return Some(ManifestReason::KeepApart(id));
        }
        if group.high_risk > at(&self.high_risk, way.flight) {
            return Some(ManifestReason::HighRisk);
        }
        if group.medical > at(&self.nurse, way.flight) {
            return Some(ManifestReason::NursePlaces);
        }
        if group.people > at(&self.list, way.flight) {
            return Some(ManifestReason::ListCap);
        }
        let narrow = self.legs(way).into_iter().flatten().any(|left| *left < group.seats);
        narrow.then_some(ManifestReason::NoSeat)
    }

    fn seat(&mut self, g: usize, group: &ManifestGroup, way: Passage) {
        let f = way.flight;
        put(&mut self.on, g, Some(f));
        let take = |list: &mut [u32], amount: u32| {
            if let Some(left) = list.get_mut(f) {
                *left = left.saturating_sub(amount);
            }
        };
        // Without a cap the list stays as long as it is.
        if self.problem.flights.get(f).is_some_and(|flight| flight.list_cap.is_some()) {
            take(&mut self.list, group.people);
        }
        take(&mut self.high_risk, group.high_risk);
        take(&mut self.nurse, group.medical);
        let legs = self.legs.get_mut(f).map(|legs| legs.as_mut_slice()).unwrap_or_default();
        for left in legs.get_mut(ux(way.board_stop)..ux(way.drop_stop)).unwrap_or_default() {
            *left = left.saturating_sub(group.seats);
        }
    }
}
