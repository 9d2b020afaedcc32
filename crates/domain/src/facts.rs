//! What a case rests on besides the person: custody, order, health, defects of its records.

use std::fmt;
use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::code::codes;
use crate::{Country, Known, PersonId};

codes! {
    /// In whose custody a person is. Custody is not a stage.
    CustodyKind {
        Detained = "detained", "detained for removal";
        Supervision = "osup", "released on an order of supervision";
        Criminal = "other_custody", "in criminal custody";
    }
}

codes! {
    /// Where an appeal stands.
    Appeal {
        None = "none", "not waived, none filed";
        Waived = "waived", "waived";
        Reserved = "reserved", "reserved";
        Pending = "pending", "pending";
        Dismissed = "dismissed", "dismissed";
    }
}

codes! {
    /// Fitness to fly, as last stated by a clinician.
    MedicalStatus {
        Ok = "ok", "fit";
        NurseRequired = "nurse_required", "fit with a nurse on board";
        Unfit = "unfit", "unfit to fly";
        TbPending = "tb_pending", "tuberculosis test pending";
    }
}

/// The present custody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Custody {
    /// Whose.
    pub kind: Known<CustodyKind>,
    /// Facility code.
    pub facility: Arc<str>,
    /// Area of responsibility: the office that keeps the case.
    pub office: Arc<str>,
    /// First day; waiting is counted from here.
    pub since: Option<Known<Date>>,
}

impl Custody {
    /// Sorts longest in custody first; people whose date is missing come last.
    pub fn waiting_key(&self) -> String {
        self.since.as_ref().map_or_else(|| "9999".to_owned(), ToString::to_string)
    }
}

/// The order of removal, as on record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Kind, a code of the rulebook's order kinds; `none` without an order.
    pub kind: Known<Arc<str>>,
    /// When it was made.
    pub date: Option<Known<Date>>,
    /// Where an appeal stands.
    pub appeal: Known<Appeal>,
    /// Case category, a code of the rulebook.
    pub category: Known<Arc<str>>,
    /// Where to. Differs from the nationality for a removal to a third country.
    pub removal_country: Option<Known<Country>>,
}

/// Fitness to fly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Medical {
    /// As last stated.
    pub status: Known<MedicalStatus>,
    /// Day of the last clearance.
    pub cleared_on: Option<Known<Date>>,
}

/// A defect of a record. It bars every step until a person has put it right.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Defect {
    /// A column that cannot be read, or `row` for the whole row.
    BadRecord(Arc<str>),
    /// Looks like the same person as another record.
    PossibleDuplicate(PersonId),
}

impl fmt::Display for Defect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BadRecord(column) => write!(f, "bad_record:{column}"),
            Self::PossibleDuplicate(person) => write!(f, "possible_duplicate:{person}"),
        }
    }
}
