//! `docs pages`: pages that the program writes from the very tables it runs on.
// tidy: lists this folder

mod clocks;
mod holds;
mod reasons;
mod refusals;
mod stages;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Subcommand;
use domain::rulebook::Rulebook;

use crate::app::{App, Done};
use crate::error::file;
use crate::open;

/// What is done with pages.
#[derive(Debug, Subcommand)]
pub(crate) enum Docs {
    /// Write the generated pages into a folder.
    Pages {
        /// Where to.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
}

/// Each page's name and what writes it.
type Page = (&'static str, fn(&Rulebook) -> String);

const PAGES: &[Page] = &[
    ("clocks.md", clocks::page),
    ("holds.md", holds::page),
    ("reasons.md", reasons::page),
    ("refusals.md", refusals::page),
    ("stages.md", stages::page),
];

pub(crate) fn run(docs: &Docs, app: &App) -> Result<Done> {
    let Docs::Pages { out } = docs;
    let rules = open::rulebook(&app.settings)?;
    fs::create_dir_all(out).map_err(|error| file(out, error))?;
    for (page, write) in PAGES {
        let path = out.join(page);
        fs::write(&path, write(&rules)).map_err(|error| file(&path, error))?;
    }
    let pages: Vec<&str> = PAGES.iter().map(|(page, _)| *page).collect();
    app.out.answer(&pages, || format!("{} pages in {}", PAGES.len(), Path::new(out).display()))?;
    Ok(Done::Well)
}

/// A row of a Markdown table.
fn row<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    let cells: Vec<String> =
        cells.into_iter().map(|cell| cell.replace('|', "\\|").replace('\n', " ")).collect();
    format!("| {} |\n", cells.join(" | "))
}

/// The head of a Markdown table.
fn head<const N: usize>(cells: [&str; N]) -> String {
    format!("{}|{}\n", row(cells), "---|".repeat(N))
}

/// The notice at the top of every page.
fn title(title: &str) -> String {
    format!("# {title}\n\n<!-- Written by `cargo xtask docs`. Do not edit. -->\n\n")
}

/// The codes of `items`, comma-separated.
fn codes<'a>(items: impl IntoIterator<Item = &'a str>) -> String {
    items.into_iter().map(|item| format!("`{item}`")).collect::<Vec<_>>().join(", ")
}

/// `text` with a capital first letter.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
