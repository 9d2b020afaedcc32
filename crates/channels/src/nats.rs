//! NATS `JetStream`: each message is published under its id and counts once the stream has it.

use std::time::Duration;

use async_nats::jetstream::context::{PublishError, PublishErrorKind};
use async_nats::jetstream::{self, stream};
use async_nats::{ConnectOptions, HeaderMap};
use interchange::cloudevent::{Event, MEDIA_TYPE};
use persistence::OutMessage;
use thiserror::Error;
use tokio::sync::OnceCell;
use worker::{Channel, Sending, Unsent};

/// How long the stream may take to say that it has a message.
const ACK: Duration = Duration::from_secs(5);
/// For how long the stream knows ids: whatever comes again within it is stored once.
const KNOWN: Duration = Duration::from_mins(10);

/// How NATS is reached.
#[derive(Debug)]
pub struct NatsSettings {
    /// The server, or several with commas between them.
    pub url: String,
    /// The stream, which is made if it is not there.
    pub stream: String,
    /// What subjects begin with.
    pub prefix: String,
    /// The text of a file of credentials.
    pub credentials: Option<String>,
}

/// Why NATS cannot be used. It never repeats address or credentials.
#[derive(Debug, Error)]
pub enum NatsFault {
    /// The credentials cannot be read.
    #[error("the credentials cannot be read")]
    Credentials,
    /// Not an address, or not one that can be connected to.
    #[error("the address cannot be used")]
    Address,
}

/// A stream of NATS.
#[derive(Debug)]
pub struct Nats {
    context: jetstream::Context,
    stream: String,
    prefix: String,
    is_there: OnceCell<()>,
}

impl Nats {
    /// NATS as `settings` say. A server that is away is waited for when something is sent.
    pub async fn connect(settings: NatsSettings) -> Result<Self, NatsFault> {
        let NatsSettings { url, stream, prefix, credentials } = settings;
        let mut options = ConnectOptions::new().name("caseflight").retry_on_initial_connect();
        if let Some(text) = credentials {
            options = options.credentials(&text).map_err(|_| NatsFault::Credentials)?;
        }
        let servers: Vec<&str> = url.split(',').map(str::trim).collect();
        let client = options.connect(servers).await.map_err(|_| NatsFault::Address)?;
        let mut context = jetstream::new(client);
        context.set_timeout(ACK);
        Ok(Self { context, stream, prefix, is_there: OnceCell::new() })
    }

    async fn publish(&self, message: &OutMessage) -> Result<(), Unsent> {
        self.is_there.get_or_try_init(|| self.make_stream()).await?;
        let OutMessage { id, stream, kind, body, at, trace } = message;
        let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        if !kind.bytes().all(is_token) || !id.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Unsent::Never("its id or kind cannot stand in a header".to_owned()));
        }
        let trace = trace.as_deref();
        let event = Event { id, kind, subject: stream, at: *at, data: body, trace };
        let mut headers = HeaderMap::new();
        headers.insert("Nats-Msg-Id", id.as_str());
        headers.insert("content-type", MEDIA_TYPE);
        let subject = format!("{}.{kind}", self.prefix);
        let payload = event.envelope().to_string().into();
        let sent = self.context.publish_with_headers(subject, headers, payload).await;
        // It is with the broker's client; it counts when the stream has it.
        let kept = sent.map_err(|error| unsent(&error))?.await;
        kept.map(drop).map_err(|error| unsent(&error))
    }

    async fn make_stream(&self) -> Result<(), Unsent> {
        let wanted = stream::Config {
            name: self.stream.clone(),
            subjects: vec![format!("{}.>", self.prefix)],
            duplicate_window: KNOWN,
            ..stream::Config::default()
        };
        let made = tokio::time::timeout(ACK, self.context.get_or_create_stream(wanted)).await;
        match made {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(_)) => Err(Unsent::later("the stream cannot be had")),
            Err(_) => Err(Unsent::later("no answer in time")),
        }
    }
}

fn unsent(error: &PublishError) -> Unsent {
    match error.kind() {
        PublishErrorKind::StreamNotFound => Unsent::later("no stream has the subject"),
        PublishErrorKind::TimedOut => Unsent::later("the stream did not say that it has it"),
        PublishErrorKind::BrokenPipe => Unsent::later("no connection"),
        PublishErrorKind::WrongLastMessageId
        | PublishErrorKind::WrongLastSequence
        | PublishErrorKind::MaxAckPending
        | PublishErrorKind::MaxPayloadExceeded
        | PublishErrorKind::Other => Unsent::later("the stream does not take it"),
    }
}

impl Channel for Nats {
    fn send<'a>(&'a self, message: &'a OutMessage) -> Sending<'a> {
        Box::pin(async move {
            let timed = tokio::time::timeout(2 * ACK, self.publish(message)).await;
            timed.unwrap_or_else(|_| Err(Unsent::later("no connection")))
        })
    }
}
