//! A piece of work in a transaction of its own, the same on both databases.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use super::Tx;
use crate::StoreError;
use crate::store::{Pools, Store};

/// What the work came to, and whether it is to stay.
pub(crate) enum Done<T> {
    /// Commit it.
    Keep(T),
    /// Leave no trace.
    Leave(T),
}

/// Work that runs in one transaction. On SQLite it runs on the thread that writes, so it owns
/// what it needs.
pub(crate) trait Work: Send + 'static {
    /// What it answers.
    type Out: Send + 'static;
    /// Whether it is a single statement, which needs no transaction around it.
    const ALONE: bool = false;
    /// Whether it finds every row by its key, however many there are beside.
    const BY_KEY: bool = false;
    /// Does it; an error leaves no trace.
    fn run(&self, tx: &mut Tx) -> impl Future<Output = Result<Done<Self::Out>, StoreError>> + Send;
}

impl Store {
    /// Runs `work` in a transaction and answers when it is on the disk.
    pub(crate) async fn perform<W: Work>(&self, work: W) -> Result<W::Out, StoreError> {
        match &self.pools {
            Pools::Sqlite { write } => write.perform(work).await,
            Pools::Postgres { pool, by_key } => {
                let pool = if W::BY_KEY { by_key } else { pool };
                if W::ALONE {
                    let mut tx = Tx::Alone(pool.acquire().await?);
                    let (Done::Keep(out) | Done::Leave(out)) = work.run(&mut tx).await?;
                    return Ok(out);
                }
                let mut tx = Tx::Postgres(pool.begin().await?);
                let done = work.run(&mut tx).await;
                let Tx::Postgres(tx) = tx else { return Err(StoreError::other_kind()) };
                match done {
                    Ok(Done::Keep(out)) => {
                        tx.commit().await?;
                        Ok(out)
                    }
                    // Its locks end before the answer: left to the pool they last a moment longer,
                    // and whoever claims next would pass over what they lock.
                    Ok(Done::Leave(out)) => {
                        tx.rollback().await?;
                        Ok(out)
                    }
                    Err(error) => {
                        let _ = tx.rollback().await; // it may have ended with the connection
                        Err(error)
                    }
                }
            }
        }
    }
}

/// What `future` comes to at once: nothing on SQLite ever waits.
pub(crate) fn at_once<T>(
    future: impl Future<Output = Result<T, StoreError>>,
) -> Result<T, StoreError> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(out) => out,
        Poll::Pending => Err(StoreError::Config("the work waited for something".to_owned())),
    }
}
