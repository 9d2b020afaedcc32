//! Which units of a batch may go through: all that they rest on is still as it was.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::Ready;
use super::task_rows::{Held, is_held};
use crate::dialect::Tx;
use crate::transition::Aggregate;
use crate::{Committed, StoreError, Table};

/// What may be taken for granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trust {
    /// The write itself proves the versions of what it changes.
    Write,
    /// Everything is read and locked first.
    Nothing,
}

/// What was decided about a unit.
#[derive(Debug)]
pub(super) enum Verdict {
    Through,
    Stale(Vec<String>),
    LeaseLost,
    AlreadyDone(String),
    AlreadyOpen,
    Refused(String),
}

impl Verdict {
    pub(super) fn answer(self, unit: Ready) -> Committed {
        match self {
            Self::Through => unit.done(),
            Self::Stale(streams) => Committed::Stale(streams),
            Self::LeaseLost => Committed::LeaseLost,
            Self::AlreadyDone(result) => Committed::AlreadyDone(result),
            Self::AlreadyOpen => Committed::AlreadyOpen,
            Self::Refused(constraint) => Committed::Refused { constraint },
        }
    }
}

/// A stream, the version that a unit expects, and whether the unit changes it.
type Need<'a> = (Table, &'a str, Option<i64>, bool);

fn needs(unit: &Ready) -> impl Iterator<Item = Need<'_>> {
    let cases = unit.cases.iter().map(|case| {
        let expected = case.change.expected.map(|version| version.0);
        (domain::Case::TABLE, case.stream(), expected, case.changes())
    });
    let flights = unit.flights.iter().map(|flight| {
        let expected = flight.change.expected.map(|version| version.0);
        (domain::Flight::TABLE, flight.stream(), expected, flight.changes())
    });
    let guards = unit
        .guards
        .iter()
        .map(|guard| (guard.table, guard.stream.as_str(), Some(guard.version.0), false));
    cases.chain(flights).chain(guards)
}

/// Locks what `units` touch or rest on and decides about each, the first one first. With
/// [`Trust::Write`], only what is not proved by an update or an insert is locked.
pub(super) async fn all(
    tx: &mut Tx,
    units: &[Ready],
    trust: Trust,
    held: &Held,
) -> Result<Vec<Verdict>, StoreError> {
    let mut streams: [BTreeSet<&str>; 2] = Default::default();
    let [cases, flights] = &mut streams;
    for (table, stream, _, proved) in units.iter().flat_map(needs) {
        if proved && trust == Trust::Write {
            continue;
        }
        match table {
            Table::Cases => cases.insert(stream),
            Table::Flights => flights.insert(stream),
        };
    }
    let cases: Vec<&str> = cases.iter().copied().collect();
    let flights: Vec<&str> = flights.iter().copied().collect();
    let known = Known {
        cases: tx.lock(Table::Cases.name(), &cases).await?,
        flights: tx.lock(Table::Flights.name(), &flights).await?,
        trust,
    };
    let commands: Vec<&str> =
        units.iter().filter_map(|unit| Some(unit.command.as_ref()?.id.as_str())).collect();
    let inbox = tx.inbox(&commands).await?;

    let mut changed: HashSet<(Table, &str)> = HashSet::new();
    let mut commanded: HashSet<&str> = HashSet::new();
    let mut verdicts = Vec::with_capacity(units.len());
    for unit in units {
        // Who has lost the lease has no say in what others work on by now.
        let verdict = if is_held(unit, held) {
            verdict(unit, &known, &inbox, &changed, &commanded)
        } else {
            Verdict::LeaseLost
        };
        if matches!(verdict, Verdict::Through) {
            changed.extend(needs(unit).filter(|need| need.3).map(|need| (need.0, need.1)));
            commanded.extend(unit.command.as_ref().map(|command| command.id.as_str()));
        }
        verdicts.push(verdict);
    }
    Ok(verdicts)
}

/// The versions as they are in the database.
struct Known {
    cases: HashMap<String, i64>,
    flights: HashMap<String, i64>,
    trust: Trust,
}

impl Known {
    /// The version of a stream, which is `expected` to be this; `proved` by the write itself.
    fn version(&self, (table, stream, expected, proved): Need<'_>) -> Option<i64> {
        if proved && self.trust == Trust::Write {
            return expected;
        }
        match table {
            Table::Cases => self.cases.get(stream).copied(),
            Table::Flights => self.flights.get(stream).copied(),
        }
    }
}

fn verdict<'a>(
    unit: &'a Ready,
    known: &Known,
    inbox: &HashMap<String, (String, String)>,
    changed: &HashSet<(Table, &'a str)>,
    commanded: &HashSet<&'a str>,
) -> Verdict {
    if let Some(command) = &unit.command {
        if let Some((hash, result)) = inbox.get(&command.id) {
            if *hash != command.request_hash {
                return Verdict::Refused("inbox_other_request".to_owned());
            }
            return Verdict::AlreadyDone(result.clone());
        }
        if commanded.contains(command.id.as_str()) {
            return Verdict::Refused("inbox_twice_in_batch".to_owned());
        }
    }
    let mut own = HashSet::new();
    let mut stale = BTreeSet::new();
    let mut there_already = false;
    for need in needs(unit) {
        let (table, stream, expected, writes) = need;
        let twice = writes && !own.insert((table, stream));
        let now = known.version(need);
        if expected.is_none() && (now.is_some() || changed.contains(&(table, stream))) {
            there_already = true;
        } else if twice || now != expected || changed.contains(&(table, stream)) {
            stale.insert(stream.to_owned());
        }
    }
    match (there_already, stale.is_empty()) {
        (true, _) => Verdict::AlreadyOpen,
        (false, false) => Verdict::Stale(stale.into_iter().collect()),
        (false, true) => Verdict::Through,
    }
}
