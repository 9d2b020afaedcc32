//! What is wrong, and where.

use std::fmt;

/// One thing wrong with a history. Its words hold ids and numbers only.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The stream, or nothing if it is the feed or the inbox as such.
    pub stream: Option<String>,
    /// The version.
    pub version: Option<i64>,
    /// What.
    pub fault: Fault,
}

/// What can be wrong.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// Versions are missing before this one.
    Gap {
        /// How many.
        missing: i64,
    },
    /// The version is there more than once.
    Repeated {
        /// How often.
        times: usize,
    },
    /// A version below 1.
    BelowOne,
    /// The hash does not follow from the event before.
    Unchained,
    /// The stream's row says another version than the log.
    Head {
        /// What the row says.
        head: i64,
    },
    /// The stream has events but no row.
    NoHead,
    /// The stream's row is there more than once.
    HeadRepeated,
    /// A message was acted on again: its events do not stand together.
    AppliedAgain {
        /// Its id.
        message: String,
    },
    /// A message has another number of events than its inbox row says.
    EventCount {
        /// Its id.
        message: String,
        /// What the inbox says.
        noted: usize,
        /// What the log has.
        found: usize,
    },
    /// A message was acted on, but the inbox does not know it.
    NotInInbox {
        /// Its id.
        message: String,
    },
    /// A message is in the inbox more than once.
    InboxRepeated {
        /// Its id.
        message: String,
    },
    /// The inbox says that the message left the stream at this version, but the log does not.
    InboxAhead {
        /// Its id.
        message: String,
    },
    /// The message has an event here that its inbox row does not account for.
    NotNoted {
        /// Its id.
        message: String,
    },
    /// A commit was acknowledged that is not in the log.
    AcknowledgedButLost,
    /// At the acknowledged version stands what another message wrote.
    AcknowledgedButOther {
        /// The message that was acknowledged.
        message: String,
    },
    /// A commit that began after another had been answered has a lower version, or the same.
    OutOfOrder {
        /// The version that was answered first.
        after: i64,
    },
    /// The event is neither in the feed nor waiting for it.
    NotInFeed,
    /// The event is in the feed or waiting for it more than once.
    FeedRepeated {
        /// How often.
        times: usize,
    },
    /// The feed has an event that the log does not.
    FeedAhead,
    /// Positions are missing before this one.
    FeedGap {
        /// The position.
        position: i64,
        /// How many.
        missing: i64,
    },
    /// A position is there more than once.
    PositionRepeated {
        /// The position.
        position: i64,
    },
    /// In the feed, the event stands before an earlier one of its stream.
    FeedOrder {
        /// Its position.
        position: i64,
    },
}

impl Finding {
    pub(super) fn at(stream: &str, version: i64, fault: Fault) -> Self {
        Self { stream: Some(stream.to_owned()), version: Some(version), fault }
    }

    /// Of no stream.
    pub(super) fn of(fault: Fault) -> Self {
        Self { stream: None, version: None, fault }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(stream) = &self.stream {
            f.write_str(stream)?;
        }
        if let Some(version) = self.version {
            write!(f, " at version {version}")?;
        }
        if self.stream.is_some() {
            f.write_str(": ")?;
        }
        self.fault.fmt(f)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gap { missing: 1 } => f.write_str("1 version missing before it"),
            Self::Gap { missing } => write!(f, "{missing} versions missing before it"),
            Self::Repeated { times } => write!(f, "{times} events of this version"),
            Self::BelowOne => f.write_str("versions begin with 1"),
            Self::Unchained => f.write_str("the hash does not follow from the event before"),
            Self::Head { head } => write!(f, "the last event, but the stream's row says {head}"),
            Self::NoHead => f.write_str("the last event, but the stream has no row"),
            Self::HeadRepeated => f.write_str("the stream has two rows"),
            Self::AppliedAgain { message } => write!(f, "message {message} was applied again"),
            Self::EventCount { message, noted, found } => {
                write!(f, "message {message} wrote {found} events, the inbox says {noted}")
            }
            Self::NotInInbox { message } => {
                write!(f, "message {message} was applied but is not in the inbox")
            }
            Self::InboxRepeated { message } => {
                write!(f, "message {message} is in the inbox more than once")
            }
            Self::InboxAhead { message } => {
                write!(f, "message {message} should end here by the inbox, but does not")
            }
            Self::NotNoted { message } => {
                write!(f, "an event of message {message} that the inbox does not account for")
            }
            Self::AcknowledgedButLost => f.write_str("acknowledged, but not in the log"),
            Self::AcknowledgedButOther { message } => {
                write!(f, "acknowledged for message {message}, but written by another")
            }
            Self::OutOfOrder { after } => {
                write!(f, "begun after version {after} had been answered")
            }
            Self::NotInFeed => f.write_str("neither in the feed nor waiting for it"),
            Self::FeedRepeated { times } => write!(f, "{times} times in the feed"),
            Self::FeedAhead => f.write_str("in the feed, but not in the log"),
            Self::FeedGap { position, missing } => {
                write!(f, "feed position {position}: {missing} missing before it")
            }
            Self::PositionRepeated { position } => {
                write!(f, "feed position {position} is there more than once")
            }
            Self::FeedOrder { position } => {
                write!(f, "feed position {position}: after a later event of its stream")
            }
        }
    }
}
