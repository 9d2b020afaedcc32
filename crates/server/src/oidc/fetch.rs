//! What is fetched from a provider: only from the origins that were configured, without redirects,
//! by TLS unless it is on the loopback, not long, and not much.

use std::pin::Pin;
use std::time::Duration;

use openidconnect::reqwest::{self, Certificate, redirect};
use openidconnect::url::{Host, Origin, Url};
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use thiserror::Error;

use super::{OidcFault, OidcSettings};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// The most bytes of an answer.
const LARGEST: usize = 1024 * 1024;

/// Why nothing was fetched.
#[derive(Debug, Error)]
pub(crate) enum FetchFault {
    /// It was to come from somewhere else.
    #[error("{0} is no origin of this provider")]
    Elsewhere(String),
    /// The answer is too large.
    #[error("the answer is too large")]
    TooLarge,
    /// It cannot be reached.
    #[error(transparent)]
    Web(#[from] reqwest::Error),
    /// The answer makes no sense.
    #[error(transparent)]
    Http(#[from] axum::http::Error),
}

/// Fetches from one provider.
#[derive(Debug, Clone)]
pub(super) struct Fetch {
    client: reqwest::Client,
    origins: Vec<Origin>,
}

/// Reads an address that is safe to speak to: with TLS, or on this machine.
pub(super) fn safe(text: &str) -> Result<Url, OidcFault> {
    let wrong = || OidcFault::Address(text.to_owned());
    let url = Url::parse(text).map_err(|_| wrong())?;
    let is_here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    let is_plain = url.username().is_empty() && url.password().is_none();
    let is_safe = url.scheme() == "https" || (url.scheme() == "http" && is_here);
    if is_safe && is_plain && url.host().is_some() { Ok(url) } else { Err(wrong()) }
}

impl Fetch {
    /// Fetches from the issuer and the other origins of `settings`.
    pub(super) fn new(settings: &OidcSettings) -> Result<Self, OidcFault> {
        let mut origins = vec![safe(&settings.issuer)?.origin()];
        for origin in &settings.origins {
            origins.push(safe(origin)?.origin());
        }
        let mut builder = reqwest::Client::builder()
            .redirect(redirect::Policy::none())
            .no_proxy()
            .timeout(PATIENCE)
            .user_agent("caseflight");
        if let Some(pem) = &settings.authorities {
            let all = Certificate::from_pem_bundle(pem).map_err(|_| OidcFault::Authorities)?;
            if all.is_empty() {
                return Err(OidcFault::Authorities);
            }
            for one in all {
                builder = builder.add_root_certificate(one);
            }
        }
        let client = builder.build().map_err(|_| OidcFault::Client)?;
        Ok(Self { client, origins })
    }

    /// Sends `request`, if it goes to one of the origins.
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, FetchFault> {
        let address = request.uri().to_string();
        let origin = safe(&address).map(|url| url.origin());
        if !origin.is_ok_and(|origin| self.origins.contains(&origin)) {
            return Err(FetchFault::Elsewhere(request.uri().authority().map_or_else(
                || "an address without a host".to_owned(),
                |authority| authority.host().to_owned(),
            )));
        }
        let mut answer = self.client.execute(request.try_into()?).await?;
        let mut response = axum::http::Response::builder().status(answer.status());
        for (name, value) in answer.headers() {
            response = response.header(name, value);
        }
        let mut body = Vec::new();
        while let Some(piece) = answer.chunk().await? {
            if body.len() + piece.len() > LARGEST {
                return Err(FetchFault::TooLarge);
            }
            body.extend_from_slice(&piece);
        }
        Ok(response.body(body)?)
    }
}

impl<'c> AsyncHttpClient<'c> for Fetch {
    type Error = FetchFault;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, FetchFault>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tls_or_this_machine_is_spoken_to() {
        for good in [
            "https://id.example/realms/a",
            "http://127.0.0.1:9/",
            "http://[::1]:9",
            "http://localhost:9",
        ] {
            assert!(safe(good).is_ok(), "{good}");
        }
        for bad in [
            "http://id.example",
            "http://169.254.169.254/",
            "file:///etc/passwd",
            "id.example",
            "https://ann:secret@id.example",
            "http://localhost.evil.example",
            "gopher://localhost",
            "",
        ] {
            assert_eq!(safe(bad), Err(OidcFault::Address(bad.to_owned())), "{bad}");
        }
    }
}
