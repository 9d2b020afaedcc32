//! Simulated agencies: answer times and refusals from the rulebook, the same for the same seed.

use std::sync::Arc;

use domain::rulebook::{Pace, Rulebook};
use domain::{Answer, Case, Country, Document, DocumentId, DocumentKind, Known};
use jiff::ToSpan;
use jiff::civil::Date;

use super::Agency;

/// All agencies, simulated. Chance comes from the seed and the request, never from a clock.
#[derive(Debug, Clone)]
pub struct SimulatedAgency {
    rules: Arc<Rulebook>,
    seed: u64,
    as_of: Date,
}

impl SimulatedAgency {
    /// Agencies under `rules`. What was asked before `as_of` and is open then is answered later.
    pub fn new(rules: Arc<Rulebook>, seed: u64, as_of: Date) -> Self {
        Self { rules, seed, as_of }
    }

    fn pace(&self, document: &Document, today: Date) -> Option<(Country, Pace)> {
        let country = *document.issuing_country.read()?;
        let profile = self.rules.country(country)?;
        Some((country, self.rules.simulation().pace(profile, today)?))
    }

    /// A number between 0 and 1 that depends on the request and on what it is for.
    fn chance(&self, document: &Document, salt: u64) -> f64 {
        let mut hash = 0xcbf2_9ce4_8422_2325_u64 ^ self.seed ^ salt.rotate_left(17);
        for byte in document.id.as_str().bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        // Finish as splitmix64 does: short keys must not stay near each other.
        hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        hash ^= hash >> 31;
        let thousand = u32::try_from(hash % 1_000_000).unwrap_or(0);
        f64::from(thousand) / 1_000_000.0
    }
}

/// Days until an answer: lognormal with this median and 95th percentile, cut at the 99th.
fn days(pace: Pace, chance: f64) -> i64 {
    let median = f64::from(pace.median_days).max(0.5);
    let sigma = (f64::from(pace.p95_days).max(median) / median).ln() / 1.645;
    // Logistic stand-in for the normal quantile: close enough for a simulation.
    let clamped = chance.clamp(0.01, 0.99);
    let z = (clamped / (1.0 - clamped)).ln() / 1.702;
    #[expect(clippy::cast_possible_truncation, reason = "at most some thousand days")]
    let days = (median * (sigma * z).exp()).round() as i64;
    days.clamp(0, 5_000)
}

impl Agency for SimulatedAgency {
    fn request(&self, case: &Case, country: Country, today: Date) -> Document {
        let kind = self
            .rules
            .country(country)
            .and_then(|profile| profile.travel_document.kinds.last())
            .map_or(DocumentKind::LaissezPasser, |issued| issued.kind);
        let number = case.documents.len() + 1;
        let id = DocumentId::numbered(&case.person.id, number);
        let single_use = self
            .rules
            .country(country)
            .and_then(|profile| profile.issues(kind))
            .is_none_or(|issued| issued.single_use);
        Document {
            id,
            kind: Known::Read(kind),
            number: None,
            issuing_country: Known::Read(country),
            issued_on: None,
            expires_on: None,
            single_use,
            mrz: None,
            requested_on: Some(today),
            answer: Some(Answer::Pending),
            answered_on: None,
            condition: None,
            defect: None,
        }
    }

    fn answers_on(&self, document: &Document, today: Date) -> Option<Date> {
        let (_, pace) = self.pace(document, today)?;
        let asked = document.requested_on?;
        let wait = days(pace, self.chance(document, 1));
        let mut day = asked.saturating_add(wait.days());
        if day <= self.as_of {
            // Still open on the docket's day: the answer takes as long again from there.
            let more = days(pace, self.chance(document, 2)).max(1);
            day = self.as_of.saturating_add(more.days());
        }
        Some(pace.answers_on.next(day))
    }

    fn answer(&self, document: &Document, today: Date) -> Option<Document> {
        let day = self.answers_on(document, today).filter(|day| *day <= today)?;
        let (country, pace) = self.pace(document, today)?;
        let mut answered = document.clone();
        answered.answered_on = Some(day);
        let refused = self.chance(document, 3) * 1_000.0 < f64::from(pace.refusal_permille);
        if refused {
            answered.answer = Some(Answer::Refused);
            return Some(answered);
        }
        let profile = self.rules.country(country)?;
        let kind = document.kind.read().copied().unwrap_or(DocumentKind::LaissezPasser);
        let valid = self.rules.simulation().validity_days(profile, kind).unwrap_or(30);
        answered.answer = Some(Answer::Approved);
        answered.number = Some(format!("SIM{}", document.id).into());
        answered.issued_on = Some(day);
        answered.expires_on = Some(day.saturating_add(valid.days()));
        Some(answered)
    }

    fn keeps_hours(&self) -> bool {
        false
    }

    fn takes_late_names(&self, country: Country) -> bool {
        // The first charter in years: its agency takes the list four days before departure.
        country.as_str() == "CHN"
    }
}
