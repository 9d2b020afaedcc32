//! `export ocel` and `export xes`: history as an event log.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use anyhow::Result;
use interchange::eventlog::{EventLog, OcelJson, OcelSqlite, Xes};
use operations::Operations;

use crate::app::{App, Done};
use crate::error::{bad, file};
use crate::output::count;

pub(super) async fn ocel(path: &Path, ops: &Operations, app: &App) -> Result<Done> {
    let failed = |error| file(path, error);
    match path.extension().and_then(|end| end.to_str()).unwrap_or_default() {
        "json" | "jsonocel" => {
            let out = File::create_new(path).map_err(failed)?;
            write(&mut OcelJson::new(BufWriter::new(out)), path, ops, app).await
        }
        "sqlite" | "db" => {
            write(&mut OcelSqlite::create(path).map_err(failed)?, path, ops, app).await
        }
        _ => {
            let what = format!("{} says no form of a log", path.display());
            Err(bad(what, "end its name in .json or .sqlite"))
        }
    }
}

pub(super) async fn xes(path: &Path, moves: bool, ops: &Operations, app: &App) -> Result<Done> {
    let out = File::create(path).map_err(|error| file(path, error))?;
    write(&mut Xes::new(BufWriter::new(out), moves), path, ops, app).await
}

async fn write(
    log: &mut (dyn EventLog + Send),
    path: &Path,
    ops: &Operations,
    app: &App,
) -> Result<Done> {
    let exported = ops.export_log(log, &*app.progress()).await?;
    app.out.answer(&exported, || {
        let (objects, events) = (count(exported.objects), count(exported.events));
        format!("{objects} objects and {events} events read, written to {}", path.display())
    })?;
    Ok(Done::Well)
}
