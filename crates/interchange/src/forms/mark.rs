//! The mark of a paper: its number as a picture that a telephone reads (QR, ISO/IEC 18004).

use std::fmt::Write as _;

use qrcode::{Color, EcLevel, QrCode};

/// What stands before the number in a mark.
pub(super) const MARK: &str = "CASEFLIGHT:";
/// Clear space on either side, in modules.
const QUIET: usize = 4;
/// Dots of a picture to a module.
const DOTS: usize = 4;

/// What the mark of the paper with the number `hash` says. Capital letters make a smaller code.
pub fn mark(hash: &str) -> String {
    format!("{MARK}{}", hash.to_ascii_uppercase())
}

/// The number that a mark says, in lower case; none if it is no mark of ours.
pub fn marked(mark: &str) -> Option<String> {
    let hash = mark.trim().strip_prefix(MARK)?;
    let plain = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    plain.then(|| hash.to_ascii_lowercase())
}

/// The modules of a code, dark ones true, row by row, with clear space around them.
fn modules(words: &str) -> Vec<Vec<bool>> {
    // A mark is far shorter than the longest that a code has room for.
    let Ok(code) = QrCode::with_error_correction_level(words, EcLevel::M) else {
        return Vec::new();
    };
    let width = code.width() + 2 * QUIET;
    let mut rows = vec![vec![false; width]; QUIET];
    for line in code.to_colors().chunks(code.width()) {
        let mut row = vec![false; QUIET];
        row.extend(line.iter().map(|color| *color == Color::Dark));
        row.resize(width, false);
        rows.push(row);
    }
    rows.resize(width, vec![false; width]);
    rows
}

/// The mark of the paper with the number `hash`, as a drawing.
pub fn qr_svg(hash: &str) -> String {
    let rows = modules(&mark(hash));
    let mut path = String::new();
    for (y, row) in rows.iter().enumerate() {
        for (x, _) in row.iter().enumerate().filter(|(_, dark)| **dark) {
            let _ = write!(path, "M{x} {y}h1v1h-1z");
        }
    }
    let all = rows.len();
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"mark\" viewBox=\"0 0 {all} {all}\" \
         shape-rendering=\"crispEdges\" aria-hidden=\"true\"><path d=\"{path}\"/></svg>"
    )
}

/// The same as a bitmap of two colours, for forms that take no drawings.
pub(super) fn qr_bmp(hash: &str) -> Vec<u8> {
    let rows = modules(&mark(hash));
    let side = rows.len() * DOTS;
    let stride = side.div_ceil(32) * 4;
    let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX).to_le_bytes();
    let (header, drawing) = (62, stride * side);
    let mut bytes = b"BM".to_vec();
    for value in [header + drawing, 0, header, 40, side, side] {
        bytes.extend(number(value));
    }
    // One plane, one bit a dot; not compressed; 96 dots to an inch; two colours: white, black.
    bytes.extend([1, 0, 1, 0, 0, 0, 0, 0]);
    for value in [drawing, 3780, 3780, 2, 2, 0x00ff_ffff, 0] {
        bytes.extend(number(value));
    }
    // The lowest line comes first.
    for row in rows.iter().rev() {
        let dots: Vec<bool> = row.iter().flat_map(|dark| [*dark; DOTS]).collect();
        let mut line: Vec<u8> = dots
            .chunks(8)
            .map(|bits| {
                let bits = bits.iter().zip((0..8).rev());
                bits.fold(0, |byte, (dark, shift)| byte | (u8::from(*dark) << shift))
            })
            .collect();
        line.resize(stride, 0);
        for _ in 0..DOTS {
            bytes.extend(&line);
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_says_the_number_and_nothing_else_is_one() {
        let hash = "0a".repeat(32);
        assert_eq!(marked(&mark(&hash)), Some(hash));
        for other in ["", "CASEFLIGHT:", "CASEFLIGHT:XY", "SHA-256 00"] {
            assert_eq!(marked(other), None);
        }
    }

    #[test]
    fn the_code_is_square_with_clear_space_and_its_three_corners() {
        let rows = modules(&mark(&"f".repeat(64)));
        assert_eq!(rows.len(), 33 + 2 * QUIET);
        assert!(rows.iter().all(|row| row.len() == rows.len()));
        let far = rows.len() - QUIET - 7;
        for (top, left) in [(QUIET, QUIET), (QUIET, far), (far, QUIET)] {
            let edge = rows.get(top).map(|row| row.get(left..left + 7));
            assert_eq!(edge, Some(Some(&[true; 7][..])), "{top} {left}");
        }
        assert!(rows.iter().take(QUIET).flatten().all(|dark| !dark));
    }

    #[test]
    fn the_bitmap_is_as_long_as_it_says() {
        let bytes = qr_bmp(&"f".repeat(64));
        let said = bytes.get(2..6).and_then(|four| four.try_into().ok()).map(u32::from_le_bytes);
        assert_eq!(said, u32::try_from(bytes.len()).ok());
    }
}
