//! Text for XML and HTML, inside an element or an attribute.

/// `text` with every character that means something in markup written out. Control characters,
/// which XML has no way to write, become spaces.
pub(crate) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other if other.is_control() || matches!(other, '\u{fffe}' | '\u{ffff}') => {
                escaped.push(' ');
            }
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn nothing_that_means_something_stays_as_it_was() {
        assert_eq!(
            escaped("<a b='c' d=\"e\">&\u{1}ñ"),
            "&lt;a b=&#39;c&#39; d=&quot;e&quot;&gt;&amp; ñ"
        );
    }
}
