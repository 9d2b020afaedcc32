//! Accounts, sessions and tokens are made, used and ended.

use domain::UserId;
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, Value};

use crate::chain::micros;
use crate::read::{Account, DeskSession, DeskToken};
use crate::{Store, StoreError};

impl Store {
    /// Makes `account`, or puts it in the place of the one of that key.
    pub async fn put_account(&self, account: &Account) -> Result<(), StoreError> {
        let more = ", password = excluded.password, failures = excluded.failures, \
                    locked_until = excluded.locked_until, disabled_at = excluded.disabled_at";
        self.insert_account(account, more, "").await.map(drop)
    }

    /// Makes `account`, or gives the one of that key its name, roles, office and country, in one
    /// step. Answers whether it did: one that has a password or is disabled by then stays as it is.
    pub async fn put_provided(&self, account: &Account) -> Result<bool, StoreError> {
        let only = "WHERE desk_users.password IS NULL AND desk_users.disabled_at IS NULL";
        Ok(self.insert_account(account, "", only).await? > 0)
    }

    async fn insert_account(
        &self,
        account: &Account,
        more: &str,
        only: &str,
    ) -> Result<u64, StoreError> {
        let roles: Vec<&str> = account.roles.iter().map(|role| role.code()).collect();
        let sql = format!(
            "INSERT INTO desk_users (id, name, roles, office, country, password, failures, \
             locked_until, disabled_at, made_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
             ON CONFLICT (id) DO UPDATE SET name = excluded.name, roles = excluded.roles, \
             office = excluded.office, country = excluded.country{more} {only}"
        );
        let values: Vec<Value> = vec![
            account.user.as_str().into(),
            account.name.as_str().into(),
            roles.join(" ").into(),
            account.office.clone().into(),
            account.country.map(|country| country.to_string()).into(),
            account.password.clone().into(),
            account.failures.into(),
            account.locked_until.map(micros).into(),
            account.disabled_at.map(micros).into(),
            micros(account.made_at).into(),
        ];
        self.change(&sql, values).await
    }

    /// Lets `user` sign in no longer, from `at` on. Answers whether there is such an account.
    pub async fn disable_account(&self, user: &UserId, at: Timestamp) -> Result<bool, StoreError> {
        let sql = "UPDATE desk_users SET disabled_at = COALESCE(disabled_at, ?) WHERE id = ?";
        Ok(self.change(sql, vec![micros(at).into(), user.as_str().into()]).await? > 0)
    }

    /// Counts a wrong password, in one step: two guesses at once count as two. After `most` of
    /// them no password is looked at until `locked_until`.
    pub async fn note_wrong_password(
        &self,
        user: &UserId,
        most: i64,
        locked_until: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE desk_users SET failures = failures + 1, locked_until = CASE \
                   WHEN failures + 1 >= ? THEN ? ELSE locked_until END WHERE id = ?";
        let values = vec![most.into(), micros(locked_until).into(), user.as_str().into()];
        self.change(sql, values).await.map(drop)
    }

    /// Forgets wrong passwords after a right one.
    pub async fn note_right_password(&self, user: &UserId) -> Result<(), StoreError> {
        let sql = "UPDATE desk_users SET failures = 0, locked_until = NULL WHERE id = ? \
                   AND (failures > 0 OR locked_until IS NOT NULL)";
        self.change(sql, vec![user.as_str().into()]).await.map(drop)
    }

    /// Begins a session.
    pub async fn begin_session(
        &self,
        digest: &str,
        session: &DeskSession,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO desk_sessions (digest, user_id, role, csrf, made_at, seen_at, \
                   ends_at) VALUES (?, ?, ?, ?, ?, ?, ?)";
        let values: Vec<Value> = vec![
            digest.into(),
            session.user.as_str().into(),
            session.role.code().into(),
            session.csrf.as_str().into(),
            micros(session.made_at).into(),
            micros(session.seen_at).into(),
            micros(session.ends_at).into(),
        ];
        self.change(sql, values).await.map(drop)
    }

    /// Notes that a session was used.
    pub async fn touch_session(&self, digest: &str, at: Timestamp) -> Result<(), StoreError> {
        let sql = "UPDATE desk_sessions SET seen_at = ? WHERE digest = ?";
        self.change(sql, vec![micros(at).into(), digest.into()]).await.map(drop)
    }

    /// Ends a session.
    pub async fn end_session(&self, digest: &str) -> Result<(), StoreError> {
        let sql = "DELETE FROM desk_sessions WHERE digest = ?";
        self.change(sql, vec![digest.into()]).await.map(drop)
    }

    /// Ends every session of `user`: their password or account has changed.
    pub async fn end_sessions_of(&self, user: &UserId) -> Result<u64, StoreError> {
        let sql = "DELETE FROM desk_sessions WHERE user_id = ?";
        self.change(sql, vec![user.as_str().into()]).await
    }

    /// Forgets sessions that ended before `at`.
    pub async fn forget_sessions(&self, at: Timestamp) -> Result<u64, StoreError> {
        let sql = "DELETE FROM desk_sessions WHERE ends_at < ?";
        self.change(sql, vec![micros(at).into()]).await
    }

    /// Makes a token. Its secret is not kept, only the digest.
    pub async fn add_token(&self, digest: &str, token: &DeskToken) -> Result<(), StoreError> {
        let sql = "INSERT INTO desk_tokens (id, digest, user_id, role, scopes, label, made_at, \
                   ends_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
        let values: Vec<Value> = vec![
            token.id.as_str().into(),
            digest.into(),
            token.user.as_str().into(),
            token.role.code().into(),
            token.scopes.join(" ").into(),
            token.label.as_str().into(),
            micros(token.made_at).into(),
            micros(token.ends_at).into(),
        ];
        self.change(sql, values).await.map(drop)
    }

    /// Ends the token `id` of `user`; answers whether it was good until now.
    pub async fn revoke_token(
        &self,
        id: &str,
        user: &UserId,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE desk_tokens SET revoked_at = ? WHERE id = ? AND user_id = ? \
                   AND revoked_at IS NULL";
        let values = vec![micros(at).into(), id.into(), user.as_str().into()];
        Ok(self.change(sql, values).await? > 0)
    }

    /// A small change of a table that no case depends on.
    pub(super) async fn change(&self, sql: &str, values: Vec<Value>) -> Result<u64, StoreError> {
        Ok(self.writer.execute_raw(self.statement(sql, values)).await?.rows_affected())
    }
}
