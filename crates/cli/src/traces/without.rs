//! A build that tells no traces.

use std::sync::Arc;

use anyhow::Result;
use persistence::Tracer;
use tracing::Subscriber;
use tracing_subscriber::Layer;

use crate::error::bad;

/// There are none.
#[derive(Debug)]
pub(crate) enum Traces {}

impl Traces {
    /// None; a fault if somebody asks for them. Variables are for all programs of a machine: they
    /// ask nobody who cannot.
    pub(crate) fn open(flag: Option<&str>) -> Result<Option<Self>> {
        match flag {
            Some(_) => Err(bad("this build tells no traces", "build with --features full")),
            None => Ok(None),
        }
    }

    /// What hears of spans.
    pub(crate) fn layer<S: Subscriber>(&self) -> Box<dyn Layer<S> + Send + Sync> {
        match *self {}
    }

    /// Who knows the places of spans.
    pub(crate) fn tracer(&self) -> Arc<dyn Tracer> {
        match *self {}
    }

    /// Ends them.
    pub(crate) fn end(self) {
        match self {}
    }
}
