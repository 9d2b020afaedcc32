//! People, by what somebody types.

use domain::{Case, PersonId};
use sea_orm::FromQueryResult;

use crate::{Loaded, Store, StoreError};

#[derive(FromQueryResult)]
struct Found {
    id: String,
}

impl Store {
    /// The latest case of `person`.
    pub async fn case_of_person(&self, person: &PersonId) -> Result<Loaded<Case>, StoreError> {
        // Said twice, as there is an index of open cases and one of the others.
        let condition = "(c.person_id = ? AND c.is_open OR c.person_id = ? AND NOT c.is_open) \
                         ORDER BY c.opened_at DESC, c.id DESC LIMIT 1";
        let values = vec![person.as_str().into(), person.as_str().into()];
        let found = self.cases_where(condition, values).await?;
        found.into_iter().next().unwrap_or_else(|| Err(StoreError::not_found("case of", person)))
    }

    /// The people whose key, A-number, fingerprint number or case `text` is. Two records of one
    /// number are both found.
    pub async fn find_person(&self, text: &str) -> Result<Vec<PersonId>, StoreError> {
        let sql = "SELECT id FROM persons WHERE id = ? OR a_number = ? OR fin = ? \
                   UNION SELECT person_id AS id FROM cases WHERE id = ? ORDER BY id";
        let values = [text.into(), text.into(), text.into(), text.into()];
        let rows = Found::find_by_statement(self.statement(sql, values)).all(&self.reader).await?;
        rows.iter()
            .map(|row| {
                PersonId::new(&row.id)
                    .map_err(|_| StoreError::inconsistent("persons", "id", &row.id))
            })
            .collect()
    }
}
