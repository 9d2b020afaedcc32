//! What time it is: the machine's clock, or one that a test or the demo sets.

use std::sync::{Arc, Mutex, PoisonError};

use domain::Moment;
use jiff::{Timestamp, Unit};

/// A source of the present.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine's clock, in UTC.
    System,
    /// Stands still until it is set.
    Simulated(Arc<Mutex<Moment>>),
}

impl Clock {
    /// A clock that shows `now` until it is set.
    pub fn at(now: Moment) -> Self {
        Self::Simulated(Arc::new(Mutex::new(now)))
    }

    /// The present, in whole microseconds, as it is stored.
    pub fn now(&self) -> Moment {
        match self {
            Self::System => {
                #[expect(clippy::disallowed_methods, reason = "this is the clock that others ask")]
                let now = Timestamp::now();
                Moment::utc(now.round(Unit::Microsecond).unwrap_or(now))
            }
            Self::Simulated(now) => *now.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// Sets a simulated clock; the machine's clock stays as it is.
    pub fn set(&self, to: Moment) {
        if let Self::Simulated(now) = self {
            *now.lock().unwrap_or_else(PoisonError::into_inner) = to;
        }
    }
}
