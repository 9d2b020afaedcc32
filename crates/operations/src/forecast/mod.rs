//! When each waiting request will be answered: a median, a span that eight in ten answers fall
//! into, and how sure that span has proven to be. Pure: the day is an argument.
//!
//! What is known on a day is counted as a life table of requests, by agency and kind of document,
//! newer history for more than older ([`life`]); few answers lean on the country's and on all
//! agencies' ([`pool`]); what is left to wait follows from having waited so long ([`curve`]); and
//! the promised shares are those that past forecasts of the same making kept ([`calibrate`]).
// tidy: lists this folder

mod bins;
mod calibrate;
mod curve;
mod expected;
mod history;
mod kept;
mod life;
mod normal;
mod pace;
mod pool;
mod quantiles;

pub use calibrate::Calibration;
pub(crate) use curve::Span;
pub use expected::ExpectedAnswer;
pub(crate) use history::{Requests, day_number};
pub(crate) use kept::Kept;
use pool::Model;
pub(crate) use quantiles::within;

use std::collections::BTreeMap;

/// Which requests belong together: whose agency, and for what.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Group {
    /// The country that was asked.
    pub(crate) country: Box<str>,
    /// What it was asked for.
    pub(crate) kind: Box<str>,
}

/// Requests of the same group, made and answered on the same days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asked {
    /// To whom and for what.
    pub(crate) group: Group,
    /// The day on which the agency was asked, counted from any fixed day.
    pub(crate) day: i32,
    /// The day on which it answered; none while it has not.
    pub(crate) answered: Option<i32>,
    /// The day from which nobody waited for an answer any longer, if there is one.
    pub(crate) dropped: Option<i32>,
    /// How many.
    pub(crate) count: u32,
}

/// When one waiting request will be answered.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Forecast {
    /// Days waited so far.
    pub(crate) waited: i32,
    /// From now: half of such answers come within so many days.
    pub(crate) median: i32,
    /// From now: eight in ten answers come in this span of days.
    pub(crate) span: Span,
    /// How many answers of this country for this kind of document it rests on.
    pub(crate) answers: u32,
}

/// What was learnt from history until a day.
#[derive(Debug, Clone)]
pub struct Forecaster {
    model: Model,
    calibration: Calibration,
    answers: BTreeMap<Group, u32>,
    day: i32,
}

impl Forecaster {
    /// Learns from what was known at the end of `day`; whatever is later is not looked at.
    pub(crate) fn learn(history: &[Asked], day: i32) -> Self {
        let mut answers: BTreeMap<Group, u32> = BTreeMap::new();
        for asked in history.iter().filter(|asked| asked.answered.is_some_and(|on| on <= day)) {
            *answers.entry(asked.group.clone()).or_default() += asked.count;
        }
        Self {
            model: Model::learn(history, day),
            calibration: Calibration::learn(history, day),
            answers,
            day,
        }
    }

    /// The forecast for a request to `group` that was made on the day `asked` and waits. None
    /// where no answer of any agency is on record: nothing is made up.
    pub(crate) fn forecast(&self, group: &Group, asked: i32) -> Option<Forecast> {
        let curve = self.model.curve(group, asked)?;
        let waited = (self.day - asked).max(0);
        let levels = self.calibration.levels();
        let at = |level: f64| curve.within(waited, level);
        Some(Forecast {
            waited,
            median: at(levels.middle),
            span: Span { from: at(levels.low), to: at(levels.high) },
            answers: self.answers.get(group).copied().unwrap_or(0),
        })
    }

    /// The share of such requests that is answered within `days` from now.
    pub(crate) fn share_within(&self, group: &Group, asked: i32, days: i32) -> Option<f64> {
        let curve = self.model.curve(group, asked)?;
        let waited = f64::from((self.day - asked).max(0));
        Some(curve.share(waited, waited + f64::from(days)))
    }

    /// What past forecasts kept of what they promised.
    pub const fn calibration(&self) -> &Calibration {
        &self.calibration
    }
}

/// After so many days, what was seen counts for half.
const HALF_LIFE: f64 = 365.0;

/// What something seen `age` days ago counts for.
fn weight(age: f64) -> f64 {
    (-age.max(0.0) / HALF_LIFE).exp2()
}

/// How long `asked` had waited at the end of `day`, and whether its answer had come. An answer
/// came within its day. None if it was not asked yet.
fn known(asked: &Asked, day: i32) -> Option<(f64, bool)> {
    if asked.day > day {
        return None;
    }
    let answered = asked.answered.filter(|on| *on <= day);
    let end = answered.unwrap_or_else(|| asked.dropped.map_or(day, |on| on.min(day)));
    let days = f64::from((end - asked.day).max(0));
    Some(answered.map_or((days, false), |_| (days + 0.5, true)))
}
