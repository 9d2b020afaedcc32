//! The channels of the network, set up as flags and files say.

use std::path::Path;
use std::sync::Arc;

use anyhow::Result;
use channels::{Nats, NatsSettings, PATIENCE, Webhook, WebhookSettings};
use interchange::signature::Secrets;
use operations::Clock;
use worker::Channel;

use super::Network;
use crate::error::{bad, file};

/// Where secrets of webhooks are looked for if no file is named.
const VARIABLE: &str = "CASEFLIGHT_WEBHOOK_SECRETS";

pub(super) async fn open(asked: &Network, clock: &Clock) -> Result<Arc<dyn Channel>> {
    if let Some(url) = &asked.nats {
        let credentials = asked.nats_credentials.as_deref().map(read).transpose()?;
        let settings = NatsSettings {
            url: url.clone(),
            stream: asked.nats_stream.clone(),
            prefix: "caseflight".to_owned(),
            credentials: credentials.map(|text| String::from_utf8_lossy(&text).into_owned()),
        };
        let nats = Nats::connect(settings).await.map_err(|fault| {
            bad(format!("NATS cannot be used: {fault}"), "see --nats and --nats-credentials")
        })?;
        return Ok(Arc::new(nats));
    }
    let url = asked.webhook.clone().unwrap_or_default();
    let trusted = asked.webhook_ca.as_deref().map(read).transpose()?;
    let secrets = secrets(asked.webhook_secrets.as_deref(), VARIABLE)?;
    let (clock, patience) = (clock.clone(), PATIENCE);
    let settings = WebhookSettings { url, secrets, trusted, clock, patience };
    let webhook = Webhook::new(settings).map_err(|error| {
        bad(format!("the webhook cannot be used: {error}"), "see --webhook and --webhook-ca")
    })?;
    Ok(Arc::new(webhook))
}

fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(|error| file(path, error))
}

/// The secrets in the file, or else in the variable. What is wrong with them is said without
/// them.
fn secrets(path: Option<&Path>, variable: &str) -> Result<Secrets> {
    let (text, from) = match path {
        Some(path) => {
            (String::from_utf8_lossy(&read(path)?).into_owned(), path.display().to_string())
        }
        None => (from_environment(variable), variable.to_owned()),
    };
    Secrets::parse(&text).map_err(|fault| {
        bad(
            format!("{from} has no secret to sign with: {fault}"),
            "give a file with --webhook-secrets; 'openssl rand -base64 32', with whsec_ before \
             it, makes a secret",
        )
    })
}

#[expect(clippy::disallowed_methods, reason = "the program is told secrets by its environment")]
fn from_environment(variable: &str) -> String {
    std::env::var(variable).unwrap_or_default()
}
