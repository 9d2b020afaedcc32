//! What is done to a store, and how a sequence of it is made from a seed.

use std::collections::BTreeMap;

use domain::{CaseEvent, CaseId};
use jiff::civil::date;

use super::memory::Memory;
use crate::fixture::person;

/// Lanes of the sequences.
pub const LANES: [&str; 3] = ["case/MIA/GTM", "case/LAX/HND", "request/MIA/GTM"];
/// Cases of one sequence.
const CASES: u32 = 6;

/// What becomes of a task with its work.
#[derive(Debug, Clone, Copy)]
pub enum After {
    Keep,
    Done,
    /// Seconds from now, or at once; in another lane or not.
    Rest(Option<i64>, Option<usize>),
}

/// A unit to commit.
#[derive(Debug, Clone, Default)]
pub struct Change {
    /// Cases with the version that was seen; zero opens one.
    pub cases: Vec<(u32, i64)>,
    /// Cases that it rests on.
    pub guards: Vec<(u32, i64)>,
    /// Key and words of the command.
    pub command: Option<(String, u64)>,
    /// The task whose work it is, under which lease, and what becomes of it.
    pub fence: Option<(u32, u128, After)>,
    /// Cases that are woken.
    pub wakes: Vec<(u32, usize, Option<i64>)>,
    /// A message to the outside.
    pub tells: Option<String>,
}

/// One thing that is done.
#[derive(Debug, Clone)]
pub enum Act {
    Commit(Vec<Change>),
    Claim { lanes: Vec<usize>, lease: u128 },
    Extend { cases: Vec<u32>, lease: u128 },
    Release { cases: Vec<u32>, lease: u128 },
    Fail { case: u32, lease: u128, bury: bool },
    Signal { case: u32, lane: usize, due: Option<i64> },
    Receive { case: u32, id: String },
    Sequence,
    Wait(i64),
}

pub fn id(case: u32) -> CaseId {
    CaseId::of(&person(case).id, 1)
}

/// The event that a change records at `version`.
pub fn event(version: i64) -> CaseEvent {
    let kind = format!("notice_{version}");
    CaseEvent::NoticeServed { notice: kind.as_str().into(), on: date(2027, 1, 3) }
}

/// Chance, the same for the same seed.
pub struct Dice(pub u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(99);
        (self.0 ^ (self.0 >> 29)) >> 20
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    fn lane(&mut self) -> usize {
        usize::try_from(self.below(LANES.len() as u64)).unwrap()
    }

    fn soon(&mut self) -> Option<i64> {
        (!self.one_in(3)).then(|| i64::try_from(self.below(40)).unwrap())
    }
}

/// The next thing to do: mostly what makes sense as things stand, at times what comes too late.
pub fn next(dice: &mut Dice, base: u32, memory: &Memory, leases: &mut BTreeMap<u32, u128>) -> Act {
    let case = |dice: &mut Dice| base + u32::try_from(dice.below(CASES.into())).unwrap();
    match dice.below(20) {
        0..=8 => {
            let count = 1 + dice.below(3);
            Act::Commit((0..count).map(|_| change(dice, case, memory, leases)).collect())
        }
        9..=12 => {
            let lease = (u128::from(base) << 64) | u128::from(dice.next());
            let lanes = (0..LANES.len()).filter(|_| !dice.one_in(3)).collect();
            for one in base..base + CASES {
                leases.entry(one).or_insert(lease);
                if !dice.one_in(4) {
                    leases.insert(one, lease);
                }
            }
            Act::Claim { lanes, lease }
        }
        13 => Act::Extend { cases: vec![case(dice), case(dice)], lease: any(dice, leases) },
        14 => Act::Release { cases: vec![case(dice)], lease: any(dice, leases) },
        15 => {
            let case = case(dice);
            let lease = leases.get(&case).copied().unwrap_or(1);
            Act::Fail { case, lease, bury: dice.one_in(3) }
        }
        16 => Act::Signal { case: case(dice), lane: dice.lane(), due: dice.soon() },
        17 => Act::Receive { case: case(dice), id: format!("m{base}-{}", dice.below(5)) },
        18 => Act::Sequence,
        _ => Act::Wait(i64::try_from(1 + dice.below(45)).unwrap()),
    }
}

fn any(dice: &mut Dice, leases: &BTreeMap<u32, u128>) -> u128 {
    let all: Vec<u128> = leases.values().copied().collect();
    let n = usize::try_from(dice.below(all.len().max(1) as u64)).unwrap();
    all.get(n).copied().unwrap_or(1)
}

fn change(
    dice: &mut Dice,
    case: impl Fn(&mut Dice) -> u32,
    memory: &Memory,
    leases: &BTreeMap<u32, u128>,
) -> Change {
    let seen = |one: u32, dice: &mut Dice| {
        let now = memory.version(one);
        let late = i64::from(dice.one_in(5));
        (one, (now - late).max(0))
    };
    let mut change = Change::default();
    for _ in 0..=dice.below(2) {
        let one = case(dice);
        if change.cases.iter().all(|(known, _)| *known != one) {
            change.cases.push(seen(one, dice));
        }
    }
    if dice.one_in(4) {
        let one = case(dice);
        // Only what is there can be rested on, and nobody rests on what they change.
        if memory.version(one) > 0 && change.cases.iter().all(|(known, _)| *known != one) {
            let (one, version) = seen(one, dice);
            change.guards.push((one, version.max(1)));
        }
    }
    let base = change.cases.first().map_or(0, |(one, _)| *one) / 100 * 100;
    if dice.one_in(3) {
        change.command = Some((format!("m{base}-{}", dice.below(5)), dice.below(2)));
    }
    if dice.one_in(2) {
        let one = case(dice);
        let after = match dice.below(3) {
            0 => After::Keep,
            1 => After::Done,
            _ => After::Rest(dice.soon(), dice.one_in(3).then(|| dice.lane())),
        };
        change.fence = leases.get(&one).map(|lease| (one, *lease, after));
    }
    for _ in 0..dice.below(3) {
        change.wakes.push((case(dice), dice.lane(), dice.soon()));
    }
    if dice.one_in(3) {
        change.tells = Some(format!("t{base}-{}", dice.below(6)));
    }
    change
}
