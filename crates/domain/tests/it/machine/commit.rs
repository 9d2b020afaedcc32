//! A decision's changes are made: each move has to take an edge of the machine, with its
//! clearance, and what must not be is looked for afterwards.

use domain::decide::{Changes, Listed, sweep};
use domain::gate::Clearance;
use domain::{
    Case, CaseEvent, EDGES, Flight, FlightEvent, Reason, ReasonCode, Refusal, Role, Stage,
    StageName, Verb,
};

use super::invariants;
use super::safety;
use super::seen::Seen;
use super::world::{World, who};

/// Makes the changes of a decision, or notes its refusal. `flight` is where its flight events go.
pub(super) fn settle(
    world: &mut World,
    seen: &mut Seen,
    flight: Option<usize>,
    decided: Result<Changes, Refusal>,
) -> bool {
    seen.steps += 1;
    let changes = match decided {
        Ok(changes) => changes,
        Err(refusal) => {
            if let Refusal::Barred { barred } = &refusal {
                for (_, reasons) in barred {
                    seen.reasons(reasons);
                }
            }
            seen.refusal(&refusal);
            return false;
        }
    };
    apply(world, seen, flight, &changes);
    invariants::check(world);
    true
}

/// The same for a change of facts about `case`: whoever is barred by it comes off with it.
pub(super) fn settle_facts(
    world: &mut World,
    seen: &mut Seen,
    case: usize,
    decided: Result<Changes, Refusal>,
) -> bool {
    let party = world.party(case);
    let on = party.iter().find_map(|index| world.flight_of(&world.cases[*index]));
    let decided = decided.map(|mut changes| {
        if let Some(flight) = on {
            let system = who(Role::System);
            let members = world.cases_of(&party);
            let listed = Listed { party: &members, flight: &world.flights[flight] };
            sweep(&listed, &world.context(&system), &mut changes);
            count_sweep(&changes, seen);
        }
        changes
    });
    let before: Vec<Case> = party.iter().map(|index| world.cases[*index].clone()).collect();
    let listed_on = on.map(|flight| world.flights[flight].clone());
    let done = settle(world, seen, on, decided);
    if let (true, Some(flight), Some(was)) = (done, on, &listed_on) {
        check_sweep(world, &party, (&before, was), flight);
    }
    done
}

pub(super) fn count_sweep(changes: &Changes, seen: &mut Seen) {
    for event in &changes.flight {
        match event {
            FlightEvent::LineStruck { detail, .. } => {
                seen.struck_by_sweep += 1;
                let reasons = detail.split(';').filter_map(|text| text.to_owned().try_into().ok());
                seen.reasons(&reasons.collect::<Vec<Reason>>());
            }
            FlightEvent::StopOrderRaised { order } if order.recall => seen.recalls += 1,
            _ => (),
        }
    }
}

/// After a change of facts: whoever may not fly by the simple rules is off the list, with a stop
/// order, or recalled; and nobody else is.
pub(super) fn check_sweep(
    world: &World,
    party: &[usize],
    (before, was): (&[Case], &Flight),
    flight: usize,
) {
    let flight = &world.flights[flight];
    let family = world.cases_of(party);
    let on_board = before.iter().zip(&family).any(|(before, after)| {
        before.stage.name() == StageName::Boarded && after.stage.name() != StageName::Closed
    });
    let departs = flight.plan.departs_at.unwrap_or(world.now);
    let later = if world.now.at() < departs.at() { departs } else { world.now };
    let may = safety::may_fly(&family, flight, on_board, world.now)
        && safety::may_fly(&family, flight, true, later)
        && family.iter().all(|case| invariants::line_leads_home(case, was));
    let left = family
        .iter()
        .any(|case| matches!(case.stage.name(), StageName::Closed | StageName::Detained));
    for (before, after) in before.iter().zip(&family) {
        if before.stage.flight() != Some(flight.id()) {
            continue;
        }
        let order = flight.stop_orders.iter().rev().find(|order| order.case == after.id);
        let raised = order.filter(|order| order.raised_at == world.now.at());
        if before.stage.is_listed() {
            let stays = after.stage == before.stage;
            let (name, said) = (before.stage.name(), raised.map(|order| &*order.detail));
            assert_eq!(stays, may && !left, "{} at {name}: {said:?}", after.id);
            if !stays {
                assert!(raised.is_some_and(|order| !order.recall), "no stop order: {}", after.id);
            }
        } else if before.stage.name() == StageName::Departed && !may {
            assert!(raised.is_some_and(|order| order.recall), "no recall: {}", after.id);
        }
    }
}

fn apply(world: &mut World, seen: &mut Seen, flight: Option<usize>, changes: &Changes) {
    for (id, events) in &changes.cases {
        let index = world.index_of(id);
        for event in events {
            let before = world.cases[index].clone();
            let after = before.clone().apply(event);
            check_move(world, seen, &before, event, &after);
            world.told.hear(&before, event);
            world.cases[index] = after;
            seen.stage(world.cases[index].stage.name());
        }
    }
    for event in &changes.flight {
        let at = flight.expect("events of a flight need a flight");
        world.flights[at] = world.flights[at].clone().apply(event);
    }
    check_doors(world, changes);
}

/// Whoever boards or leaves in this change may, by the simple rules, at this instant.
fn check_doors(world: &World, changes: &Changes) {
    for (id, events) in &changes.cases {
        let through = |event: &CaseEvent| {
            matches!(event, CaseEvent::Boarded { .. } | CaseEvent::Departed { .. })
        };
        if !events.iter().any(through) {
            continue;
        }
        let index = world.index_of(id);
        let case = &world.cases[index];
        let flight = &world.flights[world.flight_of(case).expect("a flight")];
        let family = world.cases_of(&world.party(index));
        assert!(safety::may_fly(&family, flight, true, world.now), "{id} went through the door");
        let known: Vec<Case> = family.iter().map(|member| world.told.known_as(member)).collect();
        let known: Vec<&Case> = known.iter().collect();
        assert!(safety::may_fly(&known, flight, true, world.now), "{id}, approved as another");
        assert!(family.iter().all(|member| member.stage == case.stage), "{id} without its family");
        assert!(world.now.at().duration_since(world.feed).as_mins() <= 5, "{id}: holds not fresh");
        invariants::check_nurses(world, flight);
    }
}

fn check_move(world: &World, seen: &mut Seen, before: &Case, event: &CaseEvent, after: &Case) {
    let Some((verb, clearance)) = verb_of(event) else {
        assert_eq!(before.stage, after.stage, "a fact moved {}", before.id);
        return;
    };
    let (from, to) = (before.stage.name(), after.stage.name());
    let index = EDGES.iter().position(|edge| edge.from == from && edge.verb == verb);
    let index = index.unwrap_or_else(|| panic!("{} {verb} from {from}", before.id));
    let edge = &EDGES[index];
    seen.edge(index);
    assert_eq!(edge.to, to, "{} {verb}", before.id);
    if let Some(step) = edge.step {
        let Some(proof) = clearance else {
            assert_eq!(verb, Verb::RequestDocument, "{verb} without clearance");
            return;
        };
        if verb == Verb::RequestDocument {
            assert!(safety::may_be_asked_about(before, world.now), "contact about {}", before.id);
        }
        let flight = after.stage.flight();
        let country = after.order.removal_country.as_ref().and_then(|to| to.read()).copied();
        assert_eq!((proof.step, &proof.case), (step, &after.id));
        assert_eq!((proof.flight.as_ref(), Some(proof.country)), (flight, country));
        assert_eq!(proof.at, world.now.at());
    }
    match &before.stage {
        Stage::Departed { .. } => {
            let back = matches!(event, CaseEvent::Returned { .. });
            assert!(to == StageName::Removed || back, "left, then {to}");
        }
        Stage::Removed { .. } | Stage::Closed { .. } => panic!("{from}, then {to}"),
        _ => (),
    }
}

/// What an event does to the stage, and the clearance that it carries.
fn verb_of(event: &CaseEvent) -> Option<(Verb, Option<&Clearance>)> {
    Some(match event {
        CaseEvent::OrderBecameFinal => (Verb::FinalizeOrder, None),
        CaseEvent::DocumentRequested { clearance, .. } => {
            (Verb::RequestDocument, clearance.as_ref())
        }
        CaseEvent::DocumentAccepted { .. } => (Verb::AcceptDocument, None),
        CaseEvent::AgencyApproved { .. } => (Verb::RecordApproval, None),
        CaseEvent::AgencyRefused { .. } => (Verb::RecordRefusal, None),
        CaseEvent::DocumentExpired { .. } => (Verb::ExpireDocument, None),
        CaseEvent::Assigned { clearance, .. } => (Verb::Assign, Some(clearance)),
        CaseEvent::Promoted { clearance, .. } => (Verb::Promote, Some(clearance)),
        CaseEvent::Confirmed { clearance, .. } => (Verb::Confirm, Some(clearance)),
        CaseEvent::Transferred { clearance, .. } => (Verb::Transfer, Some(clearance)),
        CaseEvent::Boarded { clearance, .. } => (Verb::Board, Some(clearance)),
        CaseEvent::Departed { clearance, .. } => (Verb::Depart, Some(clearance)),
        CaseEvent::Removed { .. } => (Verb::VerifyDeparture, None),
        CaseEvent::Struck { .. } => (Verb::Strike, None),
        CaseEvent::Offloaded { .. } => (Verb::Offload, None),
        CaseEvent::Returned { .. } => (Verb::Return, None),
        CaseEvent::OrderReopened { .. } => (Verb::ReopenOrder, None),
        CaseEvent::Closed { .. } => (Verb::Close, None),
        _ => return None,
    })
}

/// Reasons that the gate has no occasion to give.
pub(super) fn impossible(code: ReasonCode) -> bool {
    // No airport of the rulebook is one that its country does not take, and records of people
    // are readable here.
    matches!(code, ReasonCode::AirportNotAllowed | ReasonCode::Unreadable)
}
