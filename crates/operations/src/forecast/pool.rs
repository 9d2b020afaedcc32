//! Few answers lean on many: the kind of document on its country, the country on all agencies.

use std::collections::BTreeMap;

use super::bins::Bins;
use super::curve::Curve;
use super::life::Life;
use super::pace::Paces;
use super::{Asked, Group};

/// How many answers it takes until a group's own pace counts for more than that of the whole.
const PACE: f64 = 2.0;

/// How many answers in one span of waiting it takes until the group's own count for more.
const SHAPE: f64 = 1.0;

/// The chance of an answer on each day of waiting, for every group that was asked.
#[derive(Debug, Clone)]
pub(crate) struct Model {
    bins: Bins,
    paces: Paces,
    all: Option<Vec<f64>>,
    countries: BTreeMap<Box<str>, Vec<f64>>,
    groups: BTreeMap<Group, Vec<f64>>,
}

impl Model {
    /// Learns from what was known at the end of `day`.
    pub(crate) fn learn(history: &[Asked], day: i32) -> Self {
        let bins = Bins::new();
        let paces = Paces::learn(history, day);
        let mut groups: BTreeMap<Group, Life> = BTreeMap::new();
        for asked in history {
            let known = groups.entry(asked.group.clone()).or_insert_with(|| Life::new(&bins));
            let typical = paces.typical(&asked.group, asked.day);
            known.add(&bins, asked, typical, day);
        }
        let mut all = Life::new(&bins);
        let mut countries: BTreeMap<Box<str>, Life> = BTreeMap::new();
        for (group, life) in &groups {
            all.merge(life);
            let country = countries.entry(group.country.clone());
            country.or_insert_with(|| Life::new(&bins)).merge(life);
        }
        if all.answers() <= 0.0 {
            let (countries, groups) = (BTreeMap::new(), BTreeMap::new());
            return Self { bins, paces, all: None, countries, groups };
        }
        let whole = rates(&all, &overall(&all));
        let countries: BTreeMap<_, _> =
            countries.iter().map(|(name, life)| (name.clone(), rates(life, &whole))).collect();
        let groups = groups
            .iter()
            .map(|(group, life)| {
                let parent = countries.get(&group.country).unwrap_or(&whole);
                (group.clone(), rates(life, parent))
            })
            .collect();
        Self { bins, paces, all: Some(whole), countries, groups }
    }

    /// The chances that hold for a request to `group` on the day `asked`: the group's own, its
    /// country's, or those of all agencies.
    pub(crate) fn curve(&self, group: &Group, asked: i32) -> Option<Curve<'_>> {
        let own = self.groups.get(group).or_else(|| self.countries.get(&group.country));
        let typical = self.paces.typical(group, asked);
        own.or(self.all.as_ref()).map(|rates| Curve::new(&self.bins, rates, typical))
    }
}

/// The same chance on every day of waiting.
fn overall(life: &Life) -> Vec<f64> {
    let waited: f64 = life.seen.iter().map(|seen| seen.waited).sum();
    let rate = life.answers() / waited.max(1e-9);
    vec![rate; life.seen.len()]
}

/// Chances of an answer a day: what was seen in `life`, and where that is little, `parent`'s at
/// the pace of `life`.
fn rates(life: &Life, parent: &[f64]) -> Vec<f64> {
    let expected: f64 = life.seen.iter().zip(parent).map(|(seen, rate)| seen.waited * rate).sum();
    let pace = (life.answers() + PACE) / (expected + PACE);
    life.seen
        .iter()
        .zip(parent)
        .map(|(seen, rate)| {
            let leaned = (rate * pace).max(1e-9);
            (seen.answered + SHAPE) / (seen.waited + SHAPE / leaned)
        })
        .collect()
}
