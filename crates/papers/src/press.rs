//! Papers to PDF.

use interchange::forms::{Paper, Stamp};
use typst::diag::Warned;
use typst::foundations::Smart;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::fonts::print_of;
use crate::sheet::Sheets;
use crate::world::Desk;
use crate::{Fonts, PdfFault};

/// Who made the file, as it says.
const CREATOR: &str = concat!("Caseflight ", env!("CARGO_PKG_VERSION"));

/// `papers` as one PDF/UA-1 file, each beginning on a new page, with letters of `fonts`.
///
/// It takes a moment: not to be called where others wait.
pub fn pdf(papers: &[Paper], fonts: &Fonts) -> Result<Vec<u8>, PdfFault> {
    let stamp = Stamp::of(papers).ok_or(PdfFault::NoPaper)?;
    let fonts = fonts.for_papers(papers)?;
    let stamp = Stamp { fonts: Some(print_of(&fonts)), ..stamp };
    let mut families: Vec<&str> = fonts.iter().map(|font| font.info().family.as_str()).collect();
    families.dedup();
    let sheets = Sheets::new(papers, &stamp, families);
    let refused = |step: &'static str| {
        let paper = papers.first().map(|paper| paper.title.clone()).unwrap_or_default();
        PdfFault::Set { paper, step }
    };
    let words = serde_json::to_vec(&sheets).map_err(|_| refused("writing the words"))?;
    let desk = Desk::new(words, fonts.clone()).ok_or_else(|| refused("the template"))?;
    let Warned { output, warnings } = typst::compile::<PagedDocument>(&desk);
    // What typst says may quote the words, so it goes nowhere. A warning is a paper not as meant.
    let set = output.map_err(|_| refused("the layout"));
    let set =
        set.and_then(|set| if warnings.is_empty() { Ok(set) } else { Err(refused("a part")) });
    let options = PdfOptions {
        ident: Smart::Custom(stamp.hash.clone()),
        creator: Smart::Custom(Some(CREATOR.to_owned())),
        standards: PdfStandards::new(&[PdfStandard::Ua_1]).map_err(|_| refused("the standard"))?,
        ..PdfOptions::default()
    };
    let made =
        set.and_then(|set| typst_pdf::pdf(&set, &options).map_err(|_| refused("a rule of PDF/UA")));
    // What was set is not kept in memory: it has names in it.
    typst::comemo::evict(0);
    made
}
