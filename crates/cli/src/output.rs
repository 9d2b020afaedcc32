//! Where words go: results to standard output, as text or JSON; words for people to standard error.

use std::fmt::{self, Display, Write as _};
use std::io::{self, IsTerminal as _, Write as _};

use anyhow::Result;
use comfy_table::{Attribute, Cell, CellAlignment, ContentArrangement, Table, TableStyle};
use comfy_table::{ContentLineStyle, LineStyle};
use serde::Serialize;

/// Where results go, and in which form.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Output {
    json: bool,
}

impl Output {
    /// JSON or text.
    pub(crate) const fn new(json: bool) -> Self {
        Self { json }
    }

    /// Whether JSON was asked for.
    pub(crate) const fn is_json(self) -> bool {
        self.json
    }

    /// Prints the result: `value` as JSON, or `text`.
    pub(crate) fn answer<T, D>(self, value: &T, text: impl FnOnce() -> D) -> Result<()>
    where
        T: Serialize + ?Sized,
        D: Display,
    {
        if self.json { json(value) } else { print(text()) }
    }

    /// Says something to a person.
    #[expect(clippy::unused_self, reason = "everything that is printed goes through here")]
    pub(crate) fn say(self, words: impl Display) {
        // Nobody is there to be told if this fails.
        let _ = writeln!(io::stderr().lock(), "{words}");
    }
}

/// Prints a value as JSON.
pub(crate) fn json<T: Serialize + ?Sized>(value: &T) -> Result<()> {
    let mut out = io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, value)?;
    Ok(writeln!(out)?)
}

/// Prints text as a result.
pub(crate) fn print(text: impl Display) -> Result<()> {
    let text = text.to_string();
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    if !text.ends_with('\n') && !text.is_empty() {
        out.write_all(b"\n")?;
    }
    Ok(out.flush()?)
}

const STYLE: TableStyle = TableStyle::new()
    .header_lines(ContentLineStyle::none().junction(' '))
    .header_separator(LineStyle::none().fill('─').junction(' '))
    .content_lines(ContentLineStyle::none().junction(' '));

/// A table for people: `columns` that begin with `#` hold numbers and stand to the right.
pub(crate) fn table<R>(columns: &[&str], rows: impl IntoIterator<Item = R>) -> String
where
    R: IntoIterator<Item = String>,
{
    let mut table = Table::new();
    table.load_style(STYLE).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(
        columns
            .iter()
            .map(|column| Cell::new(column.trim_start_matches('#')).add_attribute(Attribute::Bold)),
    );
    for row in rows {
        table.add_row(row);
    }
    for (at, column) in columns.iter().enumerate() {
        if let Some(cells) = table.column_mut(at) {
            cells.set_padding((0, 1));
            if column.starts_with('#') {
                cells.set_cell_alignment(CellAlignment::Right);
            }
        }
    }
    if !io::stdout().is_terminal() {
        table.force_no_tty();
    }
    let lines: Vec<String> = table.lines().map(|line| line.trim_end().to_owned()).collect();
    lines.join("\n") + "\n"
}

/// A heading for people.
pub(crate) fn heading(text: &str) -> String {
    if io::stdout().is_terminal() { format!("\x1b[1m{text}\x1b[0m") } else { text.to_owned() }
}

/// Adds to a text: `add(&mut text, format_args!("…"))`.
pub(crate) fn add(text: &mut String, words: fmt::Arguments<'_>) {
    // Writing to a text cannot fail.
    let _ = text.write_fmt(words);
}

/// One item a line.
pub(crate) fn lines<D: Display>(items: impl IntoIterator<Item = D>) -> String {
    let mut text = String::new();
    for item in items {
        add(&mut text, format_args!("{item}\n"));
    }
    text
}

/// Pairs of a word and what it is, one a line.
pub(crate) fn pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, String)>) -> String {
    let pairs: Vec<(&str, String)> =
        pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect();
    let width = pairs.iter().map(|(key, _)| key.chars().count()).max().unwrap_or(0);
    lines(pairs.iter().map(|(key, value)| format!("{key:<width$}  {value}")))
}

/// A number as people write it: `350,000`.
pub(crate) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// What is there, or nothing.
pub(crate) fn maybe<T: Display>(value: Option<T>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        let texts = [0, 999, 1_000, 350_000, 1_234_567].map(count);
        assert_eq!(texts, ["0", "999", "1,000", "350,000", "1,234,567"]);
    }

    #[test]
    fn numbers_stand_to_the_right() {
        let rows = [["a".to_owned(), "1".to_owned()], ["b".to_owned(), "100".to_owned()]];
        let shown = table(&["name", "#count"], rows);
        let lines: Vec<&str> = shown.lines().collect();
        assert_eq!(lines, ["name  count", "───── ──────", "a         1", "b       100"]);
    }
}
