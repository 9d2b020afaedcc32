//! Searches whatever leaves, byte by byte, for what must not.

use std::io::{Cursor, Read as _};

use interchange::forms::{Paper, html, xlsx};

/// What gives a canary away: its own word in any case, or the secret day in any form.
const GIVEAWAYS: &[&str] = &["QZX", "2024-03-29", "20240329", "240329"];

/// What of [`GIVEAWAYS`] is in `bytes`.
pub(crate) fn giveaway(bytes: &[u8]) -> Option<&'static str> {
    GIVEAWAYS.iter().copied().find(|word| {
        bytes.windows(word.len()).any(|window| window.eq_ignore_ascii_case(word.as_bytes()))
    })
}

/// Every part of a spreadsheet, unpacked.
fn parts(book: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(book)).unwrap();
    let mut all = book.to_vec();
    for n in 0..archive.len() {
        let mut part = archive.by_index(n).unwrap();
        all.extend(part.name().unwrap().as_bytes());
        part.read_to_end(&mut all).unwrap();
    }
    all
}

/// Both forms of `papers`, as bytes to search.
pub(crate) fn forms(papers: &[Paper]) -> Vec<u8> {
    let mut bytes = html(papers).into_bytes();
    bytes.extend(parts(&xlsx(papers).unwrap()));
    bytes
}
