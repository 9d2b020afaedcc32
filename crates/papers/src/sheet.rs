//! What the template is told: the words of the papers, with codes and bars drawn.

use interchange::forms::{Paper, Stamp, bars_svg, printable, qr_svg};
use serde::Serialize;

/// A file of papers.
#[derive(Debug, Serialize)]
pub(crate) struct Sheets<'a> {
    title: String,
    keywords: String,
    /// Families of fonts, the first one first.
    fonts: Vec<&'a str>,
    papers: Vec<Sheet>,
}

#[derive(Debug, Serialize)]
struct Sheet {
    title: String,
    head: Vec<[String; 2]>,
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
    labels: Vec<Tag>,
    foot: Vec<String>,
    signatures: Vec<String>,
    version: Option<String>,
    hash: String,
    code: String,
}

#[derive(Debug, Serialize)]
struct Tag {
    code: String,
    bars: String,
    lines: Vec<String>,
}

impl<'a> Sheets<'a> {
    /// `papers` with `stamp`, in the families `fonts`.
    pub(crate) fn new(papers: &[Paper], stamp: &Stamp, fonts: Vec<&'a str>) -> Self {
        Self {
            title: papers.first().map(|paper| printable(&paper.title)).unwrap_or_default(),
            keywords: stamp.words(),
            fonts,
            papers: papers.iter().map(sheet).collect(),
        }
    }
}

fn all(words: &[String]) -> Vec<String> {
    words.iter().map(|words| printable(words)).collect()
}

fn sheet(paper: &Paper) -> Sheet {
    let hash = paper.hash();
    let tag = |label: &interchange::forms::Label| Tag {
        code: printable(&label.code),
        bars: bars_svg(&label.code),
        lines: all(&label.lines),
    };
    Sheet {
        title: printable(&paper.title),
        head: paper.head.iter().map(|(l, value)| [printable(l), printable(value)]).collect(),
        columns: all(&paper.columns),
        rows: paper.rows.iter().map(|row| all(row)).collect(),
        labels: paper.labels.iter().map(tag).collect(),
        foot: all(&paper.foot),
        signatures: all(&paper.signatures),
        version: paper.version().map(printable),
        code: qr_svg(&hash),
        hash,
    }
}
