//! Damage to texts that were good: by bytes, by pieces between separators, and by words that
//! formats are touchy about. The same seed does the same damage.

/// Chance that can be repeated (splitmix64).
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut hash = self.0;
        hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        hash ^ (hash >> 31)
    }

    /// Below `end`, which is not 0.
    pub(super) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end.max(1) as u64).unwrap()
    }

    fn byte(&mut self) -> u8 {
        self.next().to_le_bytes()[0]
    }
}

/// No text grows longer than this.
pub(super) const LONGEST: usize = 64 * 1024;

/// `good`, damaged in one to eight places. `words` are what its format is touchy about, and
/// `parts` the bytes that part its pieces.
pub(super) fn damage(dice: &mut Dice, good: &[u8], words: &[&[u8]], parts: &[u8]) -> Vec<u8> {
    let mut text = good.to_vec();
    for _ in 0..=dice.below(8) {
        text = once(dice, text, words, parts);
        text.truncate(LONGEST);
    }
    text
}

fn once(dice: &mut Dice, mut text: Vec<u8>, words: &[&[u8]], parts: &[u8]) -> Vec<u8> {
    let from = dice.below(text.len() + 1);
    let to = (from + dice.below(40)).min(text.len());
    match dice.below(11) {
        0 => text.truncate(from),
        1 => drop(text.drain(from..to)),
        2 => {
            let piece = text[from..to].to_vec();
            text.splice(from..from, piece);
        }
        3 if from < text.len() => text[from] = dice.byte(),
        4 if from < text.len() => text[from] ^= 1 << dice.below(8),
        5 => text.insert(from, dice.byte()),
        6 | 7 => {
            let word = words[dice.below(words.len())];
            text.splice(from..to, word.iter().copied());
        }
        8 => text = pieces_swapped(dice, &text, parts),
        // One piece many times: what counts with the square of its input shows here.
        9 => {
            let piece = text[from..to].repeat(dice.below(200));
            text.splice(from..from, piece);
        }
        _ => text.retain(|byte| !parts.contains(byte) || dice.below(5) > 0),
    }
    text
}

/// Two pieces between separators change places, or one of them is dropped.
fn pieces_swapped(dice: &mut Dice, text: &[u8], parts: &[u8]) -> Vec<u8> {
    let by = parts[dice.below(parts.len())];
    let mut pieces: Vec<&[u8]> = text.split(|byte| *byte == by).collect();
    let (one, other) = (dice.below(pieces.len()), dice.below(pieces.len()));
    if dice.below(4) == 0 {
        pieces.remove(one);
    } else {
        pieces.swap(one, other);
    }
    pieces.join(&by)
}
