//! How many cases there are in each stage.

use std::collections::BTreeMap;

use domain::StageName;
use sea_orm::FromQueryResult;

use crate::{Store, StoreError};

#[derive(FromQueryResult)]
struct Count {
    stage: String,
    cases: i64,
}

impl Store {
    /// The number of cases in every stage, none left out.
    pub async fn stage_counts(&self) -> Result<BTreeMap<StageName, u64>, StoreError> {
        let sql = "SELECT stage, count(*) AS cases FROM cases GROUP BY stage";
        let rows = Count::find_by_statement(self.statement(sql, [])).all(&self.reader).await?;
        let mut counts: BTreeMap<_, _> = StageName::ALL.iter().map(|stage| (*stage, 0)).collect();
        for row in rows {
            let stage = StageName::from_code(&row.stage)
                .ok_or_else(|| StoreError::inconsistent("cases", "stage", &row.stage))?;
            counts.insert(stage, row.cases.unsigned_abs());
        }
        Ok(counts)
    }
}
