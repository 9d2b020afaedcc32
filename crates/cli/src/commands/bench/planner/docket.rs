//! The people of a made instance: alone or in families, with windows, risks and feuds.

use planner::Instance;

use super::generate::{Dice, Figures};

/// Adds everybody, group by group, and the pairs to be kept apart.
pub(super) fn people(instance: &mut Instance, dice: &mut Dice, figures: &Figures) {
    let countries = i64::try_from(instance.countries.code.len()).unwrap_or(1);
    let mut group = 0;
    while instance.cases.group.len() < figures.people {
        let left = figures.people - instance.cases.group.len();
        let size = if dice.chance(8) { dice.pick(&[2, 2, 2, 3, 3, 4, 5, 6]) } else { 1 };
        let size = usize::try_from(size).unwrap_or(1).min(left);
        family(instance, dice, (figures, countries), (group, size));
        group += 1;
    }
    feuds(instance, dice, figures.people / 400);
}

fn family(
    instance: &mut Instance,
    dice: &mut Dice,
    (figures, countries): (&Figures, i64),
    (group, size): (i64, usize),
) {
    let ready = if dice.chance(55) { 0 } else { dice.roll(0, (figures.days - 5).max(0)) };
    let (country, facility) = (dice.skewed(countries), dice.skewed(figures.facilities));
    let from = (ready - dice.roll(0, 20)).max(0);
    let to = from + dice.pick(&[30, 30, 45, 60, 90, 180]);
    let approved = (ready - dice.roll(0, 5)).max(0);
    let until = approved + dice.pick(&[14, 21, 30, 30, 45, 60]);
    let held = dice.roll(0, 60) * dice.roll(0, 3);
    let a_day = if size > 1 { dice.pick(&[295, 320]) } else { dice.pick(&[150, 165, 180, 210]) };
    let review = ready + if held < 90 { 90 - held } else { dice.roll(0, 90) };
    for member in 0..size {
        let is_minor = size > 1 && member > 1;
        let is_high = !is_minor && dice.chance(if size > 1 { 1 } else { 16 });
        let is_ill = dice.chance(2);
        let escort = is_high && dice.chance(6);
        let c = &mut instance.cases;
        c.group.push(group);
        c.country.push(country);
        c.facility.push(facility);
        c.ready.push(ready);
        c.td_from.push(from);
        c.td_to.push(to);
        c.ap_from.push(approved);
        c.ap_to.push(until);
        c.days_detained.push(held);
        c.cost_per_day.push(a_day);
        c.review_day.push(review);
        c.risk.push(if is_high { 2 } else { dice.roll(0, 1) });
        c.escort_seats.push(i64::from(escort));
        c.medical.push(i64::from(is_ill));
        c.minor.push(i64::from(is_minor));
    }
}

/// Pairs to be kept apart, within one country so that they bite.
fn feuds(instance: &mut Instance, dice: &mut Dice, many: usize) {
    let last = i64::try_from(instance.cases.group.len()).unwrap_or(1) - 1;
    let mut found = 0;
    for _ in 0..many.saturating_mul(100) {
        let (a, b) = (dice.roll(0, last), dice.roll(0, last));
        let of = |list: &[i64], k: i64| {
            usize::try_from(k).ok().and_then(|k| list.get(k)).copied().unwrap_or(-1)
        };
        let c = &instance.cases;
        let same = |list: &[i64]| of(list, a) == of(list, b);
        if found < many && same(&c.country) && !same(&c.group) {
            instance.keep_apart.push([a, b]);
            found += 1;
        }
    }
}
