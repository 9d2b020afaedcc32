//! Whether there is a PostgreSQL server to talk to, asked once and soon answered.
//!
//! The pool itself goes on trying until its patience ends, and then says no more than that.

use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{ConnectOptions, Connection};

use crate::StoreError;

/// How long a server may take to answer.
const SOON: Duration = Duration::from_secs(5);

/// An error if nobody answers at the address, or the server lets nobody in.
pub(crate) async fn reach(options: &PgConnectOptions) -> Result<(), StoreError> {
    let nobody = || StoreError::Unreachable { address: address(options) };
    match tokio::time::timeout(SOON, options.connect()).await {
        Ok(Ok(connection)) => Ok(PgConnection::close(connection).await?),
        Ok(Err(sqlx::Error::Io(_))) | Err(_) => Err(nobody()),
        Ok(Err(error)) => Err(error.into()),
    }
}

/// Host and port, or the folder of the socket: never the user or the password.
fn address(options: &PgConnectOptions) -> String {
    let socket = options.get_socket().map(|folder| folder.display().to_string());
    format!("{}:{}", socket.as_deref().unwrap_or(options.get_host()), options.get_port())
}
