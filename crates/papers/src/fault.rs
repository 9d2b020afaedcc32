//! Why there is no PDF. Never with a word of what is on the paper but its title and labels.

use std::io;

use thiserror::Error;

/// Why there is no PDF.
#[derive(Debug, Error)]
pub enum PdfFault {
    /// There is nothing to print.
    #[error("there is no paper to print")]
    NoPaper,
    /// No font has a letter: it would come out as an empty box.
    #[error("\"{paper}\", {field}: no font at hand has its {script} letters")]
    NoLetter {
        /// Which paper, by its title.
        paper: String,
        /// Where on it.
        field: String,
        /// The script of the letter.
        script: &'static str,
    },
    /// A folder of fonts cannot be read.
    #[error("the folder of fonts {path} cannot be read")]
    Folder {
        /// Which.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// The layout or the rules of PDF/UA were not met: a fault of the program.
    #[error("\"{paper}\" cannot be set as PDF/UA: {step} was refused")]
    Set {
        /// Which paper, by its title.
        paper: String,
        /// At what step.
        step: &'static str,
    },
}

impl PdfFault {
    /// What to do about it.
    pub fn what_to_do(&self) -> &'static str {
        match self {
            Self::NoPaper | Self::Set { .. } => "take HTML or XLSX, and report it",
            Self::NoLetter { .. } => {
                "give a folder with such a font with --fonts DIR (Noto Sans has a font for every \
                 script), or take HTML or XLSX"
            }
            Self::Folder { .. } => "check the path given with --fonts",
        }
    }
}
