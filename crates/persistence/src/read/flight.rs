//! Flights with their manifests.

use std::collections::HashMap;

use domain::{Flight, FlightId};
use jiff::Timestamp;
use sea_orm::{EntityTrait, Value};

use crate::chain::micros;
use crate::entity::{flight, line};
use crate::map::flight_from_rows;
use crate::{Loaded, Store, StoreError};

impl Store {
    /// The flight `id`.
    pub async fn flight(&self, id: &FlightId) -> Result<Loaded<Flight>, StoreError> {
        let found = self.flights_where("id = ?", vec![id.as_str().into()]).await?;
        found.into_iter().next().ok_or_else(|| StoreError::not_found("flight", id))
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

    async fn flights_where(
        &self,
        condition: &str,
        values: Vec<Value>,
    ) -> Result<Vec<Loaded<Flight>>, StoreError> {
        let snapshot = self.snapshot().await?;
        let sql = format!(
            "SELECT * FROM flights WHERE {condition} ORDER BY departs_at IS NULL, departs_at, id"
        );
        let rows = flight::Entity::find()
            .from_raw_sql(self.statement(&sql, values))
            .all(&snapshot)
            .await?;
        let sql = format!(
            "SELECT * FROM manifest_lines WHERE flight_id {} ORDER BY flight_id, position",
            self.in_list()
        );
        let list = self.list(rows.iter().map(|row| row.id.as_str()));
        let found =
            line::Entity::find().from_raw_sql(self.statement(&sql, [list])).all(&snapshot).await?;
        snapshot.commit().await?;
        let mut lines: HashMap<String, Vec<line::Model>> = HashMap::new();
        for line in found {
            lines.entry(line.flight_id.clone()).or_default().push(line);
        }
        rows.iter()
            .map(|row| flight_from_rows(row, &lines.remove(&row.id).unwrap_or_default()))
            .collect()
    }
}
