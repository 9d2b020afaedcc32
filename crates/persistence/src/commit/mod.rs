//! The one way to change anything: a batch of units in one transaction.
//!
//! Each unit is let through only if every stream that it touches or rests on is still at the
//! version that it was decided on. What was committed first wins; the others are told so and
//! decide again.
//!
//! Most batches meet nobody. So the first try takes for granted what the write itself proves
//! (each row is updated only at the version decided on, each new key is new) and locks only
//! what it rests on besides. If anything is otherwise, the transaction ends without a trace, and
//! the second try locks every stream in the order of the keys and decides unit by unit.

mod case_rows;
mod check;
mod disclosure_rows;
mod flight_rows;
mod list_rows;
mod other_rows;
mod prepare;
mod task_rows;

use std::ops::Range;
use std::sync::Arc;
use std::time::{Duration, Instant};

use check::{Trust, Verdict};
use prepare::{PreparedCase, PreparedFlight};
use task_rows::Held;

use crate::dialect::Tx;
use crate::dialect::work::{Done, Work};
use crate::error::is_transient;
use crate::figures;
use crate::task::{Fence, TaskClock};
use crate::{Command, Committed, Guard, NewTask, OutMessage, Store, StoreError, Unit};

/// How often to try again after a deadlock or a lost race.
const ATTEMPTS: u32 = 5;

/// A unit with everything worked out.
struct Ready {
    cases: Vec<PreparedCase>,
    flights: Vec<PreparedFlight>,
    guards: Vec<Guard>,
    command: Option<Command>,
    fences: Vec<Fence>,
    tasks: Vec<NewTask>,
    outbox: Vec<OutMessage>,
    now: TaskClock,
    trace: Option<String>,
}

impl Ready {
    fn of(unit: Unit) -> Result<Self, StoreError> {
        Ok(Self {
            cases: unit.cases.into_iter().map(prepare::case).collect::<Result<_, _>>()?,
            flights: unit.flights.into_iter().map(prepare::flight).collect::<Result<_, _>>()?,
            guards: unit.guards,
            command: unit.command,
            fences: unit.fences,
            tasks: unit.tasks,
            outbox: unit.outbox,
            now: unit.now,
            trace: unit.trace,
        })
    }

    fn done(self) -> Committed {
        Committed::Done {
            cases: self.cases.into_iter().map(PreparedCase::into_loaded).collect(),
            flights: self.flights.into_iter().map(PreparedFlight::into_loaded).collect(),
        }
    }

    /// When it happened.
    fn at(&self) -> i64 {
        let case = self.cases.first().map(|case| case.at);
        case.or_else(|| self.flights.first().map(|flight| flight.at)).unwrap_or_default()
    }

    /// What is kept of a command: the streams that it changed, with their versions.
    fn result(&self) -> String {
        let cases = self.cases.iter().map(|case| (case.stream(), case.version));
        let flights = self.flights.iter().map(|flight| (flight.stream(), flight.version));
        let versions: serde_json::Map<_, _> = cases
            .chain(flights)
            .map(|(stream, version)| (stream.to_owned(), version.0.into()))
            .collect();
        serde_json::Value::from(versions).to_string()
    }
}

impl Store {
    /// Commits `units`, each of them all or nothing, and answers for each in the order given.
    ///
    /// The batch is one transaction. If the database refuses something in it, the units are
    /// tried in smaller batches until only the guilty ones are refused.
    #[tracing::instrument(name = "commit", skip_all, fields(units = units.len()))]
    pub async fn commit(&self, units: Vec<Unit>) -> Result<Vec<Committed>, StoreError> {
        let begun = Instant::now();
        let mut ready = units.into_iter().map(Ready::of).collect::<Result<Vec<_>, _>>()?;
        if let Some(here) = self.place() {
            let from = ready.iter().filter_map(|unit| unit.trace.as_deref());
            self.link(&tracing::Span::current(), from);
            for unit in &mut ready {
                unit.trace.get_or_insert_with(|| here.clone());
            }
        }
        let ready = Arc::new(ready);
        let mut verdicts: Vec<Verdict> = Vec::with_capacity(ready.len());
        // Ranges still to do, the first one last.
        let mut to_do = Vec::new();
        to_do.push(0..ready.len());
        while let Some(range) = to_do.pop() {
            if range.is_empty() {
                continue;
            }
            match self.attempt(&ready, range.clone()).await {
                Ok(decided) => verdicts.extend(decided),
                Err(StoreError::Constraint { name }) if range.len() == 1 => {
                    verdicts.push(Verdict::Refused(name));
                }
                Err(StoreError::Constraint { .. }) => {
                    let middle = range.start + range.len() / 2;
                    to_do.push(middle..range.end);
                    to_do.push(range.start..middle);
                }
                Err(error) => return Err(error),
            }
        }
        if ready.iter().any(|unit| !unit.tasks.is_empty()) {
            self.woken().notify_one();
        }
        let ready = Arc::into_inner(ready)
            .ok_or_else(|| StoreError::inconsistent("cases", "batch", "lent"))?;
        let answers = ready.into_iter().zip(verdicts);
        let answers: Vec<Committed> = answers.map(|(unit, verdict)| verdict.answer(unit)).collect();
        figures::committed(begun.elapsed(), &answers);
        Ok(answers)
    }

    /// One transaction, again if it met a deadlock or somebody else's insert of the same key.
    async fn attempt(
        &self,
        units: &Arc<Vec<Ready>>,
        range: Range<usize>,
    ) -> Result<Vec<Verdict>, StoreError> {
        let mut tried = 1;
        let mut trust = Trust::Write;
        loop {
            let batch = Batch { units: units.clone(), range: range.clone(), trust };
            let error = match self.perform(batch).await {
                Ok(Some(verdicts)) => return Ok(verdicts),
                Ok(None) => {
                    trust = Trust::Nothing;
                    continue;
                }
                Err(error) => error,
            };
            let trusted = std::mem::replace(&mut trust, Trust::Nothing) == Trust::Write;
            let raced =
                matches!(&error, StoreError::Constraint { name } if trusted || is_race(name));
            if ATTEMPTS <= tried || !(raced || is_transient(&error)) {
                return Err(error);
            }
            tracing::debug!(tried, %error, "commit tried again");
            tokio::time::sleep(Duration::from_millis(u64::from(tried * tried))).await;
            tried += 1;
        }
    }
}

/// Units that are tried in one transaction.
struct Batch {
    units: Arc<Vec<Ready>>,
    range: Range<usize>,
    trust: Trust,
}

impl Work for Batch {
    /// None if something that was taken for granted is not so.
    type Out = Option<Vec<Verdict>>;
    const BY_KEY: bool = true;

    async fn run(&self, tx: &mut Tx) -> Result<Done<Self::Out>, StoreError> {
        let units = self.units.get(self.range.clone()).unwrap_or_default();
        let held = task_rows::lock(tx, units).await?;
        let verdicts = check::all(tx, units, self.trust, &held).await?;
        let through: Vec<&Ready> = units
            .iter()
            .zip(&verdicts)
            .filter(|(_, verdict)| matches!(verdict, Verdict::Through))
            .map(|(unit, _)| unit)
            .collect();
        if through.is_empty() {
            return Ok(Done::Leave(Some(verdicts))); // nothing to write
        }
        if write(tx, &through, self.trust, &held).await? {
            return Ok(Done::Keep(Some(verdicts)));
        }
        match self.trust {
            Trust::Write => Ok(Done::Leave(None)),
            Trust::Nothing => Err(StoreError::inconsistent("cases", "version", "locked")),
        }
    }
}

/// Keys that somebody else may insert between the check and the write; seen on the next try.
fn is_race(constraint: &str) -> bool {
    matches!(constraint, "cases_pkey" | "flights_pkey" | "events_pkey" | "inbox_pkey")
}

/// False if a case or flight is not at the version that was decided on.
async fn write(
    tx: &mut Tx,
    units: &[&Ready],
    trust: Trust,
    held: &Held,
) -> Result<bool, StoreError> {
    let cases: Vec<&PreparedCase> = units.iter().flat_map(|unit| &unit.cases).collect();
    let flights: Vec<&PreparedFlight> = units.iter().flat_map(|unit| &unit.flights).collect();
    if !case_rows::write(tx, &cases, trust).await? {
        return Ok(false);
    }
    list_rows::write(tx, &cases).await?;
    if !flight_rows::write(tx, &flights).await? {
        return Ok(false);
    }
    other_rows::events(tx, &cases, &flights).await?;
    disclosure_rows::write(tx, &cases).await?;
    let commands: Vec<_> = units
        .iter()
        .filter_map(|unit| Some((unit.command.as_ref()?, unit.result(), unit.at())))
        .collect();
    other_rows::inbox(tx, &commands).await?;
    task_rows::feed(tx, &cases, &flights).await?;
    task_rows::write(tx, units, held).await?;
    let mut outbox: Vec<(&OutMessage, Option<&str>)> = Vec::new();
    for unit in units {
        let from = unit.trace.as_deref();
        outbox.extend(unit.outbox.iter().map(|one| (one, one.trace.as_deref().or(from))));
    }
    other_rows::outbox(tx, &outbox).await?;
    Ok(true)
}
