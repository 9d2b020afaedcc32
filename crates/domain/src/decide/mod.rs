//! Decisions, one file each: they look at cases and flights and answer with events or with a
//! refusal. They change nothing, and what the gate guards takes the gate's proof as an argument.

mod arrive;
mod assign;
mod board;
mod close;
mod column;
mod confirm;
mod context;
mod correct;
mod depart;
mod document;
mod facts;
mod feed;
mod flyable;
mod hold;
mod interview;
mod order;
mod permission;
mod promote;
mod replan;
mod schedule;
mod seal;
mod seating;
mod sign;
mod sign_list;
mod stop_order;
mod strike;
mod sweep;

pub use arrive::{arrive, return_person, verify_departure};
pub use assign::{Place, assign};
pub use board::{board, open_boarding};
pub use close::close;
pub use confirm::{confirm, transfer};
pub use context::{Changes, Context};
pub use correct::{Correction, correct_person, correct_record};
pub use depart::{cancel, depart};
pub use document::{
    accept_document, expire_document, meet_condition, record_answer, record_document,
    request_document,
};
pub use facts::{
    change_custody, change_medical, change_order, disclose, find_defects, record_statement,
    resolve_defect, serve_notice,
};
pub use feed::read_feed;
pub use hold::{PlaceHold, lift_hold, place_hold, revise_hold};
pub use interview::{
    Appointment, ask_for_interview, call_off_interviews, record_interview, schedule_interview,
};
pub use order::{finalize_order, reopen_order};
pub use permission::{Action, suspend_agency};
pub use promote::promote;
pub use replan::{PlanChange, replan};
pub use schedule::schedule;
pub use seal::{accept_late_names, build, reopen_manifest, seal};
pub use sign::{Proof, sign_answer, signed_words};
pub use sign_list::{SeenList, answered, sign_list, signed_list_words};
pub use stop_order::{acknowledge, escalate};
pub use strike::strike;
pub use sweep::{Listed, sweep};
