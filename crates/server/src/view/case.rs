//! One case, as its reader may see it.

use domain::rulebook::Rulebook;
use domain::{Case, Moment, SeatRole, Stage, Version};
use serde::Serialize;
use utoipa::ToSchema;

use super::interview::{InterviewView, interview};
use super::parts::{
    ClockView, CustodyView, DocumentView, MedicalView, NoticeView, OrderView, PersonView,
    StatementView, document,
};
use super::{HoldView, maybe};
use crate::sight::Sight;

/// A case, as its reader may see it. What is withheld is null or left out of its list, and its
/// policy is in `withheld`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct CaseView {
    /// Key.
    #[schema(example = "P0000012.1")]
    pub(crate) id: String,
    /// The version: it goes into `If-Match`.
    pub(crate) version: i64,
    /// Where it stands, a code of the page of stages.
    pub(crate) stage: &'static str,
    /// The same in words, with the flight.
    pub(crate) stage_words: String,
    /// The flight it is bound to.
    #[schema(nullable = true)]
    pub(crate) flight: Option<String>,
    pub(crate) person: PersonView,
    #[schema(nullable = true)]
    pub(crate) custody: Option<CustodyView>,
    #[schema(nullable = true)]
    pub(crate) order: Option<OrderView>,
    #[schema(nullable = true)]
    pub(crate) medical: Option<MedicalView>,
    pub(crate) holds: Vec<HoldView>,
    pub(crate) documents: Vec<DocumentView>,
    pub(crate) statements: Vec<StatementView>,
    /// Interviews that an agency asks for.
    pub(crate) interviews: Vec<InterviewView>,
    pub(crate) notices: Vec<NoticeView>,
    pub(crate) clocks: Vec<ClockView>,
    /// Defects of the record that nobody has put right.
    pub(crate) defects: Vec<String>,
    /// Policies by which something is withheld.
    pub(crate) withheld: Vec<&'static str>,
}

impl CaseView {
    /// `case` at `version`, as `sight` lets it be read at `now`.
    pub(crate) fn of(
        (case, version): (&Case, Version),
        sight: &Sight,
        now: Moment,
        rules: &Rulebook,
    ) -> Self {
        let inside = sight.fields.is_none();
        let holds = case.holds.iter().filter(|_| inside);
        let said = case.statements.iter().filter(|one| inside && sight.reads_statement(&one.kind));
        let clocks = domain::clock::clocks(case, now.at(), rules);
        let mut withheld = Vec::new();
        for (sees, policy) in [
            (sight.legal, "legal-matters"),
            (sight.medical, "need-to-know-medical"),
            (sight.protection, "need-to-know-protection"),
            (inside, "consul-sees-own-nationals"),
        ] {
            if !sees {
                withheld.push(policy);
            }
        }
        Self {
            id: case.id.to_string(),
            version: version.0,
            stage: case.stage.name().code(),
            stage_words: stage_words(&case.stage),
            flight: maybe(case.stage.flight()),
            person: PersonView::of(case, sight, now),
            custody: inside.then(|| CustodyView {
                kind: case.custody.kind.to_string(),
                facility: case.custody.facility.to_string(),
                office: case.custody.office.to_string(),
                since: maybe(case.custody.since.as_ref()),
            }),
            order: sight.legal.then(|| OrderView {
                kind: case.order.kind.to_string(),
                date: maybe(case.order.date.as_ref()),
                appeal: case.order.appeal.to_string(),
                category: case.order.category.to_string(),
                removal_country: maybe(case.order.removal_country.as_ref()),
            }),
            medical: sight.medical.then(|| MedicalView {
                status: case.medical.status.to_string(),
                cleared_on: maybe(case.medical.cleared_on.as_ref()),
            }),
            holds: holds.filter_map(|hold| HoldView::of(hold, sight, now, rules)).collect(),
            documents: case.documents.iter().filter_map(|one| document(one, case, sight)).collect(),
            statements: said.map(StatementView::of).collect(),
            interviews: case
                .interviews
                .iter()
                .filter_map(|one| interview(one, case, sight))
                .collect(),
            notices: case
                .notices
                .iter()
                .filter(|notice| sight.legal && sight.reads_clock(&notice.kind))
                .map(|notice| NoticeView {
                    kind: notice.kind.to_string(),
                    on: notice.on.to_string(),
                })
                .collect(),
            clocks: clocks
                .into_iter()
                .filter(|clock| inside && sight.reads_clock(&clock.name))
                .map(|clock| ClockView {
                    name: clock.name.to_string(),
                    label: clock.label,
                    about: maybe(clock.about),
                    due: clock.due.to_string(),
                    state: clock.state.code(),
                    consequence: clock.consequence,
                })
                .collect(),
            defects: case.defects.iter().filter(|_| sight.legal).map(ToString::to_string).collect(),
            withheld,
        }
    }
}

/// A stage in words.
fn stage_words(stage: &Stage) -> String {
    let label = stage.name().label();
    match stage {
        Stage::Manifested { flight, role: SeatRole::Alternate } => {
            format!("{label} of flight {flight}, as an alternate")
        }
        Stage::Manifested { flight, role: SeatRole::Primary }
        | Stage::Confirmed { flight }
        | Stage::Boarded { flight }
        | Stage::Departed { flight }
        | Stage::Removed { flight, .. } => format!("{label}, flight {flight}"),
        Stage::Closed { outcome } => format!("{label}: {}", outcome.label()),
        Stage::Detained | Stage::OrderFinal | Stage::DocumentRequested | Stage::AgencyApproved => {
            label.to_owned()
        }
    }
}
