//! How many cases there are in each stage, by country of removal.

use std::collections::BTreeMap;

use domain::StageName;
use persistence::CardFilter;

use super::table::{number, text};
use super::{Cell, Report, Table};
use crate::cases::PAGE;
use crate::{OperationError, Operations};

pub(super) const REPORT: Report = Report {
    slug: "stages",
    title: "Cases by stage and country",
    what: "how many cases stand in each stage, for each country of removal",
    run: |ops| Box::pin(run(ops)),
};

async fn run(ops: &Operations) -> Result<Table, OperationError> {
    let mut columns = vec!["country"];
    columns.extend(StageName::ALL.iter().map(|stage| stage.code()));
    columns.push("total");
    let mut counts: BTreeMap<String, BTreeMap<StageName, u64>> = BTreeMap::new();
    let everything = CardFilter::default();
    let mut after = None;
    loop {
        let page = ops.list_cases(&everything, after.as_ref(), PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.case.clone());
        for card in page {
            let country = card.removal_country.unwrap_or_else(|| "none".to_owned());
            *counts.entry(country).or_default().entry(card.stage).or_default() += 1;
        }
    }
    let mut all: BTreeMap<StageName, u64> = BTreeMap::new();
    for (stage, count) in counts.values().flatten() {
        *all.entry(*stage).or_default() += count;
    }
    let mut table = Table::new(&columns);
    table.rows.extend(counts.iter().map(|(country, of)| row(country, of)));
    table.rows.sort_by_cached_key(|row| {
        let total = row.last().cloned();
        std::cmp::Reverse(total.map_or(0, |total| if let Cell::Number(n) = total { n } else { 0 }))
    });
    table.rows.push(row("all", &all));
    Ok(table)
}

fn row(country: &str, of: &BTreeMap<StageName, u64>) -> Vec<Cell> {
    let mut row = vec![text(country)];
    let count = |stage: &StageName| of.get(stage).copied().unwrap_or_default();
    row.extend(StageName::ALL.iter().map(|stage| number(count(stage))));
    row.push(number(of.values().sum::<u64>()));
    row
}
