//! What the gate says of every candidate of a flight, and what the planner would propose.

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse as _;
use domain::{CaseId, FlightId, Step};
use operations::VerdictQuery;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::problems::ReadProblems;
use super::{Answer, LARGEST_PAGE, PAGE};
use crate::desk::Desk;
use crate::extract::{ApiPath, ApiQuery};
use crate::fields::Faults;
use crate::policy::Act;
use crate::view::ReasonView;
use crate::who::ApiUser;

pub(super) fn routes() -> OpenApiRouter<Desk> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(proposal))
}

/// Which verdicts.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// Those after this person: `next` of the page before.
    #[param(nullable = false)]
    after: Option<String>,
    /// How many at most.
    #[param(nullable = false, minimum = 1, maximum = 200)]
    limit: Option<u64>,
}

/// What the gate says of one candidate.
#[derive(Debug, Serialize, ToSchema)]
struct Verdict {
    /// Who.
    person: String,
    /// Whether nothing stands in the way.
    eligible: bool,
    /// Whether there is a seat for them, longest waiting first.
    listed: bool,
    /// Everything that stands in the way, as far as the asker may see it.
    reasons: Vec<ReasonView>,
}

/// A page of verdicts, by person.
#[derive(Debug, Serialize, ToSchema)]
struct VerdictList {
    /// Candidates whom the asker may see.
    verdicts: Vec<Verdict>,
    /// Where the next page begins; null after the last one.
    #[schema(nullable = true)]
    next: Option<String>,
}

/// What a manifest would look like.
#[derive(Debug, Serialize, ToSchema)]
struct Proposed {
    /// Parties with seats, longest in custody first.
    seated: Vec<Vec<String>>,
    /// Parties that the gate clears but the flight has no room for.
    alternates: Vec<Vec<String>>,
    /// How many others are on the way to the flight's countries.
    left_out: usize,
}

/// What the gate says of every candidate of the flight, as of its departure.
#[utoipa::path(
    get,
    path = "/flights/{id}/verdicts",
    tag = "manifests",
    params(("id" = String, Path, description = "Key of the flight", example = "F000001"), Wanted),
    responses((status = 200, body = VerdictList), ReadProblems)
)]
async fn list(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiPath(id): ApiPath<String>,
    ApiQuery(wanted): ApiQuery<Wanted>,
) -> Answer {
    desk.may(&who, Act::SeeFlights).await?;
    desk.may(&who, Act::ListCases).await?;
    let mut faults = Faults::default();
    let after = faults.maybe_words("after", wanted.after.as_deref()).unwrap_or_default();
    let limit = faults.page("limit", wanted.limit, (PAGE, LARGEST_PAGE));
    let limit = usize::try_from(faults.done(limit)?).unwrap_or(1);
    let query = VerdictQuery { flight: Some(FlightId::new(id)?), at: None, step: Step::Board };
    let mut page = Vec::new();
    desk.ops
        .verdicts(&query, &mut |verdict| {
            if verdict.person_id.as_str() > after.as_str() && page.len() < limit {
                page.push(verdict);
            }
            Ok(())
        })
        .await?;
    let next = page.last().map(|verdict| verdict.person_id.to_string());
    let next = next.filter(|_| page.len() == limit);
    let rules = &desk.ops.rules;
    let mut verdicts = Vec::with_capacity(page.len());
    for verdict in page {
        let case = desk.ops.store.case_of_person(&verdict.person_id).await?;
        if !desk.sees(&who, &case.value) {
            continue;
        }
        let sight = desk.sight(&who, &case.value);
        let mut reasons: Vec<ReasonView> = Vec::new();
        for reason in &verdict.reasons {
            let view = ReasonView::plain(reason, &sight, rules);
            if !reasons.contains(&view) {
                reasons.push(view);
            }
        }
        verdicts.push(Verdict {
            person: verdict.person_id.to_string(),
            eligible: verdict.eligible,
            listed: verdict.listed,
            reasons,
        });
    }
    Ok(Json(VerdictList { verdicts, next }).into_response())
}

/// Who would get a seat now. Changes nothing.
#[utoipa::path(
    get,
    path = "/flights/{id}/proposal",
    tag = "manifests",
    params(("id" = String, Path, description = "Key of the flight", example = "F000001")),
    responses((status = 200, body = Proposed), ReadProblems)
)]
async fn proposal(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiPath(id): ApiPath<String>,
) -> Answer {
    desk.may(&who, Act::SeeFlights).await?;
    desk.may(&who, Act::BuildManifest).await?;
    let found = desk.ops.propose_manifest(&FlightId::new(id)?).await?;
    let mut keys: Vec<&CaseId> =
        found.seated.iter().chain(&found.alternates).flat_map(|seat| &seat.cases).collect();
    keys.sort();
    let seen = desk.ops.store.case_scopes(keys.iter().map(|key| key.as_str())).await?;
    let names = |seats: &[operations::manifest::Seat]| -> Vec<Vec<String>> {
        seats
            .iter()
            .map(|seat| {
                let cases = seat.cases.iter().map(CaseId::as_str);
                cases
                    .filter(|case| desk.sees_scope(&who, seen.get(*case)))
                    .map(str::to_owned)
                    .collect()
            })
            .filter(|party: &Vec<String>| !party.is_empty())
            .collect()
    };
    let proposed = Proposed {
        seated: names(&found.seated),
        alternates: names(&found.alternates),
        left_out: found.left_out.len(),
    };
    Ok(Json(proposed).into_response())
}
