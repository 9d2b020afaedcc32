//! What can be wrong with a segment before anybody asks what it means.

use thiserror::Error;

/// A segment that cannot be taken apart, by its place in the interchange.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SyntaxFault {
    /// The file ends within a segment.
    #[error("segment {segment} does not end: there is no segment terminator after it")]
    NoEnd {
        /// Its place.
        segment: usize,
    },
    /// No segment of any directory is as long.
    #[error("segment {segment} is longer than {most} characters")]
    TooLong {
        /// Its place.
        segment: usize,
        /// The most that is read.
        most: usize,
    },
    /// No segment of any directory has as many elements.
    #[error("segment {segment} has more than {most} elements or components")]
    TooMany {
        /// Its place.
        segment: usize,
        /// The most that is read.
        most: usize,
    },
    /// A tag is three capital letters or digits.
    #[error("segment {segment} has no tag of three capital letters")]
    NoTag {
        /// Its place.
        segment: usize,
    },
    /// The advice at the head names service characters that cannot be told apart.
    #[error("the service string advice UNA does not name five different service characters")]
    BadAdvice,
}
