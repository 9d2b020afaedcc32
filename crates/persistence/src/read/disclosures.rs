//! The accounting of disclosures: what went to whom, when and for what.

use domain::{AgencyId, CaseId, Version};
use jiff::Timestamp;
use sea_orm::{EntityTrait, Statement};

use crate::entity::disclosure;
use crate::map::instant;
use crate::{Store, StoreError};

/// One disclosure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disclosure {
    /// Whose data.
    pub case: CaseId,
    /// The version of the case at which it was recorded.
    pub version: Version,
    /// To whom.
    pub recipient: AgencyId,
    /// For what.
    pub purpose: String,
    /// Which fields.
    pub fields: Vec<String>,
    /// When.
    pub at: Timestamp,
}

impl Store {
    /// Every disclosure, or those of one case, the oldest first.
    pub async fn disclosures(&self, case: Option<&CaseId>) -> Result<Vec<Disclosure>, StoreError> {
        let order = "ORDER BY at, case_id, version";
        let statement = match case {
            Some(case) => {
                let sql = format!("SELECT * FROM disclosures WHERE case_id = ? {order}");
                self.statement(&sql, [case.as_str().into()])
            }
            None => self.statement(&format!("SELECT * FROM disclosures {order}"), []),
        };
        self.disclosure_rows(statement).await
    }

    /// The disclosures whose purpose ends with `words`, the oldest first.
    pub async fn disclosures_ending(&self, words: &str) -> Result<Vec<Disclosure>, StoreError> {
        let sql = "SELECT * FROM disclosures \
             WHERE substr(purpose, length(purpose) - length(?) + 1) = ? \
             ORDER BY at, case_id, version";
        self.disclosure_rows(self.statement(sql, [words.into(), words.into()])).await
    }

    async fn disclosure_rows(&self, statement: Statement) -> Result<Vec<Disclosure>, StoreError> {
        let rows = disclosure::Entity::find().from_raw_sql(statement).all(&self.reader).await?;
        rows.into_iter().map(disclosure).collect()
    }
}

fn disclosure(row: disclosure::Model) -> Result<Disclosure, StoreError> {
    let bad = |column| StoreError::inconsistent("disclosures", column, &row.case_id);
    Ok(Disclosure {
        case: CaseId::new(&row.case_id).map_err(|_| bad("case_id"))?,
        version: Version(row.version),
        recipient: AgencyId::new(&row.recipient).map_err(|_| bad("recipient"))?,
        fields: serde_json::from_str(&row.fields).map_err(|_| bad("fields"))?,
        at: instant(row.at, "disclosures", "at", &row.case_id)?,
        purpose: row.purpose,
    })
}
