//! Safe look-ups and conversions, so that no input can make the planner panic.

/// The value at `i`, or the type's default beyond the end.
pub(crate) fn at<T: Copy + Default>(list: &[T], i: usize) -> T {
    list.get(i).copied().unwrap_or_default()
}

/// Writes `value` at `i`; does nothing beyond the end.
pub(crate) fn put<T>(list: &mut [T], i: usize, value: T) {
    if let Some(slot) = list.get_mut(i) {
        *slot = value;
    }
}

/// Adds `delta` at `i`; does nothing beyond the end.
pub(crate) fn bump<T: Copy + std::ops::AddAssign>(list: &mut [T], i: usize, delta: T) {
    if let Some(slot) = list.get_mut(i) {
        *slot += delta;
    }
}

/// The part of `list` that row `i` of a compressed table owns.
pub(crate) fn span<'a, T>(list: &'a [T], starts: &[usize], i: usize) -> &'a [T] {
    list.get(at(starts, i)..at(starts, i + 1)).unwrap_or_default()
}

/// An input integer as an index; what cannot be one becomes an index beyond every list.
pub(crate) fn ix(value: i64) -> usize {
    usize::try_from(value).unwrap_or(usize::MAX - 1)
}

/// A stored index as an index.
pub(crate) fn ux(value: u32) -> usize {
    usize::try_from(value).unwrap_or(usize::MAX - 1)
}

/// An index in its stored form.
pub(crate) fn small(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

/// A coefficient in its stored form: instance limits keep all of them in range.
pub(crate) fn narrow(value: i64) -> i32 {
    i32::try_from(value).unwrap_or(if value < 0 { i32::MIN } else { i32::MAX })
}

/// A count as an integer.
pub(crate) fn count(value: usize) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// An integer as a real number.
#[expect(clippy::cast_precision_loss, reason = "reals only steer the search; results are exact")]
pub(crate) fn real(value: i64) -> f64 {
    value as f64
}

/// A real number as an integer, rounded towards zero.
#[expect(clippy::cast_possible_truncation, reason = "`as` saturates")]
pub(crate) fn whole(value: f64) -> i64 {
    value as i64
}

/// How many binary places a certified multiplier carries.
pub(crate) const PLACES: u32 = 16;

/// The highest price that counts. Where what is fixed leaves no lawful way, prices have no end: any
/// of them proves a bound, and sums of them must still fit.
const HIGHEST: f64 = 1e12;

/// A price as it counts; what is no number is no price.
pub(crate) fn sound(price: f64) -> f64 {
    if price > 0.0 { price.min(HIGHEST) } else { 0.0 }
}

/// A multiplier as a non-negative fixed-point integer.
#[expect(clippy::cast_possible_truncation, reason = "made sound first, and `as` saturates")]
pub(crate) fn fixed(value: f64) -> i128 {
    (sound(value) * f64::from(1_u32 << PLACES)).round() as i128
}
