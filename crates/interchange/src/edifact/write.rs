//! Segments written one after the other, with the usual service characters.

use super::USUAL;

/// Writes segments and counts them.
#[derive(Debug, Clone, Default)]
pub struct SegmentWriter {
    text: String,
    segments: usize,
}

impl SegmentWriter {
    /// The service string advice, which does not count as a segment.
    pub fn advice(&mut self) {
        self.text.push_str("UNA:+.? '\n");
    }

    /// Adds a segment. Empty elements and components at the end are left away.
    pub fn segment(&mut self, tag: &str, elements: &[&[&str]]) {
        self.text.push_str(tag);
        let last = elements.iter().rposition(|element| !element.iter().all(|part| part.is_empty()));
        for element in elements.iter().take(last.map_or(0, |last| last + 1)) {
            self.text.push(USUAL.element);
            let last = element.iter().rposition(|part| !part.is_empty());
            for (n, part) in element.iter().take(last.map_or(0, |last| last + 1)).enumerate() {
                if n > 0 {
                    self.text.push(USUAL.component);
                }
                self.released(part);
            }
        }
        self.text.push(USUAL.end);
        self.text.push('\n');
        self.segments += 1;
    }

    fn released(&mut self, part: &str) {
        for character in part.chars() {
            if [USUAL.component, USUAL.element, USUAL.release, USUAL.end].contains(&character) {
                self.text.push(USUAL.release);
            }
            self.text.push(character);
        }
    }

    /// How many segments were written.
    pub fn segments(&self) -> usize {
        self.segments
    }

    /// How long the text is, in bytes.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// Whether nothing was written.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Adds what another one wrote.
    pub fn append(&mut self, other: &Self) {
        self.text.push_str(&other.text);
        self.segments += other.segments;
    }

    /// The text.
    pub fn finish(self) -> String {
        self.text
    }
}
