//! The ways out of the house, each behind the worker's one trait.
//!
//! A channel sends one message and says whether the other side has it. When it is sent again, and
//! when somebody gives it up, is the engine's business, the same for all of them.

mod mail;
mod nats;
mod webhook;

pub use mail::{Mail, MailFault, MailSettings};
pub use nats::{Nats, NatsFault, NatsSettings};
pub use webhook::{PATIENCE, Webhook, WebhookFault, WebhookSettings};
