//! The columns that a branch leaves in play, close together, so that a step is quick.

use super::Fixing;
use super::pairs::Pairs;
use super::shape::{NONE, Shape};
use crate::num::{at, put, real, small, ux};

/// Live options by run and group; dead ones are not here at all.
#[derive(Default)]
pub(super) struct Compact {
    /// The option behind each column, its value, and its pattern.
    pub(super) option: Vec<u32>,
    pub(super) value: Vec<f64>,
    pub(super) pattern: Vec<u32>,
    /// Each pattern in play: rows and scaled coefficients.
    pub(super) starts: Vec<u32>,
    pub(super) entries: Vec<(u32, f64)>,
    /// The first column of each run, and its candidate column when that is open.
    pub(super) run_starts: Vec<u32>,
    pub(super) run_column: Vec<u32>,
    /// The first run of each group, and the group behind it.
    pub(super) group_starts: Vec<u32>,
    pub(super) group: Vec<u32>,
    /// The groups assembled in each front.
    pub(super) in_front: Vec<Vec<u32>>,
    /// Which products of patterns the groups of each front add up to.
    pub(super) pairs: Pairs,
    /// The mean size of a value.
    pub(super) unit: f64,
}

impl Compact {
    pub(super) fn new(shape: &Shape<'_>, fixing: &Fixing) -> Self {
        let p = shape.p;
        let mut c = Self { starts: vec![0], ..Self::default() };
        let mut known = vec![NONE; shape.pattern_starts.len()];
        let most = fixing.nudge * real(p.dollar);
        for g in 0..p.groups.len() {
            let runs = c.run_starts.len();
            for run in shape.runs_of(g) {
                let f = shape.flight(run);
                let columns = c.option.len();
                for o in shape.options_in(run).filter(|o| fixing.allows(p, *o)) {
                    let choice = p.choice(o);
                    c.option.push(small(o));
                    c.value.push(real(choice.value) + nudge(&choice) * most);
                    let whole = ux(at(&shape.pattern_of, o));
                    if at(&known, whole) == NONE {
                        put(&mut known, whole, small(c.starts.len() - 1));
                        shape.each(o, |row, a| c.entries.push((small(row), a)));
                        c.starts.push(small(c.entries.len()));
                    }
                    c.pattern.push(at(&known, whole));
                }
                if c.option.len() > columns {
                    c.run_starts.push(small(columns));
                    let open = fixing.open(f);
                    c.run_column.push(if open { at(&shape.column_of, f) } else { NONE });
                }
            }
            if c.run_starts.len() > runs {
                c.group_starts.push(small(runs));
                c.group.push(small(g));
            }
        }
        c.run_starts.push(small(c.option.len()));
        c.group_starts.push(small(c.run_column.len()));
        let sum: f64 = c.value.iter().map(|v| v.abs()).sum();
        c.unit = (sum / real(crate::num::count(c.value.len().max(1)))).max(1.0);
        c.value.iter_mut().for_each(|v| *v /= c.unit);
        let mut place = vec![NONE; p.groups.len()];
        for (k, g) in c.group.iter().enumerate() {
            crate::num::put(&mut place, ux(*g), small(k));
        }
        c.in_front = shape
            .fronts
            .list
            .iter()
            .map(|front| {
                let here = front.groups.iter().map(|g| at(&place, ux(*g)));
                here.filter(|k| *k != NONE).collect()
            })
            .collect();
        c.pairs = Pairs::new(&c);
        c
    }

    pub(super) fn groups(&self) -> usize {
        self.group.len()
    }

    pub(super) fn runs(&self) -> usize {
        self.run_column.len()
    }

    pub(super) fn runs_of(&self, g: usize) -> std::ops::Range<usize> {
        ux(at(&self.group_starts, g))..ux(at(&self.group_starts, g + 1))
    }

    pub(super) fn columns_of(&self, run: usize) -> std::ops::Range<usize> {
        ux(at(&self.run_starts, run))..ux(at(&self.run_starts, run + 1))
    }

    pub(super) fn columns_in(&self, g: usize) -> std::ops::Range<usize> {
        let runs = self.runs_of(g);
        ux(at(&self.run_starts, runs.start))..ux(at(&self.run_starts, runs.end))
    }

    /// The shared rows of a pattern.
    pub(super) fn rows(&self, pattern: usize) -> &[(u32, f64)] {
        let (from, to) = (at(&self.starts, pattern), at(&self.starts, pattern + 1));
        self.entries.get(ux(from)..ux(to)).unwrap_or_default()
    }

    pub(super) fn patterns(&self) -> usize {
        self.starts.len() - 1
    }

    pub(super) fn pattern_of(&self, j: usize) -> usize {
        ux(at(&self.pattern, j))
    }

    /// For each pattern the sum of its coefficients times `list`.
    pub(super) fn dots(&self, list: &[f64]) -> Vec<f64> {
        let dot = |k| self.rows(k).iter().map(|(row, a)| a * at(list, ux(*row))).sum();
        (0..self.patterns()).map(dot).collect()
    }

    /// Adds each pattern as often as `amounts` says.
    pub(super) fn add(&self, amounts: &[f64], list: &mut [f64]) {
        for (k, by) in amounts.iter().enumerate() {
            for (row, a) in self.rows(k) {
                crate::num::bump(list, ux(*row), a * by);
            }
        }
    }
}

/// A number from 0 to 1 that differs from option to option, so that equals are told apart.
fn nudge(c: &crate::problem::Choice) -> f64 {
    let mix = (u64::from(c.group) << 24) ^ (u64::from(c.flight) << 3) ^ u64::from(c.stop);
    let mixed = mix.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    f64::from(u16::try_from(mixed >> 48).unwrap_or(0)) / 65_536.0
}
