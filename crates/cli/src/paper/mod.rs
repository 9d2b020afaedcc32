//! Papers as files: in which form, and with which fonts.

#[cfg(feature = "pdf")]
mod pdf;

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::ValueEnum;
use interchange::forms::{Paper, PaperForm, html, xlsx};

#[cfg(feature = "pdf")]
pub(crate) use pdf::Press;

use crate::error::bad;

/// The form of a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// A page for browsers
    Html,
    /// A spreadsheet
    Xlsx,
    /// PDF/UA, if this build has it
    Pdf,
}

impl Format {
    /// The form that the name of `path` ends in.
    fn of(path: &Path) -> Result<Self> {
        let end = path.extension().and_then(|end| end.to_str()).unwrap_or_default();
        match end.to_ascii_lowercase().as_str() {
            "html" | "htm" => Ok(Self::Html),
            "xlsx" => Ok(Self::Xlsx),
            "pdf" => Ok(Self::Pdf),
            _ => Err(bad(
                format!("{} says no form of a paper", path.display()),
                "end its name in .html, .xlsx or .pdf, or say which with --format",
            )),
        }
    }
}

/// Where fonts are.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct FontFolders {
    /// Folder of fonts for letters that the program's own font lacks, for PDF [default: the
    /// system's]
    #[arg(long, env = "CASEFLIGHT_FONTS", value_delimiter = ',', value_name = "DIR")]
    fonts: Vec<PathBuf>,
}

/// How a paper is written.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct Printed {
    /// In which form [default: as the file's name ends]
    #[arg(long, value_enum)]
    format: Option<Format>,
    #[command(flatten)]
    fonts: FontFolders,
}

impl Printed {
    /// Who prints to `path`. To be asked before anything is released.
    pub(crate) fn at(&self, path: &Path) -> Result<Printer> {
        let format = self.format.map_or_else(|| Format::of(path), Ok)?;
        Printer::new(format, &self.fonts)
    }
}

/// Prints papers in one form.
#[derive(Debug)]
pub(crate) enum Printer {
    Html,
    Xlsx,
    #[cfg(feature = "pdf")]
    Pdf(Press),
}

impl Printer {
    /// Who prints in `format`.
    pub(crate) fn new(format: Format, folders: &FontFolders) -> Result<Self> {
        match format {
            Format::Html => Ok(Self::Html),
            Format::Xlsx => Ok(Self::Xlsx),
            #[cfg(feature = "pdf")]
            Format::Pdf => Ok(Self::Pdf(Press::new(&folders.fonts)?)),
            #[cfg(not(feature = "pdf"))]
            Format::Pdf => {
                let _ = &folders.fonts;
                Err(bad(
                    "this build makes no PDF",
                    "take HTML or XLSX (--format html, --format xlsx), or build it with 'cargo \
                     build --release --features pdf'",
                ))
            }
        }
    }

    /// Who prints in the form of a file that is there.
    pub(crate) fn alike(form: PaperForm, folders: &FontFolders) -> Result<Self> {
        let format = match form {
            PaperForm::Html => Format::Html,
            PaperForm::Xlsx => Format::Xlsx,
            PaperForm::Pdf => Format::Pdf,
        };
        Self::new(format, folders)
    }

    /// `papers` as a file.
    pub(crate) fn print(&self, papers: &[Paper]) -> Result<Vec<u8>> {
        match self {
            Self::Html => Ok(html(papers).into_bytes()),
            Self::Xlsx => Ok(xlsx(papers)?),
            #[cfg(feature = "pdf")]
            Self::Pdf(press) => press.print(papers),
        }
    }
}

/// `desk`, which prints PDF too where this build can.
#[cfg(feature = "pdf")]
pub(crate) fn at(desk: server::Desk, folders: &FontFolders) -> Result<server::Desk> {
    let press = Press::new(&folders.fonts)?;
    Ok(desk.with_press(server::Press::new(move |papers| press.told(papers))))
}

/// `desk` as it is: this build makes no PDF.
#[cfg(not(feature = "pdf"))]
#[expect(clippy::unnecessary_wraps, reason = "with PDF, folders of fonts may be missing")]
pub(crate) fn at(desk: server::Desk, _: &FontFolders) -> Result<server::Desk> {
    Ok(desk)
}
