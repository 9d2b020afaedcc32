//! OCEL 2.0 as a SQLite file, in one transaction.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use rusqlite::Connection;

use super::{ALWAYS, EVENT_ATTRIBUTES, EventLog, KINDS, LogEvent, LogObject, instant};

/// Writes a log as an OCEL 2.0 SQLite file.
#[derive(Debug)]
pub struct OcelSqlite {
    file: Connection,
    /// The table of each activity.
    activities: BTreeMap<String, String>,
}

/// Keys as the format has them. References are not checked row by row: an object may be told of
/// before it is written.
const TABLES: &str = "
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA foreign_keys = OFF;
BEGIN;
CREATE TABLE event_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
CREATE TABLE object_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
CREATE TABLE event (ocel_id TEXT PRIMARY KEY,
 ocel_type TEXT REFERENCES event_map_type (ocel_type)) WITHOUT ROWID;
CREATE TABLE object (ocel_id TEXT PRIMARY KEY,
 ocel_type TEXT REFERENCES object_map_type (ocel_type)) WITHOUT ROWID;
CREATE TABLE event_object (ocel_event_id TEXT REFERENCES event (ocel_id),
 ocel_object_id TEXT REFERENCES object (ocel_id), ocel_qualifier TEXT,
 PRIMARY KEY (ocel_event_id, ocel_object_id, ocel_qualifier)) WITHOUT ROWID;
CREATE TABLE object_object (ocel_source_id TEXT REFERENCES object (ocel_id),
 ocel_target_id TEXT REFERENCES object (ocel_id), ocel_qualifier TEXT,
 PRIMARY KEY (ocel_source_id, ocel_target_id, ocel_qualifier)) WITHOUT ROWID;
";

fn failed(error: rusqlite::Error) -> io::Error {
    io::Error::other(error)
}

/// Names of tables and columns come from the program alone and are letters and underscores.
fn columns(names: &[&str]) -> String {
    names.iter().fold(String::new(), |sql, name| sql + ", \"" + name + "\" TEXT")
}

fn marks(count: usize) -> String {
    ", ?".repeat(count)
}

impl OcelSqlite {
    /// Writes to a new file at `path`.
    pub fn create(path: &Path) -> io::Result<Self> {
        if path.exists() {
            let what = "there is a file already";
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, what));
        }
        let file = Connection::open(path).map_err(failed)?;
        file.set_prepared_statement_cache_capacity(128);
        file.execute_batch(TABLES).map_err(failed)?;
        for (kind, names) in KINDS {
            let sql = format!(
                "CREATE TABLE \"object_{kind}\" (ocel_id TEXT REFERENCES object (ocel_id), \
                 ocel_time TEXT, ocel_changed_field TEXT{})",
                columns(names)
            );
            file.execute_batch(&sql).map_err(failed)?;
            file.execute("INSERT INTO object_map_type VALUES (?, ?)", [kind, kind])
                .map_err(failed)?;
        }
        Ok(Self { file, activities: BTreeMap::new() })
    }

    fn run(&self, sql: &str, values: &[&str]) -> io::Result<()> {
        let mut statement = self.file.prepare_cached(sql).map_err(failed)?;
        let values = values.iter().map(|value| (!value.is_empty()).then_some(*value));
        statement.execute(rusqlite::params_from_iter(values)).map_err(failed)?;
        Ok(())
    }

    /// The table of `activity`, made when it is met first.
    fn activity(&mut self, activity: &str) -> io::Result<String> {
        if let Some(table) = self.activities.get(activity) {
            return Ok(table.clone());
        }
        let letter = |character: char| {
            if character.is_ascii_alphanumeric() { character } else { '_' }
        };
        let table: String = activity.chars().map(letter).collect();
        let sql = format!(
            "CREATE TABLE \"event_{table}\" (ocel_id TEXT PRIMARY KEY REFERENCES event (ocel_id), \
             ocel_time TEXT{}) WITHOUT ROWID",
            columns(EVENT_ATTRIBUTES)
        );
        self.file.execute_batch(&sql).map_err(failed)?;
        self.run("INSERT INTO event_map_type VALUES (?, ?)", &[activity, &table])?;
        self.activities.insert(activity.to_owned(), table.clone());
        Ok(table)
    }
}

impl EventLog for OcelSqlite {
    fn object(&mut self, object: &LogObject) -> io::Result<()> {
        self.run("INSERT INTO object VALUES (?, ?)", &[&object.id, object.kind])?;
        let sql = format!(
            "INSERT INTO \"object_{}\" VALUES (?, ?, ?{})",
            object.kind,
            marks(object.attributes.len())
        );
        let mut values = vec![object.id.as_str(), ALWAYS, ""];
        values.extend(object.attributes.iter().map(String::as_str));
        self.run(&sql, &values)?;
        for (other, qualifier) in &object.related {
            self.run(
                "INSERT OR IGNORE INTO object_object VALUES (?, ?, ?)",
                &[&object.id, other, qualifier],
            )?;
        }
        Ok(())
    }

    fn event(&mut self, event: &LogEvent) -> io::Result<()> {
        let table = self.activity(&event.activity)?;
        self.run("INSERT INTO event VALUES (?, ?)", &[&event.id, &event.activity])?;
        let sql =
            format!("INSERT INTO \"event_{table}\" VALUES (?, ?{})", marks(EVENT_ATTRIBUTES.len()));
        let at = instant(event.at);
        let mut values = vec![event.id.as_str(), &at];
        values.extend(event.attributes());
        self.run(&sql, &values)?;
        for (object, qualifier) in &event.related {
            self.run(
                "INSERT OR IGNORE INTO event_object VALUES (?, ?, ?)",
                &[&event.id, object, qualifier],
            )?;
        }
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        self.file.execute_batch("COMMIT").map_err(failed)
    }
}
