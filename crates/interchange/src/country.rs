//! Countries as records write them: only an exact ISO 3166-1 alpha-3 code is taken.
//!
//! Names, two-letter codes and the immigration courts' own codes are faults. The courts write
//! AU for Austria where ISO has Australia, so a two-letter code cannot be mapped with certainty;
//! what it may have meant is said to a person and never used.

use std::fmt;

use domain::Country;
use thiserror::Error;

use crate::Lists;

/// A text that is no country we can be certain of.
#[derive(Clone, PartialEq, Eq, Error)]
#[error("no country code of ISO 3166-1 alpha-3{}", self.hint().map(|hint| format!(": {hint}")).unwrap_or_default())]
pub struct CountryFault {
    text: Box<str>,
    hint: Option<&'static str>,
}

impl CountryFault {
    /// The text as it stood.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What the text may have meant, for a person to decide.
    pub fn hint(&self) -> Option<&'static str> {
        self.hint
    }
}

impl fmt::Debug for CountryFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CountryFault").field("hint", &self.hint).finish_non_exhaustive()
    }
}

/// Texts often met, and what they may mean. None of them is ever used as that country.
const HINTS: &[(&str, &str)] = &[
    ("AU", "the immigration courts write AU for Austria (AUT), ISO for Australia (AUS)"),
    ("AS", "the immigration courts write AS for Australia (AUS), ISO for American Samoa (ASM)"),
    ("BRAZIL", "Brazil is BRA"),
    ("CAMBODIA", "Cambodia is KHM"),
    ("CAMODIA", "perhaps Cambodia, KHM"),
    ("CH", "some lists write CH for China (CHN), ISO for Switzerland (CHE)"),
    ("CHINA", "China is CHN, Taiwan is TWN"),
    ("CN", "two letters; China is CHN"),
    ("COLOMBIA", "Colombia is COL"),
    ("CUBA", "Cuba is CUB"),
    ("ECUADOR", "Ecuador is ECU"),
    ("EL SALVADOR", "El Salvador is SLV"),
    ("ES", "some lists write ES for El Salvador (SLV), ISO for Spain (ESP)"),
    ("GT", "two letters; Guatemala is GTM"),
    ("GUATEMALA", "Guatemala is GTM"),
    ("HAITI", "Haiti is HTI"),
    ("HN", "two letters; Honduras is HND"),
    ("HONDURAS", "Honduras is HND"),
    ("INDIA", "India is IND"),
    ("MEXICO", "Mexico is MEX"),
    ("MX", "two letters; Mexico is MEX"),
    ("NICARAGUA", "Nicaragua is NIC"),
    ("NU", "some lists write NU for Nicaragua (NIC), ISO for Niue (NIU)"),
    ("PERU", "Peru is PER"),
    ("ROM", "Romania has been ROU since 2002"),
    ("SV", "two letters; El Salvador is SLV"),
    ("USSR", "a state that ended in 1991: find the present nationality"),
    ("VENEZUELA", "Venezuela is VEN"),
    ("VIETNAM", "Vietnam is VNM"),
    ("YUGOSLAVIA", "a state that ended: find the present nationality"),
    ("ZAR", "Zaire is the Democratic Republic of the Congo, COD, since 1997"),
];

/// The country that `text` names, if it is the exact code of a country that `lists` knows.
pub fn read(text: &str, lists: &impl Lists) -> Result<Country, CountryFault> {
    match text.parse::<Country>() {
        Ok(country) if lists.knows_country(country) => Ok(country),
        Ok(_) | Err(_) => Err(CountryFault { text: text.into(), hint: hint(text) }),
    }
}

fn hint(text: &str) -> Option<&'static str> {
    let text = text.trim().to_uppercase();
    if let Some((_, hint)) = HINTS.iter().find(|(known, _)| *known == text) {
        return Some(hint);
    }
    match text.chars().count() {
        2 => Some("two letters: lists differ, so find out the three-letter code"),
        0 => Some("empty"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use domain::rulebook::Rulebook;

    use super::*;

    #[track_caller]
    fn refused(text: &str) -> CountryFault {
        read(text, &Rulebook::embedded().unwrap()).unwrap_err()
    }

    #[test]
    fn an_exact_known_code_is_read() {
        assert_eq!(read("CHN", &Rulebook::embedded().unwrap()).unwrap().as_str(), "CHN");
    }

    #[test]
    fn a_name_a_short_code_and_a_code_in_small_letters_are_faults() {
        for text in ["CAMODIA", "China", "chn", "CN", "", "XYZ", "USC"] {
            assert_eq!(refused(text).text(), text);
        }
    }

    #[test]
    fn a_court_code_names_both_countries_it_may_mean() {
        let hint = refused("AU").hint().unwrap();
        assert!(hint.contains("Austria") && hint.contains("Australia"), "{hint}");
    }
}
