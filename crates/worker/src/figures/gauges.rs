//! Gauges of the whole system as text for Prometheus. They are written by hand, since the lanes
//! among them come and go: whatever is not there any more is not in the next text.

use std::collections::BTreeMap;
use std::fmt::{Display, Write as _};
use std::time::Duration;

use jiff::Timestamp;
use operations::Gauges;
use operations::work::LaneShown;

/// So many lanes have figures of their own, those that are most behind; the others are one.
const LANES: usize = 100;
/// What the others are called.
const OTHERS: &str = "others";
/// What may hold a lane up.
const CAUSES: &[&str] = &["nothing", "limit", "paused", "no_worker"];

/// A text that grows.
#[derive(Default)]
struct Text(String);

impl Text {
    fn family(&mut self, name: &str, kind: &str, help: &str) {
        // Writing to a text cannot fail.
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    fn one(&mut self, name: &str, help: &str, value: impl Display) {
        self.family(name, "gauge", help);
        self.plain(name, value);
    }

    fn plain(&mut self, name: &str, value: impl Display) {
        let _ = writeln!(self.0, "{name} {value}");
    }

    fn row(&mut self, name: &str, labels: &[(&str, &str)], value: impl Display) {
        let labels: Vec<String> =
            labels.iter().map(|(label, is)| format!("{label}=\"{}\"", escaped(is))).collect();
        let _ = writeln!(self.0, "{name}{{{}}} {value}", labels.join(","));
    }
}

fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

/// What the figures of one lane are, or of several together.
#[derive(Debug, Default)]
struct Lane {
    due: BTreeMap<&'static str, u64>,
    leased: u64,
    lag: Duration,
}

impl Lane {
    fn add(&mut self, lane: &LaneShown, now: Timestamp) {
        *self.due.entry(cause(lane)).or_default() += u64::from(lane.due);
        self.leased += u64::from(lane.leased);
        self.lag = self.lag.max(lag(lane, now));
    }
}

fn cause(lane: &LaneShown) -> &'static str {
    match lane.held_up_by {
        "no worker" => "no_worker",
        "" => "nothing",
        cause => cause,
    }
}

fn lag(lane: &LaneShown, now: Timestamp) -> Duration {
    lane.since.map_or(Duration::ZERO, |since| {
        Duration::try_from(now.duration_since(since)).unwrap_or_default()
    })
}

fn seconds(time: Duration) -> String {
    format!("{:.3}", time.as_secs_f64())
}

/// The gauges as text.
pub fn text(gauges: &Gauges) -> String {
    let mut text = Text::default();
    text.one("caseflight_database_up", "whether the database answered just now", 1);
    lanes(&mut text, gauges);
    let workers = "workers that are there and claim";
    text.one("caseflight_workers", workers, gauges.workers);
    let backlog = &gauges.backlog;
    let waiting = [
        ("outbox", "messages to the outside that were not sent", backlog.outbox),
        ("inbox", "messages from outside that were not acted on", backlog.inbox),
        ("feed", "commits whose events have no position in the feed yet", backlog.feed),
    ];
    for (name, help, waiting) in waiting {
        text.one(&format!("caseflight_{name}_waiting"), help, waiting.count);
        let name = format!("caseflight_{name}_lag_seconds");
        text.one(&name, "how long the first of them has waited", seconds(waiting.longest));
    }
    text.one(
        "caseflight_dead_letters",
        "dead letters that nobody has seen to",
        backlog.dead_letters,
    );
    let rows = "rows of the table of tasks that wait to be cleared away";
    text.one("caseflight_tasks_dead_rows", rows, gauges.health.dead_rows);
    let age = "age of the oldest snapshot that keeps dead rows";
    text.one("caseflight_oldest_snapshot_seconds", age, gauges.health.oldest_snapshot_s);
    let bytes = "bytes of tables and indices";
    text.one("caseflight_database_bytes", bytes, gauges.sizes.database_bytes);
    if let Some(written) = gauges.sizes.wal_bytes {
        let name = "caseflight_wal_bytes_total";
        text.family(name, "counter", "write-ahead log of the whole server, in bytes");
        text.plain(name, written);
    }
    text.0
}

/// What is said when the database does not answer.
pub fn away() -> String {
    let mut text = Text::default();
    text.one("caseflight_database_up", "whether the database answered just now", 0);
    text.0
}

fn lanes(text: &mut Text, gauges: &Gauges) {
    let mut order: Vec<&LaneShown> = gauges.lanes.iter().collect();
    order.sort_by_key(|lane| (std::cmp::Reverse((lag(lane, gauges.at), lane.due)), &lane.lane));
    let (mut all, mut by_lane) = (Lane::default(), BTreeMap::<&str, Lane>::new());
    for (n, lane) in order.into_iter().enumerate() {
        let name = if n < LANES { lane.lane.as_str() } else { OTHERS };
        by_lane.entry(name).or_default().add(lane, gauges.at);
        all.add(lane, gauges.at);
    }
    let name = "caseflight_tasks_due";
    text.family(
        name,
        "gauge",
        "due tasks by what holds them up; a lane counts for a thousand at most",
    );
    for cause in CAUSES {
        let due = all.due.get(cause).copied().unwrap_or(0);
        text.row(name, &[("held_up_by", cause)], due);
    }
    let name = "caseflight_lane_due";
    text.family(name, "gauge", "due tasks of a lane and what holds them up; a thousand at most");
    for (lane, figures) in &by_lane {
        for (cause, due) in &figures.due {
            text.row(name, &[("lane", lane), ("held_up_by", cause)], due);
        }
    }
    let name = "caseflight_lane_leased";
    text.family(name, "gauge", "tasks of a lane that somebody works on");
    for (lane, figures) in &by_lane {
        text.row(name, &[("lane", lane)], figures.leased);
    }
    let name = "caseflight_lane_lag_seconds";
    text.family(name, "gauge", "how long the first task of a lane has been due");
    for (lane, figures) in &by_lane {
        text.row(name, &[("lane", lane)], seconds(figures.lag));
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use persistence::{Backlog, Sizes, TableHealth};

    use super::*;

    fn lane(name: &str, due: u32, late: i64, held_up_by: &'static str) -> LaneShown {
        let since = Timestamp::UNIX_EPOCH - SignedDuration::from_secs(late);
        let (leased, next, weight) = (1, None, 100);
        let since = (due > 0).then_some(since);
        LaneShown {
            lane: name.to_owned(),
            due,
            leased,
            since,
            next,
            weight,
            held_up_by,
            opens: None,
        }
    }

    fn gauges(lanes: Vec<LaneShown>) -> Gauges {
        Gauges {
            at: Timestamp::UNIX_EPOCH,
            lanes,
            workers: 2,
            backlog: Backlog::default(),
            health: TableHealth::default(),
            sizes: Sizes { database_bytes: 8_192, wal_bytes: Some(17) },
        }
    }

    #[test]
    fn a_limit_and_a_missing_worker_are_told_apart() {
        let lanes = vec![
            lane("request/MIA/GTM", 7, 90, "limit"),
            lane("case/MIA/GTM", 5, 3, "no worker"),
            lane("case/LAX/HND", 2, 1, ""),
            lane("case/LAX/GTM", 9, 5, "paused"),
        ];
        let text = text(&gauges(lanes));
        for line in [
            "caseflight_tasks_due{held_up_by=\"nothing\"} 2",
            "caseflight_tasks_due{held_up_by=\"limit\"} 7",
            "caseflight_tasks_due{held_up_by=\"paused\"} 9",
            "caseflight_tasks_due{held_up_by=\"no_worker\"} 5",
            "caseflight_lane_due{lane=\"request/MIA/GTM\",held_up_by=\"limit\"} 7",
            "caseflight_lane_lag_seconds{lane=\"request/MIA/GTM\"} 90.000",
            "caseflight_lane_leased{lane=\"case/LAX/HND\"} 1",
            "caseflight_workers 2",
            "caseflight_wal_bytes_total 17",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} is not in\n{text}");
        }
    }

    #[test]
    fn however_many_lanes_there_are_the_labels_are_few() {
        let lanes = (0..1_000).map(|n| lane(&format!("case/O{n:03}/GTM"), 1, n, "")).collect();
        let text = text(&gauges(lanes));
        let rows = text.lines().filter(|line| line.starts_with("caseflight_lane_due{"));
        assert_eq!(rows.count(), LANES + 1);
        assert!(text.contains("{lane=\"others\",held_up_by=\"nothing\"} 900"), "{text}");
        assert!(text.contains("caseflight_lane_lag_seconds{lane=\"case/O999/GTM\"} 999.000"));
        assert!(text.contains("caseflight_lane_lag_seconds{lane=\"others\"} 899.000"));
    }

    #[test]
    fn what_an_office_is_called_breaks_no_line() {
        let text = text(&gauges(vec![lane("case/A\"\\\n/GTM", 1, 1, "")]));
        assert!(text.contains(r#"caseflight_lane_leased{lane="case/A\"\\\n/GTM"} 1"#), "{text}");
    }
}
