//! Lists as the desk shows them: bound to an office, the most urgent first, page by page.

use domain::{CaseId, Country, StageName};
use sea_orm::{EntityTrait, FromQueryResult, Value};

use super::holds::{HoldFilter, ListedHold, listed, narrow};
use crate::chain::micros;
use crate::entity::hold;
use crate::{Store, StoreError};

#[derive(FromQueryResult)]
struct Key {
    id: String,
}

#[derive(FromQueryResult)]
struct Wait {
    id: String,
    waiting_since: Option<String>,
}

/// A case in the order of waiting: also where a page of that order ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Whose case.
    pub case: CaseId,
    /// The first day of the present custody, as it is written; none if nobody knows it.
    pub since: Option<String>,
}

impl Store {
    /// Holds that have not ended by `at`, as last recorded, of open cases after `after`; of one
    /// office, or of all. A case's holds stand together: the last case is left out if its holds
    /// may not all be there.
    pub async fn holds_after(
        &self,
        filter: &HoldFilter,
        office: Option<&str>,
        (after, at): (Option<&CaseId>, jiff::Timestamp),
        limit: u64,
    ) -> Result<Vec<ListedHold>, StoreError> {
        let mut sql = "SELECT h.* FROM holds h JOIN cases c ON c.id = h.case_id \
                       WHERE h.case_id > ? AND c.is_open \
                       AND NOT EXISTS (SELECT 1 FROM holds l WHERE l.case_id = h.case_id \
                       AND l.position = h.position AND l.revision > h.revision) \
                       AND NOT (h.end_confirmed AND h.effective_to IS NOT NULL \
                       AND h.effective_to <= ?)"
            .to_owned();
        let after = after.map_or("", CaseId::as_str);
        let mut values: Vec<Value> = vec![after.into(), micros(at).into()];
        if let Some(office) = office {
            sql.push_str(" AND c.office = ?");
            values.push(office.into());
        }
        narrow(filter, &mut sql, &mut values);
        sql.push_str(" ORDER BY h.case_id, h.position LIMIT ?");
        values.push(i64::try_from(limit).unwrap_or(i64::MAX).into());
        let statement = self.statement(&sql, values);
        let rows = hold::Entity::find().from_raw_sql(statement).all(&self.reader).await?;
        let mut holds = rows.iter().map(listed).collect::<Result<Vec<ListedHold>, _>>()?;
        if u64::try_from(holds.len()).is_ok_and(|count| count >= limit)
            && let (Some(first), Some(last)) = (holds.first(), holds.last())
            && first.case != last.case
        {
            let last = last.case.clone();
            holds.retain(|hold| hold.case != last);
        }
        Ok(holds)
    }

    /// Open cases of `office`, or of all, those that have waited longest first and those of whom
    /// nobody knows since when last; those after `after`, at most `limit`.
    pub async fn longest_waiting(
        &self,
        office: Option<&str>,
        after: Option<&Waiting>,
        limit: u64,
    ) -> Result<Vec<Waiting>, StoreError> {
        let mut found = Vec::new();
        if after.is_none_or(|after| after.since.is_some()) {
            found = self.waiting(office, true, after, limit).await?;
        }
        let left = limit.saturating_sub(u64::try_from(found.len()).unwrap_or(limit));
        if left > 0 {
            let after = after.filter(|after| after.since.is_none());
            found.extend(self.waiting(office, false, after, left).await?);
        }
        Ok(found)
    }

    /// Those of whom it is known since when they wait, or the others.
    async fn waiting(
        &self,
        office: Option<&str>,
        is_known: bool,
        after: Option<&Waiting>,
        limit: u64,
    ) -> Result<Vec<Waiting>, StoreError> {
        let mut sql = "SELECT id, waiting_since FROM cases WHERE is_open AND stage <> 'departed' \
                       AND waiting_since IS "
            .to_owned();
        sql.push_str(if is_known { "NOT NULL" } else { "NULL" });
        let mut values: Vec<Value> = Vec::new();
        if let Some(office) = office {
            sql.push_str(" AND office = ?");
            values.push(office.into());
        }
        if let Some(Waiting { case, since }) = after {
            if let Some(since) = since {
                sql.push_str(" AND (waiting_since, id) > (?, ?)");
                values.push(since.as_str().into());
            } else {
                sql.push_str(" AND id > ?");
            }
            values.push(case.as_str().into());
        }
        sql.push_str(if is_known {
            " ORDER BY waiting_since, id LIMIT ?"
        } else {
            " ORDER BY id LIMIT ?"
        });
        values.push(i64::try_from(limit).unwrap_or(i64::MAX).into());
        let rows = Wait::find_by_statement(self.statement(&sql, values)).all(&self.reader).await?;
        let read = |row: Wait| {
            let case = CaseId::new(&row.id)
                .map_err(|_| StoreError::inconsistent("cases", "id", &row.id))?;
            Ok(Waiting { case, since: row.waiting_since })
        };
        rows.into_iter().map(read).collect()
    }

    /// Open cases of nationals of `country` whose own state was asked about them, after `after`.
    pub async fn asked_about(
        &self,
        country: &str,
        after: Option<&CaseId>,
        limit: u64,
    ) -> Result<Vec<CaseId>, StoreError> {
        let sql = "SELECT c.id FROM cases c WHERE c.nationality = ? AND c.removal_country = ? \
                   AND c.is_open AND c.id > ? AND EXISTS (SELECT 1 FROM documents d \
                   WHERE d.case_id = c.id AND d.issuing_country = ?) ORDER BY c.id LIMIT ?";
        let after = after.map_or("", CaseId::as_str);
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let values: [Value; 5] =
            [country.into(), country.into(), after.into(), country.into(), limit.into()];
        self.case_keys(self.statement(sql, values)).await
    }

    /// Open cases in `stage` on the way to `country`, of `office` or of all, those that have waited
    /// longest first.
    pub async fn standing(
        &self,
        (stage, country): (StageName, Country),
        office: Option<&str>,
        limit: u64,
    ) -> Result<Vec<CaseId>, StoreError> {
        // As its own nationals and as others: there is an index for each.
        let mut sql = "SELECT id FROM cases WHERE is_open AND stage = ? AND (nationality = ? \
                       AND removal_country = ? OR removal_country = ? \
                       AND removal_country IS DISTINCT FROM nationality)"
            .to_owned();
        let code = country.as_str();
        let mut values: Vec<Value> =
            vec![stage.code().into(), code.into(), code.into(), code.into()];
        if let Some(office) = office {
            sql.push_str(" AND office = ?");
            values.push(office.into());
        }
        sql.push_str(" ORDER BY waiting_since IS NULL, waiting_since, id LIMIT ?");
        values.push(i64::try_from(limit).unwrap_or(i64::MAX).into());
        self.case_keys(self.statement(&sql, values)).await
    }

    async fn case_keys(&self, statement: sea_orm::Statement) -> Result<Vec<CaseId>, StoreError> {
        let rows = Key::find_by_statement(statement).all(&self.reader).await?;
        rows.iter()
            .map(|row| {
                CaseId::new(&row.id).map_err(|_| StoreError::inconsistent("cases", "id", &row.id))
            })
            .collect()
    }
}
