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
            other if is_unprintable(other) => escaped.push(' '),
            other => escaped.push(other),
        }
    }
    escaped
}

/// Whether markup has no way to write `sign`.
pub(crate) fn is_unprintable(sign: char) -> bool {
    sign.is_control() || matches!(sign, '\u{fffe}' | '\u{ffff}')
}

/// What [`escaped`] made of a text, as the text. None if it is nothing that it makes.
pub(crate) fn unescaped(markup: &str) -> Option<String> {
    let mut text = String::with_capacity(markup.len());
    let mut rest = markup;
    while let Some((before, after)) = rest.split_once('&') {
        text.push_str(before);
        let (name, after) = after.split_once(';')?;
        text.push(match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "#39" => '\'',
            _ => return None,
        });
        rest = after;
    }
    text.push_str(rest);
    (!rest.contains(['<', '>'])).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::{escaped, unescaped};

    #[test]
    fn what_was_escaped_is_read_back() {
        let text = "<a b='c' d=\"e\">&amp;ñ";
        assert_eq!(unescaped(&escaped(text)).as_deref(), Some(text));
        assert_eq!(unescaped("a & b"), None);
        assert_eq!(unescaped("<b>"), None);
    }

    #[test]
    fn nothing_that_means_something_stays_as_it_was() {
        assert_eq!(
            escaped("<a b='c' d=\"e\">&\u{1}ñ"),
            "&lt;a b=&#39;c&#39; d=&quot;e&quot;&gt;&amp; ñ"
        );
    }
}
