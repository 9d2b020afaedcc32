//! Bad instances, and the place that each refusal names.

use planner::{Instance, samples};

fn refused(change: impl Fn(&mut Instance), path: &str, problem: &str) {
    let mut i = Instance::from_json(samples::ONE_FLIGHT).unwrap();
    change(&mut i);
    let error = i.check().unwrap_err();
    assert_eq!(error.path, path, "{error}");
    assert!(error.problem.contains(problem), "{error}");
    assert!(!error.help.is_empty());
}

fn misread(from: &str, to: &str, path: &str) {
    let text = samples::ONE_FLIGHT.replace(from, to);
    assert_ne!(text, samples::ONE_FLIGHT);
    let error = Instance::from_json(&text).unwrap_err();
    assert!(error.path.starts_with(path), "{error}");
}

#[test]
fn negative_seats_are_refused() {
    refused(|i| i.flights.seats[0] = -1, "flights[0].seats", "negative");
}

#[test]
fn unequal_columns_are_refused() {
    refused(|i| i.cases.medical.truncate(1), "cases.medical", "unequal columns");
    refused(|i| i.flights.cost.push(1), "flights.cost", "unequal columns");
}

#[test]
fn a_pin_to_an_unknown_flight_is_refused() {
    refused(|i| i.pinned = vec![[0, 9]], "pinned[0][1]", "unknown flight 9");
    refused(|i| i.pinned = vec![[0, 0], [0, 0]], "pinned[1]", "twice");
}

#[test]
fn a_group_across_countries_is_refused() {
    let change = |i: &mut Instance| {
        i.countries.code.push("HND".into());
        i.countries.notice_days.push(3);
        i.countries.td_min_left_days.push(0);
        i.countries.weekly_cap.push(-1);
        i.cases.country[2] = 1;
    };
    refused(change, "cases[2].country", "group 1 is spread over more than one country");
}

#[test]
fn a_window_that_ends_before_it_begins_is_refused() {
    refused(|i| i.cases.td_from[1] = 31, "cases[1].td_to", "ends on day 30 before it begins");
    refused(|i| i.cases.ap_to[0] = -1, "cases[0].ap_to", "before it begins");
}

#[test]
fn gaps_in_group_numbers_are_refused() {
    refused(|i| i.cases.group = vec![0, 2, 2], "cases.group", "nobody is in group 1");
    refused(|i| i.cases.group[0] = i64::MAX, "cases[0].group", "unknown group");
}

#[test]
fn stops_are_one_to_three_and_known() {
    refused(|i| i.flights.pick[0].clear(), "flights[0].pick", "0 stops");
    refused(|i| i.flights.pick[0] = vec![3], "flights[0].pick[0]", "unknown city 3");
    refused(|i| i.flights.board[0].clear(), "flights[0].board", "0 entries for 1 stops");
    refused(|i| i.flights.leg_seats = vec![vec![1, 1]], "flights[0].leg_seats", "2 entries");
}

#[test]
fn figures_that_would_overflow_are_refused() {
    refused(|i| i.flights.cost[0] = i64::MAX, "flights[0].cost", "not between");
    refused(|i| i.cases.ready[0] = i64::MIN, "cases[0].ready", "not between");
    refused(|i| i.weights.seat = i64::MAX, "weights.seat", "not between");
    refused(|i| i.countries.weekly_cap[0] = -2, "countries[0].weekly_cap", "not between");
}

#[test]
fn people_to_be_kept_apart_may_not_be_one_group() {
    refused(|i| i.keep_apart = vec![[1, 2]], "keep_apart[0]", "one group");
    refused(|i| i.keep_apart = vec![[1, 3]], "keep_apart[0][1]", "unknown case 3");
}

#[test]
fn another_format_is_refused() {
    refused(|i| i.format = "charter-manifest/2".into(), "format", "unknown format");
}

#[test]
fn what_is_no_whole_number_is_refused_with_its_place() {
    misread(r#""seats": [3]"#, r#""seats": [3.5]"#, "flights[0].seats");
    misread(r#""board": [[3]]"#, r#""board": [["3"]]"#, "flights[0].board[0]");
    misread(r#""ready": [0, 2, 2]"#, r#""ready": [0, 2, 99999999999999999999]"#, "cases[2].ready");
}

#[test]
fn an_unknown_key_or_broken_text_is_refused_with_its_line() {
    misread(r#""seats": [3]"#, r#""seats": [3], "wings": [2]"#, "line ");
    misread("}", "", "line ");
}

#[test]
fn a_way_to_fly_that_there_is_not_is_refused_with_its_place() {
    refused(|i| i.allowed = Some(vec![[0, 0, 1]]), "allowed[0][2]", "unknown pick-up stop 1");
    refused(|i| i.allowed = Some(vec![[0, 0, 0], [2, 0, 0]]), "allowed[1][0]", "unknown group 2");
    refused(|i| i.flights.hr_max = vec![-2], "flights[0].hr_max", "not between");
    refused(|i| i.flights.list_cap = vec![1, 2], "flights.list_cap", "unequal columns");
}

#[test]
fn nobody_flies_in_a_way_that_is_not_listed() {
    let mut i = Instance::from_json(samples::ONE_FLIGHT).unwrap();
    i.allowed = Some(vec![[1, 0, 0]]);
    let options = planner::Problem::new(&i).unwrap().options();
    assert_eq!(options.iter().map(|o| o.group).collect::<Vec<_>>(), [1]);
}

/// A flight for one country with `seats` seats, and one pinned person more than that.
fn crowded(seats: i64) -> Instance {
    let mut i = Instance::from_json(samples::ONE_FLIGHT).unwrap();
    let n = usize::try_from(seats + 1).unwrap();
    let c = &mut i.cases;
    for list in [
        &mut c.country,
        &mut c.facility,
        &mut c.ready,
        &mut c.td_from,
        &mut c.ap_from,
        &mut c.days_detained,
        &mut c.cost_per_day,
        &mut c.risk,
        &mut c.escort_seats,
        &mut c.medical,
        &mut c.minor,
    ] {
        *list = vec![0; n];
    }
    for list in [&mut c.td_to, &mut c.ap_to, &mut c.review_day] {
        *list = vec![30; n];
    }
    c.group = (0..=seats).collect();
    i.pinned = (0..=seats).map(|g| [g, 0]).collect();
    i.flights.seats[0] = seats;
    i.flights.board[0] = vec![seats];
    i.flights.drop_cap[0] = vec![seats];
    i
}

#[test]
fn thousands_of_pins_that_cannot_hold_are_named_without_a_deep_stack() {
    let problem = planner::Problem::new(&crowded(3_000)).unwrap();
    let found = planner::conflicts(&problem);
    assert_eq!((found.len(), found[0].groups.len()), (1, 3_001));
    assert!(found[0].causes.contains(&planner::Cause::NoSeat));
}
