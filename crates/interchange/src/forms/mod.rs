//! Papers that people hold in their hands: lists and forms, as spreadsheets and as pages to print. The crate
//! `papers` makes PDF of the same.
//!
//! A paper is first a [`Paper`]: words in their places, the same for every form. What goes to a
//! foreign authority is made from [`crate::Release`]s alone.

mod barcode;
mod declaration;
mod html;
mod list;
mod mark;
mod onboard;
mod packet;
mod page;
mod stamp;
mod words;
mod xlsx;

pub use barcode::svg as bars_svg;
pub use declaration::{Leg, general_declaration};
pub use html::html;
pub use list::{Head, foreign_list, handover_receipt, internal_list};
pub use mark::{mark, marked, qr_svg};
pub use onboard::{baggage_tags, medical_card, property_record};
pub use packet::{Enclosure, PacketHead, REQUEST_FIELDS, request_packet};
pub use page::{PageFault, read_page};
pub use stamp::{PaperForm, Stamp};
pub use xlsx::{XlsxError, xlsx};

use ring::digest::{SHA256, digest};

use crate::markup::is_unprintable;

/// A form or list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Paper {
    /// What it is.
    pub title: String,
    /// Labels and what stands beside them.
    pub head: Vec<(String, String)>,
    /// Columns of the list; none if there is no list.
    pub columns: Vec<String>,
    /// Rows, each as long as there are columns.
    pub rows: Vec<Vec<String>>,
    /// Labels to cut out, each with a code that machines read.
    pub labels: Vec<Label>,
    /// Words below the list.
    pub foot: Vec<String>,
    /// Lines to sign on.
    pub signatures: Vec<String>,
}

/// A label to cut out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Label {
    /// What its bars say: capital letters, digits, `-` and `.`.
    pub code: String,
    /// What people read.
    pub lines: Vec<String>,
}

impl Paper {
    /// Which version of the list or of the form it is, if it says so.
    pub fn version(&self) -> Option<&str> {
        let mut pairs = self.head.iter();
        pairs.find(|(label, _)| label.starts_with("Version")).map(|(_, version)| version.as_str())
    }

    /// The flight that it is about, if it says so.
    pub fn flight(&self) -> Option<&str> {
        self.head.iter().find(|(label, _)| label == "Flight").map(|(_, flight)| flight.as_str())
    }

    /// SHA-256 of every word on the paper, in lower-case hexadecimal: whoever has two copies can
    /// tell whether they say the same.
    pub fn hash(&self) -> String {
        let mut words: Vec<&str> = vec![&self.title];
        words.extend(self.head.iter().flat_map(|(label, value)| [label.as_str(), value]));
        words.extend(self.columns.iter().map(String::as_str));
        words.extend(self.rows.iter().flatten().map(String::as_str));
        for label in &self.labels {
            words.push(&label.code);
            words.extend(label.lines.iter().map(String::as_str));
        }
        words.extend(self.foot.iter().chain(&self.signatures).map(String::as_str));
        // A sign that no word has keeps words apart.
        let words: Vec<String> = words.into_iter().map(printable).collect();
        sha256(words.join("\u{1f}"))
    }
}

/// SHA-256 of `bytes`, in lower-case hexadecimal.
pub fn sha256(bytes: impl AsRef<[u8]>) -> String {
    let hash = digest(&SHA256, bytes.as_ref());
    hash.as_ref().iter().fold(String::with_capacity(64), |mut text, byte| {
        text.extend(
            [byte >> 4, byte & 15].map(|half| char::from_digit(u32::from(half), 16).unwrap_or('0')),
        );
        text
    })
}

/// The words as they can be printed: control characters, which no form can show, are spaces.
pub fn printable(words: &str) -> String {
    words.chars().map(|sign| if is_unprintable(sign) { ' ' } else { sign }).collect()
}
