//! How long an agency typically takes, and whether it becomes slower: a line through the
//! logarithms of its answer times, by the day of the request, one for each kind of document.
//!
//! Requests that still wait count for what is known of them, that they take longer than so long
//! (a Tobit regression, by expectation and maximisation). Few answers lean: the kind on the
//! agency, the agency on all, and the slope on none at all.

use std::collections::BTreeMap;

use super::normal::mean_above;
use super::{Asked, Group, known, weight};

/// So many answers of the whole stand beside those of an agency, and of an agency beside those
/// of a kind of document.
const LEAN: f64 = 1.5;

/// How much an agency's pace may well change in a year, as a standard deviation of logarithms.
const CHANGE: f64 = 0.35;

/// Rounds of expectation and maximisation.
const ROUNDS: usize = 40;

/// Days by which slopes are counted.
const YEAR: f64 = 365.25;

/// One agency's pace.
#[derive(Debug, Clone)]
struct Line {
    /// The logarithm of the typical days of a request of today, by kind and for the others.
    kinds: BTreeMap<Box<str>, f64>,
    typical: f64,
    /// What a year later adds to it.
    slope: f64,
}

/// Every agency's pace.
#[derive(Debug, Clone)]
pub(super) struct Paces {
    countries: BTreeMap<Box<str>, Line>,
    typical: f64,
    day: i32,
}

/// One request as a point: the kind, years before today, log days, still open, its weight.
struct Point<'a> {
    kind: &'a str,
    years: f64,
    log: f64,
    open: bool,
    count: f64,
}

impl Paces {
    /// Learns from what was known at the end of `day`.
    pub(super) fn learn(history: &[Asked], day: i32) -> Self {
        let mut points: BTreeMap<&str, Vec<Point<'_>>> = BTreeMap::new();
        for asked in history {
            let Some((took, came)) = known(asked, day) else { continue };
            points.entry(&asked.group.country).or_default().push(Point {
                kind: &asked.group.kind,
                years: f64::from(asked.day - day) / YEAR,
                log: took.max(0.5).ln(),
                open: !came,
                count: f64::from(asked.count) * weight(f64::from(day - asked.day) - took),
            });
        }
        let came = || points.values().flatten().filter(|point| !point.open);
        let counted: f64 = came().map(|point| point.count).sum();
        let sum: f64 = came().map(|point| point.count * point.log).sum();
        let typical = sum / counted.max(f64::MIN_POSITIVE);
        let countries = points
            .iter()
            .map(|(country, points)| ((*country).into(), Line::through(points, typical)))
            .collect();
        Self { countries, typical, day }
    }

    /// The typical days of a request to `group` on the day `asked`.
    pub(super) fn typical(&self, group: &Group, asked: i32) -> f64 {
        let Some(line) = self.countries.get(&group.country) else { return self.typical.exp() };
        let own = line.kinds.get(&group.kind).copied().unwrap_or(line.typical);
        (own + line.slope * f64::from(asked - self.day) / YEAR).exp().clamp(0.25, 20_000.0)
    }
}

/// Sums over the points of one kind.
#[derive(Default)]
struct Sums {
    count: f64,
    years: f64,
    log: f64,
}

impl Line {
    /// The line through `points`, leaning on `typical`.
    fn through(points: &[Point<'_>], typical: f64) -> Self {
        let mut line = Self { kinds: BTreeMap::new(), typical, slope: 0.0 };
        let mut spread: f64 = 1.0;
        for _ in 0..ROUNDS {
            spread = line.step(points, typical, spread);
        }
        line
    }

    fn at(&self, point: &Point<'_>) -> f64 {
        self.kinds.get(point.kind).copied().unwrap_or(self.typical) + self.slope * point.years
    }

    /// One round: what open requests may be expected to take, then the best line through all.
    /// The spread around it.
    fn step(&mut self, points: &[Point<'_>], typical: f64, spread: f64) -> f64 {
        let expected: Vec<(f64, f64)> = points
            .iter()
            .map(|point| {
                if !point.open {
                    return (point.log, 0.0);
                }
                let middle = self.at(point);
                let bound = (point.log - middle) / spread;
                let above = mean_above(bound);
                (middle + spread * above, spread * spread * (1.0 + bound * above - above * above))
            })
            .collect();
        let mut kinds: BTreeMap<&str, Sums> = BTreeMap::new();
        for (point, (log, _)) in points.iter().zip(&expected) {
            let sums = kinds.entry(point.kind).or_default();
            sums.count += point.count;
            sums.years += point.count * point.years;
            sums.log += point.count * log;
        }
        let (mut across, mut along) = (0.0, spread * spread / (CHANGE * CHANGE));
        for (point, (log, _)) in points.iter().zip(&expected) {
            let Some(sums) = kinds.get(point.kind) else { continue };
            let years = point.years - sums.years / sums.count;
            across += point.count * years * (log - sums.log / sums.count);
            along += point.count * years * years;
        }
        self.slope = across / along;
        let level = |sums: &Sums| sums.log - self.slope * sums.years;
        let all: f64 = kinds.values().map(level).sum();
        let count: f64 = kinds.values().map(|sums| sums.count).sum();
        self.typical = (all + LEAN * typical) / (count + LEAN);
        let own = |sums: &Sums| (level(sums) + LEAN * self.typical) / (sums.count + LEAN);
        self.kinds = kinds.iter().map(|(kind, sums)| ((*kind).into(), own(sums))).collect();
        let off: f64 = points
            .iter()
            .zip(&expected)
            .map(|(point, (log, more))| point.count * ((log - self.at(point)).powi(2) + more))
            .sum();
        ((off + 1.0) / (count + 1.0)).sqrt().clamp(0.1, 3.0)
    }
}
