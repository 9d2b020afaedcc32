//! Plans a published instance of single-source capacitated facility location, and says how far the
//! plan and the bound are from the published optimum: `location FILE OPTIMUM [SECONDS]`.
//!
//! A facility is a candidate flight with its capacity as seats, a customer a person who takes as
//! many seats as it demands, and the cost of serving it the cost of its transfer. A seat is worth so
//! much that everybody is served. The file holds two counts, capacities, fixed costs, demands, and
//! the costs customer by customer.
#![allow(clippy::print_stdout, reason = "a program for the command line")]

use planner::{Budget, Cases, Control, Countries, Instance, Links, Problem, Weights, solve};
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let path = args.next().ok_or("no file")?;
    let optimum: f64 = args.next().ok_or("no optimum")?.parse()?;
    let seconds: f64 = args.next().map_or(Ok(f64::INFINITY), |n| n.parse())?;
    let (instance, everybody) = read(&std::fs::read_to_string(&path)?).ok_or("not such a file")?;
    let begun = Instant::now();
    let problem = Problem::take(instance)?;
    let budget = Budget { gap: 0.0, nodes: 4_000, whole: 4_000, ..Budget::fitting(&problem) };
    let plan = solve(&problem, &budget, &mut |_| {
        if begun.elapsed().as_secs_f64() > seconds { Control::Stop } else { Control::Continue }
    });
    let cost = f64::from(i32::try_from(everybody - plan.objective)?);
    let least = f64::from(i32::try_from(everybody - plan.bound)?);
    println!(
        "{path} cost {cost} at least {least} published {optimum} over it {:.3} % bound under it \
         {:.3} % {:.2} s",
        100.0 * (cost / optimum - 1.0),
        100.0 * (1.0 - least / optimum),
        begun.elapsed().as_secs_f64(),
    );
    Ok(())
}

/// The instance, and what serving everybody would be worth if it cost nothing.
fn read(text: &str) -> Option<(Instance, i64)> {
    let mut words = text.split_whitespace().map(|word| word.parse::<f64>());
    #[expect(clippy::cast_possible_truncation, reason = "published figures are small integers")]
    let mut next = || words.next()?.ok().map(|x| x.round() as i64);
    let (places, people) = (next()?, next()?);
    let mut list = |n: i64| (0..n).map(|_| next()).collect::<Option<Vec<i64>>>();
    let (seats, cost, demand) = (list(places)?, list(places)?, list(people)?);
    let costs = list(places * people)?;
    let (nf, nc) = (usize::try_from(places).ok()?, usize::try_from(people).ok()?);
    let worth = 4 * (costs.iter().max()? + cost.iter().max()?);
    let far = vec![1_000; nc];
    let none = vec![0; nc];
    let mut instance = Instance {
        format: "charter-manifest/1".to_owned(),
        countries: Countries {
            code: vec!["C".to_owned()],
            notice_days: vec![0],
            td_min_left_days: vec![0],
            weekly_cap: vec![-1],
        },
        cities: (0..nf).map(|k| format!("A{k}")).collect(),
        facility_office: none.clone(),
        links: Links::default(),
        weights: Weights { seat: worth, ..Weights::default() },
        cases: Cases {
            group: (0..people).collect(),
            country: none.clone(),
            facility: (0..people).collect(),
            ready: none.clone(),
            td_from: none.clone(),
            td_to: far.clone(),
            ap_from: none.clone(),
            ap_to: far.clone(),
            days_detained: none.clone(),
            cost_per_day: none.clone(),
            review_day: far,
            risk: none.clone(),
            escort_seats: demand.iter().map(|d| d - 1).collect(),
            medical: none.clone(),
            minor: none,
            ..Cases::default()
        },
        ..Instance::default()
    };
    for (facility, row) in (0..people).zip(costs.chunks(nf)) {
        for (city, cost) in (0..places).zip(row) {
            instance.links.facility.push(facility);
            instance.links.city.push(city);
            instance.links.lead_days.push(0);
            instance.links.cap_per_day.push(-1);
            instance.links.cost_pp.push(*cost);
        }
    }
    let f = &mut instance.flights;
    f.pick = (0..places).map(|city| vec![city]).collect();
    f.drop = vec![vec![0]; nf];
    f.arr_off = vec![vec![0]; nf];
    f.board = vec![vec![people]; nf];
    f.drop_cap = vec![vec![people]; nf];
    (f.seats, f.cost) = (seats, cost);
    (f.dep, f.hr_permille) = (vec![10; nf], vec![1_000; nf]);
    (f.nurse, f.med_max, f.min_fill) = (vec![0; nf], vec![0; nf], vec![0; nf]);
    (f.family_ok, f.candidate) = (vec![1; nf], vec![1; nf]);
    Some((instance, worth * people))
}
