//! When two records say the same.

use domain::{Case, Document, Hold, HoldRevision, Statement};

/// Whether the latest record of the hold in `case` says what `hold` says. A hold without a key of
/// its own is known by its words: its key is made from the line. So is one that was entered under
/// another key, as its own was taken.
pub(super) fn latest_is(case: &Case, hold: &Hold) -> bool {
    let is_made = |id: &str| id.starts_with(&format!("{}-h", case.person.id));
    hold.latest().is_some_and(|told| {
        case.holds.iter().any(|known| {
            let (one, other) = (known.id.as_str(), hold.id.as_str());
            let is_it = one == other
                || (is_made(one) && is_made(other))
                || one.strip_prefix(other).is_some_and(|end| end.starts_with('-'));
            is_it && known.latest().is_some_and(|latest| same_record(latest, told))
        })
    })
}

/// Whether two records of a hold say the same, whenever they were made and for what reason.
pub(super) fn same_record(one: &HoldRevision, other: &HoldRevision) -> bool {
    let (recorded_at, reason) = (other.recorded_at, other.reason.clone());
    HoldRevision { recorded_at, reason, ..one.clone() } == *other
}

/// Whether two records of a document say the same. A condition is no docket's.
pub(super) fn same_paper(one: &Document, other: &Document) -> bool {
    let (id, condition) = (other.id.clone(), other.condition.clone());
    Document { id, condition, ..one.clone() } == *other
}

/// Whether two records of a statement say the same.
pub(super) fn same_words(one: &Statement, other: &Statement) -> bool {
    Statement { id: other.id.clone(), ..one.clone() } == *other
}

/// `id`, or if that is taken, one like it that is not.
pub(super) fn free<T: PartialEq + Clone + AsRef<str>, E>(
    id: &T,
    taken: &[T],
    new: impl Fn(String) -> Result<T, E>,
) -> Option<T> {
    if !taken.contains(id) {
        return Some(id.clone());
    }
    let next = |n: usize| new(format!("{:.56}-{n}", id.as_ref())).ok();
    (2..=taken.len() + 2).filter_map(next).find(|id| !taken.contains(id))
}
