//! Traces: the place of a span goes along with what is written, so that whoever works on it later
//! can say where it came from. Only the program knows how spans are told to others.

use std::fmt::Debug;
use std::sync::Arc;

use tracing::Span;

use crate::Store;

/// Who knows the places of spans. A place is a `traceparent` of W3C Trace Context: random
/// numbers, and nothing of anybody.
pub trait Tracer: Debug + Send + Sync {
    /// The place of the span in which we are, if it is told to anybody.
    fn place(&self) -> Option<String>;
    /// Says that `span` follows from what happened at `place`; a text that is no place is nothing.
    fn follow(&self, span: &Span, place: &str);
    /// Says that `span` has to do with what happened at `place`.
    fn link(&self, span: &Span, place: &str);
}

impl Store {
    /// The same store, with `tracer` asked for places.
    #[must_use]
    pub fn traced(mut self, tracer: Arc<dyn Tracer>) -> Self {
        self.tracer = Some(tracer);
        self
    }

    /// The place of the span in which we are.
    pub fn place(&self) -> Option<String> {
        self.tracer.as_ref()?.place()
    }

    /// Says that `span` follows from what happened at `place`, if that is known.
    pub fn follow(&self, span: &Span, place: Option<&str>) {
        if let (Some(tracer), Some(place)) = (&self.tracer, place) {
            tracer.follow(span, place);
        }
    }

    /// Says that `span` has to do with what happened at `places`.
    pub fn link<'a>(&self, span: &Span, places: impl Iterator<Item = &'a str>) {
        if let Some(tracer) = &self.tracer {
            places.take(MOST).for_each(|place| tracer.link(span, place));
        }
    }
}

/// Links of one span at most.
const MOST: usize = 64;
