//! Character set level A: capital letters, digits and a few signs; all that a passenger list has.

use crate::mrz::transliterate;

/// Signs of level A beside letters, digits and the space. The service characters are written
/// with a release character before them.
const SIGNS: &str = ".,-()/='+:?!\"%&*;<>";

const fn is_plain(character: char) -> bool {
    matches!(character, 'A'..='Z' | '0'..='9' | ' ')
}

/// The first character of `text` that level A does not have.
pub fn not_level_a(text: &str) -> Option<char> {
    text.chars().find(|character| !is_plain(*character) && !SIGNS.contains(*character))
}

/// `text` in level A, as names go into a list: transliterated as ICAO 9303 says, one space
/// between words. Letters of other scripts than Latin are left out.
///
/// ```
/// assert_eq!(interchange::edifact::level_a("Núñez  O'Hara"), "NUNEZ OHARA");
/// ```
pub fn level_a(text: &str) -> String {
    let zone = transliterate(text).replace('<', " ");
    zone.split_whitespace().collect::<Vec<_>>().join(" ")
}
