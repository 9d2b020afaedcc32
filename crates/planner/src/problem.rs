//! An instance made ready for planning: groups, flights, capacity rows and options.

use crate::instance::{Instance, InstanceError};
use crate::num::{at, span, ux};
use crate::options;
use std::sync::Arc;

/// A group that flies together, whole or not at all.
#[derive(Debug, Clone, Default)]
pub(crate) struct Group {
    pub(crate) people: i64,
    pub(crate) seats: i64,
    pub(crate) high_risk: i64,
    pub(crate) medical: i64,
    pub(crate) minors: i64,
    pub(crate) country: usize,
    pub(crate) facility: usize,
    pub(crate) ready: i64,
    pub(crate) document: (i64, i64),
    pub(crate) approval: (i64, i64),
    pub(crate) fixed_value: i64,
    pub(crate) cost_per_day: i64,
    pub(crate) near_review: i64,
    pub(crate) review_day: i64,
    pub(crate) pinned: Option<usize>,
    /// The most rounds of planning in which one of the group was passed over.
    pub(crate) rounds: i64,
}

/// A flight's figures that are not capacity rows.
#[derive(Debug, Clone, Default)]
pub(crate) struct Flight {
    pub(crate) candidate: bool,
    pub(crate) cost: i64,
    pub(crate) min_fill: i64,
}

/// What a capacity row limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum RowKind {
    Seats,
    Leg,
    Board {
        stop: usize,
    },
    Drop {
        country: usize,
    },
    Ratio,
    Medical,
    /// The flight's whole list.
    List,
    /// High-risk people, counted.
    HighRisk,
    Week {
        country: usize,
        week: i64,
    },
    Link {
        facility: usize,
        city: usize,
        day: i64,
    },
}

/// One capacity row; a row of a flight counts only when the flight is flown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row {
    pub(crate) cap: i64,
    pub(crate) flight: Option<usize>,
    pub(crate) kind: RowKind,
}

impl Row {
    /// Whether such rows are many and seldom full.
    pub(crate) fn sparse(&self) -> bool {
        matches!(self.kind, RowKind::Medical | RowKind::Link { .. })
    }

    /// What brings the row's figures near to one.
    pub(crate) fn scale(&self) -> f64 {
        if self.kind == RowKind::Ratio { 0.001 } else { 1.0 }
    }
}

/// A way to seat a group.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Choice {
    pub(crate) group: u32,
    pub(crate) flight: u32,
    pub(crate) stop: u32,
    pub(crate) value: i64,
}

impl Choice {
    pub(crate) fn g(self) -> usize {
        ux(self.group)
    }

    pub(crate) fn f(self) -> usize {
        ux(self.flight)
    }
}

/// A checked instance with every option that its rules allow.
///
/// ```
/// use planner::{Instance, Problem};
/// let instance = Instance::from_json(planner::samples::ONE_FLIGHT).unwrap();
/// let problem = Problem::new(&instance).unwrap();
/// assert_eq!(problem.options().len(), 2);
/// ```
#[derive(Debug, Clone)]
pub struct Problem {
    pub(crate) instance: Arc<Instance>,
    /// One dollar in the unit of the values.
    pub(crate) dollar: i64,
    /// How far below its price a seat may be worth and still be tried in an exchange.
    pub(crate) slack: i64,
    pub(crate) groups: Vec<Group>,
    pub(crate) flights: Vec<Flight>,
    pub(crate) rows: Vec<Row>,
    /// Sorted by group, flight, stop.
    pub(crate) choices: Vec<Choice>,
    pub(crate) group_starts: Vec<usize>,
    /// What each option draws on: a place in the table below, shared by all that draw alike.
    pub(crate) draws: Vec<u32>,
    pub(crate) uses: Vec<(u32, i32)>,
    pub(crate) use_starts: Vec<usize>,
    /// Option numbers, by flight and then by group and stop.
    pub(crate) by_flight: Vec<u32>,
    pub(crate) flight_starts: Vec<usize>,
    /// Pairs of groups that may not share a flight, each once.
    pub(crate) apart: Vec<(usize, usize)>,
    pub(crate) apart_of: Vec<Vec<u32>>,
    /// The flights that draw on a row shared between flights.
    pub(crate) sharers: Vec<Vec<u32>>,
}

/// A lawful way to seat a group: everything that concerns the people alone already holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SeatOption {
    /// The group.
    pub group: usize,
    /// The flight.
    pub flight: usize,
    /// The pick-up stop, in order of flight.
    pub stop: usize,
    /// What seating the group here is worth, in dollars.
    pub value: i64,
}

impl Problem {
    /// Checks the instance and works out its options.
    ///
    /// ```
    /// use planner::{Instance, Problem};
    /// let mut instance = Instance::from_json(planner::samples::ONE_FLIGHT).unwrap();
    /// instance.cases.ready.pop();
    /// assert_eq!(Problem::new(&instance).unwrap_err().path, "cases.ready");
    /// ```
    pub fn new(instance: &Instance) -> Result<Self, InstanceError> {
        Self::take(instance.clone())
    }

    /// As [`Problem::new`], without a second copy of a large instance.
    ///
    /// ```
    /// use planner::{Instance, Problem};
    /// let instance = Instance::from_json(planner::samples::ONE_FLIGHT).unwrap();
    /// assert_eq!(Problem::take(instance).unwrap().options().len(), 2);
    /// ```
    pub fn take(instance: Instance) -> Result<Self, InstanceError> {
        instance.check()?;
        options::build(&Arc::new(instance))
    }

    /// Every option, sorted by group, flight and stop.
    ///
    /// ```
    /// use planner::{Instance, Problem};
    /// let instance = Instance::from_json(planner::samples::ONE_FLIGHT).unwrap();
    /// let options = Problem::new(&instance).unwrap().options();
    /// assert_eq!((options[0].group, options[0].flight), (0, 0));
    /// ```
    pub fn options(&self) -> Vec<SeatOption> {
        let show = |c: &Choice| SeatOption {
            group: c.g(),
            flight: c.f(),
            stop: ux(c.stop),
            value: c.value,
        };
        self.choices.iter().map(show).collect()
    }

    pub(crate) fn choice(&self, o: usize) -> Choice {
        at(&self.choices, o)
    }

    /// The rows that an option draws on, and how much.
    pub(crate) fn uses(&self, o: usize) -> impl Iterator<Item = (usize, i64)> + '_ {
        self.drawn(self.draw(o)).iter().map(|(r, a)| (ux(*r), i64::from(*a)))
    }

    /// How an option draws on the rows: options that draw alike have the same number.
    pub(crate) fn draw(&self, o: usize) -> usize {
        ux(at(&self.draws, o))
    }

    /// How many ways there are to draw on the rows.
    pub(crate) fn ways(&self) -> usize {
        self.use_starts.len().saturating_sub(1)
    }

    /// The rows of one way, and how much it takes.
    pub(crate) fn drawn(&self, way: usize) -> &[(u32, i32)] {
        span(&self.uses, &self.use_starts, way)
    }

    pub(crate) fn options_of(&self, g: usize) -> std::ops::Range<usize> {
        at(&self.group_starts, g)..at(&self.group_starts, g + 1)
    }

    pub(crate) fn options_on(&self, f: usize) -> impl Iterator<Item = usize> + '_ {
        span(&self.by_flight, &self.flight_starts, f).iter().map(|o| ux(*o))
    }

    pub(crate) fn cap(&self, r: usize) -> i64 {
        self.rows.get(r).map_or(0, |row| row.cap)
    }

    /// Whether a row is the share of high-risk people of a flight.
    pub(crate) fn share(&self, r: usize) -> bool {
        self.rows.get(r).is_some_and(|row| row.kind == RowKind::Ratio)
    }

    pub(crate) fn people(&self, g: usize) -> i64 {
        self.groups.get(g).map_or(0, |group| group.people)
    }

    pub(crate) fn candidate(&self, f: usize) -> bool {
        self.flights.get(f).is_some_and(|flight| flight.candidate)
    }

    pub(crate) fn min_fill(&self, f: usize) -> i64 {
        self.flights.get(f).map_or(0, |flight| flight.min_fill)
    }

    pub(crate) fn cost(&self, f: usize) -> i64 {
        self.flights.get(f).map_or(0, |flight| flight.cost)
    }

    pub(crate) fn apart_from(&self, g: usize) -> impl Iterator<Item = usize> + '_ {
        self.apart_of.get(g).into_iter().flatten().map(|other| ux(*other))
    }
}
