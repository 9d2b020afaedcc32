//! Traces: spans are told to a collector of OpenTelemetry, if one is named. Only a build with the
//! feature `otel` tells any.

#[cfg(feature = "otel")]
mod client;
#[cfg(feature = "otel")]
mod places;
#[cfg(feature = "otel")]
mod provider;
#[cfg(not(feature = "otel"))]
mod without;

#[cfg(feature = "otel")]
pub(crate) use provider::Traces;
#[cfg(not(feature = "otel"))]
pub(crate) use without::Traces;
