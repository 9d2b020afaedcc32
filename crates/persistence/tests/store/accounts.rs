//! Accounts: what the provider says of one never undoes what was decided here.

use domain::{Role, UserId};
use persistence::Account;

use crate::database::Db;
use crate::fixture::at;
use crate::on_both;

fn account(name: &str) -> Account {
    Account {
        user: UserId::new("ann").unwrap(),
        name: name.to_owned(),
        roles: vec![Role::DeportationOfficer],
        office: Some("NOL".to_owned()),
        country: None,
        password: None,
        failures: 0,
        locked_until: None,
        disabled_at: None,
        made_at: at(0),
    }
}

async fn found(db: &Db) -> Account {
    db.store.account(&UserId::new("ann").unwrap()).await.unwrap().unwrap()
}

on_both! {
    async fn an_account_is_made_and_changed_as_the_provider_has_it(db: &Db) {
        assert!(db.store.put_provided(&account("Ann")).await.unwrap());
        assert!(db.store.put_provided(&Account { office: None, ..account("Ann B") }).await.unwrap());
        assert_eq!(found(db).await, Account { office: None, ..account("Ann B") });
    }

    async fn one_that_was_disabled_meanwhile_stays_disabled(db: &Db) {
        db.store.put_provided(&account("Ann")).await.unwrap();
        let user = account("Ann").user;
        // Whoever signs in was read before this, and is written after it.
        assert!(db.store.disable_account(&user, at(5)).await.unwrap());
        assert!(!db.store.put_provided(&account("Ann B")).await.unwrap());
        let disabled = Account { disabled_at: Some(at(5)), ..account("Ann") };
        assert_eq!(found(db).await, disabled);
        // Disabled once more, it is so since the first time.
        assert!(db.store.disable_account(&user, at(9)).await.unwrap());
        assert_eq!(found(db).await, disabled);
        assert!(!db.store.disable_account(&UserId::new("bob").unwrap(), at(5)).await.unwrap());
    }

    async fn one_with_a_password_here_is_not_the_providers(db: &Db) {
        let own = Account { password: Some("hash".to_owned()), ..account("Ann") };
        db.store.put_account(&own).await.unwrap();
        assert!(!db.store.put_provided(&account("Ann B")).await.unwrap());
        assert_eq!(found(db).await, own);
    }

    async fn disabling_changes_nothing_else(db: &Db) {
        db.store.put_account(&account("Ann")).await.unwrap();
        db.store.note_wrong_password(&account("Ann").user, 10, at(9)).await.unwrap();
        db.store.disable_account(&account("Ann").user, at(5)).await.unwrap();
        let disabled = Account { disabled_at: Some(at(5)), failures: 1, ..account("Ann") };
        assert_eq!(found(db).await, disabled);
    }
}
