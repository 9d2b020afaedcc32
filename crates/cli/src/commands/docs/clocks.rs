//! The page of clocks: how long each deadline is, what starts it, what follows.

use std::fmt::Write as _;

use domain::rulebook::{ClockRule, Direction, Length, Rulebook};

use super::{capital, codes, head, row, title};

/// The page.
pub(super) fn page(rules: &Rulebook) -> String {
    let mut page = title("Clocks");
    let clocks: Vec<&ClockRule> = rules.clocks().collect();
    let _ = write!(
        page,
        "{} deadlines, from the rulebook {}. Every date is worked out from what happened; nobody \
         types one in.\n\n",
        clocks.len(),
        rules.version(),
    );
    page.push_str(&head(["clock", "length", "counted", "when it passes"]));
    for clock in &clocks {
        let link = format!("[{}](#{})", clock.label, clock.name);
        let way = match clock.direction {
            Direction::After => "from",
            Direction::Before => "back from",
        };
        page.push_str(&row([
            link.as_str(),
            &length(clock.length),
            &format!("{way} {}", clock.start),
            &clock.consequence,
        ]));
    }
    for clock in clocks {
        section(&mut page, clock);
    }
    page
}

fn section(page: &mut String, clock: &ClockRule) {
    let _ = write!(page, "\n## {} {{#{}}}\n\n", capital(&clock.label), clock.name);
    let mut line = |what: &str, text: &str| {
        if !text.is_empty() {
            let _ = writeln!(page, "- {what}: {text}");
        }
    };
    line("Name", &format!("`{}`", clock.name));
    line("Length", &length(clock.length));
    for variant in &clock.variants {
        line(&format!("Length, {}", variant.name.replace('_', " ")), &length(variant.length));
    }
    if clock.near_days > 0 {
        line("Shown as due soon", &format!("{} before", count(clock.near_days, "day")));
    }
    let custody: Vec<&str> = clock.in_custody.iter().map(|custody| custody.label()).collect();
    line("Only for people", &custody.join(" or "));
    line("Only for orders", &codes(clock.only_orders.iter().map(|order| &**order)));
    line("Begins anew after the hold", &codes(clock.restarts_after.iter().map(|kind| &**kind)));
    line("Stands still during the hold", &codes(clock.tolled_by.iter().map(|kind| &**kind)));
    if let Some(between) = &clock.tolled_between {
        line("Stands still", &format!("from `{}` until `{}`", between.from, between.until));
    }
    if let Some(met_by) = &clock.met_by {
        line("Met by", &format!("`{met_by}`"));
    }
    if clock.repeats {
        line("Repeats", "it begins again each time it is met");
    }
    if clock.wait {
        line("Kind", "a wait that is over when it passes, not a duty");
    }
    let to = clock.to.map_or_else(String::new, |to| format!(" to {to}"));
    line("In force", &format!("from {}{to}", clock.from));
    line("Source", &clock.source);
    line("Note", &clock.note);
}

fn length(length: Length) -> String {
    match length {
        Length::Minutes(n) => count(n, "minute"),
        Length::Hours(n) => count(n, "hour"),
        Length::Days(n) => count(n, "day"),
        Length::BusinessDays(n) => count(n, "working day"),
        Length::ByCountry => "as the country's profile says".to_owned(),
    }
}

fn count(n: i32, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}
