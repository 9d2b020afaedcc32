//! Which lanes have work that may be claimed, and how much each should get.

use std::collections::HashSet;
use std::time::Duration;

use jiff::Timestamp;
use operations::agencies::suspended;
use operations::work::{REQUEST_QUEUE, goes_together};
use persistence::{LaneDue, LaneSetting};

use super::Ready;

/// What people set.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// Weights and pauses, by patterns of lanes.
    pub settings: Vec<LaneSetting>,
    /// Agencies that have a limit.
    pub limited: HashSet<String>,
}

/// Shares of queues for which nobody set one: what concerns a whole flight, or the system itself,
/// comes soon, however many cases wait.
const WEIGHTS: &[(&str, u32)] = &[("system", 400), ("flight", 400)];
/// The share of all others.
const WEIGHT: u32 = 100;

/// Lanes at one moment.
#[derive(Debug, Clone, Default)]
pub struct Board {
    /// Lanes with due work that are not paused.
    pub ready: Vec<Ready>,
    /// How long until the next task of another lane is due.
    pub next: Option<Duration>,
    /// Agencies that have a limit.
    pub limited: HashSet<String>,
    /// Countries whose agencies are suspended.
    pub suspended: HashSet<String>,
}

impl Rules {
    /// Weight of `lane`, or none while it is paused by `now`. The most exact pattern counts.
    pub fn weight(&self, lane: &str, now: Timestamp) -> Option<u32> {
        let set = self
            .settings
            .iter()
            .filter(|setting| setting.matches(lane))
            .max_by_key(|setting| setting.exactness());
        match set {
            Some(setting) if setting.pauses(now) => None,
            Some(setting) => Some(setting.weight.max(1)),
            None => {
                let queue = lane.split('/').next().unwrap_or_default();
                let known = WEIGHTS.iter().find(|(name, _)| *name == queue);
                Some(known.map_or(WEIGHT, |(_, weight)| *weight))
            }
        }
    }
}

/// How many tasks of `lane` to claim at once. What has a job of its own is claimed one at a time,
/// so that a place is never waited for by what others could do meanwhile.
fn most_at_once(lane: &str) -> u32 {
    if goes_together(lane) { u32::MAX } else { 1 }
}

/// The agency that is asked in `lane`, if one is.
fn asked_in(lane: &str) -> Option<&str> {
    lane.strip_prefix(REQUEST_QUEUE)?.strip_prefix('/')?.split('/').nth(1)
}

impl Board {
    /// What the lanes say, by `rules`.
    pub fn of(lanes: &[LaneDue], rules: &Rules) -> Self {
        let limited = rules.limited.clone();
        let now = lanes.first().map(|lane| lane.now);
        let suspended = now.map_or_else(HashSet::new, |now| suspended(&rules.settings, now));
        let mut board = Self { limited, suspended, ..Self::default() };
        for lane in lanes {
            let Some(weight) = rules.weight(&lane.lane, lane.now) else { continue };
            let late = lane.now.duration_since(lane.due);
            match Duration::try_from(late) {
                Ok(late) => {
                    let most = most_at_once(&lane.lane);
                    board.ready.push(Ready { lane: lane.lane.clone(), weight, late, most });
                }
                Err(_) => {
                    let wait = late.unsigned_abs();
                    board.next = Some(board.next.map_or(wait, |next| next.min(wait)));
                }
            }
        }
        board
    }

    /// Whether a limit counts in `lane`.
    pub(super) fn is_limited(&self, lane: &str) -> bool {
        asked_in(lane).is_some_and(|agency| self.limited.contains(agency))
    }

    /// The limited agencies among those of `lanes`.
    pub(super) fn limited_of(&self, lanes: &[(String, u32)]) -> Vec<String> {
        let agencies = lanes.iter().filter_map(|(lane, _)| asked_in(lane));
        let limited = agencies.filter(|agency| self.limited.contains(*agency));
        let mut agencies: Vec<String> = limited.map(str::to_owned).collect();
        agencies.sort_unstable();
        agencies.dedup();
        agencies
    }
}

#[cfg(test)]
mod tests {
    use domain::Version;
    use jiff::SignedDuration;

    use super::*;

    fn set(pattern: &str, weight: u32, paused: bool) -> LaneSetting {
        let (by, at) = ("supervisory_officer:u1".to_owned(), Timestamp::UNIX_EPOCH);
        let pattern = pattern.to_owned();
        LaneSetting { pattern, weight, paused, reason: String::new(), by, at, version: Version(1) }
    }

    #[test]
    fn the_most_exact_setting_counts_and_a_paused_lane_has_no_work() {
        let settings = vec![set("*/*/GTM", 50, true), set("case/MIA/GTM", 300, false)];
        let rules = Rules { settings, limited: HashSet::new() };
        let now = Timestamp::UNIX_EPOCH;
        let weights = ["case/MIA/GTM", "case/LAX/GTM", "case/LAX/HND", "flight/-/-"];
        assert_eq!(
            weights.map(|lane| rules.weight(lane, now)),
            [Some(300), None, Some(100), Some(400)]
        );
        let lane = |lane: &str, due: i64| {
            let due = now + SignedDuration::from_secs(due);
            LaneDue { lane: lane.to_owned(), due, now }
        };
        let lanes = [lane("case/LAX/GTM", -9), lane("case/MIA/GTM", -5), lane("case/LAX/HND", 7)];
        let board = Board::of(&lanes, &rules);
        let [ready] = &*board.ready else { panic!("{:?}", board.ready) };
        assert_eq!((&*ready.lane, ready.weight, ready.most), ("case/MIA/GTM", 300, u32::MAX));
        assert_eq!(ready.late, Duration::from_secs(5));
        assert_eq!(board.next, Some(Duration::from_secs(7)));
    }

    #[test]
    fn what_has_a_job_of_its_own_is_claimed_one_at_a_time() {
        let lanes = ["case/MIA/GTM", "request/MIA/GTM", "flight/-/-", "system/-/-", "outbox/-/-"];
        assert_eq!(lanes.map(most_at_once), [u32::MAX, u32::MAX, 1, 1, 1]);
    }

    #[test]
    fn limits_count_where_agencies_are_asked() {
        let board = Board { limited: HashSet::from(["GTM".to_owned()]), ..Board::default() };
        let lanes = ["case/MIA/GTM", "request/MIA/GTM", "request/LAX/GTM", "request/LAX/HND"];
        let lanes = lanes.map(|lane| (lane.to_owned(), 1));
        assert_eq!(board.limited_of(&lanes), ["GTM"]);
    }
}
