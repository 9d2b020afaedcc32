//! The reasons for those left out, and for empty seats.

use planner::{Budget, Cause, Control, Instance, Plan, Problem, samples, solve};

fn plan(change: impl Fn(&mut Instance)) -> Plan {
    let mut i = Instance::from_json(samples::ONE_FLIGHT).unwrap();
    change(&mut i);
    solve(&Problem::new(&i).unwrap(), &Budget::default(), &mut |_| Control::Continue)
}

fn first(change: impl Fn(&mut Instance), cause: Cause, words: &str) {
    let left = plan(change).left_out;
    let told = left.iter().find(|l| l.cause == cause).unwrap_or_else(|| panic!("{left:?}"));
    assert!(told.text.contains(words), "{}", told.text);
}

#[test]
fn a_document_that_runs_out_is_named_with_its_days() {
    let words =
        "flight 0 arrives on day 10; the travel document serves arrivals from day 0 to day 9";
    first(|i| i.cases.td_to[0] = 9, Cause::DocumentWindow, words);
}

#[test]
fn an_approval_that_runs_out_is_named_with_its_days() {
    first(|i| i.cases.ap_to[0] = 8, Cause::ApprovalWindow, "the approval runs from day 0 to day 8");
}

#[test]
fn short_notice_names_the_first_possible_departure() {
    first(|i| i.cases.ready[0] = 9, Cause::Notice, "the first departure is day 12");
}

#[test]
fn a_long_transfer_is_named() {
    first(|i| i.links.lead_days[0] = 9, Cause::LeadTime, "ground transfer takes longer");
}

#[test]
fn a_country_without_flights_is_named() {
    let change = |i: &mut Instance| {
        i.countries.code.push("HND".into());
        i.countries.notice_days.push(3);
        i.countries.td_min_left_days.push(0);
        i.countries.weekly_cap.push(-1);
        i.cases.country[0] = 1;
    };
    first(change, Cause::NoFlight, "no flight goes to HND");
}

#[test]
fn medical_needs_without_a_nurse_are_named() {
    first(|i| i.cases.medical[0] = 1, Cause::NoNurse, "nurse");
}

#[test]
fn a_full_flight_is_named_and_makes_an_alternate() {
    let change = |i: &mut Instance| i.flights.seats[0] = 2;
    first(change, Cause::NoSeat, "too few seats left");
    let plan = plan(change);
    assert_eq!(plan.alternates[0].len(), 1);
    assert_eq!(plan.flights[0].empty, 0);
}

#[test]
fn a_weekly_cap_is_named_with_its_days() {
    let change = |i: &mut Instance| i.countries.weekly_cap[0] = 2;
    first(change, Cause::WeeklyCap, "GTM admits 2 people from day 7 to day 13");
    let report = &plan(change).flights[0];
    assert_eq!((report.cause, report.waiting), (Some(Cause::WeeklyCap), 1));
}

#[test]
fn a_candidate_that_does_not_pay_stays_unflown() {
    let change = |i: &mut Instance| {
        i.flights.candidate[0] = 1;
        i.flights.cost[0] = 1_000_000;
    };
    first(change, Cause::NotFlown, "left unflown");
    let plan = plan(change);
    assert_eq!((plan.y[0], plan.objective, plan.bound), (0, 0, 0));
}

#[test]
fn kept_apart_groups_do_not_share_a_flight() {
    first(|i| i.keep_apart = vec![[0, 1]], Cause::KeepApart, "to be kept apart");
}

#[test]
fn an_overbooked_flight_seats_more_than_it_has() {
    let change = |i: &mut Instance| {
        i.flights.seats[0] = 2;
        i.flights.overbook_permille = vec![500];
    };
    assert!(plan(change).left_out.is_empty());
}

#[test]
fn what_would_help_is_named_with_the_day_it_eases() {
    let change = |i: &mut Instance| {
        i.flights.seats[0] = 2;
        i.flights.drop_cap[0][0] = 2;
    };
    let left = plan(change).left_out;
    assert!(
        left[0].text.contains("1 more name on the list and 1 more seat would help"),
        "{}",
        left[0].text
    );
    assert_eq!(left[0].eases, None);
    let early = plan(|i| i.cases.ready[0] = 9).left_out;
    assert_eq!(early[0].eases, Some(12));
}

#[test]
fn one_more_seat_on_a_full_flight_is_worth_the_price_of_the_seat() {
    let plan = plan(|i| i.flights.seats[0] = 2);
    let seat = plan.flights[0].one_more.iter().find(|w| w.cause == Cause::NoSeat).unwrap();
    assert!(seat.dollars > 1_000, "{seat:?}");
}

#[test]
fn a_pin_that_cannot_hold_names_the_rule() {
    let mut i = Instance::from_json(samples::ONE_FLIGHT).unwrap();
    i.cases.td_to[0] = 9;
    i.pinned = vec![[0, 0]];
    let found = planner::conflicts(&Problem::new(&i).unwrap());
    assert_eq!(found[0].causes, [Cause::DocumentWindow]);
    assert!(found[0].text.contains("travel document"));
}

#[test]
fn a_conflict_of_pins_is_as_small_as_can_be() {
    let mut i = Instance::from_json(samples::ONE_FLIGHT).unwrap();
    i.keep_apart = vec![[0, 1]];
    i.pinned = vec![[0, 0], [1, 0]];
    let found = planner::conflicts(&Problem::new(&i).unwrap());
    assert_eq!(found[0].groups, [0, 1]);
    assert_eq!(found[0].causes, [Cause::KeepApart]);
    i.pinned = vec![[0, 0]];
    assert!(planner::conflicts(&Problem::new(&i).unwrap()).is_empty());
}

#[test]
fn whoever_is_overdue_comes_before_everybody_else() {
    let change = |i: &mut Instance| i.flights.seats[0] = 2;
    assert_eq!(plan(change).chosen, [[1, 0, 0]]);
    let overdue = plan(|i| {
        change(i);
        i.weights.rounds_promised = 3;
        i.cases.rounds_waited = vec![4, 0, 0];
    });
    assert_eq!(overdue.chosen, [[0, 0, 0]]);
}
