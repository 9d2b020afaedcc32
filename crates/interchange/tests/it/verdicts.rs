//! The verdicts file, byte for byte.

use std::fs;

use domain::{FlightId, PersonId, Reason};
use interchange::docket::verdicts::VerdictWriter;

use crate::fixture::sample;

fn written(rows: &[[&str; 5]]) -> String {
    let mut out = Vec::new();
    let mut writer = VerdictWriter::new(&mut out).unwrap();
    for [flight, person, _, listed, reasons] in rows {
        let reasons: Vec<Reason> = reasons
            .split(';')
            .filter(|reason| !reason.is_empty())
            .map(|reason| reason.to_owned().try_into().unwrap())
            .collect();
        let (flight, person) = (FlightId::new(flight).unwrap(), PersonId::new(person).unwrap());
        writer.row(&flight, &person, *listed == "true", &reasons).unwrap();
    }
    writer.finish().unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn the_expected_verdicts_are_written_as_they_stand() {
    for name in ["docket-clean", "docket-dirty"] {
        let expected = fs::read_to_string(sample(name).join("expected.csv")).unwrap();
        let rows: Vec<[&str; 5]> = expected
            .lines()
            .skip(1)
            .map(|line| line.splitn(5, ',').collect::<Vec<_>>().try_into().unwrap())
            .collect();
        assert!(written(&rows) == expected, "{name}");
    }
}

#[test]
fn a_reason_with_a_comma_or_a_quote_is_quoted_as_python_does() {
    let row = ["F1", "P1", "refused", "false", "bad_record:a,b\"c"];
    assert!(written(&[row]).ends_with("F1,P1,refused,false,\"bad_record:a,b\"\"c\"\n"));
}
