//! What must hold after every step, whatever was tried.

use std::collections::BTreeMap;

use domain::{
    Case, ClassLevel, Flight, Line, LineState, MedicalStatus, SeatRole, Stage, StageName, StopKind,
};

use super::safety;
use super::world::World;

pub(super) fn check(world: &World) {
    for case in &world.cases {
        stage_and_line_agree(world, case);
    }
    for flight in &world.flights {
        nobody_sits_twice(flight);
        everybody_gets_on_before_getting_off(flight);
        seats_suffice(world, flight);
        kept_apart(world, flight);
    }
    families_stay_together(world);
}

fn stage_and_line_agree(world: &World, case: &Case) {
    let own: Vec<(&Flight, &Line)> = world
        .flights
        .iter()
        .flat_map(|flight| flight.manifest.lines.iter().map(move |line| (flight, line)))
        .filter(|(_, line)| line.case == case.id)
        .collect();
    let holding: Vec<&(&Flight, &Line)> =
        own.iter().filter(|(_, line)| line.state.is_live()).collect();
    let (state, role) = match &case.stage {
        Stage::Manifested { role, .. } => (LineState::Listed, *role),
        Stage::Confirmed { .. } => (LineState::Confirmed, SeatRole::Primary),
        Stage::Boarded { .. } => (LineState::Boarded, SeatRole::Primary),
        Stage::Departed { .. } => (LineState::Departed, SeatRole::Primary),
        Stage::Removed { flight, .. } => {
            let delivered = own
                .iter()
                .any(|(on, line)| on.id() == flight && line.state == LineState::Delivered);
            assert!(holding.is_empty() && delivered, "{} is removed by no line", case.id);
            return;
        }
        Stage::Detained
        | Stage::OrderFinal
        | Stage::DocumentRequested
        | Stage::AgencyApproved
        | Stage::Closed { .. } => {
            assert!(holding.is_empty(), "{} is on a list at {}", case.id, case.stage.name());
            return;
        }
    };
    assert_eq!(holding.len(), 1, "{} at {} has its line", case.id, case.stage.name());
    let (on, line) = holding[0];
    assert_eq!(Some(on.id()), case.stage.flight(), "{}", case.id);
    assert_eq!((line.state, line.role), (state, role), "{}", case.id);
    if case.stage.is_listed() {
        assert!(line_leads_home(case, on), "{} is taken to another country", case.id);
    }
}

/// Whether the line of `case`, if it has one, ends in its removal country.
pub(super) fn line_leads_home(case: &Case, flight: &Flight) -> bool {
    let Some(line) = flight.manifest.line_of(&case.id) else { return true };
    let to = case.order.removal_country.as_ref().and_then(|country| country.read());
    let stop = usize::from(line.drop_stop);
    safety::drops(flight).iter().any(|(index, country)| *index == stop && Some(country) == to)
}

fn nobody_sits_twice(flight: &Flight) {
    let mut numbers: Vec<u32> = flight.manifest.lines.iter().map(|line| line.number).collect();
    let mut people: Vec<_> = flight.manifest.live().map(|line| &line.person).collect();
    let (lines, live) = (numbers.len(), people.len());
    numbers.sort_unstable();
    numbers.dedup();
    people.sort_unstable();
    people.dedup();
    assert_eq!((numbers.len(), people.len()), (lines, live), "twice on {}", flight.id());
}

fn everybody_gets_on_before_getting_off(flight: &Flight) {
    for line in flight.manifest.live() {
        let stop = flight.plan.stops.get(usize::from(line.board_stop)).and_then(|stop| stop.read());
        let picked_up = stop.is_some_and(|stop| stop.kind == StopKind::PickUp);
        let in_order = line.board_stop < line.drop_stop;
        assert!(
            picked_up && in_order,
            "{} from {} to {}",
            line.person,
            line.board_stop,
            line.drop_stop
        );
    }
}

fn live_primaries(flight: &Flight) -> Vec<&Line> {
    let lines = flight.manifest.lines.iter();
    lines.filter(|line| line.state.is_live() && line.role == SeatRole::Primary).collect()
}

fn seats_suffice(world: &World, flight: &Flight) {
    let plan = &flight.plan;
    let of = |value: &domain::Known<u32>| value.read().copied().unwrap_or(0) as usize;
    let lines = live_primaries(flight);
    for leg in 0..plan.stops.len() {
        let on = |line: &&&Line| {
            usize::from(line.board_stop) <= leg && leg < usize::from(line.drop_stop)
        };
        let people = lines.iter().filter(on).count();
        assert!(people <= of(&plan.seats), "{people} on leg {leg} of {}", flight.id());
    }
    assert!(lines.len() <= of(&plan.list_cap), "too many names on {}", flight.id());
    let high = lines.iter().filter(|line| {
        let case = &world.cases[world.index_of(&line.case)];
        case.person.class_level.read() == Some(&ClassLevel::High)
    });
    assert!(high.count() <= of(&plan.max_class3), "too many of the high class: {}", flight.id());
    let nursed = lines.iter().filter(|line| line.needs_nurse).count();
    assert!(nursed <= 4 * of(&plan.nurses), "too few nurses listed on {}", flight.id());
}

/// Whoever has left and needs a nurse, by the record of now, has one.
pub(super) fn check_nurses(world: &World, flight: &Flight) {
    let patients = world.cases.iter().filter(|case| {
        matches!(&case.stage, Stage::Departed { flight: on } if on == flight.id())
            && case.medical.status.read() == Some(&MedicalStatus::NurseRequired)
    });
    let nurses = flight.plan.nurses.read().copied().unwrap_or(0) as usize;
    assert!(patients.count() <= 4 * nurses, "too few nurses on {}", flight.id());
}

fn kept_apart(world: &World, flight: &Flight) {
    let lines = live_primaries(flight);
    for line in &lines {
        let case = &world.cases[world.index_of(&line.case)];
        for other in &case.person.keep_apart {
            let both = lines.iter().any(|line| line.person == *other);
            assert!(!both, "{} and {other} are both on {}", line.person, flight.id());
        }
    }
}

fn families_stay_together(world: &World) {
    let mut families: BTreeMap<_, Vec<&Case>> = BTreeMap::new();
    for case in &world.cases {
        if let Some(unit) = &case.person.family_unit {
            families.entry(unit).or_default().push(case);
        }
    }
    for family in families.values() {
        let Some(listed) = family.iter().find(|case| case.stage.is_listed()) else { continue };
        for case in family {
            assert_eq!(case.stage, listed.stage, "{} is apart from {}", case.id, listed.id);
        }
    }
    // In the air nobody is still at an earlier stage of the same flight.
    for case in &world.cases {
        let Some(index) = world.flight_of(case) else { continue };
        if case.stage.name() == StageName::Departed {
            let status = world.flights[index].status;
            let left = [domain::FlightStatus::Departed, domain::FlightStatus::Arrived];
            assert!(left.contains(&status), "{} left without the flight", case.id);
        }
    }
}
