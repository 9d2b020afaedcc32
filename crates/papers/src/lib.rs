//! Papers as PDF: the same [`interchange::forms::Paper`]s that pages and spreadsheets are made from.
//!
//! What is written is PDF/UA-1: tagged, with title and language. Every page has its number, the
//! version and the number of the paper, and that number as a code. The same papers with the same fonts
//! give the same bytes: there is no date and no random id in them.
//!
//! Only programs that are built with the feature `pdf` have this crate: see decision 0059.

mod fault;
mod fonts;
mod letters;
mod press;
mod sheet;
mod world;

pub use fault::PdfFault;
pub use fonts::{Fonts, SYSTEM_FONTS};
pub use press::pdf;
