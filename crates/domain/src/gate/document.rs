//! Whether there is a travel document of the right country, approved and valid long enough.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::rulebook::Rulebook;
use crate::{Answer, Case, Country, Document, DocumentKind, Reason, ReasonCode};

/// What is wrong with one document, worst news last to be told.
enum Look {
    Usable,
    Not(ReasonCode),
}

/// In this order the best document's trouble is told.
const TOLD: &[ReasonCode] = &[
    ReasonCode::DocumentExpiresTooSoon,
    ReasonCode::DocumentConditionOpen,
    ReasonCode::DocumentNotApproved,
    ReasonCode::DocumentPending,
    ReasonCode::DocumentRefused,
    ReasonCode::DocumentExpired,
    ReasonCode::DocumentUnreadable,
    ReasonCode::DocumentOtherCountry,
];

/// What stands against travelling to `country` on `day`, as known on `known_on`.
///
/// A document must be valid through `day` and the profile's buffer. A refusal after the latest
/// approval bars, whatever documents there are; so does an approval on a condition that is open.
pub(super) fn reasons(
    case: &Case,
    country: Country,
    day: Date,
    known_on: Date,
    rules: &Rulebook,
) -> Vec<Reason> {
    let Some(profile) = rules.country(country) else {
        return vec![Reason::about(ReasonCode::NoCountryProfile, country.as_str())];
    };
    let mut usable: Option<Date> = None;
    let mut refused: Option<Date> = None;
    let mut depends: Option<Date> = None;
    let mut seen = Vec::new();
    for document in &case.documents {
        let window = Window {
            country,
            day,
            through: day.saturating_add(profile.manifest.arrival_buffer_days.days()),
            known_on,
            per_person: profile.manifest.per_person_approval,
        };
        match window.look_at(document) {
            Look::Usable => usable = usable.max(Some(document.answered_on.unwrap_or(Date::MIN))),
            Look::Not(code) => {
                let answered = Some(document.answered_on.unwrap_or(Date::MAX));
                if code == ReasonCode::DocumentRefused {
                    refused = refused.max(answered);
                } else if code == ReasonCode::DocumentConditionOpen {
                    depends = depends.max(answered);
                }
                seen.push(code);
            }
        }
    }
    let newer = |answer: Option<Date>, approved| answer.is_some_and(|answer| answer > approved);
    match usable {
        Some(approved) if newer(refused, approved) => {
            vec![Reason::plain(ReasonCode::DocumentRefused)]
        }
        Some(approved) if newer(depends, approved) => {
            vec![Reason::plain(ReasonCode::DocumentConditionOpen)]
        }
        Some(_) => Vec::new(),
        None => {
            let told = TOLD.iter().find(|code| seen.contains(code)).copied();
            vec![Reason::plain(told.unwrap_or(ReasonCode::DocumentMissing))]
        }
    }
}

/// The document to travel on to `country` on `day`: the one that lasts longest.
pub fn usable_document<'c>(
    case: &'c Case,
    country: Country,
    day: Date,
    known_on: Date,
    rules: &Rulebook,
) -> Option<&'c Document> {
    if !reasons(case, country, day, known_on, rules).is_empty() {
        return None;
    }
    let manifest = &rules.country(country)?.manifest;
    let window = Window {
        country,
        day,
        through: day.saturating_add(manifest.arrival_buffer_days.days()),
        known_on,
        per_person: manifest.per_person_approval,
    };
    case.documents
        .iter()
        .filter(|document| matches!(window.look_at(document), Look::Usable))
        .max_by_key(|document| document.expires_on)
}

struct Window {
    country: Country,
    day: Date,
    through: Date,
    known_on: Date,
    per_person: bool,
}

impl Window {
    fn look_at(&self, document: &Document) -> Look {
        if document.defect.is_some() {
            return Look::Not(ReasonCode::DocumentUnreadable);
        }
        if !document.issuing_country.is(&self.country) {
            return Look::Not(ReasonCode::DocumentOtherCountry);
        }
        if document.answer == Some(Answer::Refused) {
            return Look::Not(ReasonCode::DocumentRefused);
        }
        let answered_later = document.answered_on.is_some_and(|on| on > self.known_on);
        if document.answer == Some(Answer::Pending) || answered_later {
            return Look::Not(ReasonCode::DocumentPending);
        }
        // What has neither answer nor number is missing, whatever an answer will depend on.
        let there = document.answer.is_some() || document.number.is_some();
        let open = document.condition.as_ref().filter(|_| there);
        if open.is_some_and(|open| !open.is_met_on(self.known_on)) {
            return Look::Not(ReasonCode::DocumentConditionOpen);
        }
        let (Some(_), Some(issued), Some(expires)) =
            (&document.number, document.issued_on, document.expires_on)
        else {
            return Look::Not(ReasonCode::DocumentMissing);
        };
        if issued > self.known_on {
            return Look::Not(ReasonCode::DocumentMissing);
        }
        if expires < self.day {
            return Look::Not(ReasonCode::DocumentExpired);
        }
        if expires < self.through {
            return Look::Not(ReasonCode::DocumentExpiresTooSoon);
        }
        let passport = document.kind.is(&DocumentKind::Passport);
        if document.answer == Some(Answer::Approved) || (passport && !self.per_person) {
            Look::Usable
        } else {
            Look::Not(ReasonCode::DocumentNotApproved)
        }
    }
}
