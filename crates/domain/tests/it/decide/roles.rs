//! Which role may do what: every decision, tried by every role.

use std::fmt::Write as _;

use domain::decide::{self, Changes, Context, Place};
use domain::flight::CancelReason;
use domain::gate::{Step, ask_contact};
use domain::{
    Answer, Case, Condition, Defect, DocumentId, FeedId, FlightStatus, IdentityMatch, Outcome,
    Refusal, Role, SeatRole, Stage, StageName, StrikeReason,
};

use crate::support::{Desk, RULES, actor, agency, day, document};

type Attempt<'a> = dyn Fn(&Desk, &Context<'_>) -> Result<Changes, Refusal> + 'a;

fn desk_at(stage: Stage) -> Desk {
    let mut desk = Desk::of(&["P1"]);
    desk.cases[0].stage = stage;
    desk
}

fn one(desk: &Desk) -> &Case {
    &desk.cases[0]
}

/// A row of the table: who of all roles is let through.
fn row(table: &mut String, what: &str, desk: &Desk, attempt: &Attempt<'_>) {
    let may = |role: &&Role| {
        let who = actor(**role);
        desk.with(&who, |context| match attempt(desk, context) {
            Ok(_) => true,
            Err(Refusal::RoleMayNot { role: named, .. }) => {
                assert_eq!(named, **role);
                false
            }
            Err(other) => panic!("{what} by {role}: {other}"),
        })
    };
    let roles: Vec<&str> = Role::ALL.iter().filter(may).map(|role| role.code()).collect();
    let all = if roles.len() == Role::ALL.len() { "everybody".to_owned() } else { roles.join(" ") };
    writeln!(table, "{what}: {all}").unwrap();
}

fn about_the_case(table: &mut String) {
    let final_order = desk_at(Stage::OrderFinal);
    let approved = Desk::of(&["P1"]);
    let mut on_condition = approved.clone();
    let condition = Condition { words: "with a doctor".into(), met_on: None };
    on_condition.cases[0].documents[0].condition = Some(condition);
    row(table, "finalize_order", &desk_at(Stage::Detained), &|d, c| {
        decide::finalize_order(one(d), c)
    });
    row(table, "request_document", &final_order, &|d, c| {
        let cleared = ask_contact(one(d), d.now, &RULES).unwrap();
        decide::request_document(one(d), &agency("chn_nia"), document("D2"), Some(&cleared), c)
    });
    row(table, "accept_document", &final_order, &|d, c| decide::accept_document(one(d), c));
    row(table, "record_answer", &approved, &|d, c| {
        let mut refused = document("D1");
        refused.answer = Some(Answer::Refused);
        decide::record_answer(one(d), refused, c)
    });
    row(table, "meet_condition", &on_condition, &|d, c| {
        decide::meet_condition(one(d), &one(d).documents[0].id, "met", c)
    });
    row(table, "record_document", &approved, &|d, c| {
        decide::record_document(one(d), document("D2"), c)
    });
    let mut expired = approved.clone();
    expired.cases[0].documents.clear();
    row(table, "expire_document", &expired, &|d, c| {
        decide::expire_document(one(d), &DocumentId::new("D1").unwrap(), c)
    });
    row(table, "change_custody", &approved, &|d, c| {
        decide::change_custody(one(d), one(d).custody.clone(), c)
    });
    row(table, "change_medical", &approved, &|d, c| {
        decide::change_medical(one(d), one(d).medical.clone(), c)
    });
    row(table, "change_order", &approved, &|d, c| {
        decide::change_order(one(d), one(d).order.clone(), c)
    });
    row(table, "correct_person", &approved, &|d, c| {
        decide::correct_person(one(d), &one(d).person, c)
    });
    row(table, "serve_notice", &approved, &|d, c| {
        decide::serve_notice(one(d), "warning", day("2024-06-01"), c)
    });
    let defect = Defect::BadRecord("sex".into());
    let mut torn = approved.clone();
    torn.cases[0].defects.push(defect.clone());
    row(table, "find_defects", &torn, &|d, c| {
        decide::find_defects(one(d), vec![defect.clone()], c)
    });
    row(table, "resolve_defect", &torn, &|d, c| decide::resolve_defect(one(d), &defect, c));
    row(table, "disclose", &approved, &|d, c| {
        let cleared = ask_contact(one(d), d.now, &RULES).unwrap();
        decide::disclose(one(d), &agency("chn_nia"), "list", Vec::new(), &cleared, c)
    });
    row(table, "reopen_order", &approved, &|d, c| decide::reopen_order(one(d), None, "x", c));
    row(table, "close", &approved, &|d, c| decide::close(one(d), None, Outcome::Terminated, c));
}

fn about_the_flight(table: &mut String) {
    let sealed = Desk::of(&["P1"]).at(StageName::Manifested).status(FlightStatus::Sealed);
    let confirmed = Desk::of(&["P1"]).at(StageName::Confirmed);
    let door = confirmed.clone().status(FlightStatus::Boarding);
    let aboard = Desk::of(&["P1"]).at(StageName::Boarded);
    let departed = Desk::of(&["P1"]).at(StageName::Departed);
    let mut spare = Desk::of(&["P1"]);
    spare.seat(0, StageName::Manifested, SeatRole::Alternate);
    let mut built = Desk::of(&["P1"]);
    built.flight.manifest.builders = vec![crate::support::named(Role::FlightScheduler, "u1")];
    let place = Place { role: SeatRole::Primary, rank: 0, board_stop: 0 };
    row(table, "schedule", &Desk::of(&["P1"]), &|d, c| {
        let event = decide::schedule(d.flight.plan.clone(), c)?;
        Ok(Changes { cases: Vec::new(), flight: vec![event] })
    });
    row(table, "replan", &Desk::of(&["P1"]), &|d, c| {
        let change = decide::PlanChange { seats: Some(19), ..decide::PlanChange::default() };
        decide::replan(&[], &d.flight, (&change, "x"), c)
    });
    row(table, "assign", &Desk::of(&["P1"]), &|d, c| {
        decide::assign(&d.party(), &d.cleared(Step::Assign), &d.flight, place, c)
    });
    row(table, "promote", &spare, &|d, c| {
        decide::promote(&d.party(), &d.cleared(Step::Promote), &d.flight, c)
    });
    row(table, "build", &built, &|d, c| decide::build(&d.flight, c));
    row(table, "seal", &built, &|d, c| decide::seal(&d.flight, c));
    row(table, "reopen_manifest", &sealed, &|d, c| decide::reopen_manifest(&d.flight, "x", c));
    row(table, "accept_late_names", &sealed, &|d, c| decide::accept_late_names(&d.flight, "x", c));
    row(table, "confirm", &sealed, &|d, c| {
        decide::confirm(&d.party(), &d.cleared(Step::Confirm), &d.flight, c)
    });
    row(table, "transfer", &confirmed, &|d, c| {
        decide::transfer(&d.party(), &d.cleared(Step::Transfer), &d.flight, "KAEX", c)
    });
    row(table, "open_boarding", &sealed, &|d, c| decide::open_boarding(&d.flight, c));
    row(table, "board", &door, &|d, c| {
        decide::board(&d.party(), &d.cleared(Step::Board), &d.flight, IdentityMatch::Iris, c)
    });
    row(table, "strike", &confirmed, &|d, c| {
        decide::strike(one(d), &d.party(), &d.flight, StrikeReason::Custody, "x", c)
    });
    row(table, "depart", &aboard, &|d, c| {
        decide::depart(&[(d.party(), d.cleared(Step::Depart))], &[], &d.flight, c)
    });
    row(table, "cancel", &aboard, &|d, c| {
        decide::cancel(&d.party(), &d.flight, CancelReason::Holiday, c)
    });
    row(table, "arrive", &departed, &|d, c| decide::arrive(&d.flight, c));
    row(table, "verify_departure", &departed, &|d, c| {
        decide::verify_departure(&d.party(), &d.flight, "x", d.now.at(), c)
    });
    row(table, "return_person", &departed, &|d, c| {
        decide::return_person(one(d), &d.flight, "x", c)
    });
}

fn about_the_feed(table: &mut String) {
    row(table, "read_feed", &Desk::of(&["P1"]), &|d, c| {
        let source = FeedId::new("courts").unwrap();
        decide::read_feed(source, d.now.at(), c).map(|_| Changes::default())
    });
}

/// Who may do what. A change of the rules shows up as a diff here. Holds have their own table.
#[test]
fn each_role_may_do_what_this_table_says() {
    let mut table = String::new();
    about_the_case(&mut table);
    about_the_flight(&mut table);
    about_the_feed(&mut table);
    insta::assert_snapshot!(table);
}
