//! Travel documents that are good today but not for the next flight to their country.

use domain::gate;

use super::look::{removal_country, trips_ahead};
use super::table::{First, MOST, maybe, text};
use super::{Report, Table};
use crate::cases::{CasePages, is_open};
use crate::{OperationError, Operations};

pub(super) const REPORT: Report = Report {
    slug: "documents_expiring",
    title: "Documents that end before the next flight",
    what: "who can travel today, but not on the next flight to the country, because a document ends",
    run: |ops| Box::pin(run(ops)),
};

async fn run(ops: &Operations) -> Result<Table, OperationError> {
    let now = ops.clock.now();
    let today = now.date();
    let flights = ops.store.flights_ahead(None).await?;
    let flights: Vec<_> = flights.into_iter().map(|f| f.value).collect();
    let trips = trips_ahead(&flights, now, &ops.rules);
    let mut rows = First::new(MOST);
    let mut pages = CasePages::new(ops);
    while let Some(page) = pages.next().await? {
        for case in page.iter().map(|case| &case.value).filter(|c| is_open(c.stage.name())) {
            let Some(country) = removal_country(case) else { continue };
            let Some(trip) = trips.iter().find(|trip| trip.drop_in(country).is_some()) else {
                continue;
            };
            let usable = |day| gate::usable_document(case, country, day, today, &ops.rules);
            let Some(document) = usable(today).filter(|_| usable(trip.day()).is_none()) else {
                continue;
            };
            rows.add((document.expires_on, case.id.clone()), || {
                vec![
                    text(&case.id),
                    text(&case.person.id),
                    text(country),
                    text(&document.id),
                    text(&document.kind),
                    maybe(document.expires_on),
                    maybe(trip.flight()),
                    text(trip.departs()),
                    text(case.stage.name()),
                ]
            });
        }
    }
    let mut table = Table::new(&[
        "case",
        "person",
        "country",
        "document",
        "kind",
        "expires_on",
        "next_flight",
        "departs_at",
        "stage",
    ]);
    rows.into_table(&mut table);
    Ok(table)
}
