//! The whole system on real databases: the same tests on SQLite and PostgreSQL, and the real
//! program from outside.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod advance;
mod agencies;
mod answers;
mod approval;
mod approved;
mod channels;
mod clashes;
mod corrections;
mod crash;
mod demo;
mod desk;
mod event_log;
mod exports;
mod families;
mod figures;
mod folder;
mod freshness;
mod import;
mod newer;
mod once;
mod oracle;
mod papers;
mod pdf;
mod planning;
mod program;
mod race;
mod replan;
mod support;
mod taint;
mod traces;
mod unreadable;
mod verify;
mod worker;
