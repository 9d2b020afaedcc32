//! What codes mean in plain words and what to do about them: for pages and for messages alike.

mod reasons;
mod refusals;

pub(crate) use reasons::reason;
pub(crate) use refusals::refusal;

/// What a code means, and what a person can do.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Words {
    /// What it means.
    pub(crate) means: &'static str,
    /// What to do.
    pub(crate) next: &'static str,
}

const fn words(means: &'static str, next: &'static str) -> Words {
    Words { means, next }
}
