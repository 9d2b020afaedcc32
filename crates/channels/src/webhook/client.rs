//! The HTTP side of a webhook: one address, TLS unless it is this machine, no redirects, and an
//! end to all waiting.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Bytes;
use hyper::header::RETRY_AFTER;
use hyper::{Request, Uri};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use worker::Unsent;

use super::WebhookFault;
use super::reply::Reply;

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(5);
/// The most bytes of an answer that are read, so that its connection can be used again. Nothing
/// of them counts.
const LARGEST: usize = 16 * 1024;

/// Sends to one address.
#[derive(Debug)]
pub(super) struct Client {
    url: Uri,
    patience: Duration,
    http: hyper_util::client::legacy::Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
}

impl Client {
    pub(super) fn new(
        url: &str,
        trusted: Option<&[u8]>,
        patience: Duration,
    ) -> Result<Self, WebhookFault> {
        let url = address(url).map_err(WebhookFault::Url)?;
        let mut plain = HttpConnector::new();
        plain.enforce_http(false);
        plain.set_connect_timeout(Some(CONNECT));
        let https = HttpsConnectorBuilder::new()
            .with_tls_config(tls(trusted)?)
            .https_or_http()
            .enable_http1()
            .wrap_connector(plain);
        let executor = TokioExecutor::new();
        let http = hyper_util::client::legacy::Client::builder(executor)
            .pool_idle_timeout(Duration::from_secs(30))
            .pool_max_idle_per_host(2)
            .build(https);
        Ok(Self { url, patience, http })
    }

    /// Sends `body` and answers with what the other side says. A redirect is an answer like any
    /// other: it is not followed.
    pub(super) async fn post(
        &self,
        headers: &[(&str, String)],
        body: String,
    ) -> Result<Reply, Unsent> {
        let mut request = Request::post(self.url.clone());
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let request = request
            .header("user-agent", concat!("caseflight/", env!("CARGO_PKG_VERSION")))
            .body(Full::new(Bytes::from(body)))
            .map_err(|_| Unsent::Never("it cannot be put into a request".to_owned()))?;
        let answered = async {
            let response = self.http.request(request).await.map_err(|error| {
                let what = if error.is_connect() { "no connection" } else { "cut off" };
                Unsent::later(what)
            })?;
            let (parts, body) = response.into_parts();
            // Only to come to its end; one that does not come to it costs the connection.
            let _ = Limited::new(body, LARGEST).collect().await;
            let wait = parts.headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok());
            Ok(Reply { status: parts.status.as_u16(), wait: wait.map(str::to_owned) })
        };
        let timed = tokio::time::timeout(self.patience, answered).await;
        timed.unwrap_or_else(|_| Err(Unsent::later("no answer in time")))
    }
}

/// An address that messages may go to.
fn address(url: &str) -> Result<Uri, &'static str> {
    let url: Uri = url.parse().map_err(|_| "it is not a URL")?;
    let authority = url.authority().ok_or("it names no host")?;
    if authority.as_str().contains('@') {
        return Err("it has a user or password in it: the signature says who sends");
    }
    let host = url.host().unwrap_or_default().trim_matches(['[', ']']);
    let here = host == "localhost" || host.parse().is_ok_and(|host: IpAddr| host.is_loopback());
    match url.scheme_str() {
        Some("https") => Ok(url),
        Some("http") if here => Ok(url),
        _ => Err("it must begin with https://, or http:// for this machine itself"),
    }
}

fn tls(trusted: Option<&[u8]>) -> Result<ClientConfig, WebhookFault> {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    if let Some(pem) = trusted {
        let before = roots.len();
        for certificate in CertificateDer::pem_slice_iter(pem) {
            let certificate = certificate.map_err(|_| WebhookFault::Trusted)?;
            roots.add(certificate).map_err(|_| WebhookFault::Trusted)?;
        }
        if roots.len() == before {
            return Err(WebhookFault::Trusted);
        }
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(WebhookFault::Tls)?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tls_and_this_machine_are_places_to_send_to() {
        for url in ["https://a.example/in", "http://127.0.0.1:80/", "http://[::1]:9/x"] {
            assert!(address(url).is_ok(), "{url}");
        }
        for url in [
            "http://a.example/in",
            "http://127.0.0.1.example/",
            "https://user:secret@a.example/",
            "ftp://a.example/",
            "/in",
            "",
        ] {
            assert!(address(url).is_err(), "{url}");
        }
    }

    #[test]
    fn a_file_without_a_certificate_is_a_fault_and_not_less_trust() {
        for pem in ["", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n"] {
            assert!(matches!(tls(Some(pem.as_bytes())), Err(WebhookFault::Trusted)), "{pem}");
        }
        assert!(tls(None).is_ok());
    }
}
