//! The whole machine: random sequences of everything anyone might try, with holds arriving at any
//! step. No sequence may break what [`invariants`] says, and together they have to go everywhere.
//!
//! `CASEFLIGHT_SEQUENCES` is how many to run, `CASEFLIGHT_SEED` which ones.

mod ask;
mod chaos;
mod commit;
mod dice;
mod facts;
mod invariants;
mod ordinary;
mod repair;
mod replan;
mod safety;
mod seen;
mod told;
mod world;

use std::cell::RefCell;
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};

use proptest::collection::vec;
use proptest::prelude::any;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};

use dice::Dice;
use domain::{ReasonCode, RefusalCode};
use seen::Seen;
use world::World;

/// How many sequences run when nothing else is said.
const SEQUENCES: u32 = 2_000;

#[expect(clippy::disallowed_methods, reason = "how long the search runs is not the program's")]
fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Plays one sequence: each number is one step.
fn play(steps: &(u64, Vec<u64>), seen: &mut Seen) -> World {
    let mut world = World::new(&mut Dice::of(steps.0));
    for step in &steps.1 {
        let mut dice = Dice::of(*step);
        match dice.roll(100) {
            0..70 => ordinary::step(&mut world, seen, &mut dice),
            70..79 => facts::step(&mut world, seen, &mut dice),
            79..87 => repair::step(&mut world, seen, &mut dice),
            87..97 => chaos::step(&mut world, seen, &mut dice),
            _ => world.wait(dice.of_all(&[1, 20, 600])),
        }
    }
    world
}

/// Where everybody and every flight ended, for the report of a failure.
fn report(steps: &(u64, Vec<u64>)) -> String {
    let played = catch_unwind(AssertUnwindSafe(|| play(steps, &mut Seen::nothing())));
    match played {
        Ok(_) => "the same steps did not fail again".to_owned(),
        Err(cause) => match cause.downcast_ref::<String>() {
            Some(words) => words.clone(),
            None => "a panic without words".to_owned(),
        },
    }
}

#[test]
fn no_sequence_of_commands_breaks_the_machine() {
    let asked_for = setting("CASEFLIGHT_SEQUENCES").and_then(|n| u32::try_from(n).ok());
    let sequences = asked_for.unwrap_or(SEQUENCES);
    let which = setting("CASEFLIGHT_SEED").unwrap_or(20_240_629);
    let config = Config { cases: sequences, failure_persistence: None, ..Config::default() };
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&which.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let seen = RefCell::new(Seen::nothing());
    let strategy = (any::<u64>(), vec(any::<u64>(), 20..120));
    let result = runner.run(&strategy, |steps| {
        play(&steps, &mut seen.borrow_mut());
        Ok(())
    });
    if let Err(TestError::Fail(_, steps)) = &result {
        panic!("CASEFLIGHT_SEED={which}: {}\nthe shortest: {steps:?}", report(steps));
    }
    result.expect("the search itself runs");
    let seen = seen.into_inner();
    if asked_for.is_some() {
        write!(std::io::stderr(), "{sequences} sequences of seed {which}\n{seen}").unwrap();
    }
    let exceptions: Vec<&str> = ReasonCode::ALL
        .iter()
        .filter(|code| commit::impossible(**code))
        .map(|code| code.code())
        // No decision says so: commands and their keys are the store's.
        .chain([RefusalCode::KeyUsed.code()])
        .collect();
    let missing: Vec<String> =
        seen.missing().into_iter().filter(|what| !exceptions.contains(&what.as_str())).collect();
    // A short run, as a mutant's, need not see everything.
    assert!(missing.is_empty() || sequences < SEQUENCES, "never seen: {missing:?}\n{seen}");
    assert!(sequences < SEQUENCES || 0 < seen.recalls.min(seen.struck_by_sweep), "{seen}");
}
