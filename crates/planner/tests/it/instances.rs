//! Small random instances, and an independent check and exhaustive search over them.

use planner::{Cases, Countries, Flights, Instance, Links, Plan, Problem, SeatOption, Weights};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Draws the next number below `n` from a list of drawn bytes.
struct Dice(Vec<u8>, usize);

impl Dice {
    fn roll(&mut self, n: i64) -> i64 {
        self.1 += 1;
        i64::from(self.0[self.1 % self.0.len()]).wrapping_mul(31).rem_euclid(n.max(1))
    }
}

pub(crate) fn instance() -> impl Strategy<Value = Instance> {
    proptest::collection::vec(any::<u8>(), 150..260).prop_map(|bytes| build(&mut Dice(bytes, 0)))
}

fn build(d: &mut Dice) -> Instance {
    let mut i = Instance {
        format: "charter-manifest/1".into(),
        countries: Countries {
            code: vec!["GTM".into(), "HND".into()],
            notice_days: vec![2, 3],
            td_min_left_days: vec![0, 1],
            weekly_cap: vec![[-1, 3, 5][usize::try_from(d.roll(3)).unwrap()], -1],
        },
        cities: vec!["AEX".into(), "MIA".into()],
        facility_office: vec![0, 0],
        links: Links {
            facility: vec![0, 0, 1],
            city: vec![0, 1, 0],
            lead_days: vec![0, 1, 1],
            cap_per_day: vec![-1, 2, 2 + d.roll(3)],
            cost_pp: vec![0, 40, 80],
        },
        weights: Weights {
            seat: 1000,
            aging_per_day: 5,
            aging_cap: 365,
            td_urgent: 800,
            td_urgent_days: 21,
            review_met: 1500,
            wait_cap_days: 60,
            review_slack_days: 30,
            rounds_promised: 0,
        },
        ..Instance::default()
    };
    flights(&mut i.flights, d);
    cases(&mut i.cases, d);
    let n = i64::try_from(i.cases.group.len()).unwrap();
    for _ in 0..d.roll(4) {
        let (a, b) = (d.roll(n), d.roll(n));
        let group = |k: i64| i.cases.group[usize::try_from(k).unwrap()];
        if group(a) != group(b) {
            i.keep_apart.push([a, b]);
        }
    }
    i
}

fn flights(f: &mut Flights, d: &mut Dice) {
    for _ in 0..=d.roll(3) {
        let seats = 1 + d.roll(6);
        let (two, wide) = (d.roll(2) == 1, d.roll(2) == 1);
        f.dep.push(6 + d.roll(9));
        f.pick.push(if two { vec![0, 1] } else { vec![0] });
        f.board.push(if two { vec![1 + seats / 2, 1 + d.roll(3)] } else { vec![seats] });
        f.drop.push(if wide { vec![0, 1] } else { vec![0] });
        f.arr_off.push(if wide { vec![0, 1] } else { vec![0] });
        f.drop_cap.push(if wide { vec![seats, 1 + d.roll(3)] } else { vec![seats] });
        f.seats.push(seats);
        f.hr_permille.push([200, 450, 450, 500][usize::try_from(d.roll(4)).unwrap()]);
        f.nurse.push(d.roll(2));
        f.med_max.push(d.roll(3));
        f.family_ok.push(i64::from(d.roll(4) > 0));
        let candidate = d.roll(2);
        f.candidate.push(candidate);
        f.cost.push(d.roll(20) * 1000);
        f.min_fill.push(candidate * d.roll(4));
    }
    if d.roll(3) == 0 {
        f.overbook_permille = f.seats.iter().map(|_| 200).collect();
    }
    if d.roll(3) == 0 {
        f.list_cap = f.seats.iter().map(|seats| seats - 1).collect();
        f.hr_max = f.seats.iter().map(|_| d.roll(3) - 1).collect();
    }
    if d.roll(3) == 0 {
        let legs = |k: usize| f.pick[k].len() + f.drop[k].len() - 1;
        f.leg_seats = (0..f.dep.len()).map(|k| vec![2; legs(k)]).collect();
    }
}

fn cases(c: &mut Cases, d: &mut Dice) {
    for g in 0..2 + d.roll(7) {
        let (country, facility, ready) = (i64::from(d.roll(4) == 0), d.roll(2), d.roll(6));
        for k in 0..=d.roll(3) / 2 * (1 + d.roll(2)) {
            c.group.push(g);
            c.country.push(country);
            c.facility.push(facility);
            c.ready.push(ready);
            c.td_from.push(d.roll(4));
            c.td_to.push(9 + d.roll(30));
            c.ap_from.push(0);
            c.ap_to.push(10 + d.roll(20));
            c.days_detained.push(d.roll(200));
            c.cost_per_day.push(100 + d.roll(100));
            c.review_day.push(d.roll(60));
            c.risk.push(d.roll(3));
            c.escort_seats.push(i64::from(d.roll(8) == 0));
            c.medical.push(i64::from(d.roll(8) == 0));
            c.minor.push(i64::from(k > 0));
        }
    }
}

struct Sums<'a> {
    i: &'a Instance,
    seats: &'a [SeatOption],
}

impl Sums<'_> {
    fn people(&self, g: usize, of: impl Fn(usize) -> i64) -> i64 {
        let group = i64::try_from(g).unwrap();
        (0..self.i.cases.group.len()).filter(|k| self.i.cases.group[*k] == group).map(of).sum()
    }

    fn over(&self, keep: impl Fn(&SeatOption) -> bool, of: impl Fn(usize) -> i64) -> i64 {
        self.seats.iter().filter(|s| keep(s)).map(|s| self.people(s.group, &of)).sum()
    }

    fn country(&self, s: &SeatOption) -> i64 {
        let group = i64::try_from(s.group).unwrap();
        let k = self.i.cases.group.iter().position(|g| *g == group).unwrap();
        self.i.cases.country[k]
    }
}

/// Recounts every rule from the instance alone; `None` when one is broken, else the objective.
pub(crate) fn worth(i: &Instance, seats: &[SeatOption], y: &[bool]) -> Option<i64> {
    let sums = Sums { i, seats };
    let (f, c) = (&i.flights, &i.cases);
    let mut total = 0;
    let mut shared: BTreeMap<(bool, i64, i64), i64> = BTreeMap::new();
    for (k, flown) in y.iter().enumerate() {
        let on = |s: &SeatOption| s.flight == k;
        let people = sums.over(on, |_| 1);
        if !flown && (people > 0 || f.candidate[k] == 0) {
            return None;
        }
        total -= if *flown { f.cost[k] } else { 0 };
        let over = f.overbook_permille.get(k).copied().unwrap_or(0);
        let taken = |c_: &Cases, j: usize| 1 + c_.escort_seats[j];
        let mut fine = sums.over(on, |j| taken(c, j)) <= f.seats[k] + f.seats[k] * over / 1000;
        fine &= !flown || f.candidate[k] == 0 || people >= f.min_fill[k];
        fine &= 1000 * sums.over(on, |j| i64::from(c.risk[j] == 2)) <= f.hr_permille[k] * people;
        let under = |caps: &[i64], n: i64| caps.get(k).is_none_or(|cap| *cap < 0 || n <= *cap);
        fine &= under(&f.list_cap, people);
        fine &= under(&f.hr_max, sums.over(on, |j| i64::from(c.risk[j] == 2)));
        fine &= sums.over(on, |j| c.medical[j]) <= f.med_max[k];
        for (stop, cap) in f.board[k].iter().enumerate() {
            fine &= sums.over(|s| on(s) && s.stop == stop, |_| 1) <= *cap;
        }
        for (drop, cap) in f.drop_cap[k].iter().enumerate() {
            let to = f.drop[k][drop];
            let people = sums.over(|s| on(s) && sums.country(s) == to, |_| 1);
            fine &= people <= *cap;
            let week = (f.dep[k] + f.arr_off[k][drop]).div_euclid(7);
            *shared.entry((false, to, week)).or_default() += people;
        }
        for (leg, cap) in f.leg_seats.get(k).into_iter().flatten().enumerate() {
            let end = |s: &SeatOption| {
                let drop = f.drop[k].iter().position(|d| *d == sums.country(s)).unwrap();
                f.pick[k].len() + drop
            };
            let here = |s: &SeatOption| on(s) && s.stop <= leg && leg < end(s);
            fine &= sums.over(here, |j| taken(c, j)) <= *cap;
        }
        if !fine {
            return None;
        }
    }
    for s in seats {
        total += s.value;
        let k = c.group.iter().position(|g| usize::try_from(*g) == Ok(s.group)).unwrap();
        let city = f.pick[s.flight][s.stop];
        let l = (0..i.links.city.len())
            .find(|l| i.links.city[*l] == city && i.links.facility[*l] == c.facility[k])
            .unwrap();
        let day = f.dep[s.flight] - i.links.lead_days[l];
        let link = (true, i64::try_from(l).unwrap(), day);
        *shared.entry(link).or_default() += sums.people(s.group, |_| 1);
    }
    let lawful = shared.iter().all(|((link, row, _), people)| {
        let row = usize::try_from(*row).unwrap();
        let cap = if *link { i.links.cap_per_day[row] } else { i.countries.weekly_cap[row] };
        cap < 0 || *people <= cap
    });
    let flight = |case: i64| {
        let group = c.group[usize::try_from(case).unwrap()];
        seats.iter().find(|s| i64::try_from(s.group) == Ok(group)).map(|s| s.flight)
    };
    let apart = i.keep_apart.iter().all(|[a, b]| flight(*a).is_none() || flight(*a) != flight(*b));
    (lawful && apart).then_some(total)
}

/// The best plan's worth, by trying every one.
pub(crate) fn exhaustive(i: &Instance, problem: &Problem) -> i64 {
    let mut by: BTreeMap<usize, Vec<SeatOption>> = BTreeMap::new();
    problem.options().into_iter().for_each(|o| by.entry(o.group).or_default().push(o));
    let groups: Vec<Vec<SeatOption>> = by.into_values().collect();
    let n = i.flights.dep.len();
    let mut best = i64::MIN;
    for mask in 0..1_u32 << n {
        let y: Vec<bool> = (0..n).map(|k| mask >> k & 1 == 1).collect();
        if (0..n).all(|k| y[k] || i.flights.candidate[k] == 1) {
            descend(i, &groups, &y, &mut Vec::new(), &mut best);
        }
    }
    best
}

fn descend(
    i: &Instance,
    groups: &[Vec<SeatOption>],
    y: &[bool],
    seats: &mut Vec<SeatOption>,
    best: &mut i64,
) {
    let Some((first, rest)) = groups.split_first() else {
        *best = worth(i, seats, y).unwrap_or(i64::MIN).max(*best);
        return;
    };
    descend(i, rest, y, seats, best);
    for option in first.iter().filter(|o| y[o.flight]) {
        seats.push(*option);
        descend(i, rest, y, seats, best);
        seats.pop();
    }
}

/// A plan's seats as options of the problem; fails when one is not an option.
pub(crate) fn seats(problem: &Problem, plan: &Plan) -> Vec<SeatOption> {
    let all = problem.options();
    let find = |[group, flight, stop]: &[usize; 3]| {
        *all.iter()
            .find(|o| (o.group, o.flight, o.stop) == (*group, *flight, *stop))
            .expect("everyone sits by an option")
    };
    plan.chosen.iter().map(find).collect()
}
