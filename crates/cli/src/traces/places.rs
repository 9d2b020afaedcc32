//! Places of spans as W3C Trace Context writes them.

use std::collections::HashMap;

use opentelemetry::Context;
use opentelemetry::propagation::TextMapPropagator as _;
use opentelemetry::trace::TraceContextExt as _;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use persistence::Tracer;
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;

/// The header, and the one thing that is kept of a place.
const TRACEPARENT: &str = "traceparent";

/// Reads and writes places.
#[derive(Debug, Default)]
pub(super) struct Places(TraceContextPropagator);

impl Places {
    fn at(&self, place: &str) -> Context {
        let carrier = HashMap::from([(TRACEPARENT.to_owned(), place.to_owned())]);
        self.0.extract_with_context(&Context::new(), &carrier)
    }
}

impl Tracer for Places {
    fn place(&self) -> Option<String> {
        let mut carrier = HashMap::new();
        self.0.inject_context(&Span::current().context(), &mut carrier);
        carrier.remove(TRACEPARENT)
    }

    fn follow(&self, span: &Span, place: &str) {
        let context = self.at(place);
        if context.has_active_span() {
            // A span that nobody hears of has no place either.
            let _ = span.set_parent(context);
        }
    }

    fn link(&self, span: &Span, place: &str) {
        span.add_link(self.at(place).span().span_context().clone());
    }
}

#[cfg(test)]
mod tests {
    use opentelemetry::trace::TracerProvider as _;
    use opentelemetry_sdk::trace::SdkTracerProvider;
    use tracing_subscriber::layer::SubscriberExt as _;

    use super::*;

    #[test]
    fn what_follows_is_of_the_same_trace_and_what_is_no_place_is_nothing() {
        let provider = SdkTracerProvider::builder().build();
        let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("test"));
        let place = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), || {
            let places = Places::default();
            let trace = |from: &str| {
                let span = tracing::info_span!("job");
                places.follow(&span, from);
                span.in_scope(|| places.place()).unwrap()
            };
            assert_eq!(trace(place).get(..36), place.get(..36));
            assert_ne!(trace(place), place, "a span of its own");
            for odd in ["", "P0000001.1", "00-00000000000000000000000000000000-0-01"] {
                assert_ne!(trace(odd).get(..36), place.get(..36), "{odd}");
            }
            assert_eq!(places.place(), None, "outside of all spans");
        });
    }
}
