//! Cases as a list shows them: light rows, without facts and lists.

use domain::{
    CaseId, Country, FamilyUnit, FlightId, Outcome, PersonId, SeatRole, StageName, Version,
};
use jiff::Timestamp;
use sea_orm::{FromQueryResult, Value};

use crate::map::instant;
use crate::{Dialect, Store, StoreError};

/// Which cases to list. Nothing set lists them all.
#[derive(Debug, Clone, Default)]
pub struct CardFilter {
    /// In one stage.
    pub stage: Option<StageName>,
    /// Kept by one office.
    pub office: Option<String>,
    /// Of nationals of one country, or to be removed to it.
    pub country: Option<Country>,
    /// Whose case, key, A-number or name begins so.
    pub text: Option<String>,
}

/// A case in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct CaseCard {
    pub case: CaseId,
    pub version: Version,
    pub person: PersonId,
    pub a_number: Option<String>,
    pub family_name: String,
    pub given_names: String,
    pub stage: StageName,
    pub flight: Option<FlightId>,
    pub seat_role: Option<SeatRole>,
    pub outcome: Option<Outcome>,
    pub nationality: Option<String>,
    pub removal_country: Option<String>,
    pub office: String,
    pub custody: Option<String>,
    pub waiting_since: Option<String>,
    pub family_unit: Option<FamilyUnit>,
    pub updated_at: Timestamp,
}

#[derive(FromQueryResult)]
struct Row {
    id: String,
    version: i64,
    person_id: String,
    a_number: Option<String>,
    family_name: Option<String>,
    given_names: Option<String>,
    stage: String,
    flight_id: Option<String>,
    seat_role: Option<String>,
    outcome: Option<String>,
    nationality: Option<String>,
    removal_country: Option<String>,
    office: String,
    custody: Option<String>,
    waiting_since: Option<String>,
    family_unit: Option<String>,
    updated_at: i64,
}

impl Store {
    /// The cases that `filter` names after `after`, in the order of their keys.
    pub async fn case_cards(
        &self,
        filter: &CardFilter,
        after: Option<&CaseId>,
        limit: u64,
    ) -> Result<Vec<CaseCard>, StoreError> {
        let mut sql = "SELECT c.id, c.version, c.person_id, p.a_number, p.family_name, \
                       p.given_names, c.stage, c.flight_id, c.seat_role, c.outcome, \
                       c.nationality, c.removal_country, c.office, c.custody, c.waiting_since, \
                       c.family_unit, c.updated_at \
                       FROM cases c LEFT JOIN persons p ON p.id = c.person_id WHERE c.id > ?"
            .to_owned();
        let mut values: Vec<Value> = vec![after.map_or("", CaseId::as_str).into()];
        if let Some(stage) = filter.stage {
            sql.push_str(" AND c.stage = ?");
            values.push(stage.code().into());
        }
        if let Some(office) = &filter.office {
            sql.push_str(" AND c.office = ?");
            values.push(office.as_str().into());
        }
        if let Some(country) = filter.country {
            sql.push_str(
                " AND (c.nationality = ? OR c.removal_country = ? \
                 AND c.removal_country IS DISTINCT FROM c.nationality)",
            );
            values.extend([country.as_str().into(), country.as_str().into()]);
        }
        if let Some(text) = &filter.text {
            let (also, spelled) = self.beginning(text);
            sql.push_str(&also);
            values.extend(spelled);
        }
        sql.push_str(" ORDER BY c.id LIMIT ?");
        values.push(i64::try_from(limit).unwrap_or(i64::MAX).into());
        let statement = self.statement(&sql, values);
        let rows = Row::find_by_statement(statement).all(&self.reader).await?;
        rows.into_iter().map(card).collect()
    }
}

impl Store {
    /// What is asked of a case whose key or A-number, or whose person's name, begins with `text`;
    /// the same on both databases. Keys are compared as typed and with capital letters. Names are
    /// compared without regard to case: the databases fold the letters of ASCII, and no others.
    fn beginning(&self, text: &str) -> (String, Vec<Value>) {
        let text = text.trim();
        let (mut any, mut values) = (Vec::new(), Vec::new());
        let mut keys = vec![text.to_owned(), text.to_ascii_uppercase()];
        keys.dedup();
        for key in keys {
            for column in ["c.id", "p.a_number"] {
                any.push(format!("({column} >= ? AND {column} < ?)"));
                values.extend([key.as_str().into(), format!("{key}{}", char::MAX).into()]);
            }
        }
        let collation = match self.dialect() {
            Dialect::Sqlite => "",
            Dialect::Postgres => " COLLATE \"C\"",
        };
        for spelling in spellings(text) {
            for column in ["p.family_name", "p.given_names"] {
                any.push(format!("lower({column}{collation}) LIKE ? ESCAPE '!'"));
                values.push(begins(&spelling).into());
            }
        }
        (format!(" AND ({})", any.join(" OR ")), values)
    }
}

/// `text` as names are written whose letters of ASCII are small: the others small, each word's
/// first one large, or all of them large.
fn spellings(text: &str) -> Vec<String> {
    let spelled = |is_large: fn(bool) -> bool| {
        let mut begins = true;
        let letter = |letter: char| {
            let first = std::mem::replace(&mut begins, !letter.is_alphanumeric());
            match (letter.is_ascii(), is_large(first)) {
                (true, _) => letter.to_ascii_lowercase(),
                (false, true) => only(letter.to_uppercase()).unwrap_or(letter),
                (false, false) => only(letter.to_lowercase()).unwrap_or(letter),
            }
        };
        text.chars().map(letter).collect::<String>()
    };
    let mut all = vec![spelled(|_| false), spelled(|first| first), spelled(|_| true)];
    all.dedup();
    all
}

/// The letter, if it is one.
fn only(mut letters: impl Iterator<Item = char>) -> Option<char> {
    letters.next().filter(|_| letters.next().is_none())
}

/// A pattern for what begins with `text`, whatever signs it has.
fn begins(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 1);
    for letter in text.chars() {
        if matches!(letter, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

fn card(row: Row) -> Result<CaseCard, StoreError> {
    let bad = |column| StoreError::inconsistent("cases", column, &row.id);
    let no_person = || StoreError::inconsistent("persons", "id", &row.person_id);
    let flight = row.flight_id.as_ref().map(FlightId::new).transpose();
    let family = row.family_unit.as_ref().map(FamilyUnit::new).transpose();
    let role = row.seat_role.as_deref().map(|code| SeatRole::from_code(code).ok_or(()));
    let outcome = row.outcome.as_deref().map(|code| Outcome::from_code(code).ok_or(()));
    Ok(CaseCard {
        case: CaseId::new(&row.id).map_err(|_| bad("id"))?,
        version: Version(row.version),
        person: PersonId::new(&row.person_id).map_err(|_| bad("person_id"))?,
        family_name: row.family_name.clone().ok_or_else(no_person)?,
        given_names: row.given_names.clone().ok_or_else(no_person)?,
        stage: StageName::from_code(&row.stage).ok_or_else(|| bad("stage"))?,
        flight: flight.map_err(|_| bad("flight_id"))?,
        seat_role: role.transpose().map_err(|()| bad("seat_role"))?,
        outcome: outcome.transpose().map_err(|()| bad("outcome"))?,
        family_unit: family.map_err(|_| bad("family_unit"))?,
        updated_at: instant(row.updated_at, "cases", "updated_at", &row.id)?,
        a_number: row.a_number,
        nationality: row.nationality,
        removal_country: row.removal_country,
        office: row.office,
        custody: row.custody,
        waiting_since: row.waiting_since,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_spelled_in_each_way_that_people_write_it() {
        assert_eq!(spellings("Hernandez"), ["hernandez"]);
        assert_eq!(spellings("ÁNGEL"), ["ángel", "Ángel"]);
        assert_eq!(spellings("muñoz Ávila"), ["muñoz ávila", "muñoz Ávila", "muÑoz Ávila"]);
        assert_eq!(spellings("straße"), ["straße"]);
    }
}
