//! One line of a CSV file, split into cells.
//!
//! A line is a row: quotes do not reach over its end. So one bad quote spoils one row and not
//! the rest of the file.

use std::ops::Range;

/// A line and its cells. Used again for each line, so that reading allocates nothing.
#[derive(Debug, Default)]
pub(super) struct Row {
    text: String,
    cells: Vec<Range<usize>>,
    /// Cells that had blanks around the value.
    pub(super) untrimmed: Vec<usize>,
    /// The bytes were not UTF-8 and were read as Latin-1.
    pub(super) is_latin1: bool,
    /// The line ended CR LF.
    pub(super) is_crlf: bool,
    /// The line was too long, or had a carriage return in its middle.
    pub(super) is_spoiled: bool,
}

impl Row {
    /// Splits `line`, which may end in a line feed. False if there is nothing on it.
    pub(super) fn parse(&mut self, line: &[u8]) -> bool {
        self.text.clear();
        self.cells.clear();
        self.untrimmed.clear();
        let mut line = line.strip_suffix(b"\n").unwrap_or(line);
        self.is_crlf = line.ends_with(b"\r");
        while let Some(shorter) = line.strip_suffix(b"\r") {
            line = shorter;
        }
        if let Ok(text) = str::from_utf8(line) {
            self.text.push_str(text);
            self.is_latin1 = false;
        } else {
            self.text.extend(line.iter().map(|byte| char::from(*byte)));
            self.is_latin1 = true;
        }
        self.is_spoiled = line.contains(&b'\r');
        if self.text.contains('"') {
            self.split_quoted();
        } else {
            let mut start = 0;
            for cell in self.text.split(',') {
                self.cells.push(start..start + cell.len());
                start += cell.len() + 1;
            }
        }
        self.trim();
        !line.is_empty()
    }

    /// As Python's csv module does: a quote opens only at the start of a cell, two quotes are
    /// one, and what follows a closing quote belongs to the cell.
    fn split_quoted(&mut self) {
        let quoted = std::mem::take(&mut self.text);
        let mut start = 0;
        let mut is_open = false;
        let mut is_plain = false;
        let mut characters = quoted.chars().peekable();
        while let Some(character) = characters.next() {
            match character {
                '"' if is_open && characters.peek() == Some(&'"') => {
                    characters.next();
                    self.text.push('"');
                }
                '"' if is_open => (is_open, is_plain) = (false, true),
                '"' if !is_plain => (is_open, is_plain) = (true, true),
                ',' if !is_open => {
                    self.cells.push(start..self.text.len());
                    start = self.text.len();
                    is_plain = false;
                }
                other => {
                    is_plain = true;
                    self.text.push(other);
                }
            }
        }
        self.cells.push(start..self.text.len());
    }

    fn trim(&mut self) {
        for (at, cell) in self.cells.iter_mut().enumerate() {
            let raw = self.text.get(cell.clone()).unwrap_or_default();
            // A cell that starts and ends with a visible ASCII character needs no look.
            let is_visible = |byte: Option<&u8>| byte.is_none_or(|byte| byte.is_ascii_graphic());
            if is_visible(raw.as_bytes().first()) && is_visible(raw.as_bytes().last()) {
                continue;
            }
            let from = raw.len() - raw.trim_start_matches(is_blank).len();
            let value = raw.trim_matches(is_blank);
            if value.len() != raw.len() {
                let start = cell.start + from;
                *cell = start..start + value.len();
                self.untrimmed.push(at);
            }
        }
    }

    /// How many cells there are.
    pub(super) fn width(&self) -> usize {
        self.cells.len()
    }

    /// The cell at a place; empty if the row is too short.
    pub(super) fn cell(&self, at: usize) -> &str {
        self.cells.get(at).and_then(|cell| self.text.get(cell.clone())).unwrap_or_default()
    }

    /// Places of the cells whose bytes were not UTF-8.
    pub(super) fn latin1_cells(&self) -> impl Iterator<Item = usize> {
        let count = if self.is_latin1 { self.cells.len() } else { 0 };
        (0..count).filter(|at| {
            let bytes: Vec<u8> =
                self.cell(*at).chars().filter_map(|letter| u8::try_from(letter).ok()).collect();
            str::from_utf8(&bytes).is_err()
        })
    }
}

/// What Python strips: Unicode's white space and the four separators of ASCII.
fn is_blank(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{1c}'..='\u{1f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, cells: &[&str]) {
        let mut row = Row::default();
        row.parse(line.as_bytes());
        let read: Vec<&str> = (0..row.width()).map(|at| row.cell(at)).collect();
        assert_eq!(read, cells, "{line:?}");
    }

    #[test]
    fn cells_are_split_as_pythons_csv_module_splits_them() {
        check("a,b,,c\n", &["a", "b", "", "c"]);
        check("\"a,b\",\"say \"\"so\"\"\",c", &["a,b", "say \"so\"", "c"]);
        check("a\"b,\"c\"d\"e,\"\"", &["a\"b", "cd\"e", ""]);
        check("\"open,to,the,end\r\n", &["open,to,the,end"]);
        check(" a ,\u{a0}b\u{a0},\u{1f}c", &["a", "b", "c"]);
        check("\"\"\"\",x", &["\"", "x"]);
    }

    #[test]
    fn bytes_that_are_not_utf8_are_read_as_latin1_and_their_cell_is_named() {
        let mut row = Row::default();
        row.parse(b"No\xc3\xa9,Andr\xe9,x");
        assert!(row.is_latin1);
        assert_eq!(row.cell(1), "André");
        assert_eq!(row.latin1_cells().collect::<Vec<_>>(), [1]);
    }

    #[test]
    fn a_blank_line_is_nothing() {
        assert!(!Row::default().parse(b"\r\n"));
        assert!(Row::default().parse(b" \n"));
    }
}
