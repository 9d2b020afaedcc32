//! From the chance of an answer on each day of waiting to the days that are left to wait.

use super::bins::Bins;

/// No forecast looks further ahead than this.
const HORIZON: f64 = 10_000.0;

/// Days from now, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    /// Not before.
    pub(crate) from: i32,
    /// Not after.
    pub(crate) to: i32,
}

/// The chances of an answer, by span of waiting.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Curve<'a> {
    bins: &'a Bins,
    rates: &'a [f64],
    typical: f64,
}

impl<'a> Curve<'a> {
    /// Of these chances in a typical wait, which has so many days.
    pub(super) const fn new(bins: &'a Bins, rates: &'a [f64], typical: f64) -> Self {
        Self { bins, rates, typical }
    }

    /// The days from now within which a share of `level` of those who have waited `waited` days
    /// have their answer.
    pub(crate) fn within(&self, waited: i32, level: f64) -> i32 {
        let mut left = -(1.0 - level.clamp(0.0, 0.999)).ln();
        let waited = f64::from(waited.max(0)) / self.typical;
        let mut at = waited;
        for (begin, rate, end) in self.pieces() {
            if end <= waited {
                continue;
            }
            let from = begin.max(waited);
            let chance = rate * (end - from);
            if left <= chance {
                return whole_days((from + left / rate - waited) * self.typical);
            }
            left -= chance;
            at = end;
        }
        let last = self.rates.last().copied().unwrap_or(1e-9).max(1e-9);
        whole_days((at + left / last - waited) * self.typical)
    }

    /// The share of those who have waited `waited` days whose answer comes before `took` days.
    pub(super) fn share(&self, waited: f64, took: f64) -> f64 {
        let (waited, took) = (waited / self.typical, took / self.typical);
        let mut chance = 0.0;
        let mut at = waited;
        for (begin, rate, end) in self.pieces() {
            if end <= waited {
                continue;
            }
            if took <= begin {
                break;
            }
            chance += rate * (end.min(took) - begin.max(waited));
            at = end.min(took);
        }
        chance += self.rates.last().copied().unwrap_or(0.0) * (took - at).max(0.0);
        1.0 - (-chance).exp()
    }

    fn pieces(&self) -> impl Iterator<Item = (f64, f64, f64)> {
        self.bins.spans().zip(self.rates).map(|((begin, end), rate)| (begin, *rate, end))
    }
}

#[expect(clippy::cast_possible_truncation, reason = "kept between 0 and the horizon")]
fn whole_days(days: f64) -> i32 {
    days.clamp(0.0, HORIZON) as i32
}
