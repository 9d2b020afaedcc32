//! Takes a Rust file apart into code and comments, line for line, without the contents of its strings.

/// Both texts have as many lines as the file; what belongs to the other one is blank.
pub(super) struct Source {
    /// Code, with the insides of strings and characters blanked out.
    pub(super) code: String,
    /// Comments and doc comments.
    pub(super) comments: String,
}

enum Kind {
    Code,
    Text,
    Comment,
}

impl Source {
    pub(super) fn read(text: &str) -> Self {
        let (mut code, mut comments) = (String::new(), String::new());
        let mut rest = text;
        let mut before = ' ';
        while !rest.is_empty() {
            let (kind, length) = next(rest, before);
            let (piece, after) = rest.split_at(length);
            match kind {
                Kind::Code => {
                    code.push_str(piece);
                    blank(piece, &mut comments);
                }
                Kind::Text => {
                    code.push('"');
                    blank(piece, &mut code);
                    code.push('"');
                    blank(piece, &mut comments);
                }
                Kind::Comment => {
                    comments.push_str(piece);
                    blank(piece, &mut code);
                }
            }
            before = piece.chars().next_back().unwrap_or(' ');
            rest = after;
        }
        Self { code, comments }
    }

    /// The code without modules that are only compiled for tests.
    pub(super) fn shipped(&self) -> String {
        let mut shipped = String::new();
        let mut lines = self.code.lines();
        while let Some(line) = lines.next() {
            shipped.push_str(line);
            shipped.push('\n');
            if line.trim_end() != "#[cfg(test)]" {
                continue;
            }
            // As rustfmt writes it: the item ends on its own line, or with a brace in the first column.
            for inside in lines.by_ref() {
                shipped.push('\n');
                if inside == "}" || (!inside.starts_with(' ') && inside.ends_with(';')) {
                    break;
                }
            }
        }
        shipped
    }
}

/// What the text begins with, and how many bytes of it.
fn next(rest: &str, before: char) -> (Kind, usize) {
    if rest.starts_with("//") {
        return (Kind::Comment, rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return (Kind::Comment, block_comment(rest));
    }
    if !is_word(before)
        && let Some(length) = raw_string(rest)
    {
        return (Kind::Text, length);
    }
    let first = rest.chars().next().unwrap_or(' ');
    let quoted = match first {
        '"' => Some(closing(rest, '"')),
        '\'' => character(rest),
        _ => None,
    };
    quoted.map_or((Kind::Code, first.len_utf8()), |length| (Kind::Text, length))
}

fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let Some(first) = rest.chars().next() else { return text.len() };
        if rest.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += first.len_utf8();
        }
    }
}

/// `r"…"`, `r#"…"#`, `br"…"`; not `r#name`.
fn raw_string(text: &str) -> Option<usize> {
    let after = text.strip_prefix("br").or_else(|| text.strip_prefix('r'))?;
    let inside = after.trim_start_matches('#');
    let hashes = after.get(..after.len() - inside.len())?;
    let body = inside.strip_prefix('"')?;
    let end = format!("\"{hashes}");
    let start = text.len() - body.len();
    Some(body.find(&end).map_or(text.len(), |at| start + at + end.len()))
}

/// A character literal; nothing if the quote begins a lifetime.
fn character(text: &str) -> Option<usize> {
    let mut inside = text.chars().skip(1);
    match (inside.next()?, inside.next()?) {
        ('\\', _) => Some(closing(text, '\'')),
        (one, '\'') => Some(2 + one.len_utf8()),
        _ => None,
    }
}

/// Bytes up to and with the quote that closes the first one.
fn closing(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, letter) in text.char_indices().skip(1) {
        if escaped {
            escaped = false;
        } else if letter == '\\' {
            escaped = true;
        } else if letter == quote {
            return at + 1;
        }
    }
    text.len()
}

fn blank(piece: &str, out: &mut String) {
    out.extend(piece.chars().map(|letter| if letter == '\n' { '\n' } else { ' ' }));
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// Numbers of the lines that have `word` standing by itself; `word` may be a path such as `std::fs`.
pub(super) fn lines_with(text: &str, word: &str) -> Vec<usize> {
    let numbered = text.lines().enumerate();
    numbered.filter(|(_, line)| has_word(line, word)).map(|(at, _)| at + 1).collect()
}

/// Whether `word` stands by itself anywhere in the text.
pub(super) fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text.get(..at).and_then(|part| part.chars().next_back());
        let after = text.get(at + word.len()..).and_then(|part| part.chars().next());
        !before.is_some_and(is_word) && !after.is_some_and(is_word)
    })
}

/// Lines that name `item` of `module`, as a path or in a list such as `use std::{fmt, fs};`.
pub(super) fn lines_naming(code: &str, module: &str, item: &str) -> Vec<usize> {
    let mut lines = lines_with(code, &format!("{module}::{item}"));
    let opening = format!("{module}::{{");
    for (at, _) in code.match_indices(&opening) {
        let (before, list) = code.split_at(at);
        let list = list.split_once('}').map_or(list, |(inside, _)| inside);
        if has_word(list, item) {
            lines.push(1 + before.matches('\n').count());
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_comments_and_strings_come_apart() {
        let source = Source::read("let a = \"fs // no\"; // why fs\nlet b = r#\"tokio\"#;\n");
        assert!(!has_word(&source.code, "fs"));
        assert!(!has_word(&source.code, "tokio"));
        assert_eq!(lines_with(&source.comments, "fs"), [1]);
        assert_eq!(source.code.lines().count(), source.comments.lines().count());
    }

    #[test]
    fn a_quote_in_a_character_does_not_open_a_string() {
        let source = Source::read("f('\"', '\\'', b'\"'); fn g<'a>(x: &'a str) {} tokio");
        assert!(has_word(&source.code, "tokio"));
    }

    #[test]
    fn comments_in_comments_end_where_the_outer_one_ends() {
        let source = Source::read("/* a /* b */ tokio */ sea_orm");
        assert!(!has_word(&source.code, "tokio"));
        assert!(has_word(&source.code, "sea_orm"));
    }

    #[test]
    fn a_raw_name_is_code() {
        assert!(has_word(&Source::read("r#type tokio").code, "tokio"));
    }

    #[test]
    fn test_modules_are_not_shipped_and_lines_keep_their_numbers() {
        let text = "a\n#[cfg(test)]\nmod tests {\n    fs\n}\n#[cfg(test)]\nmod samples;\nfs\n";
        assert_eq!(lines_with(&Source::read(text).shipped(), "fs"), [8]);
    }

    #[test]
    fn a_word_is_not_found_inside_a_longer_one() {
        assert!(has_word("use ::std::fs;", "std::fs"));
        assert!(!has_word("std::fsync my_std::fs_x", "std::fs"));
    }

    #[test]
    fn an_item_is_found_in_a_list_of_imports() {
        let code = "\nuse std::{\n    fmt,\n    fs,\n};\n";
        assert_eq!(lines_naming(code, "std", "fs"), [2]);
        assert!(lines_naming(code, "std", "net").is_empty());
    }
}
