//! Lists as the desk shows them: bound to an office, the most urgent first, page by page.

use domain::CaseId;
use sea_orm::{EntityTrait, FromQueryResult, Value};

use super::holds::{HoldFilter, ListedHold, listed, narrow};
use crate::chain::micros;
use crate::entity::hold;
use crate::{Store, StoreError};

#[derive(FromQueryResult)]
struct Key {
    id: String,
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

    /// Open cases of `office`, or of all, that have waited longest.
    pub async fn longest_waiting(
        &self,
        office: Option<&str>,
        limit: u64,
    ) -> Result<Vec<CaseId>, StoreError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let statement = match office {
            Some(office) => self.statement(
                "SELECT id FROM cases WHERE office = ? AND is_open \
                 AND stage <> 'departed' ORDER BY waiting_since, id LIMIT ?",
                [office.into(), limit.into()],
            ),
            None => self.statement(
                "SELECT id FROM cases WHERE is_open AND stage <> 'departed' \
                 ORDER BY waiting_since, id LIMIT ?",
                [limit.into()],
            ),
        };
        self.case_keys(statement).await
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

    async fn case_keys(&self, statement: sea_orm::Statement) -> Result<Vec<CaseId>, StoreError> {
        let rows = Key::find_by_statement(statement).all(&self.reader).await?;
        rows.iter()
            .map(|row| {
                CaseId::new(&row.id).map_err(|_| StoreError::inconsistent("cases", "id", &row.id))
            })
            .collect()
    }
}
