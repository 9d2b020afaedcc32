//! Whom spans are told to, as the command line and the variables of OpenTelemetry say it.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use opentelemetry::KeyValue;
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig as _, WithHttpConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SdkTracerProvider;
use persistence::Tracer;
use tracing::{Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::registry::LookupSpan;

use super::client::Client;
use super::places::Places;
use crate::error::bad;

/// What spans are called after.
const SERVICE: &str = "caseflight";
/// How long the collector may take if nobody says otherwise, as OpenTelemetry has it.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long the last spans may take when the program ends.
const FAREWELL: Duration = Duration::from_secs(2);
/// Whose spans are told: ours, of which we know that they name nobody.
const OURS: &[&str] = &["caseflight", "channels", "operations", "persistence", "server", "worker"];

/// Spans on their way to a collector. They are sent beside the work, in batches, from a queue of
/// so many; what does not fit into it is dropped.
#[derive(Debug)]
pub(crate) struct Traces {
    provider: SdkTracerProvider,
}

impl Traces {
    /// Traces, if the flag or a variable asks for them; within the runtime only.
    pub(crate) fn open(flag: Option<&str>) -> Result<Option<Self>> {
        let Some(endpoint) = asked(flag) else { return Ok(None) };
        let next = "name a collector's address, such as --traces http://127.0.0.1:4318/v1/traces";
        let address: Option<hyper::Uri> = endpoint.parse().ok();
        let is_web = |uri: &hyper::Uri| matches!(uri.scheme_str(), Some("http" | "https"));
        if !address.is_some_and(|uri| is_web(&uri) && uri.host().is_some()) {
            let shown = crate::config::masked(&endpoint);
            return Err(bad(format!("{shown:?} is no address of a collector"), next));
        }
        let of = |name: &str| {
            variable(&format!("OTEL_EXPORTER_OTLP_TRACES_{name}"))
                .or_else(|| variable(&format!("OTEL_EXPORTER_OTLP_{name}")))
        };
        if let Some(protocol) = of("PROTOCOL").filter(|protocol| protocol != "http/protobuf") {
            let what = format!("traces are told by http/protobuf, not by {protocol:?}");
            return Err(bad(what, "set OTEL_EXPORTER_OTLP_PROTOCOL to http/protobuf"));
        }
        let patience = of("TIMEOUT").and_then(|millis| millis.parse().ok());
        let patience = patience.map_or(PATIENCE, Duration::from_millis);
        let client = Client::new(patience)
            .map_err(|_| bad("TLS cannot be set up for traces", "tell no traces for now"))?;
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(client)
            .with_protocol(Protocol::HttpBinary)
            .with_timeout(patience)
            .with_endpoint(endpoint)
            .build()
            .map_err(|_| {
                bad("the settings of traces cannot be used", "see the variables OTEL_…")
            })?;
        let provider = SdkTracerProvider::builder()
            .with_batch_exporter(exporter)
            .with_resource(resource())
            .build();
        Ok(Some(Self { provider }))
    }

    /// What hears of spans.
    pub(crate) fn layer<S>(&self) -> Box<dyn Layer<S> + Send + Sync>
    where
        S: Subscriber + for<'span> LookupSpan<'span> + Send + Sync,
    {
        tracing_opentelemetry::layer()
            .with_tracer(self.provider.tracer(SERVICE))
            .with_location(false)
            .with_threads(false)
            .with_filter(filter_fn(is_told))
            .boxed()
    }

    /// Who knows the places of spans.
    #[expect(clippy::unused_self, reason = "only where spans are told has any a place")]
    pub(crate) fn tracer(&self) -> Arc<dyn Tracer> {
        Arc::new(Places::default())
    }

    /// Sends what is left, for a moment.
    pub(crate) fn end(self) {
        if self.provider.shutdown_with_timeout(FAREWELL).is_err() {
            tracing::debug!("the last spans were not told");
        }
    }
}

/// Spans only: lines of the log stay in the log.
fn is_told(about: &Metadata<'_>) -> bool {
    let root = about.target().split("::").next().unwrap_or_default();
    about.is_span() && OURS.contains(&root)
}

/// A variable of the environment, if it says anything.
#[expect(clippy::disallowed_methods, reason = "the program is told by its environment")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Where spans go: what the flag says, or else the variables. None if nobody asked for traces.
fn asked(flag: Option<&str>) -> Option<String> {
    let is = |name, value: &str| variable(name).is_some_and(|set| set.eq_ignore_ascii_case(value));
    if is("OTEL_SDK_DISABLED", "true") {
        return None;
    }
    if let Some(flag) = flag {
        return Some(flag.to_owned());
    }
    if is("OTEL_TRACES_EXPORTER", "none") {
        return None;
    }
    variable("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT").or_else(|| {
        let base = variable("OTEL_EXPORTER_OTLP_ENDPOINT")?;
        Some(format!("{}/v1/traces", base.trim_end_matches('/')))
    })
}

/// What is said of the program as a whole: its name and version, and what the variables add.
fn resource() -> Resource {
    let attributes = variable("OTEL_RESOURCE_ATTRIBUTES").unwrap_or_default();
    let is_named = variable("OTEL_SERVICE_NAME").is_some() || attributes.contains("service.name=");
    let builder = Resource::builder()
        .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")));
    if is_named { builder.build() } else { builder.with_service_name(SERVICE).build() }
}
