//! Rows to domain values and back. What the domain cannot mean is an error, never a default.

mod case;
mod flight;
mod upcast;

pub(crate) use case::{case_facts, case_from_row};
pub(crate) use flight::{flight_facts, flight_from_row};

pub(crate) use upcast::{ALL as UPCASTS, upcast};

use domain::Known;
use jiff::Timestamp;
use serde::Deserialize;

use crate::StoreError;
use crate::chain::Hash;

/// The code of a value that was read; nothing for one that was not.
pub(crate) fn read<T: ToString>(value: &Known<T>) -> Option<String> {
    value.read().map(ToString::to_string)
}

pub(crate) fn instant(
    micros: i64,
    table: &'static str,
    column: &'static str,
    row: &str,
) -> Result<Timestamp, StoreError> {
    Timestamp::from_microsecond(micros).map_err(|_| StoreError::inconsistent(table, column, row))
}

/// The rows of `table` that are `owner`'s, from the JSON that the database makes of them: each an
/// array that begins with its place, which puts them in order.
fn rows<'r, R: Deserialize<'r> + Ord>(
    list: Option<&'r str>,
    table: &'static str,
    owner: &str,
) -> Result<Vec<R>, StoreError> {
    let mut rows: Vec<R> = serde_json::from_str(list.unwrap_or("[]"))
        .map_err(|_| StoreError::inconsistent(table, "a row", owner))?;
    rows.sort_unstable();
    Ok(rows)
}

pub(crate) fn hash(bytes: &[u8], table: &'static str, row: &str) -> Result<Hash, StoreError> {
    Hash::try_from(bytes).map_err(|_| StoreError::inconsistent(table, "chain", row))
}
