//! What forecasts promise is what past forecasts kept.
//!
//! On days in the past the same forecasts are made again from what was known then, for everybody
//! who waited. Where each answer fell in its forecast is a share between 0 and 1; if forecasts
//! were perfect, a tenth of the answers would fall below 0.1. They are not: the levels are those
//! below which a tenth, half and nine tenths of the answers did fall. Requests that have no
//! answer yet are counted as not yet, as everywhere here.

use serde::Serialize;

use super::pool::Model;
use super::{Asked, known};

/// On how many past days forecasts are made again.
const LOOKS: i32 = 8;

/// Days between them.
const APART: i32 = 45;

/// So many perfect forecasts are taken to stand beside the real ones, so that few do not swing it.
const PERFECT: u32 = 20;

/// The levels at which the curve is read.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Levels {
    /// A tenth of the answers come before it.
    pub low: f64,
    /// Half of them do.
    pub middle: f64,
    /// Nine tenths do.
    pub high: f64,
}

/// How past forecasts held.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Calibration {
    levels: Levels,
    /// How many past forecasts it rests on.
    pub forecasts: u64,
}

/// Where an answer fell in its forecast.
struct Fell {
    share: f64,
    /// Whether it came; if not, it will fall somewhere above.
    came: bool,
    count: u32,
}

impl Calibration {
    /// Makes past forecasts again, none from what was not known on its day.
    pub(super) fn learn(history: &[Asked], day: i32) -> Self {
        let mut fell: Vec<Fell> = Vec::new();
        for look in 1..=LOOKS {
            let then = day - look * APART;
            let model = Model::learn(history, then);
            let waiting = history.iter().filter(|asked| {
                let later = |on: Option<i32>| on.is_none_or(|on| then < on);
                asked.day <= then && later(asked.answered) && later(asked.dropped)
            });
            for asked in waiting {
                let Some(curve) = model.curve(&asked.group, asked.day) else { continue };
                let waited = f64::from(then - asked.day);
                let Some((took, came)) = known(asked, day) else { continue };
                fell.push(Fell { share: curve.share(waited, took), came, count: asked.count });
            }
        }
        let forecasts = fell.iter().map(|fell| u64::from(fell.count)).sum();
        for n in 0..PERFECT {
            let share = (f64::from(n) + 0.5) / f64::from(PERFECT);
            fell.push(Fell { share, came: true, count: 1 });
        }
        fell.sort_by(|a, b| a.share.total_cmp(&b.share));
        let level = |wanted| quantile(&fell, wanted);
        let levels = Levels { low: level(0.1), middle: level(0.5), high: level(0.9) };
        Self { levels, forecasts }
    }

    /// The levels at which the curve is read.
    pub const fn levels(&self) -> Levels {
        self.levels
    }
}

/// The share below which `wanted` of the answers fell (Kaplan and Meier's estimate, since some
/// have not come yet).
fn quantile(sorted: &[Fell], wanted: f64) -> f64 {
    let mut open: f64 = sorted.iter().map(|fell| f64::from(fell.count)).sum();
    let mut later = 1.0;
    let mut last = 0.0;
    for fell in sorted {
        let count = f64::from(fell.count);
        if fell.came {
            later *= 1.0 - count / open;
            last = fell.share;
        }
        open -= count;
        if 1.0 - later >= wanted {
            return fell.share;
        }
    }
    last
}
