//! Where messages to the outside go, as flags say it.

mod file;
#[cfg(feature = "channels")]
mod letters;
#[cfg(feature = "channels")]
mod network;

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Result;
use operations::Clock;
use worker::Channel;

#[cfg(not(feature = "channels"))]
use crate::error::bad;

/// Where messages go: to one place, or nowhere yet.
#[derive(Debug, Default, clap::Args)]
#[command(next_help_heading = "Messages to the outside [default: they wait]")]
pub(crate) struct Outward {
    /// Write them to this file, one `CloudEvent` a line
    #[arg(long, group = "outward", value_name = "FILE")]
    outbox: Option<PathBuf>,
    #[command(flatten)]
    network: Network,
}

/// Places that are reached over the network.
#[derive(Debug, Default, clap::Args)]
struct Network {
    /// Send each to this address by POST, signed after Standard Webhooks
    #[arg(long, group = "outward", value_name = "URL")]
    webhook: Option<String>,
    /// The secrets (`whsec_…`) to sign with, one a line, the newest first; else they are taken
    /// from `CASEFLIGHT_WEBHOOK_SECRETS`
    #[arg(long, requires = "webhook", value_name = "FILE")]
    webhook_secrets: Option<PathBuf>,
    /// Trust these certificates (PEM) too
    #[arg(long, requires = "webhook", value_name = "FILE")]
    webhook_ca: Option<PathBuf>,
    /// Publish each to `JetStream` of this server, such as `nats://127.0.0.1:4222`
    #[arg(long, group = "outward", value_name = "URL")]
    nats: Option<String>,
    /// The stream, which is made if it is not there
    #[arg(long, requires = "nats", default_value = "CASEFLIGHT", value_name = "NAME")]
    nats_stream: String,
    /// Who we are to the server: a file of credentials
    #[arg(long, requires = "nats", value_name = "FILE")]
    nats_credentials: Option<PathBuf>,
}

impl Network {
    fn is_asked_for(&self) -> bool {
        self.webhook.is_some() || self.nats.is_some()
    }
}

impl Outward {
    /// Opens the place; none if messages are to wait.
    pub(crate) async fn open(&self, clock: &Clock) -> Result<Option<Arc<dyn Channel>>> {
        if let Some(path) = &self.outbox {
            return Ok(Some(Arc::new(file::FileChannel::open(path)?)));
        }
        if self.network.is_asked_for() {
            return open(&self.network, clock).await.map(Some);
        }
        Ok(None)
    }
}

#[cfg(feature = "channels")]
pub(crate) use letters::mail;
#[cfg(feature = "channels")]
use network::open;

#[cfg(not(feature = "channels"))]
#[expect(clippy::unused_async, reason = "where there are channels, opening one takes a while")]
async fn open(_: &Network, _: &Clock) -> Result<Arc<dyn Channel>> {
    Err(none())
}

/// Why there is no channel.
#[cfg(not(feature = "channels"))]
pub(crate) fn none() -> anyhow::Error {
    bad("this build has no channels over the network", "build with --features full")
}
