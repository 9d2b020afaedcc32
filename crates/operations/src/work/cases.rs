//! A batch of held cases, taken as far as they can go.

use std::collections::{HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use domain::{Case, CaseId};
use persistence::{Claimed, Committed, Loaded, StoreError, Then, Unit};
use tracing::{Instrument as _, Span};

use super::decide::{Decided, Seen};
use super::{CaseDesk, Ended};
use crate::{OperationError, Operations};

/// Steps of one case under one lease at most; what goes on comes again.
const ROUNDS: u32 = 32;

/// A case that is worked on.
struct Item {
    held: Claimed,
    case: Option<Loaded<Case>>,
    /// What was seen of it as it stands.
    seen: Option<Seen>,
    /// Messages that were written down with its steps: none is written twice.
    told: HashSet<String>,
    steps: u32,
    span: Span,
}

impl Item {
    /// Its span follows from whatever put the task down; what it is a part of here is linked.
    fn of(ops: &Operations, held: Claimed, job: Option<&str>) -> Self {
        let (id, attempt) = (held.task.owner.as_str(), held.attempt);
        let span = tracing::debug_span!("case", case.id = id, attempt);
        if held.trace.is_some() {
            ops.store.follow(&span, held.trace.as_deref());
            ops.store.link(&span, job.into_iter());
        }
        Self { held, case: None, seen: None, told: HashSet::new(), steps: 0, span }
    }
}

impl Operations {
    /// Takes the cases of `held` as far as they go by themselves. One that fails takes no other
    /// with it. An error is the database's: then nothing is known of those not yet ended, and
    /// their leases are left to run out or are given back.
    pub async fn work_cases(
        &self,
        desk: &CaseDesk<'_>,
        held: Vec<Claimed>,
    ) -> Result<Vec<(Claimed, Ended)>, OperationError> {
        let mut ended = Vec::with_capacity(held.len());
        let job = self.store.place();
        let mut open: Vec<Item> =
            held.into_iter().map(|held| Item::of(self, held, job.as_deref())).collect();
        self.act_on_messages(desk, &mut open, &mut ended).await?;
        for round in 0..=ROUNDS {
            if open.is_empty() {
                break;
            }
            self.load(&mut open, &mut ended).await?;
            let (mut units, mut items) = (Vec::new(), Vec::new());
            for mut item in open {
                let seen = item.seen.take();
                let decided = match item.case.take() {
                    _ if round == ROUNDS => Ok(give_back(self, &item.held)),
                    Some(case) => {
                        let _within = item.span.enter();
                        let decide = || self.decide_held(desk, &item.held, case, seen);
                        catch_unwind(AssertUnwindSafe(decide))
                    }
                    None => Ok(gone(self, &item.held)),
                };
                match decided {
                    Ok(Decided { mut unit, next, step }) => {
                        unit.outbox.retain(|message| item.told.insert(message.id.clone()));
                        units.push(unit);
                        items.push((item, next, step));
                    }
                    Err(_) => {
                        let error = "the decision panicked".to_owned();
                        ended.push((item.held, Ended::Failed { error, permanent: false }));
                    }
                }
            }
            let answers = self.store.commit(units).await?;
            open = Vec::new();
            for ((mut item, next, step), answer) in items.into_iter().zip(answers) {
                match answer {
                    Committed::Done { mut cases, .. } => {
                        item.steps += u32::from(step);
                        if next.is_some() {
                            item.case = cases.pop();
                            item.seen = next;
                            open.push(item);
                        } else {
                            ended.push((item.held, Ended::Done { steps: item.steps }));
                        }
                    }
                    // Somebody was faster: what they did is read, under the same lease.
                    Committed::Stale(_) | Committed::AlreadyOpen | Committed::AlreadyDone(_) => {
                        item.told.clear();
                        open.push(item);
                    }
                    Committed::LeaseLost => ended.push((item.held, Ended::Lost)),
                    Committed::Refused { constraint } => {
                        let error = format!("the database refuses it: {constraint}");
                        ended.push((item.held, Ended::Failed { error, permanent: true }));
                    }
                }
            }
        }
        Ok(ended)
    }

    /// Reads the cases that are not at hand. One that cannot be read fails by itself.
    async fn load(
        &self,
        open: &mut Vec<Item>,
        ended: &mut Vec<(Claimed, Ended)>,
    ) -> Result<(), OperationError> {
        let missing: Vec<CaseId> = open
            .iter()
            .filter(|item| item.case.is_none())
            .filter_map(|item| CaseId::new(&item.held.task.owner).ok())
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        let span = tracing::debug_span!("load", cases = missing.len());
        let read = self.store.cases_lossless(&missing).instrument(span).await?;
        let mut read: HashMap<CaseId, Result<Loaded<Case>, StoreError>> =
            missing.into_iter().zip(read).collect();
        let mut kept = Vec::with_capacity(open.len());
        for mut item in open.drain(..) {
            let id = CaseId::new(&item.held.task.owner).ok();
            match id.and_then(|id| read.remove(&id)) {
                Some(Ok(case)) => item.case = Some(case),
                // Not there: its task goes, see `gone`.
                Some(Err(error)) if error.is_missing() => {}
                Some(Err(error)) => {
                    let error = error.to_string();
                    ended.push((item.held, Ended::Failed { error, permanent: true }));
                    continue;
                }
                None => {}
            }
            kept.push(item);
        }
        *open = kept;
        Ok(())
    }

    /// Acts on what came for the cases. One whose message cannot be acted on fails by itself.
    async fn act_on_messages(
        &self,
        desk: &CaseDesk<'_>,
        open: &mut Vec<Item>,
        ended: &mut Vec<(Claimed, Ended)>,
    ) -> Result<(), OperationError> {
        let owners: Vec<String> = open.iter().map(|item| item.held.task.owner.clone()).collect();
        let known: HashSet<&String> = owners.iter().collect();
        let mut failed: HashMap<String, Ended> = HashMap::new();
        for message in self.store.messages(owners.clone()).await? {
            if !known.contains(&message.owner) || failed.contains_key(&message.owner) {
                continue;
            }
            let Err(error) = self.act_on(&message, desk.actor).await else { continue };
            let Some(permanent) = of_the_case_alone(&error) else { return Err(error) };
            let error = error.to_string();
            failed.insert(message.owner, Ended::Failed { error, permanent });
        }
        let mut kept = Vec::with_capacity(open.len());
        for item in open.drain(..) {
            match failed.remove(&item.held.task.owner) {
                Some(failure) => ended.push((item.held, failure)),
                None => kept.push(item),
            }
        }
        *open = kept;
        Ok(())
    }
}

/// Whether a failure says nothing of other cases; and if so, whether trying again is in vain.
fn of_the_case_alone(error: &OperationError) -> Option<bool> {
    match error {
        OperationError::Store(StoreError::Inconsistent { .. })
        | OperationError::NotFound(_)
        | OperationError::Family(_)
        | OperationError::Constraint(_) => Some(true),
        OperationError::Busy(_) | OperationError::Changed { .. } => Some(false),
        OperationError::Refused(_)
        | OperationError::Docket(_)
        | OperationError::BadInput(_)
        | OperationError::Stopped(_)
        | OperationError::Store(_)
        | OperationError::File { .. } => None,
    }
}

/// A task of a case that is not there has nothing to do.
fn gone(ops: &Operations, held: &Claimed) -> Decided {
    let fences = vec![held.fence(Then::Done)];
    let unit = Unit { fences, now: ops.task_clock(), ..Unit::default() };
    Decided { unit, next: None, step: false }
}

/// So many steps at once are enough: others wait too.
fn give_back(ops: &Operations, held: &Claimed) -> Decided {
    let fences = vec![held.fence(Then::Rest { due: None, lane: None })];
    let unit = Unit { fences, now: ops.task_clock(), ..Unit::default() };
    Decided { unit, next: None, step: false }
}
