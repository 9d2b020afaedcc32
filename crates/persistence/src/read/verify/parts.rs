//! In which parts two values of one case or flight differ. Parts have names; what they say is
//! nobody's business here.

use domain::{Case, Flight, Manifest};

/// The parts in which `kept` is not what history `said`.
pub(super) fn of_case(said: &Case, kept: &Case) -> Vec<&'static str> {
    let Case {
        id,
        opened_at,
        stage,
        person,
        custody,
        order,
        medical,
        holds,
        documents,
        statements,
        interviews,
        notices,
        defects,
    } = said;
    differing([
        ("id", *id == kept.id),
        ("opened_at", *opened_at == kept.opened_at),
        ("stage", *stage == kept.stage),
        ("person", *person == kept.person),
        ("custody", *custody == kept.custody),
        ("order", *order == kept.order),
        ("medical", *medical == kept.medical),
        ("holds", *holds == kept.holds),
        ("documents", *documents == kept.documents),
        ("statements", *statements == kept.statements),
        ("interviews", *interviews == kept.interviews),
        ("notices", *notices == kept.notices),
        ("defects", *defects == kept.defects),
    ])
}

/// The same of a flight.
pub(super) fn of_flight(said: &Flight, kept: &Flight) -> Vec<&'static str> {
    let Flight { plan, status, manifest, stop_orders, late_acceptance } = said;
    let Manifest { revision, builders, seal, lines } = manifest;
    differing([
        ("plan", *plan == kept.plan),
        ("status", *status == kept.status),
        ("list", *lines == kept.manifest.lines),
        ("list_revision", *revision == kept.manifest.revision),
        ("builders", *builders == kept.manifest.builders),
        ("seal", *seal == kept.manifest.seal),
        ("stop_orders", *stop_orders == kept.stop_orders),
        ("late_acceptance", *late_acceptance == kept.late_acceptance),
    ])
}

fn differing(parts: impl IntoIterator<Item = (&'static str, bool)>) -> Vec<&'static str> {
    parts.into_iter().filter(|(_, same)| !same).map(|(part, _)| part).collect()
}
