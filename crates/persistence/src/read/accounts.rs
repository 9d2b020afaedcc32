//! Accounts of the desk, their sessions and tokens.

use domain::{Country, Role, UserId};
use jiff::Timestamp;
use sea_orm::{DbErr, FromQueryResult, QueryResult};

use crate::map::instant;
use crate::{Store, StoreError};

/// Somebody who may sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Key.
    pub user: UserId,
    /// As pages greet them.
    pub name: String,
    /// Roles that they may act in; never empty.
    pub roles: Vec<Role>,
    /// The office that they work for.
    pub office: Option<String>,
    /// The country that a consular user works for.
    pub country: Option<Country>,
    /// The password's hash, in the PHC form; none for those who cannot sign in with one.
    pub password: Option<String>,
    /// Wrong passwords in a row.
    pub failures: i64,
    /// Until when no password is looked at.
    pub locked_until: Option<Timestamp>,
    /// Since when they may not sign in.
    pub disabled_at: Option<Timestamp>,
    /// Since when there is this account.
    pub made_at: Timestamp,
}

/// Somebody signed in by a browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskSession {
    /// Who.
    pub user: UserId,
    /// In which of their roles.
    pub role: Role,
    /// What forms send back, to show that they come from our own pages.
    pub csrf: String,
    /// Since when.
    pub made_at: Timestamp,
    /// When it was last used.
    pub seen_at: Timestamp,
    /// When it ends, used or not.
    pub ends_at: Timestamp,
}

/// A key for programs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskToken {
    /// Its name in lists; not a secret.
    pub id: String,
    /// Whose.
    pub user: UserId,
    /// In which of their roles it acts.
    pub role: Role,
    /// What it may be used for.
    pub scopes: Vec<String>,
    /// What its owner calls it.
    pub label: String,
    /// Since when.
    pub made_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
    /// Since when it is not good any more.
    pub revoked_at: Option<Timestamp>,
}

#[derive(FromQueryResult)]
struct UserRow {
    id: String,
    name: String,
    roles: String,
    office: Option<String>,
    country: Option<String>,
    password: Option<String>,
    failures: i64,
    locked_until: Option<i64>,
    disabled_at: Option<i64>,
    made_at: i64,
}

#[derive(FromQueryResult)]
struct SessionRow {
    user_id: String,
    role: String,
    csrf: String,
    made_at: i64,
    seen_at: i64,
    ends_at: i64,
}

#[derive(FromQueryResult)]
struct TokenRow {
    id: String,
    user_id: String,
    role: String,
    scopes: String,
    label: String,
    made_at: i64,
    ends_at: i64,
    revoked_at: Option<i64>,
}

/// A row beside that of its owner.
struct Owned<R> {
    row: R,
    owner: UserRow,
}

impl<R: FromQueryResult> FromQueryResult for Owned<R> {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, DbErr> {
        let owner = UserRow::from_query_result(row, "owner_")?;
        Ok(Self { row: R::from_query_result(row, prefix)?, owner })
    }
}

/// The columns of an owner `u`, as [`Owned`] reads them.
const OWNER: &str = "u.id AS owner_id, u.name AS owner_name, u.roles AS owner_roles, \
    u.office AS owner_office, u.country AS owner_country, u.password AS owner_password, \
    u.failures AS owner_failures, u.locked_until AS owner_locked_until, \
    u.disabled_at AS owner_disabled_at, u.made_at AS owner_made_at";

impl Store {
    /// The account `user`, if there is one.
    pub async fn account(&self, user: &UserId) -> Result<Option<Account>, StoreError> {
        let sql = "SELECT * FROM desk_users WHERE id = ?";
        let statement = self.statement(sql, [user.as_str().into()]);
        UserRow::find_by_statement(statement).one(&self.reader).await?.map(account).transpose()
    }

    /// Every account, by key.
    pub async fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        let statement = self.statement("SELECT * FROM desk_users ORDER BY id", []);
        let rows = UserRow::find_by_statement(statement).all(&self.reader).await?;
        rows.into_iter().map(account).collect()
    }

    /// The session whose secret has this digest, ended or not, and whose it is: in one statement,
    /// as every page asks.
    pub async fn desk_session(
        &self,
        digest: &str,
    ) -> Result<Option<(DeskSession, Account)>, StoreError> {
        let found = self.owned::<SessionRow>("desk_sessions", digest).await?;
        let both = |found: Owned<SessionRow>| Ok((session(found.row)?, account(found.owner)?));
        found.map(both).transpose()
    }

    /// The token whose secret has this digest, ended or not, and whose it is.
    pub async fn desk_token(
        &self,
        digest: &str,
    ) -> Result<Option<(DeskToken, Account)>, StoreError> {
        let found = self.owned::<TokenRow>("desk_tokens", digest).await?;
        let both = |found: Owned<TokenRow>| Ok((token(found.row)?, account(found.owner)?));
        found.map(both).transpose()
    }

    async fn owned<R: FromQueryResult + Send>(
        &self,
        table: &'static str,
        digest: &str,
    ) -> Result<Option<Owned<R>>, StoreError> {
        let sql = format!(
            "SELECT s.*, {OWNER} FROM {table} s JOIN desk_users u ON u.id = s.user_id \
             WHERE s.digest = ?"
        );
        let statement = self.statement(&sql, [digest.into()]);
        Ok(Owned::find_by_statement(statement).one(&self.reader).await?)
    }

    /// The tokens of `user`, the newest first.
    pub async fn desk_tokens_of(&self, user: &UserId) -> Result<Vec<DeskToken>, StoreError> {
        let sql = "SELECT * FROM desk_tokens WHERE user_id = ? ORDER BY made_at DESC, id";
        let statement = self.statement(sql, [user.as_str().into()]);
        let rows = TokenRow::find_by_statement(statement).all(&self.reader).await?;
        rows.into_iter().map(token).collect()
    }
}

fn account(row: UserRow) -> Result<Account, StoreError> {
    let bad = |column| StoreError::inconsistent("desk_users", column, &row.id);
    let at = |value: Option<i64>, column| {
        value.map(|value| instant(value, "desk_users", column, &row.id)).transpose()
    };
    let roles: Option<Vec<Role>> = row.roles.split(' ').map(Role::from_code).collect();
    let roles = roles.filter(|roles| !roles.is_empty()).ok_or_else(|| bad("roles"))?;
    let country = row.country.as_deref().map(str::parse).transpose().map_err(|_| bad("country"))?;
    Ok(Account {
        user: UserId::new(&row.id).map_err(|_| bad("id"))?,
        locked_until: at(row.locked_until, "locked_until")?,
        disabled_at: at(row.disabled_at, "disabled_at")?,
        made_at: instant(row.made_at, "desk_users", "made_at", &row.id)?,
        name: row.name,
        roles,
        office: row.office,
        country,
        password: row.password,
        failures: row.failures,
    })
}

fn session(row: SessionRow) -> Result<DeskSession, StoreError> {
    let bad = |column| StoreError::inconsistent("desk_sessions", column, &row.user_id);
    let at = |value, column| instant(value, "desk_sessions", column, &row.user_id);
    Ok(DeskSession {
        user: UserId::new(&row.user_id).map_err(|_| bad("user_id"))?,
        role: Role::from_code(&row.role).ok_or_else(|| bad("role"))?,
        made_at: at(row.made_at, "made_at")?,
        seen_at: at(row.seen_at, "seen_at")?,
        ends_at: at(row.ends_at, "ends_at")?,
        csrf: row.csrf,
    })
}

fn token(row: TokenRow) -> Result<DeskToken, StoreError> {
    let bad = |column| StoreError::inconsistent("desk_tokens", column, &row.id);
    let at = |value, column| instant(value, "desk_tokens", column, &row.id);
    Ok(DeskToken {
        user: UserId::new(&row.user_id).map_err(|_| bad("user_id"))?,
        role: Role::from_code(&row.role).ok_or_else(|| bad("role"))?,
        scopes: row.scopes.split_whitespace().map(str::to_owned).collect(),
        made_at: at(row.made_at, "made_at")?,
        ends_at: at(row.ends_at, "ends_at")?,
        revoked_at: row.revoked_at.map(|value| at(value, "revoked_at")).transpose()?,
        id: row.id,
        label: row.label,
    })
}
