//! What the engine's benchmark begins with: open cases, and a flight for each batch of them.

use domain::{Actor, Case, Flight};
use persistence::{CaseTransition, Committed, FlightTransition, Loaded, NewTask, TaskKey, Unit};

use super::people;
use crate::work::ADVANCE;
use crate::{OperationError, Operations};

/// The lane of a batch: its cases go to one flight, so they are claimed together.
pub(super) fn lane(batch: usize) -> String {
    format!("bench/-/{batch}")
}

/// Opens the cases, in batches, each case with its task.
pub(super) async fn open(
    ops: &Operations,
    system: &Actor,
    cases: usize,
    batch: usize,
) -> Result<Vec<Vec<Loaded<Case>>>, OperationError> {
    let now = ops.clock.now();
    let stamp = ops.stamp(system, now, "benchmark");
    // Numbers go on where an earlier run on the same database stopped.
    let base = usize::try_from(now.at().as_second()).unwrap_or(0) % 1_000_000 * 100_000;
    let mut batches = Vec::new();
    let mut done = 0;
    while done < cases {
        let size = batch.min(cases - done);
        let mut units = Vec::with_capacity(size);
        for n in done..done + size {
            let case = people::case(base + n, now)?;
            let task = NewTask {
                task: TaskKey::new(case.id.as_str(), ADVANCE),
                lane: lane(batches.len()),
                due: None,
                payload: String::new(),
            };
            let open = Unit::case(CaseTransition::open(case, &stamp));
            units.push(Unit { tasks: vec![task], now: ops.task_clock(), ..open });
        }
        let mut opened = Vec::with_capacity(size);
        for committed in ops.store.commit(units).await? {
            if let Committed::Done { cases, .. } = committed {
                opened.extend(cases);
            }
        }
        batches.push(opened);
        done += size;
    }
    Ok(batches)
}

/// Schedules a flight for each batch.
pub(super) async fn schedule(
    ops: &Operations,
    system: &Actor,
    flights: usize,
    seats: usize,
) -> Result<Vec<Loaded<Flight>>, OperationError> {
    let now = ops.clock.now();
    let stamp = ops.stamp(system, now, "benchmark");
    let base = usize::try_from(now.at().as_second()).unwrap_or(0) % 1_000 * 1_000;
    let seats = u32::try_from(seats).unwrap_or(u32::MAX);
    let mut units = Vec::with_capacity(flights);
    for n in 0..flights {
        let plan = people::flight(base + n, seats, now)?;
        units.push(Unit::flight(FlightTransition::schedule(plan, &stamp)));
    }
    let mut scheduled = Vec::with_capacity(flights);
    for committed in ops.store.commit(units).await? {
        if let Committed::Done { flights, .. } = committed {
            scheduled.extend(flights);
        }
    }
    Ok(scheduled)
}
