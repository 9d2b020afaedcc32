//! The rows of cases.

use std::borrow::Cow;
use std::collections::HashMap;

use domain::{Case, Person};

use super::check::Trust;
use super::prepare::PreparedCase;
use crate::StoreError;
use crate::chain::micros;
use crate::dialect::Column::{Bool, Bytes, Int, MaybeInt, MaybeText, Text};
use crate::dialect::column::Form;
use crate::dialect::{Kind, Tx, Write};
use crate::map::read;
use crate::transition::is_open;

static INSERT: Write = Write {
    columns: &[
        ("id", Kind::Text),
        ("person_id", Kind::Text),
        ("version", Kind::Int),
        ("stage", Kind::Text),
        ("flight_id", Kind::Text),
        ("seat_role", Kind::Text),
        ("chain", Kind::Bytes),
        ("updated_at", Kind::Int),
        ("is_open", Kind::Bool),
        ("outcome", Kind::Text),
        ("handed_over_at", Kind::Int),
        ("opened_at", Kind::Int),
        ("nationality", Kind::Text),
        ("removal_country", Kind::Text),
        ("office", Kind::Text),
        ("custody", Kind::Text),
        ("waiting_since", Kind::Text),
        ("family_unit", Kind::Text),
        ("category", Kind::Text),
    ],
    form: Form::Insert { table: "cases", then: "" },
};

/// What every event changes, if the case is still at the version that was decided on.
static MOVE: Write = Write {
    columns: &[
        ("id", Kind::Text),
        ("expected", Kind::Int),
        ("version", Kind::Int),
        ("stage", Kind::Text),
        ("flight_id", Kind::Text),
        ("seat_role", Kind::Text),
        ("chain", Kind::Bytes),
        ("updated_at", Kind::Int),
    ],
    form: Form::Update {
        table: "cases",
        set: "version = i.version, stage = i.stage, flight_id = i.flight_id, \
              seat_role = i.seat_role, chain = i.chain, updated_at = i.updated_at",
        condition: "cases.id = i.id AND cases.version = i.expected",
    },
};

/// The same where the case ends or opens again, which an index knows.
static TURN: Write = Write {
    columns: &[
        ("id", Kind::Text),
        ("expected", Kind::Int),
        ("version", Kind::Int),
        ("stage", Kind::Text),
        ("flight_id", Kind::Text),
        ("seat_role", Kind::Text),
        ("chain", Kind::Bytes),
        ("updated_at", Kind::Int),
        ("is_open", Kind::Bool),
        ("outcome", Kind::Text),
        ("handed_over_at", Kind::Int),
    ],
    form: Form::Update {
        table: "cases",
        set: "version = i.version, stage = i.stage, flight_id = i.flight_id, \
              seat_role = i.seat_role, chain = i.chain, updated_at = i.updated_at, \
              is_open = i.is_open, outcome = i.outcome, handed_over_at = i.handed_over_at",
        condition: "cases.id = i.id AND cases.version = i.expected",
    },
};

/// What only a change of facts changes.
static SEARCH: Write = Write {
    columns: &[
        ("id", Kind::Text),
        ("nationality", Kind::Text),
        ("removal_country", Kind::Text),
        ("office", Kind::Text),
        ("custody", Kind::Text),
        ("waiting_since", Kind::Text),
        ("family_unit", Kind::Text),
        ("category", Kind::Text),
    ],
    form: Form::Update {
        table: "cases",
        set: "nationality = i.nationality, removal_country = i.removal_country, \
              office = i.office, custody = i.custody, waiting_since = i.waiting_since, \
              family_unit = i.family_unit, category = i.category",
        condition: "cases.id = i.id",
    },
};

/// Facts that changed since the case was opened; until then its first event has them.
static FACTS: Write = Write {
    columns: &[("case_id", Kind::Text), ("facts", Kind::Text)],
    form: Form::Insert {
        table: "case_facts",
        then: "ON CONFLICT (case_id) DO UPDATE SET facts = excluded.facts",
    },
};

/// Of people who open their first case, as far as anybody knows.
static NEW_PERSONS: Write =
    Write { columns: PERSONS.columns, form: Form::Insert { table: "persons", then: "" } };

static PERSONS: Write = Write {
    columns: &[
        ("id", Kind::Text),
        ("seq", Kind::Int),
        ("a_number", Kind::Text),
        ("fin", Kind::Text),
        ("family_name", Kind::Text),
        ("given_names", Kind::Text),
        ("birth_date", Kind::Text),
        ("nationality", Kind::Text),
    ],
    form: Form::Insert {
        table: "persons",
        then: "ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, a_number = excluded.a_number, \
               fin = excluded.fin, family_name = excluded.family_name, \
               given_names = excluded.given_names, birth_date = excluded.birth_date, \
               nationality = excluded.nationality",
    },
};

type Column<'a> = crate::dialect::Column<'a>;

/// Writes the rows of `cases` themselves, their facts and persons. False if a case is not at
/// the version that was decided on: the transaction must then end without a trace.
pub(super) async fn write(
    tx: &mut Tx,
    cases: &[&PreparedCase],
    trust: Trust,
) -> Result<bool, StoreError> {
    let (new, mut known): (Vec<_>, Vec<_>) =
        cases.iter().copied().filter(|case| case.changes()).partition(|case| case.opens());
    known.sort_unstable_by(|a, b| a.stream().cmp(b.stream())); // two batches never cross
    let (turned, stayed): (Vec<_>, Vec<_>) =
        known.into_iter().partition(|case| case.change.touched.turned);
    for (write, cases) in [(&MOVE, &stayed), (&TURN, &turned)] {
        let mut columns = moved(cases);
        columns.insert(1, Int(cases.iter().map(|case| case.expected()).collect()));
        columns.truncate(write.columns.len());
        let done = tx.write(write, &columns).await?;
        if usize::try_from(done) != Ok(cases.len()) {
            return Ok(false);
        }
    }
    // Rows that end go first: the next case of the same person may open in the same commit.
    tx.write(&INSERT, &opened(&new)).await?;
    let write = if trust == Trust::Write { &NEW_PERSONS } else { &PERSONS };
    tx.write(write, &persons(&new)).await?;
    let changed: Vec<_> = cases.iter().copied().filter(|case| case.texts.facts.is_some()).collect();
    tx.write(&FACTS, &facts(&changed)).await?;
    let known: Vec<_> = changed.into_iter().filter(|case| !case.opens()).collect();
    tx.write(&SEARCH, &searched(&known, ids(&known))).await?;
    tx.write(&PERSONS, &persons(&known)).await?;
    Ok(true)
}

fn text<'a>(
    cases: &[&'a PreparedCase],
    of: impl Fn(&'a Case) -> Option<Cow<'a, str>>,
) -> Column<'a> {
    MaybeText(cases.iter().map(|case| of(&case.change.value)).collect())
}

fn ids<'a>(cases: &[&'a PreparedCase]) -> Column<'a> {
    Text(cases.iter().map(|case| case.change.value.id.as_str().into()).collect())
}

fn facts<'a>(cases: &[&'a PreparedCase]) -> [Column<'a>; 2] {
    let texts = cases.iter().map(|case| case.texts.facts.as_deref().unwrap_or_default().into());
    [ids(cases), Text(texts.collect())]
}

/// The columns of a move, then those of a turn.
fn moved<'a>(cases: &[&'a PreparedCase]) -> Vec<Column<'a>> {
    use domain::Stage;
    vec![
        ids(cases),
        Int(cases.iter().map(|case| case.version.0).collect()),
        Text(cases.iter().map(|case| case.change.value.stage.name().code().into()).collect()),
        text(cases, |case| case.stage.flight().map(|flight| flight.as_str().into())),
        text(cases, |case| {
            if let Stage::Manifested { role, .. } = &case.stage {
                Some(role.code().into())
            } else {
                None
            }
        }),
        Bytes(cases.iter().map(|case| case.chain.as_slice()).collect()),
        Int(cases.iter().map(|case| case.at).collect()),
        Bool(cases.iter().map(|case| is_open(&case.change.value)).collect()),
        text(cases, |case| {
            if let Stage::Closed { outcome } = &case.stage {
                Some(outcome.code().into())
            } else {
                None
            }
        }),
        MaybeInt(
            cases
                .iter()
                .map(|case| {
                    let Stage::Removed { handed_over_at, .. } = case.change.value.stage else {
                        return None;
                    };
                    Some(micros(handed_over_at))
                })
                .collect(),
        ),
    ]
}

fn searched<'a>(cases: &[&'a PreparedCase], first: Column<'a>) -> Vec<Column<'a>> {
    vec![
        first,
        text(cases, |case| read(&case.person.nationality).map(Cow::from)),
        text(cases, |case| case.order.removal_country.as_ref().and_then(read).map(Cow::from)),
        Text(cases.iter().map(|case| Cow::from(&*case.change.value.custody.office)).collect()),
        text(cases, |case| case.custody.kind.read().map(|kind| kind.code().into())),
        text(cases, |case| case.custody.since.as_ref().and_then(read).map(Cow::from)),
        text(cases, |case| case.person.family_unit.as_ref().map(|unit| unit.as_str().into())),
        text(cases, |case| case.order.category.read().map(|category| Cow::from(&**category))),
    ]
}

fn opened<'a>(cases: &[&'a PreparedCase]) -> Vec<Column<'a>> {
    let person = cases.iter().map(|case| case.change.value.person.id.as_str().into());
    let opened = Int(cases.iter().map(|case| micros(case.change.value.opened_at)).collect());
    let mut columns = moved(cases);
    columns.insert(1, Text(person.collect()));
    columns.extend(searched(cases, opened));
    columns
}

fn persons<'a>(cases: &[&'a PreparedCase]) -> Vec<Column<'a>> {
    let mut latest: HashMap<&str, &'a Person> = HashMap::with_capacity(cases.len());
    for case in cases {
        let person = &case.change.value.person;
        latest.insert(person.id.as_str(), person);
    }
    let mut persons: Vec<_> = latest.into_values().collect();
    persons.sort_unstable_by(|a, b| a.id.cmp(&b.id)); // as everywhere, in the order of keys
    let text = |of: fn(&'a Person) -> &'a str| {
        Text(persons.iter().map(|person| Cow::from(of(person))).collect())
    };
    let maybe = |of: fn(&'a Person) -> Option<Cow<'a, str>>| {
        MaybeText(persons.iter().map(|person| of(person)).collect())
    };
    vec![
        text(|person| person.id.as_str()),
        Int(persons.iter().map(|person| person.seq).collect()),
        maybe(|person| person.a_number.read().map(|number| Cow::from(&**number))),
        text(|person| &person.fin),
        text(|person| &person.family_name),
        text(|person| &person.given_names),
        maybe(|person| read(&person.birth_date).map(Cow::from)),
        maybe(|person| read(&person.nationality).map(Cow::from)),
    ]
}
