//! What a paper that is a file says of itself where nobody looks: its number, its flight, its fonts.
//!
//! Nothing of it is believed. It says what to draw up again, to compare with the whole file.

use std::io::{Cursor, Read as _};

use super::mark::{MARK, marked};
use super::{Paper, mark};

/// What stands before a flight, a kind of paper, a version, and what the letters were drawn with.
const FLIGHT: &str = " FLIGHT=";
const KIND: &str = " KIND=";
const VERSION: &str = " VERSION=";
const FONTS: &str = " FONTS=";
/// The part of a spreadsheet that has its keywords.
const PROPERTIES: &str = "docProps/core.xml";
/// No part with keywords of ours is longer.
const LONGEST: u64 = 64 * 1024;

/// In which form a paper was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaperForm {
    /// A page for browsers.
    Html,
    /// A spreadsheet.
    Xlsx,
    /// PDF.
    Pdf,
}

impl PaperForm {
    /// The form that a file which begins with `bytes` has. What is nothing else is a page.
    pub fn of(bytes: &[u8]) -> Self {
        if bytes.starts_with(b"%PDF-") {
            Self::Pdf
        } else if bytes.starts_with(b"PK") {
            Self::Xlsx
        } else {
            Self::Html
        }
    }
}

/// What a paper says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stamp {
    /// Its number: that of the first paper in the file.
    pub hash: String,
    /// The flight that it is about.
    pub flight: Option<String>,
    /// What kind of paper it is: the first word of its title.
    pub kind: Option<String>,
    /// Which version of the list or form.
    pub version: Option<String>,
    /// What its letters were drawn with, if that is part of the file.
    pub fonts: Option<String>,
}

impl Stamp {
    /// The stamp of a file with `papers`; none without one.
    pub fn of(papers: &[Paper]) -> Option<Self> {
        let first = papers.first()?;
        let word = |text: &str| text.split(' ').next().map(str::to_owned);
        Some(Self {
            hash: first.hash(),
            flight: first.flight().and_then(word),
            kind: word(&first.title),
            version: first.version().and_then(word),
            fonts: None,
        })
    }

    /// As a keyword of the file.
    pub fn words(&self) -> String {
        let mut words = mark(&self.hash);
        for (name, value) in [
            (FLIGHT, &self.flight),
            (KIND, &self.kind),
            (VERSION, &self.version),
            (FONTS, &self.fonts),
        ] {
            if let Some(value) = value {
                words.push_str(name);
                words.push_str(value);
            }
        }
        words
    }

    /// The stamp of a PDF or a spreadsheet; none if it has none of ours.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        match PaperForm::of(bytes) {
            PaperForm::Pdf => Self::find(bytes),
            PaperForm::Xlsx => {
                let mut book = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
                let mut part = Vec::new();
                book.by_name(PROPERTIES).ok()?.take(LONGEST).read_to_end(&mut part).ok()?;
                Self::find(&part)
            }
            PaperForm::Html => None,
        }
    }

    fn find(bytes: &[u8]) -> Option<Self> {
        let starts = bytes.windows(MARK.len()).enumerate();
        let mut found = starts.filter(|(_, window)| *window == MARK.as_bytes()).map(|(at, _)| at);
        found.find_map(|at| {
            let rest = bytes.get(at..)?;
            let end = rest.iter().position(|byte| matches!(byte, b'<' | b')' | b'"' | b',' | b';'));
            let words = std::str::from_utf8(rest.get(..end?)?).ok()?;
            let named = |name: &str| {
                let (_, rest) = words.split_once(name)?;
                rest.split(' ').next().map(str::to_owned)
            };
            let hash = marked(words.split(' ').next()?)?;
            Some(Self {
                hash,
                flight: named(FLIGHT),
                kind: named(KIND),
                version: named(VERSION),
                fonts: named(FONTS),
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Label, xlsx};
    use super::*;

    fn paper() -> Paper {
        let head = vec![("Flight".to_owned(), "F000001".to_owned())];
        let label = Label { code: "F1-001-1".to_owned(), lines: Vec::new() };
        Paper { title: "Tags".to_owned(), head, labels: vec![label], ..Paper::default() }
    }

    #[test]
    fn a_spreadsheet_says_which_paper_it_is() {
        let book = xlsx(&[paper()]).unwrap();
        assert_eq!(Stamp::read(&book), Stamp::of(&[paper()]));
        assert_eq!(Stamp::read(b"PK\x03\x04 cut off"), None);
    }

    #[test]
    fn a_stamp_is_found_among_other_bytes() {
        let fonts = Some("00ff".to_owned());
        let stamp = Stamp { fonts, ..Stamp::of(&[paper()]).unwrap() };
        let file = format!("%PDF-1.7 CASEFLIGHT:no<x>{}</x> rest", stamp.words());
        assert_eq!(Stamp::read(file.as_bytes()), Some(stamp));
        assert_eq!(Stamp::read(b"%PDF-1.7 CASEFLIGHT:"), None);
    }
}
