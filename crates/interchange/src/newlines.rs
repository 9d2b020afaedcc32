//! Text whose lines end as they do on other systems, read with one kind of ending.

use std::io::{self, Read};

/// Reads `\r\n` and `\r` as `\n`, so that lines are counted alike wherever a file comes from.
pub(crate) struct Newlines<R> {
    from: R,
    after_return: bool,
}

impl<R> Newlines<R> {
    pub(crate) fn new(from: R) -> Self {
        Self { from, after_return: false }
    }
}

impl<R: Read> Read for Newlines<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.from.read(buffer)?;
            let mut kept = 0;
            for at in 0..read {
                let Some(byte) = buffer.get(at).copied() else { break };
                let is_rest = byte == b'\n' && self.after_return;
                self.after_return = byte == b'\r';
                if !is_rest && let Some(place) = buffer.get_mut(kept) {
                    *place = if byte == b'\r' { b'\n' } else { byte };
                    kept += 1;
                }
            }
            // Nothing is the end only if nothing was read.
            if kept > 0 || read == 0 {
                return Ok(kept);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_ending_is_one_however_the_bytes_arrive() {
        let given = b"a\r\nb\rc\n\r\n\r\rd\r\n";
        for size in 1..=given.len() {
            let mut pieces: Box<dyn Read> = Box::new(io::empty());
            for piece in given.chunks(size) {
                pieces = Box::new(pieces.chain(piece));
            }
            let mut read = String::new();
            Newlines::new(pieces).read_to_string(&mut read).unwrap();
            assert_eq!(read, "a\nb\nc\n\n\n\nd\n", "{size}");
        }
    }
}
