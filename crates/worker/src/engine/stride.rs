//! Fairness: lanes take turns by their weights, however much waits in each.
//!
//! Stride scheduling. Each lane has a pass that moves on by what it was given, divided by its
//! weight; the lane that is furthest behind is next. What waits long weighs more, so nothing
//! starves, whatever the weights. Each worker does this for itself: there is no shared counter.

use std::collections::HashMap;
use std::time::Duration;

/// A lane with due work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ready {
    /// The lane.
    pub lane: String,
    /// Its share.
    pub weight: u32,
    /// How long its first task has been due.
    pub late: Duration,
    /// How many of its tasks to take in one claim at most.
    pub most: u32,
}

/// Lanes in one claim at most.
const LANES: usize = 64;
/// Turns that a budget is divided into: finer is fairer, coarser is quicker.
const TURNS: u32 = 16;
/// What passes are counted in.
const SCALE: u64 = 1 << 20;
/// After so long a lane weighs twice as much, after twice that three times.
const AGE: u64 = 30;
/// It never weighs more than this many times its weight.
const OLDEST: u64 = 20;

/// The turns of lanes, as one worker remembers them.
#[derive(Debug, Default)]
pub struct Stride {
    passes: HashMap<String, u64>,
    /// Where the last turn was: whoever comes new begins here, not in the past.
    now: u64,
}

fn step(ready: &Ready, tasks: u32) -> u64 {
    let aged = (1 + ready.late.as_secs() / AGE).min(OLDEST);
    let weight = u64::from(ready.weight.max(1)).saturating_mul(aged);
    u64::from(tasks).saturating_mul(SCALE) / weight
}

impl Stride {
    /// How many tasks to take from each of `lanes`, `budget` in all.
    pub fn plan(&mut self, lanes: &[Ready], budget: u32) -> Vec<(String, u32)> {
        // A lane without work does not save up its turns.
        self.passes.retain(|lane, _| lanes.iter().any(|ready| ready.lane == *lane));
        let mut turns: Vec<(u64, &Ready, u32)> = lanes
            .iter()
            .map(|ready| {
                let pass = self.passes.get(&ready.lane).copied().unwrap_or(self.now);
                (pass.max(self.now), ready, 0)
            })
            .collect();
        turns.sort_by(|a, b| (a.0, &a.1.lane).cmp(&(b.0, &b.1.lane)));
        turns.truncate(LANES);
        let turn = (budget / TURNS).max(1);
        let mut left = budget;
        while left > 0 {
            let open = turns.iter_mut().filter(|(_, ready, given)| *given < ready.most);
            let Some(next) = open.min_by_key(|(pass, ..)| *pass) else { break };
            let given = turn.min(left).min(next.1.most.saturating_sub(next.2));
            self.now = self.now.max(next.0);
            next.0 = next.0.saturating_add(step(next.1, given));
            next.2 += given;
            left -= given;
        }
        turns
            .into_iter()
            .filter(|(_, _, given)| *given > 0)
            .map(|(pass, ready, given)| {
                self.passes.insert(ready.lane.clone(), pass);
                (ready.lane.clone(), given)
            })
            .collect()
    }

    /// Takes back what a lane was given and had no use for.
    pub fn settle(&mut self, ready: &Ready, unused: u32) {
        if let Some(pass) = self.passes.get_mut(&ready.lane) {
            *pass = pass.saturating_sub(step(ready, unused));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lane(name: &str, weight: u32) -> Ready {
        Ready { lane: name.to_owned(), weight, late: Duration::ZERO, most: u32::MAX }
    }

    /// How much each lane gets in `rounds` claims of `budget`.
    fn shares(lanes: &[Ready], rounds: u32, budget: u32) -> HashMap<String, u32> {
        let mut stride = Stride::default();
        let mut shares = HashMap::new();
        for _ in 0..rounds {
            for (lane, given) in stride.plan(lanes, budget) {
                *shares.entry(lane).or_default() += given;
            }
        }
        shares
    }

    #[test]
    fn lanes_get_by_weight() {
        let shares = shares(&[lane("a", 100), lane("b", 300)], 100, 40);
        assert!(shares["a"].abs_diff(1_000) <= 20 && shares["b"].abs_diff(3_000) <= 20);
    }

    #[test]
    fn one_that_comes_late_gets_its_share_and_no_more() {
        let mut stride = Stride::default();
        let busy = lane("busy", 100);
        for _ in 0..1_000 {
            stride.plan(std::slice::from_ref(&busy), 100);
        }
        let mut late = 0;
        for _ in 0..10 {
            let plan = stride.plan(&[busy.clone(), lane("late", 100)], 100);
            late += plan.iter().find(|(name, _)| name == "late").map_or(0, |(_, given)| *given);
        }
        assert!((450..=550).contains(&late), "{late} of 1,000");
    }

    #[test]
    fn a_hundred_lanes_all_get_a_turn() {
        let lanes: Vec<Ready> = (0..100).map(|n| lane(&format!("l{n:03}"), 100)).collect();
        let shares = shares(&lanes, 40, 160);
        assert_eq!(shares.len(), 100);
        let (least, most) = (shares.values().min().unwrap(), shares.values().max().unwrap());
        assert!(most - least <= 20, "{least} to {most}");
    }

    #[test]
    fn what_waits_long_weighs_more() {
        let old = Ready { late: Duration::from_mins(10), ..lane("old", 1) };
        let shares = shares(&[lane("new", 20), old], 100, 16);
        assert_eq!(shares["old"], shares["new"]);
    }

    #[test]
    fn a_lane_gets_no_more_than_it_can_use_at_once_and_the_others_get_the_rest() {
        let (big, cases) = (Ready { most: 1, ..lane("flight", 400) }, lane("cases", 100));
        let plan = Stride::default().plan(&[big, cases], 160);
        assert_eq!(plan, [("cases".to_owned(), 159), ("flight".to_owned(), 1)]);
    }

    #[test]
    fn what_was_not_used_is_given_back() {
        let mut stride = Stride::default();
        let (a, b) = (lane("a", 100), lane("b", 100));
        stride.plan(std::slice::from_ref(&a), 160);
        stride.settle(&a, 160);
        let plan = stride.plan(&[a, b], 2);
        assert_eq!(plan, [("a".to_owned(), 1), ("b".to_owned(), 1)]);
    }
}
