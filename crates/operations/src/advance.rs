//! Moves cases on to where they can lawfully get before a flight: one decision a step, batched.

use domain::decide::{self, Changes};
use domain::{Actor, Answer, Case, CaseId, Document, Moment, Refusal, StageName};
use persistence::{Committed, Loaded, Unit};

use crate::agency::Agency;
use crate::cases::tell_unreadable;
use crate::next::{Next, next_step};
use crate::{OperationError, Operations, Progress, TRIES};

/// How many cases one transaction carries.
pub(crate) const BATCH: u64 = 1_000;

/// How far a batch of cases got.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Advanced {
    /// Cases looked at.
    pub cases: u64,
    /// Steps taken.
    pub steps: u64,
    /// Cases that could not be read: they stand still, and `doctor` lists them.
    pub unreadable: u64,
}

impl Operations {
    /// Takes one case as far as it gets by itself; in a rehearsal, says where the first step leads.
    /// What was seen of it is compared with what the first step is decided on.
    pub async fn advance(
        &self,
        id: &CaseId,
        agency: &dyn Agency,
        actor: &Actor,
    ) -> Result<(StageName, Option<Refusal>), OperationError> {
        let mut case = self.store.case(id).await?;
        let (mut tries, mut has_moved) = (TRIES, false);
        loop {
            if !has_moved {
                self.still_as_seen(&format!("case {id}"), case.version())?;
            }
            let now = self.clock.now();
            let stage = case.value.stage.name();
            let (changes, reason) = match next_step(self, agency, &case.value, actor, now) {
                Next::Step(changes, _) if self.is_rehearsal() => {
                    return Ok((changes.applied_to(&case.value).stage.name(), None));
                }
                Next::Step(changes, reason) => (changes, reason),
                Next::Wait(refusal) => return Ok((stage, Some(refusal))),
                Next::Rest => return Ok((stage, None)),
            };
            let unit = self.step_of(case, changes, (actor, now, reason));
            let moved = self.commit_one(unit).await?.and_then(|(mut cases, _)| cases.pop());
            case = match moved {
                Some(moved) => {
                    has_moved = true;
                    moved
                }
                None if tries == 0 => return Err(OperationError::Busy(format!("case {id}"))),
                None => {
                    tries -= 1;
                    self.store.case(id).await?
                }
            };
        }
    }

    /// Takes every case of `stages` as far as it gets by itself.
    pub async fn advance_all(
        &self,
        stages: &[StageName],
        agency: &dyn Agency,
        actor: &Actor,
        progress: &dyn Progress,
    ) -> Result<Advanced, OperationError> {
        let mut advanced = Advanced::default();
        for stage in stages {
            // Counted here: cases that moved on from an earlier stage come round again.
            let waiting = self.store.stage_counts().await?.get(stage).copied();
            progress.begin(&format!("advancing cases: {}", stage.label()), waiting);
            let mut after: Option<CaseId> = None;
            loop {
                let page = self.store.cases_in_stage(*stage, after.as_ref(), BATCH).await?;
                let Some(last) = page.last else { break };
                after = Some(last);
                tell_unreadable(&page.unreadable);
                advanced.unreadable += page.unreadable.len() as u64;
                let looked_at = page.cases.len() as u64;
                let mut moving = page.cases;
                while !moving.is_empty() {
                    moving = self.advance_batch(moving, agency, actor, &mut advanced).await?;
                }
                advanced.cases += looked_at;
                progress.advance(looked_at);
            }
            progress.end();
        }
        Ok(advanced)
    }

    /// Takes what the agencies answered on open requests, whatever stage the case is at.
    pub async fn take_answers(
        &self,
        agency: &dyn Agency,
        actor: &Actor,
    ) -> Result<u64, OperationError> {
        let now = self.clock.now();
        let context = self.context(actor, now);
        let stamp = self.stamp(actor, now, "the agency answered");
        let mut answers = 0;
        let mut after: Option<CaseId> = None;
        loop {
            let stage = StageName::DocumentRequested;
            let page = self.store.cases_in_stage(stage, after.as_ref(), BATCH).await?;
            let Some(last) = page.last else { break };
            after = Some(last);
            tell_unreadable(&page.unreadable);
            let mut units = Vec::new();
            for case in page.cases {
                let open = |document: &&Document| document.answer == Some(Answer::Pending);
                let answer = case
                    .value
                    .documents
                    .iter()
                    .filter(open)
                    .find_map(|document| agency.answer(document, now.date()));
                let Some(answer) = answer else { continue };
                let changes = decide::record_answer(&case.value, answer, &context)?;
                let events = changes.cases.into_iter().flat_map(|(_, events)| events).collect();
                units.push(Unit { cases: vec![case.record(events, &stamp)], ..Unit::default() });
            }
            answers += units.len() as u64;
            self.store.commit(units).await?;
        }
        Ok(answers)
    }

    /// One step for each of `cases` that can take one, in one transaction. Answers with those
    /// that moved, as they are now; those that others changed meanwhile come at the next sweep.
    pub(crate) async fn advance_batch(
        &self,
        cases: Vec<Loaded<Case>>,
        agency: &dyn Agency,
        actor: &Actor,
        advanced: &mut Advanced,
    ) -> Result<Vec<Loaded<Case>>, OperationError> {
        let now = self.clock.now();
        let mut units = Vec::with_capacity(cases.len());
        for case in cases {
            let Next::Step(changes, reason) = next_step(self, agency, &case.value, actor, now)
            else {
                continue;
            };
            units.push(self.step_of(case, changes, (actor, now, reason)));
        }
        if units.is_empty() {
            return Ok(Vec::new());
        }
        let mut moved = Vec::with_capacity(units.len());
        for committed in self.store.commit(units).await? {
            if let Committed::Done { cases, .. } = committed {
                advanced.steps += cases.len() as u64;
                moved.extend(cases);
            }
        }
        Ok(moved)
    }

    fn step_of(
        &self,
        case: Loaded<Case>,
        changes: Changes,
        (actor, now, reason): (&Actor, Moment, &str),
    ) -> Unit {
        let events = changes.cases.into_iter().flat_map(|(_, events)| events).collect();
        let stamp = self.stamp(actor, now, reason);
        Unit { cases: vec![case.record(events, &stamp)], ..Unit::default() }
    }
}
