//! Invented foreign agencies that forecasts are tried on: none of them behaves as the forecast
//! assumes, for it assumes nothing of how they behave.

use crate::forecast::{Asked, Group};

/// Days of history, the last year of which forecasts are tried in.
pub(super) const DAYS: i32 = 1_460;

/// Agencies that are invented for one run.
const AGENCIES: u32 = 24;

/// What agencies are asked for, and how long that takes beside the others.
const fn kind(n: i32) -> (&'static str, f64) {
    match n {
        0 => ("laissez_passer", 1.0),
        1 => ("passport", 1.8),
        _ => ("etd", 0.35),
    }
}

/// How an agency behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Family {
    /// Many answers soon, some very late.
    Lognormal,
    /// Steady, or quicker or slower the longer it takes.
    Weibull,
    /// Some on paper alone; for the others there is an interview first.
    Interview,
    /// Slower from year to year.
    Slowing,
}

impl Family {
    /// Each in turn.
    const fn of(n: u32) -> Self {
        match n % 4 {
            0 => Self::Lognormal,
            1 => Self::Weibull,
            2 => Self::Interview,
            _ => Self::Slowing,
        }
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Lognormal => "lognormal",
            Self::Weibull => "weibull",
            Self::Interview => "interview",
            Self::Slowing => "slowing",
        }
    }
}

/// One request with its whole future, which no forecast sees.
pub(super) struct Request {
    pub(super) family: Family,
    pub(super) asked: Asked,
    agency: Agency,
    factor: f64,
}

impl Request {
    /// The days that are left after `waited`, half the time, to whoever knows all there is to
    /// know of the agency: no forecast can do better on the whole.
    pub(super) fn truly_left(&self, waited: i32) -> i32 {
        let mut dice =
            Dice(u64::from(waited.unsigned_abs()) << 32 ^ u64::from(self.asked.day.unsigned_abs()));
        let mut longer: Vec<i32> = (0..TRUTH)
            .map(|_| self.agency.takes(f64::from(self.asked.day), &mut dice) * self.factor)
            .map(whole)
            .filter(|took| *took > waited)
            .collect();
        longer.sort_unstable();
        longer.get(longer.len() / 2).map_or(1, |took| took - waited)
    }
}

/// How many waits tell the truth about an agency.
const TRUTH: usize = 400;

/// An agency and its habits.
#[derive(Debug, Clone, Copy)]
struct Agency {
    family: Family,
    typical: f64,
    spread: f64,
    interviewed: f64,
    slower: f64,
}

/// All requests to the agencies of `seed`, with the day of each answer.
pub(super) fn requests(seed: u64) -> Vec<Request> {
    let mut dice = Dice(seed);
    let mut made = Vec::new();
    for n in 0..AGENCIES {
        let family = Family::of(n);
        let agency = Agency {
            family,
            typical: 8.0 * (dice.chance() * 2.9).exp(),
            spread: 0.5 + 0.6 * dice.chance(),
            interviewed: 0.3 + 0.4 * dice.chance(),
            slower: 0.5 + 1.5 * dice.chance(),
        };
        // From a handful of requests a year to some hundreds; a few agencies are new.
        let volume = whole(20.0 * (dice.chance() * 4.3).exp());
        let first = if n % 8 == 7 { DAYS - 500 } else { 0 };
        for _ in 0..volume {
            let asked = first + dice.below(DAYS - first);
            let (kind, factor) = kind(dice.below(3));
            let took = agency.takes(f64::from(asked), &mut dice) * factor;
            let group = Group { country: format!("C{n:02}").into(), kind: kind.into() };
            let answered = Some(asked + whole(took));
            let asked = Asked { group, day: asked, answered, dropped: None, count: 1 };
            made.push(Request { family, asked, agency, factor });
        }
    }
    made
}

impl Agency {
    fn takes(&self, asked: f64, dice: &mut Dice) -> f64 {
        let lognormal = |dice: &mut Dice| self.typical * (self.spread * dice.normal()).exp();
        match self.family {
            Family::Lognormal => lognormal(dice),
            Family::Weibull => {
                let shape = 0.7 + 1.6 * (self.spread - 0.5);
                self.typical * (-(1.0 - dice.chance()).ln()).powf(1.0 / shape)
            }
            Family::Interview => {
                let paper = lognormal(dice) * 0.4;
                if dice.chance() < self.interviewed {
                    paper + 30.0 + 3.0 * self.typical * (0.3 * dice.normal()).exp()
                } else {
                    paper
                }
            }
            Family::Slowing => lognormal(dice) * (1.0 + self.slower * asked / f64::from(DAYS)),
        }
    }
}

/// A whole number: of days, or requests.
#[expect(clippy::cast_possible_truncation, reason = "kept within what it can be")]
pub(super) fn whole(number: f64) -> i32 {
    number.clamp(0.0, 20_000.0) as i32
}

/// Numbers that look random and are the same for the same seed (`SplitMix64`).
pub(super) struct Dice(pub(super) u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 until 1.
    fn chance(&mut self) -> f64 {
        f64::from((self.next() >> 32) as u32) / 4_294_967_296.0
    }

    /// From 0 until `end`.
    pub(super) fn below(&mut self, end: i32) -> i32 {
        whole(self.chance() * f64::from(end))
    }

    /// Of a normal distribution: twelve evens make one near enough.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.chance()).sum::<f64>() - 6.0
    }
}
