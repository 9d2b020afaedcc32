//! Papers that people hold in their hands: lists and forms, as spreadsheets and as pages to print.
//!
//! A paper is first a [`Paper`]: words in their places, the same for either form. What goes to a
//! foreign authority is made from [`crate::Release`]s alone.

mod declaration;
mod html;
mod list;
mod xlsx;

pub use declaration::{Leg, general_declaration};
pub use html::html;
pub use list::{Head, foreign_list, handover_receipt, internal_list};
pub use xlsx::{XlsxError, xlsx};

use ring::digest::{SHA256, digest};

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
    /// Words below the list.
    pub foot: Vec<String>,
    /// Lines to sign on.
    pub signatures: Vec<String>,
}

impl Paper {
    /// SHA-256 of every word on the paper, in lower-case hexadecimal: whoever has two copies can
    /// tell whether they say the same.
    pub fn hash(&self) -> String {
        let mut words: Vec<&str> = vec![&self.title];
        words.extend(self.head.iter().flat_map(|(label, value)| [label.as_str(), value]));
        words.extend(self.columns.iter().map(String::as_str));
        words.extend(self.rows.iter().flatten().map(String::as_str));
        words.extend(self.foot.iter().chain(&self.signatures).map(String::as_str));
        // A sign that no word has keeps words apart.
        let hash = digest(&SHA256, words.join("\u{1f}").as_bytes());
        hash.as_ref().iter().fold(String::with_capacity(64), |mut text, byte| {
            text.extend(
                [byte >> 4, byte & 15]
                    .map(|half| char::from_digit(u32::from(half), 16).unwrap_or('0')),
            );
            text
        })
    }
}
