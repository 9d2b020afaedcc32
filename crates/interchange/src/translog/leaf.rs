//! A leaf of the log, as a line of a text file.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use super::Hash;

/// Which hash the history of a case or flight had at a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    /// The case or flight.
    pub stream: String,
    /// Its version.
    pub version: i64,
    /// The hash of its history up to there.
    pub hash: Hash,
}

/// A line that is no leaf.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("it is no leaf: a case or flight, a version and 64 hexadecimal digits")]
pub struct LeafFault;

impl fmt::Display for Leaf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ", self.stream, self.version)?;
        self.hash.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for Leaf {
    type Err = LeafFault;

    fn from_str(line: &str) -> Result<Self, LeafFault> {
        let mut words = line.split(' ');
        let mut word = || words.next().filter(|word| !word.is_empty()).ok_or(LeafFault);
        let (stream, version, digits) = (word()?, word()?, word()?);
        if words.next().is_some() || digits.len() != 64 {
            return Err(LeafFault);
        }
        let mut hash = Hash::default();
        for (byte, pair) in hash.iter_mut().zip(digits.as_bytes().chunks(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_| LeafFault)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| LeafFault)?;
        }
        let leaf = Self {
            stream: stream.to_owned(),
            version: version.parse().map_err(|_| LeafFault)?,
            hash,
        };
        // There is one way to write a leaf: the tree is over its bytes.
        if leaf.to_string() == line { Ok(leaf) } else { Err(LeafFault) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leaf_is_written_in_one_way() {
        let leaf = Leaf { stream: "P0000001.1".to_owned(), version: 3, hash: [0xab; 32] };
        let line = leaf.to_string();
        assert_eq!(line.parse(), Ok(leaf));
        let upper = line.to_uppercase();
        for wrong in ["", "P1 1", &line[1..].replace(' ', "  "), &upper, &format!("{line} ")] {
            assert_eq!(wrong.parse::<Leaf>(), Err(LeafFault), "{wrong:?}");
        }
    }
}
