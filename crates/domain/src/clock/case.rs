//! Clocks that start with the order, a notice or a hold, as their rules say.

use std::slice;
use std::sync::Arc;

use jiff::civil::Date;

use super::local::{self, Local};
use super::{Clock, Desk, Reading, tolling};
use crate::rulebook::{Begins, ClockRule, Direction, Length, OrderKind};
use crate::{Appeal, Case, CustodyKind};

/// The order as far as clocks are concerned.
struct Order<'a> {
    kind: &'a OrderKind,
    made: Date,
    /// Days that it waits; none while an appeal is pending.
    wait: Option<i32>,
}

impl Order<'_> {
    /// The first day on which it can be executed. The last day of the wait still belongs to it.
    fn is_final_on(&self) -> Option<Date> {
        self.wait.map(|wait| local::plus(self.made, if wait == 0 { 0 } else { wait + 1 }))
    }
}

fn order<'a>(case: &Case, desk: &Desk<'a>) -> Option<Order<'a>> {
    let kind = case.order.kind.read().and_then(|kind| desk.rules.order_kind(kind, desk.today()))?;
    let made = *case.order.date.as_ref()?.read()?;
    let appeal = case.order.appeal.read().copied();
    let wait = (appeal != Some(Appeal::Pending)).then(|| kind.wait_days(appeal));
    kind.executable.then_some(Order { kind, made, wait })
}

/// Every clock whose rule says which fact starts it.
pub(super) fn clocks(case: &Case, desk: &Desk<'_>) -> Vec<Clock> {
    let order = order(case, desk);
    let today = desk.today();
    let in_force = |rule: &&ClockRule| rule.from <= today && rule.to.is_none_or(|to| today <= to);
    desk.rules
        .clocks()
        .filter(in_force)
        .filter(|rule| rule.direction == Direction::After)
        .filter(|rule| is_in_custody(case, rule))
        .filter_map(|rule| {
            let start = start(case, rule, order.as_ref(), desk)?;
            reading(case, rule, start, order.as_ref(), desk).map(|read| desk.clock(rule, read))
        })
        .collect()
}

/// Whether the clock concerns somebody in this custody. Custody that cannot be read hides none.
fn is_in_custody(case: &Case, rule: &ClockRule) -> bool {
    let wanted = |kind: &CustodyKind| rule.in_custody.is_empty() || rule.in_custody.contains(kind);
    case.custody.kind.read().is_none_or(wanted)
}

/// The day on which the clock starts, if it does.
fn start(
    case: &Case,
    rule: &ClockRule,
    order: Option<&Order<'_>>,
    desk: &Desk<'_>,
) -> Option<Date> {
    let concerns = |order: &&Order<'_>| {
        rule.only_orders.is_empty() || rule.only_orders.contains(&order.kind.code)
    };
    match &rule.begins {
        Begins::OrderDate => {
            order.filter(concerns).filter(|order| order.wait > Some(0)).map(|order| order.made)
        }
        Begins::OrderFinal => {
            order.filter(concerns).and_then(Order::is_final_on).filter(|day| *day <= desk.today())
        }
        Begins::Notice(kind) => served(case, kind, desk.today()),
        Begins::Hold(kind) => {
            let spans =
                tolling::holds(case, slice::from_ref(kind), desk.now, &desk.place, desk.rules);
            spans.into_iter().filter(|span| span.to.is_none()).map(|span| span.from).max()
        }
        Begins::Elsewhere => None,
    }
}

/// The last day on which a notice of this kind was served.
pub(super) fn served(case: &Case, kind: &Arc<str>, today: Date) -> Option<Date> {
    case.notices
        .iter()
        .filter(|notice| notice.kind == *kind && notice.on <= today)
        .map(|notice| notice.on)
        .max()
}

fn reading(
    case: &Case,
    rule: &ClockRule,
    start: Date,
    order: Option<&Order<'_>>,
    desk: &Desk<'_>,
) -> Option<Reading> {
    let done = rule.met_by.as_ref().and_then(|kind| served(case, kind, desk.today()));
    let done = done.filter(|day| *day >= start);
    let start = if rule.repeats { done.unwrap_or(start) } else { start };
    let met = done.is_some() && !rule.repeats;
    let met = met || (&*rule.name == "document_packet" && was_requested(case));
    let length = rule.length_in(order.map_or("", |order| &order.kind.code));
    let Length::Days(days) = length else {
        return Local::end_after(&desk.place, start, length)
            .map(|due| Reading::new(start, due).met(met));
    };
    let course = tolling::course(case, rule, (start, days), desk.now, &desk.place, desk.rules);
    Some(Reading {
        still: course.still,
        ..Reading::new(course.start, desk.place.end_of(course.last)).met(met)
    })
}

/// Whether a document was asked for, or is there without asking.
fn was_requested(case: &Case) -> bool {
    case.documents
        .iter()
        .any(|document| document.requested_on.is_some() || document.number.is_some())
}
