//! An agency that has not answered in its time is asked again, as often as the rulebook says, while
//! it is open and nobody has suspended it.

use domain::clock::ClockState;
use operations::work::{CaseActivity, Look, Said};

use super::remind::message;

pub(super) const ACTIVITY: CaseActivity = CaseActivity { name: "chase_agencies", look };

/// The clock of a chase.
pub(super) const CHASE: &str = "agency_chase";

fn look(look: &Look<'_>) -> Said {
    let mut said = Said::default();
    for clock in look.clocks {
        if &*clock.name != CHASE {
            continue;
        }
        match clock.state {
            ClockState::Overdue if look.may_ask() => {
                said.tell.push(message(look.case.id.as_str(), "agency.chase", clock, look.now));
            }
            ClockState::Overdue => {
                said.due = said.due.into_iter().chain(look.agency_opens()).min();
            }
            ClockState::Running | ClockState::Near => {
                let due = clock.due.at();
                let after = due.checked_add(jiff::SignedDuration::from_secs(1)).unwrap_or(due);
                said.due = said.due.into_iter().chain([after]).min();
            }
            ClockState::Tolled | ClockState::Met => {}
        }
    }
    said
}
