//! Moves cases on to where they can lawfully get before a flight: one decision a step, batched.

use domain::decide::{self, Changes};
use domain::{Actor, Answer, Case, CaseId, Document, Moment, Refusal, Stage, StageName, gate};
use jiff::ToSpan;
use jiff::civil::Date;
use persistence::{Committed, Loaded, Unit};

use crate::agency::Agency;
use crate::{OperationError, Operations, Progress};

/// How many cases one transaction carries.
pub(crate) const BATCH: u64 = 1_000;

/// Days after a refusal before the agency is asked again.
const ASK_AGAIN_AFTER_DAYS: i32 = 90;

/// What a case would do next by itself, or what it waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// These changes, for this reason.
    Step(Changes, &'static str),
    /// Nothing: it waits, for this.
    Wait(Refusal),
    /// Nothing: it is on a manifest, has left, or is closed.
    Rest,
}

/// How far a batch of cases got.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Advanced {
    /// Cases looked at.
    pub cases: u64,
    /// Steps taken.
    pub steps: u64,
}

/// The next step that `case` can take by itself at `now`.
pub fn next_step(
    ops: &Operations,
    agency: &dyn Agency,
    case: &Case,
    actor: &Actor,
    now: Moment,
) -> Next {
    let context = ops.context(actor, now);
    let (decision, reason) = match &case.stage {
        Stage::Detained => (decide::finalize_order(case, &context), "the order became final"),
        Stage::OrderFinal => return papers(ops, agency, case, actor, now),
        Stage::DocumentRequested => match answered(case) {
            Some(document) => {
                let decided = decide::record_answer(case, document.clone(), &context);
                let moved = decided.map(|changes| {
                    let leads = changes.applied_to(case).stage != case.stage;
                    if leads { changes } else { Changes::default() }
                });
                (moved, "the agency answered")
            }
            None => return Next::Wait(Refusal::NoUsableDocument { case: case.id.clone() }),
        },
        Stage::AgencyApproved => match case.documents.last() {
            Some(document) => {
                let expired = decide::expire_document(case, &document.id, &context);
                match expired {
                    Err(Refusal::WindowTooEarly { .. }) => return Next::Rest,
                    decided => (decided, "nothing left to travel on"),
                }
            }
            None => return Next::Rest,
        },
        Stage::Manifested { .. }
        | Stage::Confirmed { .. }
        | Stage::Boarded { .. }
        | Stage::Departed { .. }
        | Stage::Removed { .. }
        | Stage::Closed { .. } => return Next::Rest,
    };
    match decision {
        Ok(changes) if changes.cases.is_empty() => {
            Next::Wait(Refusal::NoUsableDocument { case: case.id.clone() })
        }
        Ok(changes) => Next::Step(changes, reason),
        Err(refusal) => Next::Wait(refusal),
    }
}

/// The answered request for the removal country, latest first. While a request is open, an older
/// refusal is no answer to it.
fn answered(case: &Case) -> Option<&Document> {
    let country = case.order.removal_country.as_ref().and_then(|country| country.read())?;
    let asked: Vec<&Document> = case
        .documents
        .iter()
        .rev()
        .filter(|document| document.defect.is_none() && document.issuing_country.is(country))
        .collect();
    let open = asked.iter().any(|document| document.answer == Some(Answer::Pending));
    asked.into_iter().find(|document| match document.answer {
        Some(Answer::Approved) => true,
        Some(Answer::Refused) => !open,
        Some(Answer::Pending) | None => false,
    })
}

/// A final order without papers: take the one at hand, or ask for one.
fn papers(
    ops: &Operations,
    agency: &dyn Agency,
    case: &Case,
    actor: &Actor,
    now: Moment,
) -> Next {
    let context = ops.context(actor, now);
    let country = case.order.removal_country.as_ref().and_then(|country| country.read()).copied();
    let profile = country.and_then(|country| ops.rules.country(country));
    let (Some(country), Some(profile)) = (country, profile) else {
        let barred = gate::ask_contact(case, now, &ops.rules).err().unwrap_or_default();
        return Next::Wait(Refusal::Barred { barred: vec![(case.id.clone(), barred)] });
    };
    let today = now.date();
    let of_country: Vec<&Document> = case
        .documents
        .iter()
        .filter(|document| document.defect.is_none() && document.issuing_country.is(&country))
        .collect();
    let usable = gate::usable_document(case, country, today, today, &ops.rules);
    // What the docket shows was asked before is recorded as it happened.
    let asked = of_country.iter().rev().find(|document| {
        let pending = document.answer == Some(Answer::Pending);
        let approved = document.answer == Some(Answer::Approved)
            && usable.is_some_and(|usable| usable.id == document.id);
        document.requested_on.is_some_and(|on| on <= today) && (pending || approved)
    });
    if let Some(document) = asked {
        let changes =
            decide::request_document(case, &profile.agency.id, (*document).clone(), None, &context);
        return step_or_wait(changes, "the agency was asked before");
    }
    if usable.is_some() {
        let changes = decide::accept_document(case, &context);
        return step_or_wait(changes, "a document that needs no request");
    }
    if of_country.iter().any(|document| refused_lately(document, today)) {
        return Next::Wait(Refusal::NoUsableDocument { case: case.id.clone() });
    }
    match gate::ask_contact(case, now, &ops.rules) {
        Ok(cleared) => {
            let document = agency.request(case, country, today);
            let agency = &profile.agency.id;
            let changes =
                decide::request_document(case, agency, document, Some(&cleared), &context);
            let disclosed = decide::disclose(
                case,
                agency,
                "request for a travel document",
                profile.disclosure_fields.iter().map(|field| field.code().into()).collect(),
                &cleared,
                &context,
            );
            let both = changes.and_then(|mut changes| {
                for (case, events) in disclosed?.cases {
                    for event in events {
                        changes.push(&case, event);
                    }
                }
                Ok(changes)
            });
            step_or_wait(both, "the agency is asked for a travel document")
        }
        Err(reasons) => {
            Next::Wait(Refusal::Barred { barred: vec![(case.id.clone(), reasons)] })
        }
    }
}

fn step_or_wait(decided: Result<Changes, Refusal>, reason: &'static str) -> Next {
    match decided {
        Ok(changes) => Next::Step(changes, reason),
        Err(refusal) => Next::Wait(refusal),
    }
}

fn refused_lately(document: &Document, today: Date) -> bool {
    document.answer == Some(Answer::Refused)
        && document
            .answered_on
            .is_none_or(|on| on.saturating_add(ASK_AGAIN_AFTER_DAYS.days()) > today)
}

impl Operations {
    /// Takes one case as far as it gets by itself.
    pub async fn advance(
        &self,
        id: &CaseId,
        agency: &dyn Agency,
        actor: &Actor,
    ) -> Result<(StageName, Option<Refusal>), OperationError> {
        let mut cases = vec![self.store.case(id).await?];
        let mut advanced = Advanced::default();
        while let Some(case) = cases.pop() {
            let stage = case.value.stage.name();
            let waits = match next_step(self, agency, &case.value, actor, self.clock.now()) {
                Next::Step(..) => None,
                Next::Wait(refusal) => Some(Some(refusal)),
                Next::Rest => Some(None),
            };
            if let Some(waits) = waits {
                return Ok((stage, waits));
            }
            cases = self.advance_batch(vec![case], agency, actor, &mut advanced).await?;
            if cases.is_empty() {
                cases = vec![self.store.case(id).await?];
            }
        }
        Err(OperationError::NotFound(format!("case {id}")))
    }

    /// Takes every case of `stages` as far as it gets by itself.
    pub async fn advance_all(
        &self,
        stages: &[StageName],
        agency: &dyn Agency,
        actor: &Actor,
        progress: &dyn Progress,
    ) -> Result<Advanced, OperationError> {
        let counts = self.store.stage_counts().await?;
        let total = counts.iter().filter(|(stage, _)| stages.contains(stage)).map(|(_, n)| n).sum();
        progress.begin("advancing cases", Some(total));
        let mut advanced = Advanced::default();
        for stage in stages {
            let mut after: Option<CaseId> = None;
            loop {
                let page = self.store.cases_in_stage(*stage, after.as_ref(), BATCH).await?;
                let Some(last) = page.last() else { break };
                after = Some(last.value.id.clone());
                let looked_at = page.len() as u64;
                let mut moving = page;
                while !moving.is_empty() {
                    moving = self.advance_batch(moving, agency, actor, &mut advanced).await?;
                }
                advanced.cases += looked_at;
                progress.advance(looked_at);
            }
        }
        progress.end();
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
            let Some(last) = page.last() else { break };
            after = Some(last.value.id.clone());
            let mut units = Vec::new();
            for case in page {
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
            let events = changes.cases.into_iter().flat_map(|(_, events)| events).collect();
            let stamp = self.stamp(actor, now, reason);
            units.push(Unit { cases: vec![case.record(events, &stamp)], ..Unit::default() });
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
}
