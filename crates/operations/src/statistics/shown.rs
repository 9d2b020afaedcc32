//! Statistics as lines and as a sheet: the same figures wherever they are read.

use interchange::forms::Paper;

use super::{Dimension, Statistics};

impl Statistics {
    /// Names of the columns: the dimensions, then the count.
    pub fn columns(&self) -> Vec<&'static str> {
        self.by.iter().map(|dimension| dimension.code()).chain(["removals"]).collect()
    }

    /// Rows under them, in order.
    pub fn rows(&self) -> impl Iterator<Item = Vec<String>> + '_ {
        self.cells.iter().map(|cell| {
            let mut row = cell.values.clone();
            row.push(self.told(cell.count));
            row
        })
    }

    /// A count as it is told: one that is not says only that it is small.
    pub fn told(&self, count: Option<u64>) -> String {
        count.map_or_else(|| format!("<{}", self.smallest), |count| count.to_string())
    }

    /// Lines of CSV with a line of names before them.
    pub fn csv(&self) -> String {
        // Codes and numbers: no cell needs quotes.
        let mut text = String::new();
        let names = std::iter::once(self.columns().join(","));
        for line in names.chain(self.rows().map(|row| row.join(","))) {
            text.push_str(&line);
            text.push('\n');
        }
        text
    }

    /// A sheet for people.
    pub fn paper(&self) -> Paper {
        let words = |text: &str| text.to_owned();
        let labels = self.by.iter().copied().map(Dimension::label).chain(["Removals"]);
        Paper {
            title: words("Removals"),
            head: vec![
                (words("Through"), self.as_of.to_string()),
                (words("In all"), self.told(self.total)),
                (words("Not told below"), self.smallest.to_string()),
            ],
            columns: labels.map(words).collect(),
            rows: self.rows().collect(),
            ..Paper::default()
        }
    }
}
