//! People, by what somebody types.

use domain::{Case, PersonId};
use sea_orm::FromQueryResult;

use crate::{Loaded, Store, StoreError};

#[derive(FromQueryResult)]
struct Found {
    id: String,
}

#[derive(FromQueryResult)]
struct Printed {
    id: String,
    fin: String,
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

    /// The people who have one of these fingerprint numbers, each with the number.
    pub async fn people_of_prints(
        &self,
        fins: &[&str],
    ) -> Result<Vec<(PersonId, String)>, StoreError> {
        if fins.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!("SELECT id, fin FROM persons WHERE fin {} ORDER BY id", self.in_list());
        let statement = self.statement(&sql, [self.list(fins.iter().copied())]);
        let rows = Printed::find_by_statement(statement).all(&self.reader).await?;
        let person = |row: Printed| {
            let id = PersonId::new(&row.id)
                .map_err(|_| StoreError::inconsistent("persons", "id", &row.id))?;
            Ok((id, row.fin))
        };
        rows.into_iter().map(person).collect()
    }
}
