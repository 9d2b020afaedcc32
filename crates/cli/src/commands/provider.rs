//! Who signs people in at the desk besides the desk itself: a provider of OpenID Connect.

use std::fs;
use std::path::PathBuf;

use anyhow::Result;
use server::{Desk, HAS_OIDC, OidcFault, OidcSettings, RoleMap};

use crate::error::{bad, file};

/// A provider of OpenID Connect. Nothing of it is used without an issuer.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Sign-in by OpenID Connect")]
pub(crate) struct Provider {
    /// Address of the provider, exactly as it calls itself
    #[arg(long, env = "CASEFLIGHT_OIDC_ISSUER", value_name = "URL", requires_all = ["oidc_client_id", "public_url", "oidc_roles"])]
    oidc_issuer: Option<String>,
    /// What the desk is called there
    #[arg(long, env = "CASEFLIGHT_OIDC_CLIENT_ID", value_name = "ID")]
    oidc_client_id: Option<String>,
    /// File with the desk's secret there; none for a public client
    #[arg(long, env = "CASEFLIGHT_OIDC_SECRET_FILE", value_name = "FILE")]
    oidc_secret_file: Option<PathBuf>,
    /// Where browsers reach the desk, such as `https://desk.example`
    #[arg(long, env = "CASEFLIGHT_PUBLIC_URL", value_name = "URL")]
    public_url: Option<String>,
    /// What people call the provider
    #[arg(
        long,
        env = "CASEFLIGHT_OIDC_NAME",
        value_name = "NAME",
        default_value = "your organisation"
    )]
    oidc_name: String,
    /// Claim of the ID token that lists somebody's groups
    #[arg(long, env = "CASEFLIGHT_OIDC_CLAIM", value_name = "CLAIM", default_value = "groups")]
    oidc_claim: String,
    /// Which group gives which role, and in which office; whoever is in none does not get in
    #[arg(
        long = "oidc-role",
        env = "CASEFLIGHT_OIDC_ROLES",
        value_delimiter = ',',
        value_name = "GROUP=ROLE@OFFICE"
    )]
    oidc_roles: Vec<String>,
    /// What else is asked for, if the groups come only then
    #[arg(
        long = "oidc-scope",
        env = "CASEFLIGHT_OIDC_SCOPES",
        value_delimiter = ',',
        value_name = "SCOPE"
    )]
    oidc_scopes: Vec<String>,
    /// Another origin that the provider's endpoints may have
    #[arg(
        long = "oidc-origin",
        env = "CASEFLIGHT_OIDC_ORIGINS",
        value_delimiter = ',',
        value_name = "URL"
    )]
    oidc_origins: Vec<String>,
    /// Certificates (PEM) that its TLS may rest on besides the usual ones
    #[arg(long, env = "CASEFLIGHT_OIDC_CA", value_name = "FILE")]
    oidc_ca: Option<PathBuf>,
}

impl Provider {
    /// `desk` with the provider, if one is set up.
    pub(crate) fn at(self, desk: Desk) -> Result<Desk> {
        let Some(issuer) = self.oidc_issuer else { return Ok(desk) };
        if !HAS_OIDC {
            let next = "build it with 'cargo build --release --features full'";
            return Err(bad(OidcFault::NotBuilt.to_string(), next));
        }
        let read = |path: &PathBuf| fs::read(path).map_err(|error| file(path, error));
        let secret = self.oidc_secret_file.as_ref().map(read).transpose()?;
        let secret = secret.map(|bytes| String::from_utf8_lossy(&bytes).trim().to_owned());
        if secret.as_ref().is_some_and(String::is_empty) {
            return Err(bad(
                "the file with the provider's secret is empty",
                "write the secret into it",
            ));
        }
        let roles = RoleMap::new(self.oidc_roles.iter().map(String::as_str));
        let settings = OidcSettings {
            issuer,
            client_id: self.oidc_client_id.unwrap_or_default(),
            secret,
            public_url: self.public_url.unwrap_or_default(),
            name: self.oidc_name,
            claim: self.oidc_claim,
            roles: roles.map_err(|fault| {
                bad(fault.to_string(), "the roles are those of the rulebook's roles.toml")
            })?,
            scopes: self.oidc_scopes,
            origins: self.oidc_origins,
            authorities: self.oidc_ca.as_ref().map(read).transpose()?,
        };
        desk.with_provider(settings)
            .map_err(|error| bad(error.to_string(), "see 'caseflight serve --help'"))
    }
}
