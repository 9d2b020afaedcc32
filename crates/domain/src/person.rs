//! Who a case is about.

use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::code::codes;
use crate::{Country, FamilyUnit, Known, PersonId};

codes! {
    /// Sex, as on record.
    Sex {
        Male = "M", "male";
        Female = "F", "female";
        Other = "X", "other or not stated";
    }
}

codes! {
    /// What of a person was matched at the door with what is on record: nobody boards on a name.
    IdentityMatch {
        Fingerprint = "fingerprint", "fingerprint";
        Face = "face", "face";
        Iris = "iris", "iris";
    }
}

codes! {
    /// How much guarding a person needs on board.
    ClassLevel {
        Low = "1", "low";
        Medium = "2", "medium";
        High = "3", "high";
    }
}

codes! {
    /// The most serious conviction on record.
    Criminality {
        None = "none", "no conviction";
        Misdemeanor = "misdemeanor", "misdemeanor";
        Felony = "felony", "felony";
    }
}

/// A person: identifiers, names, family and who they must be kept apart from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Key.
    pub id: PersonId,
    /// Place in the record it came from; families are listed in this order.
    pub seq: i64,
    /// The agency's number for the person: `A` and nine digits.
    pub a_number: Known<Arc<str>>,
    /// Fingerprint number. The same number twice means the same person.
    pub fin: Arc<str>,
    /// Family name, in the script of the record.
    pub family_name: Arc<str>,
    /// Given names; empty for people who have one name.
    pub given_names: Arc<str>,
    /// Birth date.
    pub birth_date: Known<Date>,
    /// Sex.
    pub sex: Known<Sex>,
    /// Nationality.
    pub nationality: Known<Country>,
    /// Country of birth.
    pub birth_country: Known<Country>,
    /// Guarding class.
    pub class_level: Known<ClassLevel>,
    /// Most serious conviction.
    pub criminality: Known<Criminality>,
    /// The family that flies together or not at all.
    pub family_unit: Option<FamilyUnit>,
    /// A child without a parent or guardian.
    pub unaccompanied: Known<bool>,
    /// People who must not be on the same flight.
    pub keep_apart: Vec<PersonId>,
    /// Whether an attorney is on record.
    pub attorney: Known<bool>,
}

impl Person {
    /// Whether the person is under 18 on `day`. A birth date that cannot be read counts as a
    /// child's, and someone born on 29 February comes of age on 1 March.
    pub fn is_minor_on(&self, day: Date) -> bool {
        let Some(born) = self.birth_date.read() else { return true };
        let of_age = Date::new(born.year().saturating_add(18), born.month(), born.day())
            .or_else(|_| Date::new(born.year().saturating_add(18), 3, 1));
        of_age.map_or(true, |of_age| of_age > day)
    }
}
