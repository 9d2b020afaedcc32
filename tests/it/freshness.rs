//! Old holds let nobody on: how fresh they are is known, and asked at every door.

use domain::{FeedId, IdentityMatch, LineState, Refusal};
use operations::OperationError;

use crate::support::small::{COURTS, DESK, LEAD, case_id, flight_id};
use crate::support::{World, actor, at, worlds};

/// What the gate says of the only reason: the holds are too old.
const STALE: &str = "barred; P1.1: hold:stale_data";

async fn read(world: &World, instant: &str) {
    let source = FeedId::new("courts").unwrap();
    let said = world.ops.read_hold_feed(Some(source), at(instant).at(), &actor(COURTS)).await;
    assert_eq!(said.unwrap().len(), 1);
}

async fn line(world: &World) -> LineState {
    let flight = world.ops.store.flight(&flight_id("F1")).await.unwrap().value;
    flight.manifest.line_of(&case_id("P1")).unwrap().state
}

fn stale(refused: &Refusal) {
    assert_eq!(refused.to_string(), STALE);
}

#[tokio::test(flavor = "multi_thread")]
async fn old_holds_let_nobody_be_confirmed_board_or_depart_until_they_are_read_again() {
    for world in worlds("stale").await {
        let (ops, id) = (&world.ops, flight_id("F1"));
        world.sealed(&["P1"]).await;
        read(&world, "2024-06-25T12:00:00-05:00").await;

        world.now("2024-06-26T12:00:01-05:00"); // a day and a second later
        let refused = ops.confirm_all(&id, &actor(DESK)).await.unwrap();
        stale(&refused[0].1);
        assert_eq!(line(&world).await, LineState::Listed);
        read(&world, "2024-06-26T12:00:00-05:00").await;
        assert!(ops.confirm_all(&id, &actor(DESK)).await.unwrap().is_empty());
        assert_eq!(line(&world).await, LineState::Confirmed);

        world.now("2024-06-29T12:00:01-05:00");
        read(&world, "2024-06-29T11:55:00-05:00").await;
        ops.open_boarding(&id, &actor(LEAD)).await.unwrap();
        stale(
            &ops.board_all(&id, IdentityMatch::Fingerprint, &actor(LEAD)).await.unwrap().refused[0]
                .1,
        );
        let one = ops.board(&id, &case_id("P1"), IdentityMatch::Face, &actor(LEAD)).await;
        assert!(matches!(one, Err(OperationError::Refused(Refusal::Barred { .. }))));
        read(&world, "2024-06-29T11:55:01-05:00").await;
        assert_eq!(
            ops.board_all(&id, IdentityMatch::Fingerprint, &actor(LEAD)).await.unwrap().aboard,
            1
        );

        world.now("2024-06-29T15:10:00-05:00");
        let refused = ops.depart(&id, &actor(LEAD)).await.unwrap_err();
        assert_eq!(refused.to_string(), STALE);
        assert_eq!(line(&world).await, LineState::Boarded, "{}: nobody is put off", world.name);
        read(&world, "2024-06-29T15:06:00-05:00").await;
        assert_eq!(ops.depart(&id, &actor(LEAD)).await.unwrap().aboard, 1);
        let history = ops.store.history(case_id("P1").as_str()).await.unwrap();
        let last = history.last().unwrap();
        assert_eq!(
            &*last.stamp.reason,
            "departed; holds of courts read 2024-06-29T20:06:00Z, says court_feed:courts"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_no_source_outside_is_known_the_database_is_the_source() {
    for world in worlds("no_feed").await {
        world.sealed(&["P1"]).await;
        world.now("2024-06-29T12:00:00-05:00");
        let id = flight_id("F1");
        assert!(world.ops.confirm_all(&id, &actor(DESK)).await.unwrap().is_empty());
        world.ops.open_boarding(&id, &actor(LEAD)).await.unwrap();
        assert_eq!(
            world
                .ops
                .board_all(&id, IdentityMatch::Fingerprint, &actor(LEAD))
                .await
                .unwrap()
                .aboard,
            1
        );
        assert_eq!(world.ops.depart(&id, &actor(LEAD)).await.unwrap().aboard, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_imported_docket_is_a_source_as_old_as_its_day_and_never_gets_older() {
    for world in worlds("docket_feed").await {
        let world = world.with_docket("dirty", false).await;
        let feed = world.ops.hold_feed().await.unwrap();
        let oldest = feed.oldest().unwrap();
        assert_eq!(oldest.source.as_str(), "docket");
        assert_eq!(oldest.read_at, "2024-06-25T23:59:59.999999Z".parse().unwrap());

        world.now("2024-06-28T09:00:00-05:00");
        let now = at("2024-06-28T08:58:00-05:00").at();
        world.ops.read_hold_feed(None, now, &actor(COURTS)).await.unwrap();
        let world = world.with_docket("dirty", false).await;
        assert_eq!(world.ops.hold_feed().await.unwrap().oldest().unwrap().read_at, now);

        read(&world, "2024-06-20T00:00:00-05:00").await;
        let feed = world.ops.hold_feed().await.unwrap();
        assert_eq!(feed.readings().len(), 2);
        assert_eq!(feed.oldest().unwrap().source.as_str(), "courts", "{}", world.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_those_who_know_the_sources_say_when_they_were_read_and_never_ahead_of_time() {
    for world in worlds("feed_roles").await {
        let now = world.ops.clock.now().at();
        let source = || Some(FeedId::new("courts").unwrap());
        let refused = world.ops.read_hold_feed(source(), now, &actor(LEAD)).await;
        assert!(matches!(refused, Err(OperationError::Refused(Refusal::RoleMayNot { .. }))));
        let ahead = now + jiff::SignedDuration::from_secs(1);
        let refused = world.ops.read_hold_feed(source(), ahead, &actor(COURTS)).await;
        assert!(matches!(refused, Err(OperationError::Refused(Refusal::WindowTooEarly { .. }))));
        assert!(world.ops.hold_feed().await.unwrap().readings().is_empty(), "{}", world.name);
    }
}
