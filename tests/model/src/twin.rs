//! States that differ only by who is called what: cases and workers can change names.

use stateright::Representative;

use crate::State;

impl Representative for State {
    /// Cases in order, then workers named in the order in which they are met.
    fn representative(&self) -> Self {
        let mut twin = self.clone();
        for attempt in twin.cases.iter_mut().flat_map(|case| &mut case.attempts) {
            attempt.worker = attempt.worker.map(|_| 0);
        }
        twin.cases.iter_mut().for_each(|case| case.attempts.sort_unstable());
        twin.cases.sort_unstable();
        let mut busy = 0;
        for attempt in twin.cases.iter_mut().flat_map(|case| &mut case.attempts) {
            if let Some(worker) = &mut attempt.worker {
                *worker = busy;
                busy += 1;
            }
        }
        twin.idle = ((1 << self.idle.count_ones()) - 1) << busy;
        twin
    }
}
