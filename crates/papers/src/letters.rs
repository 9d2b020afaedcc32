//! Which letters a paper has, and where.

use std::collections::BTreeSet;

use interchange::forms::{Paper, printable};
use unicode_script::{Script, UnicodeScript as _};

use crate::PdfFault;

/// Every text of `paper` with the place where it stands, as people would say it.
fn texts(paper: &Paper) -> impl Iterator<Item = (String, &str)> {
    let head = paper.head.iter().flat_map(|(label, value)| {
        [(format!("label \"{label}\""), label.as_str()), (format!("field \"{label}\""), value)]
    });
    let columns = paper.columns.iter().map(|column| (format!("column \"{column}\""), &**column));
    let rows = (1..).zip(&paper.rows).flat_map(move |(row, cells): (usize, _)| {
        let named = paper.columns.iter().map(String::as_str).chain(std::iter::repeat(""));
        let cell = move |(column, cell)| (format!("field \"{column}\" of row {row}"), cell);
        named.zip(cells.iter().map(String::as_str)).map(cell)
    });
    let labels = paper.labels.iter().flat_map(|label| {
        let place = format!("label {}", label.code);
        let lines = label.lines.iter().map(String::as_str);
        lines.chain([&*label.code]).map(move |line| (place.clone(), line)).collect::<Vec<_>>()
    });
    let foot = (1..).zip(&paper.foot).map(|(n, line): (usize, _)| (format!("note {n}"), &**line));
    let signatures = (1..).zip(&paper.signatures);
    let signatures =
        signatures.map(|(n, line): (usize, _)| (format!("signature {n}"), line.as_str()));
    [("title".to_owned(), paper.title.as_str())]
        .into_iter()
        .chain(head)
        .chain(columns)
        .chain(rows)
        .chain(labels)
        .chain(foot)
        .chain(signatures)
}

/// Whether a font has to have `sign`: blanks and what only steers others need no glyph.
fn is_drawn(sign: char) -> bool {
    let steers = matches!(sign,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180e}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}');
    !steers && !sign.is_whitespace()
}

/// Every letter on `papers`.
pub(crate) fn letters(papers: &[Paper]) -> BTreeSet<char> {
    let signs = |text: &str| printable(text).chars().filter(|sign| is_drawn(*sign)).collect();
    papers.iter().flat_map(texts).flat_map(|(_, text)| -> Vec<char> { signs(text) }).collect()
}

/// Where the first of `missing` stands.
pub(crate) fn fault(papers: &[Paper], missing: &BTreeSet<char>) -> Option<PdfFault> {
    papers.iter().find_map(|paper| {
        texts(paper).find_map(|(field, text)| {
            let sign = text.chars().find(|sign| missing.contains(sign))?;
            let script = sign.script();
            let is_none = matches!(script, Script::Common | Script::Inherited | Script::Unknown);
            let script = if is_none { "unusual" } else { script.full_name() };
            Some(PdfFault::NoLetter { paper: paper.title.clone(), field, script })
        })
    })
}
