//! The rows of flights, their lines and the seats by leg.

use std::borrow::Cow;

use domain::{Flight, Line};

use super::prepare::PreparedFlight;
use crate::StoreError;
use crate::chain::micros;
use crate::dialect::Column::{Bool, Bytes, Int, MaybeInt, MaybeText, Text};
use crate::dialect::column::Form;
use crate::dialect::{Kind, Tx, Write};
use crate::transition::TouchedFlight;

static FLIGHTS: Write = Write {
    columns: &[
        ("id", Kind::Text),
        ("version", Kind::Int),
        ("status", Kind::Text),
        ("departs_at", Kind::Int),
        ("chain", Kind::Bytes),
        ("facts", Kind::Text),
    ],
    form: Form::Insert { table: "flights", then: "" },
};

static CHANGED: Write = Write {
    columns: &[
        ("id", Kind::Text),
        ("expected", Kind::Int),
        ("version", Kind::Int),
        ("status", Kind::Text),
        ("departs_at", Kind::Int),
        ("chain", Kind::Bytes),
        ("facts", Kind::Text),
    ],
    form: Form::Update {
        table: "flights",
        set: "version = i.version, status = i.status, departs_at = i.departs_at, \
              chain = i.chain, facts = i.facts",
        condition: "flights.id = i.id AND flights.version = i.expected",
    },
};

/// A line's number is new on its flight, whose version is checked.
static NEW_LINES: Write =
    Write { columns: LINES.columns, form: Form::Insert { table: "manifest_lines", then: "" } };

static LINES: Write = Write {
    columns: &[
        ("flight_id", Kind::Text),
        ("number", Kind::Int),
        ("position", Kind::Int),
        ("case_id", Kind::Text),
        ("person_id", Kind::Text),
        ("role", Kind::Text),
        ("rank", Kind::Int),
        ("board_stop", Kind::Int),
        ("drop_stop", Kind::Int),
        ("high_risk", Kind::Bool),
        ("needs_nurse", Kind::Bool),
        ("state", Kind::Text),
        ("is_live", Kind::Bool),
        ("struck_reason", Kind::Text),
        ("struck_detail", Kind::Text),
    ],
    form: Form::Insert {
        table: "manifest_lines",
        then: "ON CONFLICT (flight_id, number) DO UPDATE SET role = excluded.role, \
               rank = excluded.rank, state = excluded.state, is_live = excluded.is_live, \
               struck_reason = excluded.struck_reason, struck_detail = excluded.struck_detail",
    },
};

/// Lines that moved on and stay live: confirmed, boarded, departed. No index knows of it.
static MOVED: Write = Write {
    columns: &[("flight_id", Kind::Text), ("number", Kind::Int), ("state", Kind::Text)],
    form: Form::Update {
        table: "manifest_lines",
        set: "state = i.state",
        condition: "manifest_lines.flight_id = i.flight_id AND manifest_lines.number = i.number",
    },
};

/// A leg's seats change with the plan.
static LEGS: Write = Write {
    columns: &[("flight_id", Kind::Text), ("leg", Kind::Int), ("seats", Kind::Int)],
    form: Form::Insert {
        table: "flight_legs",
        then: "ON CONFLICT (flight_id, leg) DO UPDATE SET seats = excluded.seats",
    },
};

/// A leg that the plan no longer has takes nobody.
static NO_LEGS: Write = Write {
    columns: &[("flight_id", Kind::Text), ("legs", Kind::Int)],
    form: Form::Update {
        table: "flight_legs",
        set: "seats = 0",
        condition: "flight_legs.flight_id = i.flight_id AND flight_legs.leg >= i.legs",
    },
};

/// After a new plan, whoever stays is counted on the new legs too.
static RECOUNT: Write = Write {
    columns: &[("flight_id", Kind::Text)],
    form: Form::Update {
        table: "flight_legs",
        set: "taken = (SELECT count(*) FROM manifest_lines l \
              WHERE l.flight_id = flight_legs.flight_id AND l.role = 'primary' \
              AND l.state IN ('listed', 'confirmed', 'boarded', 'departed') \
              AND l.board_stop <= flight_legs.leg AND flight_legs.leg < l.drop_stop)",
        condition: "flight_legs.flight_id = i.flight_id",
    },
};

/// Writes flights, then lines that free a seat, then legs, then lines that take one. False if a
/// flight is not at the version that was decided on.
pub(crate) async fn write(tx: &mut Tx, flights: &[&PreparedFlight]) -> Result<bool, StoreError> {
    let (new, mut known): (Vec<_>, Vec<_>) =
        flights.iter().copied().filter(|flight| flight.changes()).partition(|f| f.opens());
    known.sort_unstable_by(|a, b| a.stream().cmp(b.stream()));
    let mut changed = rows(&known);
    changed.insert(1, Int(known.iter().map(|flight| flight.expected()).collect()));
    let done = tx.write(&CHANGED, &changed).await?;
    if usize::try_from(done) != Ok(known.len()) {
        return Ok(false);
    }
    tx.write(&FLIGHTS, &rows(&new)).await?;
    let added = picked(flights, |touched, line| touched.added.contains(&line.number));
    let changed = picked(flights, |touched, line| {
        touched.lines.contains(&line.case) && !touched.added.contains(&line.number)
    });
    let moved = picked(flights, |touched, line| {
        line.state.is_live()
            && touched.moved.contains(&line.case)
            && !touched.lines.contains(&line.case)
            && !touched.added.contains(&line.number)
    });
    tx.write(&MOVED, &moved_columns(&moved)).await?;
    let (live, freed): (Vec<_>, Vec<_>) =
        changed.into_iter().partition(|(_, _, line)| line.state.is_live());
    tx.write(&LINES, &line_columns(&freed)).await?;
    legs(tx, flights).await?;
    tx.write(&LINES, &line_columns(&live)).await?;
    tx.write(&NEW_LINES, &line_columns(&added)).await?;
    Ok(true)
}

fn rows<'a>(flights: &[&'a PreparedFlight]) -> Vec<crate::dialect::Column<'a>> {
    let departs = |flight: &Flight| flight.plan.departs_at.map(|moment| micros(moment.at()));
    vec![
        Text(flights.iter().map(|flight| flight.stream().into()).collect()),
        Int(flights.iter().map(|flight| flight.version.0).collect()),
        Text(flights.iter().map(|flight| flight.change.value.status.code().into()).collect()),
        MaybeInt(flights.iter().map(|flight| departs(&flight.change.value)).collect()),
        Bytes(flights.iter().map(|flight| flight.chain.as_slice()).collect()),
        Text(flights.iter().map(|flight| flight.texts.as_str().into()).collect()),
    ]
}

/// The lines that `pick` wants, with the flight and their place.
fn picked<'a>(
    flights: &[&'a PreparedFlight],
    pick: impl Fn(&TouchedFlight, &Line) -> bool,
) -> Vec<(&'a str, usize, &'a Line)> {
    let mut lines = Vec::new();
    for flight in flights {
        let touched = &flight.change.touched;
        if touched.changes_lines() {
            let all = flight.change.value.manifest.lines.iter().enumerate();
            let changed = all.filter(|(_, line)| pick(touched, line));
            lines.extend(changed.map(|(place, line)| (flight.stream(), place, line)));
        }
    }
    lines
}

fn moved_columns<'a>(lines: &[(&'a str, usize, &'a Line)]) -> Vec<crate::dialect::Column<'a>> {
    vec![
        Text(lines.iter().map(|line| line.0.into()).collect()),
        Int(lines.iter().map(|line| line.2.number.into()).collect()),
        Text(lines.iter().map(|line| line.2.state.code().into()).collect()),
    ]
}

fn line_columns<'a>(lines: &[(&'a str, usize, &'a Line)]) -> Vec<crate::dialect::Column<'a>> {
    let int = |of: fn(&Line) -> i64| Int(lines.iter().map(|(_, _, line)| of(line)).collect());
    vec![
        Text(lines.iter().map(|line| line.0.into()).collect()),
        int(|line| line.number.into()),
        Int(lines.iter().map(|line| i64::try_from(line.1).unwrap_or(i64::MAX)).collect()),
        Text(lines.iter().map(|line| line.2.case.as_str().into()).collect()),
        Text(lines.iter().map(|line| line.2.person.as_str().into()).collect()),
        Text(lines.iter().map(|line| line.2.role.code().into()).collect()),
        int(|line| line.rank.into()),
        int(|line| line.board_stop.into()),
        int(|line| line.drop_stop.into()),
        Bool(lines.iter().map(|line| line.2.high_risk).collect()),
        Bool(lines.iter().map(|line| line.2.needs_nurse).collect()),
        Text(lines.iter().map(|line| line.2.state.code().into()).collect()),
        Bool(lines.iter().map(|line| line.2.state.is_live()).collect()),
        MaybeText(
            lines
                .iter()
                .map(|line| line.2.struck.as_ref().map(|(reason, _)| reason.code().into()))
                .collect(),
        ),
        MaybeText(
            lines
                .iter()
                .map(|line| line.2.struck.as_ref().map(|(_, detail)| Cow::from(&**detail)))
                .collect(),
        ),
    ]
}

async fn legs(tx: &mut Tx, flights: &[&PreparedFlight]) -> Result<(), StoreError> {
    let (mut legs, mut counts) = (Vec::new(), Vec::new());
    for flight in flights.iter().filter(|flight| flight.change.touched.plan) {
        let plan = &flight.change.value.plan;
        let count = plan.stops.len().saturating_sub(1).max(1);
        let seats = i64::from(plan.seats.read().copied().unwrap_or(0));
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        legs.extend((0..count).map(|leg| (flight.stream(), leg, seats)));
        counts.push((flight.stream(), count));
    }
    let columns = [
        Text(counts.iter().map(|row| row.0.into()).collect()),
        Int(counts.iter().map(|row| row.1).collect()),
    ];
    tx.write(&NO_LEGS, &columns).await?;
    let columns = [
        Text(legs.iter().map(|row| row.0.into()).collect()),
        Int(legs.iter().map(|row| row.1).collect()),
        Int(legs.iter().map(|row| row.2).collect()),
    ];
    tx.write(&LEGS, &columns).await?;
    let kept = flights.iter().filter(|flight| flight.change.touched.plan && !flight.opens());
    tx.write(&RECOUNT, &[Text(kept.map(|flight| flight.stream().into()).collect())]).await.map(drop)
}
