//! `case why`: what a case waits for, and what bars it from each flight.

use anyhow::Result;
use domain::clock::{Clock, ClockState};
use operations::work::BlockedOn;
use operations::{Operations, Planned, Why};

use crate::app::{App, Done};
use crate::output::{add, heading, maybe, pairs, table};
use crate::words;

pub(super) async fn run(text: &str, ops: &Operations, app: &App) -> Result<Done> {
    let case = ops.find_case(text).await?.value;
    let why = ops.why(&case.id).await?;
    let blocked = ops.blocked_on(&case.id).await?;
    let mut value = serde_json::to_value(&why)?;
    if let serde_json::Value::Object(value) = &mut value {
        value.insert("blocked_on".to_owned(), serde_json::to_value(&blocked)?);
    }
    app.out.answer(&value, || shown(&why, &blocked))?;
    Ok(Done::Well)
}

fn shown(why: &Why, blocked: &BlockedOn) -> String {
    let mut text = format!("{}\n", heading(&format!("Case {}", why.case)));
    text.push_str(&pairs([
        ("stage", why.stage.label().to_owned()),
        ("waits for", why.waits_for.clone()),
        ("in the queue", maybe(why.queue.as_ref().map(|place| &place.words))),
        ("answer", maybe(why.answer.as_ref().map(|answer| &answer.words))),
        ("next", maybe(why.next_step.as_ref())),
        ("held up by", format!("{}: {}", blocked.on, blocked.words)),
    ]));
    if let Some(planned) = &why.planned {
        add(&mut text, format_args!("\n{}\n{}", heading("The planner"), planner_words(planned)));
    }
    for answer in &why.flights {
        let title = format!("Flight {}, {}", answer.flight, answer.departs);
        add(&mut text, format_args!("\n{}: ", heading(&title)));
        if answer.is_eligible() {
            text.push_str("nothing stands in the way\n");
            continue;
        }
        text.push_str("may not board\n");
        for (reason, words) in answer.reasons.iter().zip(&answer.words) {
            let next = words::reason(reason.code).next.replace('`', "'");
            add(&mut text, format_args!("  {reason}: {words}\n    {next}\n"));
        }
    }
    if !why.clocks.is_empty() {
        add(&mut text, format_args!("\n{}\n{}", heading("Clocks"), clock_table(&why.clocks)));
    }
    text
}

/// What the latest stored plan said.
pub(crate) fn planner_words(planned: &Planned) -> String {
    let mut pairs_of = vec![
        ("plan", format!("{}, made {}", planned.plan, planned.made_at)),
        ("said", planned.words.clone()),
    ];
    if planned.rounds > 0 {
        pairs_of.push(("passed over", format!("{} rounds in a row", planned.rounds)));
    }
    pairs(pairs_of)
}

/// Clocks as a table, earliest due first. Those that are met are history.
pub(crate) fn clock_table(clocks: &[Clock]) -> String {
    table(
        &["clock", "about", "from", "due", "state", "when it passes"],
        clocks.iter().filter(|clock| clock.state != ClockState::Met).map(|clock| {
            [
                clock.label.clone(),
                maybe(clock.about.as_ref()),
                clock.started_on.to_string(),
                clock.due.to_string(),
                clock.state.label().to_owned(),
                clock.consequence.clone(),
            ]
        }),
    )
}
