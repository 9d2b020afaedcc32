//! Quantiles of how long answers took where some have not come (Kaplan and Meier's estimate).

use super::{Asked, known};

/// The days within which `part` of a hundred of the requests in `asked` are answered, by what was
/// known at the end of `day`. None where too few have been answered to tell.
pub(crate) fn within<'a>(
    asked: impl Iterator<Item = &'a Asked>,
    day: i32,
    part: u8,
) -> Option<i64> {
    let mut waits: Vec<(f64, bool, f64)> = asked
        .filter_map(|asked| {
            known(asked, day).map(|(took, came)| (took, came, f64::from(asked.count)))
        })
        .collect();
    waits.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut open: f64 = waits.iter().map(|(_, _, count)| count).sum();
    let mut later = 1.0;
    for (took, came, count) in waits {
        if came {
            later *= 1.0 - count / open;
        }
        open -= count;
        if came && later <= 1.0 - f64::from(part) / 100.0 + 1e-9 {
            return Some(whole(took));
        }
    }
    None
}

#[expect(clippy::cast_possible_truncation, reason = "days between two dates")]
fn whole(days: f64) -> i64 {
    days as i64
}

#[cfg(test)]
mod tests {
    use super::super::{Asked, Group};
    use super::*;

    fn asked(took: i32, came: bool, count: u32) -> Asked {
        let group = Group { country: "GTM".into(), kind: "etd".into() };
        let answered = came.then_some(100);
        Asked { group, day: 100 - took, answered, dropped: None, count }
    }

    #[test]
    fn without_open_requests_half_of_the_answers_came_within_the_median() {
        let all = [asked(3, true, 2), asked(10, true, 1), asked(40, true, 2)];
        assert_eq!(within(all.iter(), 100, 50), Some(10));
        assert_eq!(within(all.iter(), 100, 95), Some(40));
        assert_eq!(within([].iter(), 100, 50), None);
    }

    #[test]
    fn requests_that_wait_make_the_median_later_and_the_tail_unknown() {
        let all = [asked(3, true, 2), asked(10, true, 1), asked(20, false, 3), asked(40, true, 2)];
        assert_eq!(within(all.iter(), 100, 50), Some(40));
        let open = [asked(3, true, 2), asked(20, false, 3)];
        assert_eq!(within(open.iter(), 100, 50), None);
    }
}
