//! Code 39 (ISO/IEC 16388): bars that every scanner reads, for capital letters and digits.

use std::fmt::Write as _;

/// Characters, and which of their nine bars and gaps are wide: nine letters, `w` or `n`, the
/// first a bar.
const WIDE: &[(char, &str)] = &[
    ('0', "nnnwwnwnn"),
    ('1', "wnnwnnnnw"),
    ('2', "nnwwnnnnw"),
    ('3', "wnwwnnnnn"),
    ('4', "nnnwwnnnw"),
    ('5', "wnnwwnnnn"),
    ('6', "nnwwwnnnn"),
    ('7', "nnnwnnwnw"),
    ('8', "wnnwnnwnn"),
    ('9', "nnwwnnwnn"),
    ('A', "wnnnnwnnw"),
    ('B', "nnwnnwnnw"),
    ('C', "wnwnnwnnn"),
    ('D', "nnnnwwnnw"),
    ('E', "wnnnwwnnn"),
    ('F', "nnwnwwnnn"),
    ('G', "nnnnnwwnw"),
    ('H', "wnnnnwwnn"),
    ('I', "nnwnnwwnn"),
    ('J', "nnnnwwwnn"),
    ('K', "wnnnnnnww"),
    ('L', "nnwnnnnww"),
    ('M', "wnwnnnnwn"),
    ('N', "nnnnwnnww"),
    ('O', "wnnnwnnwn"),
    ('P', "nnwnwnnwn"),
    ('Q', "nnnnnnwww"),
    ('R', "wnnnnnwwn"),
    ('S', "nnwnnnwwn"),
    ('T', "nnnnwnwwn"),
    ('U', "wwnnnnnnw"),
    ('V', "nwwnnnnnw"),
    ('W', "wwwnnnnnn"),
    ('X', "nwnnwnnnw"),
    ('Y', "wwnnwnnnn"),
    ('Z', "nwwnwnnnn"),
    ('-', "nwnnnnwnw"),
    ('.', "wwnnnnwnn"),
    ('*', "nwnnwnwnn"),
];

/// Width of a wide bar, where a narrow one has 1.
const RATIO: u32 = 3;
/// Clear space on either side.
const QUIET: u32 = 10;

/// `code` as a picture. A character that has no bars is drawn as `-`.
pub fn svg(code: &str) -> String {
    let (mut at, mut path) = (QUIET, String::new());
    for sign in ['*'].into_iter().chain(code.chars().filter(|sign| *sign != '*')).chain(['*']) {
        for (n, wide) in widths(sign).chars().enumerate() {
            let width = if wide == 'w' { RATIO } else { 1 };
            if n.is_multiple_of(2) {
                let _ = write!(path, "M{at} 0h{width}v1h-{width}z");
            }
            at += width;
        }
        at += 1;
    }
    let all = at + QUIET;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {all} 1\" preserveAspectRatio=\"none\" aria-hidden=\"true\">\
         <path d=\"{path}\"/></svg>"
    )
}

fn widths(sign: char) -> &'static str {
    let known = |sign: char| WIDE.iter().find(|(known, _)| *known == sign);
    known(sign).or_else(|| known('-')).map_or("", |(_, wide)| wide)
}

#[cfg(test)]
mod tests {
    use super::WIDE;

    #[test]
    fn every_character_has_three_wide_of_nine_and_its_own_bars() {
        for (n, (sign, wide)) in WIDE.iter().enumerate() {
            assert_eq!(wide.len(), 9, "{sign}");
            assert_eq!(wide.matches('w').count(), 3, "{sign}");
            assert!(WIDE.iter().skip(n + 1).all(|(_, other)| other != wide), "{sign}");
        }
    }
}
