//! The ways out of the house: what a channel is, and how it says that something did not arrive.

use std::pin::Pin;
use std::time::Duration;

use persistence::OutMessage;

/// Where messages to the outside go.
pub trait Channel: Send + Sync {
    /// Sends `message` and answers when the other side has it. It may be sent again: its id says
    /// that it is the same.
    fn send<'a>(&'a self, message: &'a OutMessage) -> Sending<'a>;
}

/// A message on its way.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Result<(), Unsent>> + Send + 'a>>;

/// Why a message is not with the other side, or may not be. The words name no more than the place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unsent {
    /// It may arrive later.
    Later {
        /// What went wrong.
        why: String,
        /// How long the other side asks to wait.
        after: Option<Duration>,
    },
    /// It cannot be sent as it is, however often: a person is needed.
    Never(String),
    /// The other side wants no messages any more.
    Gone(String),
}

impl Unsent {
    /// It may arrive later, at no time that anybody said.
    pub fn later(why: impl Into<String>) -> Self {
        Self::Later { why: why.into(), after: None }
    }

    /// What went wrong.
    pub fn why(&self) -> &str {
        match self {
            Self::Later { why, .. } | Self::Never(why) | Self::Gone(why) => why,
        }
    }

    /// How long the other side asks to wait.
    pub fn after(&self) -> Option<Duration> {
        match self {
            Self::Later { after, .. } => *after,
            Self::Never(_) | Self::Gone(_) => None,
        }
    }
}
