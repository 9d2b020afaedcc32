//! Clocks of a case: who must act is told when one comes near its end, and when it has passed.

use domain::clock::clocks;
use operations::work::{CaseActivity, Look, Said};

use super::chase_agencies::CHASE;
use super::remind::about;

pub(super) const ACTIVITY: CaseActivity = CaseActivity { name: "watch_clocks", look };

fn look(look: &Look<'_>) -> Said {
    let mut said = Said::default();
    for clock in clocks(look.case, look.now.at(), &look.ops.rules) {
        if &*clock.name == CHASE {
            continue;
        }
        let rule = look.ops.rules.clock(&clock.name, look.now.date());
        let near_days = rule.map_or(0, |rule| rule.near_days);
        let (tell, due) = about(look.case.id.as_str(), &clock, near_days, look.now);
        said.tell.extend(tell);
        said.due = [said.due, due].into_iter().flatten().min();
    }
    said
}
