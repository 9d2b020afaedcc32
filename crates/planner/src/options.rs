//! Builds the options: group, flight and pick-up stop, with their value and what they draw on.

mod bar;

pub(crate) use bar::{Bar, arrival, bar, list};

use crate::groups;
use crate::instance::{Instance, InstanceError};
use crate::num::{at, bump, count, ix, narrow, small, ux};
use crate::problem::{Choice, Flight, Group, Problem, Row, RowKind};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// More options than this are refused, to bound memory.
const MOST_OPTIONS: usize = 4_000_000;
/// More comparisons of group and stop than this are refused, to bound time.
const MOST_LOOKS: usize = 1_000_000_000;

/// Numbers of a flight's own rows.
#[derive(Default)]
struct Own {
    seats: usize,
    legs: Vec<usize>,
    board: Vec<usize>,
    drop: Vec<usize>,
    ratio: usize,
    medical: usize,
    list: Option<usize>,
    high: Option<usize>,
}

struct Builder<'a> {
    i: &'a Instance,
    groups: Vec<Group>,
    rows: Vec<Row>,
    own: Vec<Own>,
    /// Rows that several flights share: weeks and links.
    shared: BTreeMap<(bool, usize, i64), usize>,
    links: BTreeMap<(usize, usize), usize>,
    /// The only ways to fly, when they are listed: group, flight, stop.
    allowed: Option<BTreeSet<[i64; 3]>>,
    found: Vec<(Choice, Draws)>,
}

/// What an option needs to name its rows later.
#[derive(Clone, Copy)]
struct Draws {
    drop: usize,
    week: Option<usize>,
    link: Option<usize>,
}

/// Builds the whole problem of a checked instance.
pub(crate) fn build(instance: &Arc<Instance>) -> Result<Problem, InstanceError> {
    let groups = groups::build(instance);
    let pair = |k: usize| (ix(at(&instance.links.facility, k)), ix(at(&instance.links.city, k)));
    let mut b = Builder {
        i: instance,
        groups,
        rows: Vec::new(),
        own: Vec::new(),
        shared: BTreeMap::new(),
        links: (0..instance.links.city.len()).map(|k| (pair(k), k)).collect(),
        allowed: instance.allowed.as_ref().map(|list| list.iter().copied().collect()),
        found: Vec::new(),
    };
    b.own_rows();
    b.enumerate()?;
    Ok(b.finish(instance))
}

impl Builder<'_> {
    fn row(&mut self, cap: i64, flight: Option<usize>, kind: RowKind) -> usize {
        self.rows.push(Row { cap, flight, kind });
        self.rows.len() - 1
    }

    fn own_rows(&mut self) {
        let flights = &self.i.flights;
        for f in 0..flights.dep.len() {
            let mine = Some(f);
            let plain = at(&flights.seats, f);
            let cap = plain + plain * at(&flights.overbook_permille, f) / 1000;
            let seats = self.row(cap, mine, RowKind::Seats);
            let legs = list(&flights.leg_seats, f)
                .iter()
                .map(|cap| self.row(*cap, mine, RowKind::Leg))
                .collect();
            let board = list(&flights.board, f)
                .iter()
                .enumerate()
                .map(|(stop, cap)| self.row(*cap, mine, RowKind::Board { stop }))
                .collect();
            let drop = list(&flights.drop_cap, f)
                .iter()
                .zip(list(&flights.drop, f))
                .map(|(cap, c)| self.row(*cap, mine, RowKind::Drop { country: ix(*c) }))
                .collect();
            let ratio = self.row(0, mine, RowKind::Ratio);
            let medical = self.row(at(&flights.med_max, f), mine, RowKind::Medical);
            let mut capped = |caps: &[i64], kind| {
                let cap = caps.get(f).copied().filter(|cap| *cap >= 0)?;
                Some(self.row(cap, mine, kind))
            };
            let list = capped(&flights.list_cap, RowKind::List);
            let high = capped(&flights.hr_max, RowKind::HighRisk);
            self.own.push(Own { seats, legs, board, drop, ratio, medical, list, high });
        }
    }

    fn shared_row(&mut self, key: (bool, usize, i64), cap: i64, kind: RowKind) -> Option<usize> {
        if cap < 0 {
            return None;
        }
        if let Some(row) = self.shared.get(&key) {
            return Some(*row);
        }
        let row = self.row(cap, None, kind);
        self.shared.insert(key, row);
        Some(row)
    }

    fn enumerate(&mut self) -> Result<(), InstanceError> {
        let mut to: Vec<Vec<usize>> = vec![Vec::new(); self.i.countries.code.len()];
        for (g, group) in self.groups.iter().enumerate() {
            if let Some(list) = to.get_mut(group.country) {
                list.push(g);
            }
        }
        let waiting = |c: &i64| to.get(ix(*c)).map_or(0, Vec::len);
        let looks: usize = self.i.flights.drop.iter().flatten().map(waiting).sum();
        if looks > MOST_LOOKS {
            return Err(too_many(&format!("{looks} pairs of group and flight")));
        }
        for f in 0..self.i.flights.dep.len() {
            for (drop, country) in list(&self.i.flights.drop, f).iter().enumerate() {
                self.stop(f, drop, to.get(ix(*country)).map(Vec::as_slice).unwrap_or_default());
                if self.found.len() > MOST_OPTIONS {
                    return Err(too_many(&format!("more than {MOST_OPTIONS} options")));
                }
            }
        }
        self.found.sort_unstable_by_key(|(c, _)| (c.group, c.flight, c.stop));
        Ok(())
    }

    fn stop(&mut self, f: usize, drop: usize, waiting: &[usize]) {
        let (i, dep) = (self.i, at(&self.i.flights.dep, f));
        for g in waiting {
            let Some(group) = self.groups.get(*g) else { continue };
            if bar(i, group, f, drop).is_some() {
                continue;
            }
            let (worth, people, country) =
                (groups::value(i, group, dep), group.people, group.country);
            let (ready, facility) = (group.ready, group.facility);
            for (stop, city) in list(&i.flights.pick, f).iter().enumerate() {
                let way = [count(*g), count(f), count(stop)];
                if self.allowed.as_ref().is_some_and(|ways| !ways.contains(&way)) {
                    continue;
                }
                let Some(link) = self.links.get(&(facility, ix(*city))).copied() else { continue };
                let lead = at(&i.links.lead_days, link);
                if ready + lead > dep {
                    continue;
                }
                let day = dep - lead;
                let week = arrival(i, f, drop).div_euclid(7);
                let cap = at(&i.countries.weekly_cap, country);
                let by_week = RowKind::Week { country, week };
                let by_link = RowKind::Link { facility, city: ix(*city), day };
                let draws = Draws {
                    drop,
                    week: self.shared_row((false, country, week), cap, by_week),
                    link: self.shared_row(
                        (true, link, day),
                        at(&i.links.cap_per_day, link),
                        by_link,
                    ),
                };
                let value = worth - at(&i.links.cost_pp, link) * people;
                let (group, flight) = (small(*g), small(f));
                self.found.push((Choice { group, flight, stop: small(stop), value }, draws));
            }
        }
    }

    /// The rows of one option, with what it takes of each.
    fn draw(&self, choice: Choice, draws: Draws, into: &mut Vec<(u32, i32)>) {
        let (Some(group), Some(own)) = (self.groups.get(choice.g()), self.own.get(choice.f()))
        else {
            return;
        };
        let (n, q) = (group.people, group.seats);
        let permille = at(&self.i.flights.hr_permille, choice.f());
        let (stop, picks) = (ux(choice.stop), own.board.len());
        let mut push = |row: usize, amount: i64| into.push((small(row), narrow(amount)));
        push(own.seats, q);
        own.legs.iter().take(picks + draws.drop).skip(stop).for_each(|leg| push(*leg, q));
        push(at(&own.board, stop), n);
        push(at(&own.drop, draws.drop), n);
        push(own.ratio, 1000 * group.high_risk - permille * n);
        if group.medical > 0 {
            push(own.medical, group.medical);
        }
        if let Some(list) = own.list {
            push(list, n);
        }
        if let Some(high) = own.high.filter(|_| group.high_risk > 0) {
            push(high, group.high_risk);
        }
        [draws.week, draws.link].into_iter().flatten().for_each(|row| push(row, n));
    }

    fn finish(self, instance: &Arc<Instance>) -> Problem {
        let (mut uses, mut use_starts) = (Vec::new(), vec![0]);
        let mut by_flight: Vec<u32> = (0..small(self.found.len())).collect();
        let mut sharers: Vec<Vec<u32>> = vec![Vec::new(); self.rows.len()];
        let choices: Vec<Choice> = self.found.iter().map(|(choice, _)| *choice).collect();
        let mut known: HashMap<Vec<(u32, i32)>, u32> = HashMap::new();
        let mut draws_of = Vec::with_capacity(choices.len());
        let mut drawn = Vec::new();
        for (choice, draws) in &self.found {
            drawn.clear();
            self.draw(*choice, *draws, &mut drawn);
            let way = known.get(&drawn).copied().unwrap_or_else(|| {
                uses.extend_from_slice(&drawn);
                use_starts.push(uses.len());
                let way = small(use_starts.len() - 2);
                known.insert(drawn.clone(), way);
                way
            });
            draws_of.push(way);
            for row in [draws.week, draws.link].into_iter().flatten() {
                if let Some(list) = sharers.get_mut(row) {
                    list.push(choice.flight);
                }
            }
        }
        for list in &mut sharers {
            list.sort_unstable();
            list.dedup();
        }
        let flight_of = |o: &u32| at(&choices, ux(*o)).flight;
        by_flight.sort_by_key(flight_of);
        let (nf, ng) = (self.i.flights.dep.len(), self.groups.len());
        let starts = |n: usize, of: &dyn Fn(usize) -> usize| -> Vec<usize> {
            let mut list = vec![0; n + 1];
            (0..choices.len()).for_each(|o| bump(&mut list, of(o) + 1, 1));
            (1..=n).for_each(|k| {
                let before = at(&list, k - 1);
                bump(&mut list, k, before);
            });
            list
        };
        let group_starts = starts(ng, &|o| at(&choices, o).g());
        let flight_starts = starts(nf, &|o| at(&choices, o).f());
        let (apart, apart_of) = groups::apart(self.i, ng);
        let f = &self.i.flights;
        let flights = (0..nf).map(|k| Flight {
            candidate: at(&f.candidate, k) == 1,
            cost: at(&f.cost, k),
            min_fill: at(&f.candidate, k) * at(&f.min_fill, k),
        });
        Problem {
            instance: Arc::clone(instance),
            dollar: 1,
            slack: 4 * self.i.weights.seat.max(1000),
            flights: flights.collect(),
            groups: self.groups,
            rows: self.rows,
            choices,
            group_starts,
            draws: draws_of,
            uses,
            use_starts,
            by_flight,
            flight_starts,
            apart,
            apart_of,
            sharers,
        }
    }
}

fn too_many(what: &str) -> InstanceError {
    InstanceError::new("flights", format!("too large: {what}"), "Plan a shorter horizon")
}
