//! Everybody in a docket is opened, a thousand at a time; who is there already is kept for a
//! closer look.

use std::sync::Arc;

use domain::rulebook::Rulebook;
use domain::{CaseId, FlightId, Moment, Stamp};
use interchange::docket::{Docket, Fault};
use persistence::{CaseTransition, Committed, Dialect, Store, Unit};
use tokio::sync::mpsc;

use super::compare::Told;
use crate::OperationError;

/// People in one transaction.
const BATCH: usize = 1_000;

/// Transactions under way at once: some are written while the next are prepared. SQLite writes
/// those that wait together, and each page that they share once.
pub(super) const fn at_once(dialect: Dialect) -> usize {
    match dialect {
        Dialect::Sqlite => 8,
        Dialect::Postgres => 4,
    }
}

/// People as the reading thread hands them over.
pub(super) struct Batch {
    pub(super) people: Vec<Told>,
    pub(super) faults: Vec<Fault>,
}

impl Batch {
    fn empty() -> Self {
        Self { people: Vec::with_capacity(BATCH), faults: Vec::new() }
    }
}

/// What became of a batch.
#[derive(Debug, Default)]
pub(super) struct Opened {
    pub(super) new: u64,
    /// Those that were there.
    pub(super) there: Vec<CaseId>,
    /// Those whose key a flight has.
    pub(super) taken: Vec<CaseId>,
}

/// Opens a batch of cases, each all or nothing.
pub(super) async fn open_cases(
    store: Store,
    people: Vec<Told>,
    stamp: Stamp,
) -> Result<Opened, OperationError> {
    let ids: Vec<CaseId> = people.iter().map(|told| told.case.id.clone()).collect();
    let open = |told: Told| Unit::case(CaseTransition::open(told.case, &stamp));
    let units = people.into_iter().map(open).collect();
    let mut done = Opened::default();
    for (id, committed) in ids.into_iter().zip(store.commit(units).await?) {
        match committed {
            Committed::Done { .. } => done.new += 1,
            Committed::AlreadyOpen | Committed::AlreadyDone(_) => done.there.push(id),
            Committed::LeaseLost => return Err(OperationError::Busy("the import".to_owned())),
            Committed::Stale(streams) => return Err(OperationError::Busy(streams.join(", "))),
            Committed::Refused { .. } if is_flight(&store, &id).await? => done.taken.push(id),
            Committed::Refused { constraint } => Err(OperationError::Constraint(constraint))?,
        }
    }
    Ok(done)
}

/// Whether there is a flight with the key of a case.
async fn is_flight(store: &Store, id: &CaseId) -> Result<bool, OperationError> {
    let Ok(flight) = FlightId::new(id) else { return Ok(false) };
    match store.flight(&flight).await {
        Ok(_) => Ok(true),
        Err(error) if error.is_missing() => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Reads people on a thread of its own, a few batches ahead of the database.
pub(super) fn read_people(
    docket: Arc<Docket>,
    rules: Arc<Rulebook>,
    now: Moment,
) -> mpsc::Receiver<Result<Batch, OperationError>> {
    let (send, receive) = mpsc::channel(3);
    // The thread ends with the docket, or when nobody receives any more.
    drop(tokio::task::spawn_blocking(move || {
        let mut batch = Batch::empty();
        let people = match docket.people(now.at(), &*rules) {
            Ok(people) => people,
            Err(error) => {
                drop(send.blocking_send(Err(error.into())));
                return;
            }
        };
        for intake in people {
            let intake = match intake {
                Ok(intake) => intake,
                Err(error) => {
                    drop(send.blocking_send(Err(error.into())));
                    return;
                }
            };
            batch.faults.extend(intake.faults);
            batch.people.push(Told { case: intake.case, lines: intake.lines });
            if batch.people.len() == BATCH {
                let full = std::mem::replace(&mut batch, Batch::empty());
                if send.blocking_send(Ok(full)).is_err() {
                    return;
                }
            }
        }
        drop(send.blocking_send(Ok(batch)));
    }));
    receive
}
