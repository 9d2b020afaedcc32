//! Whether the order of removal may be carried out.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::rulebook::Rulebook;
use crate::{Appeal, Case, Moment, Reason, ReasonCode, clock};

/// What stands against carrying the order out on `day` (8 CFR 1241.1 and the order kinds of the
/// rulebook).
pub(super) fn reasons(case: &Case, day: Date, rules: &Rulebook) -> Option<Reason> {
    let order = &case.order;
    let date = order.date.as_ref().and_then(|date| date.read()).copied();
    let is_none = matches!(order.kind.read(), Some(kind) if &**kind == "none");
    let Some(date) = date.filter(|_| !is_none) else {
        return Some(Reason::plain(ReasonCode::NoOrder));
    };
    let appeal = order.appeal.read().copied();
    let wait = order
        .kind
        .read()
        .and_then(|kind| rules.order_kind(kind, day))
        .map_or(0, |kind| kind.wait_days(appeal));
    let waiting = wait > 0 && day <= date.saturating_add(wait.days());
    (appeal == Some(Appeal::Pending) || date > day || waiting)
        .then(|| Reason::plain(ReasonCode::OrderNotFinal))
}

/// Whether the order is final at `now`, its kind is known and its record can be read. Days are
/// those of the place where the person is held, and where that is behind, of where it was asked:
/// an appeal may be filed until the last second there.
pub fn is_order_final(case: &Case, now: Moment, rules: &Rulebook) -> bool {
    let day = clock::day_there(case, now, rules);
    let known = case.order.kind.read().and_then(|kind| rules.order_kind(kind, day)).is_some();
    known && case.order.appeal.read().is_some() && reasons(case, day, rules).is_none()
}
