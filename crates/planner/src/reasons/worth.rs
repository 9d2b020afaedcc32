//! What one more of a limit is worth, read off the plan's prices.

use super::{Cause, cause};
use crate::groups;
use crate::num::{at, real, ux, whole};
use crate::options::{Bar, arrival, bar, list};
use crate::problem::{Problem, RowKind};
use serde::{Deserialize, Serialize};

/// One more of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Worth {
    /// Of which limit: a seat, a name on the list, a medical place, a place at a pick-up, one
    /// admission more that week, or, as [`Cause::Notice`], one day of notice less.
    pub cause: Cause,
    /// What it would be worth, in dollars.
    pub dollars: i64,
}

/// Prices in dollars: of each row of the problem, and of each group's seat.
#[derive(Debug, Clone, Default)]
pub(crate) struct Prices {
    pub(crate) rows: Vec<f64>,
    pub(crate) groups: Vec<f64>,
}

/// The rows of each flight, to read their prices quickly.
pub(super) struct Worths<'a> {
    p: &'a Problem,
    prices: &'a Prices,
    rows: Vec<Vec<u32>>,
    to: Vec<Vec<u32>>,
}

impl<'a> Worths<'a> {
    pub(super) fn new(p: &'a Problem, prices: &'a Prices) -> Self {
        let mut rows = vec![Vec::new(); p.flights.len()];
        for (r, row) in p.rows.iter().enumerate() {
            let sharers = p.sharers.get(r).into_iter().flatten().map(|f| ux(*f));
            let week = matches!(row.kind, RowKind::Week { .. });
            for f in row.flight.into_iter().chain(sharers.filter(|_| week)) {
                if let Some(list) = rows.get_mut(f) {
                    list.push(crate::num::small(r));
                }
            }
        }
        let mut to = vec![Vec::new(); p.instance.countries.code.len()];
        for (g, group) in p.groups.iter().enumerate() {
            if let Some(list) = to.get_mut(group.country) {
                list.push(crate::num::small(g));
            }
        }
        Self { p, prices, rows, to }
    }

    /// What one more of each limit of a flight is worth: the highest of each kind.
    pub(super) fn of(&self, f: usize) -> Vec<Worth> {
        let mut list: Vec<Worth> = Vec::new();
        let mut put = |cause: Cause, dollars: i64| {
            if dollars <= 0 {
                return;
            }
            match list.iter_mut().find(|worth| worth.cause == cause) {
                Some(same) => same.dollars = same.dollars.max(dollars),
                None => list.push(Worth { cause, dollars }),
            }
        };
        for r in self.rows.get(f).into_iter().flatten().map(|r| ux(*r)) {
            let Some(row) = self.p.rows.get(r) else { continue };
            if row.kind != RowKind::Ratio {
                put(cause(row.kind), whole(at(&self.prices.rows, r)));
            }
        }
        put(Cause::Notice, self.notice(f));
        list.sort_by_key(|worth| worth.cause);
        list
    }

    /// What one day of notice less would be worth: those whom one day keeps off, each for what
    /// the seat is worth beyond the prices here and the price of the group's best seat elsewhere.
    fn notice(&self, f: usize) -> i64 {
        let i = &self.p.instance;
        let dep = at(&i.flights.dep, f);
        let mut sum = 0.0;
        for (drop, country) in list(&i.flights.drop, f).iter().enumerate() {
            let notice = at(&i.countries.notice_days, crate::num::ix(*country));
            for g in self.to.get(crate::num::ix(*country)).into_iter().flatten().map(|g| ux(*g)) {
                let Some(group) = self.p.groups.get(g) else { continue };
                if group.ready + notice != dep + 1 || bar(i, group, f, drop) != Some(Bar::Notice) {
                    continue;
                }
                let mut earlier = group.clone();
                earlier.ready -= 1;
                if bar(i, &earlier, f, drop).is_some() {
                    continue;
                }
                let (people, seats) = (real(group.people), real(group.seats));
                let country = group.country;
                let mut worth = real(groups::value(i, group, dep)) - at(&self.prices.groups, g);
                let mut board = f64::INFINITY;
                for r in self.rows.get(f).into_iter().flatten().map(|r| ux(*r)) {
                    let price = at(&self.prices.rows, r);
                    let Some(row) = self.p.rows.get(r) else { continue };
                    worth -= match row.kind {
                        RowKind::Seats => price * seats,
                        RowKind::Drop { country: c } if c == country => price * people,
                        RowKind::Week { country: c, week }
                            if c == country && week == arrival(i, f, drop).div_euclid(7) =>
                        {
                            price * people
                        }
                        RowKind::List => price * people,
                        RowKind::HighRisk => price * real(group.high_risk),
                        RowKind::Medical => price * real(group.medical),
                        RowKind::Board { .. } => {
                            board = board.min(price * people);
                            0.0
                        }
                        RowKind::Leg
                        | RowKind::Drop { .. }
                        | RowKind::Ratio
                        | RowKind::Week { .. }
                        | RowKind::Link { .. } => 0.0,
                    };
                }
                if board.is_finite() {
                    worth -= board;
                }
                sum += worth.max(0.0);
            }
        }
        whole(sum)
    }
}
