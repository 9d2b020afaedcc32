//! Cases by what they have in common, page by page in the order of their keys.

use domain::{Case, CaseId, Country, FamilyUnit, StageName};
use sea_orm::Value;

use crate::{Loaded, Store, StoreError};

/// A page of cases. One that cannot be read stops only itself: the others are in the page, and it
/// is named beside them.
#[derive(Debug, Default)]
pub struct CasePage {
    /// Those that can be read, in the order of their keys.
    pub cases: Vec<Loaded<Case>>,
    /// Those that cannot.
    pub unreadable: Vec<Unreadable>,
    /// The last case of the page, read or not: the next page begins after it. None at the end.
    pub last: Option<CaseId>,
}

/// A case that cannot be read. Nothing happens to it until its rows are put right.
#[derive(Debug)]
pub struct Unreadable {
    /// Which.
    pub case: CaseId,
    /// Whose family must wait with it, if it has one.
    pub family: Option<FamilyUnit>,
    /// Why.
    pub error: StoreError,
}

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
    ) -> Result<CasePage, StoreError> {
        let condition = "c.id > ? ORDER BY c.id LIMIT ?";
        self.case_page(condition, page(after, limit).into()).await
    }

    /// Cases in `stage` after `after`.
    pub async fn cases_in_stage(
        &self,
        stage: StageName,
        after: Option<&CaseId>,
        limit: u64,
    ) -> Result<CasePage, StoreError> {
        let condition = "c.stage = ? AND c.id > ? ORDER BY c.id LIMIT ?";
        let [after, limit] = page(after, limit);
        let values = vec![stage.code().into(), after, limit];
        self.case_page(condition, values).await
    }

    /// Open cases after `after` of people who are nationals of one of `countries` or are to be
    /// removed to one.
    pub async fn candidates(
        &self,
        countries: &[Country],
        stage: Option<StageName>,
        after: Option<&CaseId>,
        limit: u64,
    ) -> Result<CasePage, StoreError> {
        let list = || self.list(countries.iter().map(Country::as_str));
        let within = self.in_list();
        let at_stage = stage.map_or("", |_| "c.stage = ? AND");
        let condition = format!(
            "c.is_open AND (c.nationality {within} OR c.removal_country {within} \
             AND c.removal_country IS DISTINCT FROM c.nationality) AND {at_stage} c.id > ? \
             ORDER BY c.id LIMIT ?"
        );
        let [after, limit] = page(after, limit);
        let mut values = vec![list(), list()];
        values.extend(stage.map(|stage| Value::from(stage.code())));
        values.extend([after, limit]);
        self.case_page(&condition, values).await
    }

    /// Every case, open or not, of the members of `families`, by family and place in the record.
    pub async fn families(&self, families: &[FamilyUnit]) -> Result<CasePage, StoreError> {
        let condition = format!("c.family_unit {} ORDER BY c.id", self.in_list());
        let list = self.list(families.iter().map(FamilyUnit::as_str));
        let mut page = self.case_page(&condition, vec![list]).await?;
        page.cases.sort_by(|a, b| {
            let key = |case: &Case| (case.person.family_unit.clone(), case.person.seq);
            key(&a.value).cmp(&key(&b.value))
        });
        Ok(page)
    }

    /// The cases that `condition` names. A key or family that is none stops the whole page:
    /// nobody could say where the next one begins, or who has to wait.
    async fn case_page(&self, condition: &str, values: Vec<Value>) -> Result<CasePage, StoreError> {
        let mut page = CasePage::default();
        for (key, family, read) in self.cases_keyed(condition, values).await? {
            let bad = |column| StoreError::inconsistent("cases", column, &key);
            let case = CaseId::new(&key).map_err(|_| bad("id"))?;
            page.last = Some(case.clone());
            match read {
                Ok(read) => page.cases.push(read),
                Err(error) => {
                    let family = family.map(FamilyUnit::new).transpose();
                    let family = family.map_err(|_| bad("family_unit"))?;
                    page.unreadable.push(Unreadable { case, family, error });
                }
            }
        }
        Ok(page)
    }
}
