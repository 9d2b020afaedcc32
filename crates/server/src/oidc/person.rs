//! The account of somebody whom the provider knows: made at the first sign-in, and as the provider
//! has it at every later one. Who has no role there any more has no session here.

use domain::{Role, UserId};
use persistence::Account;

use super::provider::Known;
use crate::accounts::{AccountError, set_provided};
use crate::desk::Desk;
use crate::failure::Failure;

impl Desk {
    /// The user and role in which `known` signs in; none where they may not.
    pub(crate) async fn admit(&self, known: Known) -> Result<Option<(UserId, Role)>, Failure> {
        let store = &self.ops.store;
        let Known { user, name, entitled } = known;
        let before = store.account(&user).await?;
        // Somebody gave this user a password, or took the account away: not the provider's.
        let is_ours = before
            .as_ref()
            .is_none_or(|before| before.password.is_none() && before.disabled_at.is_none());
        let role = entitled.as_ref().and_then(|entitled| entitled.roles.first().copied());
        let (Some(entitled), Some(role), true) = (entitled, role, is_ours) else {
            store.end_sessions_of(&user).await?;
            tracing::info!(user = %user, "the provider gives no role");
            return Ok(None);
        };
        let account = Account {
            user: user.clone(),
            name,
            roles: entitled.roles,
            office: entitled.office,
            country: entitled.country,
            password: None,
            failures: 0,
            locked_until: None,
            disabled_at: None,
            made_at: before.as_ref().map_or_else(|| self.wall.now().at(), |before| before.made_at),
        };
        let is_same = before.is_some_and(|before| {
            (&before.name, &before.roles, &before.office, &before.country)
                == (&account.name, &account.roles, &account.office, &account.country)
        });
        if !is_same {
            let set = set_provided(&self.ops, &account).await.map_err(|error| {
                if let AccountError::Store(error) = error {
                    error.into()
                } else {
                    Failure::broken(&error)
                }
            });
            // Meanwhile somebody disabled the account, or gave it a password.
            if !set? {
                tracing::info!(user = %user, "the account is not the provider's any more");
                return Ok(None);
            }
        }
        Ok(Some((user, role)))
    }
}
