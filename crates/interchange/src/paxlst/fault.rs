//! What can be wrong with a PAXLST interchange, by segment.

use thiserror::Error;

use crate::edifact::SyntaxFault;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PaxlstFault {
    /// A segment cannot be taken apart.
    #[error(transparent)]
    Syntax(#[from] SyntaxFault),
    /// A segment that may not stand there.
    #[error("segment {segment}: {tag} may not stand here")]
    Misplaced {
        /// Its place.
        segment: usize,
        /// Its tag.
        tag: String,
    },
    /// A segment that must come before is missing.
    #[error("segment {segment}: before {tag} there must be {missing}")]
    Missing {
        /// Its place.
        segment: usize,
        /// Its tag.
        tag: String,
        /// What is missing.
        missing: &'static str,
    },
    /// A part of a segment that must be there is empty.
    #[error("segment {segment}: {tag} does not say {what}")]
    Empty {
        /// Its place.
        segment: usize,
        /// Its tag.
        tag: String,
        /// What it should say.
        what: &'static str,
    },
    /// A value that is none.
    #[error("segment {segment}: {tag} has {value:?}, which is no {what}")]
    Value {
        /// Its place.
        segment: usize,
        /// Its tag.
        tag: String,
        /// What it should be.
        what: &'static str,
        /// The first characters of what it is.
        value: String,
    },
    /// A value longer than the directory allows.
    #[error("segment {segment}: element {element} of {tag} is longer than {most} characters")]
    Long {
        /// Its place.
        segment: usize,
        /// Its tag.
        tag: String,
        /// Which element, counted from 1.
        element: usize,
        /// The most it may have.
        most: usize,
    },
    /// A sign that the character set of the interchange does not have.
    #[error("segment {segment}: {tag} has {sign:?}, which character set UNOA does not have")]
    Sign {
        /// Its place.
        segment: usize,
        /// Its tag.
        tag: String,
        /// The sign.
        sign: char,
    },
    /// A count that is not right.
    #[error("segment {segment}: {tag} counts {said}, but there are {counted} {what}")]
    Count {
        /// Its place.
        segment: usize,
        /// Its tag.
        tag: String,
        /// What is counted.
        what: &'static str,
        /// What it says.
        said: String,
        /// What there is.
        counted: u64,
    },
    /// A reference at the end that is not that of the beginning.
    #[error("segment {segment}: the reference of {tag} is not that of {opening}")]
    Reference {
        /// Its place.
        segment: usize,
        /// Its tag.
        tag: String,
        /// The segment that opened.
        opening: &'static str,
    },
    /// A message of another type.
    #[error("segment {segment}: the message is {found:?}, not PAXLST")]
    OtherMessage {
        /// Its place.
        segment: usize,
        /// The type.
        found: String,
    },
    /// The interchange ends too early.
    #[error("the interchange ends without {missing}")]
    Unclosed {
        /// What is missing.
        missing: &'static str,
    },
}

/// The first characters of `value`, for a message.
pub(super) fn begin(value: &str) -> String {
    value.chars().take(40).collect()
}
