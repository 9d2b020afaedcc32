//! Webhooks: a `CloudEvent` by POST, signed after Standard Webhooks.

mod client;
mod reply;

use std::time::Duration;

use interchange::cloudevent::{Event, MEDIA_TYPE};
use interchange::signature::{ID, SIGNATURE, Secrets, TIMESTAMP};
use operations::Clock;
use persistence::OutMessage;
use thiserror::Error;
use worker::{Channel, Sending, Unsent};

use client::Client;

/// How a webhook is set up.
#[derive(Debug)]
pub struct WebhookSettings {
    /// Where messages go.
    pub url: String,
    /// What they are signed with.
    pub secrets: Secrets,
    /// Certificates in PEM that are trusted beside the public ones.
    pub trusted: Option<Vec<u8>>,
    /// The time of signing.
    pub clock: Clock,
    /// How long one message may take, all in all.
    pub patience: Duration,
}

/// How long one message may take if nobody says otherwise.
pub const PATIENCE: Duration = Duration::from_secs(15);

/// Why a webhook cannot be set up.
#[derive(Debug, Error)]
pub enum WebhookFault {
    /// Not an address that messages go to.
    #[error("{0}")]
    Url(&'static str),
    /// The certificates cannot be used.
    #[error("the file of trusted certificates has none in it, or one that cannot be read")]
    Trusted,
    /// TLS cannot be set up.
    #[error("TLS cannot be set up")]
    Tls(#[source] rustls::Error),
}

/// A webhook.
#[derive(Debug)]
pub struct Webhook {
    client: Client,
    secrets: Secrets,
    clock: Clock,
}

impl Webhook {
    /// A webhook as `settings` say. Nothing is sent yet.
    pub fn new(settings: WebhookSettings) -> Result<Self, WebhookFault> {
        let WebhookSettings { url, secrets, trusted, clock, patience } = settings;
        Ok(Self { client: Client::new(&url, trusted.as_deref(), patience)?, secrets, clock })
    }

    async fn post(&self, message: &OutMessage) -> Result<(), Unsent> {
        let OutMessage { id, stream, kind, body, at, trace } = message;
        if !(1..=256).contains(&id.len()) || !id.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Unsent::Never("its id cannot stand in a header".to_owned()));
        }
        let trace = trace.as_deref();
        let event = Event { id, kind, subject: stream, at: *at, data: body, trace };
        let body = event.envelope().to_string();
        // Signed anew each time: the other side refuses what was signed long ago.
        let now = self.clock.now().at();
        let headers = [
            ("content-type", MEDIA_TYPE.to_owned()),
            (ID, id.clone()),
            (TIMESTAMP, now.as_second().to_string()),
            (SIGNATURE, self.secrets.sign(id, now, body.as_bytes())),
        ];
        let reply = self.client.post(&headers, body).await?;
        reply.read(now)
    }
}

impl Channel for Webhook {
    fn send<'a>(&'a self, message: &'a OutMessage) -> Sending<'a> {
        Box::pin(self.post(message))
    }
}
