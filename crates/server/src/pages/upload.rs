//! Forms with files (RFC 7578), as browsers send them. They are short and wholly in memory.

use std::collections::HashMap;

/// The boundary that the content type names, if it is that of a form with files.
pub(super) fn boundary(kind: &str) -> Option<&str> {
    let (media, rest) = kind.split_once(';')?;
    if !media.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let named = rest.split(';').find_map(|part| {
        let (name, value) = part.trim().split_once('=')?;
        name.eq_ignore_ascii_case("boundary").then_some(value)
    })?;
    let plain = named.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(named);
    (1..=70).contains(&plain.len()).then_some(plain)
}

/// The fields in `bytes`, the last of each name; none if it is not such a form. What is no UTF-8
/// has U+FFFD where it could not be read.
pub(super) fn fields(bytes: &[u8], boundary: &str) -> Option<HashMap<String, String>> {
    let between = format!("\r\n--{boundary}");
    let mut rest = bytes.strip_prefix(between.trim_start().as_bytes())?;
    let mut found = HashMap::new();
    loop {
        if rest.starts_with(b"--") {
            return Some(found);
        }
        let (head, body) = split(rest.strip_prefix(b"\r\n")?, b"\r\n\r\n")?;
        let (value, after) = split(body, between.as_bytes())?;
        let name = name_in(std::str::from_utf8(head).ok()?)?;
        found.insert(name, String::from_utf8_lossy(value).into_owned());
        rest = after;
    }
}

fn split<'b>(bytes: &'b [u8], at: &[u8]) -> Option<(&'b [u8], &'b [u8])> {
    let found = bytes.windows(at.len()).position(|window| window == at)?;
    let (before, rest) = bytes.split_at_checked(found)?;
    Some((before, rest.strip_prefix(at)?))
}

/// The name that a part's head gives.
fn name_in(head: &str) -> Option<String> {
    let line = head.split("\r\n").find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.eq_ignore_ascii_case("content-disposition").then_some(value)
    })?;
    // The names of our own fields have no quotes and no semicolons.
    let name = line.split(';').find_map(|part| part.trim().strip_prefix("name="))?;
    Some(name.trim_matches('"').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: &str = "--x1\r\nContent-Disposition: form-data; name=\"agency\"\r\n\r\nchn_nia\r\n\
                        --x1\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a;b.csv\"\
                        \r\nContent-Type: text/csv\r\n\r\na,b\r\n--x,1\r\n\r\n--x1--\r\n";

    #[test]
    fn a_form_is_read_as_browsers_send_it() {
        let kind = "multipart/form-data; boundary=\"x1\"";
        let found = fields(FORM.as_bytes(), boundary(kind).unwrap()).unwrap();
        assert_eq!(found["agency"], "chn_nia");
        assert_eq!(found["file"], "a,b\r\n--x,1\r\n");
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn half_a_form_is_none() {
        for end in 0..FORM.len() - 4 {
            assert_eq!(fields(&FORM.as_bytes()[..end], "x1"), None, "{end}");
        }
        assert_eq!(fields(FORM.as_bytes(), "x2"), None);
    }

    #[test]
    fn other_types_have_no_boundary() {
        for kind in ["multipart/form-data", "multipart/mixed; boundary=a", "text/csv; boundary=a"] {
            assert_eq!(boundary(kind), None, "{kind}");
        }
        assert_eq!(boundary(&format!("multipart/form-data; boundary={}", "a".repeat(71))), None);
    }
}
