//! What may be told to a foreign authority about one person: its allowed fields and nothing else.
//!
//! Papers for a foreign authority are made from a [`Release`], which is made from the
//! authority's list of allowed fields. The list has no field for a case's category, order, holds,
//! statements or attorney, so what tells of asylum, fear or a victim's petition cannot be in one.

use std::collections::BTreeMap;

use domain::rulebook::DisclosureField;
use domain::{Case, Country, Criminality, Document, MedicalStatus};
use jiff::civil::Date;

/// Where and how a person travels, as far as a list says it.
#[derive(Debug, Clone, Copy)]
pub struct Seat<'a> {
    /// Number on the list.
    pub number: u32,
    /// Airport of arrival, ICAO code.
    pub arrives_at: &'a str,
    /// The day of departure.
    pub day: Date,
    /// What the person travels on.
    pub document: Option<&'a Document>,
}

/// The allowed fields of one person, as words. Fields that the record does not have are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Release {
    fields: BTreeMap<DisclosureField, String>,
    issuer: Option<Country>,
}

impl Release {
    /// What of `case` is in `allowed`.
    pub fn of(case: &Case, seat: &Seat<'_>, allowed: &[DisclosureField]) -> Self {
        let mut fields = BTreeMap::new();
        for field in allowed {
            if let Some(words) = words(case, seat, *field).filter(|words| !words.is_empty()) {
                fields.insert(*field, words);
            }
        }
        // Whose document it is goes with its number.
        let numbered = fields.contains_key(&DisclosureField::DocumentNumber);
        let issuer = seat.document.filter(|_| numbered);
        let issuer = issuer.and_then(|document| document.issuing_country.read()).copied();
        Self { fields, issuer }
    }

    /// The field, if it is allowed and on record.
    pub fn get(&self, field: DisclosureField) -> Option<&str> {
        self.fields.get(&field).map(String::as_str)
    }

    /// Whose document it is; none unless its number is released.
    pub fn issuer(&self) -> Option<Country> {
        self.issuer
    }

    /// The fields that are in it, for the accounting of disclosures.
    pub fn fields(&self) -> impl Iterator<Item = DisclosureField> {
        self.fields.keys().copied()
    }
}

/// The field as words; none if it cannot be read or is never part of a list.
fn words(case: &Case, seat: &Seat<'_>, field: DisclosureField) -> Option<String> {
    use DisclosureField as F;
    let person = &case.person;
    let yes_no = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
    match field {
        F::Sequence => Some(seat.number.to_string()),
        F::FamilyName => Some(person.family_name.to_string()),
        F::GivenNames => Some(person.given_names.to_string()),
        F::Sex => person.sex.read().map(ToString::to_string),
        F::BirthDate => person.birth_date.read().map(ToString::to_string),
        F::BirthCountry => person.birth_country.read().map(ToString::to_string),
        F::Nationality => person.nationality.read().map(ToString::to_string),
        F::DocumentKind => {
            seat.document.and_then(|document| document.kind.read()).map(ToString::to_string)
        }
        F::DocumentNumber => {
            seat.document.and_then(|document| document.number.as_ref()).map(ToString::to_string)
        }
        F::DocumentExpiry => {
            seat.document.and_then(|document| document.expires_on).map(|on| on.to_string())
        }
        F::Convictions => {
            person.criminality.read().map(|known| yes_no(*known != Criminality::None))
        }
        F::NeedsNurse => {
            case.medical.status.read().map(|known| yes_no(*known == MedicalStatus::NurseRequired))
        }
        F::FamilyGroup => person.family_unit.as_ref().map(ToString::to_string),
        F::Minor => Some(yes_no(person.is_minor_on(seat.day))),
        F::ArrivalAirport => Some(seat.arrives_at.to_owned()),
        // Pictures and prints go with the request, by the agency's own channel.
        F::Photo | F::Fingerprints => None,
    }
}
