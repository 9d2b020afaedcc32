//! PDF, in builds that have it.

use std::path::PathBuf;

use anyhow::Result;
use interchange::forms::Paper;
use papers::{Fonts, PdfFault};

use crate::error::bad;

/// Prints PDF with letters of some fonts.
#[derive(Debug, Clone)]
pub(crate) struct Press(Fonts);

impl Press {
    /// With the fonts of `folders`, or else those of the system.
    pub(crate) fn new(folders: &[PathBuf]) -> Result<Self> {
        if folders.is_empty() {
            return Ok(Self(Fonts::of_the_system()));
        }
        Ok(Self(Fonts::of(folders.to_vec()).map_err(told)?))
    }

    /// `papers` as PDF/UA.
    pub(crate) fn print(&self, papers: &[Paper]) -> Result<Vec<u8>> {
        papers::pdf(papers, &self.0).map_err(told)
    }

    /// The same for the desk: an error is a sentence.
    pub(crate) fn told(&self, papers: &[Paper]) -> Result<Vec<u8>, String> {
        papers::pdf(papers, &self.0).map_err(|fault| fault.to_string())
    }
}

fn told(fault: PdfFault) -> anyhow::Error {
    let next = fault.what_to_do();
    match fault {
        PdfFault::Set { .. } => fault.into(),
        PdfFault::NoPaper | PdfFault::NoLetter { .. } | PdfFault::Folder { .. } => {
            bad(fault.to_string(), next)
        }
    }
}
