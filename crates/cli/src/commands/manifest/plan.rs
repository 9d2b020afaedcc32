//! `manifest plan`: who would get a seat on a window of flights, with a bound on the best plan and
//! a reason for everybody else; on request, it seats.

use std::collections::BTreeMap;
use std::time::Instant;

use anyhow::Result;
use domain::FlightId;
use jiff::civil::Date;
use operations::Operations;
use operations::manifest::Seated;
use operations::planning::{Outcome, Window, WindowPlan};
use planner::Control;
use serde_json::json;

use super::refused_table;
use crate::app::{App, Done};
use crate::error::bad;
use crate::output::{add, count, heading, pairs, table};
use crate::stop::Wish;

/// How many people are listed by name of their case.
const SHOWN: usize = 40;

/// Which flights, and what to do with the plan.
#[derive(Debug, clap::Args)]
pub(crate) struct Plan {
    /// Which flights; without any, every open flight of the days given
    flights: Vec<FlightId>,
    /// First day of departure
    #[arg(long, conflicts_with = "flights")]
    from: Option<Date>,
    /// Last day of departure
    #[arg(long, conflicts_with = "flights")]
    to: Option<Date>,
    /// Give the seats out, each through the gate
    #[arg(long)]
    assign: bool,
    /// How many alternates to list on each flight
    #[arg(long, default_value_t = 0)]
    alternates: usize,
}

pub(super) async fn run(plan: Plan, ops: &Operations, app: &App) -> Result<Done> {
    let Plan { flights, from, to, assign, alternates } = plan;
    let window = Window { flights, from, to };
    let wish = Wish::listen(app.out);
    let mut told = Instant::now();
    let made = ops
        .plan_window(&window, &app.actor, &mut |progress| {
            crate::commands::plan::tell(app, &mut told, &progress);
            if wish.is_made() { Control::Stop } else { Control::Continue }
        })
        .await?;
    if made.proposals.is_empty() && !window.flights.is_empty() {
        let why: Vec<String> =
            made.skipped.iter().map(|(id, why)| format!("flight {id}: {why}")).collect();
        return Err(bad(why.join("; "), "name open flights, or give --from and --to"));
    }
    if !assign {
        app.out.answer(&made, || shown(&made))?;
        return Ok(Done::Well);
    }
    seat(&made, alternates, ops, app).await
}

/// Seats a plan and says what became of it.
pub(super) async fn seat(
    made: &WindowPlan,
    alternates: usize,
    ops: &Operations,
    app: &App,
) -> Result<Done> {
    let seated = ops.seat_window(made, alternates, &app.actor).await?;
    let refused = seated.iter().any(|(_, seated)| !seated.refused.is_empty());
    let flights: Vec<_> =
        seated.iter().map(|(id, seated)| json!({ "flight": id, "seated": seated })).collect();
    app.out.answer(&json!({ "plan": made.id, "flights": flights }), || {
        seated.iter().map(|(id, seated)| given(id, seated)).collect::<String>()
    })?;
    Ok(Done::unless(refused))
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

/// A plan as a person reads it.
pub(super) fn shown(made: &WindowPlan) -> String {
    let mut text = format!("{}\n", heading(&format!("Plan {}", made.id)));
    let (seated, left): (Vec<&Outcome>, Vec<&Outcome>) =
        made.outcomes.iter().partition(|outcome| outcome.flight.is_some());
    text.push_str(&pairs([
        ("would get a seat", count(seated.len() as u64)),
        ("left out", count(left.len() as u64)),
        ("worth", format!("${}", made.objective)),
        (
            "no plan is worth more than",
            format!("${} ({:.3} % above)", made.bound, made.gap * 100.0),
        ),
        ("kept", if made.stopped { "no: it was stopped".to_owned() } else { "yes".to_owned() }),
    ]));
    if !made.filled.is_empty() {
        let rows = made.filled.iter().map(|flight| {
            let best = flight.one_more.iter().max_by_key(|one| one.dollars);
            [
                flight.flight.to_string(),
                flight.given.to_string(),
                flight.empty.to_string(),
                flight.words.clone(),
                best.map_or_else(String::new, |one| {
                    format!("{}: ${}", crate::commands::plan::words(&one.cause), one.dollars)
                }),
            ]
        });
        let columns = ["flight", "#given", "#empty", "what keeps them empty", "one more is worth"];
        add(&mut text, format_args!("\n{}\n{}", heading("Flights"), table(&columns, rows)));
    }
    for (id, why) in &made.skipped {
        add(&mut text, format_args!("flight {id} is not planned: {why}\n"));
    }
    if !left.is_empty() {
        add(&mut text, format_args!("\n{}\n{}", heading("Why left out"), reasons(&left)));
        let rows = left.iter().take(SHOWN).map(|out| [out.case.to_string(), out.words.clone()]);
        add(&mut text, format_args!("\n{}", table(&["case", "why"], rows)));
        if left.len() > SHOWN {
            let total = left.len();
            add(&mut text, format_args!("\n{SHOWN} of {total} shown; --json gives all\n"));
        }
    }
    text
}

/// First reasons by how often they were met.
fn reasons(left: &[&Outcome]) -> String {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for out in left {
        let first = out.cause.split(';').next().unwrap_or_default();
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
