//! Dense steps: a front is filled from its groups and its children, then partly eliminated.

use super::order::{Front, Fronts};
use crate::num::{at, bump, put, ux};

/// Columns eliminated together, so that the rest of a front is touched less often.
const PANEL: usize = 24;
/// A pivot smaller than this is taken for none.
const SMALL: f64 = 1e-14;

/// The eliminated part of one front: columns below the diagonal, and the diagonal.
#[derive(Default)]
struct Panel {
    lower: Vec<f64>,
    diagonal: Vec<f64>,
}

/// A symmetric quasi-definite matrix, factored.
pub(super) struct Factor<'a> {
    fronts: &'a Fronts,
    panels: Vec<Panel>,
}

/// A square front in the making: lower triangle, column by column.
pub(super) struct Square<'a> {
    size: usize,
    cells: Vec<f64>,
    /// Where each row of the whole stands in this front.
    place: &'a [u32],
}

impl Square<'_> {
    /// Where a row of the whole stands in this front.
    pub(super) fn place(&self, row: usize) -> usize {
        ux(at(self.place, row))
    }

    pub(super) fn add(&mut self, i: usize, j: usize, value: f64) {
        bump(&mut self.cells, i.min(j) * self.size + i.max(j), value);
    }

    /// Adds `weight` times the square of a sparse vector given by places.
    pub(super) fn add_square(&mut self, list: &[(u32, f64)], weight: f64) {
        for (k, (i, a)) in list.iter().enumerate() {
            let a = a * weight;
            for (j, b) in list.get(..=k).unwrap_or_default() {
                let (lo, hi) = if i < j { (ux(*i), ux(*j)) } else { (ux(*j), ux(*i)) };
                if let Some(cell) = self.cells.get_mut(lo * self.size + hi) {
                    *cell += a * b;
                }
            }
        }
    }

    /// Adds `weight` times the product of two sparse vectors, both ways round.
    pub(super) fn add_product(&mut self, one: &[(u32, f64)], two: &[(u32, f64)], weight: f64) {
        for (i, a) in one {
            let a = a * weight;
            for (j, b) in two {
                let (lo, hi) = if i < j { (ux(*i), ux(*j)) } else { (ux(*j), ux(*i)) };
                if let Some(cell) = self.cells.get_mut(lo * self.size + hi) {
                    *cell += if i == j { 2.0 * a * b } else { a * b };
                }
            }
        }
    }
}

impl<'a> Factor<'a> {
    /// Factors the matrix that `fill` assembles, front by front; rows from `split` on are negative.
    pub(super) fn new(
        fronts: &'a Fronts,
        split: usize,
        mut fill: impl FnMut(&Front, &mut Square<'_>),
    ) -> Self {
        let mut place = vec![0; fronts.home.len()];
        let mut left_over: Vec<Vec<(usize, Vec<f64>)>> = vec![Vec::new(); fronts.list.len()];
        let mut panels = Vec::with_capacity(fronts.list.len());
        for (k, front) in fronts.list.iter().enumerate() {
            let size = front.index.len();
            for (i, row) in front.index.iter().enumerate() {
                put(&mut place, ux(*row), crate::num::small(i));
            }
            let mut square = Square { size, cells: vec![0.0; size * size], place: &place };
            fill(front, &mut square);
            let children = left_over.get_mut(k).map(std::mem::take).unwrap_or_default();
            for (child, rest) in children {
                take(&mut square, fronts.list.get(child), &rest);
            }
            let mut cells = square.cells;
            let sign = |j: usize| if ux(at(&front.index, j)) < split { 1.0 } else { -1.0 };
            let diagonal = eliminate(&mut cells, size, front.own, sign);
            let rest = size - front.own;
            if let Some(parent) = front.parent
                && let Some(list) = left_over.get_mut(parent)
                && rest > 0
            {
                let mut kept = Vec::with_capacity(rest * rest);
                for j in front.own..size {
                    let column = cells.get(j * size + front.own..(j + 1) * size);
                    kept.extend_from_slice(column.unwrap_or_default());
                }
                list.push((k, kept));
            }
            cells.truncate(front.own * size);
            cells.shrink_to_fit();
            panels.push(Panel { lower: cells, diagonal });
        }
        Self { fronts, panels }
    }

    /// Solves in place.
    pub(super) fn solve(&self, rhs: &mut [f64]) {
        for (front, panel) in self.fronts.list.iter().zip(&self.panels) {
            let size = front.index.len();
            for j in 0..front.own {
                let pivot = at(rhs, ux(at(&front.index, j)));
                let column = panel.lower.get(j * size + j + 1..(j + 1) * size).unwrap_or_default();
                let below = front.index.get(j + 1..).unwrap_or_default();
                for (row, l) in below.iter().zip(column) {
                    bump(rhs, ux(*row), -l * pivot);
                }
            }
        }
        for (front, panel) in self.fronts.list.iter().zip(&self.panels).rev() {
            let size = front.index.len();
            for j in (0..front.own).rev() {
                let column = panel.lower.get(j * size + j + 1..(j + 1) * size).unwrap_or_default();
                let below = front.index.get(j + 1..).unwrap_or_default();
                let sum: f64 = below.iter().zip(column).map(|(row, l)| l * at(rhs, ux(*row))).sum();
                let row = ux(at(&front.index, j));
                let value = at(rhs, row) / at(&panel.diagonal, j) - sum;
                put(rhs, row, value);
            }
        }
    }
}

/// Adds what a child left over.
fn take(square: &mut Square<'_>, child: Option<&Front>, rest: &[f64]) {
    let Some(child) = child else { return };
    let rows: Vec<usize> = child
        .index
        .get(child.own..)
        .unwrap_or_default()
        .iter()
        .map(|row| square.place(ux(*row)))
        .collect();
    let n = rows.len();
    for (j, column) in rows.iter().enumerate() {
        let from = rest.get(j * n + j..(j + 1) * n).unwrap_or_default();
        for (row, value) in rows.iter().skip(j).zip(from) {
            square.add(*row, *column, *value);
        }
    }
}

/// Eliminates the first `own` columns; returns their pivots.
fn eliminate(cells: &mut [f64], n: usize, own: usize, sign: impl Fn(usize) -> f64) -> Vec<f64> {
    let mut diagonal = vec![0.0; own];
    for from in (0..own).step_by(PANEL) {
        let to = (from + PANEL).min(own);
        for j in from..to {
            update(cells, n, j, from..j, &diagonal);
            let mut pivot = at(cells, j * n + j);
            if pivot * sign(j) < SMALL {
                pivot = sign(j) * 1e30;
            }
            put(&mut diagonal, j, pivot);
            let inverse = 1.0 / pivot;
            let column = cells.get_mut(j * n + j + 1..(j + 1) * n).unwrap_or_default();
            for cell in column {
                *cell *= inverse;
            }
        }
        for j in to..n {
            update(cells, n, j, from..to, &diagonal);
        }
    }
    diagonal
}

/// Subtracts eliminated columns `from` from column `j`, four at a time.
fn update(cells: &mut [f64], n: usize, j: usize, from: std::ops::Range<usize>, diagonal: &[f64]) {
    let (left, right) = cells.split_at_mut((j * n).min(cells.len()));
    let target = right.get_mut(j..n).unwrap_or_default();
    let column = |k: usize| left.get(k * n + j..(k + 1) * n).unwrap_or_default();
    let weight = |k: usize| -at(left, k * n + j) * at(diagonal, k);
    let mut k = from.start;
    while k + 4 <= from.end {
        let (w0, w1, w2, w3) = (weight(k), weight(k + 1), weight(k + 2), weight(k + 3));
        let four = column(k).iter().zip(column(k + 1)).zip(column(k + 2)).zip(column(k + 3));
        for (cell, (((a, b), c), d)) in target.iter_mut().zip(four) {
            *cell += w0 * a + w1 * b + w2 * c + w3 * d;
        }
        k += 4;
    }
    for k in k..from.end {
        let w = weight(k);
        target.iter_mut().zip(column(k)).for_each(|(cell, a)| *cell += w * a);
    }
}
