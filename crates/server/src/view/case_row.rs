//! Cases in a list.

use domain::rulebook::Rulebook;
use domain::{Case, Moment};
use persistence::{CaseCard, Loaded};
use serde::Serialize;
use utoipa::ToSchema;

use super::{CaseView, maybe};
use crate::sight::Sight;

/// A case in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct CaseRow {
    /// Key.
    #[schema(example = "P0000012.1")]
    pub(crate) id: String,
    /// The version it has.
    pub(crate) version: i64,
    /// Who.
    pub(crate) person: String,
    /// The agency's number for the person.
    #[schema(nullable = true)]
    pub(crate) a_number: Option<String>,
    /// Family name.
    pub(crate) family_name: String,
    /// Given names.
    pub(crate) given_names: String,
    /// Where it stands.
    #[schema(example = "order_final")]
    pub(crate) stage: &'static str,
    /// The flight it is bound to.
    #[schema(nullable = true)]
    pub(crate) flight: Option<String>,
    /// Nationality.
    #[schema(nullable = true)]
    pub(crate) nationality: Option<String>,
    /// Where to.
    #[schema(nullable = true)]
    pub(crate) removal_country: Option<String>,
    /// The office that keeps it.
    pub(crate) office: String,
    /// First day of the present custody.
    #[schema(nullable = true)]
    pub(crate) waiting_since: Option<String>,
    /// The stage in words, for pages.
    #[serde(skip)]
    pub(crate) stage_label: &'static str,
}

impl CaseRow {
    /// The row of a card.
    pub(crate) fn of(card: CaseCard) -> Self {
        Self {
            id: card.case.to_string(),
            version: card.version.0,
            person: card.person.to_string(),
            a_number: card.a_number,
            family_name: card.family_name,
            given_names: card.given_names,
            stage: card.stage.code(),
            flight: maybe(card.flight),
            nationality: card.nationality,
            removal_country: card.removal_country,
            office: card.office,
            waiting_since: card.waiting_since,
            stage_label: card.stage.label(),
        }
    }
}

impl CaseRow {
    /// The row that a consular user sees: the fields of the list, and no other.
    pub(crate) fn of_disclosed(
        found: &Loaded<Case>,
        sight: &Sight,
        now: Moment,
        rules: &Rulebook,
    ) -> Self {
        let view = CaseView::of((&found.value, found.version()), sight, now, rules);
        let stage = found.value.stage.name();
        Self {
            id: view.id,
            version: view.version,
            person: view.person.id,
            a_number: None,
            family_name: view.person.family_name.unwrap_or_default(),
            given_names: view.person.given_names.unwrap_or_default(),
            stage: stage.code(),
            flight: None,
            nationality: view.person.nationality,
            removal_country: None,
            office: String::new(),
            waiting_since: None,
            stage_label: stage.label(),
        }
    }
}
