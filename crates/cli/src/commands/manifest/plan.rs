//! `manifest plan`: who would get a seat now and why the others would not; on request, it seats.

use std::collections::BTreeMap;

use anyhow::Result;
use domain::FlightId;
use operations::Operations;
use operations::manifest::{Proposal, Seat, Seated};
use serde_json::json;

use super::{keys, refused_table};
use crate::app::{App, Done};
use crate::output::{add, count, heading, pairs, table};

/// How many people without a seat are listed by name of their case.
const SHOWN: usize = 40;

pub(super) async fn run(
    id: &FlightId,
    seat: Option<usize>,
    ops: &Operations,
    app: &App,
) -> Result<Done> {
    let proposal = ops.propose_manifest(id).await?;
    let Some(alternates) = seat else {
        app.out.answer(&proposal, || shown(&proposal))?;
        return Ok(Done::Well);
    };
    let seated = ops.seat_proposal(&proposal, alternates, &app.actor).await?;
    app.out.answer(&json!({ "flight": id, "seated": seated }), || given(id, &seated))?;
    Ok(Done::unless(!seated.refused.is_empty()))
}

/// What became of a proposal.
pub(super) fn given(id: &FlightId, seated: &Seated) -> String {
    let mut text = format!(
        "flight {id}: {} people got a seat, {} are alternates\n",
        seated.seated.len(),
        seated.alternates.len(),
    );
    text.push_str(&refused_table("refused meanwhile", &seated.refused));
    text
}

fn shown(proposal: &Proposal) -> String {
    let people = |seats: &[Seat]| seats.iter().map(|seat| seat.cases.len() as u64).sum::<u64>();
    let mut text = format!("{}\n", heading(&format!("Flight {}", proposal.flight)));
    text.push_str(&pairs([
        ("would get a seat", count(people(&proposal.seated))),
        ("alternates", count(people(&proposal.alternates))),
        ("left out", count(proposal.left_out.len() as u64)),
    ]));
    for (title, seats) in [("Seats", &proposal.seated), ("Alternates", &proposal.alternates)] {
        if !seats.is_empty() {
            let rows = seats.iter().map(|seat| [keys(&seat.cases), seat.board_stop.to_string()]);
            add(
                &mut text,
                format_args!("\n{}\n{}", heading(title), table(&["who", "#stop"], rows)),
            );
        }
    }
    if !proposal.left_out.is_empty() {
        add(&mut text, format_args!("\n{}\n{}", heading("Why left out"), reasons(proposal)));
        let rows = proposal
            .left_out
            .iter()
            .take(SHOWN)
            .map(|left| [left.case.to_string(), left.why.clone()]);
        add(&mut text, format_args!("\n{}", table(&["case", "why"], rows)));
        if proposal.left_out.len() > SHOWN {
            add(
                &mut text,
                format_args!("\n{SHOWN} of {} shown; --json gives all\n", proposal.left_out.len()),
            );
        }
    }
    text
}

/// First reasons by how often they were met.
fn reasons(proposal: &Proposal) -> String {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for left in &proposal.left_out {
        let first = left.why.split(';').next().unwrap_or_default();
        let code = if first.starts_with("hold:") {
            first
        } else {
            first.split(':').next().unwrap_or_default()
        };
        *counts.entry(code).or_default() += 1;
    }
    let mut counts: Vec<(&str, u64)> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    table(
        &["reason", "#people"],
        counts.iter().map(|(reason, people)| [(*reason).to_owned(), count(*people)]),
    )
}
