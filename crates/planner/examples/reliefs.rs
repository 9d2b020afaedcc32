//! Grants what the reasons say would help, and looks whether the person gets a seat:
//! `reliefs INSTANCE SOLUTION [COUNT]`.
#![allow(clippy::print_stdout, reason = "a program for the command line")]

use planner::{Instance, LeftOut, Limit, Plan, Problem, Replanner};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let (path, solution) = (args.next().ok_or("no instance")?, args.next().ok_or("no solution")?);
    let count: usize = args.next().map_or(Ok(1_000), |n| n.parse())?;
    let instance = Instance::from_json(&std::fs::read_to_string(path)?)?;
    let plan: Plan = serde_json::from_str(&std::fs::read_to_string(solution)?)?;
    let told: Vec<&LeftOut> = plan.left_out.iter().filter(|l| !l.relief.is_empty()).collect();
    let (mut seated, mut tried, mut draw) = (0_u32, 0_u32, 7_u64);
    let mut failed = std::collections::BTreeMap::<String, u32>::new();
    for _ in 0..count.min(told.len().saturating_mul(20)) {
        draw = draw.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let at = usize::try_from(draw >> 33)? % told.len().max(1);
        let Some(left) = told.get(at) else { break };
        let wider = grant(&instance, &plan, left).ok_or("the relief names no flight")?;
        let problem = Problem::new(&wider)?;
        let mut now = Replanner::new(&problem, &plan).ok_or("the plan is not lawful any more")?;
        let before = now.objective();
        now.release(left.group);
        let sits = now.chosen().iter().any(|seat| seat.first() == Some(&left.group));
        tried += 1;
        if sits && now.objective() > before && now.is_lawful() {
            seated += 1;
        } else {
            *failed.entry(format!("{:?}", left.cause)).or_default() += 1;
        }
    }
    println!(
        "left out {}, with something that would help {}; granted to {tried} drawn at random, \
         seated {seated} ({:.2} %); not seated, by cause: {failed:?}",
        plan.left_out.len(),
        told.len(),
        100.0 * f64::from(seated) / f64::from(tried.max(1)),
    );
    Ok(())
}

/// The instance with everything granted that the reason names.
fn grant(instance: &Instance, plan: &Plan, left: &LeftOut) -> Option<Instance> {
    let mut i = instance.clone();
    let f = left.flight?;
    let member = i.cases.group.iter().position(|g| usize::try_from(*g) == Ok(left.group))?;
    let country = *i.cases.country.get(member)?;
    let aboard = plan.chosen.iter().filter(|c| c.get(1) == Some(&f)).count();
    for relief in &left.relief {
        let more = |list: &mut Vec<i64>| list.iter_mut().for_each(|cap| *cap += relief.amount);
        match relief.cause.limit()? {
            Limit::Seats => {
                *i.flights.seats.get_mut(f)? += relief.amount;
                i.flights.leg_seats.get_mut(f).map(more);
            }
            Limit::Boarding => more(i.flights.board.get_mut(f)?),
            Limit::Names => {
                more(i.flights.drop_cap.get_mut(f)?);
                if let Some(cap) = i.flights.list_cap.get_mut(f) {
                    *cap += relief.amount;
                }
            }
            Limit::HighRiskPlaces => *i.flights.hr_max.get_mut(f)? += relief.amount,
            Limit::MedicalPlaces => *i.flights.med_max.get_mut(f)? += relief.amount,
            Limit::Admissions => {
                *i.countries.weekly_cap.get_mut(usize::try_from(country).ok()?)? += relief.amount;
            }
            Limit::Transfer => {
                for cap in i.links.cap_per_day.iter_mut().filter(|cap| **cap >= 0) {
                    *cap += relief.amount;
                }
            }
            Limit::LowRiskAboard => {
                // As much as so many more people of low risk would allow: a larger share of those
                // aboard, who are at least as many people as groups.
                let people = i64::try_from(aboard.max(1)).ok()?;
                let share = i.flights.hr_permille.get_mut(f)?;
                let more = (*share * relief.amount).div_euclid(people) + 1;
                *share = (*share + more).min(1_000);
            }
        }
    }
    Some(i)
}
