//! Machine readable zones of ICAO 9303: cards (TD1), sheets (TD2) and passports (TD3).
//!
//! A zone is read only if every check digit fits, and what is wrong is named by digit. The
//! dates are not judged here: the standard allows unknown parts in a birth date.

mod digit;
mod fault;
mod layout;
#[cfg(test)]
mod tests;
mod transliterate;

use std::fmt;

pub use fault::{Field, MrzFault};
pub use layout::Format;
use layout::Zone;
pub(crate) use transliterate::fold;
pub use transliterate::transliterate;

/// What a zone says. Fillers are taken off; nothing is interpreted.
#[derive(Clone, PartialEq, Eq)]
pub struct Mrz {
    /// Format.
    pub format: Format,
    /// Kind of document, such as `P`, `PL` or `I`.
    pub document_code: String,
    /// Issuing state or organization.
    pub issuer: String,
    /// Document number, whole, also if it has more than nine characters.
    pub document_number: String,
    /// Nationality.
    pub nationality: String,
    /// Birth date as `YYMMDD`; unknown parts are `<`.
    pub birth_date: String,
    /// `M`, `F` or `<`.
    pub sex: char,
    /// Last day of validity as `YYMMDD`.
    pub expiry_date: String,
    /// Personal number or other optional data.
    pub optional_data: String,
    /// Family name; its parts are separated by spaces.
    pub family_name: String,
    /// Given names, separated by spaces; empty for people with one name.
    pub given_names: String,
}

impl fmt::Debug for Mrz {
    // What a zone says names a person, and debug output ends up in logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mrz").field("format", &self.format).finish_non_exhaustive()
    }
}

/// Reads a zone whose lines are joined by `|` or stand on lines of their own.
///
/// ```
/// let zone = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<|\
///             L898902C36UTO7408122F1204159ZE184226B<<<<<10";
/// let read = interchange::mrz::read(zone).expect("the specimen of the standard");
/// assert_eq!((read.family_name.as_str(), read.given_names.as_str()), ("ERIKSSON", "ANNA MARIA"));
/// ```
pub fn read(text: &str) -> Result<Mrz, Vec<MrzFault>> {
    let text = text.strip_suffix('\n').unwrap_or(text);
    let lines: Vec<&str> = text
        .split(['|', '\n'])
        .map(|line| line.strip_suffix('\r').unwrap_or(line))
        .take(MOST_LINES)
        .collect();
    let format = format_of(&lines)?;
    let mut faults = Vec::new();
    for (line, text) in (1..).zip(&lines) {
        for (column, found) in (1..).zip(text.chars()) {
            if digit::value(found).is_none() {
                faults.push(MrzFault::Character { line, column, found });
            }
        }
    }
    if faults.is_empty() {
        let zone = Zone { format, lines: &lines };
        faults = zone.faults();
        if faults.is_empty() {
            return Ok(fields(&zone));
        }
    }
    Err(faults)
}

/// One more than a zone can have, so that a long text costs nothing.
const MOST_LINES: usize = 4;

fn format_of(lines: &[&str]) -> Result<Format, Vec<MrzFault>> {
    let found: Vec<usize> = lines.iter().map(|line| line.chars().count()).collect();
    let formats = [Format::Td1, Format::Td2, Format::Td3];
    let fits = |format: &&Format| {
        let (lines, width) = format.size();
        found.len() == lines && found.iter().all(|length| *length == width)
    };
    if let Some(format) = formats.iter().find(fits) {
        return Ok(*format);
    }
    // One line of the right length tells which format was meant.
    let meant = formats.iter().find(|format| {
        let (lines, width) = format.size();
        found.len() == lines && found.contains(&width)
    });
    let Some((_, expected)) = meant.map(|format| format.size()) else {
        return Err(vec![MrzFault::Shape { found }]);
    };
    Err((1..)
        .zip(found)
        .filter(|(_, length)| *length != expected)
        .map(|(line, found)| MrzFault::Length { line, expected, found })
        .collect())
}

fn fields(zone: &Zone<'_>) -> Mrz {
    let layout = zone.format.layout();
    let bare = |text: &str| text.trim_end_matches('<').to_owned();
    let (first, rest) = (zone.text(&layout.number), zone.overflow());
    let mut optional = zone.text(&layout.optional);
    if let Some((rest, _)) = rest {
        optional = optional.get(rest.len() + 1..).unwrap_or_default();
    }
    let optional = optional.trim_start_matches('<');
    let more = layout.more_optional.as_ref().map(|place| bare(zone.text(place)));
    let names = zone.text(&layout.names);
    let (family, given) = names.split_once("<<").unwrap_or((names, ""));
    let spaced =
        |text: &str| text.split('<').filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    let code = zone.lines.first().and_then(|line| line.get(..2)).unwrap_or_default();
    Mrz {
        format: zone.format,
        document_code: bare(code),
        issuer: bare(zone.text(&layout.issuer)),
        document_number: rest.map_or_else(|| bare(first), |(rest, _)| format!("{first}{rest}")),
        nationality: bare(zone.text(&layout.nationality)),
        birth_date: zone.text(&layout.birth).to_owned(),
        sex: zone.text(&layout.sex).chars().next().unwrap_or('<'),
        expiry_date: zone.text(&layout.expiry).to_owned(),
        optional_data: [bare(optional), more.unwrap_or_default()].concat(),
        family_name: spaced(family),
        given_names: spaced(given),
    }
}
