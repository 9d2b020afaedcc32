//! Text that is put together piece by piece.

use std::fmt::{Arguments, Write as _};

/// Adds `words` to `text`.
pub(crate) fn add(text: &mut String, words: Arguments<'_>) {
    // Writing to a string does not fail.
    let _ = text.write_fmt(words);
}
