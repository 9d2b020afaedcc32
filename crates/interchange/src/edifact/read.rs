//! Segments, one after the other, out of any bytes.

use std::borrow::Cow;

use super::{Marks, Segment, SyntaxFault, USUAL};

/// The longest segment that is read, in bytes.
const LONGEST: usize = 8_192;
/// The most elements of a segment and components of an element.
const MOST: usize = 99;

/// The text of an interchange: UTF-8 where it is that, else Latin-1, which every byte is.
pub fn decode(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(bytes.iter().copied().map(char::from).collect()),
    }
}

/// Goes through the segments of an interchange.
#[derive(Debug, Clone)]
pub struct Segments<'t> {
    rest: &'t str,
    marks: Marks,
    number: usize,
    fault: Option<SyntaxFault>,
}

impl<'t> Segments<'t> {
    /// The segments of `text`. A service string advice at its head is obeyed.
    pub fn of(text: &'t str) -> Self {
        let text = text.trim_start_matches(['\u{feff}', '\r', '\n', ' ']);
        let Some(advice) = text.strip_prefix("UNA") else {
            return Self { rest: text, marks: USUAL, number: 0, fault: None };
        };
        let mut signs = advice.chars();
        let mut sign = || signs.next().unwrap_or('\0');
        let (component, element, decimal, release) = (sign(), sign(), sign(), sign());
        let (_, end) = (sign(), sign());
        let marks = Marks { component, element, release, end };
        let used = [component, element, release, end];
        let distinct =
            used.iter().enumerate().all(|(n, a)| !used.iter().skip(n + 1).any(|b| a == b));
        let signs_only = used.iter().chain([&decimal]).all(|sign| sign.is_ascii_punctuation());
        if distinct && signs_only {
            return Self { rest: signs.as_str(), marks, number: 0, fault: None };
        }
        let rest = advice.find(USUAL.end).and_then(|at| advice.get(at + 1..)).unwrap_or_default();
        Self { rest, marks: USUAL, number: 0, fault: Some(SyntaxFault::BadAdvice) }
    }

    /// The service characters in use.
    pub fn marks(&self) -> Marks {
        self.marks
    }

    /// The next segment's text and what comes after it; none if it does not end.
    fn cut(&self) -> Option<(&'t str, &'t str)> {
        let mut released = false;
        for (at, character) in self.rest.char_indices() {
            if released {
                released = false;
            } else if character == self.marks.release {
                released = true;
            } else if character == self.marks.end {
                let (segment, rest) = self.rest.split_at(at);
                return Some((segment, rest.get(character.len_utf8()..).unwrap_or_default()));
            }
        }
        None
    }

    fn take_apart(&self, text: &'t str) -> Result<Segment<'t>, SyntaxFault> {
        let segment = self.number;
        if text.len() > LONGEST {
            return Err(SyntaxFault::TooLong { segment, most: LONGEST });
        }
        let mut elements = split(text, self.marks.element, self.marks.release);
        let tag = elements.next().unwrap_or_default();
        let tag = split(tag, self.marks.component, self.marks.release).next().unwrap_or_default();
        let letters = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
        if tag.len() != 3 || !tag.bytes().all(letters) {
            return Err(SyntaxFault::NoTag { segment });
        }
        let mut read = Vec::new();
        for element in elements {
            let components: Vec<Cow<'t, str>> =
                split(element, self.marks.component, self.marks.release)
                    .take(MOST + 1)
                    .map(|component| self.plain(component))
                    .collect();
            if components.len() > MOST || read.len() >= MOST {
                return Err(SyntaxFault::TooMany { segment, most: MOST });
            }
            read.push(components);
        }
        Ok(Segment { number: segment, tag, elements: read })
    }

    /// `text` without release characters.
    fn plain(&self, text: &'t str) -> Cow<'t, str> {
        if !text.contains(self.marks.release) {
            return Cow::Borrowed(text);
        }
        let mut plain = String::with_capacity(text.len());
        let mut signs = text.chars();
        while let Some(sign) = signs.next() {
            if sign == self.marks.release {
                plain.extend(signs.next());
            } else {
                plain.push(sign);
            }
        }
        Cow::Owned(plain)
    }
}

/// The parts of `text` between `by`, where no `release` stands before it.
fn split(text: &str, by: char, release: char) -> impl Iterator<Item = &str> {
    let mut released = false;
    text.split(move |character| {
        if released {
            released = false;
            return false;
        }
        released = character == release;
        character == by
    })
}

impl<'t> Iterator for Segments<'t> {
    type Item = Result<Segment<'t>, SyntaxFault>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(fault) = self.fault.take() {
            return Some(Err(fault));
        }
        self.rest = self.rest.trim_start_matches(['\r', '\n', ' ', '\t']);
        if self.rest.is_empty() {
            return None;
        }
        self.number += 1;
        let Some((text, rest)) = self.cut() else {
            self.rest = "";
            return Some(Err(SyntaxFault::NoEnd { segment: self.number }));
        };
        self.rest = rest;
        Some(self.take_apart(text))
    }
}
