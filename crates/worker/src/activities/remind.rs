//! What several activities share: the next step at a stage, and messages about clocks.

use domain::clock::{Clock, ClockState};
use domain::{Moment, Refusal, StageName};
use jiff::{SignedDuration, Timestamp};
use operations::work::{Look, Said};
use operations::{Next, next_step};
use persistence::OutMessage;

use crate::figures;

/// The next step that a case at `stage` takes by itself, decided as everywhere else.
pub(super) fn next_step_at(look: &Look<'_>, stage: StageName) -> Said {
    if look.case.stage.name() != stage {
        return Said::default();
    }
    match next_step(look.ops, look.agency, look.case, look.actor, look.now) {
        Next::Step(changes, reason) => Said { step: Some((changes, reason)), ..Said::default() },
        Next::Wait(refusal) => {
            figures::count("gate_barred", u64::from(matches!(refusal, Refusal::Barred { .. })));
            Said::default()
        }
        Next::Rest => Said::default(),
    }
}

/// What is told about a clock that is near its end, or past it, each once; and when to look
/// again.
pub(super) fn about(
    stream: &str,
    clock: &Clock,
    near_days: i32,
    now: Moment,
) -> (Option<OutMessage>, Option<Timestamp>) {
    let kind = match clock.state {
        ClockState::Near => "clock.near",
        ClockState::Overdue => "clock.overdue",
        ClockState::Running => return (None, Some(near_from(clock, near_days))),
        ClockState::Tolled | ClockState::Met => return (None, None),
    };
    let due = (clock.state == ClockState::Near).then(|| after(clock.due.at()));
    (Some(message(stream, kind, clock, now)), due)
}

/// When a running clock comes near its end.
fn near_from(clock: &Clock, near_days: i32) -> Timestamp {
    let before = SignedDuration::from_hours(24 * i64::from(near_days));
    let due = clock.due.at();
    due.checked_sub(before).unwrap_or(due)
}

fn after(due: Timestamp) -> Timestamp {
    due.checked_add(SignedDuration::from_secs(1)).unwrap_or(due)
}

/// Its id says which clock, which end and which state: the same is never sent twice.
pub(super) fn message(stream: &str, kind: &str, clock: &Clock, now: Moment) -> OutMessage {
    let about = clock.about.as_deref().unwrap_or("-");
    let id = format!("{kind}/{stream}/{}/{about}/{}", clock.name, clock.due.at());
    let body = serde_json::json!({
        "stream": stream,
        "clock": &*clock.name,
        "about": clock.about.as_deref(),
        "due": clock.due.to_string(),
    });
    OutMessage {
        id,
        stream: stream.to_owned(),
        kind: kind.to_owned(),
        body: body.to_string(),
        at: now.at(),
        trace: None,
    }
}
