//! What PostgreSQL itself takes for the same lines: the yardstick of an import's speed.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::ops::DerefMut;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use sqlx::AssertSqlSafe;
use sqlx::postgres::{PgConnection, PgCopyIn, PgPool, PgPoolCopyExt};

use crate::store::Pools;
use crate::{Store, StoreError};

/// Bytes that go out together, at most.
const PIECE: usize = 1 << 20;

/// What `COPY` took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CopySpeed {
    /// Lines copied.
    pub rows: u64,
    /// From the first byte to the commit.
    pub took: Duration,
}

impl Store {
    /// Copies the lines of `files`, as they are, into one plain table with one column and drops
    /// it: the least that any way in could take. None on SQLite, which has no such command.
    ///
    /// Errs if a file cannot be read or the server refuses.
    pub async fn copy_speed(&self, files: &[PathBuf]) -> Result<Option<CopySpeed>, StoreError> {
        let Pools::Postgres { pool, .. } = &self.pools else { return Ok(None) };
        let table = Table::of(pool, 1).await?;
        let started = Instant::now();
        let mut copy = pool.copy_in_raw("COPY copy_yardstick FROM STDIN").await?;
        for file in files {
            send(&mut copy, file, escaped).await?;
        }
        let rows = copy.finish().await?;
        let took = started.elapsed();
        table.dropped().await?;
        Ok(Some(CopySpeed { rows, took }))
    }

    /// Copies the rows of `files`, which are CSV with a line of names, into one plain table of
    /// texts, each value into its column, and drops it. None on SQLite, and where the server
    /// cannot read a file as CSV.
    ///
    /// Errs if a file cannot be read or the server is gone.
    pub async fn copy_columns_speed(
        &self,
        files: &[PathBuf],
    ) -> Result<Option<CopySpeed>, StoreError> {
        let Pools::Postgres { pool, .. } = &self.pools else { return Ok(None) };
        let widths = files.iter().map(|file| width(file)).collect::<Result<Vec<_>, _>>()?;
        let table = Table::of(pool, widths.iter().copied().max().unwrap_or(1)).await?;
        let started = Instant::now();
        let mut tx = pool.begin().await?;
        let mut rows = 0;
        for (file, width) in files.iter().zip(widths) {
            let columns = names(width).join(", ");
            let sql = format!("COPY copy_yardstick ({columns}) FROM STDIN (FORMAT csv, HEADER)");
            let mut copy = tx.copy_in_raw(&sql).await?;
            send(&mut copy, file, <[u8]>::to_vec).await?;
            match copy.finish().await {
                Ok(copied) => rows += copied,
                Err(sqlx::Error::Database(_)) => {
                    drop(tx);
                    table.dropped().await?;
                    return Ok(None);
                }
                Err(error) => return Err(error.into()),
            }
        }
        tx.commit().await?;
        let took = started.elapsed();
        table.dropped().await?;
        Ok(Some(CopySpeed { rows, took }))
    }
}

/// The table that is copied into.
struct Table<'a>(&'a PgPool);

impl<'a> Table<'a> {
    async fn of(pool: &'a PgPool, columns: usize) -> Result<Self, StoreError> {
        let columns = names(columns).join(" text, ");
        sqlx::query("DROP TABLE IF EXISTS copy_yardstick").execute(pool).await?;
        let create = format!("CREATE TABLE copy_yardstick ({columns} text)");
        sqlx::query(AssertSqlSafe(create)).execute(pool).await?;
        Ok(Self(pool))
    }

    async fn dropped(self) -> Result<(), StoreError> {
        sqlx::query("DROP TABLE copy_yardstick").execute(self.0).await?;
        Ok(())
    }
}

fn names(columns: usize) -> Vec<String> {
    (1..=columns).map(|n| format!("c{n}")).collect()
}

fn unreadable(file: &Path) -> StoreError {
    StoreError::Config(format!("{} cannot be read", file.display()))
}

/// How many columns the first line of `file` names.
fn width(file: &Path) -> Result<usize, StoreError> {
    let mut names = String::new();
    let text = File::open(file).map_err(|_| unreadable(file))?;
    BufReader::new(text).read_line(&mut names).map_err(|_| unreadable(file))?;
    Ok(names.split(',').count())
}

/// Sends a file in pieces, each in the `form` of the copy; it ends with the end of a line.
async fn send<C: DerefMut<Target = PgConnection>>(
    copy: &mut PgCopyIn<C>,
    file: &Path,
    form: fn(&[u8]) -> Vec<u8>,
) -> Result<(), StoreError> {
    let open = File::open(file).map_err(|_| unreadable(file))?;
    let mut text = BufReader::with_capacity(PIECE, open);
    let mut last = b'\n';
    loop {
        let piece = text.fill_buf().map_err(|_| unreadable(file))?;
        let Some(end) = piece.last() else { break };
        last = *end;
        copy.send(form(piece)).await?;
        let done = piece.len();
        text.consume(done);
    }
    if last != b'\n' {
        copy.send(&b"\n"[..]).await?; // or it would run into the next file
    }
    Ok(())
}

/// Text in the form of `COPY`, in which a backslash and a tab mean something.
fn escaped(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for byte in text {
        match byte {
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\t' => out.extend_from_slice(b"\\t"),
            b'\r' => (),
            byte => out.push(*byte),
        }
    }
    out
}
