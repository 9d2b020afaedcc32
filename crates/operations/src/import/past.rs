//! What dockets and feeds said of a case so far, and what was changed here since.

use domain::{Case, CaseEvent};
use jiff::Timestamp;
use persistence::{RecordedEvent, StoreError};

use super::ON_DOCKET;
use crate::holds::FROM_FEED;

/// Who said something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    Docket,
    Feed,
    Here,
}

impl Source {
    pub(super) fn of(reason: &str) -> Self {
        match reason {
            ON_DOCKET => Self::Docket,
            FROM_FEED => Self::Feed,
            _ => Self::Here,
        }
    }
}

/// A case as dockets and feeds alone made it, and every step that it took.
pub(super) struct Past {
    /// With what came from outside, and nothing else.
    pub(super) dockets: Case,
    steps: Vec<Step>,
}

struct Step {
    by: Source,
    at: Timestamp,
    after: Case,
}

impl Past {
    /// Reads `history`; none if it does not begin with a case.
    pub(super) fn of(history: &[RecordedEvent]) -> Result<Option<Self>, StoreError> {
        let mut past: Option<Self> = None;
        for recorded in history {
            let event = recorded.case_event()?;
            let at = recorded.stamp.at;
            let Some(known) = &mut past else {
                let CaseEvent::Opened(opened) = event else { return Ok(None) };
                let first = Step { by: Source::Docket, at, after: (*opened).clone() };
                past = Some(Self { dockets: *opened, steps: vec![first] });
                continue;
            };
            let by = Source::of(&recorded.stamp.reason);
            if by != Source::Here {
                known.dockets = known.dockets.clone().apply(&event);
            }
            if let Some(last) = known.steps.last() {
                let after = last.after.clone().apply(&event);
                known.steps.push(Step { by, at, after });
            }
        }
        Ok(past)
    }

    /// Who changed something last, and when.
    pub(super) fn last_change(
        &self,
        same: impl Fn(&Case, &Case) -> bool,
    ) -> Option<(Source, Timestamp)> {
        let steps = self.steps.iter().zip(self.steps.iter().skip(1));
        let changes = steps.filter(|(before, step)| !same(&before.after, &step.after));
        changes.map(|(_, step)| (step.by, step.at)).last()
    }

    /// When something was last changed here, if nobody outside has changed it since.
    pub(super) fn changed_here(&self, same: impl Fn(&Case, &Case) -> bool) -> Option<Timestamp> {
        self.last_change(same).filter(|(by, _)| *by == Source::Here).map(|(_, at)| at)
    }
}
