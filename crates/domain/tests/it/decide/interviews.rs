//! Interviews that an agency asks for: a time needs the gate, and a hold calls them off.

use domain::decide::{
    Appointment, Changes, PlaceHold, ask_for_interview, call_off_interviews, place_hold,
    record_answer, record_interview, schedule_interview,
};
use domain::gate::ask_contact;
use domain::{
    Answer, Document, DocumentId, HoldId, InterviewId, InterviewMode, InterviewOutcome, Refusal,
    Role, Stage,
};

use crate::support::{Desk, RULES, check, day, document, moment};

const TOMORROW: &str = "2024-06-27T10:00:00-05:00";
const AFTER: &str = "2024-06-27T12:00:00-05:00";

/// Somebody whose request waits for an answer.
fn waiting() -> Desk {
    let mut desk = Desk::of(&["P1"]);
    desk.cases[0].stage = Stage::DocumentRequested;
    desk.cases[0].documents = vec![pending()];
    desk
}

fn pending() -> Document {
    let mut asked = document("D2");
    (asked.number, asked.issued_on, asked.expires_on) = (None, None, None);
    (asked.answer, asked.answered_on) = (Some(Answer::Pending), None);
    asked
}

fn id() -> InterviewId {
    InterviewId::new("P1-i1").unwrap()
}

fn ask(desk: &Desk, role: Role) -> Result<Changes, Refusal> {
    let request = DocumentId::new("D2").unwrap();
    let wanted = (&request, InterviewMode::Video);
    desk.by(role, |context| ask_for_interview(&desk.cases[0], id(), wanted, None, context))
}

fn appointment(at: &str) -> Appointment {
    Appointment { at: moment(at), place: "https line 4".into(), language: "zh-Hans".into() }
}

fn schedule(desk: &Desk, role: Role, at: &str) -> Result<Changes, Refusal> {
    let cleared = ask_contact(&desk.cases[0], desk.now, &RULES)
        .map_err(|reasons| Refusal::Barred { barred: vec![(desk.cases[0].id.clone(), reasons)] })?;
    desk.by(role, |context| {
        schedule_interview(&desk.cases[0], &id(), appointment(at), &cleared, context)
    })
}

fn record(desk: &Desk, outcome: InterviewOutcome, why: Option<&str>) -> Result<Changes, Refusal> {
    desk.by(Role::CountryDeskOfficer, |context| {
        record_interview(&desk.cases[0], &id(), outcome, why, context)
    })
}

fn asked() -> Desk {
    let desk = waiting();
    desk.after(&ask(&desk, Role::ForeignConsularUser).unwrap())
}

fn scheduled() -> Desk {
    let desk = asked();
    desk.after(&schedule(&desk, Role::DeportationOfficer, TOMORROW).unwrap())
}

#[test]
fn an_agency_asks_and_both_sides_find_a_time() {
    let desk = waiting();
    check(&ask(&desk, Role::ForeignConsularUser), "P1.1 interview_recorded");
    let refused = "R004: a deportation officer may not record an agency's answer";
    check(&ask(&desk, Role::DeportationOfficer), refused);
    let desk = asked();
    check(&schedule(&desk, Role::ForeignConsularUser, TOMORROW), "P1.1 interview_recorded");
    let refused = "R004: a flight scheduler may not arrange an agency's interview";
    check(&schedule(&desk, Role::FlightScheduler, TOMORROW), refused);
    let interview = &scheduled().cases[0].interviews[0];
    assert_eq!(interview.at, Some(moment(TOMORROW)));
    assert_eq!(interview.mode, InterviewMode::Video);
    assert!(interview.is_open());
}

#[test]
fn only_a_request_that_waits_is_asked_about_and_only_once() {
    let mut desk = waiting();
    desk.cases[0].stage = Stage::AgencyApproved;
    check(&ask(&desk, Role::CountryDeskOfficer), "R019: there is no open request D2");
    let again = "R019: there is no free key P1-i1";
    check(&ask(&asked(), Role::CountryDeskOfficer), again);
}

#[test]
fn a_time_is_still_to_come_and_says_where_and_in_which_language() {
    let desk = asked();
    let past = schedule(&desk, Role::CountryDeskOfficer, "2024-06-26T08:00:00-05:00");
    assert!(matches!(past, Err(Refusal::WordsMissing { .. })), "{past:?}");
    let cleared = ask_contact(&desk.cases[0], desk.now, &RULES).unwrap();
    for (place, language) in [(" ", "zh-Hans"), ("Room 3", "")] {
        let wanted =
            Appointment { at: moment(TOMORROW), place: place.into(), language: language.into() };
        let said = desk.by(Role::CountryDeskOfficer, |context| {
            schedule_interview(&desk.cases[0], &id(), wanted, &cleared, context)
        });
        assert!(matches!(said, Err(Refusal::WordsMissing { .. })), "{said:?}");
    }
}

#[test]
fn the_gates_proof_is_of_this_case_and_this_instant() {
    let desk = asked();
    let cleared = ask_contact(&desk.cases[0], desk.now, &RULES).unwrap();
    let mut later = desk.clone();
    later.now = moment("2024-06-26T09:00:01-05:00");
    let stale = later.by(Role::CountryDeskOfficer, |context| {
        schedule_interview(&later.cases[0], &id(), appointment(TOMORROW), &cleared, context)
    });
    assert!(matches!(stale, Err(Refusal::ClearanceElsewhere { .. })), "{stale:?}");
}

#[test]
fn nobody_attended_before_the_time_and_a_reason_is_given_for_the_rest() {
    let desk = scheduled();
    let early = record(&desk, InterviewOutcome::Attended, None);
    assert!(matches!(early, Err(Refusal::WindowTooEarly { .. })), "{early:?}");
    let mut after = desk.clone();
    after.now = moment(AFTER);
    check(&record(&after, InterviewOutcome::Attended, None), "P1.1 interview_recorded");
    let silent = record(&after, InterviewOutcome::NotAttended, Some(" "));
    assert!(matches!(silent, Err(Refusal::WordsMissing { .. })), "{silent:?}");
    let missed = record(&after, InterviewOutcome::NotAttended, Some("no transport"));
    let missed = after.after(&missed.unwrap());
    assert!(!missed.cases[0].interviews[0].is_open());
    let again = record(&missed, InterviewOutcome::Attended, None);
    check(&again, "R019: there is no interview P1-i1 to come");
}

#[test]
fn a_postponed_interview_waits_for_another_time() {
    let desk = scheduled();
    let changes = record(&desk, InterviewOutcome::Postponed, Some("consul ill")).unwrap();
    let desk = desk.after(&changes);
    let interview = &desk.cases[0].interviews[0];
    assert!(interview.is_open() && interview.at.is_none());
    let again = schedule(&desk, Role::CountryDeskOfficer, "2024-07-03T10:00:00-05:00");
    check(&again, "P1.1 interview_recorded");
}

#[test]
fn a_hold_that_bars_contact_calls_an_interview_off_in_the_same_commit() {
    let desk = scheduled();
    let hold = PlaceHold {
        id: Some(HoldId::new("H9").unwrap()),
        kind: "asylum_pending".into(),
        country: None,
        from: desk.now,
        to: None,
        source_document: "form of today".into(),
        docket_number: None,
    };
    let changes = desk.by(Role::LegalCounsel, |context| {
        let case = &desk.cases[0];
        let mut changes = place_hold(case, hold, context).unwrap();
        call_off_interviews(case, context, &mut changes);
        changes
    });
    check(&Ok(changes.clone()), "P1.1 hold_recorded interview_recorded");
    let after = desk.after(&changes);
    assert_eq!(after.cases[0].interviews[0].outcome, Some(InterviewOutcome::CalledOff));
    let barred = schedule(&after, Role::CountryDeskOfficer, TOMORROW);
    assert!(matches!(barred, Err(Refusal::Barred { .. })), "{barred:?}");
}

#[test]
fn an_answer_calls_off_the_interview_that_it_did_not_need() {
    let desk = scheduled();
    let mut answer = document("D2");
    answer.answered_on = Some(day("2024-06-26"));
    let changes = desk.by(Role::ForeignConsularUser, |context| {
        let case = &desk.cases[0];
        let mut changes = record_answer(case, answer, context).unwrap();
        // As a change of facts does; it is called off once.
        call_off_interviews(case, context, &mut changes);
        changes
    });
    check(&Ok(changes), "P1.1 document_recorded agency_approved interview_recorded");
}

#[test]
fn a_change_that_does_not_touch_it_leaves_an_interview_alone() {
    let desk = scheduled();
    let mut changes = Changes::default();
    desk.by(Role::CountryDeskOfficer, |context| {
        call_off_interviews(&desk.cases[0], context, &mut changes);
    });
    assert!(changes.cases.is_empty(), "{changes:?}");
}
