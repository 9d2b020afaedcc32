//! What stands around every page: who is signed in, where one can go, what was just done.

use axum::http::{HeaderMap, header};

use crate::desk::Desk;
use crate::policy::{Act, Subject};
use crate::who::{Who, encoded};

/// The cookie that carries what was done to the next page.
const FLASH: &str = "__Host-caseflight-done";

/// A way to another page.
#[derive(Debug, Clone)]
pub(super) struct Way {
    pub(super) to: &'static str,
    pub(super) label: &'static str,
}

/// What stands around a page.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    pub(super) title: String,
    pub(super) name: Option<String>,
    pub(super) role: String,
    pub(super) office: String,
    pub(super) csrf: String,
    pub(super) demo: bool,
    /// The time as decisions see it.
    pub(super) now: String,
    pub(super) ways: Vec<Way>,
    pub(super) done: Option<String>,
    /// Whether the page looks again by itself when flights change.
    pub(super) live: bool,
    pub(super) may_place: bool,
}

/// The pages that everybody is shown who may see them.
const WAYS: &[(&str, &str, Act)] = &[
    ("/", "My docket", Act::ListCases),
    ("/lists", "Lists to answer", Act::SeeLists),
    ("/search", "Search", Act::ListCases),
    ("/holds", "Holds", Act::ListCases),
    ("/documents", "Documents", Act::SeeReports),
    ("/answers", "Agency answers", Act::TakeAnswers),
    ("/custody-reviews", "Custody reviews", Act::SeeReports),
    ("/flights", "Flights", Act::SeeFlights),
    ("/plans", "Plans", Act::SeeFlights),
    ("/stop-orders", "Stop orders", Act::SeeFlights),
    ("/bottlenecks", "Bottlenecks", Act::SeeReports),
    ("/reports", "Reports", Act::SeeReports),
    ("/statistics", "Statistics", Act::SeeReports),
    ("/countries", "Countries", Act::SeeProfiles),
    ("/audit", "Audit", Act::SeeAudit),
];

/// Those of the consular portal.
const PORTAL: &[&str] = &["/", "/lists"];

impl Frame {
    /// The frame of a page called `title`.
    pub(super) fn of(desk: &Desk, who: Option<&Who>, headers: &HeaderMap, title: &str) -> Self {
        let ways = WAYS
            .iter()
            .filter(|(_, _, act)| who.is_some_and(|who| desk.would(who, *act, Subject::Desk)));
        let consul = who.is_some_and(Who::is_consul);
        Self {
            title: title.to_owned(),
            name: who.map(|who| who.name.clone()),
            role: who.map_or_else(String::new, |who| who.actor.role.label().to_owned()),
            office: who.map_or_else(String::new, |who| who.office.clone()),
            csrf: who.map_or_else(String::new, |who| who.csrf().to_owned()),
            demo: desk.settings.demo,
            now: when(&desk.now().to_string()),
            ways: ways
                .filter(|(to, _, _)| !consul || PORTAL.contains(to))
                .map(|(to, label, _)| Way { to, label })
                .collect(),
            done: who.and_then(|_| flashed(headers)),
            live: false,
            may_place: who.is_some(),
        }
    }

    /// The same for a page that looks again by itself.
    pub(super) fn live(self) -> Self {
        Self { live: true, ..self }
    }
}

/// The cookie that tells the next page what was done.
pub(super) fn flash(words: &str) -> String {
    format!("{FLASH}={}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=20", encoded(words))
}

fn flashed(headers: &HeaderMap) -> Option<String> {
    let sent = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == FLASH).then_some(value))?;
    let mut bytes = Vec::with_capacity(sent.len());
    let mut rest = sent.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
        let (high, low) = (digit(rest.next())?, digit(rest.next())?);
        bytes.push(u8::try_from(high * 16 + low).ok()?);
    }
    String::from_utf8(bytes).ok().filter(|words| !words.is_empty())
}

/// An instant as people read it: day, minute and offset.
pub(super) fn when(instant: &str) -> String {
    let Some((day, time)) = instant.split_once('T') else { return instant.to_owned() };
    let minute = time.get(..5).unwrap_or(time);
    let offset = time.get(8..).unwrap_or_default();
    let offset = offset.trim_start_matches(|sign: char| sign == '.' || sign.is_ascii_digit());
    let offset = if matches!(offset, "Z" | "+00:00") { "UTC" } else { offset };
    format!("{day} {minute} {offset}").trim_end().to_owned()
}

/// The same for one that may be missing.
pub(super) fn maybe_when(instant: Option<&String>) -> String {
    instant.map_or_else(|| "–".to_owned(), |instant| when(instant))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_read_by_people() {
        assert_eq!(when("2024-06-29T15:10:00-05:00"), "2024-06-29 15:10 -05:00");
        assert_eq!(when("2024-06-29T15:10:00.123456Z"), "2024-06-29 15:10 UTC");
        assert_eq!(when("2024-06-29"), "2024-06-29");
    }

    #[test]
    fn what_was_done_comes_back_as_it_was() {
        let words = "hold <b>; 2% \u{e9}";
        let cookie = flash(words);
        let (pair, _) = cookie.split_once(';').unwrap();
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, pair.parse().unwrap());
        assert_eq!(flashed(&headers).as_deref(), Some(words));
    }
}
