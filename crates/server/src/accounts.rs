//! Accounts and tokens: made on the command line, used at the desk.

use std::sync::Arc;

use domain::{Role, UserId};
use jiff::{SignedDuration, Timestamp};
use operations::Operations;
use persistence::{Account, DeskSession, DeskToken, StoreError};
use thiserror::Error;

use crate::desk::Desk;
use crate::failure::Failure;
use crate::password::{self, PasswordFault, hash_password};
use crate::policy::Scope;
use crate::secret::{NoRandomness, digest_of, new_secret};

/// Wrong passwords in a row after which none is looked at for a while.
const MOST_FAILURES: i64 = 10;
/// For how long.
const LOCKED_FOR: SignedDuration = SignedDuration::from_mins(15);
/// How long a session lasts, used or not.
const SESSION: SignedDuration = SignedDuration::from_hours(12);
/// How long a token lasts at most.
const LONGEST_TOKEN: SignedDuration = SignedDuration::from_hours(24 * 366);
/// The longest label of a token or name of a user.
const LONGEST_NAME: usize = 100;

/// An account or token cannot be made.
#[derive(Debug, Error)]
pub enum AccountError {
    /// The password is not good enough.
    #[error(transparent)]
    Password(#[from] PasswordFault),
    /// What was asked for makes no sense.
    #[error("{0}")]
    Bad(&'static str),
    /// There is no such user.
    #[error("there is no user {0}")]
    NoUser(UserId),
    /// The machine has no randomness to give.
    #[error("the machine gives no random bytes")]
    Random,
    /// The store could not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<NoRandomness> for AccountError {
    fn from(_: NoRandomness) -> Self {
        Self::Random
    }
}

/// Makes or changes an account. A new password ends every session of the user.
pub async fn set_account(
    ops: &Operations,
    account: Account,
    password: Option<&str>,
) -> Result<(), AccountError> {
    sound(&account)?;
    let user = &account.user;
    let known = ops.store.account(user).await?;
    let hash = match password {
        Some(password) => Some(hash_password(user.as_str(), password)?),
        None => known.and_then(|known| known.password),
    };
    let user = user.clone();
    ops.store.put_account(&Account { password: hash, ..account }).await?;
    ops.store.end_sessions_of(&user).await?;
    Ok(())
}

/// Makes an account as the provider has it, or changes one that is the provider's and ends its
/// sessions. Answers whether it did: an account with a password here, and one that was disabled,
/// stays as it is.
#[cfg(feature = "oidc")]
pub(crate) async fn set_provided(
    ops: &Operations,
    account: &Account,
) -> Result<bool, AccountError> {
    sound(account)?;
    let is_set = ops.store.put_provided(account).await?;
    ops.store.end_sessions_of(&account.user).await?;
    Ok(is_set)
}

/// Refuses an account that nobody could have.
fn sound(account: &Account) -> Result<(), AccountError> {
    let Account { name, roles, country, office, .. } = account;
    if roles.is_empty() {
        return Err(AccountError::Bad("a user needs at least one role"));
    }
    if roles.contains(&Role::System) {
        return Err(AccountError::Bad("nobody signs in as the system"));
    }
    if roles.contains(&Role::ForeignConsularUser) && (roles.len() > 1 || country.is_none()) {
        return Err(AccountError::Bad("a consular user has that role alone, and a country"));
    }
    let lengths = [name.chars().count(), office.as_ref().map_or(0, |office| office.len())];
    if lengths.iter().any(|length| *length > LONGEST_NAME) || name.trim().is_empty() {
        return Err(AccountError::Bad("a user needs a name of at most 100 letters"));
    }
    Ok(())
}

/// A token to make.
#[derive(Debug, Clone)]
pub struct TokenAsked {
    /// For whom.
    pub user: UserId,
    /// In which of their roles.
    pub role: Role,
    /// What it is good for.
    pub scopes: Vec<Scope>,
    /// What its owner calls it.
    pub label: String,
    /// For how many days.
    pub days: u16,
}

/// A token, with the secret that is shown once.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// What programs send.
    pub secret: String,
    /// Its name in lists.
    pub id: String,
    /// When it ends.
    pub ends_at: Timestamp,
}

/// Makes a token.
pub async fn issue_token(
    ops: &Operations,
    asked: TokenAsked,
    now: Timestamp,
) -> Result<NewToken, AccountError> {
    let TokenAsked { user, role, scopes, label, days } = asked;
    let account = ops.store.account(&user).await?.ok_or(AccountError::NoUser(user.clone()))?;
    if !account.roles.contains(&role) {
        return Err(AccountError::Bad("the user does not have this role"));
    }
    if scopes.is_empty() || label.chars().count() > LONGEST_NAME {
        return Err(AccountError::Bad("a token needs a scope, and a label of at most 100 letters"));
    }
    let lasts = SignedDuration::from_hours(i64::from(days) * 24);
    if days == 0 || lasts > LONGEST_TOKEN {
        return Err(AccountError::Bad("a token lasts from 1 to 366 days"));
    }
    let secret = format!("cf_{}", new_secret()?);
    let digest = digest_of(&secret);
    let id: String = digest.chars().take(12).collect();
    let ends_at = now.checked_add(lasts).unwrap_or(now);
    let token = DeskToken {
        id: id.clone(),
        user,
        role,
        scopes: scopes.iter().map(|scope| scope.code().to_owned()).collect(),
        label,
        made_at: now,
        ends_at,
        revoked_at: None,
    };
    ops.store.add_token(&digest, &token).await?;
    Ok(NewToken { secret, id, ends_at })
}

/// What a password turned out to be.
enum Checked {
    /// The user's own.
    Right(Account),
    /// Not theirs; or there is no such user, or they may not sign in.
    Wrong,
    /// Too many were wrong before: it was not looked at.
    Locked {
        /// Seconds to wait.
        wait: u64,
    },
}

/// Checks a password of somebody who is not signed in. Users who do not exist, are locked or
/// disabled look like a wrong one, however often one tries: the door tells nobody who has a key.
pub(crate) async fn password_at_the_door(
    desk: &Desk,
    user: &str,
    password: String,
) -> Result<Option<Account>, Failure> {
    Ok(match checked(desk, user, password).await? {
        Checked::Right(account) => Some(account),
        Checked::Wrong | Checked::Locked { .. } => None,
    })
}

/// Checks a password that somebody who is signed in types: their own, to sign, or a second
/// person's who agrees. Users who do not exist or are disabled look like a wrong one; that too
/// many were wrong is said, with the time to wait, for the right one would not be taken either.
pub(crate) async fn check_password(
    desk: &Desk,
    user: &str,
    password: String,
) -> Result<Option<Account>, Failure> {
    match checked(desk, user, password).await? {
        Checked::Right(account) => Ok(Some(account)),
        Checked::Wrong => Ok(None),
        Checked::Locked { wait } => Err(Failure::TooMany { wait }),
    }
}

async fn checked(desk: &Desk, user: &str, password: String) -> Result<Checked, Failure> {
    let now = desk.wall.now().at();
    let store = &desk.ops.store;
    let account = match UserId::new(user) {
        Ok(user) => store.account(&user).await?,
        Err(_) => None,
    };
    let locked = account.as_ref().and_then(|account| account.locked_until);
    let locked = locked.filter(|until| now < *until);
    // A locked account's hash is not looked at, and nobody's takes as long.
    let hash =
        account.as_ref().filter(|_| locked.is_none()).and_then(|account| account.password.clone());
    let permit = Arc::clone(&desk.checks).acquire_owned().await;
    let right = tokio::task::spawn_blocking(move || {
        let _permit = permit;
        password::is_right(&password, hash.as_deref())
    });
    let right = right.await.unwrap_or(false);
    if let Some(until) = locked {
        let wait = u64::try_from(until.duration_since(now).as_secs()).unwrap_or(0);
        return Ok(Checked::Locked { wait: wait.saturating_add(1) });
    }
    let Some(account) = account else { return Ok(Checked::Wrong) };
    if !right {
        let until = now.checked_add(LOCKED_FOR).unwrap_or(now);
        store.note_wrong_password(&account.user, MOST_FAILURES, until).await?;
        tracing::info!(user = %account.user, "wrong password");
        return Ok(Checked::Wrong);
    }
    store.note_right_password(&account.user).await?;
    let is_good = account.disabled_at.is_none();
    Ok(if is_good { Checked::Right(account) } else { Checked::Wrong })
}

/// Begins a session and answers with its secret. An earlier one of the browser is ended by the
/// caller: nobody goes on with a cookie that somebody else knew before.
pub(crate) async fn begin_session(
    desk: &Desk,
    user: &UserId,
    role: Role,
) -> Result<String, Failure> {
    let random = |error: NoRandomness| Failure::broken(&error);
    let secret = new_secret().map_err(random)?;
    let now = desk.wall.now().at();
    let session = DeskSession {
        user: user.clone(),
        role,
        csrf: new_secret().map_err(random)?,
        made_at: now,
        seen_at: now,
        ends_at: now.checked_add(SESSION).unwrap_or(now),
    };
    desk.ops.store.begin_session(&digest_of(&secret), &session).await?;
    tracing::info!(user = %user, role = role.code(), "signed in");
    Ok(secret)
}
