//! Check digits of ICAO 9303 part 3, section 4.9.

/// The value of a character of the zone; none if it may not stand there.
pub(super) fn value(character: char) -> Option<u32> {
    match character {
        '<' => Some(0),
        '0'..='9' | 'A'..='Z' => character.to_digit(36),
        _ => None,
    }
}

/// The check digit over `text`: weights 7, 3, 1 from the left, modulo 10.
pub(super) fn check_digit<'a>(parts: impl IntoIterator<Item = &'a str>) -> char {
    let sum: u32 = parts
        .into_iter()
        .flat_map(str::chars)
        .zip([7, 3, 1].into_iter().cycle())
        .map(|(character, weight)| value(character).unwrap_or(0) * weight % 10)
        .fold(0, |sum, product| (sum + product) % 10);
    char::from_digit(sum, 10).unwrap_or('0')
}

#[cfg(test)]
mod tests {
    use super::check_digit;

    #[test]
    fn the_digits_are_those_of_the_standard() {
        assert_eq!(check_digit(["520727"]), '3');
        assert_eq!(check_digit(["AB2134<<<"]), '5');
        assert_eq!(check_digit(["HA672242<6", "5802254", "9601086", "<<<<<<<<<<<<<<0"]), '8');
    }
}
