//! Facts about a case change; a case moves on, is closed or opened again.

use domain::{CaseId, CustodyKind, Defect, Known, MedicalStatus, Outcome};
use jiff::civil::Date;
use operations::agency::SimulatedAgency;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Asked, CaseChanged, changed, failed};
use crate::desk::Desk;
use crate::failure::Failure;
use crate::fields::{Fault, Faults};
use crate::policy::Act;

/// How a case is closed.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Close {
    /// What came of it, a code.
    #[schema(example = "relief_granted")]
    pub(crate) outcome: String,
    /// Why.
    pub(crate) reason: String,
}

/// Why an order is no longer final.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reopen {
    /// Why.
    pub(crate) reason: String,
}

/// Custody as it is now. What is not given stays as it was.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Custody {
    /// Whose custody: `detained`, `osup` or `other_custody`.
    #[schema(example = "detained")]
    pub(crate) kind: String,
    /// Code of the facility.
    #[serde(default)]
    pub(crate) facility: Option<String>,
    /// The office that keeps the case.
    #[serde(default)]
    pub(crate) office: Option<String>,
    /// First day.
    #[serde(default)]
    #[schema(example = "2024-06-20")]
    pub(crate) since: Option<String>,
    /// Why.
    pub(crate) reason: String,
}

/// What a clinician said.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Medical {
    /// What was found: `ok`, `nurse_required`, `unfit` or `tb_pending`.
    #[schema(example = "ok")]
    pub(crate) status: String,
    /// Day of the clearance; without it the last one stays.
    #[serde(default)]
    #[schema(example = "2024-06-20")]
    pub(crate) cleared_on: Option<String>,
    /// The clinician's note.
    pub(crate) reason: String,
}

/// A notice that was served.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Notice {
    /// Which notice; the deadlines of the rulebook wait for some.
    #[schema(example = "custody_review_notice")]
    pub(crate) kind: String,
    /// The day of service; without it today.
    #[serde(default)]
    #[schema(example = "2024-06-20")]
    pub(crate) on: Option<String>,
}

/// A defect that was put right.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResolveDefect {
    /// The defect as the case shows it.
    #[schema(example = "bad_record:birth_date")]
    pub(crate) defect: String,
    /// How it was put right.
    pub(crate) reason: String,
}

/// What an attempt to move on came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Advance {
    /// Whose case.
    pub(crate) case: String,
    /// Where it stood.
    pub(crate) from: &'static str,
    /// Where it stands.
    pub(crate) to: &'static str,
    /// The version it has now.
    pub(crate) version: i64,
    /// What it waits for, if it stays.
    #[schema(nullable = true)]
    pub(crate) waits_for: Option<String>,
}

/// Takes `case` as far as it lawfully gets by itself before a flight.
pub(crate) async fn advance(
    desk: &Desk,
    asked: Asked<'_>,
    case: &CaseId,
) -> Result<Advance, Failure> {
    let before = desk.case_for(asked.who, case, Act::RequestDocument).await?;
    // Requests are drawn up; what agencies answer is never made up here.
    let agency = SimulatedAgency::new(desk.ops.rules.clone(), 0, desk.now().date());
    let (stage, waits) = match asked.ops(desk).advance(case, &agency, asked.actor()).await {
        Ok(moved) => moved,
        Err(error) => return Err(failed(desk, &asked, error).await),
    };
    let after = desk.ops.store.case(case).await?;
    desk.changed();
    let mut waits_for = None;
    if let Some(refusal) = waits {
        let cut = desk.cut(asked.who, Failure::Refused(refusal)).await;
        waits_for = Some(cut.to_string());
    }
    Ok(Advance {
        case: case.to_string(),
        from: before.value.stage.name().code(),
        to: stage.code(),
        version: after.version().0,
        waits_for,
    })
}

impl Close {
    pub(super) fn read(&self) -> Result<(Outcome, String), Vec<Fault>> {
        let mut faults = Faults::default();
        let outcome = faults.code("outcome", &self.outcome, Outcome::from_code);
        let reason = faults.words("reason", &self.reason);
        faults.done(outcome.zip(reason))
    }
}

/// Closes `case`.
pub(crate) async fn close(
    desk: &Desk,
    asked: Asked<'_>,
    case: &CaseId,
    input: Close,
) -> Result<CaseChanged, Failure> {
    desk.case_for(asked.who, case, Act::CloseCase).await?;
    let (outcome, reason) = input.read()?;
    match asked.ops(desk).close_case(case, outcome, (asked.actor(), &reason)).await {
        Ok(done) => Ok(changed(desk, &done, format!("closed: {}", outcome.label()))),
        Err(error) => Err(failed(desk, &asked, error).await),
    }
}

/// Finds the order of `case` no longer final.
pub(crate) async fn reopen(
    desk: &Desk,
    asked: Asked<'_>,
    case: &CaseId,
    input: Reopen,
) -> Result<CaseChanged, Failure> {
    desk.case_for(asked.who, case, Act::KeepDocket).await?;
    let mut faults = Faults::default();
    let reason = faults.words("reason", &input.reason);
    let reason = faults.done(reason)?;
    match asked.ops(desk).reopen_order(case, asked.actor(), &reason).await {
        Ok(done) => Ok(changed(desk, &done, "the order is no longer final")),
        Err(error) => Err(failed(desk, &asked, error).await),
    }
}

impl Custody {
    /// The custody as it is from now on, what is left out being as it was `before`; and why.
    pub(super) fn read(
        &self,
        before: Option<&domain::Custody>,
    ) -> Result<(CustodyKind, domain::Custody, String), Vec<Fault>> {
        let mut faults = Faults::default();
        let kind = faults.code("kind", &self.kind, CustodyKind::from_code);
        let facility = faults.maybe_words("facility", self.facility.as_deref());
        let office = faults.maybe_words("office", self.office.as_deref());
        let since = faults.maybe_date("since", self.since.as_deref());
        let reason = faults.words("reason", &self.reason);
        let (kind, reason) = faults.done(kind.zip(reason))?;
        let (was_at, of, was_since) = before.map_or_else(Default::default, |before| {
            (before.facility.clone(), before.office.clone(), before.since.clone())
        });
        let custody = domain::Custody {
            kind: Known::Read(kind),
            facility: facility.map_or(was_at, Into::into),
            office: office.map_or(of, Into::into),
            since: since.map(Known::Read).or(was_since),
        };
        Ok((kind, custody, reason))
    }
}

/// Records that custody changed.
pub(crate) async fn change_custody(
    desk: &Desk,
    asked: Asked<'_>,
    case: &CaseId,
    input: Custody,
) -> Result<CaseChanged, Failure> {
    let found = desk.case_for(asked.who, case, Act::KeepDocket).await?;
    let (kind, custody, reason) = input.read(Some(&found.value.custody))?;
    match asked.ops(desk).change_custody(case, custody, (asked.actor(), &reason)).await {
        Ok(done) => Ok(changed(desk, &done, kind.label())),
        Err(error) => Err(failed(desk, &asked, error).await),
    }
}

/// Records what a clinician said about fitness to fly.
pub(crate) async fn state_fitness(
    desk: &Desk,
    asked: Asked<'_>,
    case: &CaseId,
    input: Medical,
) -> Result<CaseChanged, Failure> {
    let found = desk.case_for(asked.who, case, Act::StateFitness).await?;
    let mut faults = Faults::default();
    let status = faults.code("status", &input.status, MedicalStatus::from_code);
    let cleared_on = faults.maybe_date("cleared_on", input.cleared_on.as_deref());
    let reason = faults.words("reason", &input.reason);
    let (status, reason) = faults.done(status.zip(reason))?;
    let medical = domain::Medical {
        status: Known::Read(status),
        cleared_on: cleared_on.map(Known::Read).or_else(|| found.value.medical.cleared_on.clone()),
    };
    match asked.ops(desk).change_medical(case, medical, (asked.actor(), &reason)).await {
        Ok(done) => Ok(changed(desk, &done, "fitness to fly recorded")),
        Err(error) => Err(failed(desk, &asked, error).await),
    }
}

impl Notice {
    /// Which, and the day if one is given.
    pub(super) fn read(&self) -> Result<(String, Option<Date>), Vec<Fault>> {
        let mut faults = Faults::default();
        let kind = faults.words("kind", &self.kind);
        let on = faults.maybe_date("on", self.on.as_deref());
        Ok((faults.done(kind)?, on))
    }
}

/// Records that a notice was served.
pub(crate) async fn serve_notice(
    desk: &Desk,
    asked: Asked<'_>,
    case: &CaseId,
    input: Notice,
) -> Result<CaseChanged, Failure> {
    desk.case_for(asked.who, case, Act::KeepDocket).await?;
    let (kind, on) = input.read()?;
    let on = on.unwrap_or_else(|| desk.now().date());
    match asked.ops(desk).serve_notice(case, (&kind, on), asked.actor()).await {
        Ok(done) => {
            let waits = desk.ops.rules.notices().contains(kind.as_str());
            let note = if waits { "" } else { ", for which no deadline waits" };
            Ok(changed(desk, &done, format!("notice {kind} served on {on}{note}")))
        }
        Err(error) => Err(failed(desk, &asked, error).await),
    }
}

/// Records that a defect of the record was put right.
pub(crate) async fn resolve_defect(
    desk: &Desk,
    asked: Asked<'_>,
    case: &CaseId,
    input: ResolveDefect,
) -> Result<CaseChanged, Failure> {
    let found = desk.case_for(asked.who, case, Act::CorrectRecord).await?;
    let mut faults = Faults::default();
    let defect: Option<&Defect> =
        found.value.defects.iter().find(|one| one.to_string() == input.defect.trim());
    if defect.is_none() {
        faults.add("defect", "is no defect of this case");
    }
    let reason = faults.words("reason", &input.reason);
    let (defect, reason) = faults.done(defect.zip(reason))?;
    match asked.ops(desk).resolve_defect(case, defect, (asked.actor(), &reason)).await {
        Ok(done) => Ok(changed(desk, &done, format!("defect {defect} resolved"))),
        Err(error) => Err(failed(desk, &asked, error).await),
    }
}
