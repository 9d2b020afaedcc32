//! Cells that a person types are read as a docket's are: neither more nor less.

use std::sync::LazyLock;

use domain::rulebook::Rulebook;
use domain::{Case, Known, Sex};
use interchange::docket::{Docket, DocketFile, read_cells};
use jiff::civil::{Date, date};
use proptest::prelude::*;

use crate::fixture::{case, cases, docket_of, person_row, rules, sample};

const TODAY: Date = date(2024, 6, 25);

static RULES: LazyLock<Rulebook> = LazyLock::new(rules);
static KNOWN: LazyLock<Case> = LazyLock::new(|| {
    let dir = docket_of(&[("people.csv", person_row("P1", "1").as_bytes())]);
    case(&Docket::open(dir.path()).unwrap(), "P1")
});

#[track_caller]
fn check(cells: &[(&str, &str)], expected: &[&str]) {
    let found = read_cells(&KNOWN, cells, TODAY, &*RULES).err().unwrap_or_default();
    let found: Vec<String> =
        found.iter().map(|fault| format!("{}: {}", fault.column, fault.kind)).collect();
    assert_eq!(found, expected, "{cells:?}");
}

#[test]
fn what_an_import_would_fault_is_a_fault_and_all_of_them_at_once() {
    check(&[("birth_date", "1990-02-30")], &["birth_date: birth_date_impossible"]);
    check(&[("birth_date", "02/03/1990")], &["birth_date: date_format"]);
    check(&[("birth_date", "2024-06-26")], &["birth_date: birth_date_future"]);
    check(&[("birth_date", "")], &["birth_date: date_format"]);
    check(&[("nationality", "CN")], &["nationality: country_unknown"]);
    check(&[("removal_country", "Guatemala")], &["removal_country: country_unknown"]);
    check(&[("a_number", "")], &["a_number: a_number_missing"]);
    check(&[("a_number", "900000001")], &["a_number: a_number_malformed"]);
    check(&[("keep_apart", "P2;b d")], &["keep_apart: key_malformed"]);
    check(&[("family_name", "LI\nWEI")], &["family_name: row_unreadable"]);
    check(&[("given_names", &"x".repeat(2_001))], &["given_names: row_unreadable"]);
    check(
        &[("sex", "male"), ("unaccompanied", "no"), ("appeal", "lost"), ("order_kind", "x")],
        &[
            "sex: sex_unknown",
            "appeal: value_unknown",
            "unaccompanied: boolean_variant",
            "order_kind: value_unknown",
        ],
    );
}

#[test]
fn what_an_import_reads_is_read_and_what_is_not_named_is_no_fault() {
    check(&[], &[]);
    check(&[("order_date", ""), ("removal_country", ""), ("given_names", "")], &[]);
    check(&[("family_name", "O\"Neil, Ltd;  \u{5d0}")], &[]);
    let cells = [("sex", " F "), ("family_name", "DE, LA")];
    let read = read_cells(&KNOWN, &cells, TODAY, &*RULES).unwrap();
    assert_eq!(read.person.sex, Known::Read(Sex::Female), "blanks around a value are no fault");
    assert_eq!(&*read.person.family_name, "DE, LA");
}

/// Every cell of a row as an export writes it.
fn row_of(case: &Case) -> Vec<String> {
    let dir = tempfile::tempdir().unwrap();
    let mut out = interchange::docket::write::DocketWriter::create(dir.path(), TODAY).unwrap();
    out.case(case).unwrap();
    out.finish().unwrap();
    let mut rows = csv::Reader::from_path(dir.path().join("people.csv")).unwrap();
    let row = rows.records().next().unwrap().unwrap();
    row.iter().map(str::to_owned).collect()
}

#[test]
fn a_whole_row_typed_again_is_the_person_of_the_docket() {
    let docket = Docket::open(&sample("docket-clean")).unwrap();
    for case in cases(&docket).iter().take(300) {
        let row = row_of(case);
        let cells: Vec<(&str, &str)> = DocketFile::People
            .columns()
            .iter()
            .copied()
            .zip(row.iter().map(String::as_str))
            .collect();
        let read = read_cells(case, &cells, TODAY, &*RULES).unwrap();
        assert_eq!((&read.person, &read.order), (&case.person, &case.order));
        assert_eq!((&read.custody, &read.medical), (&case.custody, &case.medical));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    /// Whatever is typed, the answer is what an import of the same row says.
    #[test]
    fn any_value_is_judged_as_in_a_docket(
        at in 1_usize..26,
        value in "[ -~é\u{202e}]{0,24}|[0-9]{4}-[0-9]{2}-[0-9]{2}|[A-Z]{3}|true|none|A[0-9]{9}",
    ) {
        let column = DocketFile::People.columns()[at];
        let mut row = csv::WriterBuilder::new().from_writer(Vec::new());
        let plain = person_row("P1", "1");
        let mut cells: Vec<&str> = plain.trim_end().split(',').collect();
        cells[at] = &value;
        row.write_record(&cells).unwrap();
        let row = row.into_inner().unwrap();
        let dir = docket_of(&[("people.csv", &row)]);
        let docket = Docket::open(dir.path()).unwrap();
        let imported = case(&docket, "P1");
        let told = docket.faults(&*RULES).unwrap();
        let told = told.iter().filter(|fault| fault.column == column && waits(fault)).count();
        match read_cells(&KNOWN, &[(column, &value)], TODAY, &*RULES) {
            Err(faults) => prop_assert_eq!(faults.len(), told),
            Ok(read) => {
                prop_assert_eq!(told, 0);
                let (one, other) = (row_of(&read), row_of(&imported));
                prop_assert_eq!(&one[at], &other[at]);
            }
        }
    }
}

fn waits(fault: &interchange::docket::Fault) -> bool {
    use interchange::docket::Handling;
    !matches!(fault.kind.handling(), Handling::Repair | Handling::Skip)
}
