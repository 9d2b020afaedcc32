//! Holds are placed by anybody signed in, and lifted by the authority.

use domain::decide::PlaceHold;
use domain::{Actor, CaseId, HoldId, Role};
use operations::LiftHold;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Asked, CaseChanged, changed, failed};
use crate::accounts::check_password;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::fields::{Fault, Faults};
use crate::policy::{Act, Denied};

/// A hold to place.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Place {
    /// Kind, a code of the page of holds.
    #[schema(example = "judicial_stay")]
    pub(crate) kind: String,
    /// The order, receipt or note that it rests on.
    #[schema(example = "order of the district court of 24 June")]
    pub(crate) document: String,
    /// The country it concerns; without it every country.
    #[serde(default)]
    #[schema(example = "CHN")]
    pub(crate) country: Option<String>,
    /// From when, with the offset of the place; without it from now.
    #[serde(default)]
    #[schema(example = "2024-06-24T09:00:00-05:00")]
    pub(crate) from: Option<String>,
    /// Until when, as written in the order.
    #[serde(default)]
    #[schema(example = "2024-07-24T09:00:00-05:00")]
    pub(crate) to: Option<String>,
    /// Docket number of the court.
    #[serde(default)]
    #[schema(example = "2:24-cv-00123")]
    pub(crate) docket: Option<String>,
    /// Its key: that of a known hold amends it; without it the next one of the person.
    #[serde(default)]
    #[schema(example = "H0000345")]
    pub(crate) id: Option<String>,
}

/// What it takes to lift a hold.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Lift {
    /// The document that ends it.
    #[schema(example = "order of the district court of 1 July")]
    pub(crate) document: String,
    /// Why.
    #[schema(example = "the stay was dissolved")]
    pub(crate) reason: String,
    /// The second person, as `role:user`, where it takes two.
    #[serde(default)]
    #[schema(example = "hq_counsel:u10212")]
    pub(crate) second: Option<String>,
    /// The second person's password: they are here and agree.
    #[serde(default)]
    #[schema(format = Password)]
    pub(crate) second_password: Option<String>,
}

impl Place {
    /// The hold that these words place.
    pub(super) fn read(&self, desk: &Desk) -> Result<PlaceHold, Vec<Fault>> {
        let now = desk.now();
        let mut faults = Faults::default();
        let kind = faults.words("kind", &self.kind);
        if let Some(kind) = &kind
            && desk.ops.rules.hold_kind_or_latest(kind, now.date()).is_none()
        {
            faults.add("kind", "is no kind of hold that the rulebook knows");
        }
        let document = faults.words("document", &self.document);
        let country = faults.maybe("country", self.country.as_deref());
        let from = faults.maybe_moment("from", self.from.as_deref(), now).unwrap_or(now);
        let to = faults.maybe_moment("to", self.to.as_deref(), now);
        if to.is_some_and(|to| to.at() <= from.at()) {
            faults.add("to", "must be later than its beginning");
        }
        let docket = faults.maybe_words("docket", self.docket.as_deref());
        let id: Option<HoldId> = faults.maybe("id", self.id.as_deref());
        let (kind, document) = faults.done(kind.zip(document))?;
        Ok(PlaceHold {
            id,
            kind: kind.into(),
            country,
            from,
            to,
            source_document: document.into(),
            docket_number: docket.map(Into::into),
        })
    }
}

/// Places a hold on `case`.
pub(crate) async fn place(
    desk: &Desk,
    asked: Asked<'_>,
    case: &CaseId,
    input: Place,
) -> Result<CaseChanged, Failure> {
    desk.case_for(asked.who, case, Act::PlaceHold).await?;
    let hold = input.read(desk)?;
    match asked.ops(desk).place_hold(case, hold, asked.actor(), None).await {
        Ok(outcome) => {
            let id = outcome.hold.as_ref().map_or("", HoldId::as_str);
            Ok(changed(desk, &outcome, format!("hold {id} placed")))
        }
        Err(error) => Err(failed(desk, &asked, error).await),
    }
}

/// Lifts the hold `id` of `case`.
pub(crate) async fn lift(
    desk: &Desk,
    asked: Asked<'_>,
    (case, id): (&CaseId, &HoldId),
    input: Lift,
) -> Result<CaseChanged, Failure> {
    let found = desk.case_for(asked.who, case, Act::LiftHold).await?;
    let hold = found.value.holds.iter().find(|hold| hold.id == *id).and_then(|hold| hold.latest());
    let sight = desk.sight(asked.who, &found.value);
    if let Some(latest) = hold
        && !sight.reads_hold(&latest.kind, &desk.ops.rules)
        && !is_authority(desk, asked.actor().role, &latest.kind)
    {
        // Its kind is not theirs to read, so a refusal must not name it either.
        let policy = "need-to-know-protection".to_owned();
        return Err(Denied { role: asked.actor().role, act: Act::LiftHold, policy }.into());
    }
    let mut faults = Faults::default();
    let document = faults.words("document", &input.document);
    let reason = faults.words("reason", &input.reason);
    let second = faults.maybe_words("second", input.second.as_deref());
    let second = second.and_then(|text| {
        let actor = Actor::parse(&text).filter(|actor| actor.role != Role::System);
        if actor.is_none() {
            faults.add("second", "must be a role and a user, such as hq_counsel:u10212");
        }
        actor
    });
    if let Some(second) = &second {
        let password = input.second_password.unwrap_or_default();
        if !agrees(desk, second, password).await? {
            faults.add("second", "did not agree: wrong user, role or password");
        }
    }
    let (document, reason) = faults.done(document.zip(reason))?;
    let lift = LiftHold { id: id.clone(), document, reason, second };
    match asked.ops(desk).lift_hold(case, lift, asked.actor(), None).await {
        Ok(outcome) => Ok(changed(desk, &outcome, format!("hold {id} lifted"))),
        Err(error) => Err(failed(desk, &asked, error).await),
    }
}

/// Whether the second person is here and agrees: nobody agrees for somebody else. In the
/// demonstration, where everybody may become anybody, their name is enough.
async fn agrees(desk: &Desk, second: &Actor, password: String) -> Result<bool, Failure> {
    let account = if desk.settings.demo {
        desk.ops.store.account(&second.user).await?
    } else {
        check_password(desk, second.user.as_str(), password).await?
    };
    Ok(account.is_some_and(|account| account.roles.contains(&second.role)))
}

fn is_authority(desk: &Desk, role: Role, kind: &str) -> bool {
    desk.ops
        .rules
        .hold_kind_or_latest(kind, desk.now().date())
        .is_some_and(|kind| kind.may_be_lifted_by(role))
}
