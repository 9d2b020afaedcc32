//! The desk: web pages at `/` and the JSON API at `/api/v1`, for people and for their programs.
//!
//! A handler reads what was sent, asks the policies, calls one operation and shows the answer.
//! It has no rule and no SQL: who may see what is in `policy`, what leaves the house is cut in
//! `view`, and what changes goes through the same operations as the command line.

mod accounts;
mod api;
mod ask;
mod assets;
mod deeds;
mod desk;
mod extract;
mod failure;
mod fields;
mod figures;
mod limit;
mod live;
mod oidc;
mod pages;
mod password;
mod policy;
mod press;
mod problem;
mod request;
mod router;
mod sample;
mod secret;
mod seen;
mod serve;
mod sight;
mod text;
mod view;
mod who;

pub use axum::http::HeaderName;

pub use accounts::{AccountError, NewToken, TokenAsked, issue_token, set_account};
pub use desk::{Desk, DeskError, Settings};
pub use figures::{describe_figures, figures};
pub use limit::Limits;
pub use oidc::{Entitled, HAS_OIDC, OidcFault, OidcSettings, RoleMap, RoleMapFault};
pub use password::{PasswordFault, hash_password};
pub use policy::{Act, PolicyError, Scope};
pub use press::Press;
pub use router::router;
pub use sample::sample_accounts;
pub use serve::{Serving, serve};
