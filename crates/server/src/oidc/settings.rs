//! How the provider is set up.

use std::fmt;

use thiserror::Error;

use super::RoleMap;

/// A provider, and what the desk is to it.
#[derive(Clone)]
pub struct OidcSettings {
    /// Its address, exactly as it calls itself.
    pub issuer: String,
    /// What the desk is called there.
    pub client_id: String,
    /// The desk's secret there; none for a public client.
    pub secret: Option<String>,
    /// Where browsers reach the desk, such as `https://desk.example`.
    pub public_url: String,
    /// What people call the provider.
    pub name: String,
    /// The claim of the ID token that says which groups somebody is in.
    pub claim: String,
    /// Which group gives which role.
    pub roles: RoleMap,
    /// What else is asked for besides `openid` and `profile`.
    pub scopes: Vec<String>,
    /// Origins besides the issuer's that its endpoints may have.
    pub origins: Vec<String>,
    /// Certificates (PEM) that its TLS may rest on besides the usual ones.
    pub authorities: Option<Vec<u8>>,
}

impl fmt::Debug for OidcSettings {
    /// Without the secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OidcSettings").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

/// A provider that cannot be used as it is set up.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum OidcFault {
    /// The program cannot do it.
    #[error(
        "sign-in by OpenID Connect is not built into this program; build it with '--features oidc'"
    )]
    NotBuilt,
    /// An address that is none, or not safe.
    #[error(
        "{0:?} is no address of a provider or desk: it must begin with https://, or be on the loopback"
    )]
    Address(String),
    /// Certificates that cannot be read.
    #[error("the provider's certificates cannot be read")]
    Authorities,
    /// The client for its TLS cannot be made.
    #[error("the client for the provider cannot be made")]
    Client,
}
