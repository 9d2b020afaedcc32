//! What is wrong with a docket: file, line, column, and what to do about it.

use std::borrow::Cow;
use std::fmt;

use super::file::DocketFile;

/// What the import does with a faulty value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Handling {
    /// The record is kept with its words and bars until put right.
    Refuse,
    /// It waits for a person to decide, and bars until then.
    Queue,
    /// It is read as meant, without a doubt what that is.
    Repair,
    /// There is nothing to read.
    Skip,
    /// What is on record stays until a person decides.
    Keep,
}

impl Handling {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Refuse => "refuse",
            Self::Queue => "queue",
            Self::Repair => "repair",
            Self::Skip => "skip",
            Self::Keep => "keep",
        }
    }
}

impl fmt::Display for Handling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

macro_rules! kinds {
    ($($variant:ident = $code:literal, $label:literal, $handling:ident, $advice:literal;)+) => {
        /// Kinds of fault.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum FaultKind {
            $(#[doc = concat!("`", $code, "`: ", $label, ".")] $variant,)+
        }

        impl FaultKind {
            /// Every kind there is.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The stable code, as in `import_faults.csv`.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// What it means.
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label),+ }
            }

            /// What the import does with it.
            pub const fn handling(self) -> Handling {
                match self { $(Self::$variant => Handling::$handling),+ }
            }

            /// What a person should do.
            pub const fn what_to_do(self) -> &'static str {
                match self { $(Self::$variant => $advice),+ }
            }
        }
    };
}

kinds! {
    ANumberMissing = "a_number_missing", "no A-number", Refuse, "find the number in the file of the case and enter it";
    ANumberMalformed = "a_number_malformed", "not A and nine digits", Refuse, "compare with the file of the case and correct it";
    DuplicatePerson = "duplicate_person", "same fingerprint number as another record", Queue, "compare both records and decide whether they are one person";
    DuplicateRow = "duplicate_row", "same person_id as an earlier row", Refuse, "compare with the first row, which counts, and resolve the defect on it";
    BirthDateFuture = "birth_date_future", "born after the as-of date", Refuse, "find the birth date in a document and correct it";
    BirthDateImpossible = "birth_date_impossible", "a birth date that no calendar has", Refuse, "find the birth date in a document and correct it";
    SexUnknown = "sex_unknown", "none of M, F, X", Refuse, "correct it";
    CountryUnknown = "country_unknown", "no known code of ISO 3166-1 alpha-3", Refuse, "find out which country is meant and enter its three-letter code";
    CaseCategoryUnknown = "case_category_unknown", "no case category", Refuse, "find the category in the file of the case and correct it";
    CustodyUnknown = "custody_unknown", "none of detained, osup, other_custody", Refuse, "ask the facility and correct it";
    TrailingSpace = "trailing_space", "blanks around the value", Repair, "nothing; the value was read without them";
    Latin1Byte = "latin1_byte", "a byte that is not UTF-8", Refuse, "have the row sent again in UTF-8";
    EmptyRow = "empty_row", "a line with nothing on it", Skip, "nothing";
    CrlfLine = "crlf_line", "ends CR LF where LF was due", Repair, "nothing; the value was read without it";
    Bom = "bom", "byte order mark before the header", Repair, "nothing; the header was read without it";
    ExtraColumn = "extra_column", "more fields than columns", Refuse, "find out which field is too many and correct the row";
    ExpiresBeforeIssued = "expires_before_issued", "expires before it was issued", Refuse, "compare with the document and correct the dates";
    MrzCheckDigit = "mrz_check_digit", "machine readable zone does not check", Refuse, "read the zone again from the document";
    DateFormat = "date_format", "not a date written YYYY-MM-DD", Refuse, "write the date as YYYY-MM-DD; do not guess which number is the month";
    UnknownPerson = "unknown_person", "person_id that people.csv does not have", Queue, "find out whose record it is and assign it; it is kept until then";
    KindUnknown = "kind_unknown", "no kind of hold", Queue, "find out what the hold is and correct it; it bars until then";
    OffsetMissing = "offset_missing", "an instant without its offset", Queue, "find out the time zone and correct it; the record bars until then";
    EffectiveToBeforeFrom = "effective_to_before_from", "ends before it starts", Queue, "find out the dates of the hold and correct them; it bars until then";
    OutcomeUnknown = "outcome_unknown", "none of affirmative, negative, pending", Queue, "ask the officer for the outcome; the statement bars until then";
    BooleanVariant = "boolean_variant", "neither true nor false", Refuse, "write true or false";
    StopUnknown = "stop_unknown", "a stop at an airport that is not known", Refuse, "correct the stop; nobody boards the flight until then";
    SeatsNotNumber = "seats_not_number", "not a whole number", Refuse, "write a whole number";
    FieldMissing = "field_missing", "fewer fields than columns", Refuse, "find out which field is missing and correct the row";
    RowUnreadable = "row_unreadable", "a row that is too long or broken in the middle", Refuse, "have the row sent again";
    ValueUnknown = "value_unknown", "a value outside its list", Refuse, "correct it";
    InstantUnreadable = "instant_unreadable", "not an instant such as 2024-06-29T15:10:00-05:00", Queue, "write the instant with its offset; the record bars until then";
    KeyMalformed = "key_malformed", "a key that cannot be used", Queue, "give the row a key of letters and digits";
    RowReplaced = "row_replaced", "same key as an earlier row, which it replaces", Repair, "check that the later row is the right one";
    Differs = "differs", "differs from what is on record, and was not entered", Keep, "compare both and enter what is right; what is on record stays until then";
    KeyTaken = "key_taken", "a key that a case or a flight here has or could have", Keep, "give the flight another key; nothing of the row was entered";
    RecordedAhead = "recorded_ahead", "recorded at an instant to come", Keep, "find out when it was recorded; it was entered as recorded now";
}

impl fmt::Display for FaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// One fault. Its words never hold the value, which may be a name or a number of a person; only
/// the fault report shows that.
#[derive(Clone, PartialEq, Eq)]
pub struct Fault {
    /// File.
    pub file: DocketFile,
    /// Line; the first is 1.
    pub line: u64,
    /// Column, `(after last)`, or empty for a whole line.
    pub column: Cow<'static, str>,
    /// What is wrong.
    pub kind: FaultKind,
    value: Box<str>,
}

impl Fault {
    /// A fault of `value` at a place.
    pub fn new(
        (file, line): (DocketFile, u64),
        column: impl Into<Cow<'static, str>>,
        kind: FaultKind,
        value: &str,
    ) -> Self {
        Self { file, line, column: column.into(), kind, value: value.into() }
    }

    /// The words as they stood: for the report of whoever owns the file, never for a log.
    pub fn value(&self) -> &str {
        &self.value
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} line {}", self.file, self.line)?;
        if !self.column.is_empty() {
            write!(f, ", column {}", self.column)?;
        }
        write!(f, ": {} ({})", self.kind.label(), self.kind)
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fault({self})")
    }
}
