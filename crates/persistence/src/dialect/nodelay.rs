//! Connections to PostgreSQL that send what they have at once.
//!
//! The driver leaves Nagle's algorithm on (sqlx 0.9.0, its issue 4335; 0.8 turned it off, and so
//! does PostgreSQL's own client). A `COPY` ends in two messages, and the second one, five bytes,
//! then waits until the server has acknowledged the first, which a server with nothing to say
//! puts off for 40 ms. The driver gives nobody its sockets, so they are found among the open
//! files of this process. To be deleted when the driver does it again: see decision 0012.

use sqlx::postgres::PgConnectOptions;

/// Turns the waiting off for every connection to the server of `address`. Where that is not
/// possible, commits are slower, and nothing else.
pub(crate) fn hurry(address: &PgConnectOptions) {
    if let Err(error) = linux::hurry(address.get_port()) {
        tracing::debug!(%error, "connections to the database wait before they send");
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use std::io;
    use std::net::TcpStream;

    use rustix::process::{PidfdFlags, PidfdGetfdFlags, getpid, pidfd_getfd, pidfd_open};

    pub(super) fn hurry(port: u16) -> io::Result<()> {
        let own = pidfd_open(getpid(), PidfdFlags::empty())?;
        for entry in std::fs::read_dir("/proc/self/fd")? {
            let name = entry?.file_name();
            let Some(number) = name.to_str().and_then(|name| name.parse().ok()) else { continue };
            // A second handle on the same file; closing it leaves the first one open. Whatever
            // is not a socket has no peer, and what was closed meanwhile is not there.
            let Ok(file) = pidfd_getfd(&own, number, PidfdGetfdFlags::empty()) else { continue };
            let socket = TcpStream::from(file);
            if socket.peer_addr().is_ok_and(|peer| peer.port() == port) {
                socket.set_nodelay(true)?;
            }
        }
        Ok(())
    }
}

#[cfg(not(target_os = "linux"))]
mod linux {
    pub(super) fn hurry(_: u16) -> std::io::Result<()> {
        Ok(())
    }
}
