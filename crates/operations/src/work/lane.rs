//! Which lane a task waits in.

use domain::{Case, FlightId};
use persistence::{NewTask, TaskClock, TaskKey};

use crate::{Clock, Operations};

/// The key of a case's one task.
pub const ADVANCE: &str = "advance";
/// The key of a flight's one task.
pub const FLIGHT: &str = "flight";
/// Whose tasks belong to no case and no flight.
pub const SYSTEM: &str = "system";
/// The system's task that puts down the tasks of cases and flights that have none.
pub const PLANT: &str = "plant_tasks";
/// The queue of what cases do by themselves.
pub const CASE_QUEUE: &str = "case";
/// The queue of what asks an agency: limits count there.
pub const REQUEST_QUEUE: &str = "request";

/// The lane of messages to the outside that are tried again. While it is paused nothing is sent.
pub const OUTBOX_LANE: &str = "outbox/-/-";

/// The lane of `case` in `queue`: with its office and the country of its agency.
pub fn lane_of(queue: &str, case: &Case) -> String {
    let country = case.order.removal_country.as_ref().and_then(|country| country.read());
    let country = country.map_or("-", |country| country.as_str());
    format!("{queue}/{}/{country}", case.custody.office.replace('/', "-"))
}

/// Whether the tasks of `lane` are worked on in batches, as cases are. Each of the others has a job
/// of its own: a flight, what the system does for itself, a message that is tried again.
pub fn goes_together(lane: &str) -> bool {
    let queue = lane.split('/').next().unwrap_or_default();
    queue == CASE_QUEUE || queue == REQUEST_QUEUE
}

/// The task that lets `case` go on, due at once.
pub(crate) fn of_case(case: &Case) -> NewTask {
    NewTask {
        task: TaskKey::new(case.id.as_str(), ADVANCE),
        lane: lane_of(CASE_QUEUE, case),
        due: None,
        payload: String::new(),
    }
}

/// The task that looks after `flight`, due at once.
pub(crate) fn of_flight(flight: &FlightId) -> NewTask {
    NewTask {
        task: TaskKey::new(flight.as_str(), FLIGHT),
        lane: "flight/-/-".to_owned(),
        due: None,
        payload: String::new(),
    }
}

impl Operations {
    /// What time it is for tasks: the database's clock, unless time is simulated.
    pub fn task_clock(&self) -> TaskClock {
        match self.clock {
            Clock::System => TaskClock::Database,
            Clock::Simulated(_) => TaskClock::At(self.clock.now().at()),
        }
    }
}
