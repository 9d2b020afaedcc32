//! Requests that carry a key: begun once, answered once, answered again as before.

use jiff::Timestamp;
use sea_orm::FromQueryResult;

use crate::chain::micros;
use crate::{Store, StoreError};

/// An answer that is given again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAnswer {
    /// Status of HTTP.
    pub status: u16,
    /// Kind of the body.
    pub kind: String,
    /// Version tag.
    pub etag: Option<String>,
    /// The body.
    pub body: String,
}

/// What is known of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begun {
    /// Nobody sent it before: go on, then keep the answer.
    New,
    /// It came with something else.
    Other,
    /// The same request is being answered.
    InFlight,
    /// It was answered so.
    Answered(KeptAnswer),
}

#[derive(FromQueryResult)]
struct Row {
    request_hash: String,
    status: Option<i64>,
    kind: Option<String>,
    etag: Option<String>,
    body: Option<String>,
}

impl Store {
    /// Begins the request of `user` under `key`, unless it was begun before. One that was begun
    /// before `given_up` and has no answer was lost with its server: the key is free again.
    pub async fn begin_request(
        &self,
        (user, key): (&str, &str),
        request_hash: &str,
        (at, given_up): (Timestamp, Timestamp),
    ) -> Result<Begun, StoreError> {
        let sql = "INSERT INTO desk_requests (user_id, key, request_hash, at) \
                   VALUES (?, ?, ?, ?) ON CONFLICT (user_id, key) DO NOTHING";
        let values = vec![user.into(), key.into(), request_hash.into(), micros(at).into()];
        if self.change(sql, values).await? > 0 {
            return Ok(Begun::New);
        }
        let sql = "UPDATE desk_requests SET request_hash = ?, at = ? \
                   WHERE user_id = ? AND key = ? AND status IS NULL AND at < ?";
        let values = vec![
            request_hash.into(),
            micros(at).into(),
            user.into(),
            key.into(),
            micros(given_up).into(),
        ];
        if self.change(sql, values).await? > 0 {
            return Ok(Begun::New);
        }
        let sql = "SELECT request_hash, status, kind, etag, body FROM desk_requests \
                   WHERE user_id = ? AND key = ?";
        let statement = self.statement(sql, [user.into(), key.into()]);
        // From the writer: what was written a moment ago is seen.
        let Some(row) = Row::find_by_statement(statement).one(&self.writer).await? else {
            return Ok(Begun::InFlight);
        };
        if row.request_hash != request_hash {
            return Ok(Begun::Other);
        }
        let Some(status) = row.status else { return Ok(Begun::InFlight) };
        let bad = |column| StoreError::inconsistent("desk_requests", column, key);
        Ok(Begun::Answered(KeptAnswer {
            status: u16::try_from(status).map_err(|_| bad("status"))?,
            kind: row.kind.ok_or_else(|| bad("kind"))?,
            etag: row.etag,
            body: row.body.ok_or_else(|| bad("body"))?,
        }))
    }

    /// Keeps the answer to the request that was begun `at`.
    pub async fn keep_answer(
        &self,
        (user, key): (&str, &str),
        at: Timestamp,
        answer: &KeptAnswer,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE desk_requests SET status = ?, kind = ?, etag = ?, body = ? \
                   WHERE user_id = ? AND key = ? AND at = ? AND status IS NULL";
        let values = vec![
            i64::from(answer.status).into(),
            answer.kind.as_str().into(),
            answer.etag.clone().into(),
            answer.body.as_str().into(),
            user.into(),
            key.into(),
            micros(at).into(),
        ];
        self.change(sql, values).await.map(drop)
    }

    /// Forgets the request that was begun `at` and failed: it may be sent again.
    pub async fn forget_request(
        &self,
        (user, key): (&str, &str),
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = "DELETE FROM desk_requests \
                   WHERE user_id = ? AND key = ? AND at = ? AND status IS NULL";
        self.change(sql, vec![user.into(), key.into(), micros(at).into()]).await.map(drop)
    }

    /// Forgets requests begun before `at`.
    pub async fn forget_requests(&self, at: Timestamp) -> Result<u64, StoreError> {
        self.change("DELETE FROM desk_requests WHERE at < ?", vec![micros(at).into()]).await
    }
}
