//! In which order the shared rows are eliminated: least fill first, on a graph of flights.

use super::shape::{NONE, Shape, Shared};
use crate::num::{at, bump, count, put, small, ux};

/// One dense step of the factorization.
#[derive(Debug, Clone, Default)]
pub(super) struct Front {
    /// Rows and columns in this front; the first `own` are eliminated here.
    pub(super) index: Vec<u32>,
    pub(super) own: usize,
    /// The front that takes what is left over.
    pub(super) parent: Option<usize>,
    /// Groups assembled here.
    pub(super) groups: Vec<u32>,
}

/// All steps, in order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fronts {
    pub(super) list: Vec<Front>,
    /// Where each row or candidate column is eliminated.
    pub(super) home: Vec<u32>,
}

/// The graph: a node is a flight with its rows and its candidate column, or one row that several
/// flights share.
struct Graph {
    members: Vec<Vec<u32>>,
    node_of: Vec<u32>,
    words: usize,
    adjacent: Vec<Vec<u64>>,
}

fn bits(words: &[u64]) -> impl Iterator<Item = usize> + '_ {
    words.iter().enumerate().flat_map(|(w, word)| {
        let mut left = *word;
        std::iter::from_fn(move || {
            (left != 0).then(|| {
                let bit = ux(left.trailing_zeros());
                left &= left - 1;
                w * 64 + bit
            })
        })
    })
}

fn set(words: &mut [u64], bit: usize) {
    if let Some(word) = words.get_mut(bit / 64) {
        *word |= 1 << (bit % 64);
    }
}

fn clear(words: &mut [u64], bit: usize) {
    if let Some(word) = words.get_mut(bit / 64) {
        *word &= !(1 << (bit % 64));
    }
}

/// More nodes than this are not ordered, and nothing is factored that holds more cells at once than
/// this or takes more products: there quick prices have to do, so that no input takes memory or
/// time without end. A nation's year has about a tenth of the nodes, a fifth of the cells and a
/// hundredth of the products.
const MOST_NODES: usize = 20_000;
const MOST_CELLS: usize = 100_000_000;
const MOST_PRODUCTS: i64 = 1_000_000_000_000;

impl Fronts {
    /// Whether the relaxation can be solved at all.
    pub(super) fn is_solvable(&self) -> bool {
        !self.list.is_empty()
    }

    /// Cells held at once, at most: what is eliminated stays, what is left over waits for its
    /// parent, and one front is whole.
    fn held(&self) -> usize {
        let mut waiting = vec![0; self.list.len()];
        let (mut now, mut most) = (0, 0);
        for (k, front) in self.list.iter().enumerate() {
            let (size, over) = (front.index.len(), front.index.len() - front.own);
            most = most.max(now + size * size + over * over);
            now = now + front.own * size - at(&waiting, k);
            if let Some(parent) = front.parent {
                bump(&mut waiting, parent, over * over);
                now += over * over;
            }
        }
        most
    }

    /// Products of one factorization, about.
    fn products(&self) -> i64 {
        self.list.iter().map(|front| count(front.own) * count(front.index.len()).pow(2)).sum()
    }
}

impl Graph {
    fn new(shape: &Shape<'_>, apart: &[Vec<u32>]) -> Self {
        let nf = shape.p.flights.len();
        let rows = shape.rows.len();
        let mut members: Vec<Vec<u32>> = vec![Vec::new(); nf.div_ceil(64) * 64];
        let mut node_of = vec![NONE; rows + shape.columns.len()];
        for (r, row) in shape.rows.iter().enumerate() {
            let flight = match row {
                Shared::Cap(cap) => shape.p.rows.get(*cap).and_then(|row| row.flight),
                Shared::Fill(f) => Some(*f),
                Shared::High(_) => shape.high_flight(r),
                Shared::Apart(k) => {
                    apart.get(*k).and_then(|runs| runs.first()).map(|run| shape.flight(ux(*run)))
                }
            };
            let node = flight.unwrap_or(members.len());
            if flight.is_none() {
                members.push(Vec::new());
            }
            put(&mut node_of, r, small(node));
            if let Some(list) = members.get_mut(node) {
                list.push(small(r));
            }
        }
        for (k, f) in shape.columns.iter().enumerate() {
            put(&mut node_of, rows + k, *f);
            if let Some(list) = members.get_mut(ux(*f)) {
                list.push(small(rows + k));
            }
        }
        let words = members.len().div_ceil(64);
        let adjacent = vec![vec![0; words]; members.len()];
        let mut graph = Self { members, node_of, words, adjacent };
        for g in 0..shape.p.groups.len() {
            let clique = graph.clique(shape, g);
            for a in &clique {
                if let Some(list) = graph.adjacent.get_mut(*a) {
                    clique.iter().filter(|b| a != *b).for_each(|b| set(list, *b));
                }
            }
        }
        graph
    }

    /// The nodes that a group ties together.
    fn clique(&self, shape: &Shape<'_>, g: usize) -> Vec<usize> {
        let mut nodes = Vec::new();
        for run in shape.runs_of(g) {
            let f = shape.flight(run);
            if at(&shape.column_of, f) != NONE {
                nodes.push(f);
            }
            for o in shape.options_in(run) {
                shape.each(o, |row, _| nodes.push(ux(at(&self.node_of, row))));
            }
        }
        nodes.sort_unstable();
        nodes.dedup();
        nodes
    }

    fn weight(&self, node: usize) -> usize {
        self.members.get(node).map_or(0, Vec::len)
    }

    /// Nodes in order of elimination, each with its neighbours of that moment.
    fn eliminate(&mut self) -> Vec<(usize, Vec<usize>)> {
        // A node counts for as many as its rows.
        let weights: Vec<usize> = self.members.iter().map(Vec::len).collect();
        let degree = |words: &[u64]| bits(words).map(|node| at(&weights, node)).sum::<usize>();
        let mut degrees: Vec<usize> = self.adjacent.iter().map(|words| degree(words)).collect();
        let mut left: Vec<usize> =
            (0..self.members.len()).filter(|node| self.weight(*node) > 0).collect();
        let mut order = Vec::with_capacity(left.len());
        let mut merged = vec![0; self.words];
        while let Some(k) = (0..left.len()).min_by_key(|k| {
            let node = at(&left, *k);
            (at(&degrees, node), node)
        }) {
            let node = left.swap_remove(k);
            merged.clone_from(self.adjacent.get(node).unwrap_or(&Vec::new()));
            let around: Vec<usize> = bits(&merged).collect();
            for other in &around {
                let Some(words) = self.adjacent.get_mut(*other) else { continue };
                words.iter_mut().zip(&merged).for_each(|(word, more)| *word |= more);
                clear(words, *other);
                clear(words, node);
                put(&mut degrees, *other, degree(words));
            }
            order.push((node, around));
        }
        order
    }
}

/// Orders the rows of a relaxation into fronts.
pub(super) fn fronts(shape: &Shape<'_>, apart: &[Vec<u32>]) -> Fronts {
    let shared = shape.rows.iter().filter(|row| match row {
        Shared::Cap(cap) => shape.p.rows.get(*cap).is_some_and(|row| row.flight.is_none()),
        Shared::Fill(_) | Shared::High(_) | Shared::Apart(_) => false,
    });
    if shape.p.flights.len() + shared.count() > MOST_NODES {
        return Fronts::default();
    }
    let mut graph = Graph::new(shape, apart);
    let order = graph.eliminate();
    let mut place = vec![usize::MAX; graph.members.len()];
    order.iter().enumerate().for_each(|(k, (node, _))| put(&mut place, *node, k));
    // A step is merged into its parent when that adds little.
    let mut own: Vec<Vec<usize>> = order.iter().map(|(node, _)| vec![*node]).collect();
    let parents: Vec<Option<usize>> =
        order.iter().map(|(_, around)| around.iter().map(|node| at(&place, *node)).min()).collect();
    let size = |nodes: &[usize]| nodes.iter().map(|node| graph.weight(*node)).sum::<usize>();
    for k in 0..order.len() {
        let (Some(parent), Some((node, around))) = (at(&parents, k), order.get(k)) else {
            continue;
        };
        let here = graph.weight(*node) + size(around);
        let up = size(own.get(parent).map(Vec::as_slice).unwrap_or_default())
            + order.get(parent).map_or(0, |(_, around)| size(around));
        let mine = own.get(k).map(Vec::as_slice).unwrap_or_default();
        if size(mine) + up <= (here + here / 8).max(24) {
            let moved = std::mem::take(own.get_mut(k).unwrap_or(&mut Vec::new()));
            if let Some(list) = own.get_mut(parent) {
                list.splice(0..0, moved);
            }
        }
    }
    let mut number = vec![None; order.len()];
    let mut fronts = Fronts { list: Vec::new(), home: vec![NONE; graph.node_of.len()] };
    for (k, nodes) in own.iter().enumerate().filter(|(_, nodes)| !nodes.is_empty()) {
        put(&mut number, k, Some(fronts.list.len()));
        let mut front = Front::default();
        let around = order.get(k).map(|(_, around)| around.as_slice()).unwrap_or_default();
        for node in nodes {
            front.index.extend(graph.members.get(*node).into_iter().flatten());
        }
        front.own = front.index.len();
        for row in &front.index {
            put(&mut fronts.home, ux(*row), small(fronts.list.len()));
        }
        let mut around = around.to_vec();
        around.sort_by_key(|node| at(&place, *node));
        for node in around {
            front.index.extend(graph.members.get(node).into_iter().flatten());
        }
        fronts.list.push(front);
    }
    for (k, nodes) in own.iter().enumerate().filter(|(_, nodes)| !nodes.is_empty()) {
        let mut up = at(&parents, k);
        while let Some(parent) = up
            && at(&number, parent).is_none()
        {
            up = at(&parents, parent);
        }
        let _ = nodes;
        if let Some(front) = at(&number, k).and_then(|n: usize| fronts.list.get_mut(n)) {
            front.parent = up.and_then(|parent| at(&number, parent));
        }
    }
    for g in 0..shape.p.groups.len() {
        let nodes = graph.clique(shape, g);
        let first = nodes.iter().filter_map(|node| graph.members.get(*node)).flatten();
        if let Some(front) = first.map(|row| at(&fronts.home, ux(*row))).min()
            && let Some(front) = fronts.list.get_mut(ux(front))
        {
            front.groups.push(small(g));
        }
    }
    let fits = fronts.held() <= MOST_CELLS && fronts.products() <= MOST_PRODUCTS;
    if fits { fronts } else { Fronts::default() }
}
