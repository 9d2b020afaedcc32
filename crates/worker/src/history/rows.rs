//! The rows that are checked, as whoever reads them hands them over.

/// All that is known of what happened.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    /// The event log, in any order.
    pub events: Vec<EventRow>,
    /// What callers were told, from outside the database.
    pub acknowledged: Vec<Acknowledged>,
    /// What the rows of the streams themselves say; empty if nobody looked.
    pub heads: Vec<HeadRow>,
    /// The inbox; `None` if the log's messages do not go through one.
    pub inbox: Option<Vec<InboxRow>>,
    /// The global feed; `None` if there is none yet.
    pub feed: Option<Feed>,
}

/// A version of a stream.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The stream.
    pub stream: String,
    /// The version, from 1.
    pub version: i64,
}

/// A row of the event log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRow {
    /// The stream.
    pub stream: String,
    /// The version, from 1.
    pub version: i64,
    /// The command or message that it answers, by its id.
    pub message: Option<String>,
    /// Whether its hash follows from the event before it, as the reader worked out.
    pub chained: bool,
}

/// A commit that a caller was told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acknowledged {
    /// The last version that the commit wrote.
    pub place: Place,
    /// The command or message that the caller had sent.
    pub message: Option<String>,
    /// When the caller began and when it had its answer, on one clock of any unit; `None` if it
    /// did not look.
    pub between: Option<(u64, u64)>,
}

/// What a stream's own row says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeadRow {
    /// The stream and the version that it says it has.
    pub place: Place,
}

/// A row of the inbox: a message that was acted on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboxRow {
    /// Its id.
    pub message: String,
    /// The streams that it changed, each with the version it left behind; none if it changed
    /// nothing.
    pub wrote: Vec<Place>,
    /// How many events it wrote in all, if that is known.
    pub events: Option<usize>,
}

/// The global feed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Feed {
    /// What has its position, in any order.
    pub rows: Vec<FeedRow>,
    /// What waits for one.
    pub pending: Vec<Place>,
}

/// A row of the feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedRow {
    /// The position, from 1.
    pub position: i64,
    /// The event.
    pub place: Place,
}
