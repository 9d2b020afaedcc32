//! The specimens of ICAO 9303, whole and damaged.

use proptest::prelude::*;

use super::*;

const TD1: &str =
    "I<UTOD231458907<<<<<<<<<<<<<<<|7408122F1204159UTO<<<<<<<<<<<6|ERIKSSON<<ANNA<MARIA<<<<<<<<<<";
const TD1_LONG: &str =
    "I<UTOD23145890<7349<<<<<<<<<<<|3407127M9507122UTO<<<<<<<<<<<2|STEVENSON<<PETER<JOHN<<<<<<<<<";
const TD2: &str = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<|D231458907UTO7408122F1204159<<<<<<<6";
const TD3: &str = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<|\
                   L898902C36UTO7408122F1204159ZE184226B<<<<<10";

#[test]
fn the_specimens_are_read() {
    for (zone, format, number) in [
        (TD1, Format::Td1, "D23145890"),
        (TD2, Format::Td2, "D23145890"),
        (TD3, Format::Td3, "L898902C3"),
    ] {
        let read = read(zone).unwrap();
        assert_eq!((read.format, read.document_number.as_str()), (format, number));
        assert_eq!(
            (read.family_name.as_str(), read.given_names.as_str()),
            ("ERIKSSON", "ANNA MARIA")
        );
        assert_eq!((read.issuer.as_str(), read.nationality.as_str()), ("UTO", "UTO"));
        assert_eq!(
            (read.birth_date.as_str(), read.sex, read.expiry_date.as_str()),
            ("740812", 'F', "120415")
        );
    }
    assert_eq!(read(TD3).unwrap().optional_data, "ZE184226B");
}

#[test]
fn a_document_number_over_nine_characters_goes_on_in_the_optional_data() {
    let long = read(TD1_LONG).unwrap();
    assert_eq!(long.document_number, "D23145890734");
    assert_eq!(long.optional_data, "");
    let damaged = TD1_LONG.replacen("7349", "7348", 1);
    let faults = read(&damaged).unwrap_err();
    let MrzFault::CheckDigit { field, line, column, expected, found } = faults[0] else { panic!() };
    assert_eq!((field, line, column, expected, found), (Field::DocumentNumber, 1, 19, '9', '8'));
}

#[test]
fn a_sheet_with_a_long_number_is_read_too() {
    // The number of TD1_LONG on a sheet: its digit 9 behind the rest, then the composite.
    let lower = "D23145890<UTO3407127M95071227349<<<";
    let parts = ["D23145890<", "3407127", "95071227349<<<"];
    let zone = format!("I<UTOSTEVENSON<<PETER<JOHN<<<<<<<<<<|{lower}{}", digit::check_digit(parts));
    assert_eq!(read(&zone).unwrap().document_number, "D23145890734");
}

#[test]
fn lines_may_stand_on_lines_of_their_own() {
    assert_eq!(read(&TD3.replace('|', "\n")), read(TD3));
    assert_eq!(read(&(TD3.replace('|', "\r\n") + "\r\n")), read(TD3));
}

#[test]
fn an_empty_personal_number_needs_no_digit() {
    for digit in ['0', '<'] {
        let parts = [
            "L898902C36",
            "7408122",
            "1204159<<<<<<<<<<<<<<",
            if digit == '0' { "0" } else { "<" },
        ];
        let zone = format!(
            "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<|L898902C36UTO7408122F1204159<<<<<<<<<<<<<<{digit}{}",
            digit::check_digit(parts)
        );
        assert_eq!(read(&zone).unwrap().optional_data, "");
    }
    let missing = TD3.replace("<<<<<10", "<<<<<<0");
    assert!(matches!(
        read(&missing).unwrap_err()[0],
        MrzFault::CheckDigit { field: Field::PersonalNumber, expected: '1', found: '<', .. }
    ));
}

/// Which field a damaged character must be found in: by line and column, from 1.
fn covered(format: Format, line: usize, column: usize) -> Option<Field> {
    let number = Some(Field::DocumentNumber);
    let (birth, expiry) = (Some(Field::BirthDate), Some(Field::ExpiryDate));
    match (format, line, column) {
        (Format::Td1, 1, 6..=15) | (Format::Td2 | Format::Td3, 2, 1..=10) => number,
        (Format::Td1, 2, 1..=7) | (Format::Td2 | Format::Td3, 2, 14..=20) => birth,
        (Format::Td1, 2, 9..=15) | (Format::Td2 | Format::Td3, 2, 22..=28) => expiry,
        (Format::Td3, 2, 29..=43) => Some(Field::PersonalNumber),
        (Format::Td1, 1, 16..=30) | (Format::Td1, 2, 19..=30) | (Format::Td2, 2, 29..=36) => {
            Some(Field::Composite)
        }
        (Format::Td3, 2, 44) => Some(Field::Composite),
        _ => None,
    }
}

fn damaged(zone: &str, at: usize, with: char) -> String {
    zone.chars().enumerate().map(|(n, old)| if n == at { with } else { old }).collect()
}

#[test]
fn damage_is_found_at_every_position_and_its_digit_named() {
    for (zone, format) in [(TD1, Format::Td1), (TD2, Format::Td2), (TD3, Format::Td3)] {
        let (mut line, mut column) = (1, 0);
        for (at, old) in zone.char_indices() {
            if old == '|' {
                (line, column) = (line + 1, 0);
                continue;
            }
            column += 1;
            // One more in value, so the digit over it changes.
            let with = match old {
                '<' => '1',
                '9' => '8',
                'Z' => 'Y',
                _ => (old as u8 + 1) as char,
            };
            let answer = read(&damaged(zone, at, with));
            let Some(field) = covered(format, line, column) else {
                assert!(answer.is_ok(), "{format:?} {line}:{column}");
                continue;
            };
            let faults = answer.unwrap_err();
            let named = faults.iter().any(
                |fault| matches!(fault, MrzFault::CheckDigit { field: named, .. } if *named == field),
            );
            assert!(named, "{format:?} {line}:{column} {faults:?}");
        }
    }
}

#[test]
fn a_character_outside_the_alphabet_is_found_at_every_position() {
    for zone in [TD1, TD2, TD3] {
        for (at, old) in zone.char_indices().filter(|(_, old)| *old != '|') {
            for bad in ['a', ' ', 'É', '*'] {
                let faults = read(&damaged(zone, at, bad)).unwrap_err();
                let at_fault =
                    matches!(faults[..], [MrzFault::Character { found, .. }] if found == bad);
                assert!(at_fault, "{old} {faults:?}");
            }
        }
    }
}

#[test]
fn a_line_too_short_is_named() {
    let faults = read(TD3.strip_suffix('0').unwrap()).unwrap_err();
    assert_eq!(faults, [MrzFault::Length { line: 2, expected: 44, found: 43 }]);
    assert_eq!(read("").unwrap_err(), [MrzFault::Shape { found: vec![0] }]);
}

#[test]
fn a_fault_tells_place_and_digits_but_not_the_field() {
    let fault = read(&TD3.replace("C36UTO", "C37UTO")).unwrap_err().remove(0);
    assert_eq!(
        fault.to_string(),
        "line 2, column 10: the check digit of the document number is 7 but 6 fits"
    );
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC*|[A-Z0-9<|\n]{80,100}") {
        let _ = read(&text);
    }

    #[test]
    fn a_zone_of_any_letters_gets_a_verdict(first in "[A-Z0-9<]{36}", second in "[A-Z0-9<]{36}") {
        let zone = format!("{first}|{second}");
        let named = |faults: Vec<MrzFault>| {
            faults.iter().all(|fault| matches!(fault, MrzFault::CheckDigit { .. }))
        };
        let fits = match read(&zone) {
            Ok(read) => read.format == Format::Td2,
            Err(faults) => !faults.is_empty() && named(faults),
        };
        prop_assert!(fits);
    }
}
