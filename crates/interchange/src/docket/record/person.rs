//! A row of people.csv.

use std::fmt::Write as _;
use std::sync::Arc;

use domain::{
    Appeal, Case, CaseId, ClassLevel, Criminality, Custody, CustodyKind, Defect, FamilyUnit, Known,
    Medical, MedicalStatus, Order, Person, PersonId, Sex, Stage,
};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::docket::cells::Cells;
use crate::docket::fault::FaultKind;
use crate::docket::file::people as column;
use crate::docket::value;
use crate::{Lists, country};

/// The case that the row opens, still without the rows of other files.
pub(in crate::docket) fn case(
    mut cells: Cells<'_>,
    id: PersonId,
    seq: i64,
    (opened_at, as_of): (Timestamp, Date),
    lists: &impl Lists,
) -> Case {
    // In the order in which defects are listed.
    let a_number = a_number(&mut cells);
    let birth_date = birth_date(&mut cells, as_of);
    let sex = cells.value(column::SEX, FaultKind::SexUnknown, Sex::from_code);
    let custody = cells.value(column::CUSTODY, FaultKind::CustodyUnknown, CustodyKind::from_code);
    let appeal = cells.value(column::APPEAL, FaultKind::ValueUnknown, Appeal::from_code);
    let class_level =
        cells.value(column::CLASS_LEVEL, FaultKind::ValueUnknown, ClassLevel::from_code);
    let medical = cells.value(column::MEDICAL, FaultKind::ValueUnknown, MedicalStatus::from_code);
    let unaccompanied = cells.flag(column::UNACCOMPANIED);
    let criminality =
        cells.value(column::CRIMINALITY, FaultKind::ValueUnknown, Criminality::from_code);
    let attorney = cells.flag(column::ATTORNEY);
    let nationality = cells.country(column::NATIONALITY, lists);
    let birth_country = cells.country(column::BIRTH_COUNTRY, lists);
    let category = cells.value(column::CASE_CATEGORY, FaultKind::CaseCategoryUnknown, |text| {
        lists.has_category(text, as_of).then(|| Arc::from(text))
    });
    let kind = cells.value(column::ORDER_KIND, FaultKind::ValueUnknown, |text| {
        lists.has_order_kind(text, as_of).then(|| Arc::from(text))
    });
    let since = cells.date(column::DETAINED_ON);
    let date = cells.date(column::ORDER_DATE);
    let cleared_on = cells.date(column::MEDICAL_CLEARED_ON);
    let defects = defects(&cells);
    let removal_country = removal_country(&mut cells, lists);
    Case {
        id: CaseId::of(&id, 1),
        opened_at,
        stage: Stage::Detained,
        person: Person {
            id,
            seq,
            a_number,
            fin: cells.text(column::FIN),
            family_name: cells.text(column::FAMILY_NAME),
            given_names: cells.text(column::GIVEN_NAMES),
            birth_date,
            sex,
            nationality,
            birth_country,
            class_level,
            criminality,
            family_unit: family_unit(&mut cells),
            unaccompanied,
            keep_apart: keep_apart(&mut cells),
            attorney,
        },
        custody: Custody {
            kind: custody,
            facility: cells.text(column::FACILITY),
            office: cells.text(column::AOR),
            since,
        },
        order: Order { kind, date, appeal, category, removal_country },
        medical: Medical { status: medical, cleared_on },
        holds: Vec::new(),
        documents: Vec::new(),
        statements: Vec::new(),
        interviews: Vec::new(),
        notices: Vec::new(),
        defects,
    }
}

fn a_number(cells: &mut Cells<'_>) -> Known<Arc<str>> {
    let is_missing = cells.raw(column::A_NUMBER).is_empty();
    let kind = if is_missing { FaultKind::ANumberMissing } else { FaultKind::ANumberMalformed };
    cells.value(column::A_NUMBER, kind, |text| {
        let digits = text.strip_prefix('A')?;
        let fits = digits.len() == 9 && digits.bytes().all(|byte| byte.is_ascii_digit());
        fits.then(|| text.into())
    })
}

fn birth_date(cells: &mut Cells<'_>, as_of: Date) -> Known<Date> {
    let is_shaped = value::is_date_shaped(cells.raw(column::BIRTH_DATE));
    let kind = if is_shaped { FaultKind::BirthDateImpossible } else { FaultKind::DateFormat };
    let date = cells.value(column::BIRTH_DATE, kind, value::date);
    if date.read().is_some_and(|date| *date > as_of) {
        cells.spoil(column::BIRTH_DATE, FaultKind::BirthDateFuture);
    }
    date
}

fn removal_country(cells: &mut Cells<'_>, lists: &impl Lists) -> Option<Known<domain::Country>> {
    let text = cells.raw(column::REMOVAL_COUNTRY);
    if text.is_empty() {
        return None;
    }
    // No flight goes to a country that is not known, so this is reported but is no defect.
    Some(country::read(text, lists).map_or_else(
        |_| {
            cells.note(column::REMOVAL_COUNTRY, FaultKind::CountryUnknown);
            Known::unreadable(text)
        },
        Known::Read,
    ))
}

/// The family, under a key made from its words if these are none: a family is never taken
/// apart for want of a key.
fn family_unit(cells: &mut Cells<'_>) -> Option<FamilyUnit> {
    let text = cells.raw(column::FAMILY_UNIT);
    if text.is_empty() {
        return None;
    }
    if let Ok(family) = FamilyUnit::new(text) {
        return Some(family);
    }
    cells.note(column::FAMILY_UNIT, FaultKind::KeyMalformed);
    let mut key = String::from("fam:");
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' => key.push(char::from(byte)),
            other => write!(key, "_{other:02x}").unwrap_or_default(),
        }
    }
    if key.len() > 64 {
        key = format!("fam:{:016x}", super::super::index::hash(text));
    }
    FamilyUnit::new(key).ok()
}

fn keep_apart(cells: &mut Cells<'_>) -> Vec<PersonId> {
    let mut apart = Vec::new();
    for text in cells.raw(column::KEEP_APART).split(';').filter(|text| !text.is_empty()) {
        match PersonId::new(text.trim()) {
            Ok(person) => apart.push(person),
            Err(_) => cells.note_part(column::KEEP_APART, FaultKind::KeyMalformed, text),
        }
    }
    apart
}

fn defects(cells: &Cells<'_>) -> Vec<Defect> {
    let names = cells.table.file.columns();
    let mut defects: Vec<Defect> = cells
        .bad
        .iter()
        .filter_map(|column| names.get(*column))
        .map(|name| Defect::BadRecord(Arc::from(*name)))
        .collect();
    if cells.table.is_broken() {
        defects.push(Defect::BadRecord("row".into()));
    }
    defects
}
