//! How well forecasts of answers hold, on invented agencies and a year that they have not seen.
//!
//! On random days of that year the forecast is made for everybody who waits, from what was known
//! on that day and nothing else, as it is made at the desk; then the answer is looked up. Days are
//! drawn, not moments of each wait: a moment that is drawn within a wait knows when it will end.

mod agencies;

use std::collections::BTreeMap;

use serde::Serialize;

use self::agencies::{DAYS, Dice, Request};
use crate::forecast::{Asked, Forecaster, Span};

/// Random days of the last year on which everybody who waits gets a forecast.
const LOOKS: i32 = 12;

/// How forecasts held for one seed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ForecastBench {
    /// Which agencies: the same seed, the same figures.
    pub seed: u64,
    /// Forecasts of all families together.
    pub all: Held,
    /// The same by how the agency behaves.
    pub families: BTreeMap<&'static str, Held>,
    /// Of requests that are made within the month after, as seen on the day before them all.
    pub fresh: Held,
}

/// How some forecasts held.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Held {
    /// How many.
    pub forecasts: u64,
    /// How many were answered within the days that eight in ten should be.
    pub covered: u64,
    /// How many were answered before them.
    pub early: u64,
    /// Days that the median was off, together.
    pub off_days: u64,
    /// Days that the country's mean, less what was waited, was off, together.
    pub mean_off_days: u64,
    /// Days that somebody who knew all about the agency would have been off, together; the same
    /// as `off_days` where that was not asked.
    pub least_off_days: u64,
}

/// What was said of one request, and what came.
struct Said {
    span: Span,
    median: i32,
    mean: f64,
    truly: i32,
    left: i32,
}

impl Held {
    fn add(&mut self, said: &Said) {
        let Said { span, median, mean, truly, left } = *said;
        self.forecasts += 1;
        self.covered += u64::from((span.from..=span.to).contains(&left));
        self.early += u64::from(left < span.from);
        self.off_days += u64::from(left.abs_diff(median));
        self.mean_off_days += u64::from(left.abs_diff(agencies::whole(mean.round())));
        self.least_off_days += u64::from(left.abs_diff(truly));
    }

    /// The share that was covered.
    pub fn coverage(&self) -> f64 {
        share(self.covered, self.forecasts)
    }

    /// The share that was answered before.
    pub fn early_share(&self) -> f64 {
        share(self.early, self.forecasts)
    }

    /// How many days the median was off.
    pub fn days_off(&self) -> f64 {
        share(self.off_days, self.forecasts)
    }

    /// How many days the country's mean was off.
    pub fn mean_days_off(&self) -> f64 {
        share(self.mean_off_days, self.forecasts)
    }

    /// How much less the median was off than the mean.
    pub fn gain(&self) -> f64 {
        1.0 - share(self.off_days, self.mean_off_days)
    }

    /// How much less somebody would have been off who knew all about the agencies.
    pub fn most_gain(&self) -> f64 {
        1.0 - share(self.least_off_days, self.mean_off_days)
    }
}

#[expect(clippy::cast_precision_loss, reason = "figures for people to read")]
fn share(part: u64, whole: u64) -> f64 {
    part as f64 / whole.max(1) as f64
}

/// Tries forecasts on the agencies of `seed`; with `truth` also says how well anybody could do.
pub fn forecast(seed: u64, truth: bool) -> ForecastBench {
    let requests = agencies::requests(seed);
    let history: Vec<Asked> = requests.iter().map(|request| request.asked.clone()).collect();
    let mut dice = Dice(seed ^ 0x5eed);
    let mut bench = ForecastBench {
        seed,
        all: Held::default(),
        families: BTreeMap::new(),
        fresh: Held::default(),
    };
    for _ in 0..LOOKS {
        let day = DAYS - 365 + dice.below(365);
        let forecaster = Forecaster::learn(&history, day);
        let means = Means::until(&history, day);
        for request in &requests {
            let Some(said) = say(request, day, (&forecaster, &means), truth) else { continue };
            if request.asked.day <= day {
                bench.families.entry(request.family.name()).or_default().add(&said);
                bench.all.add(&said);
            } else {
                bench.fresh.add(&said);
            }
        }
    }
    bench
}

/// What is said on `day` of a request that waits, or is made in the month after it.
fn say(
    request: &Request,
    day: i32,
    (forecaster, means): (&Forecaster, &Means),
    truth: bool,
) -> Option<Said> {
    let Asked { group, day: asked, answered, .. } = &request.asked;
    let answered = answered.filter(|on| day < *on && *asked <= day + 30)?;
    let from = day.max(*asked);
    let waited = from - asked;
    let forecast = forecaster.forecast(group, *asked)?;
    Some(Said {
        span: forecast.span,
        median: forecast.median,
        mean: means.left(&group.country, waited),
        truly: if truth { request.truly_left(waited) } else { forecast.median },
        left: answered - from,
    })
}

/// The mean days of each country's answers, as far as they were known.
struct Means {
    by_country: BTreeMap<Box<str>, (f64, f64)>,
    all: (f64, f64),
}

impl Means {
    fn until(history: &[Asked], day: i32) -> Self {
        let mut means = Self { by_country: BTreeMap::new(), all: (0.0, 0.0) };
        for asked in history {
            let Some(answered) = asked.answered.filter(|on| *on <= day) else { continue };
            let took = f64::from(answered - asked.day);
            let own = means.by_country.entry(asked.group.country.clone()).or_default();
            for (sum, count) in [own, &mut means.all] {
                *sum += took;
                *count += 1.0;
            }
        }
        means
    }

    /// What the mean leaves to wait after `waited` days.
    fn left(&self, country: &str, waited: i32) -> f64 {
        let (sum, count) = *self.by_country.get(country).unwrap_or(&self.all);
        (sum / f64::max(count, 1.0) - f64::from(waited)).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Agencies that nothing here was tuned on.
    const SEEDS: [u64; 2] = [106, 108];

    #[test]
    fn eight_in_ten_answers_come_when_forecasts_say_and_nearer_than_the_mean() {
        for seed in SEEDS {
            let held = forecast(seed, false).all;
            assert!(held.forecasts > 1_000, "{seed}: {held:?}");
            let covered = held.coverage();
            assert!((0.75..=0.85).contains(&covered), "{seed}: {covered:.3} were covered");
            let gain = held.gain();
            assert!(gain >= 0.2, "{seed}: {gain:.3} nearer than the mean");
        }
    }

    #[test]
    fn what_comes_later_changes_no_forecast() {
        let requests = agencies::requests(7);
        let whole: Vec<Asked> = requests.iter().map(|request| request.asked.clone()).collect();
        let day = DAYS - 200;
        let known = whole
            .iter()
            .filter(|asked| asked.day <= day)
            .cloned()
            .map(|asked| Asked { answered: asked.answered.filter(|on| *on <= day), ..asked });
        let known: Vec<Asked> = known.collect();
        let (peeking, blind) = (Forecaster::learn(&whole, day), Forecaster::learn(&known, day));
        let mut compared = 0;
        for asked in known.iter().filter(|asked| asked.answered.is_none()) {
            let said = blind.forecast(&asked.group, asked.day);
            assert!(said.is_some());
            assert_eq!(peeking.forecast(&asked.group, asked.day), said);
            compared += 1;
        }
        assert!(compared > 100, "{compared}");
    }
}
