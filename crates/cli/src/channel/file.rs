//! Messages to the outside as lines of a file: one `CloudEvent` each.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use anyhow::Result;
use interchange::cloudevent::Event;
use persistence::OutMessage;
use worker::{Channel, Sending, Unsent};

use crate::error::file;

/// A file that messages are added to.
pub(super) struct FileChannel {
    out: Mutex<File>,
}

impl FileChannel {
    /// Opens the file, or makes it.
    pub(super) fn open(path: &Path) -> Result<Self> {
        let opened = OpenOptions::new().create(true).append(true).open(path);
        Ok(Self { out: Mutex::new(opened.map_err(|error| file(path, error))?) })
    }

    fn write(&self, message: &OutMessage) -> std::io::Result<()> {
        let OutMessage { id, stream, kind, body, at, trace } = message;
        let trace = trace.as_deref();
        let event = Event { id, kind, subject: stream, at: *at, data: body, trace };
        let mut line = event.envelope().to_string();
        line.push('\n');
        let mut out = self.out.lock().unwrap_or_else(PoisonError::into_inner);
        out.write_all(line.as_bytes())?;
        out.sync_data()
    }
}

impl Channel for FileChannel {
    fn send<'a>(&'a self, message: &'a OutMessage) -> Sending<'a> {
        let done = self.write(message).map_err(|error| Unsent::later(error.to_string()));
        Box::pin(async move { done })
    }
}
