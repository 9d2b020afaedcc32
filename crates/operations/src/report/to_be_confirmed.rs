//! Holds whose written end has passed: they bar until somebody with authority confirms the end.

use domain::Role;
use domain::gate::{Standing, standing};

use super::look::days;
use super::table::{First, MOST, maybe, number, text};
use super::{Report, Table};
use crate::cases::{CasePages, is_open};
use crate::{OperationError, Operations};

pub(super) const REPORT: Report = Report {
    slug: "to_be_confirmed",
    title: "Holds to be confirmed",
    what: "dated holds whose end has passed and that bar until their end is confirmed",
    run: |ops| Box::pin(run(ops)),
};

async fn run(ops: &Operations) -> Result<Table, OperationError> {
    let now = ops.clock.now();
    let mut rows = First::new(MOST);
    let mut pages = CasePages::new(ops);
    while let Some(page) = pages.next().await? {
        for case in page.iter().map(|case| &case.value).filter(|c| is_open(c.stage.name())) {
            for hold in &case.holds {
                let Some(latest) = hold.known_at(now.at()) else { continue };
                let (Standing::ToBeConfirmed, Some(kind)) = standing(latest, now, &ops.rules)
                else {
                    continue;
                };
                rows.add((latest.to, case.id.clone(), hold.id.clone()), || {
                    let roles = kind.may_lift.roles();
                    let roles: Vec<&str> = roles.iter().copied().map(Role::label).collect();
                    vec![
                        text(&hold.id),
                        text(&case.id),
                        text(&case.person.id),
                        text(&kind.label),
                        maybe(latest.to),
                        number(latest.to.map_or(0, |to| days(to.date(), now.date()))),
                        text(roles.join(", ")),
                        text(&latest.source_document),
                        maybe(latest.docket_number.as_ref()),
                        text(case.stage.name()),
                    ]
                });
            }
        }
    }
    let mut table = Table::new(&[
        "hold",
        "case",
        "person",
        "kind",
        "ended_at",
        "days_ago",
        "confirmed_by",
        "document",
        "docket_number",
        "stage",
    ]);
    rows.into_table(&mut table);
    Ok(table)
}
