//! How long to wait after a failure.

use std::time::Duration;

/// Twice as long after each attempt, between `least` and `most`, times a half to one and a half
/// by `random`: those that failed together do not come back together.
pub fn backoff(attempt: u32, (least, most): (Duration, Duration), random: u64) -> Duration {
    let doublings = attempt.saturating_sub(1).min(31);
    let whole = least.saturating_mul(1_u32 << doublings).min(most);
    let share = u32::try_from(random % 1_000).unwrap_or(0);
    whole.saturating_mul(500 + share) / 1_000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_doubles_up_to_an_hour_and_never_repeats_itself() {
        let bounds = (Duration::from_secs(1), Duration::from_hours(1));
        let middle = |attempt| backoff(attempt, bounds, 500);
        assert_eq!([1, 2, 3].map(middle), [1, 2, 4].map(Duration::from_secs));
        assert_eq!(middle(99), Duration::from_hours(1));
        assert_eq!(backoff(1, bounds, 0), Duration::from_millis(500));
        assert_eq!(backoff(1, bounds, 999), Duration::from_millis(1_499));
    }
}
