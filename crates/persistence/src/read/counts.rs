//! How many cases there are in each stage, and on the way to each country.

use std::collections::BTreeMap;

use domain::StageName;
use sea_orm::FromQueryResult;

use crate::{Store, StoreError};

#[derive(FromQueryResult)]
struct Count {
    stage: String,
    cases: i64,
}

#[derive(FromQueryResult)]
struct CountTo {
    removal_country: Option<String>,
    stage: String,
    cases: i64,
}

/// Cases in each stage, by country of removal as it is written; none for those without.
pub type StagesByCountry = BTreeMap<Option<String>, BTreeMap<StageName, u64>>;

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

    /// Open cases of `office`, or of all, by country of removal and stage.
    pub async fn open_by_country(
        &self,
        office: Option<&str>,
    ) -> Result<StagesByCountry, StoreError> {
        let within = if office.is_some() { " AND office = ?" } else { "" };
        let sql = format!(
            "SELECT removal_country, stage, count(*) AS cases FROM cases WHERE is_open{within} \
             GROUP BY removal_country, stage"
        );
        let statement = self.statement(&sql, office.map(Into::into));
        let mut counts = StagesByCountry::new();
        for row in CountTo::find_by_statement(statement).all(&self.reader).await? {
            let stage = StageName::from_code(&row.stage)
                .ok_or_else(|| StoreError::inconsistent("cases", "stage", &row.stage))?;
            counts.entry(row.removal_country).or_default().insert(stage, row.cases.unsigned_abs());
        }
        Ok(counts)
    }
}
