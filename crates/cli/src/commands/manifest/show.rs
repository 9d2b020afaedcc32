//! `manifest show`: the list of one flight.

use anyhow::Result;
use domain::{FlightId, Line};
use operations::Operations;
use serde_json::json;

use crate::app::{App, Done};
use crate::output::{heading, maybe, table};

pub(super) async fn run(id: &FlightId, all: bool, ops: &Operations, app: &App) -> Result<Done> {
    let found = ops.store.flight(id).await?;
    let flight = &found.value;
    let value = json!({
        "flight": id,
        "version": found.version(),
        "status": flight.status,
        "manifest": flight.manifest,
    });
    app.out.answer(&value, || {
        let lines: Vec<&Line> =
            flight.manifest.lines.iter().filter(|line| all || line.struck.is_none()).collect();
        let title = format!(
            "Flight {id}, {}, revision {} of the list",
            flight.status.label(),
            flight.manifest.revision,
        );
        format!("{}\n\n{}", heading(&title), lines_table(&lines))
    })?;
    Ok(Done::Well)
}

fn lines_table(lines: &[&Line]) -> String {
    table(
        &["#no.", "case", "person", "place", "state", "on", "off", "struck because"],
        lines.iter().map(|line| {
            let place = if line.rank > 0 {
                format!("{} {}", line.role.label(), line.rank)
            } else {
                line.role.label().to_owned()
            };
            let why = line.struck.as_ref().map(|(reason, detail)| {
                if detail.is_empty() {
                    reason.label().to_owned()
                } else {
                    format!("{}: {detail}", reason.label())
                }
            });
            [
                line.number.to_string(),
                line.case.to_string(),
                line.person.to_string(),
                place,
                line.state.label().to_owned(),
                line.board_stop.to_string(),
                line.drop_stop.to_string(),
                maybe(why),
            ]
        }),
    )
}
