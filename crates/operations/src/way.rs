//! The ways that requests go to agencies: a folder, e-mail, paper; the portal needs none.

use std::future::Future;
use std::io;
use std::pin::Pin;

use interchange::folder::Folder;

/// A packet on its way.
pub type Posting<'a> = Pin<Box<dyn Future<Output = io::Result<()>> + Send + 'a>>;

/// A packet of a request, as it was released.
#[derive(Debug, Clone, Copy)]
pub struct Packet<'a> {
    /// The name of its file: case and request. The same packet again has the same.
    pub name: &'a str,
    /// The page.
    pub bytes: &'a [u8],
}

/// A way that requests go to one agency.
pub trait RequestWay: Send + Sync {
    /// Which way and where to, as it is remembered what went there.
    fn place(&self) -> String;

    /// Whether the packet `name` went this way before; none if the way cannot tell, and the
    /// house has to remember it.
    fn was_sent(&self, name: &str) -> Option<bool>;

    /// Sends the packet and answers when the other side has it. It may come twice.
    fn send<'a>(&'a self, packet: &'a Packet<'a>) -> Posting<'a>;
}

impl RequestWay for Folder {
    fn place(&self) -> String {
        "folder".to_owned()
    }

    fn was_sent(&self, name: &str) -> Option<bool> {
        Some(Folder::was_sent(self, name))
    }

    fn send<'a>(&'a self, packet: &'a Packet<'a>) -> Posting<'a> {
        let sent = Folder::send(self, packet.name, packet.bytes);
        Box::pin(async move { sent })
    }
}
