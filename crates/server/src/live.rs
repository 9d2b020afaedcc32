//! What runs beside the answers: tells open pages to look again, forgets what has ended.

use std::time::Duration;

use jiff::SignedDuration;

use crate::desk::Desk;

/// How often the database is asked whether flights changed; others may change them too.
const LOOK_EVERY: Duration = Duration::from_millis(400);
/// How often ended sessions and old keys are forgotten.
const FORGET_EVERY: Duration = Duration::from_mins(30);
/// How long an answer is kept for its key.
const KEEP_ANSWERS: SignedDuration = SignedDuration::from_hours(24);

/// Watches the flights while somebody has a page open, until the desk stops.
pub(crate) async fn watch(desk: Desk) {
    let mut last = None;
    loop {
        tokio::select! {
            () = tokio::time::sleep(LOOK_EVERY) => (),
            () = desk.stop.cancelled() => return,
        }
        if desk.listeners() == 0 {
            last = None;
            continue;
        }
        match desk.ops.store.flights_pulse().await {
            Ok(pulse) => {
                if last.is_some_and(|last| last != pulse) {
                    desk.changed();
                }
                last = Some(pulse);
            }
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "cannot look for changes");
            }
        }
    }
}

/// Forgets ended sessions and old keys now and then, until the desk stops.
pub(crate) async fn forget(desk: Desk) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(FORGET_EVERY) => (),
            () = desk.stop.cancelled() => return,
        }
        let now = desk.wall.now().at();
        let store = &desk.ops.store;
        let before = now.checked_sub(KEEP_ANSWERS).unwrap_or(now);
        for done in [store.forget_sessions(now).await, store.forget_requests(before).await] {
            if let Err(error) = done {
                tracing::warn!(error = &error as &dyn std::error::Error, "cannot forget");
            }
        }
    }
}
