//! Signing in by a provider of OpenID Connect (decision 0044): the code flow with PKCE, state and
//! nonce. Built with the feature `oidc`; what is configured is read and checked without it too.

mod roles;
mod settings;

#[cfg(feature = "oidc")]
mod attempt;
#[cfg(feature = "oidc")]
mod claims;
#[cfg(feature = "oidc")]
mod fetch;
#[cfg(feature = "oidc")]
mod person;
#[cfg(feature = "oidc")]
mod provider;

pub use roles::{Entitled, RoleMap, RoleMapFault};
pub use settings::{OidcFault, OidcSettings};

#[cfg(feature = "oidc")]
pub(crate) use attempt::{Attempt, COOKIE};
#[cfg(feature = "oidc")]
pub(crate) use provider::{Provider, ProviderFault};

/// Whether this program can sign people in by a provider.
pub const HAS_OIDC: bool = cfg!(feature = "oidc");
