//! A hold raced against confirming, boarding and departing: it wins or comes after, never both.
//!
//! One database holds a small flight for each round, brought to where the race begins. In a round
//! a hold and a step about the same person start together; what history says must be one of two
//! stories.

use std::sync::Arc;
use std::time::Duration;

use domain::{CaseEvent, CaseId, FlightId, IdentityMatch, LineState, Stage, Version};
use operations::manifest::{Proposal, Seat};
use operations::{OperationError, Operations};
use tokio::sync::Barrier;
use tokio::task::JoinSet;

use crate::support::small::{BUILDER, DESK, LEAD, SEALER, case_id, flight_id, ready, stay};
use crate::support::{World, actor, tell, variable, worlds};

/// Rounds of each race; the thousand of a release are asked for by `CASEFLIGHT_RACES`.
fn rounds() -> usize {
    variable("CASEFLIGHT_RACES").and_then(|n| n.parse().ok()).unwrap_or(25)
}

/// With so many rounds or more, both stories must have been seen: else nothing was raced.
const ENOUGH: usize = 200;

/// When people are confirmed, and when they board.
const CONFIRMS: &str = "2024-06-28T09:00:00-05:00";
const BOARDS: &str = "2024-06-29T14:50:00-05:00";

/// The step that a hold is raced against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Race {
    Confirm,
    Board,
    Depart,
}

impl Race {
    const fn name(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Board => "board",
            Self::Depart => "depart",
        }
    }

    async fn step(self, ops: &Operations, id: &FlightId) -> Result<(), OperationError> {
        match self {
            Self::Confirm => ops.confirm_all(id, &actor(DESK)).await.map(drop),
            Self::Board => {
                ops.board_all(id, IdentityMatch::Fingerprint, &actor(LEAD)).await.map(drop)
            }
            Self::Depart => ops.depart(id, &actor(LEAD)).await.map(drop),
        }
    }

    const fn took(self, event: &CaseEvent) -> bool {
        match self {
            Self::Confirm => matches!(event, CaseEvent::Confirmed { .. }),
            Self::Board => matches!(event, CaseEvent::Boarded { .. }),
            Self::Depart => matches!(event, CaseEvent::Departed { .. }),
        }
    }

    /// Brings the flight of `round` to where the race begins.
    async fn prepare(self, ops: &Operations, round: usize) {
        let id = flight(round);
        let seat = |case| Seat { cases: vec![case], board_stop: 0 };
        let proposal = Proposal {
            flight: id.clone(),
            seated: people(round).iter().map(|person| seat(case_id(person))).collect(),
            alternates: Vec::new(),
            left_out: Vec::new(),
        };
        let given = ops.seat_proposal(&proposal, 0, &actor(BUILDER)).await.unwrap();
        assert_eq!(given.seated.len(), 2, "{given:?}");
        ops.seal(&id, &actor(SEALER)).await.unwrap();
        if self > Self::Confirm {
            Self::Confirm.step(ops, &id).await.unwrap();
            ops.open_boarding(&id, &actor(LEAD)).await.unwrap();
        }
        if self > Self::Board {
            Self::Board.step(ops, &id).await.unwrap();
        }
    }
}

fn flight(round: usize) -> FlightId {
    flight_id(&format!("F{round}"))
}

/// Two on each flight; the hold is on the first.
fn people(round: usize) -> [String; 2] {
    [format!("P{round}a"), format!("P{round}b")]
}

/// Which of the two stories it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Story {
    HoldWon,
    HoldCameAfter,
}

/// Reads the story from history, and checks that the rows tell the same.
async fn story(ops: &Operations, race: Race, round: usize, held: &CaseId) -> Story {
    let what = format!("{} round {round}", race.name());
    let history = ops.store.history(held.as_str()).await.unwrap();
    let version = |test: &dyn Fn(&CaseEvent) -> bool| -> Option<Version> {
        history.iter().find(|event| test(&event.case_event().unwrap())).map(|event| event.version)
    };
    let barred = version(&|event| matches!(event, CaseEvent::HoldRecorded { .. })).unwrap();
    let step = version(&|event| race.took(event));
    assert!(step.is_none_or(|step| step < barred), "{what}: the step came after the hold");
    assert!(ops.store.verify_stream(held.as_str()).await.unwrap().is_intact(), "{what}");

    let case = ops.store.case(held).await.unwrap().value;
    let flight = ops.store.flight(&flight(round)).await.unwrap().value;
    let orders = flight.stop_orders.iter().filter(|order| order.case == *held);
    let recalls: Vec<bool> = orders.map(|order| order.recall).collect();
    let departed = matches!(case.stage, Stage::Departed { .. });
    assert_eq!(departed, race == Race::Depart && step.is_some(), "{what}");
    assert_eq!(recalls, [departed], "{what}: one stop order, a recall if the doors were closed");
    let line = flight.manifest.lines.iter().find(|line| line.case == *held).unwrap();
    let left = if departed { LineState::Departed } else { LineState::Struck };
    assert_eq!((line.state, case.stage.is_listed()), (left, false), "{what}");
    if step.is_some() { Story::HoldCameAfter } else { Story::HoldWon }
}

/// One round: both start together, now one and now the other a little later.
async fn round(ops: &Operations, race: Race, round: usize) -> Story {
    let held = case_id(&people(round)[0]);
    let start = Arc::new(Barrier::new(2));
    let late = Duration::from_millis((round % 7) as u64);
    let (hold_late, step_late) =
        if round.is_multiple_of(2) { (late, Duration::ZERO) } else { (Duration::ZERO, late) };
    let mut runners = JoinSet::new();
    runners.spawn({
        let (ops, held, start) = (ops.clone(), held.clone(), Arc::clone(&start));
        async move {
            start.wait().await;
            tokio::time::sleep(hold_late).await;
            let night = actor("duty_officer:night");
            ops.place_hold(&held, stay(&format!("H{round}")), &night, None).await.unwrap();
            Ok(())
        }
    });
    runners.spawn({
        let ops = ops.clone();
        async move {
            start.wait().await;
            tokio::time::sleep(step_late).await;
            race.step(&ops, &flight(round)).await
        }
    });
    // A refusal is as good an answer as success: what counts is what stands afterwards.
    for answer in runners.join_all().await {
        if let Err(error) = answer {
            assert!(matches!(error, OperationError::Refused(_)), "round {round}: {error:?}");
        }
    }
    story(ops, race, round, &held).await
}

async fn run(race: Race) {
    for world in worlds(&format!("race_{}", race.name())).await {
        let World { ops, name, .. } = &world;
        let all: Vec<usize> = (0..rounds()).collect();
        let everybody = all.iter().flat_map(|round| people(*round));
        world.with_cases(everybody.map(|person| ready(&person))).await;
        world.with_flights(all.iter().map(|round| flight(*round))).await;
        for round in &all {
            world.now("2024-06-26T09:00:00-05:00");
            race.prepare(ops, *round).await;
        }
        world.now(if race == Race::Confirm { CONFIRMS } else { BOARDS });
        let mut won = 0;
        for n in &all {
            if round(ops, race, *n).await == Story::HoldWon {
                won += 1;
            }
        }
        let (total, after) = (all.len(), all.len() - won);
        tell(&format!(
            "{}, {name}: {total} rounds, the hold won {won}, came after {after}",
            race.name()
        ));
        assert!(total < ENOUGH || (0 < won && 0 < after), "{name}: nothing was raced");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_races_confirming_and_wins_or_comes_after() {
    run(Race::Confirm).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_races_boarding_and_wins_or_comes_after() {
    run(Race::Board).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_races_departing_and_wins_or_comes_after() {
    run(Race::Depart).await;
}
