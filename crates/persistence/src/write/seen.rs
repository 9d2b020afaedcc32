//! Who saw what, and who was refused: added to, never changed.

use domain::Actor;
use jiff::Timestamp;
use sea_orm::{FromQueryResult, Value};

use crate::chain::micros;
use crate::map::instant;
use crate::{Store, StoreError};

/// One look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenEntry {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: Actor,
    /// What they did or wanted.
    pub action: String,
    /// The case, flight or page.
    pub subject: String,
    /// The policy that refused it, if one did.
    pub refused_by: Option<String>,
}

#[derive(FromQueryResult)]
struct Row {
    at: i64,
    by_role: String,
    by_user: String,
    action: String,
    subject: String,
    refused_by: Option<String>,
}

/// Entries in one statement.
const TOGETHER: usize = 100;

impl Store {
    /// Adds `entries`.
    pub async fn add_seen(&self, entries: &[SeenEntry]) -> Result<(), StoreError> {
        for some in entries.chunks(TOGETHER) {
            let places = vec!["(?, ?, ?, ?, ?, ?)"; some.len()].join(", ");
            let sql = format!(
                "INSERT INTO desk_seen (at, by_role, by_user, action, subject, refused_by) \
                 VALUES {places}"
            );
            let values: Vec<Value> = some
                .iter()
                .flat_map(|entry| {
                    [
                        Value::from(micros(entry.at)),
                        entry.by.role.code().into(),
                        entry.by.user.as_str().into(),
                        entry.action.as_str().into(),
                        entry.subject.as_str().into(),
                        entry.refused_by.clone().into(),
                    ]
                })
                .collect();
            self.change(&sql, values).await?;
        }
        Ok(())
    }

    /// The last looks, the newest first: all of them, or those at `subject`.
    pub async fn seen(
        &self,
        subject: Option<&str>,
        limit: u64,
    ) -> Result<Vec<SeenEntry>, StoreError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let statement = match subject {
            Some(subject) => self.statement(
                "SELECT * FROM desk_seen WHERE subject = ? ORDER BY at DESC LIMIT ?",
                [subject.into(), limit.into()],
            ),
            None => {
                self.statement("SELECT * FROM desk_seen ORDER BY at DESC LIMIT ?", [limit.into()])
            }
        };
        let rows = Row::find_by_statement(statement).all(&self.reader).await?;
        rows.into_iter()
            .map(|row| {
                let by =
                    Actor::parse(&format!("{}:{}", row.by_role, row.by_user)).ok_or_else(|| {
                        StoreError::inconsistent("desk_seen", "by_user", &row.subject)
                    })?;
                let at = instant(row.at, "desk_seen", "at", &row.subject)?;
                let Row { action, subject, refused_by, .. } = row;
                Ok(SeenEntry { at, by, action, subject, refused_by })
            })
            .collect()
    }
}
