//! A page that was printed to a file, read back: whether it still says what it was stamped with.

use thiserror::Error;

use super::{Label, Paper, html};
use crate::markup::unescaped;

/// Why a page is not one of ours, or is not as it was made.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PageFault {
    /// No paper in it.
    #[error("it is no paper that this program makes")]
    NoPaper,
    /// A line that no paper has.
    #[error("line {0} is none that this program writes")]
    Line(usize),
    /// The words are not those of the stamp.
    #[error("the words of \"{title}\" are not those that were stamped: the stamp says {stamped}")]
    Stamp {
        /// Which paper.
        title: String,
        /// The number at its foot.
        stamped: String,
    },
    /// The words are right, but something around them was changed.
    #[error("the page is not byte for byte what was made")]
    Bytes,
}

/// The papers on the page `text`, each with the words that its stamp stands for.
pub fn read_page(text: &str) -> Result<Vec<Paper>, PageFault> {
    let mut papers: Vec<Paper> = Vec::new();
    let mut open: Option<Paper> = None;
    for (n, line) in text.lines().enumerate() {
        let wrong = PageFault::Line(n + 1);
        if let Some(title) = within(line, "<h1>", "</h1>") {
            let title = unescaped(title).ok_or(wrong)?;
            open = Some(Paper { title, ..Paper::default() });
        } else if let Some(stamped) = within(line, "<p class=\"hash\">SHA-256 ", "</p>") {
            let paper = open.take().ok_or(wrong)?;
            if paper.hash() != stamped {
                return Err(PageFault::Stamp { title: paper.title, stamped: stamped.to_owned() });
            }
            papers.push(paper);
        } else if let Some(paper) = &mut open {
            read_line(paper, line).ok_or(wrong)?;
        }
    }
    if papers.is_empty() || open.is_some() {
        return Err(PageFault::NoPaper);
    }
    // Whatever the reader passed over is compared here.
    if html(&papers) == text { Ok(papers) } else { Err(PageFault::Bytes) }
}

fn read_line(paper: &mut Paper, line: &str) -> Option<()> {
    if let Some(pair) = within(line, "<dt>", "</dd>") {
        let (label, value) = pair.split_once("</dt><dd>")?;
        paper.head.push((unescaped(label)?, unescaped(value)?));
    } else if let Some(cells) = within(line, "<thead><tr><th scope=\"col\">", "</th></tr></thead>")
    {
        paper.columns = all(cells, "</th><th scope=\"col\">")?;
    } else if let Some(cells) = within(line, "<tr><td>", "</td></tr>") {
        paper.rows.push(all(cells, "</td><td>")?);
    } else if let Some(label) = within(line, "<div class=\"label\">", "</p></div>") {
        let (_, words) = label.split_once("</svg><p>")?;
        let mut lines = all(words, "</p><p>")?;
        let code = (!lines.is_empty()).then(|| lines.remove(0))?;
        paper.labels.push(Label { code, lines });
    } else if let Some(words) = within(line, "<p class=\"sign\">", "</p>") {
        paper.signatures.push(unescaped(words)?);
    } else if let Some(words) = within(line, "<p>", "</p>") {
        paper.foot.push(unescaped(words)?);
    } else {
        let rest = matches!(line, "<dl>" | "</dl>" | "<table>" | "<tbody>" | "</tbody>");
        let around = rest
            || line == "</table>"
            || line.starts_with("<caption>")
            || line.starts_with("<svg ");
        return around.then_some(());
    }
    Some(())
}

fn within<'l>(line: &'l str, before: &str, after: &str) -> Option<&'l str> {
    line.strip_prefix(before)?.strip_suffix(after)
}

fn all(cells: &str, between: &str) -> Option<Vec<String>> {
    cells.split(between).map(unescaped).collect()
}
