//! Holds.

use domain::gate::{Standing, standing};
use domain::rulebook::Rulebook;
use domain::{Hold, HoldRevision, Moment};
use serde::Serialize;
use utoipa::ToSchema;

use super::maybe;
use crate::sight::{Sight, WITHHELD};

/// A hold as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct HoldView {
    /// Key.
    #[schema(example = "H0000345")]
    pub(crate) id: String,
    /// Kind, a code of the rulebook, or `withheld`.
    #[schema(example = "judicial_stay")]
    pub(crate) kind: String,
    /// The kind in words.
    pub(crate) label: String,
    /// `in_force`, `later`, `to_be_confirmed`, `lifted` or `unreadable`.
    #[schema(example = "in_force")]
    pub(crate) state: &'static str,
    /// The country it concerns; every country without one.
    #[schema(nullable = true)]
    pub(crate) country: Option<String>,
    /// From when.
    #[schema(nullable = true)]
    pub(crate) from: Option<String>,
    /// Until when.
    #[schema(nullable = true)]
    pub(crate) to: Option<String>,
    /// What it rests on.
    #[schema(nullable = true)]
    pub(crate) document: Option<String>,
    /// Docket number of the court.
    #[schema(nullable = true)]
    pub(crate) docket: Option<String>,
    /// Who recorded it last.
    #[schema(nullable = true)]
    pub(crate) by: Option<String>,
    /// What it stops: `contact`, `manifest`, `boarding`.
    pub(crate) stops: Vec<&'static str>,
    /// Roles that may lift it.
    pub(crate) lifted_by: Vec<&'static str>,
    /// How many people it takes to lift it.
    pub(crate) people_to_lift: usize,
}

/// A hold in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct HoldRow {
    /// Whose case.
    pub(crate) case: String,
    /// The hold.
    #[serde(flatten)]
    pub(crate) hold: HoldView,
}

impl HoldView {
    /// `hold` as `sight` lets it be read at `now`.
    pub(crate) fn of(hold: &Hold, sight: &Sight, now: Moment, rules: &Rulebook) -> Option<Self> {
        Some(Self::latest(hold.id.as_str(), hold.latest()?, sight, now, rules))
    }

    /// The same from what was recorded last.
    pub(crate) fn latest(
        id: &str,
        latest: &HoldRevision,
        sight: &Sight,
        now: Moment,
        rules: &Rulebook,
    ) -> Self {
        let kind = rules.hold_kind_or_latest(&latest.kind, now.date());
        let state = state(latest, now, rules);
        let mut stops = Vec::new();
        if let Some(kind) = kind {
            let all = [
                (kind.blocks.contact, "contact"),
                (kind.blocks.manifest, "manifest"),
                (kind.blocks.board, "boarding"),
            ];
            stops.extend(all.iter().filter(|(blocks, _)| *blocks).map(|(_, words)| *words));
        }
        if !sight.reads_hold(&latest.kind, rules) || (latest.defect.is_some() && !sight.is_full()) {
            return Self {
                id: id.to_owned(),
                kind: WITHHELD.to_owned(),
                label: "a hold that your role does not read".to_owned(),
                state,
                country: None,
                from: None,
                to: None,
                document: None,
                docket: None,
                by: None,
                stops,
                lifted_by: Vec::new(),
                people_to_lift: 0,
            };
        }
        Self {
            id: id.to_owned(),
            kind: latest.kind.to_string(),
            label: kind.map_or_else(|| latest.kind.to_string(), |kind| kind.label.clone()),
            state,
            country: maybe(latest.country),
            from: maybe(latest.from),
            to: maybe(latest.to),
            document: Some(latest.source_document.to_string()),
            docket: maybe(latest.docket_number.as_ref()),
            by: Some(latest.by.to_string()),
            stops,
            lifted_by: kind
                .map(|kind| kind.may_lift.roles().iter().map(|role| role.code()).collect())
                .unwrap_or_default(),
            people_to_lift: kind.map_or(0, domain::rulebook::HoldKind::people_to_lift),
        }
    }

    /// Whether it counts against the person now.
    pub(crate) fn bars(&self) -> bool {
        self.state != "lifted" && self.state != "later"
    }

    /// Its state in words.
    pub(crate) fn state_words(&self) -> &'static str {
        match self.state {
            "in_force" => "in force",
            "later" => "begins later",
            "to_be_confirmed" => "end to be confirmed: it bars",
            "lifted" => "lifted",
            _ => "cannot be read: it bars",
        }
    }
}

fn state(latest: &HoldRevision, now: Moment, rules: &Rulebook) -> &'static str {
    match standing(latest, now, rules).0 {
        Standing::Unreadable => "unreadable",
        Standing::Later => "later",
        Standing::Ended => "lifted",
        Standing::ToBeConfirmed => "to_be_confirmed",
        Standing::InForce => "in_force",
    }
}
