//! `verify --paper`: whether a paper in a file is what the record has, and who was told by it.
//!
//! A file is believed in nothing. It says which paper it is; that paper is drawn up from the record,
//! printed again and compared with the whole file.

use std::fs;
use std::path::Path;

use anyhow::Result;
use interchange::forms::{Paper, PaperForm, Stamp, read_page};
use operations::{Operations, PaperOnRecord};
use serde_json::json;

use crate::app::{App, Done};
use crate::error::file;
use crate::output::add;
use crate::paper::{FontFolders, Printer};

/// The longest file that is looked at: a paper of ten thousand people is shorter.
const LONGEST: u64 = 256 * 1024 * 1024;

/// What became of the comparison.
enum Verdict {
    /// It is not what was made, and why.
    Not(String),
    /// It cannot be told here, and why.
    Untold(String),
    /// It is what the record has.
    Same,
    /// Its words are those that were stamped and told, but the record gives it no more.
    Stamped,
}

pub(super) async fn run(
    path: &Path,
    fonts: &FontFolders,
    ops: &Operations,
    app: &App,
) -> Result<Done> {
    let failed = |error| file(path, error);
    if fs::metadata(path).map_err(failed)?.len() > LONGEST {
        return told(&Verdict::Not("no paper is as long as that".to_owned()), None, None, app);
    }
    let bytes = fs::read(path).map_err(failed)?;
    let form = PaperForm::of(&bytes);
    let (stamp, page) = match claimed(form, &bytes) {
        Ok(claimed) => claimed,
        Err(why) => return told(&Verdict::Not(why), None, None, app),
    };
    // Asked before the record is: a build without PDF says so, whatever the file.
    let printer = Printer::alike(form, fonts)?;
    let record = ops.paper_on_record(&stamp).await?;
    let verdict = compare(&bytes, &stamp, record.as_ref(), &printer, page.is_some())?;
    told(&verdict, Some(&stamp), record.as_ref(), app)
}

/// What the file says that it is, and the words on it if it is a page.
fn claimed(form: PaperForm, bytes: &[u8]) -> Result<(Stamp, Option<Vec<Paper>>), String> {
    let none = || "it is no paper that this program makes".to_owned();
    match form {
        PaperForm::Html => {
            let text = std::str::from_utf8(bytes).map_err(|_| none())?;
            let papers = read_page(text).map_err(|fault| fault.to_string())?;
            Ok((Stamp::of(&papers).ok_or_else(none)?, Some(papers)))
        }
        PaperForm::Xlsx | PaperForm::Pdf => Ok((Stamp::read(bytes).ok_or_else(none)?, None)),
    }
}

fn compare(
    bytes: &[u8],
    stamp: &Stamp,
    record: Option<&PaperOnRecord>,
    printer: &Printer,
    words_are_as_stamped: bool,
) -> Result<Verdict> {
    let papers = match record {
        None => return Ok(Verdict::Not("the record has no paper with its number".to_owned())),
        Some(PaperOnRecord::Left { papers: None, .. }) if words_are_as_stamped => {
            return Ok(Verdict::Stamped);
        }
        Some(PaperOnRecord::Left { papers: None, .. }) => {
            let why = "a paper with its number left, but the record does not give it again: other \
                       rules or forms are in force, or history was changed (run verify)";
            return Ok(Verdict::Untold(why.to_owned()));
        }
        Some(PaperOnRecord::Left { papers: Some(papers), .. }) => papers.as_slice(),
        Some(PaperOnRecord::House { paper, .. }) => std::slice::from_ref(&**paper),
    };
    let again = printer.print(papers)?;
    if again == bytes {
        return Ok(Verdict::Same);
    }
    let ours = Stamp::read(&again).and_then(|stamp| stamp.fonts);
    if ours != stamp.fonts {
        let why = "it was set with other fonts or by another version; give the same fonts with \
                   --fonts, or compare it with what 'export again' prints";
        return Ok(Verdict::Untold(why.to_owned()));
    }
    let at = again.iter().zip(bytes).take_while(|(ours, theirs)| ours == theirs).count();
    Ok(Verdict::Not(format!(
        "the record has a paper with its number, but the file differs from it at byte {at}"
    )))
}

fn told(
    verdict: &Verdict,
    stamp: Option<&Stamp>,
    record: Option<&PaperOnRecord>,
    app: &App,
) -> Result<Done> {
    let intact = matches!(verdict, Verdict::Same | Verdict::Stamped);
    let why = match verdict {
        Verdict::Not(why) | Verdict::Untold(why) => Some(why),
        Verdict::Same | Verdict::Stamped => None,
    };
    let (titles, releases) = match record {
        Some(PaperOnRecord::Left { papers, releases }) => {
            (papers.iter().flatten().collect(), releases.as_slice())
        }
        Some(PaperOnRecord::House { paper, .. }) => (vec![&**paper], &[][..]),
        None => (Vec::new(), &[][..]),
    };
    let value = json!({
        "intact": intact,
        "known": !matches!(verdict, Verdict::Untold(_)),
        "why": why,
        "sha256": stamp.map(|stamp| &stamp.hash),
        "papers": titles.iter().map(|paper| &paper.title).collect::<Vec<_>>(),
        "releases": releases.len(),
    });
    app.out.answer(&value, || {
        let mut text = match verdict {
            Verdict::Not(why) => format!("Not as it was made: {why}\n"),
            Verdict::Untold(why) => format!("It cannot be told: {why}\n"),
            Verdict::Stamped => "The words are as stamped, and on account. The record does not \
                                 give the paper again: other rules or forms are in force.\n"
                .to_owned(),
            Verdict::Same => titles.iter().fold(String::new(), |mut text, paper| {
                let hash = paper.hash();
                add(&mut text, format_args!("{}: as it was made, {hash}\n", paper.title));
                text
            }),
        };
        match (record, releases.first()) {
            (_, Some(first)) => add(
                &mut text,
                format_args!(
                    "{} release(s) on account, to {} on {}\n",
                    releases.len(),
                    first.recipient,
                    first.at
                ),
            ),
            (Some(PaperOnRecord::House { since, .. }), None) => add(
                &mut text,
                format_args!(
                    "A paper for the house, as the record has had it since {since}: it was \
                     released to nobody.\n"
                ),
            ),
            (Some(PaperOnRecord::Left { .. }) | None, None) => (),
        }
        text
    })?;
    Ok(Done::unless(!intact))
}
