//! The columns of a record that may be unreadable, and what to say anew before a defect of one
//! counts as put right.

use jiff::civil::Date;

use crate::{Case, Defect, Known};

/// One column: its name, what to say anew, and whether a case has no readable value in it.
struct Column {
    name: &'static str,
    anew: &'static str,
    is_unread: fn(&Case) -> bool,
}

macro_rules! columns {
    ($($name:literal, $anew:literal: |$case:ident| $unread:expr;)+) => {
        const COLUMNS: &[Column] = &[$(Column {
            name: $name,
            anew: $anew,
            is_unread: |$case| $unread,
        }),+];
    };
}

columns! {
    "a_number", "anew what the A-number is": |case| unread(&case.person.a_number);
    "birth_date", "anew when the person was born": |case| unread(&case.person.birth_date);
    "sex", "anew what the sex is": |case| unread(&case.person.sex);
    "nationality", "anew what the nationality is": |case| unread(&case.person.nationality);
    "birth_country", "anew where the person was born": |case| unread(&case.person.birth_country);
    "class_level", "anew how much guarding the person needs":
        |case| unread(&case.person.class_level);
    "criminality", "anew what the most serious conviction is":
        |case| unread(&case.person.criminality);
    "unaccompanied", "anew whether the person is a child alone":
        |case| unread(&case.person.unaccompanied);
    "attorney", "anew whether an attorney is on record": |case| unread(&case.person.attorney);
    "custody", "anew in whose custody the person is": |case| unread(&case.custody.kind);
    "detained_on", "anew since when the person is held": |case| is_unread(case.custody.since.as_ref());
    "order_kind", "anew of what kind the order is": |case| unread(&case.order.kind);
    "order_date", "anew when the order was made": |case| is_unread(case.order.date.as_ref());
    "appeal", "anew where the appeal stands": |case| unread(&case.order.appeal);
    "case_category", "anew what the case category is": |case| unread(&case.order.category);
    "removal_country", "anew where the person is to be removed to":
        |case| is_unread(case.order.removal_country.as_ref());
    "medical", "anew whether the person is fit to fly": |case| unread(&case.medical.status);
    "medical_cleared_on", "anew when the person was cleared":
        |case| is_unread(case.medical.cleared_on.as_ref());
}

fn unread<T>(value: &Known<T>) -> bool {
    value.read().is_none()
}

fn is_unread<T>(value: Option<&Known<T>>) -> bool {
    value.is_some_and(unread)
}

/// What must be said anew before `defect` of `case` counts as put right; none if nothing must.
/// That is so for a row as a whole, for a key that came twice, and for a likeness: there a person
/// compares, and says so.
pub(super) fn to_say_anew(case: &Case, defect: &Defect, today: Date) -> Option<&'static str> {
    let Defect::BadRecord(name) = defect else { return None };
    let column = COLUMNS.iter().find(|column| *column.name == **name)?;
    // A day of birth that is still to come was read, and is as wrong as one that was not.
    let unborn = column.name == "birth_date"
        && case.person.birth_date.read().is_some_and(|born| *born > today);
    (unborn || (column.is_unread)(case)).then_some(column.anew)
}
