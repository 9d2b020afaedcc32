//! What PostgreSQL itself takes for the same lines: the yardstick of an import's speed.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use sqlx::postgres::PgPoolCopyExt;

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
            let unreadable = |_| StoreError::Config(format!("{} cannot be read", file.display()));
            let mut text = BufReader::with_capacity(PIECE, File::open(file).map_err(unreadable)?);
            let mut last = b'\n';
            loop {
                let piece = text.fill_buf().map_err(unreadable)?;
                let Some(end) = piece.last() else { break };
                last = *end;
                copy.send(escaped(piece)).await?;
                let done = piece.len();
                text.consume(done);
            }
            if last != b'\n' {
                copy.send(&b"\n"[..]).await?; // or it would run into the next file
            }
        }
        let rows = copy.finish().await?;
        let took = started.elapsed();
        sqlx::query("DROP TABLE copy_yardstick").execute(pool).await?;
        Ok(Some(CopySpeed { rows, took }))
    }
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
