//! The files of a docket and their columns.

use std::fmt;

/// A file of a docket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DocketFile {
    /// `people.csv`.
    People,
    /// `holds.csv`.
    Holds,
    /// `documents.csv`.
    Documents,
    /// `statements.csv`.
    Statements,
    /// `flights.csv`.
    Flights,
    /// `late_holds.csv`.
    LateHolds,
}

impl DocketFile {
    /// Every file there is.
    pub const ALL: &[Self] = &[
        Self::People,
        Self::Holds,
        Self::Documents,
        Self::Statements,
        Self::Flights,
        Self::LateHolds,
    ];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::People => "people.csv",
            Self::Holds => "holds.csv",
            Self::Documents => "documents.csv",
            Self::Statements => "statements.csv",
            Self::Flights => "flights.csv",
            Self::LateHolds => "late_holds.csv",
        }
    }

    /// Its columns, in the order they are written.
    pub const fn columns(self) -> &'static [&'static str] {
        match self {
            Self::People => people::NAMES,
            Self::Holds => holds::NAMES,
            Self::Documents => documents::NAMES,
            Self::Statements => statements::NAMES,
            Self::Flights => flights::NAMES,
            Self::LateHolds => LATE_HOLDS,
        }
    }

    /// Whether a docket without it is refused. Nobody may pass for free of holds or claims
    /// because a file got lost; without documents or flights nobody flies.
    pub const fn is_required(self) -> bool {
        matches!(self, Self::People | Self::Holds | Self::Statements)
    }
}

impl fmt::Display for DocketFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Declares the columns of a file: their names and places.
macro_rules! columns {
    ($module:ident: $($place:ident = $name:literal),+) => {
        pub(super) mod $module {
            pub(in crate::docket) const NAMES: &[&str] = &[$($name),+];
            columns!(@ 0; $($place)+);
        }
    };
    (@ $at:expr; $place:ident $($rest:ident)*) => {
        pub(in crate::docket) const $place: usize = $at;
        columns!(@ $at + 1; $($rest)*);
    };
    (@ $at:expr;) => {};
}

columns!(people: PERSON_ID = "person_id", A_NUMBER = "a_number", FIN = "fin", FAMILY_NAME = "family_name", GIVEN_NAMES = "given_names", BIRTH_DATE = "birth_date", SEX = "sex", NATIONALITY = "nationality", BIRTH_COUNTRY = "birth_country", FACILITY = "facility", AOR = "aor", CUSTODY = "custody", DETAINED_ON = "detained_on", ORDER_KIND = "order_kind", ORDER_DATE = "order_date", APPEAL = "appeal", CASE_CATEGORY = "case_category", REMOVAL_COUNTRY = "removal_country", CLASS_LEVEL = "class_level", CRIMINALITY = "criminality", FAMILY_UNIT = "family_unit", UNACCOMPANIED = "unaccompanied", KEEP_APART = "keep_apart", MEDICAL = "medical", MEDICAL_CLEARED_ON = "medical_cleared_on", ATTORNEY = "attorney");
columns!(holds: HOLD_ID = "hold_id", PERSON_ID = "person_id", KIND = "kind", COUNTRY = "country", EFFECTIVE_FROM = "effective_from", EFFECTIVE_TO = "effective_to", SOURCE_DOCUMENT = "source_document", DOCKET_NUMBER = "docket_number", PLACED_BY = "placed_by");
columns!(documents: PERSON_ID = "person_id", KIND = "kind", NUMBER = "number", ISSUING_COUNTRY = "issuing_country", ISSUED_ON = "issued_on", EXPIRES_ON = "expires_on", SINGLE_USE = "single_use", MRZ = "mrz", REQUESTED_ON = "requested_on", ANSWER = "answer", ANSWERED_ON = "answered_on");
columns!(statements: PERSON_ID = "person_id", KIND = "kind", MADE_AT = "made_at", LANGUAGE = "language", INTERPRETER = "interpreter", OFFICER = "officer", EVIDENCE = "evidence", OUTCOME = "outcome");
columns!(flights: FLIGHT_ID = "flight_id", KIND = "kind", AIRCRAFT = "aircraft", SEATS = "seats", DEPARTS_AT = "departs_at", STOPS = "stops", AGENCY = "agency", LIST_CAP = "list_cap", NOTICE_DAYS = "notice_days", MAX_CLASS3 = "max_class3", NURSES = "nurses", FIXED_COST_USD = "fixed_cost_usd", HOURLY_COST_USD = "hourly_cost_usd");

/// The first column of `late_holds.csv`; those of holds.csv follow it.
pub(super) const RECORDED_AT: usize = 0;

const LATE_HOLDS: &[&str] = &[
    "recorded_at",
    "hold_id",
    "person_id",
    "kind",
    "country",
    "effective_from",
    "effective_to",
    "source_document",
    "docket_number",
    "placed_by",
];
