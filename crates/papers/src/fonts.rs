//! The fonts that letters are drawn with: one that the program has, and those of folders for what it
//! does not have.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use interchange::forms::{Paper, sha256};
use typst::foundations::Bytes;
use typst::text::{Font, FontInfo, FontStyle};

use crate::{PdfFault, letters};

/// Where systems keep fonts.
pub const SYSTEM_FONTS: &[&str] = &["/usr/share/fonts", "/usr/local/share/fonts"];

/// Files that fonts are in.
const ENDS: &[&str] = &["ttf", "otf", "ttc", "otc"];

/// Where fonts are looked for.
#[derive(Debug, Clone, Default)]
pub struct Fonts {
    folders: Vec<PathBuf>,
}

impl Fonts {
    /// Fonts of `folders` and of folders in them; every folder has to be there.
    pub fn of(folders: Vec<PathBuf>) -> Result<Self, PdfFault> {
        for folder in &folders {
            fs::read_dir(folder).map_err(|source| failed(folder, source))?;
        }
        Ok(Self { folders })
    }

    /// Fonts of the system, as far as there are any.
    pub fn of_the_system() -> Self {
        let folders = SYSTEM_FONTS.iter().map(PathBuf::from).filter(|path| path.is_dir());
        Self { folders: folders.collect() }
    }

    /// What `papers` are drawn with: the program's own font, and of the folders as few as have the
    /// letters that it lacks. Which they are depends on the files alone.
    pub(crate) fn for_papers(&self, papers: &[Paper]) -> Result<Vec<Font>, PdfFault> {
        let mut fonts: Vec<Font> =
            [dejavu::sans_condensed::regular(), dejavu::sans_condensed::bold()]
                .into_iter()
                .filter_map(|data| Font::new(Bytes::new(data), 0))
                .collect();
        let mut missing = letters::letters(papers);
        for font in fonts.iter().filter(|font| is_plain(font.info())) {
            missing.retain(|sign| !has(font.info(), *sign));
        }
        if !missing.is_empty() {
            let others = self.that_have(&missing)?;
            while let Some(font) = best(&others, &missing) {
                missing.retain(|sign| !has(font.info(), *sign));
                fonts.push(font.clone());
            }
        }
        letters::fault(papers, &missing).map_or(Ok(fonts), Err)
    }

    /// The upright fonts of the folders that have any of `missing`, by their files.
    fn that_have(&self, missing: &BTreeSet<char>) -> Result<Vec<Font>, PdfFault> {
        let mut files = BTreeSet::new();
        for folder in &self.folders {
            list(folder, &mut files)?;
        }
        let mut fonts = Vec::new();
        for file in files {
            // A file that cannot be read is like one that is not there: its letters are missed.
            let Ok(bytes) = fs::read(&file) else { continue };
            let wanted = |font: &Font| {
                let info = font.info();
                is_plain(info) && missing.iter().any(|sign| has(info, *sign))
            };
            fonts.extend(Font::iter(Bytes::new(bytes)).filter(wanted));
        }
        Ok(fonts)
    }
}

/// What `fonts` are, so that a file can say what it was drawn with.
pub(crate) fn print_of(fonts: &[Font]) -> String {
    let each = fonts.iter().map(|font| format!("{}#{}", sha256(font.data()), font.index()));
    let all: Vec<String> = each.chain([typst::utils::version().raw().to_owned()]).collect();
    sha256(all.join(" ")).chars().take(16).collect()
}

/// The font with most of `missing`. Of those that are alike the one for Chinese as China writes it,
/// then the first.
fn best<'f>(fonts: &'f [Font], missing: &BTreeSet<char>) -> Option<&'f Font> {
    let worth = |font: &Font| {
        let info = font.info();
        let letters = missing.iter().filter(|sign| has(info, **sign)).count();
        (letters, info.family.ends_with(" SC"), info.variant.weight.to_number() == 400)
    };
    let best = fonts.iter().map(worth).max().filter(|(letters, ..)| *letters > 0)?;
    fonts.iter().find(|font| worth(font) == best)
}

fn has(info: &FontInfo, sign: char) -> bool {
    info.coverage.contains(u32::from(sign))
}

/// Whether it is upright and not bold: what names are set in.
fn is_plain(info: &FontInfo) -> bool {
    info.variant.style == FontStyle::Normal && info.variant.weight.to_number() < 600
}

fn list(folder: &Path, files: &mut BTreeSet<PathBuf>) -> Result<(), PdfFault> {
    for entry in fs::read_dir(folder).map_err(|source| failed(folder, source))? {
        let entry = entry.map_err(|source| failed(folder, source))?;
        let path = entry.path();
        // A link to a folder is not followed: it could lead round in a circle.
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            list(&path, files)?;
        } else if path.extension().and_then(|end| end.to_str()).is_some_and(is_font) {
            files.insert(path);
        }
    }
    Ok(())
}

fn is_font(end: &str) -> bool {
    ENDS.iter().any(|known| known.eq_ignore_ascii_case(end))
}

fn failed(path: &Path, source: io::Error) -> PdfFault {
    PdfFault::Folder { path: path.display().to_string(), source }
}
