//! Where each field of the three formats stands.

use std::ops::Range;

use super::digit::check_digit;
use super::fault::{Field, MrzFault};

/// A format of ICAO 9303.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Cards: three lines of 30.
    Td1,
    /// Larger cards and sheets: two lines of 36.
    Td2,
    /// Passports: two lines of 44.
    Td3,
}

/// A stretch of one line. Lines and columns count from 0.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) line: usize,
    pub(super) columns: Range<usize>,
}

impl Place {
    /// The one character behind it, where a check digit stands.
    fn behind(&self) -> Self {
        Self { line: self.line, columns: self.columns.end..self.columns.end + 1 }
    }
}

const fn at(line: usize, from: usize, to: usize) -> Place {
    Place { line, columns: from..to }
}

/// The fields of one format. A check digit stands behind its field.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    pub(super) issuer: Place,
    pub(super) number: Place,
    pub(super) nationality: Place,
    pub(super) birth: Place,
    pub(super) sex: Place,
    pub(super) expiry: Place,
    pub(super) optional: Place,
    pub(super) more_optional: Option<Place>,
    pub(super) names: Place,
    composite: Place,
    under_composite: [Option<Place>; 4],
}

impl Format {
    /// Lines, and characters in each.
    pub fn size(self) -> (usize, usize) {
        match self {
            Self::Td1 => (3, 30),
            Self::Td2 => (2, 36),
            Self::Td3 => (2, 44),
        }
    }

    pub(super) fn layout(self) -> Layout {
        match self {
            Self::Td1 => Layout {
                issuer: at(0, 2, 5),
                number: at(0, 5, 14),
                nationality: at(1, 15, 18),
                birth: at(1, 0, 6),
                sex: at(1, 7, 8),
                expiry: at(1, 8, 14),
                optional: at(0, 15, 30),
                more_optional: Some(at(1, 18, 29)),
                names: at(2, 0, 30),
                composite: at(1, 29, 30),
                under_composite: [
                    Some(at(0, 5, 30)),
                    Some(at(1, 0, 7)),
                    Some(at(1, 8, 15)),
                    Some(at(1, 18, 29)),
                ],
            },
            Self::Td2 | Self::Td3 => {
                let (optional, composite) =
                    if self == Self::Td2 { ((28, 35), 35) } else { ((28, 42), 43) };
                Layout {
                    issuer: at(0, 2, 5),
                    number: at(1, 0, 9),
                    nationality: at(1, 10, 13),
                    birth: at(1, 13, 19),
                    sex: at(1, 20, 21),
                    expiry: at(1, 21, 27),
                    optional: at(1, optional.0, optional.1),
                    more_optional: None,
                    names: at(0, 5, self.size().1),
                    composite: at(1, composite, composite + 1),
                    under_composite: [
                        Some(at(1, 0, 10)),
                        Some(at(1, 13, 20)),
                        Some(at(1, 21, composite)),
                        None,
                    ],
                }
            }
        }
    }
}

/// The lines of a zone whose characters and lengths are right: ASCII throughout.
#[derive(Debug, Clone, Copy)]
pub(super) struct Zone<'a> {
    pub(super) format: Format,
    pub(super) lines: &'a [&'a str],
}

impl<'a> Zone<'a> {
    pub(super) fn text(&self, place: &Place) -> &'a str {
        self.lines
            .get(place.line)
            .and_then(|line| line.get(place.columns.clone()))
            .unwrap_or_default()
    }

    fn digit(&self, place: &Place) -> char {
        self.text(place).chars().next().unwrap_or('<')
    }

    fn check(&self, field: Field, digit: &Place, parts: &[&str]) -> Option<MrzFault> {
        let expected = check_digit(parts.iter().copied());
        let found = self.digit(digit);
        // An empty personal number may carry no digit at all.
        let absent = field == Field::PersonalNumber
            && found == '<'
            && parts.iter().all(|part| part.chars().all(|character| character == '<'));
        (found != expected && !absent).then_some(MrzFault::CheckDigit {
            field,
            line: digit.line + 1,
            column: digit.columns.start + 1,
            expected,
            found,
        })
    }

    /// The rest of a document number of more than nine characters, and where its digit stands.
    ///
    /// Such a number leaves `<` in the digit's place; what is left of it and its digit open the
    /// optional data.
    pub(super) fn overflow(&self) -> Option<(&'a str, Place)> {
        let layout = self.format.layout();
        let digit = self.digit(&layout.number.behind());
        let is_long =
            self.format != Format::Td3 && digit == '<' && !self.text(&layout.number).ends_with('<');
        let data = self.text(&layout.optional).split('<').next().unwrap_or_default();
        let (rest, _) = data.split_at_checked(data.len().checked_sub(1)?)?;
        let column = layout.optional.columns.start + rest.len();
        (is_long && !rest.is_empty())
            .then_some((rest, at(layout.optional.line, column, column + 1)))
    }

    pub(super) fn faults(&self) -> Vec<MrzFault> {
        let layout = self.format.layout();
        let number = self.text(&layout.number);
        let number = match self.overflow() {
            Some((rest, digit)) => self.check(Field::DocumentNumber, &digit, &[number, rest]),
            None => self.check(Field::DocumentNumber, &layout.number.behind(), &[number]),
        };
        let plain = |field, place: &Place| self.check(field, &place.behind(), &[self.text(place)]);
        let personal = (self.format == Format::Td3)
            .then(|| plain(Field::PersonalNumber, &layout.optional))
            .flatten();
        let parts: Vec<&str> =
            layout.under_composite.iter().flatten().map(|place| self.text(place)).collect();
        let composite = self.check(Field::Composite, &layout.composite, &parts);
        [
            number,
            plain(Field::BirthDate, &layout.birth),
            plain(Field::ExpiryDate, &layout.expiry),
            personal,
            composite,
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}
