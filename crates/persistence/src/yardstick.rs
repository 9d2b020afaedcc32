//! What PostgreSQL itself takes for the same lines: the yardstick of an import's speed.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use sqlx::postgres::PgPoolCopyExt;

use crate::store::Pools;
use crate::{Store, StoreError};

/// Bytes that go out together.
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
    /// it. None on SQLite, which has no such command.
    ///
    /// Errs if a file cannot be read or the server refuses.
    pub async fn copy_speed(&self, files: &[PathBuf]) -> Result<Option<CopySpeed>, StoreError> {
        let Pools::Postgres { pool } = &self.pools else { return Ok(None) };
        sqlx::query("DROP TABLE IF EXISTS copy_yardstick").execute(pool).await?;
        sqlx::query("CREATE TABLE copy_yardstick (line text NOT NULL)").execute(pool).await?;
        let started = Instant::now();
        let mut copy = pool.copy_in_raw("COPY copy_yardstick (line) FROM STDIN").await?;
        for file in files {
            let text = std::fs::read(file)
                .map_err(|_| StoreError::Config(format!("{} cannot be read", file.display())))?;
            for piece in
                text.split_inclusive(|byte| *byte == b'\n').collect::<Vec<_>>().chunks(4_096)
            {
                copy.send(escaped(piece)).await?;
            }
        }
        let rows = copy.finish().await?;
        let took = started.elapsed();
        sqlx::query("DROP TABLE copy_yardstick").execute(pool).await?;
        Ok(Some(CopySpeed { rows, took }))
    }
}

/// Lines in the text form of `COPY`, in which a backslash and a tab mean something.
fn escaped(lines: &[&[u8]]) -> Vec<u8> {
    let mut out = Vec::with_capacity(PIECE);
    for byte in lines.iter().flat_map(|line| line.iter()) {
        match byte {
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\t' => out.extend_from_slice(b"\\t"),
            b'\r' => (),
            byte => out.push(*byte),
        }
    }
    if out.last().is_some_and(|last| *last != b'\n') {
        out.push(b'\n'); // a last line without its end would run into the next file
    }
    out
}
