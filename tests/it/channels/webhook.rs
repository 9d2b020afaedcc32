//! Webhooks: signed, repeated under the same id, given up only by a person.

use std::sync::Arc;
use std::time::{Duration, Instant};

use channels::{Webhook, WebhookSettings};
use interchange::signature::Secrets;
use persistence::Resolved;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use worker::{Channel, Unsent};

use super::other_side::OtherSide;
use super::{again, first, message, waiting};
use crate::support::{World, actor, worlds};

const NEW: &str = "whsec_bm90IHRoZSBzYW1lIHNlY3JldCBhdCBhbGwh";
const OLD: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

fn webhook(world: &World, url: &str) -> Arc<dyn Channel> {
    let settings = WebhookSettings {
        url: url.to_owned(),
        secrets: Secrets::parse(&format!("{NEW}\n{OLD}")).unwrap(),
        trusted: None,
        clock: world.ops.clock.clone(),
        patience: Duration::from_secs(2),
    };
    Arc::new(Webhook::new(settings).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_message_arrives_signed_and_in_the_order_of_its_stream() {
    for world in worlds("hook_all").await {
        let other = OtherSide::start().await;
        let channel = webhook(&world, &other.url);
        let told = [message("P1.1", 1), message("P2.1", 1), message("P1.1", 2)];
        world.ops.tell(told.to_vec()).await.unwrap();
        let found = first(&world, &channel).await;
        assert_eq!((found.due, found.done), (3, 3), "{}", world.name);
        let came = other.came();
        let now = world.ops.clock.now().at();
        for (came, told) in came.iter().zip(&told) {
            // While the secret is replaced, either is good.
            for secret in [NEW, OLD] {
                let id = came.verified(secret, now).unwrap();
                assert_eq!(id, told.id, "{}", world.name);
            }
            assert_eq!(came.verified("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", now), None);
            assert_eq!(came.header("content-type"), "application/cloudevents+json");
            let event: serde_json::Value = serde_json::from_slice(&came.body).unwrap();
            assert_eq!(
                (&*event["id"].to_string(), &event["specversion"]),
                (&*format!("\"{}\"", told.id), &serde_json::json!("1.0"),)
            );
            assert_eq!(event["subject"], told.stream.as_str());
        }
        assert_eq!(came.len(), 3, "{}", world.name);
        let found = first(&world, &channel).await;
        assert_eq!((found.due, other.came().len()), (0, 0), "{}", world.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_arrive_is_tried_again_under_its_id_and_holds_up_its_own_stream_alone() {
    for world in worlds("hook_again").await {
        let other = OtherSide::start().await;
        let channel = webhook(&world, &other.url);
        other.answers([(503, Some(("retry-after", "120"))), (200, None), (500, None)]);
        let told = [message("P1.1", 1), message("P1.1", 2), message("P2.1", 1)];
        world.ops.tell(told.to_vec()).await.unwrap();
        world.now("2024-06-25T12:00:00Z");
        first(&world, &channel).await;
        assert_eq!(other.ids(), ["clock.near/P1.1/1", "clock.near/P2.1/1"], "{}", world.name);
        // The other side asked for two minutes.
        again(&world, &channel, "2024-06-25T12:01:50Z").await;
        assert_eq!(other.ids(), [""; 0], "{}", world.name);
        // It fails once more, now as the engine's own attempt, and arrives after the backoff.
        again(&world, &channel, "2024-06-25T12:02:01Z").await;
        assert_eq!(other.ids(), ["clock.near/P1.1/1"], "{}", world.name);
        let task = world.ops.store.tasks(Some("P1.1"), None, 9).await.unwrap().remove(0);
        assert_eq!(task.attempt, 1, "{}", world.name);
        assert!(task.error.unwrap().contains("status 500"), "{}", world.name);
        first(&world, &channel).await;
        assert_eq!(other.ids(), [""; 0], "{}: its stream waits", world.name);
        again(&world, &channel, "2024-06-25T12:03:00Z").await;
        let came = other.came();
        let now = world.ops.clock.now().at();
        let id = came[0].verified(NEW, now); // signed anew, under the same id
        assert_eq!((came.len(), id.as_deref()), (1, Some("clock.near/P1.1/1")), "{}", world.name);
        first(&world, &channel).await;
        assert_eq!(other.ids(), ["clock.near/P1.1/2"], "{}", world.name);
        assert_eq!(waiting(&world).await, 0, "{}", world.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_that_is_gone_is_off_until_somebody_resumes_it() {
    for world in worlds("hook_gone").await {
        let other = OtherSide::start().await;
        let channel = webhook(&world, &other.url);
        other.answers([(410, None)]);
        world.ops.tell(vec![message("P1.1", 1), message("P2.1", 1)]).await.unwrap();
        first(&world, &channel).await;
        first(&world, &channel).await;
        assert_eq!(other.ids().len(), 1, "{}: and nothing after it", world.name);
        let setting = world.ops.store.lane_settings().await.unwrap().remove(0);
        assert!(setting.paused && setting.reason.contains("410"), "{}", world.name);
        let resumed = persistence::LaneSetting { paused: false, ..setting };
        world.ops.store.set_lane(resumed).await.unwrap();
        first(&world, &channel).await;
        assert_eq!(other.ids().len(), 2, "{}: nothing is lost", world.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_a_person_gives_up_holds_up_no_other() {
    for world in worlds("hook_dead").await {
        let other = OtherSide::start().await;
        let channel = webhook(&world, &other.url);
        let mut odd = message("P1.1", 1);
        odd.id = "no header has\nthis".to_owned();
        world.ops.tell(vec![odd, message("P1.1", 2)]).await.unwrap();
        first(&world, &channel).await;
        again(&world, &channel, "2024-06-26T12:00:00Z").await;
        let dead = world.ops.store.dead_tasks(false, Some("P1.1"), 9).await.unwrap();
        assert_eq!(dead.len(), 1, "{}: trying again would change nothing", world.name);
        first(&world, &channel).await;
        assert_eq!(other.ids(), [""; 0], "{}: its stream waits for a person", world.name);
        let what = Resolved::Abandoned("it cannot be sent".to_owned());
        let (by, at) = (actor("supervisory_officer:s"), world.ops.clock.now().at());
        world.ops.store.resolve_dead(dead[0].id, what, &by, at).await.unwrap();
        first(&world, &channel).await;
        assert_eq!(other.ids(), ["clock.near/P1.1/2"], "{}", world.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_other_side_is_away_few_messages_are_tried() {
    let world = World::sqlite().await;
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/in", nobody.local_addr().unwrap());
    drop(nobody);
    let channel = webhook(&world, &url);
    let told = (0..200).map(|n| message(&format!("P{n}.1"), 1)).collect();
    world.ops.tell(told).await.unwrap();
    for _ in 0..20 {
        first(&world, &channel).await;
    }
    assert_eq!(waiting(&world).await, 50);
    let other = OtherSide::start().await;
    let channel = webhook(&world, &other.url);
    again(&world, &channel, "2024-06-26T12:00:00Z").await;
    first(&world, &channel).await;
    assert_eq!(other.ids().len(), 200);
}

#[tokio::test]
async fn a_redirect_is_no_answer_and_goes_nowhere() {
    let world = World::sqlite().await;
    let other = OtherSide::start().await;
    let channel = webhook(&world, &other.url);
    for status in [301, 302, 307, 308] {
        other.answers([(status, Some(("location", "/elsewhere")))]);
        let unsent = channel.send(&message("P1.1", 1)).await.unwrap_err();
        assert!(matches!(unsent, Unsent::Later { .. }), "{unsent:?}");
    }
    let came = other.came();
    assert_eq!(came.len(), 4);
    assert!(came.iter().all(|came| came.path == "/in"));
}

#[tokio::test]
async fn an_answer_without_end_or_none_at_all_is_not_waited_for() {
    let world = World::sqlite().await;
    for (head, arrives) in [
        ("HTTP/1.1 200 OK\r\ncontent-length: 99999999\r\n\r\n", true),
        ("HTTP/1.1 200 OK\r\nx: ", false),
        ("", false),
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/in", listener.local_addr().unwrap());
        let mut serving = JoinSet::new();
        serving.spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = vec![0; 65_536];
            let _ = stream.read(&mut request).await.unwrap();
            stream.write_all(head.as_bytes()).await.unwrap();
            let junk = [b'x'; 4096];
            // Until the other side has had enough.
            while !head.is_empty() && stream.write_all(&junk).await.is_ok() {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            std::future::pending::<()>().await;
        });
        let begun = Instant::now();
        let sent = webhook(&world, &url).send(&message("P1.1", 1)).await;
        assert_eq!(sent.is_ok(), arrives, "{head:?}: {sent:?}");
        assert!(begun.elapsed() < Duration::from_secs(4), "{head:?}");
    }
}
