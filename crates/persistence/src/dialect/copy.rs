//! PostgreSQL's binary `COPY`: the cheapest way in for rows that are all new. The server reads
//! them into pages many at a time and builds no arrays.
//!
//! The form is that of the server's manual, "COPY", section "Binary Format".

use sqlx::postgres::PgConnection;

use super::{Column, Write};

/// Rows from which `COPY`, which takes a round trip more, is worth it.
pub(crate) const WORTH_IT: usize = 64;

/// What stands before the first row: the signature, no flags, no extension.
const HEAD: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";

/// What stands after the last.
const TAIL: [u8; 2] = (-1_i16).to_be_bytes();

/// A value that is not there.
const NULL: [u8; 4] = (-1_i32).to_be_bytes();

/// Copies all rows into `table`. A key that is there already fails the transaction, as it would
/// of an insert.
pub(crate) async fn write(
    on: &mut PgConnection,
    table: &str,
    write: &Write,
    columns: &[Column<'_>],
) -> Result<u64, sqlx::Error> {
    let sql = format!("COPY {table} ({}) FROM STDIN (FORMAT binary)", write.names());
    let rows = rows(columns)?;
    let mut copy = on.copy_in_raw(&sql).await?;
    copy.send(rows).await?;
    copy.finish().await
}

fn rows(columns: &[Column<'_>]) -> Result<Vec<u8>, sqlx::Error> {
    let count = columns.first().map_or(0, Column::len);
    let width = i16::try_from(columns.len()).map_err(|_| too_long())?;
    let mut out = Vec::with_capacity(HEAD.len() + count * 64 * columns.len());
    out.extend_from_slice(HEAD);
    for row in 0..count {
        out.extend_from_slice(&width.to_be_bytes());
        for column in columns {
            field(&mut out, column, row)?;
        }
    }
    out.extend_from_slice(&TAIL);
    Ok(out)
}

/// Adds one value with its length before it.
fn field(out: &mut Vec<u8>, column: &Column<'_>, row: usize) -> Result<(), sqlx::Error> {
    match column {
        Column::Text(values) => bytes(out, values.get(row).map(|text| text.as_bytes())),
        Column::MaybeText(values) => {
            bytes(out, values.get(row).and_then(|text| Some(text.as_ref()?.as_bytes())))
        }
        Column::Int(values) => bytes(out, values.get(row).map(|n| n.to_be_bytes()).as_ref()),
        Column::MaybeInt(values) => {
            let value = values.get(row).copied().flatten().map(i64::to_be_bytes);
            bytes(out, value.as_ref())
        }
        Column::Bool(values) => bytes(out, values.get(row).map(|yes| [u8::from(*yes)]).as_ref()),
        Column::Bytes(values) => bytes(out, values.get(row)),
    }
}

fn bytes<T: AsRef<[u8]> + ?Sized>(out: &mut Vec<u8>, value: Option<&T>) -> Result<(), sqlx::Error> {
    let Some(value) = value.map(AsRef::as_ref) else {
        out.extend_from_slice(&NULL);
        return Ok(());
    };
    let length = i32::try_from(value.len()).map_err(|_| too_long())?;
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(value);
    Ok(())
}

fn too_long() -> sqlx::Error {
    sqlx::Error::Encode("a row is too long for COPY".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_its_width_and_each_value_after_its_length() {
        let columns = [
            Column::Text(vec!["ab".into()]),
            Column::MaybeText(vec![None]),
            Column::Int(vec![258]),
            Column::Bool(vec![true]),
            Column::Bytes(vec![&[7, 8]]),
        ];
        let mut wanted = HEAD.to_vec();
        wanted.extend_from_slice(&[0, 5]);
        wanted.extend_from_slice(&[0, 0, 0, 2, b'a', b'b']);
        wanted.extend_from_slice(&[255, 255, 255, 255]);
        wanted.extend_from_slice(&[0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 1, 2]);
        wanted.extend_from_slice(&[0, 0, 0, 1, 1]);
        wanted.extend_from_slice(&[0, 0, 0, 2, 7, 8]);
        wanted.extend_from_slice(&[255, 255]);
        assert_eq!(rows(&columns).unwrap(), wanted);
    }
}
