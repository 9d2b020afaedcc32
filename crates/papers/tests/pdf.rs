//! PDF from outside: what a reader gets out of it is what went in.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::path::PathBuf;

use interchange::forms::{Label, Paper, Stamp};
use papers::{Fonts, PdfFault, pdf};

/// Names in the scripts that the fonts of the tests have, beside those of the program's own.
const NAMES: &[&str] = &["李伟", "王芳", "राजेश शर्मा", "Đỗ Thị Hạnh", "Ольга Кузнецова", "Ιωάννης"];

fn few() -> Fonts {
    Fonts::of(vec![PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fonts")]).unwrap()
}

fn list(names: &[&str]) -> Paper {
    let pair = |label: &str, value: &str| (label.to_owned(), value.to_owned());
    Paper {
        title: "Passenger manifest".to_owned(),
        head: vec![pair("Flight", "F000001"), pair("Version of the list", "7")],
        columns: ["No", "Family name", "Received (initials)"].map(str::to_owned).to_vec(),
        rows: (1..)
            .zip(names)
            .map(|(n, name): (u32, _)| vec![n.to_string(), (*name).to_owned(), String::new()])
            .collect(),
        foot: vec!["Place, date and local time:".to_owned()],
        signatures: vec!["For the flight".to_owned()],
        ..Paper::default()
    }
}

/// The words of each page, as a reader that knows nothing of us takes them out.
fn pages(file: &[u8]) -> Vec<String> {
    let document = lopdf::Document::load_mem(file).unwrap();
    document.get_pages().keys().map(|page| document.extract_text(&[*page]).unwrap()).collect()
}

#[test]
fn names_in_any_script_come_out_as_they_went_in() {
    let file = pdf(&[list(NAMES)], &few()).unwrap();
    let text = pages(&file).concat();
    for name in NAMES.iter().filter(|name| !name.starts_with('र')) {
        assert!(text.contains(name), "{name}: {text}");
    }
    // Letters that are drawn as one are kept in order, but a plain reader may put blanks in.
    let bare: String = text.chars().filter(|sign| !sign.is_whitespace()).collect();
    assert!(bare.contains("शर्मा"), "{bare}");
}

#[test]
fn every_row_is_there_and_every_page_has_its_number_version_and_hash() {
    let names: Vec<String> = (1..=300).map(|n| format!("NAME{n:03}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let paper = list(&names);
    let (hash, file) = (paper.hash(), pdf(&[paper], &few()).unwrap());
    let pages = pages(&file);
    let text = pages.concat();
    for name in &names {
        assert_eq!(text.matches(name).count(), 1, "{name}");
    }
    assert!(pages.len() > 5, "{}", pages.len());
    for (n, page) in (1..).zip(&pages) {
        for told in [&format!("Page {n} of {}", pages.len()), "version 7", hash.as_str()] {
            assert!(page.contains(told), "{told}: {page}");
        }
    }
}

#[test]
fn the_same_papers_give_the_same_bytes_and_a_stamp() {
    let label = Label { code: "F000001-001-1".to_owned(), lines: vec!["To ZGGG".to_owned()] };
    let tags = Paper { title: "Baggage tags".to_owned(), labels: vec![label], ..Paper::default() };
    let papers = [list(NAMES), tags];
    let file = pdf(&papers, &few()).unwrap();
    assert!(file == pdf(&papers, &few()).unwrap(), "printed again, the bytes differ");
    let stamp = Stamp::read(&file).unwrap();
    assert_eq!(Some(&stamp.hash), Stamp::of(&papers).map(|stamp| stamp.hash).as_ref());
    assert_eq!(stamp.flight.as_deref(), Some("F000001"));
    assert!(pages(&file).concat().contains("F000001-001-1"));
    // Other fonts are told from another paper.
    let latin = list(&["Li Wei"]);
    let (with, without) =
        (pdf(std::slice::from_ref(&latin), &few()), pdf(&[latin], &Fonts::default()));
    assert!(with.unwrap() == without.unwrap(), "fonts that are not needed change the file");
    let other = Stamp::read(&pdf(&[list(&["Li Wei"])], &few()).unwrap()).unwrap();
    assert_ne!(stamp.fonts, other.fonts);
}

#[test]
fn it_says_that_it_is_tagged_and_in_which_language() {
    let file = pdf(&[list(NAMES)], &few()).unwrap();
    let document = lopdf::Document::load_mem(&file).unwrap();
    let catalog = document.catalog().unwrap();
    let marks = catalog.get(b"MarkInfo").and_then(lopdf::Object::as_dict).unwrap();
    assert!(marks.get(b"Marked").and_then(lopdf::Object::as_bool).unwrap());
    assert!(catalog.has(b"StructTreeRoot"));
    assert_eq!(catalog.get(b"Lang").and_then(lopdf::Object::as_str).unwrap(), b"en");
    let said = String::from_utf8_lossy(&file);
    assert!(said.contains("<pdfuaid:part>1</pdfuaid:part>"));
    assert!(said.contains("Passenger manifest</rdf:li>"));
}

#[test]
fn a_letter_without_a_font_is_an_error_that_says_where_and_not_what() {
    let fault = pdf(&[list(&["Li Wei", "李伟"])], &Fonts::default()).unwrap_err();
    let said = fault.to_string();
    assert_eq!(
        said,
        "\"Passenger manifest\", field \"Family name\" of row 2: no font at hand has its Han letters"
    );
    assert!(fault.what_to_do().contains("--fonts"));
    let title = Paper { title: "申请".to_owned(), ..Paper::default() };
    let fault = pdf(&[title], &Fonts::default()).unwrap_err();
    assert!(fault.to_string().contains("title: no font"), "{fault}");
    // A box in a private corner of Unicode is in no font.
    assert!(matches!(pdf(&[list(&["\u{e123}"])], &few()), Err(PdfFault::NoLetter { .. })));
}

#[test]
fn a_folder_that_is_not_there_and_an_empty_file_are_errors() {
    let fault = Fonts::of(vec![PathBuf::from("no/such/folder")]).unwrap_err();
    assert!(fault.to_string().contains("no/such/folder"), "{fault}");
    assert!(matches!(pdf(&[], &Fonts::default()), Err(PdfFault::NoPaper)));
}
