//! Counts that are too few to be told, and those that would tell them.

use std::collections::BTreeMap;

use super::{Statistics, StatisticsCell, StatisticsQuery};

/// The table without what is too few to be told, and without what would tell it.
///
/// Whoever also asks for the same table without one of its dimensions knows the sums of its lines.
/// So where one cell of a line is hidden, the smallest of the others is hidden with it; and if one
/// cell alone were hidden in the whole table, the total is.
pub(super) fn told(counts: BTreeMap<Vec<String>, u64>, query: &StatisticsQuery) -> Statistics {
    let total: u64 = counts.values().sum();
    let cell = |(values, count)| StatisticsCell {
        values,
        count: Some(count).filter(|count| *count >= query.smallest),
    };
    let mut cells: Vec<StatisticsCell> = counts.into_iter().map(cell).collect();
    // At least one cell is hidden each time, so this ends.
    while (0..query.by.len()).any(|dimension| hide_more(&mut cells, Some(dimension)))
        || hide_more(&mut cells, None)
    {}
    let hidden = cells.iter().filter(|cell| cell.count.is_none()).count();
    let total = (hidden != 1 && (total == 0 || total >= query.smallest)).then_some(total);
    let (as_of, by, smallest) = (query.as_of, query.by.clone(), query.smallest);
    Statistics { as_of, by, smallest, total, cells }
}

/// Where one cell alone is hidden among those that differ in `dimension` only, or among all: hides
/// the smallest of the others. Whether there was any.
fn hide_more(cells: &mut [StatisticsCell], dimension: Option<usize>) -> bool {
    let mut lines: BTreeMap<Vec<&str>, Vec<(usize, Option<u64>)>> = BTreeMap::new();
    for (n, cell) in cells.iter().enumerate() {
        let others = cell.values.iter().enumerate().filter(|(at, _)| Some(*at) != dimension);
        let line: Vec<&str> = others.map(|(_, value)| value.as_str()).collect();
        let line = if dimension.is_some() { line } else { Vec::new() };
        lines.entry(line).or_default().push((n, cell.count));
    }
    let mut more = Vec::new();
    for line in lines.into_values() {
        let hidden = line.iter().filter(|(_, count)| count.is_none()).count();
        let told = line.iter().filter_map(|(n, count)| Some((count.as_ref()?, n)));
        if hidden == 1 {
            more.extend(told.min().map(|(_, n)| *n));
        }
    }
    for n in &more {
        if let Some(cell) = cells.get_mut(*n) {
            cell.count = None;
        }
    }
    !more.is_empty()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::Dimension;
    use super::*;

    fn table(counts: &[(&str, u64)]) -> Statistics {
        let counts = counts.iter().map(|(key, count)| (vec![(*key).to_owned()], *count)).collect();
        let by = vec![Dimension::Citizenship];
        told(counts, &StatisticsQuery { by, as_of: date(2024, 9, 30), smallest: 11 })
    }

    fn shown(table: &Statistics) -> Vec<Option<u64>> {
        table.cells.iter().map(|cell| cell.count).collect()
    }

    #[test]
    fn few_are_not_told_and_cannot_be_worked_out() {
        let two = table(&[("CHN", 116), ("GTM", 3), ("HND", 10), ("MEX", 11)]);
        assert_eq!(shown(&two), [Some(116), None, None, Some(11)]);
        assert_eq!(two.total, Some(140));
        let one = table(&[("CHN", 116), ("GTM", 3), ("MEX", 11)]);
        assert_eq!(shown(&one), [Some(116), None, None]);
        assert_eq!(one.total, Some(130));
        let alone = table(&[("GTM", 3)]);
        assert_eq!((shown(&alone), alone.total), (vec![None], None));
        assert_eq!(table(&[("CHN", 11)]).total, Some(11));
        assert_eq!(table(&[]).total, Some(0));
    }

    #[test]
    fn the_sums_of_lines_tell_nothing_either() {
        let counts = [("HND", "alone", 152), ("HND", "family", 3), ("MEX", "alone", 230)]
            .into_iter()
            .chain([("MEX", "family", 37), ("GTM", "alone", 224), ("GTM", "family", 14)]);
        let counts = counts
            .map(|(country, family, count)| (vec![country.to_owned(), family.to_owned()], count));
        let by = vec![Dimension::Citizenship, Dimension::Family];
        let query = StatisticsQuery { by, as_of: date(2024, 9, 30), smallest: 11 };
        let found = told(counts.collect(), &query);
        let hidden: Vec<String> = found
            .cells
            .iter()
            .filter(|cell| cell.count.is_none())
            .map(|cell| cell.values.join(" "))
            .collect();
        // No line and no column has one hidden cell alone.
        assert_eq!(hidden, ["GTM alone", "GTM family", "HND alone", "HND family"]);
        assert_eq!(found.total, Some(660));
    }
}
