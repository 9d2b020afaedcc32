//! A fact about a case changes: whoever may no longer fly comes off in the same commit.

use domain::decide::{self, Changes, Context, Listed};
use domain::{
    Actor, Case, CaseEvent, CaseId, Custody, Defect, Document, DocumentId, Flight, HoldId, Medical,
    Outcome, Refusal, Statement, Version,
};
use jiff::civil::Date;
use persistence::{Command, Loaded};

use crate::import::is_from_outside;
use crate::{OperationError, Operations, TRIES};

/// What a change of facts led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactsOutcome {
    /// The case, and the version it has now.
    pub case: CaseId,
    /// Its version.
    pub version: Version,
    /// The hold that was recorded, if one was.
    pub hold: Option<HoldId>,
    /// Who came off a manifest because of it.
    pub struck: Vec<CaseId>,
    /// How many stop orders were raised.
    pub stop_orders: usize,
}

/// How a change of facts is asked for.
#[derive(Debug, Clone)]
pub(crate) struct Request<'a> {
    pub(crate) case: &'a CaseId,
    pub(crate) actor: &'a Actor,
    pub(crate) reason: &'a str,
    /// The command with its key, so that sending it twice does it once.
    pub(crate) command: Option<Command>,
    /// Whether a docket or feed says so, and the reason is theirs.
    outside: bool,
}

impl<'a> Request<'a> {
    pub(crate) fn new(case: &'a CaseId, actor: &'a Actor, reason: &'a str) -> Self {
        Self { case, actor, reason, command: None, outside: false }
    }

    /// What a docket or feed says, with the reason by which it is known again.
    pub(crate) fn from_outside(case: &'a CaseId, actor: &'a Actor, reason: &'a str) -> Self {
        Self { outside: true, ..Self::new(case, actor, reason) }
    }
}

impl Operations {
    /// Loads the party, decides, sweeps the flights it is on, commits; again if others were
    /// faster.
    pub(crate) async fn change_facts<F>(
        &self,
        request: Request<'_>,
        decide: F,
    ) -> Result<FactsOutcome, OperationError>
    where
        F: Fn(&Case, Option<&Flight>, &Context<'_>) -> Result<Changes, Refusal>,
    {
        // Later dockets overwrite what earlier ones said, and nothing that was said here.
        if !request.outside && is_from_outside(request.reason) {
            let what = "these words stand for a docket or feed: give the reason in your own";
            return Err(OperationError::BadInput(format!("reason: {what}")));
        }
        for _ in 0..TRIES {
            let now = self.clock.now();
            let context = self.context(request.actor, now);
            let party = self.load_party(request.case).await?;
            // After loading: else what the same command did meanwhile would be decided about as
            // if somebody else had done it.
            if let Some(done) = self.done_before(request.command.as_ref(), request.case).await? {
                return Ok(done);
            }
            let case = party.member(request.case)?;
            if let Some(loaded) = party.members.iter().find(|m| m.value.id == *request.case) {
                self.still_as_seen(&format!("case {}", request.case), loaded.version())?;
            }
            let flight = party
                .flights
                .iter()
                .find(|flight| Some(flight.value.id()) == case.stage.flight())
                .map(|flight| &flight.value);
            let mut changes = decide(case, flight, &context)?;
            decide::call_off_interviews(case, &context, &mut changes);
            let cases = party.cases();
            for flight in &party.flights {
                let listed = Listed { party: &cases, flight: &flight.value };
                decide::sweep(&listed, &context, &mut changes);
            }
            let struck: Vec<CaseId> = cases
                .iter()
                .filter(|case| {
                    case.stage.is_listed() && !changes.applied_to(case).stage.is_listed()
                })
                .map(|case| case.id.clone())
                .collect();
            let mut recorded = changes.cases.iter().flat_map(|(_, events)| events);
            let hold = recorded.find_map(CaseEvent::hold).cloned();
            let stop_orders = changes
                .flight
                .iter()
                .filter(|event| matches!(event, domain::FlightEvent::StopOrderRaised { .. }))
                .count();
            let mut unit = self.unit(
                changes,
                party.members,
                party.flights,
                (request.actor, now, request.reason),
            );
            if unit.cases.is_empty() && unit.flights.is_empty() {
                let version = self.store.case(request.case).await?.version();
                let case = request.case.clone();
                return Ok(FactsOutcome { case, version, hold, struck, stop_orders });
            }
            unit.command.clone_from(&request.command);
            if let Some((cases, _)) = self.commit_one(unit).await? {
                let version = match version_of(&cases, request.case) {
                    Some(version) => version,
                    None => self.store.case(request.case).await?.version(),
                };
                tracing::info!(case.id = %request.case, struck = struck.len(), "facts changed");
                let case = request.case.clone();
                return Ok(FactsOutcome { case, version, hold, struck, stop_orders });
            }
        }
        Err(OperationError::Busy(format!("case {}", request.case)))
    }

    /// Records a statement.
    pub async fn record_statement(
        &self,
        case: &CaseId,
        statement: Statement,
        actor: &Actor,
    ) -> Result<FactsOutcome, OperationError> {
        let request = Request::new(case, actor, "statement recorded");
        self.change_facts(request, |case, _, context| {
            decide::record_statement(case, statement.clone(), context)
        })
        .await
    }

    /// Records a document, or corrects its record.
    pub async fn record_document(
        &self,
        case: &CaseId,
        document: Document,
        actor: &Actor,
    ) -> Result<FactsOutcome, OperationError> {
        let request = Request::new(case, actor, "document recorded");
        self.change_facts(request, |case, _, context| {
            decide::record_document(case, document.clone(), context)
        })
        .await
    }

    /// Records a foreign agency's answer.
    pub async fn record_answer(
        &self,
        case: &CaseId,
        document: Document,
        actor: &Actor,
    ) -> Result<FactsOutcome, OperationError> {
        let request = Request::new(case, actor, "agency's answer recorded");
        self.change_facts(request, |case, _, context| {
            decide::record_answer(case, document.clone(), context)
        })
        .await
    }

    /// Records that the condition is met on which an agency approved.
    pub async fn meet_condition(
        &self,
        case: &CaseId,
        (document, reason): (&DocumentId, &str),
        actor: &Actor,
    ) -> Result<FactsOutcome, OperationError> {
        self.change_facts(Request::new(case, actor, reason), |case, _, context| {
            decide::meet_condition(case, document, reason, context)
        })
        .await
    }

    /// Records that custody changed.
    pub async fn change_custody(
        &self,
        case: &CaseId,
        custody: Custody,
        (actor, reason): (&Actor, &str),
    ) -> Result<FactsOutcome, OperationError> {
        self.change_facts(Request::new(case, actor, reason), |case, _, context| {
            decide::change_custody(case, custody.clone(), context)
        })
        .await
    }

    /// Records what a clinician said about fitness to fly.
    pub async fn change_medical(
        &self,
        case: &CaseId,
        medical: Medical,
        (actor, reason): (&Actor, &str),
    ) -> Result<FactsOutcome, OperationError> {
        self.change_facts(Request::new(case, actor, reason), |case, _, context| {
            decide::change_medical(case, medical.clone(), context)
        })
        .await
    }

    /// Finds the order no longer final.
    pub async fn reopen_order(
        &self,
        case: &CaseId,
        actor: &Actor,
        reason: &str,
    ) -> Result<FactsOutcome, OperationError> {
        self.change_facts(Request::new(case, actor, reason), |case, flight, context| {
            decide::reopen_order(case, flight, reason, context)
        })
        .await
    }

    /// Closes a case without a removal.
    pub async fn close_case(
        &self,
        case: &CaseId,
        outcome: Outcome,
        (actor, reason): (&Actor, &str),
    ) -> Result<FactsOutcome, OperationError> {
        self.change_facts(Request::new(case, actor, reason), |case, flight, context| {
            decide::close(case, flight, outcome, context)
        })
        .await
    }

    /// Records that a notice was served.
    pub async fn serve_notice(
        &self,
        case: &CaseId,
        (notice, on): (&str, Date),
        actor: &Actor,
    ) -> Result<FactsOutcome, OperationError> {
        let request = Request::new(case, actor, "notice served");
        self.change_facts(request, |case, _, context| {
            decide::serve_notice(case, notice, on, context)
        })
        .await
    }

    /// Records that a defect of the record was put right.
    pub async fn resolve_defect(
        &self,
        case: &CaseId,
        defect: &Defect,
        (actor, reason): (&Actor, &str),
    ) -> Result<FactsOutcome, OperationError> {
        self.change_facts(Request::new(case, actor, reason), |case, _, context| {
            decide::resolve_defect(case, defect, context)
        })
        .await
    }
}

fn version_of(cases: &[Loaded<Case>], id: &CaseId) -> Option<Version> {
    cases.iter().find(|case| case.value.id == *id).map(|case| case.version())
}
