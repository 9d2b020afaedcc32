//! Who says when holds were read from their source.

use domain::decide;
use domain::{FeedId, Refusal, Role};
use jiff::SignedDuration;

use crate::support::{Desk, actor};

#[test]
fn a_reading_keeps_who_said_so_and_when() {
    let desk = Desk::of(&["P1"]);
    let (counsel, source) = (actor(Role::LegalCounsel), FeedId::new("courts").unwrap());
    let read_at = desk.now.at() - SignedDuration::from_mins(3);
    let reading =
        desk.with(&counsel, |context| decide::read_feed(source.clone(), read_at, context)).unwrap();
    assert_eq!((reading.source, reading.read_at), (source, read_at));
    assert_eq!((reading.recorded_at, reading.by), (desk.now.at(), counsel));
}

#[test]
fn nobody_can_say_that_holds_were_read_in_time_to_come() {
    let desk = Desk::of(&["P1"]);
    let counsel = actor(Role::LegalCounsel);
    let source = || FeedId::new("courts").unwrap();
    let ahead = desk.now.at() + SignedDuration::from_secs(1);
    let said = |at| desk.with(&counsel, |context| decide::read_feed(source(), at, context));
    assert!(matches!(said(ahead), Err(Refusal::WindowTooEarly { .. })));
    assert!(said(desk.now.at()).is_ok());
}
