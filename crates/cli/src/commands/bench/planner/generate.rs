//! Made instances: flights and transfers of a nation's month or year, all of it invented.

use planner::{Countries, Flights, Instance, Links, Weights};

use super::docket;

/// How large.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Size {
    /// 1 flight, 200 people
    S,
    /// 40 flights, 5,000 people
    M,
    /// 200 flights, 50,000 people
    L,
    /// 1,000 flights, 350,000 people
    Xl,
}

/// Figures of a size.
pub(super) struct Figures {
    flights: i64,
    pub(super) people: usize,
    pub(super) days: i64,
    countries: i64,
    pub(super) facilities: i64,
    cities: i64,
}

impl Size {
    const fn figures(self) -> Figures {
        let (flights, people, days, countries, facilities, cities) = match self {
            Self::S => (1, 200, 10, 1, 12, 3),
            Self::M => (40, 5_000, 30, 14, 45, 6),
            Self::L => (200, 50_000, 60, 28, 120, 10),
            Self::Xl => (1_000, 350_000, 365, 45, 190, 10),
        };
        Figures { flights, people, days, countries, facilities, cities }
    }
}

/// Numbers that look random and are the same for the same seed (`SplitMix64`).
pub(super) struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// From `lo` to `hi`, both included.
    pub(super) fn roll(&mut self, lo: i64, hi: i64) -> i64 {
        let span = u64::try_from(hi.saturating_sub(lo)).unwrap_or(0).saturating_add(1);
        lo.saturating_add(i64::try_from(self.next() % span).unwrap_or(0))
    }

    /// One of `list`.
    pub(super) fn pick(&mut self, list: &[i64]) -> i64 {
        let top = i64::try_from(list.len()).unwrap_or(1).saturating_sub(1);
        let place = usize::try_from(self.roll(0, top)).unwrap_or(0);
        list.get(place).copied().unwrap_or(0)
    }

    /// True in so many of a hundred cases.
    pub(super) fn chance(&mut self, percent: i64) -> bool {
        self.roll(1, 100) <= percent
    }

    /// A place in a list of `n`; the first are drawn far more often, as demand is.
    pub(super) fn skewed(&mut self, n: i64) -> i64 {
        let (a, b) = (self.roll(0, n - 1), self.roll(0, n - 1));
        a.min(b).min(self.roll(0, n - 1))
    }

    /// So many different numbers below `n`.
    fn some(&mut self, many: i64, n: i64) -> Vec<i64> {
        let mut list: Vec<i64> = Vec::new();
        while i64::try_from(list.len()).is_ok_and(|len| len < many.min(n)) {
            let one = self.roll(0, n - 1);
            if !list.contains(&one) {
                list.push(one);
            }
        }
        list
    }
}

/// An instance; the same for the same size and seed.
pub(super) fn instance(size: Size, seed: u64) -> Instance {
    let figures = size.figures();
    let salt = u64::try_from(figures.people).unwrap_or(0) << 40;
    let mut dice = Dice(seed ^ salt);
    let Figures { days, countries, facilities, cities, .. } = figures;
    let named = |prefix: &str, n: i64| (0..n).map(|k| format!("{prefix}{k}")).collect();
    let mut instance = Instance {
        format: "charter-manifest/1".to_owned(),
        name: format!("{size:?}{seed}").to_uppercase(),
        size: format!("{size:?}").to_uppercase(),
        seed: i64::try_from(seed).unwrap_or(0),
        horizon: days,
        countries: Countries {
            code: named("C", countries),
            notice_days: (0..countries).map(|_| dice.pick(&[3, 4, 5, 7, 10])).collect(),
            td_min_left_days: (0..countries).map(|_| dice.pick(&[0, 0, 1, 3])).collect(),
            weekly_cap: (0..countries)
                .map(|_| if dice.chance(35) && countries > 1 { dice.roll(40, 250) } else { -1 })
                .collect(),
        },
        cities: named("A", cities),
        facility_office: (0..facilities).map(|_| dice.roll(0, 24)).collect(),
        links: links(&mut dice, &figures),
        weights: Weights {
            seat: 1_000,
            aging_per_day: 5,
            aging_cap: 365,
            td_urgent: 800,
            td_urgent_days: 21,
            review_met: 1_500,
            wait_cap_days: 60,
            review_slack_days: 30,
            rounds_promised: 0,
        },
        ..Instance::default()
    };
    for _ in 0..figures.flights {
        flight(&mut instance.flights, &mut dice, &figures);
    }
    docket::people(&mut instance, &mut dice, &figures);
    instance
}

fn links(dice: &mut Dice, figures: &Figures) -> Links {
    let mut links = Links::default();
    for facility in 0..figures.facilities {
        let many = dice.roll(1, 3);
        for city in dice.some(many, figures.cities) {
            let lead = if facility == city { 0 } else { dice.pick(&[1, 1, 1, 2, 3]) };
            links.facility.push(facility);
            links.city.push(city);
            links.lead_days.push(lead);
            links.cap_per_day.push(if lead == 0 { -1 } else { dice.pick(&[12, 24, 44, 88]) });
            links.cost_pp.push(dice.pick(&[40, 80, 120, 250]) * lead);
        }
    }
    links
}

fn flight(flights: &mut Flights, dice: &mut Dice, figures: &Figures) {
    let seats = if dice.chance(90) { 121 } else { 52 };
    let picks = dice.roll(1, 3);
    let pick = dice.some(picks, figures.cities);
    let main = dice.skewed(figures.countries);
    let mut drop = vec![main];
    if dice.chance(30) && main + 1 < figures.countries {
        drop.push(main + 1);
    }
    let share = |dice: &mut Dice, lo, hi| (seats * dice.roll(lo, hi) / 100).max(20);
    let alone = pick.len() == 1;
    let board = pick.iter().map(|_| if alone { seats } else { share(dice, 35, 75) }).collect();
    let caps = match drop.as_slice() {
        [_] => vec![if dice.chance(55) { seats } else { share(dice, 75, 98) }],
        several => several.iter().map(|_| share(dice, 35, 75)).collect(),
    };
    let is_candidate = figures.flights > 1 && dice.chance(30);
    let nurse = i64::from(dice.chance(80));
    flights.dep.push(dice.roll(3, figures.days - 1));
    flights.arr_off.push(drop.iter().map(|_| dice.roll(0, 1)).collect());
    flights.cost.push(dice.roll(7, 34) * 8_419 + dice.pick(&[4_000, 9_000, 15_000]));
    flights.pick.push(pick);
    flights.drop.push(drop);
    flights.seats.push(seats);
    flights.board.push(board);
    flights.drop_cap.push(caps);
    flights.hr_permille.push(dice.pick(&[150, 200, 250, 300, 400]));
    flights.nurse.push(nurse);
    flights.med_max.push(nurse * dice.pick(&[3, 4, 6]));
    flights.family_ok.push(i64::from(dice.chance(85)));
    flights.candidate.push(i64::from(is_candidate));
    flights.min_fill.push(if is_candidate { seats * dice.pick(&[50, 60, 70]) / 100 } else { 0 });
}
