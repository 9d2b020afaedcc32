//! What happened to a case or flight, as recorded.

use domain::{Actor, CaseEvent, FlightEvent, Role, Stamp, UserId, Version};
use sea_orm::EntityTrait;

use crate::chain::Hash;
use crate::entity::event;
use crate::map::{UPCASTS, instant, upcast};
use crate::{Store, StoreError};

/// One event as it is on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedEvent {
    /// The case or flight.
    pub stream: String,
    /// Its version after this event.
    pub version: Version,
    /// What kind of event.
    pub kind: String,
    /// Who, when, under which rules, and why.
    pub stamp: Stamp,
    /// The event as JSON, byte for byte as hashed.
    pub body: String,
    /// The hash that covers this event and all before it.
    pub hash: Hash,
}

impl RecordedEvent {
    /// The body, of whatever version it is, as an event of today.
    fn read<E: serde::de::DeserializeOwned>(&self) -> Result<E, StoreError> {
        let broken = |_| bad(&self.stream, self.version.0, "body");
        let body = upcast(&self.body, UPCASTS).map_err(broken)?;
        serde_json::from_str(&body).map_err(broken)
    }

    /// The event of a case.
    pub fn case_event(&self) -> Result<CaseEvent, StoreError> {
        self.read()
    }

    /// The event of a flight.
    pub fn flight_event(&self) -> Result<FlightEvent, StoreError> {
        self.read()
    }
}

fn bad(stream: &str, version: i64, column: &'static str) -> StoreError {
    StoreError::inconsistent("events", column, format!("{stream}/{version}"))
}

impl Store {
    /// Everything that happened to `stream`, the first first. Empty if there is no such stream.
    pub async fn history(
        &self,
        stream: impl AsRef<str> + Send,
    ) -> Result<Vec<RecordedEvent>, StoreError> {
        self.event_rows(stream.as_ref()).await?.into_iter().map(recorded).collect()
    }

    pub(super) async fn event_rows(&self, stream: &str) -> Result<Vec<event::Model>, StoreError> {
        let sql = "SELECT * FROM events WHERE stream = ? ORDER BY version";
        let statement = self.statement(sql, [stream.into()]);
        Ok(event::Entity::find().from_raw_sql(statement).all(&self.reader).await?)
    }
}

fn recorded(row: event::Model) -> Result<RecordedEvent, StoreError> {
    let bad = |column| bad(&row.stream, row.version, column);
    let role = Role::from_code(&row.by_role).ok_or_else(|| bad("by_role"))?;
    let user = UserId::new(&row.by_user).map_err(|_| bad("by_user"))?;
    let hash = Hash::try_from(row.hash.as_slice()).map_err(|_| bad("hash"))?;
    let at = instant(row.at, "events", "at", &row.stream)?;
    let by = Actor::new(role, user);
    let stamp = Stamp { at, by, rules: row.rules.into(), reason: row.reason.into() };
    Ok(RecordedEvent {
        stream: row.stream,
        version: Version(row.version),
        kind: row.kind,
        stamp,
        body: row.body,
        hash,
    })
}
