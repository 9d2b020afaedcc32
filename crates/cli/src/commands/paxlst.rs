//! `paxlst check`: whether a passenger list is sound, and what it says.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Subcommand;
use interchange::edifact::decode;
use interchange::paxlst::{self, Passenger, PassengerList};
use serde_json::{Value, json};

use crate::app::{App, Done};
use crate::error::{bad, file};
use crate::output::{add, count, maybe, pairs, table};

/// The largest file that is read: ten times the list of the largest aircraft there is.
const MOST: u64 = 16 * 1024 * 1024;

/// What is done with a list.
#[derive(Debug, Subcommand)]
pub(crate) enum Paxlst {
    /// Check the structure, counts, references and values of a UN/EDIFACT PAXLST, and print what
    /// it says
    Check {
        /// The file, or `-` for standard input
        file: PathBuf,
    },
}

pub(crate) fn run(paxlst: &Paxlst, app: &App) -> Result<Done> {
    let Paxlst::Check { file: path } = paxlst;
    let bytes = read(path)?;
    let text = decode(&bytes);
    let checked = paxlst::check(&text);
    let list = paxlst::read(&text);
    let faults: Vec<String> = checked.faults.iter().map(ToString::to_string).collect();
    let value = json!({
        "sound": checked.is_sound(),
        "faults": faults,
        "more_faults": checked.more,
        "segments": checked.segments,
        "messages": checked.messages,
        "people": checked.people,
        "list": explained(&list),
    });
    app.out.answer(&value, || {
        let mut text = words(&list);
        for fault in &faults {
            add(&mut text, format_args!("{fault}\n"));
        }
        match (faults.len() as u64).saturating_add(checked.more) {
            0 => add(
                &mut text,
                format_args!(
                    "Nothing is wrong: {} segments, {} messages, {} people.\n",
                    count(checked.segments),
                    count(checked.messages),
                    count(checked.people)
                ),
            ),
            faults => add(&mut text, format_args!("{} faults.\n", count(faults))),
        }
        text
    })?;
    Ok(Done::unless(!checked.is_sound()))
}

fn read(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let failed = |error| file(path, error);
    if path == Path::new("-") {
        std::io::stdin().lock().take(MOST + 1).read_to_end(&mut bytes).map_err(failed)?;
    } else {
        let from = File::open(path).map_err(failed)?;
        from.take(MOST + 1).read_to_end(&mut bytes).map_err(failed)?;
    }
    if bytes.len() as u64 > MOST {
        let what = format!("{} is larger than 16 MiB", path.display());
        return Err(bad(what, "no passenger list is as large; check the path"));
    }
    Ok(bytes)
}

fn words(list: &PassengerList) -> String {
    let places: Vec<String> = list
        .places
        .iter()
        .map(|place| match place.departs {
            Some(at) => format!("{} (departs {at})", place.airport),
            None => place.airport.clone(),
        })
        .collect();
    let head = pairs([
        ("from", list.sender.clone()),
        ("to", list.receiver.clone()),
        ("reference", list.reference.clone()),
        ("reported by", list.reporter.clone()),
        ("flight", list.flight.clone()),
        ("route", places.join(" > ")),
    ]);
    let columns =
        ["#no", "name", "sex", "born", "nationality", "from", "to", "document", "valid through"];
    let rows = list.passengers.iter().map(|one| {
        let paper = one.paper.as_ref();
        [
            maybe(one.number),
            [one.family.as_str(), one.given.as_str()].join(", "),
            maybe(one.sex),
            maybe(one.born),
            maybe(one.nationality),
            one.embarks.clone(),
            one.disembarks.clone(),
            paper.map_or_else(String::new, |paper| paper.number.clone()),
            maybe(paper.and_then(|paper| paper.expires)),
        ]
    });
    format!("{head}\n{}\n", table(&columns, rows))
}

fn explained(list: &PassengerList) -> Value {
    json!({
        "sender": list.sender,
        "receiver": list.receiver,
        "reference": list.reference,
        "reporter": list.reporter,
        "flight": list.flight,
        "places": list.places.iter().map(|place| json!({
            "airport": place.airport,
            "kind": place.kind.code(),
            "departs": place.departs,
        })).collect::<Vec<_>>(),
        "passengers": list.passengers.iter().map(passenger).collect::<Vec<_>>(),
    })
}

fn passenger(one: &Passenger) -> Value {
    json!({
        "number": one.number,
        "family_name": one.family,
        "given_names": one.given,
        "sex": one.sex,
        "birth_date": one.born,
        "birth_country": one.birth_country,
        "nationality": one.nationality,
        "embarks": one.embarks,
        "disembarks": one.disembarks,
        "document": one.paper.as_ref().map(|paper| json!({
            "passport": paper.passport,
            "number": paper.number,
            "expires": paper.expires,
            "issuer": paper.issuer,
        })),
    })
}
