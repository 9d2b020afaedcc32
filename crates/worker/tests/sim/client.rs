//! Everybody but the workers: officers, agencies, whoever kills processes.

use std::time::Duration;

use crate::faults::Dice;
use crate::port::Shared;
use crate::world::{Answer, Event};

/// Most things come in bursts, a few milliseconds apart; the others when it suits them.
fn pause(dice: &mut Dice) -> Duration {
    let most = if dice.permille(600) { 12 } else { 3_000 };
    dice.millis(most)
}

/// Officers place holds and change things by hand; each commits at the version that it saw, and
/// wakes the task in the same transaction.
pub async fn officers(shared: Shared, count: u64) {
    for _ in 0..count {
        let (wait, case, hold) = {
            let mut world = shared.world();
            let wait = pause(&mut world.dice);
            let cases = world.cases.len() as u64;
            let which = world.dice.below(cases);
            let case = world.cases.keys().nth(usize::try_from(which).unwrap()).unwrap().clone();
            (wait, case, world.dice.permille(500))
        };
        tokio::time::sleep(wait).await;
        let event = if hold { Event::Hold } else { Event::Hand };
        loop {
            let seen = shared.world().cases[&case].version;
            let think = shared.world().dice.millis(5);
            tokio::time::sleep(think).await;
            let mut world = shared.world();
            if world.commit(&case, (seen, Some(&event)), None, false) == Answer::Done {
                world.signal(&case);
                break;
            }
        }
    }
}

/// Messages come one to three times each.
pub async fn agencies(shared: Shared, count: u64) {
    for n in 0..count {
        let (wait, case, times) = {
            let mut world = shared.world();
            let wait = pause(&mut world.dice);
            let cases = world.cases.len() as u64;
            let which = world.dice.below(cases);
            let case = world.cases.keys().nth(usize::try_from(which).unwrap()).unwrap().clone();
            (wait, case, 1 + world.dice.below(3))
        };
        let id = format!("m{n}");
        for _ in 0..times {
            let again = pause(&mut shared.world().dice);
            tokio::time::sleep(again).await;
            let mut world = shared.world();
            world.sent.insert(id.clone());
            if !world.inbox.contains_key(&id) && !world.messages.contains_key(&id) {
                world.messages.insert(id.clone(), case.clone());
                world.signal(&case);
            }
        }
        tokio::time::sleep(wait).await;
    }
}

/// Kills and stops workers now and then.
pub async fn misfortune(shared: Shared, workers: Vec<u64>, count: u64) {
    for _ in 0..count {
        let wait = shared.world().dice.millis(3_000);
        tokio::time::sleep(wait).await;
        let mut world = shared.world();
        let which = world.dice.below(workers.len() as u64);
        let worker = workers[usize::try_from(which).unwrap()];
        if world.dice.permille(500) {
            world.gone.insert(worker);
        } else {
            let until = world.now() + Duration::from_secs(1) + world.dice.millis(20_000);
            world.paused.insert(worker, until);
        }
    }
}

/// Sees to dead letters.
pub async fn operator(shared: Shared) {
    loop {
        tokio::time::sleep(Duration::from_secs(20)).await;
        shared.world().retry_dead();
    }
}
