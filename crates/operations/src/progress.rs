//! Long work says how far it is; who shows it is another's business.

/// Hears how far long work has come.
pub trait Progress: Send + Sync {
    /// A new piece of work begins; `total` is none if nobody knows.
    fn begin(&self, what: &str, total: Option<u64>);
    /// `done` more are done.
    fn advance(&self, done: u64);
    /// The piece is finished.
    fn end(&self);
}

/// Says nothing.
#[derive(Debug, Clone, Copy)]
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _what: &str, _total: Option<u64>) {}
    fn advance(&self, _done: u64) {}
    fn end(&self) {}
}
