//! Papers as a page to print: plain HTML that stands by itself.
//!
//! [`super::read_page`] reads it back: every element is a line of its own.

use std::fmt::Write as _;

use super::{Paper, barcode, qr_svg};
use crate::markup::escaped;

const STYLE: &str = "\
@page{size:A4 landscape;margin:14mm;@bottom-right{content:counter(page) \" / \" counter(pages)}}\
body{font:11pt/1.35 'Public Sans','Noto Sans',sans-serif;color:#1b1b1b}\
h1{font-size:16pt}.hash+h1{break-before:page}\
dl{display:grid;grid-template-columns:max-content 1fr;gap:2pt 12pt}\
dt{font-weight:600}dd{margin:0}table{border-collapse:collapse;width:100%;margin:12pt 0}\
thead{display:table-header-group}tr{break-inside:avoid}\
th,td{border:1px solid #71767a;padding:2pt 5pt;text-align:left;vertical-align:top}\
.label{display:inline-block;width:80mm;margin:3mm;padding:3mm;border:1px dashed #71767a;\
break-inside:avoid}.label svg{display:block;width:100%;height:14mm}.label p{margin:0}\
.sign{margin-top:24pt;border-top:1px solid #1b1b1b;max-width:80mm}\
.hash{font:8pt monospace;overflow-wrap:anywhere}svg.mark{display:block;width:24mm;height:24mm}";

/// `papers` as one page, each beginning on a new sheet.
pub fn html(papers: &[Paper]) -> String {
    let mut page = String::new();
    let title = papers.first().map(|paper| escaped(&paper.title)).unwrap_or_default();
    // Writing to a text cannot fail.
    let _ = write!(
        page,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
    );
    for paper in papers {
        write(&mut page, paper);
    }
    page.push_str("</main>\n</body>\n</html>\n");
    page
}

fn write(page: &mut String, paper: &Paper) {
    let title = escaped(&paper.title);
    let _ = writeln!(page, "<h1>{title}</h1>");
    if !paper.head.is_empty() {
        page.push_str("<dl>\n");
        for (label, value) in &paper.head {
            let _ = writeln!(page, "<dt>{}</dt><dd>{}</dd>", escaped(label), escaped(value));
        }
        page.push_str("</dl>\n");
    }
    if !paper.columns.is_empty() {
        let _ = write!(page, "<table>\n<caption>{title}</caption>\n<thead><tr>");
        for column in &paper.columns {
            let _ = write!(page, "<th scope=\"col\">{}</th>", escaped(column));
        }
        page.push_str("</tr></thead>\n<tbody>\n");
        for row in &paper.rows {
            page.push_str("<tr>");
            for cell in row {
                let _ = write!(page, "<td>{}</td>", escaped(cell));
            }
            page.push_str("</tr>\n");
        }
        page.push_str("</tbody>\n</table>\n");
    }
    for label in &paper.labels {
        let code = escaped(&label.code);
        let _ = write!(page, "<div class=\"label\">{}<p>{code}</p>", barcode::svg(&label.code));
        for line in &label.lines {
            let _ = write!(page, "<p>{}</p>", escaped(line));
        }
        page.push_str("</div>\n");
    }
    for words in &paper.foot {
        let _ = writeln!(page, "<p>{}</p>", escaped(words));
    }
    for line in &paper.signatures {
        let _ = writeln!(page, "<p class=\"sign\">{}</p>", escaped(line));
    }
    let hash = paper.hash();
    let _ = writeln!(page, "{}\n<p class=\"hash\">SHA-256 {hash}</p>", qr_svg(&hash));
}
