//! Names that are near enough to be one person's: for a report that a person reads.
//!
//! Nothing is merged or barred by this. Two people with the same birth date and near names but
//! different fingerprints are two people until somebody finds otherwise.

use crate::mrz;

/// Family and given names as on record.
#[derive(Debug, Clone, Copy)]
pub struct Names<'a> {
    /// Family name.
    pub family: &'a str,
    /// Given names.
    pub given: &'a str,
}

/// Whether two people who were born on the same day have near names.
///
/// Diacritics, the order of the names, and small slips of spelling do not count, nor does a
/// second surname or given name that only one record has. One name alone is not near two.
///
/// ```
/// use interchange::near::{Names, near_names};
/// let one = Names { family: "Cárcamo Yanes", given: "Wilmer Efraín" };
/// let other = Names { family: "YANES CARCAMO", given: "Wilmer Efrain" };
/// assert!(near_names(one, other));
/// ```
pub fn near_names(one: Names<'_>, other: Names<'_>) -> bool {
    // Umlauts are written in two ways, so both are tried.
    [mrz::fold as fn(&str) -> String, mrz::transliterate].into_iter().any(|write| {
        [mrz::fold as fn(&str) -> String, mrz::transliterate]
            .into_iter()
            .any(|write_other| near_tokens(tokens(one, write), tokens(other, write_other)))
    })
}

/// More names than anybody is listed with; what is beyond them is not compared.
const MOST_TOKENS: usize = 12;

fn tokens(names: Names<'_>, write: fn(&str) -> String) -> Vec<Vec<u8>> {
    let unknown = ["FNU", "LNU"];
    let mut tokens = Vec::new();
    for name in [names.family, names.given] {
        let parts = write(name);
        let parts = parts.split('<').filter(|part| !part.is_empty() && !unknown.contains(part));
        tokens.extend(parts.map(|part| part.bytes().take(40).collect()));
    }
    tokens.truncate(MOST_TOKENS);
    tokens
}

fn near_tokens(one: Vec<Vec<u8>>, other: Vec<Vec<u8>>) -> bool {
    let (few, mut many) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    if few.is_empty() || (few.len() == 1 && many.len() > 1) {
        return false;
    }
    few.iter().all(|token| {
        let nearest = (0..).zip(&many).map(|(at, with)| (distance(token, with), at)).min();
        match nearest {
            Some((distance, at)) if distance <= slips(token.len()) => {
                many.swap_remove(at);
                true
            }
            Some(_) | None => false,
        }
    })
}

/// How many slips a name of this length may have.
fn slips(length: usize) -> usize {
    match length {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    }
}

/// Letters to add, drop or change to make `one` into `other`.
fn distance(one: &[u8], other: &[u8]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (so_far, letter) in (1..).zip(one) {
        let mut diagonal = so_far - 1;
        let mut left = so_far;
        let mut next = Vec::with_capacity(row.len());
        next.push(left);
        for (with, above) in other.iter().zip(row.iter().skip(1)) {
            let changed = diagonal + usize::from(letter != with);
            left = changed.min(above + 1).min(left + 1);
            diagonal = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(one: (&str, &str), other: (&str, &str), near: bool) {
        let names = |(family, given)| Names { family, given };
        assert_eq!(near_names(names(one), names(other)), near, "{one:?} {other:?}");
        assert_eq!(near_names(names(other), names(one)), near, "{other:?} {one:?}");
    }

    #[test]
    fn diacritics_order_and_small_slips_do_not_count() {
        check(("Müller", "Jörg"), ("Mueller", "Joerg"), true);
        check(("Müller", "Jörg"), ("Muller", "Jorg"), true);
        check(("Noé García", "Ismael"), ("GARCIA", "ISMAEL NOE"), true);
        check(("Hernández", "Rigoberto"), ("Hernandes", "Rigobrto"), true);
        check(("D'Ávila", "Ana"), ("Davila", "Ana"), true);
    }

    #[test]
    fn a_second_surname_that_one_record_lacks_does_not_count() {
        check(("Sicajá Pérez", "Selvin"), ("Sicaja", "Selvin"), true);
    }

    #[test]
    fn other_names_are_not_near() {
        check(("Sicajá", "Selvin"), ("Turcios", "Ángel"), false);
        check(("Li", "Wei"), ("Lu", "Wei"), false);
        check(("Singh", ""), ("Singh", "Raj"), false);
        check(("", ""), ("", ""), false);
    }

    #[test]
    fn the_distance_counts_letters() {
        assert_eq!(distance(b"KITTEN", b"SITTING"), 3);
        assert_eq!(distance(b"", b"AB"), 2);
    }
}
