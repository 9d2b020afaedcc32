//! Plans of windows of flights: kept with their reasons, made again the same, and seated through
//! the gate.

use std::process::Command;

use domain::Known;
use operations::planning::{Window, WindowPlan};
use planner::{Budget, Control, Instance, Problem, Replanner, samples, solve};
use serde_json::{Value, json};

use crate::program::program;
use crate::support::small::{BUILDER, COURTS, case_id, family, flight_id, ready, stay};
use crate::support::{World, actor, worlds};

async fn planned(world: &World) -> WindowPlan {
    let window = Window { flights: vec![flight_id("F1")], ..Window::default() };
    world.ops.plan_window(&window, &actor(BUILDER), &mut |_| Control::Continue).await.unwrap()
}

/// A flight of twenty seats, a family of three and nineteen others.
async fn full(world: &World) {
    let mut cases = family(&["P90", "P91", "P92"]);
    for k in 10..29 {
        let mut case = ready(&format!("P{k}"));
        case.custody.since = Some(Known::Read(jiff::civil::date(2024, 1, 1 + (k % 9))));
        cases.push(case);
    }
    world.with_cases(cases).await;
    world.with_flights([flight_id("F1")]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_kept_with_bound_and_reasons_and_made_again_the_same() {
    for world in worlds("plans").await {
        full(&world).await;
        let made = planned(&world).await;
        let seated = made.outcomes.iter().filter(|outcome| outcome.flight.is_some()).count();
        assert_eq!((seated, made.outcomes.len()), (20, 22), "{}", world.name);
        assert!(made.bound >= made.objective && made.gap >= 0.0);
        let family: Vec<_> = made
            .outcomes
            .iter()
            .filter(|outcome| outcome.person.as_str().starts_with("P9"))
            .map(|outcome| outcome.flight.clone())
            .collect();
        assert!(family.windows(2).all(|pair| pair[0] == pair[1]), "a family is split");

        assert_eq!(planned(&world).await, made, "{}: the same input, another plan", world.name);
        assert_eq!(world.ops.store.plans(9).await.unwrap().len(), 1);
        assert_eq!(world.ops.stored_plan(&made.id).await.unwrap(), made);
        let again = world.ops.recheck_plan(&made.id).await.unwrap();
        assert!(again.same && again.input_is_whole);
        assert!(made.proposals[0].alternates.len() <= 2);

        let left = made.outcomes.iter().find(|outcome| outcome.flight.is_none()).unwrap();
        let why = world.ops.why(&left.case).await.unwrap().planned.unwrap();
        assert_eq!((why.plan, why.rounds, &*why.cause), (made.id, 1, "list_cap"));
        assert!(why.words.contains("list for flight F1 on 2024-06-29 is full"), "{}", why.words);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_placed_after_the_plan_was_kept_wins() {
    for world in worlds("planhold").await {
        full(&world).await;
        let made = planned(&world).await;
        let held = made.outcomes.iter().find(|outcome| outcome.person.as_str() < "P9");
        let held = held.filter(|outcome| outcome.flight.is_some()).unwrap().case.clone();
        world.ops.place_hold(&held, stay("H1"), &actor(COURTS), None).await.unwrap();

        let kept = world.ops.stored_plan(&made.id).await.unwrap();
        let seated = world.ops.seat_window(&kept, 0, &actor(BUILDER)).await.unwrap();
        let (_, seated) = &seated[0];
        assert_eq!(seated.refused.len(), 1, "{}", world.name);
        assert_eq!(seated.refused[0].0, held);
        assert_eq!(seated.seated.len(), 19);

        let next = planned(&world).await;
        let barred = next.outcomes.iter().find(|outcome| outcome.case == held).unwrap();
        assert_eq!((barred.flight.as_ref(), barred.rounds), (None, 0));
        assert!(barred.cause.starts_with("hold:"), "{}", barred.cause);
        assert_ne!(next.id, made.id);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rounds_are_counted_once_a_day_and_bring_the_next_seat() {
    for world in worlds("rounds").await {
        full(&world).await;
        let first = planned(&world).await;
        let left = first.outcomes.iter().find(|outcome| outcome.flight.is_none()).unwrap();
        let rounds = |plan: &WindowPlan| {
            let outcome = plan.outcomes.iter().find(|outcome| outcome.case == left.case);
            outcome.map(|outcome| outcome.rounds)
        };
        world.now("2024-06-26T09:00:00-05:00");
        assert_eq!(rounds(&planned(&world).await), Some(1), "the same day");
        world.now("2024-06-26T23:00:00-05:00");
        let second = planned(&world).await;
        assert!(matches!(rounds(&second), Some(0 | 2)), "{:?}", rounds(&second));
        assert!(world.ops.planned(&case_id("P404")).await.unwrap().is_none());
    }
}

/// What the real program answers, in JSON.
fn told(arguments: &[&str]) -> Value {
    let output = Command::new(program()).arg("--json").args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_program_sets_two_kept_plans_side_by_side() {
    for world in worlds("plansides").await {
        full(&world).await;
        let first = planned(&world).await;
        let held = first.outcomes.iter().find(|out| out.flight.is_some()).unwrap().case.clone();
        world.ops.place_hold(&held, stay("H1"), &actor(COURTS), None).await.unwrap();
        let second = planned(&world).await;
        let url = ["--database-url", &world.url];
        let asked = [&url[..], &["manifest", "compare", &first.id, &second.id]].concat();
        let both = told(&asked);
        let side = |name: &str, key: &str| both.get(name).and_then(|side| side.get(key)).cloned();
        for (name, plan) in [("first", &first), ("second", &second)] {
            assert_eq!(side(name, "plan"), Some(json!(plan.id)), "{}: {both}", world.name);
            assert_eq!(side(name, "objective"), Some(json!(plan.objective)));
        }
        let listed = both.get("only_first").and_then(Value::as_array).unwrap();
        assert!(listed.contains(&json!(held)), "{both}");
        assert_eq!(both.get("flights"), Some(&json!([["F1", 20, 20]])), "{both}");
    }
}

#[test]
fn the_program_sets_two_solutions_of_one_instance_side_by_side() {
    let folder = tempfile::tempdir().unwrap();
    let problem = Problem::new(&Instance::from_json(samples::ONE_FLIGHT).unwrap()).unwrap();
    let best = solve(&problem, &Budget::default(), &mut |_| Control::Continue);
    let mut fewer = best.clone();
    let left = fewer.chosen.pop().unwrap();
    fewer.objective = Replanner::new(&problem, &fewer).unwrap().objective();
    let mut lying = fewer.clone();
    lying.objective += 1;
    let path = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(path("instance.json"), samples::ONE_FLIGHT).unwrap();
    for (name, plan) in [("best.json", &best), ("fewer.json", &fewer), ("lying.json", &lying)] {
        std::fs::write(path(name), serde_json::to_vec(plan).unwrap()).unwrap();
    }
    let instance = path("instance.json");
    let both = told(&["plan", &instance, "--compare", &path("best.json"), &path("fewer.json")]);
    assert_eq!(both.get("only_first"), Some(&json!([left[0]])), "{both}");
    let worth = |name: &str| both.get(name).and_then(|side| side.get("objective")).cloned();
    assert_eq!(worth("first"), Some(json!(best.objective)));
    assert_eq!(worth("second"), Some(json!(fewer.objective)));
    assert!(fewer.objective < best.objective);
    // A solution that says more than it is worth is none.
    let lie = ["plan", &instance, "--compare", &path("best.json"), &path("lying.json")];
    let output = Command::new(program()).args(lie).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}
