//! Messages to the outside as lines of a file: one `CloudEvent` each.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};

use anyhow::Result;
use persistence::OutMessage;
use serde_json::{Value, json};
use worker::Channel;

use crate::error::file;

/// A file that messages are added to.
pub(crate) struct FileChannel {
    out: Mutex<File>,
}

impl FileChannel {
    /// Opens the file, or makes it.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let opened = OpenOptions::new().create(true).append(true).open(path);
        Ok(Self { out: Mutex::new(opened.map_err(|error| file(path, error))?) })
    }

    fn write(&self, message: &OutMessage) -> std::io::Result<()> {
        let mut line = envelope(message).to_string();
        line.push('\n');
        let mut out = self.out.lock().unwrap_or_else(PoisonError::into_inner);
        out.write_all(line.as_bytes())?;
        out.sync_data()
    }
}

/// The message as a `CloudEvent` 1.0.
fn envelope(message: &OutMessage) -> Value {
    let data: Value = serde_json::from_str(&message.body).unwrap_or(Value::Null);
    json!({
        "specversion": "1.0",
        "id": message.id,
        "source": "urn:caseflight",
        "type": format!("caseflight.{}", message.kind),
        "subject": message.stream,
        "time": message.at.to_string(),
        "datacontenttype": "application/json",
        "data": data,
    })
}

impl Channel for FileChannel {
    fn send<'a>(
        &'a self,
        message: &'a OutMessage,
    ) -> Pin<Box<dyn Future<Output = Result<(), String>> + Send + 'a>> {
        let done = self.write(message).map_err(|error| error.to_string());
        Box::pin(async move { done })
    }
}
