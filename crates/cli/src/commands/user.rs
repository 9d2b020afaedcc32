//! `user`: who may sign in at the desk, and tokens for programs.

use std::io::Read as _;

use anyhow::Result;
use clap::Subcommand;
use domain::{Country, Role, UserId};
use persistence::Account;
use serde_json::json;
use server::{Scope, TokenAsked};

use crate::app::{App, Done};
use crate::args::coded;
use crate::error::bad;
use crate::open::{self, Empty};
use crate::output::{maybe, table};

/// What is done with accounts.
#[derive(Debug, Subcommand)]
pub(crate) enum User {
    /// Make an account or change it; every session of the user ends
    Set(Box<Set>),
    /// List accounts
    List,
    /// Let somebody sign in no longer
    Disable {
        /// Who
        user: UserId,
    },
    /// Make a token for a program; its secret is shown once
    Token(Box<Token>),
    /// End a token
    Revoke {
        /// Whose
        user: UserId,
        /// Which, as `user token` named it
        id: String,
    },
}

/// An account.
#[derive(Debug, clap::Args)]
pub(crate) struct Set {
    /// Who, such as `u10212`
    user: UserId,
    /// A role that they may act in; the first one is the one they sign in with
    #[arg(long = "role", required = true, value_parser = coded!(Role))]
    roles: Vec<Role>,
    /// As pages greet them [default: the user]
    #[arg(long)]
    name: Option<String>,
    /// The office that they work for
    #[arg(long)]
    office: Option<String>,
    /// The country that a consular user works for
    #[arg(long, value_name = "GTM")]
    country: Option<Country>,
    /// Read a new password from standard input
    #[arg(long)]
    password_stdin: bool,
}

/// A token to make.
#[derive(Debug, clap::Args)]
pub(crate) struct Token {
    /// For whom
    user: UserId,
    /// In which of their roles
    #[arg(long, value_parser = coded!(Role))]
    role: Role,
    /// What it is good for: read, holds, cases, flights
    #[arg(long = "scope", required = true, value_parser = scope)]
    scopes: Vec<Scope>,
    /// What it is called
    #[arg(long, default_value = "")]
    label: String,
    /// For how many days
    #[arg(long, default_value_t = 30)]
    days: u16,
}

fn scope(text: &str) -> Result<Scope, String> {
    let found = Scope::ALL.iter().copied().find(|scope| scope.code() == text);
    found.ok_or_else(|| "the scopes are read, holds, cases and flights".to_owned())
}

pub(crate) async fn run(user: User, app: &App) -> Result<Done> {
    let ops = open::operations_on(app, Empty::Fine).await?;
    match user {
        User::Set(set) => {
            let password = if set.password_stdin { Some(password()?) } else { None };
            let account = Account {
                name: set.name.unwrap_or_else(|| set.user.to_string()),
                user: set.user.clone(),
                roles: set.roles,
                office: set.office,
                country: set.country,
                password: None,
                failures: 0,
                locked_until: None,
                disabled_at: None,
                made_at: app.now().at(),
            };
            server::set_account(&ops, account, password.as_deref()).await.map_err(wrong)?;
            app.out.answer(&json!({ "user": set.user }), || format!("user {} is set", set.user))?;
        }
        User::List => list(&ops.store.accounts().await?, app)?,
        User::Disable { user } => {
            if !ops.store.disable_account(&user, app.now().at()).await? {
                return Err(bad(format!("there is no user {user}"), "see 'caseflight user list'"));
            }
            ops.store.end_sessions_of(&user).await?;
            app.out.answer(&json!({ "disabled": user }), || format!("user {user} is disabled"))?;
        }
        User::Token(token) => {
            let Token { user, role, scopes, label, days } = *token;
            let asked = TokenAsked { user, role, scopes, label, days };
            let made = server::issue_token(&ops, asked, app.now().at()).await.map_err(wrong)?;
            let value = json!({ "id": made.id, "secret": made.secret, "ends_at": made.ends_at });
            app.out.answer(&value, || {
                format!(
                    "token {}, good until {}\n{}\nIt is not shown again.",
                    made.id, made.ends_at, made.secret
                )
            })?;
        }
        User::Revoke { user, id } => {
            if !ops.store.revoke_token(&id, &user, app.now().at()).await? {
                return Err(bad(
                    format!("user {user} has no good token {id}"),
                    "it may have ended already",
                ));
            }
            app.out.answer(&json!({ "revoked": id }), || format!("token {id} is revoked"))?;
        }
    }
    Ok(Done::Well)
}

fn list(accounts: &[Account], app: &App) -> Result<()> {
    let value: Vec<_> = accounts
        .iter()
        .map(|one| {
            json!({
                "user": one.user,
                "name": one.name,
                "roles": one.roles,
                "office": one.office,
                "country": one.country,
                "disabled_at": one.disabled_at,
            })
        })
        .collect();
    app.out.answer(&value, || {
        let columns = ["user", "name", "roles", "office", "country", "disabled"];
        table(
            &columns,
            accounts.iter().map(|one| {
                let roles: Vec<&str> = one.roles.iter().map(|role| role.code()).collect();
                [
                    one.user.to_string(),
                    one.name.clone(),
                    roles.join(", "),
                    maybe(one.office.as_ref()),
                    maybe(one.country),
                    maybe(one.disabled_at),
                ]
            }),
        )
    })?;
    Ok(())
}

/// The first line of standard input: passwords on a command line are seen by everybody.
fn password() -> Result<String> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

fn wrong(error: server::AccountError) -> anyhow::Error {
    if let server::AccountError::Store(error) = error {
        return error.into();
    }
    bad(error.to_string(), "see 'caseflight user --help'")
}
