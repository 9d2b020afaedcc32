//! Dates, instants and numbers as a docket writes them, and nothing more lenient.

use domain::Moment;
use jiff::civil::Date;

/// A date written `YYYY-MM-DD`, of the years 1 to 9999.
pub(super) fn date(text: &str) -> Option<Date> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *text.as_bytes() else { return None };
    let year = i16::try_from(number([y1, y2, y3, y4])?).ok().filter(|year| *year > 0)?;
    let month = i8::try_from(number([m1, m2])?).ok()?;
    Date::new(year, month, i8::try_from(number([d1, d2])?).ok()?).ok()
}

/// Whether `text` is written as a date is, whatever the calendar says.
pub(super) fn is_date_shaped(text: &str) -> bool {
    text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

fn number<const N: usize>(digits: [u8; N]) -> Option<u32> {
    digits
        .into_iter()
        .try_fold(0, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + u32::from(byte - b'0')))
}

/// An instant of RFC 3339 with its offset; seconds may be missing, a leap second is refused.
pub(super) fn instant(text: &str) -> Option<Moment> {
    let (day, time) = text.split_at_checked(10)?;
    date(day)?;
    let time = time.strip_prefix(['T', ' '])?;
    let (clock, offset) = match time.strip_suffix('Z') {
        Some(clock) => (clock, None),
        None => {
            let (clock, offset) = time.split_at_checked(time.rfind(['+', '-'])?)?;
            (clock, offset.get(1..))
        }
    };
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let fits = is_clock(clock)
        && (1..=9).contains(&fraction.len())
        && fraction.bytes().all(|byte| byte.is_ascii_digit())
        && offset.is_none_or(|offset| is_clock(offset) && offset.len() == 5);
    if fits { text.parse().ok() } else { None }
}

/// Whether an instant lacks nothing but its offset.
pub(super) fn lacks_offset(text: &str) -> bool {
    instant(&format!("{text}Z")).is_some()
}

/// `HH:MM` or `HH:MM:SS`.
fn is_clock(text: &str) -> bool {
    let two = |high: u8, low: u8, below: u32| number([high, low]).is_some_and(|n| n < below);
    match *text.as_bytes() {
        [h1, h2, b':', m1, m2] => two(h1, h2, 24) && two(m1, m2, 60),
        [h1, h2, b':', m1, m2, b':', s1, s2] => {
            two(h1, h2, 24) && two(m1, m2, 60) && two(s1, s2, 60)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_dates_of_the_calendar_in_the_docket_s_form_are_read() {
        assert_eq!(date("2024-02-29").unwrap().to_string(), "2024-02-29");
        for text in
            ["2023-02-29", "2024-02-30", "06/24/2024", "0000-01-01", "2024-2-9", "", "20240229"]
        {
            assert_eq!(date(text), None, "{text}");
        }
    }

    #[test]
    fn only_instants_with_their_offset_are_read() {
        for text in [
            "2024-06-29T15:10:00-05:00",
            "2024-06-29T15:10:00Z",
            "2024-06-29 15:10+05:30",
            "2024-06-29T15:10:00.250+00:00",
        ] {
            assert!(instant(text).is_some(), "{text}");
        }
        for text in [
            "2024-06-29T15:10:00",
            "2024-06-29",
            "2024-06-29T15:10:60Z",
            "2024-06-29T24:00:00Z",
            "2024-06-29T15:10:00-5",
            "2024-06-29T15:10:00-05:00[America/Chicago]",
            "2024-02-30T15:10:00Z",
            "é024-06-29T15:10:00Z",
            "",
        ] {
            assert!(instant(text).is_none(), "{text}");
        }
        assert!(lacks_offset("2024-06-29T15:10:00"));
    }
}
