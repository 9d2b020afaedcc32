//! The daily manifest: priority order, families whole, leg by leg.

use planner::{
    ManifestFlight, ManifestGroup, ManifestLeftOut, ManifestPlan, ManifestProblem, ManifestReason,
    Passage, assemble,
};
use proptest::prelude::*;

fn group(id: u32, people: u32) -> ManifestGroup {
    let may_take = vec![Passage { flight: 0, board_stop: 0, drop_stop: 1 }];
    let priority_rank = i64::from(id);
    ManifestGroup { id, people, seats: people, priority_rank, may_take, ..ManifestGroup::default() }
}

fn flight(seats: u32) -> ManifestFlight {
    let leg_seats = vec![seats];
    ManifestFlight { leg_seats, list_cap: None, max_high_risk: 2, nurse_places: 1 }
}

fn one(groups: Vec<ManifestGroup>, flight: ManifestFlight) -> ManifestPlan {
    assemble(&ManifestProblem { groups, flights: vec![flight] })
}

fn seated(plan: &ManifestPlan) -> Vec<u32> {
    plan.seated.iter().map(|s| s.group).collect()
}

fn reason(plan: &ManifestPlan, group: u32) -> Option<ManifestReason> {
    plan.left_out.iter().find(|l| l.group == group).map(|l| l.reason)
}

#[test]
fn a_family_sits_whole_or_not_at_all() {
    let plan = one(vec![group(1, 2), group(2, 3), group(3, 1)], flight(3));
    assert_eq!(seated(&plan), [1, 3]);
    assert_eq!(plan.alternates, [[2]]);
    assert_eq!(reason(&plan, 2), Some(ManifestReason::NoSeat));
}

#[test]
fn a_seat_that_falls_free_at_a_stop_is_used_again() {
    let mut early = group(1, 2);
    let mut late = group(2, 2);
    let mut through = group(3, 1);
    early.may_take[0].drop_stop = 1;
    (late.may_take[0].board_stop, late.may_take[0].drop_stop) = (1, 2);
    through.may_take[0].drop_stop = 2;
    let cabin = ManifestFlight { leg_seats: vec![2, 2], ..flight(0) };
    let plan = one(vec![early, late, through], cabin);
    assert_eq!(seated(&plan), [1, 2]);
    assert_eq!(plan.left_out, [ManifestLeftOut { group: 3, reason: ManifestReason::NoSeat }]);
}

#[test]
fn limits_refuse_with_their_own_reason() {
    let risky = |id| ManifestGroup { high_risk: 2, ..group(id, 2) };
    let plan = one(vec![risky(1), risky(2)], flight(9));
    assert_eq!(reason(&plan, 2), Some(ManifestReason::HighRisk));
    let sick = |id| ManifestGroup { medical: 1, ..group(id, 1) };
    let plan = one(vec![sick(1), sick(2)], flight(9));
    assert_eq!(reason(&plan, 2), Some(ManifestReason::NursePlaces));
    assert!(plan.alternates[0].is_empty());
    let plan =
        one(vec![group(1, 2), group(2, 1)], ManifestFlight { list_cap: Some(2), ..flight(9) });
    assert_eq!(reason(&plan, 2), Some(ManifestReason::ListCap));
    assert_eq!(plan.alternates, [[2]]);
}

#[test]
fn keeping_apart_works_from_either_side() {
    let shy = ManifestGroup { keep_apart: vec![2], ..group(1, 1) };
    let plan = one(vec![shy.clone(), group(2, 1)], flight(9));
    assert_eq!(reason(&plan, 2), Some(ManifestReason::KeepApart(1)));
    let plan = one(vec![group(0, 1), ManifestGroup { keep_apart: vec![0], ..shy }], flight(9));
    assert_eq!(reason(&plan, 1), Some(ManifestReason::KeepApart(0)));
}

#[test]
fn the_first_flight_in_order_is_taken_and_the_next_when_it_is_full() {
    let both = |id| {
        let way = |flight| Passage { flight, board_stop: 0, drop_stop: 1 };
        ManifestGroup { may_take: vec![way(1), way(0)], ..group(id, 1) }
    };
    let problem =
        ManifestProblem { groups: vec![both(2), both(1)], flights: vec![flight(1), flight(1)] };
    let plan = assemble(&problem);
    let seats: Vec<_> = plan.seated.iter().map(|s| (s.group, s.passage.flight)).collect();
    assert_eq!(seats, [(1, 0), (2, 1)]);
}

#[test]
fn a_passage_that_the_flight_does_not_make_is_no_flight() {
    let mut lost = group(1, 1);
    lost.may_take = vec![
        Passage { flight: 4, board_stop: 0, drop_stop: 1 },
        Passage { flight: 0, board_stop: 1, drop_stop: 1 },
        Passage { flight: 0, board_stop: 0, drop_stop: u32::MAX },
    ];
    assert_eq!(reason(&one(vec![lost], flight(9)), 1), Some(ManifestReason::NoFlight));
}

#[test]
fn a_hundred_thousand_groups_and_a_thousand_flights_are_quick() {
    let groups = (0..100_000)
        .map(|id| {
            let way = |k: u32| {
                let flight = usize::try_from((id * 7 + k * 131) % 1000).unwrap();
                Passage { flight, board_stop: 0, drop_stop: 1 }
            };
            ManifestGroup { may_take: (0..4).map(way).collect(), ..group(id, 1 + id % 3) }
        })
        .collect();
    let plan = assemble(&ManifestProblem { groups, flights: vec![flight(120); 1000] });
    assert_eq!(plan.seated.len() + plan.left_out.len(), 100_000);
}

proptest! {
    #[test]
    fn no_flight_carries_more_than_it_may(
        sizes in proptest::collection::vec((1_u32..4, 0_u32..3, 0_u32..2, 0_u32..3, 1_u32..4), 1..30),
        cap in 0_u32..12,
    ) {
        let groups: Vec<ManifestGroup> = (0..).zip(&sizes).map(|(id, (n, hr, med, from, legs))| {
            let way = Passage { flight: 0, board_stop: *from, drop_stop: from + legs };
            ManifestGroup { high_risk: *hr, medical: *med, may_take: vec![way], ..group(id, *n) }
        }).collect();
        let cabin = ManifestFlight { leg_seats: vec![6, 4, 5, 6], list_cap: Some(cap), ..flight(0) };
        let plan = one(groups.clone(), cabin.clone());
        let aboard: Vec<&ManifestGroup> =
            plan.seated.iter().map(|s| &groups[usize::try_from(s.group).unwrap()]).collect();
        prop_assert!(aboard.iter().map(|g| g.people).sum::<u32>() <= cap);
        prop_assert!(aboard.iter().map(|g| g.high_risk).sum::<u32>() <= cabin.max_high_risk);
        prop_assert!(aboard.iter().map(|g| g.medical).sum::<u32>() <= cabin.nurse_places);
        for (leg, seats) in (0..).zip(&cabin.leg_seats) {
            let on = |g: &&&ManifestGroup| {
                g.may_take[0].board_stop <= leg && leg < g.may_take[0].drop_stop
            };
            prop_assert!(aboard.iter().filter(on).map(|g| g.seats).sum::<u32>() <= *seats);
        }
        prop_assert_eq!(plan.seated.len() + plan.left_out.len(), groups.len());
    }
}
