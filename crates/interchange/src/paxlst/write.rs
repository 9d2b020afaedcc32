//! A passenger list written as PAXLST.

use domain::Sex;
use jiff::civil::{Date, DateTime};

use super::{Passenger, PassengerList};
use crate::edifact::SegmentWriter;

/// How a partner wants its lists. What a country adds to the guide is in its own manual, which the
/// carrier knows; these are the two forms that all of them start from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Profile {
    /// The WCO/IATA/ICAO guide: one message.
    #[default]
    Guide,
    /// The same in parts of at most 3,400 characters, as teletype systems take them.
    Parts,
}

impl Profile {
    /// The most characters of one message.
    const fn most(self) -> Option<usize> {
        match self {
            Self::Guide => None,
            Self::Parts => Some(3_400),
        }
    }
}

/// What a message has beside its people: header, trailer and journey, in characters.
fn overhead(list: &PassengerList) -> usize {
    let mut writer = SegmentWriter::default();
    journey(&mut writer, list, ("999", "99:C"));
    writer.len() + 60
}

/// `list` as one interchange.
pub fn write(list: &PassengerList, profile: Profile) -> String {
    let (day, time) = (compact(list.made.date()), clock(list.made));
    let messages = parts(list, profile);
    let mut out = SegmentWriter::default();
    out.advice();
    let (from, to) = (list.sender.as_str(), list.receiver.as_str());
    out.segment(
        "UNB",
        &[&["UNOA", "4"], &[from], &[to], &[&day, &time], &[&list.reference], &[], &["APIS"]],
    );
    out.segment(
        "UNG",
        &[&["PAXLST"], &[from], &[to], &[&day, &time], &["1"], &["UN"], &["D", "13B"]],
    );
    let total = messages.len();
    for (n, people) in messages.iter().enumerate() {
        let (number, at_end) = (n + 1, n + 1 == total);
        let first_or_last = if at_end { "F" } else { "C" };
        let sequence = format!("{number:02}");
        let number = number.to_string();
        let mut message = SegmentWriter::default();
        journey(&mut message, list, (&number, &format!("{sequence}:{first_or_last}")));
        for passenger in *people {
            person(&mut message, passenger);
        }
        message.segment("CNT", &[&["42", &people.len().to_string()]]);
        let segments = (message.segments() + 1).to_string();
        message.segment("UNT", &[&[&segments], &[&number]]);
        out.append(&message);
    }
    out.segment("UNE", &[&[&total.to_string()], &["1"]]);
    out.segment("UNZ", &[&["1"], &[&list.reference]]);
    out.finish()
}

/// The people of each message.
fn parts(list: &PassengerList, profile: Profile) -> Vec<&[Passenger]> {
    let Some(most) = profile.most() else { return vec![list.passengers.as_slice()] };
    let room = most.saturating_sub(overhead(list));
    let mut parts = Vec::new();
    let mut rest = list.passengers.as_slice();
    loop {
        let mut writer = SegmentWriter::default();
        let fitting = rest.iter().take_while(|passenger| {
            person(&mut writer, passenger);
            writer.len() <= room
        });
        let count = fitting.count().max(1).min(rest.len());
        let (part, more) = rest.split_at(count);
        parts.push(part);
        rest = more;
        if rest.is_empty() {
            return parts;
        }
    }
}

/// The head of a message, up to the people.
fn journey(to: &mut SegmentWriter, list: &PassengerList, (number, sequence): (&str, &str)) {
    let (place, end) = sequence.split_once(':').unwrap_or((sequence, "F"));
    let access = format!("{}-{}", list.flight, list.reference);
    to.segment(
        "UNH",
        &[&[number], &["PAXLST", "D", "13B", "UN", "IATA"], &[&access], &[place, end]],
    );
    to.segment("BGM", &[&["745"]]);
    to.segment("NAD", &[&["MS"], &[], &[], &[&list.reporter]]);
    to.segment("TDT", &[&["20"], &[&list.flight]]);
    for stop in &list.places {
        to.segment("LOC", &[&[stop.kind.code()], &[&stop.airport]]);
        if let Some(at) = stop.departs {
            to.segment("DTM", &[&["189", &format!("{}{}", compact(at.date()), clock(at)), "201"]]);
        }
    }
}

fn person(to: &mut SegmentWriter, one: &Passenger) {
    to.segment("NAD", &[&["FL"], &[], &[], &[&one.family, &one.given]]);
    if let Some(sex) = one.sex {
        to.segment("ATT", &[&["2"], &[], &[sex_code(sex)]]);
    }
    if let Some(born) = one.born {
        to.segment("DTM", &[&["329", &compact(born)]]);
    }
    to.segment("LOC", &[&["178"], &[&one.embarks]]);
    to.segment("LOC", &[&["179"], &[&one.disembarks]]);
    if let Some(country) = &one.birth_country {
        to.segment("LOC", &[&["180"], &[country.as_str()]]);
    }
    if let Some(country) = &one.nationality {
        to.segment("NAT", &[&["2"], &[country.as_str()]]);
    }
    if let Some(number) = one.number {
        to.segment("RFF", &[&["SEA", &number.to_string()]]);
    }
    if let Some(paper) = &one.paper {
        let kind = if paper.passport { "P" } else { "F" };
        to.segment("DOC", &[&[kind, "110", "111"], &[&paper.number]]);
        if let Some(expires) = paper.expires {
            to.segment("DTM", &[&["36", &compact(expires)]]);
        }
        if let Some(issuer) = &paper.issuer {
            to.segment("LOC", &[&["91"], &[issuer.as_str()]]);
        }
    }
}

/// Code list 9019 has no X: what is neither is U, unknown or not stated.
pub(super) const fn sex_code(sex: Sex) -> &'static str {
    match sex {
        Sex::Male => "M",
        Sex::Female => "F",
        Sex::Other => "U",
    }
}

/// `yymmdd`.
fn compact(day: Date) -> String {
    day.strftime("%y%m%d").to_string()
}

/// `hhmm`.
fn clock(at: DateTime) -> String {
    at.strftime("%H%M").to_string()
}
