//! Cases as a list shows them: light rows, without facts and lists.

use domain::{
    CaseId, Country, FamilyUnit, FlightId, Outcome, PersonId, SeatRole, StageName, Version,
};
use jiff::Timestamp;
use sea_orm::{FromQueryResult, Value};

use crate::map::instant;
use crate::{Store, StoreError};

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
            sql.push_str(
                " AND (c.id LIKE ? ESCAPE '!' OR p.a_number LIKE ? ESCAPE '!' \
                 OR lower(p.family_name) LIKE ? ESCAPE '!' \
                 OR lower(p.given_names) LIKE ? ESCAPE '!')",
            );
            let (exact, lower) = (begins(text), begins(&text.to_lowercase()));
            values.extend([exact.as_str(), &exact, &lower, &lower].map(Value::from));
        }
        sql.push_str(" ORDER BY c.id LIMIT ?");
        values.push(i64::try_from(limit).unwrap_or(i64::MAX).into());
        let statement = self.statement(&sql, values);
        let rows = Row::find_by_statement(statement).all(&self.reader).await?;
        rows.into_iter().map(card).collect()
    }
}

/// A pattern for what begins with `text`, whatever signs it has.
fn begins(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 1);
    for letter in text.trim().chars() {
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
