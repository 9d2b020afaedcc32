//! What is wrong with a machine readable zone, down to the digit.

use std::fmt;

/// The fields that carry a check digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Document number.
    DocumentNumber,
    /// Birth date.
    BirthDate,
    /// Last day of validity.
    ExpiryDate,
    /// Personal number or other optional data of a passport.
    PersonalNumber,
    /// The digit over all of them.
    Composite,
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DocumentNumber => "document number",
            Self::BirthDate => "birth date",
            Self::ExpiryDate => "expiry date",
            Self::PersonalNumber => "personal number",
            Self::Composite => "composite",
        })
    }
}

/// One thing wrong with a zone. Lines and columns count from 1.
///
/// Its words name the place and the digit, never the field's content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MrzFault {
    /// Neither two lines of 44 or 36 characters nor three of 30.
    Shape {
        /// How long each line is.
        found: Vec<usize>,
    },
    /// A line is longer or shorter than the others call for.
    Length {
        /// Line.
        line: usize,
        /// How many characters the format has.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// A character that no zone has.
    Character {
        /// Line.
        line: usize,
        /// Column.
        column: usize,
        /// The character.
        found: char,
    },
    /// A check digit that does not fit.
    CheckDigit {
        /// Whose digit.
        field: Field,
        /// Line of the digit.
        line: usize,
        /// Column of the digit.
        column: usize,
        /// The digit that fits.
        expected: char,
        /// What stands there.
        found: char,
    },
}

impl fmt::Display for MrzFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shape { found } => {
                write!(f, "lines of {found:?} characters; a zone has 2 of 44, 2 of 36 or 3 of 30")
            }
            Self::Length { line, expected, found } => {
                write!(f, "line {line} has {found} characters instead of {expected}")
            }
            Self::Character { line, column, found } => {
                write!(f, "line {line}, column {column}: {found:?} is none of A to Z, 0 to 9 and <")
            }
            Self::CheckDigit { field, line, column, expected, found } => write!(
                f,
                "line {line}, column {column}: the check digit of the {field} is {found} but \
                 {expected} fits"
            ),
        }
    }
}

impl std::error::Error for MrzFault {}
