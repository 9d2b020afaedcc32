//! Flights with their manifests.

use domain::{Country, Flight, FlightId};
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, FromQueryResult, Value};

use crate::chain::micros;
use crate::entity::flight;
use crate::map::flight_from_row;
use crate::{Dialect, Loaded, Store, StoreError};

#[derive(FromQueryResult)]
struct Key {
    id: String,
}

impl Store {
    /// The flight `id`.
    pub async fn flight(&self, id: &FlightId) -> Result<Loaded<Flight>, StoreError> {
        let found = self.flights_where("id = ?", vec![id.as_str().into()]).await?;
        found.into_iter().next().ok_or_else(|| StoreError::not_found("flight", id))
    }

    /// The ids of all flights, by departure; those without one come last. For whoever goes through
    /// them one by one: the lists of a year are too many to hold.
    pub async fn flight_ids(&self) -> Result<Vec<FlightId>, StoreError> {
        let sql = "SELECT id FROM flights ORDER BY departs_at IS NULL, departs_at, id";
        let keys = Key::find_by_statement(self.statement(sql, [])).all(&self.reader).await?;
        let read = |key: Key| {
            FlightId::new(&key.id).map_err(|_| StoreError::inconsistent("flights", "id", &key.id))
        };
        keys.into_iter().map(read).collect()
    }

    /// All flights, by departure; those without one come last.
    pub async fn flights(&self) -> Result<Vec<Loaded<Flight>>, StoreError> {
        self.flights_where("1 = 1", Vec::new()).await
    }

    /// Flights that depart at `from` or later, and before `to`, by departure.
    pub async fn flights_between(
        &self,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<Loaded<Flight>>, StoreError> {
        let values = vec![micros(from).into(), micros(to).into()];
        self.flights_where("departs_at >= ? AND departs_at < ?", values).await
    }

    /// Flights that have still to leave, by departure: all, or the first `limit`.
    pub async fn flights_ahead(
        &self,
        limit: Option<u64>,
    ) -> Result<Vec<Loaded<Flight>>, StoreError> {
        let sql = "SELECT id FROM flights WHERE status IN ('scheduled', 'sealed', 'boarding') \
                   ORDER BY departs_at IS NULL, departs_at, id LIMIT ?";
        let limit = limit.and_then(|limit| i64::try_from(limit).ok()).unwrap_or(i64::MAX);
        self.flights_listed(sql, vec![limit.into()]).await
    }

    /// Flights that have still to leave with somebody on their lists who is a national of `country`
    /// and goes there, by departure, at most `limit`. Struck lines count too.
    pub async fn flights_ahead_with(
        &self,
        country: Country,
        limit: u64,
    ) -> Result<Vec<Loaded<Flight>>, StoreError> {
        let sql = "SELECT f.id FROM flights f \
                   WHERE f.status IN ('scheduled', 'sealed', 'boarding') \
                   AND EXISTS (SELECT 1 FROM manifest_lines l JOIN cases c ON c.id = l.case_id \
                   WHERE l.flight_id = f.id AND c.nationality = ? AND c.removal_country = ?) \
                   ORDER BY f.departs_at IS NULL, f.departs_at, f.id LIMIT ?";
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let code = country.as_str();
        self.flights_listed(sql, vec![code.into(), code.into(), limit.into()]).await
    }

    /// Flights with a stop order that nobody acknowledged, and the latest `limit` of those whose
    /// orders all were. Those without any are not even read.
    pub async fn flights_with_stop_orders(
        &self,
        limit: u64,
    ) -> Result<Vec<Loaded<Flight>>, StoreError> {
        // As they are written: within a text the quotes would be escaped.
        let (some, open) = (r#""stop_orders":[{"#, r#""acknowledged":null"#);
        let at = match self.dialect() {
            Dialect::Sqlite => "instr",
            Dialect::Postgres => "strpos",
        };
        let has = format!("{at}(facts, ?) > 0");
        let sql = format!("SELECT id FROM flights WHERE {has} AND {has}");
        let mut found = self.flights_listed(&sql, vec![some.into(), open.into()]).await?;
        let sql = format!(
            "SELECT id FROM flights WHERE {has} AND NOT {has} ORDER BY departs_at DESC, id LIMIT ?"
        );
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let values = vec![some.into(), open.into(), limit.into()];
        found.extend(self.flights_listed(&sql, values).await?);
        Ok(found)
    }

    /// The flights whose ids `sql` selects.
    async fn flights_listed(
        &self,
        sql: &str,
        values: Vec<Value>,
    ) -> Result<Vec<Loaded<Flight>>, StoreError> {
        self.flights_where(&format!("f.id IN ({sql})"), values).await
    }

    /// The flights `f` that `condition` names, each as it was at one instant with its list.
    async fn flights_where(
        &self,
        condition: &str,
        values: Vec<Value>,
    ) -> Result<Vec<Loaded<Flight>>, StoreError> {
        let order = "ORDER BY f.departs_at IS NULL, f.departs_at, f.id";
        let condition = format!("{condition} {order}");
        let rows = self.flight_rows(&self.reader, &condition, values).await?;
        rows.iter().map(flight_from_row).collect()
    }

    /// Their rows, as `reader` sees them, in the order that the condition ends in.
    pub(super) async fn flight_rows(
        &self,
        reader: &impl ConnectionTrait,
        condition: &str,
        values: Vec<Value>,
    ) -> Result<Vec<flight::Whole>, StoreError> {
        // SQLite has no truth values of its own: both say them as numbers.
        let lines = self.listed(
            ("manifest_lines", "flight_id = f.id"),
            "position, number, case_id, person_id, role, rank, board_stop, drop_stop, \
             CASE WHEN high_risk THEN 1 ELSE 0 END, CASE WHEN needs_nurse THEN 1 ELSE 0 END, \
             state, struck_reason, struck_detail",
        );
        let sql = format!(
            "SELECT f.id, f.version, f.status, f.chain, f.facts, {lines} AS lines FROM flights f \
             WHERE {condition}"
        );
        let statement = self.statement(&sql, values);
        Ok(flight::Whole::find_by_statement(statement).all(reader).await?)
    }
}
