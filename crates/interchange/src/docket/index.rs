//! Compact indexes of the rows: which belong to whom, and which repeat an earlier one.
//!
//! Rows are known by a 64-bit hash of their key and by their place, some twenty bytes each, so
//! that a file of millions of lines is never held in memory.

use std::hash::{DefaultHasher, Hash, Hasher};

use domain::PersonId;

use super::present::Place;

/// The hash by which keys are compared. The same text has the same hash in every run.
pub(super) fn hash(key: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}

/// A row of people.csv, as the scan sees it.
#[derive(Debug, Clone, Copy)]
pub(super) struct PersonRow {
    /// Hash of the person id.
    pub(super) id: u64,
    /// Hash of fingerprint number and birth date.
    pub(super) body: u64,
    pub(super) place: Place,
}

/// What later rows say about a person whose row came first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Echo {
    /// A later row has the same id and is ignored.
    Repeated,
    /// Another row has the same fingerprint number and birth date.
    Twin {
        /// Whose row that is.
        other: PersonId,
        /// Whether this person's row is the later one.
        is_later: bool,
    },
}

/// One echo: the person's ordinal, and the line of the later row.
#[derive(Debug, Clone)]
pub(super) struct EchoAt {
    pub(super) person: u32,
    pub(super) line: u32,
    pub(super) echo: Echo,
}

/// Two rows that share fingerprint number and birth date, each with its person's ordinal.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair {
    pub(super) first: (u32, Place),
    pub(super) later: (u32, Place),
}

/// Who is in people.csv.
#[derive(Debug, Default)]
pub(super) struct People {
    /// Hash of the id, and the person's ordinal; sorted.
    by_id: Vec<(u64, u32)>,
    /// Lines of rows that repeat an id; ascending.
    pub(super) repeated_lines: Vec<u32>,
    /// By person, then line.
    pub(super) echoes: Vec<EchoAt>,
}

impl People {
    /// The ordinal of the person with this id.
    pub(super) fn ordinal(&self, id: &str) -> Option<u32> {
        let id = hash(id);
        let at = self.by_id.binary_search_by_key(&id, |(hash, _)| *hash).ok()?;
        self.by_id.get(at).map(|(_, ordinal)| *ordinal)
    }

    /// How many people there are.
    pub(super) fn len(&self) -> usize {
        self.by_id.len()
    }

    /// The index of `rows`, which are in the order of the file, and the pairs that look like
    /// one person.
    pub(super) fn new(rows: &[PersonRow]) -> (Self, Vec<Pair>) {
        let mut people = Self::default();
        let mut by_id: Vec<(u64, u32)> = (0..).zip(rows).map(|(at, row)| (row.id, at)).collect();
        by_id.sort_unstable();
        let mut first_row = None;
        let mut repeats = Vec::new();
        by_id.retain(|(id, at)| match first_row {
            Some((same, first)) if same == *id => {
                repeats.push((*at, first));
                false
            }
            _ => {
                first_row = Some((*id, *at));
                true
            }
        });
        repeats.sort_unstable();
        let line = |at: u32| row_at(rows, at).map_or(0, |row| row.place.line);
        people.repeated_lines = repeats.iter().map(|(at, _)| line(*at)).collect();
        // A person's ordinal counts only the rows that are no repeats.
        let ordinal = |at: u32| {
            let before = repeats.partition_point(|(repeat, _)| *repeat < at);
            at.saturating_sub(u32::try_from(before).unwrap_or(u32::MAX))
        };
        for (_, at) in &mut by_id {
            *at = ordinal(*at);
        }
        people.by_id = by_id;
        people.echoes = repeats
            .iter()
            .map(|(at, first)| EchoAt {
                person: ordinal(*first),
                line: line(*at),
                echo: Echo::Repeated,
            })
            .collect();
        (people, pairs(rows, &repeats, ordinal))
    }

    /// Adds what `pair` means for both, whose ids are given.
    pub(super) fn add_pair(&mut self, pair: Pair, first: PersonId, later: PersonId) {
        let line = pair.later.1.line;
        let sides = [(pair.first.0, later, false), (pair.later.0, first, true)];
        for (person, other, is_later) in sides {
            self.echoes.push(EchoAt { person, line, echo: Echo::Twin { other, is_later } });
        }
    }

    pub(super) fn sort_echoes(&mut self) {
        self.echoes.sort_by_key(|echo| (echo.person, echo.line));
    }
}

fn row_at(rows: &[PersonRow], at: u32) -> Option<&PersonRow> {
    rows.get(usize::try_from(at).ok()?)
}

fn pairs(rows: &[PersonRow], repeats: &[(u32, u32)], ordinal: impl Fn(u32) -> u32) -> Vec<Pair> {
    let mut by_body: Vec<(u64, u32)> = (0..)
        .zip(rows)
        .filter(|(at, _)| repeats.binary_search_by_key(at, |(repeat, _)| *repeat).is_err())
        .map(|(at, row)| (row.body, at))
        .collect();
    by_body.sort_unstable();
    let mut first_row = None;
    let mut pairs = Vec::new();
    for (body, at) in by_body {
        match first_row {
            Some((same, first)) if same == body => {
                if let (Some(one), Some(two)) = (row_at(rows, first), row_at(rows, at)) {
                    pairs.push(Pair {
                        first: (ordinal(first), one.place),
                        later: (ordinal(at), two.place),
                    });
                }
            }
            _ => first_row = Some((body, at)),
        }
    }
    pairs.sort_unstable_by_key(|pair| pair.later.0);
    pairs
}

/// A row of a file whose rows belong to people.
#[derive(Debug, Clone, Copy)]
pub(super) struct ChildRow {
    /// Ordinal of the person.
    pub(super) person: u32,
    line: u32,
    offset: u64,
}

impl ChildRow {
    pub(super) fn new(person: u32, place: Place) -> Self {
        Self { person, line: place.line, offset: place.offset }
    }

    pub(super) fn place(&self) -> Place {
        Place { offset: self.offset, line: self.line }
    }
}

/// Of rows with the same key, keeps the last in the place of the first, as a dictionary does.
/// `keys` are the hashes of the rows' keys; what comes back are the lines of the later rows.
pub(super) fn keep_last<T: Copy>(
    rows: &mut Vec<T>,
    keys: &[u64],
    line: impl Fn(&T) -> u32,
) -> Vec<u32> {
    let mut by_key: Vec<(u64, usize)> =
        keys.iter().enumerate().map(|(at, key)| (*key, at)).collect();
    by_key.sort_unstable();
    let mut replacing = Vec::new();
    let mut gone = Vec::new();
    for group in by_key.chunk_by(|one, other| one.0 == other.0).filter(|group| group.len() > 1) {
        let (Some((_, first)), Some((_, last))) = (group.first(), group.last()) else { continue };
        for (_, at) in group.iter().skip(1) {
            replacing.extend(rows.get(*at).map(&line));
            gone.push(*at);
        }
        if let Some(row) = rows.get(*last).copied()
            && let Some(slot) = rows.get_mut(*first)
        {
            *slot = row;
        }
    }
    if !gone.is_empty() {
        gone.sort_unstable();
        let mut at = 0;
        rows.retain(|_| {
            at += 1;
            gone.binary_search(&(at - 1)).is_err()
        });
    }
    replacing.sort_unstable();
    replacing
}

#[cfg(test)]
mod tests {
    use super::keep_last;

    #[test]
    fn a_later_row_takes_the_place_of_the_first_with_its_key() {
        let mut rows = vec![(1, 'a'), (2, 'b'), (3, 'c'), (4, 'd')];
        let replacing = keep_last(&mut rows, &[7, 8, 7, 7], |row| row.0);
        assert_eq!(rows, [(4, 'd'), (2, 'b')]);
        assert_eq!(replacing, [3, 4]);
    }
}
