//! `folder`: requests out and answers in through a folder that a foreign agency reads and writes.

use std::path::PathBuf;

use anyhow::Result;
use clap::Subcommand;
use domain::AgencyId;
use interchange::folder;
use operations::{SentRequests, TakenFiles};

use crate::app::{App, Done};
use crate::error::{bad, file};
use crate::open;
use crate::output::{add, count};

/// Which way.
#[derive(Debug, Subcommand)]
pub(crate) enum Folder {
    /// Put every open request that has not gone yet into DIR/out, each with its checksum
    ///
    /// Each release is entered in the accounting of disclosures first.
    Send(Exchange),
    /// Take every file of answers in DIR/in whose checksum is there
    ///
    /// A file NAME.csv counts once NAME.csv.sha256 is beside it. It then moves to DIR/done, or to
    /// DIR/refused if the checksum is another, with a report of the rows that were refused.
    Take(Exchange),
}

/// Which folder, and whose.
#[derive(Debug, clap::Args)]
pub(crate) struct Exchange {
    /// The folder; its parts are made
    dir: PathBuf,
    /// The foreign agency at the other end
    #[arg(long = "for", value_name = "AGENCY")]
    agency: AgencyId,
}

pub(crate) async fn run(what: Folder, app: &App) -> Result<Done> {
    let ops = open::operations(app).await?;
    let open = |asked: &Exchange| {
        folder::Folder::open(&asked.dir).map_err(|error| file(&asked.dir, error))
    };
    match what {
        Folder::Send(asked) => {
            let sent = ops.send_requests(&open(&asked)?, &asked.agency, &app.actor).await?;
            app.out.answer(&sent, || sent_words(&sent))?;
            Ok(Done::Well)
        }
        Folder::Take(asked) => {
            // A folder that was never there holds no answers: a slip must not look like none.
            if !asked.dir.join("in").is_dir() {
                return Err(bad(
                    format!("there is no folder {}", asked.dir.join("in").display()),
                    "give the folder that 'caseflight folder send' writes to",
                ));
            }
            let taken = ops.take_answer_files(&open(&asked)?, &asked.agency, &app.actor).await?;
            app.out.answer(&taken, || taken_words(&taken))?;
            let refused = taken.files.iter().any(|file| {
                file.refused.is_some()
                    || file.rows.as_ref().is_some_and(|rows| !rows.refused.is_empty())
            });
            Ok(Done::unless(refused))
        }
    }
}

pub(super) fn sent_words(sent: &SentRequests) -> String {
    let mut text = format!(
        "{} requests sent, {} went before, {} may not be asked about now\n",
        count(sent.sent.len() as u64),
        count(sent.before),
        count(sent.barred.len() as u64)
    );
    for case in &sent.barred {
        add(&mut text, format_args!("{case}: barred; see 'caseflight case why {case}'\n"));
    }
    text
}

fn taken_words(taken: &TakenFiles) -> String {
    let mut text = String::new();
    for one in &taken.files {
        if let Some(why) = &one.refused {
            add(&mut text, format_args!("{}: refused, {why}\n", one.name));
        }
        let Some(rows) = &one.rows else { continue };
        add(
            &mut text,
            format_args!(
                "{}: {} answers accepted, {} on record already, {} refused; {} people came off a \
                 list\n",
                one.name,
                count(rows.accepted),
                count(rows.known),
                count(rows.refused.len() as u64),
                rows.struck.len()
            ),
        );
        for refused in &rows.refused {
            add(&mut text, format_args!("  line {}: {}\n", refused.line, refused.why));
        }
    }
    add(
        &mut text,
        format_args!(
            "{} files taken, {} wait for their checksum\n",
            count(taken.files.len() as u64),
            taken.not_yet
        ),
    );
    text
}
