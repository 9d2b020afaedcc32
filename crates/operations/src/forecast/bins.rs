//! The spans that a wait is cut into, measured in typical waits of the same kind: 1 is typical.

/// Where the first span ends.
const FIRST: f64 = 0.02;

/// How much further each span ends than the one before.
const GROWTH: f64 = 1.15;

/// A wait that is longer than this goes on as it was at the end.
const LONGEST: f64 = 60.0;

/// The spans, each by where it ends. The first begins at 0.
#[derive(Debug, Clone)]
pub(super) struct Bins {
    ends: Vec<f64>,
}

impl Bins {
    /// The one way that waits are cut.
    pub(super) fn new() -> Self {
        let ends = std::iter::successors(Some(FIRST), |end| Some(end * GROWTH));
        Self { ends: ends.take_while(|end| *end < LONGEST).collect() }
    }

    /// How many.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Where each begins and ends.
    pub(super) fn spans(&self) -> impl Iterator<Item = (f64, f64)> {
        let begins = std::iter::once(0.0).chain(self.ends.iter().copied());
        begins.zip(self.ends.iter().copied())
    }

    /// The one that `wait` falls into; the last one for all that is beyond.
    pub(super) fn of(&self, wait: f64) -> usize {
        self.ends.partition_point(|end| *end <= wait).min(self.ends.len().saturating_sub(1))
    }
}
