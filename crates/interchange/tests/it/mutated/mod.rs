//! Inputs that were good and are damaged: everything that comes from outside is read to its end,
//! in bounded time, and what is said of it is not much longer than it was.
//!
//! A run takes a second a format. `CASEFLIGHT_FUZZ_SECONDS=1800` makes it half an hour each, and
//! `CASEFLIGHT_FUZZ_SEED` another run. A failure prints its seed and round.

mod damage;

use std::fmt::{Debug, Write as _};
use std::time::{Duration, Instant};

use interchange::answers::AnswerReader;
use interchange::paxlst::{Profile, check, read, write};
use interchange::{answers_json, edifact, forms, mrz};

use crate::paxlst::{list, one};
use damage::{Dice, damage};

/// No single input may take longer, on a loaded machine and without optimisation.
const SLOWEST: Duration = Duration::from_secs(5);

/// So many are tried, however slow the machine is.
const FEWEST: u64 = 300;

#[expect(clippy::disallowed_methods, reason = "the test run is told things by its environment")]
fn told(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// A format: examples that are good, what it is touchy about, and how it is read. Reading answers with
/// all that it has to say.
struct Format {
    name: &'static str,
    good: Vec<Vec<u8>>,
    words: &'static [&'static [u8]],
    parts: &'static [u8],
    read: fn(&[u8]) -> String,
}

#[expect(clippy::print_stderr, reason = "how much was tried must be seen")]
fn try_damaged(format: &Format) {
    for good in &format.good {
        (format.read)(good);
    }
    let seed = told("CASEFLIGHT_FUZZ_SEED").unwrap_or(20_261_130);
    let span = Duration::from_secs(told("CASEFLIGHT_FUZZ_SECONDS").unwrap_or(1));
    let (begun, mut rounds, mut slowest) = (Instant::now(), 0_u64, Duration::ZERO);
    while begun.elapsed() < span || rounds < FEWEST {
        let mut dice = Dice::new(seed.wrapping_add(rounds.wrapping_mul(0x9e37_79b9)));
        let good = &format.good[dice.below(format.good.len())];
        let input = damage(&mut dice, good, format.words, format.parts);
        let once = Instant::now();
        let said = std::panic::catch_unwind(|| (format.read)(&input).len());
        let mut took = once.elapsed();
        // A machine that stood still is no slow input: that one is slow each time.
        for _ in 0..3 {
            if took >= SLOWEST {
                let again = Instant::now();
                (format.read)(&input);
                took = again.elapsed();
            }
        }
        let at = || format!("{}: seed {seed}, round {rounds}, {} bytes", format.name, input.len());
        let said = said.unwrap_or_else(|_| panic!("it panicked: {}: {input:?}", at()));
        assert!(took < SLOWEST, "it took {took:?}: {}", at());
        let bound = 4_096 + 400 * input.len();
        assert!(said <= bound, "it says {said} bytes: {}", at());
        slowest = slowest.max(took);
        rounds += 1;
    }
    eprintln!("{}: {rounds} damaged inputs, the slowest {slowest:?}", format.name);
}

fn all<T: Debug>(items: impl IntoIterator<Item = T>) -> String {
    items.into_iter().fold(String::new(), |mut text, item| {
        let _ = write!(text, "{item:?}");
        text
    })
}

#[test]
fn damaged_zones_are_read_or_refused() {
    let td3 = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";
    let td1 = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<";
    let td2 = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6";
    for good in [td3, td1, td2] {
        assert!(mrz::read(good).is_ok(), "{good}");
    }
    try_damaged(&Format {
        name: "MRZ",
        good: [td3, td1, td2].map(|text| text.as_bytes().to_vec()).to_vec(),
        words: &[b"<<", b"\n", b"\r\n", b"|", b"\xc4\xb0", b"\xc3\x9f", b"999999", b"P<", b"\0"],
        parts: b"<\n",
        read: |bytes| {
            let text = String::from_utf8_lossy(bytes);
            format!("{:?}{:?}", mrz::read(&text), mrz::transliterate(&text))
        },
    });
}

#[test]
fn damaged_passenger_lists_are_explained() {
    let written = |count, profile| write(&list(vec![one(); count]), profile).into_bytes();
    let profiles = [Profile::Guide, Profile::Parts];
    let good = profiles.iter().flat_map(|by| [written(1, *by), written(30, *by)]).collect();
    try_damaged(&Format {
        name: "EDIFACT",
        good,
        words: &[
            b"UNA:+.? '",
            b"UNA''''''",
            b"??",
            b"?",
            b"'",
            b"+",
            b":",
            b"UNZ+1+1'",
            b"UNT+99999999999999999999+1'",
            b"DTM+329:99999999:102'",
            b"\n",
            b"\0",
        ],
        parts: b"'+:?",
        read: |bytes| {
            let text = edifact::decode(bytes);
            let checked = check(&text);
            let segments = edifact::Segments::of(&text);
            format!("{checked:?}{:?}{}", read(&text), all(segments))
        },
    });
}

#[test]
fn damaged_files_of_answers_are_read_row_by_row() {
    let head = "request,answer,answered_on,number,issued_on,expires_on,mrz,flight,revision\n";
    let row = |n: usize| {
        format!("P{n}.1/D{n},approved,2024-06-20,L{n},2024-06-20,2024-09-20,,F000001,{n}\n")
    };
    let file = |rows: usize| format!("{head}{}", (1..=rows).map(row).collect::<String>());
    try_damaged(&Format {
        name: "CSV",
        good: [file(1), file(12), file(200)].map(String::into_bytes).to_vec(),
        words: &[
            b"\"",
            b"\"\"",
            b",",
            b"\r",
            b"\n",
            b"\r\n",
            b"\xef\xbb\xbf",
            b"9999-99-99",
            b"\xff\xfe",
            b"\0",
            b"=cmd()",
        ],
        parts: b",\n/",
        read: |bytes| all(AnswerReader::new(bytes)),
    });
}

#[test]
fn damaged_messages_of_answers_are_refused_whole_or_row_by_row() {
    let answer = |n: usize| {
        format!(
            r#"{{"request":"P{n}.1/D{n}","answer":"approved","answered_on":"2024-06-20","number":"L{n}","expires_on":"2024-09-20"}}"#
        )
    };
    let body = |count: usize| {
        let answers: Vec<String> = (1..=count).map(answer).collect();
        format!(r#"{{"answers":[{}]}}"#, answers.join(","))
    };
    let deep = format!(r#"{{"answers":[{}{}]}}"#, "[".repeat(2_000), "]".repeat(2_000));
    try_damaged(&Format {
        name: "JSON",
        good: [body(1), body(12), body(200), deep].map(String::into_bytes).to_vec(),
        words: &[
            b"[[[[[[[[[[[[[[[[",
            b"{",
            b"}",
            b"\"",
            b"\\u0000",
            b"\\ud800",
            b"1e999",
            b"null",
            b"\"answers\":",
            b"\xff",
            b"-",
            b"9007199254740993",
        ],
        parts: b",{}:\"",
        read: |bytes| format!("{:?}", answers_json::read(bytes)),
    });
}

#[test]
fn damaged_pages_are_compared_and_found_different() {
    let words = |text: &str| vec![text.to_owned(), "1".to_owned()];
    let paper = forms::Paper {
        title: "Passenger list".to_owned(),
        head: vec![("flight".to_owned(), "F000001".to_owned())],
        columns: words("name"),
        rows: vec![words("LI WEI"); 12],
        labels: Vec::new(),
        foot: words("<end>"),
        signatures: words("captain"),
    };
    let page = forms::html(&[paper]);
    try_damaged(&Format {
        name: "HTML",
        good: vec![page.as_bytes().to_vec()],
        words: &[b"<", b">", b"&amp;", b"&#x110000;", b"&", b"</", b"<!--", b"\"", b"caseflight:"],
        parts: b"<>&;",
        read: |bytes| format!("{:?}", forms::read_page(&String::from_utf8_lossy(bytes))),
    });
}
