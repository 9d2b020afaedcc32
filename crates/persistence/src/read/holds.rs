//! Holds as they stand, over all cases.

use domain::{CaseId, Country, HoldId, HoldRevision};
use sea_orm::{EntityTrait, Value};

use crate::entity::hold;
use crate::{Store, StoreError};

/// Which holds to list. Nothing set lists them all.
#[derive(Debug, Clone, Default)]
pub struct HoldFilter {
    /// Of one case.
    pub case: Option<CaseId>,
    /// Of one kind.
    pub kind: Option<String>,
    /// About one country; holds about every country are listed too.
    pub country: Option<Country>,
    /// Only those with an end that nobody confirmed.
    pub unconfirmed: bool,
}

/// A hold as last recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedHold {
    /// Whose.
    pub case: CaseId,
    /// Key.
    pub hold: HoldId,
    /// How often it was recorded: placed, amended, lifted.
    pub revisions: u64,
    /// As last recorded.
    pub latest: HoldRevision,
}

impl Store {
    /// The holds that `filter` names, each as last recorded, by case; at most `limit`.
    pub async fn holds_list(
        &self,
        filter: &HoldFilter,
        limit: u64,
    ) -> Result<Vec<ListedHold>, StoreError> {
        let mut sql = "SELECT h.* FROM holds h WHERE NOT EXISTS (SELECT 1 FROM holds l \
                       WHERE l.case_id = h.case_id AND l.position = h.position \
                       AND l.revision > h.revision)"
            .to_owned();
        let mut values: Vec<Value> = Vec::new();
        if let Some(case) = &filter.case {
            sql.push_str(" AND h.case_id = ?");
            values.push(case.as_str().into());
        }
        narrow(filter, &mut sql, &mut values);
        sql.push_str(" ORDER BY h.case_id, h.position LIMIT ?");
        values.push(i64::try_from(limit).unwrap_or(i64::MAX).into());
        let statement = self.statement(&sql, values);
        let rows = hold::Entity::find().from_raw_sql(statement).all(&self.reader).await?;
        rows.iter().map(listed).collect()
    }
}

/// What `filter` says of the holds `h`, whosever they are, as conditions.
pub(super) fn narrow(filter: &HoldFilter, sql: &mut String, values: &mut Vec<Value>) {
    if let Some(kind) = &filter.kind {
        sql.push_str(" AND h.kind = ?");
        values.push(kind.as_str().into());
    }
    if let Some(country) = filter.country {
        sql.push_str(" AND (h.country = ? OR h.country IS NULL)");
        values.push(country.as_str().into());
    }
    if filter.unconfirmed {
        sql.push_str(" AND NOT h.end_confirmed AND h.effective_to IS NOT NULL");
    }
}

pub(super) fn listed(row: &hold::Model) -> Result<ListedHold, StoreError> {
    let bad = |column| StoreError::inconsistent("holds", column, &row.hold_id);
    Ok(ListedHold {
        case: CaseId::new(&row.case_id).map_err(|_| bad("case_id"))?,
        hold: HoldId::new(&row.hold_id).map_err(|_| bad("hold_id"))?,
        revisions: u64::try_from(row.revision).map_err(|_| bad("revision"))?.saturating_add(1),
        latest: serde_json::from_str(&row.facts).map_err(|_| bad("facts"))?,
    })
}
