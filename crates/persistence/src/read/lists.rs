//! Cases by what they have in common, page by page in the order of their keys.

use domain::{Case, CaseId, Country, FamilyUnit, StageName};
use sea_orm::Value;

use crate::{Loaded, Store, StoreError};

fn page(after: Option<&CaseId>, limit: u64) -> [Value; 2] {
    let after = after.map_or("", CaseId::as_str);
    [after.into(), i64::try_from(limit).unwrap_or(i64::MAX).into()]
}

impl Store {
    /// All cases after `after`.
    pub async fn all_cases(
        &self,
        after: Option<&CaseId>,
        limit: u64,
    ) -> Result<Vec<Loaded<Case>>, StoreError> {
        let condition = "c.id > ? ORDER BY c.id LIMIT ?";
        self.cases_where(condition, page(after, limit).into()).await?.into_iter().collect()
    }

    /// Cases in `stage` after `after`.
    pub async fn cases_in_stage(
        &self,
        stage: StageName,
        after: Option<&CaseId>,
        limit: u64,
    ) -> Result<Vec<Loaded<Case>>, StoreError> {
        let condition = "c.stage = ? AND c.id > ? ORDER BY c.id LIMIT ?";
        let [after, limit] = page(after, limit);
        let values = vec![stage.code().into(), after, limit];
        self.cases_where(condition, values).await?.into_iter().collect()
    }

    /// Open cases after `after` of people who are nationals of one of `countries` or are to be
    /// removed to one.
    pub async fn candidates(
        &self,
        countries: &[Country],
        after: Option<&CaseId>,
        limit: u64,
    ) -> Result<Vec<Loaded<Case>>, StoreError> {
        let list = || self.list(countries.iter().map(Country::as_str));
        let within = self.in_list();
        let condition = format!(
            "c.is_open AND (c.nationality {within} OR c.removal_country {within} \
             AND c.removal_country IS DISTINCT FROM c.nationality) AND c.id > ? \
             ORDER BY c.id LIMIT ?"
        );
        let [after, limit] = page(after, limit);
        let values = vec![list(), list(), after, limit];
        self.cases_where(&condition, values).await?.into_iter().collect()
    }

    /// Every case, open or not, of the members of `families`, by family and place in the record.
    pub async fn families(&self, families: &[FamilyUnit]) -> Result<Vec<Loaded<Case>>, StoreError> {
        let condition = format!("c.family_unit {} ORDER BY c.id", self.in_list());
        let list = self.list(families.iter().map(FamilyUnit::as_str));
        let read = self.cases_where(&condition, vec![list]).await?;
        let mut cases = read.into_iter().collect::<Result<Vec<_>, _>>()?;
        cases.sort_by(|a, b| {
            let key = |case: &Case| (case.person.family_unit.clone(), case.person.seq);
            key(&a.value).cmp(&key(&b.value))
        });
        Ok(cases)
    }
}
