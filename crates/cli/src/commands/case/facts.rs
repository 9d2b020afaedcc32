//! `case custody`, `case medical`, `case notice`, `case resolve-defect`: facts that change.

use anyhow::Result;
use domain::{Custody, CustodyKind, Defect, Known, Medical, MedicalStatus};
use jiff::civil::Date;
use operations::Operations;

use super::changed;
use crate::app::{App, Done};
use crate::args::coded;
use crate::error::bad;
use crate::find::CASE;
use crate::output::add;

/// Custody as it is now. What is not given stays as it was.
#[derive(Debug, clap::Args)]
pub(crate) struct CustodyChange {
    /// Case id, person id or A-number
    #[arg(value_name = CASE)]
    case: String,
    /// Whose custody
    #[arg(long, value_parser = coded!(CustodyKind))]
    kind: CustodyKind,
    /// Code of the facility
    #[arg(long)]
    facility: Option<String>,
    /// The office that keeps the case
    #[arg(long)]
    office: Option<String>,
    /// First day [default: as it was]
    #[arg(long, value_name = "DATE")]
    since: Option<Date>,
    /// Why
    #[arg(long, default_value = "custody changed")]
    reason: String,
}

/// What a clinician said.
#[derive(Debug, clap::Args)]
pub(crate) struct MedicalChange {
    /// Case id, person id or A-number
    #[arg(value_name = CASE)]
    case: String,
    /// What the clinician found
    #[arg(long, value_parser = coded!(MedicalStatus))]
    status: MedicalStatus,
    /// Day of the clearance; without it the last one stays
    #[arg(long, value_name = "DATE")]
    cleared_on: Option<Date>,
    /// Why, such as the clinician's note
    #[arg(long, default_value = "examined")]
    reason: String,
}

/// A notice that was served.
#[derive(Debug, clap::Args)]
pub(crate) struct NoticeServed {
    /// Case id, person id or A-number
    #[arg(value_name = CASE)]
    case: String,
    /// Which notice, such as `custody_review_notice`
    #[arg(long)]
    kind: String,
    /// The day of service [default: today]
    #[arg(long, value_name = "DATE")]
    on: Option<Date>,
}

pub(super) async fn custody(change: CustodyChange, ops: &Operations, app: &App) -> Result<Done> {
    let case = ops.find_case(&change.case).await?.value;
    let custody = Custody {
        kind: Known::Read(change.kind),
        facility: change.facility.map_or(case.custody.facility, Into::into),
        office: change.office.map_or(case.custody.office, Into::into),
        since: change.since.map(Known::Read).or(case.custody.since),
    };
    let reason = (&app.actor, change.reason.as_str());
    let outcome = ops.change_custody(&case.id, custody, reason).await?;
    changed(app, &outcome, change.kind.label())
}

pub(super) async fn medical(change: MedicalChange, ops: &Operations, app: &App) -> Result<Done> {
    let case = ops.find_case(&change.case).await?.value;
    let medical = Medical {
        status: Known::Read(change.status),
        cleared_on: change.cleared_on.map(Known::Read).or(case.medical.cleared_on),
    };
    let reason = (&app.actor, change.reason.as_str());
    let outcome = ops.change_medical(&case.id, medical, reason).await?;
    changed(app, &outcome, "fitness to fly recorded")
}

pub(super) async fn notice(served: NoticeServed, ops: &Operations, app: &App) -> Result<Done> {
    let case = ops.find_case(&served.case).await?.value;
    let on = served.on.unwrap_or_else(|| app.now().date());
    let outcome = ops.serve_notice(&case.id, (&served.kind, on), &app.actor).await?;
    let mut words = format!("notice {} served on {on}", served.kind);
    let kinds = ops.rules.notices();
    if !kinds.contains(served.kind.as_str()) {
        let kinds = kinds.into_iter().collect::<Vec<_>>().join(", ");
        add(&mut words, format_args!("; no deadline waits for it: those are for {kinds}"));
    }
    changed(app, &outcome, &words)
}

pub(super) async fn resolve_defect(
    case: &str,
    defect: &str,
    reason: &str,
    ops: &Operations,
    app: &App,
) -> Result<Done> {
    let case = ops.find_case(case).await?.value;
    let found: Option<&Defect> = case.defects.iter().find(|one| one.to_string() == defect);
    let Some(found) = found else {
        let there: Vec<String> = case.defects.iter().map(ToString::to_string).collect();
        let there = if there.is_empty() { "none".to_owned() } else { there.join(", ") };
        return Err(bad(
            format!("case {} has no defect {defect:?}", case.id),
            format!("its defects are: {there}"),
        ));
    };
    let outcome = ops.resolve_defect(&case.id, found, (&app.actor, reason)).await?;
    changed(app, &outcome, &format!("defect {defect} resolved"))
}
