//! Clocks of a case: who must act is told when one comes near its end, and when it has passed.

use domain::clock::Clock;
use domain::{Case, Moment};
use operations::Operations;
use operations::work::{CaseActivity, Look, Said};

use super::chase_agencies::CHASE;
use super::remind::about;

pub(super) const ACTIVITY: CaseActivity = CaseActivity { name: "watch_clocks", look };

fn look(look: &Look<'_>) -> Said {
    said_of(look.case, look.clocks, look.ops, look.now)
}

/// What is to be said of the clocks of `case` by `now`.
pub(super) fn said_of(case: &Case, clocks: &[Clock], ops: &Operations, now: Moment) -> Said {
    let mut said = Said::default();
    for clock in clocks {
        if &*clock.name == CHASE {
            continue;
        }
        let rule = ops.rules.clock(&clock.name, now.date());
        let near_days = rule.map_or(0, |rule| rule.near_days);
        let (tell, due) = about(case.id.as_str(), clock, near_days, now);
        said.tell.extend(tell);
        said.due = [said.due, due].into_iter().flatten().min();
    }
    said
}
