//! The HTTP side: one collector, TLS where its address says so, no redirects, and an end to all
//! waiting. It runs beside the engine, which never waits for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use rustls::{ClientConfig, RootCertStore};
use tokio::runtime::Handle;
use tokio_util::task::TaskTracker;

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(3);
/// The most bytes of an answer: it only says that the spans have arrived.
const LARGEST: usize = 64 * 1024;

/// Sends spans to a collector.
#[derive(Debug)]
pub(super) struct Client {
    runtime: Handle,
    sending: TaskTracker,
    http: legacy::Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    patience: Duration,
    is_away: AtomicBool,
}

impl Client {
    /// A client that gives up after `patience`; within the runtime only.
    pub(super) fn new(patience: Duration) -> Result<Self, rustls::Error> {
        let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let mut plain = HttpConnector::new();
        plain.enforce_http(false);
        plain.set_connect_timeout(Some(CONNECT));
        let https = HttpsConnectorBuilder::new().with_tls_config(tls).https_or_http();
        let http = legacy::Client::builder(TokioExecutor::new())
            .pool_max_idle_per_host(1)
            .build(https.enable_http1().wrap_connector(plain));
        let (runtime, sending) = (Handle::current(), TaskTracker::new());
        Ok(Self { runtime, sending, http, patience, is_away: AtomicBool::new(false) })
    }

    /// Says once that the collector is away, and once that it is back.
    fn note(&self, arrived: bool) {
        if self.is_away.swap(!arrived, Ordering::Relaxed) == arrived {
            if arrived {
                tracing::info!("the collector of traces takes spans again");
            } else {
                tracing::warn!(
                    "the collector of traces takes no spans: they are dropped meanwhile"
                );
            }
        }
    }
}

#[async_trait]
impl HttpClient for Client {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let http = self.http.clone();
        let answered = async move {
            let (parts, body) = http.request(request.map(Full::new)).await?.into_parts();
            let body = Limited::new(body, LARGEST).collect().await?.to_bytes();
            Ok(Response::from_parts(parts, body))
        };
        // Whoever asks is a thread of its own that belongs to no runtime: there is no clock there.
        let patience = self.patience;
        let timed = async move { tokio::time::timeout(patience, answered).await };
        let sent = self.sending.spawn_on(timed, &self.runtime).await;
        let answer: Result<_, HttpError> = match sent {
            Ok(Ok(answer)) => answer,
            Ok(Err(late)) => Err(late.into()),
            Err(ended) => Err(ended.into()),
        };
        self.note(answer.as_ref().is_ok_and(|answer| answer.status().is_success()));
        answer
    }
}
