//! UN/EDIFACT (ISO 9735): segments read and written, whatever service characters are used.
//!
//! Reading takes any bytes. It goes segment by segment, holds one at a time, and says what is
//! wrong with a segment instead of giving up on the rest.

mod fault;
mod level;
mod read;
mod write;

use std::borrow::Cow;

pub use fault::SyntaxFault;
pub use level::{level_a, not_level_a};
pub use read::{Segments, decode};
pub use write::SegmentWriter;

/// The service characters of an interchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marks {
    /// Parts the components of an element.
    pub component: char,
    /// Parts the elements of a segment.
    pub element: char,
    /// Takes the meaning from the service character after it.
    pub release: char,
    /// Ends a segment.
    pub end: char,
}

/// The service characters where an interchange names none.
pub const USUAL: Marks = Marks { component: ':', element: '+', release: '?', end: '\'' };

/// One segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment<'t> {
    /// Its place in the interchange, counted from 1; the service string advice does not count.
    pub number: usize,
    /// Three capital letters.
    pub tag: &'t str,
    /// Elements after the tag, each as its components, without release characters.
    pub elements: Vec<Vec<Cow<'t, str>>>,
}

impl Segment<'_> {
    /// The component `component` of the element `element`, both counted from 0; empty if the
    /// segment does not have it.
    pub fn get(&self, element: usize, component: usize) -> &str {
        self.elements
            .get(element)
            .and_then(|components| components.get(component))
            .map_or("", AsRef::as_ref)
    }
}
