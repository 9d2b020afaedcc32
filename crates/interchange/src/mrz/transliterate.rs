//! Names as a machine readable zone writes them: ICAO 9303 part 3, section 6.

/// `name` in the letters of a zone.
///
/// Spaces and hyphens become `<`, apostrophes go, diacritics follow the standard's table (Ü
/// becomes UE). Letters of other scripts than Latin are left out.
///
/// ```
/// assert_eq!(interchange::mrz::transliterate("D'Àvila-Núñez"), "DAVILA<NUNEZ");
/// ```
pub fn transliterate(name: &str) -> String {
    let mut zone = String::with_capacity(name.len());
    for character in name.chars().flat_map(char::to_uppercase) {
        match character {
            'A'..='Z' | '0'..='9' | '<' => zone.push(character),
            '-' | '\u{2010}'..='\u{2014}' => zone.push('<'),
            blank if blank.is_whitespace() => zone.push('<'),
            letter => zone.push_str(standard(letter).unwrap_or_default()),
        }
    }
    zone
}

/// `name` in bare capital letters: as [`transliterate`], but diacritics only come off (Ü becomes
/// U), as most people type it.
pub(crate) fn fold(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    for character in name.chars().flat_map(char::to_uppercase) {
        match character {
            'Ä' | 'Å' => folded.push('A'),
            'Ö' | 'Ø' => folded.push('O'),
            'Ü' => folded.push('U'),
            other => folded.push_str(&transliterate(other.encode_utf8(&mut [0; 4]))),
        }
    }
    folded
}

/// Letters, and what the standard writes for each.
const STANDARD: &[(&str, &str)] = &[
    ("ÀÁÂÃĀĂĄǍẠẢẤẦẨẪẬẮẰẲẴẶ", "A"),
    ("ÄÆǼ", "AE"),
    ("Å", "AA"),
    ("ÇĆĈĊČ", "C"),
    ("ĎĐÐ", "D"),
    ("ÈÉÊËĒĔĖĘĚƏẸẺẼẾỀỂỄỆ", "E"),
    ("ĜĞĠĢǦ", "G"),
    ("ĤĦ", "H"),
    ("ÌÍÎÏĨĪĬĮİıǏỈỊ", "I"),
    ("Ĳ", "IJ"),
    ("Ĵ", "J"),
    ("Ķĸ", "K"),
    ("ĹĻĽĿŁ", "L"),
    ("ÑŃŅŇŊ", "N"),
    ("ÒÓÔÕŌŎŐƠǑỌỎỐỒỔỖỘỚỜỞỠỢ", "O"),
    ("ÖØŒ", "OE"),
    ("ŔŖŘ", "R"),
    ("ŚŜŞŠȘ", "S"),
    ("ßẞ", "SS"),
    ("ŢŤŦȚ", "T"),
    ("Þ", "TH"),
    ("ÙÚÛŨŪŬŮŰŲƯǓỤỦỨỪỬỮỰ", "U"),
    ("Ü", "UE"),
    ("Ŵ", "W"),
    ("ÝŶŸỲỴỶỸ", "Y"),
    ("ŹŻŽ", "Z"),
];

fn standard(letter: char) -> Option<&'static str> {
    STANDARD.iter().find(|(letters, _)| letters.contains(letter)).map(|(_, zone)| *zone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standard_writes_umlauts_with_two_letters_and_most_people_with_one() {
        assert_eq!(transliterate("Müller Åse Strauß"), "MUELLER<AASE<STRAUSS");
        assert_eq!(fold("Müller Åse Strauß"), "MULLER<ASE<STRAUSS");
    }

    #[test]
    fn letters_with_combining_marks_lose_the_mark() {
        assert_eq!(transliterate("Noe\u{301}"), "NOE");
        assert_eq!(transliterate("Nguyễn Thị Hằng"), "NGUYEN<THI<HANG");
    }
}
