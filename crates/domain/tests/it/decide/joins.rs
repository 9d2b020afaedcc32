//! Changes that are joined tell the same as one after the other.

use domain::decide::Changes;
use domain::{CaseEvent, CaseId, FlightEvent, LineState};

fn moved(case: &str, to: LineState) -> Changes {
    let case = CaseId::new(case).unwrap();
    Changes {
        cases: vec![(case.clone(), vec![CaseEvent::OrderBecameFinal])],
        flight: vec![FlightEvent::LinesMoved { cases: vec![case], to }],
    }
}

/// Who moved, event by event.
fn joined(moves: &[(&str, LineState)]) -> Vec<(Vec<String>, LineState)> {
    let mut all = Changes::default();
    for (case, to) in moves {
        all.join(moved(case, *to));
    }
    assert_eq!(all.cases.len(), moves.len(), "every case keeps its events");
    all.flight
        .iter()
        .map(|event| {
            let FlightEvent::LinesMoved { cases, to } = event else { panic!("{event:?}") };
            (cases.iter().map(ToString::to_string).collect(), *to)
        })
        .collect()
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn those_who_move_to_one_state_move_in_one_event() {
    let moves = [("P1.1", LineState::Confirmed), ("P2.1", LineState::Confirmed)];
    assert_eq!(joined(&moves), [(names(&["P1.1", "P2.1"]), LineState::Confirmed)]);
}

#[test]
fn those_who_move_to_other_states_keep_their_own() {
    let moves = [
        ("P1.1", LineState::Confirmed),
        ("P2.1", LineState::Boarded),
        ("P3.1", LineState::Confirmed),
    ];
    let one = |name, to| (names(&[name]), to);
    assert_eq!(
        joined(&moves),
        [
            one("P1.1", LineState::Confirmed),
            one("P2.1", LineState::Boarded),
            one("P3.1", LineState::Confirmed),
        ]
    );
}
