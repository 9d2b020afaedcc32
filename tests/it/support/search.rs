//! Searches whatever leaves, byte by byte, for what must not.

use std::io::{Cursor, Read as _};
use std::path::Path;

use interchange::forms::{Paper, html, xlsx};
use lopdf::{Document, Object};
use papers::{Fonts, pdf};

/// What gives a canary away: its own word in any case, or the secret day in any form.
const GIVEAWAYS: &[&str] = &["QZX", "2024-03-29", "20240329", "240329"];

/// What of [`GIVEAWAYS`] is in `bytes`.
pub(crate) fn giveaway(bytes: &[u8]) -> Option<&'static str> {
    GIVEAWAYS.iter().copied().find(|word| {
        bytes.windows(word.len()).any(|window| window.eq_ignore_ascii_case(word.as_bytes()))
    })
}

/// Every part of a spreadsheet, unpacked.
fn parts(book: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(book)).unwrap();
    let mut all = book.to_vec();
    for n in 0..archive.len() {
        let mut part = archive.by_index(n).unwrap();
        all.extend(part.name().unwrap().as_bytes());
        part.read_to_end(&mut all).unwrap();
    }
    all
}

/// The fonts that tests print with: beside the program's own, some Chinese and Devanagari letters.
pub(crate) fn fonts() -> Fonts {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    Fonts::of(vec![root.join("crates/papers/tests/fonts")]).unwrap()
}

/// The words on each page of a PDF, as a reader that knows nothing of us has them.
pub(crate) fn pages(file: &[u8]) -> Vec<String> {
    let document = Document::load_mem(file).unwrap();
    document.get_pages().keys().map(|page| document.extract_text(&[*page]).unwrap()).collect()
}

/// Everything in a PDF that can say something: the words of its pages, and every string, name and
/// text that is kept beside them. Programs of fonts say nothing, and their bytes are like chance.
fn said(file: &[u8]) -> Vec<u8> {
    let mut all = pages(file).join("\n").into_bytes();
    let mut document = Document::load_mem(file).unwrap();
    document.decompress();
    document.objects.values().for_each(|object| strings(object, &mut all));
    strings(&Object::Dictionary(document.trailer), &mut all);
    all
}

fn strings(object: &Object, all: &mut Vec<u8>) {
    let mut pairs = |pairs: &lopdf::Dictionary| {
        for (name, value) in pairs {
            all.extend(name);
            all.push(b'\n');
            strings(value, all);
        }
    };
    match object {
        Object::Array(items) => items.iter().for_each(|item| strings(item, all)),
        Object::Dictionary(dictionary) => pairs(dictionary),
        Object::Stream(stream) => {
            pairs(&stream.dict);
            if std::str::from_utf8(&stream.content).is_ok() {
                all.extend(&stream.content);
            }
        }
        Object::Name(bytes) => all.extend(bytes),
        Object::String(bytes, _) => {
            all.extend(bytes);
            all.push(b'\n');
            // Two bytes a letter: what is Latin reads on with the noughts left out.
            all.extend(bytes.iter().filter(|byte| **byte != 0));
        }
        Object::Null
        | Object::Boolean(_)
        | Object::Integer(_)
        | Object::Real(_)
        | Object::Reference(_) => (),
    }
    all.push(b'\n');
}

/// `papers` as PDF, as bytes to search.
pub(crate) fn in_pdf(papers: &[Paper]) -> Vec<u8> {
    said(&pdf(papers, &fonts()).unwrap())
}

/// Every form of `papers`, as bytes to search.
pub(crate) fn forms(papers: &[Paper]) -> Vec<u8> {
    let mut bytes = html(papers).into_bytes();
    bytes.extend(parts(&xlsx(papers).unwrap()));
    bytes.extend(in_pdf(papers));
    bytes
}
