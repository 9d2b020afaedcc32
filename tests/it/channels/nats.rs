//! NATS `JetStream`, with a real server: what is sent twice is stored once, and what the server
//! does not have yet waits.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use async_nats::jetstream;
use channels::{Nats, NatsSettings};
use worker::Channel;

use super::{again, first, message, waiting};
use crate::support::{World, tell, variable};

/// A server of NATS on loopback.
struct Server {
    child: Child,
    url: String,
}

impl Server {
    /// None where there is no such program; CI has it.
    fn start(port: u16, store: &Path) -> Option<Self> {
        let program = variable("CASEFLIGHT_TEST_NATS");
        if program.as_deref() == Some("none") {
            tell("NATS not tried: its server could not be had");
            return None;
        }
        let Some(program) = program else {
            assert!(variable("CI").is_none(), "CI needs CASEFLIGHT_TEST_NATS");
            tell("NATS not tried: CASEFLIGHT_TEST_NATS is not set; use cargo xtask test");
            return None;
        };
        let child = Command::new(program)
            .args(["--addr", "127.0.0.1", "--port", &port.to_string(), "--jetstream"])
            .arg("--store_dir")
            .arg(store)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Some(Self { child, url: format!("nats://127.0.0.1:{port}") })
    }

    async fn channel(&self) -> Arc<dyn Channel> {
        let settings = NatsSettings {
            url: self.url.clone(),
            stream: "CASEFLIGHT".to_owned(),
            prefix: "caseflight".to_owned(),
            credentials: None,
        };
        Arc::new(Nats::connect(settings).await.unwrap())
    }

    /// Ids and subjects of what the stream has, in order.
    async fn stored(&self) -> Vec<(String, String)> {
        let client = async_nats::connect(&self.url).await.unwrap();
        let stream = jetstream::new(client).get_stream("CASEFLIGHT").await.unwrap();
        let count = stream.cached_info().state.messages;
        let mut stored = Vec::new();
        for place in 1..=count {
            let one = stream.get_raw_message(place).await.unwrap();
            let event: serde_json::Value = serde_json::from_slice(&one.payload).unwrap();
            let id = one.headers.get("Nats-Msg-Id").unwrap().as_str().to_owned();
            assert_eq!(event.get("id").and_then(|id| id.as_str()), Some(id.as_str()));
            stored.push((id, one.subject.to_string()));
        }
        stored
    }

    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_message_is_stored_once_in_its_order_however_often_it_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let Some(server) = Server::start(free_port(), folder.path()) else { return };
    let world = World::sqlite().await;
    let channel = server.channel().await;
    let told = [message("P1.1", 1), message("P2.1", 1), message("P1.1", 2)];
    world.ops.tell(told.to_vec()).await.unwrap();
    let found = first(&world, &channel).await;
    assert_eq!((found.due, found.done), (3, 3));
    // As after a crash between the stream's answer and our note of it.
    for one in &told {
        channel.send(one).await.unwrap();
    }
    let subject = "caseflight.clock.near".to_owned();
    let expected: Vec<(String, String)> =
        told.iter().map(|one| (one.id.clone(), subject.clone())).collect();
    assert_eq!(server.stored().await, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_was_killed_gets_the_rest_when_it_is_back() {
    let folder = tempfile::tempdir().unwrap();
    let port = free_port();
    let Some(server) = Server::start(port, folder.path()) else { return };
    let world = World::sqlite().await;
    let channel = server.channel().await;
    world.ops.tell(vec![message("P1.1", 1)]).await.unwrap();
    assert_eq!(first(&world, &channel).await.done, 1);
    server.kill();
    world.ops.tell(vec![message("P1.1", 2), message("P1.1", 3)]).await.unwrap();
    assert_eq!(first(&world, &channel).await.done, 0);
    assert_eq!(waiting(&world).await, 1);
    let server = Server::start(port, folder.path()).unwrap();
    // It may take some attempts until the connection is there again.
    for hour in 12..20 {
        again(&world, &channel, &format!("2024-06-26T{hour}:00:00Z")).await;
        first(&world, &channel).await;
    }
    let ids: Vec<String> = server.stored().await.into_iter().map(|(id, _)| id).collect();
    assert_eq!(ids, ["clock.near/P1.1/1", "clock.near/P1.1/2", "clock.near/P1.1/3"]);
}
