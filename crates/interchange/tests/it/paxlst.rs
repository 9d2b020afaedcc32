//! Passenger lists: written, checked, read back; damaged ones; any bytes at all.

use domain::{Country, Sex};
use interchange::edifact::{Segments, decode};
use interchange::paxlst::{
    Paper, Passenger, PassengerList, PaxlstFault, Place, PlaceKind, Profile, check, read, write,
};
use jiff::civil::{Date, date};
use proptest::prelude::*;

fn country() -> impl Strategy<Value = Country> {
    "[A-Z]{3}".prop_map(|code| code.parse().unwrap())
}

fn day(years: std::ops::Range<i16>) -> impl Strategy<Value = Date> {
    (years, 1_i8..=12, 1_i8..=28).prop_map(|(year, month, day)| date(year, month, day))
}

/// What level A can say, service characters included.
fn words(most: usize) -> impl Strategy<Value = String> {
    proptest::collection::vec("[A-Z0-9.,()/=!%&*;<>+:?'-]{1,9}", 1..=most)
        .prop_map(|words| words.join(" "))
}

fn passenger() -> impl Strategy<Value = Passenger> {
    let sex = prop_oneof![Just(None), proptest::sample::select(Sex::ALL).prop_map(Some)];
    let paper = (any::<bool>(), words(1), proptest::option::of(day(2020..2070)), country())
        .prop_map(|(passport, number, expires, issuer)| Paper {
            passport,
            number,
            expires,
            issuer: Some(issuer),
        });
    (
        (proptest::option::of(1_u32..500), words(3), words(3)),
        (sex, proptest::option::of(day(1925..2024)), proptest::option::of(country())),
        (proptest::option::of(country()), "[A-Z]{4}", "[A-Z]{4}", proptest::option::of(paper)),
    )
        .prop_map(|(names, facts, travel)| {
            let ((number, family, given), (sex, born, birth_country)) = (names, facts);
            let (nationality, embarks, disembarks, paper) = travel;
            Passenger {
                number,
                family,
                given,
                sex,
                born,
                birth_country,
                nationality,
                embarks,
                disembarks,
                paper,
            }
        })
}

pub(crate) fn list(passengers: Vec<Passenger>) -> PassengerList {
    let place = |kind, airport: &str| Place { kind, airport: airport.to_owned(), departs: None };
    PassengerList {
        sender: "CASEFLIGHT".to_owned(),
        receiver: "CARRIER".to_owned(),
        made: date(2024, 6, 29).at(20, 10, 0, 0),
        reference: "F000001R7".to_owned(),
        reporter: "CHARTER OPERATIONS".to_owned(),
        flight: "F000001".to_owned(),
        places: vec![
            Place {
                departs: Some(date(2024, 6, 29).at(15, 10, 0, 0)),
                ..place(PlaceKind::BeforeBorder, "KAEX")
            },
            place(PlaceKind::LastBeforeBorder, "KSEA"),
            place(PlaceKind::FirstAfterBorder, "ZYTX"),
        ],
        passengers,
    }
}

pub(crate) fn one() -> Passenger {
    Passenger {
        number: Some(1),
        family: "LI".to_owned(),
        given: "WEI".to_owned(),
        sex: Some(Sex::Male),
        born: Some(date(1990, 5, 17)),
        birth_country: Some("CHN".parse().unwrap()),
        nationality: Some("CHN".parse().unwrap()),
        embarks: "KAEX".to_owned(),
        disembarks: "ZYTX".to_owned(),
        paper: Some(Paper {
            passport: false,
            number: "L1234567".to_owned(),
            expires: Some(date(2024, 9, 8)),
            issuer: Some("CHN".parse().unwrap()),
        }),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn every_field_of_a_list_is_read_back(people in proptest::collection::vec(passenger(), 0..40)) {
        let list = list(people);
        for profile in [Profile::Guide, Profile::Parts] {
            let text = write(&list, profile);
            let checked = check(&text);
            prop_assert!(checked.is_sound(), "{:?}", checked.faults);
            prop_assert_eq!(checked.people, list.passengers.len() as u64);
            prop_assert_eq!(&read(&text), &list);
        }
    }

    #[test]
    fn any_bytes_are_taken_and_judged(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        let text = decode(&bytes);
        let checked = check(&text);
        prop_assert!(!checked.is_sound());
        read(&text);
    }

    #[test]
    fn any_segments_are_taken_and_judged(
        text in "(UNA[:+.?' ]{0,6})?((UN[ABGHTEZ]|BGM|NAD|TDT|LOC|DTM|DOC|CNT|NAT|ATT)[A-Z0-9+:?']{0,20}'){0,60}",
    ) {
        let checked = check(&text);
        read(&text);
        prop_assert!(checked.segments <= text.len() as u64);
    }

    #[test]
    fn a_list_with_one_byte_changed_is_taken_and_judged(at in 0_usize..600, byte in any::<u8>()) {
        let mut bytes = write(&list(vec![one(), one()]), Profile::Guide).into_bytes();
        let at = at % bytes.len();
        bytes[at] = byte;
        let text = decode(&bytes);
        check(&text);
        read(&text);
    }
}

#[test]
fn parts_are_short_and_numbered() {
    let people = vec![one(); 200];
    let text = write(&list(people), Profile::Parts);
    let messages: Vec<&str> = text.split("UNH+").skip(1).collect();
    assert!(messages.len() > 5);
    assert!(messages.iter().all(|message| message.len() < 3_480));
    let sequences: Vec<String> = Segments::of(&text)
        .filter_map(Result::ok)
        .filter(|segment| segment.tag == "UNH")
        .map(|segment| format!("{}:{}", segment.get(3, 0), segment.get(3, 1)))
        .collect();
    assert_eq!(sequences[0], "01:C");
    assert_eq!(sequences.last(), Some(&format!("{:02}:F", messages.len())));
    assert_eq!(check(&text).people, 200);
}

/// What is wrong once `from` is replaced by `to`.
#[track_caller]
fn damaged(from: &str, to: &str) -> Vec<String> {
    let text = write(&list(vec![one(), one()]), Profile::Guide);
    let damaged = text.replacen(from, to, 1);
    assert_ne!(text, damaged, "nothing was damaged");
    check(&damaged).faults.iter().map(PaxlstFault::to_string).collect()
}

#[test]
fn each_damage_is_named() {
    let cases = [
        ("CNT+42:2", "CNT+42:3", "segment 33: CNT counts 3, but there are 2 people"),
        ("UNT+32+1", "UNT+31+1", "segment 34: UNT counts 31, but there are 32 segments"),
        ("UNT+32+1", "UNT+32+2", "segment 34: the reference of UNT is not that of UNH"),
        ("UNE+1+1", "UNE+2+1", "segment 35: UNE counts 2, but there are 1 messages"),
        ("UNZ+1+F0", "UNZ+1+G0", "segment 36: the reference of UNZ is not that of UNB"),
        ("DTM+329:900517", "DTM+329:900532", "segment 13: DTM has \"900532\", which is no date"),
        ("ATT+2++M", "ATT+2++Q", "segment 12: ATT has \"Q\", which is no sex: M, F, X or U"),
        ("NAD+FL+++LI:WEI", "NAD+FL", "segment 11: NAD does not say the name"),
        ("NAT+2+CHN", "NAT+2", "segment 17: NAT does not say which nationality it is"),
        ("LI:WEI", "Li:WEI", "segment 11: NAD has 'i', which character set UNOA does not have"),
        ("PAXLST:D", "CUSRES:D", "segment 3: the message is \"CUSRES\", not PAXLST"),
    ];
    for (from, to, fault) in cases {
        let found = damaged(from, to);
        assert!(found.iter().any(|one| one == fault), "{from} > {to}: {found:#?}");
    }
    assert!(
        damaged("BGM+745'\n", "").iter().any(|one| one.ends_with("before NAD there must be BGM"))
    );
    assert!(damaged("TDT+20+F000001'\n", "")[0].contains("LOC may not stand here"));
    assert!(
        damaged("UNZ+1+F000001R7'\n", "").contains(&"the interchange ends without UNZ".to_owned())
    );
    assert!(damaged("UNZ+1+F000001R7'\n", "UNZ+1+F000001R7")[0].contains("does not end"));
}

#[test]
fn other_service_characters_are_obeyed() {
    let text = write(&list(vec![one()]), Profile::Guide);
    let other = text
        .replace("UNA:+.? '\n", "")
        .replace('+', "\u{1}")
        .replace(':', "*")
        .replace('\u{1}', "|")
        .replace('\'', "~");
    assert_eq!(read(&format!("UNA*|.! ~{other}")), read(&text));
    assert!(check("UNA::.? 'UNB'").faults[0].to_string().starts_with("the service string advice"));
}
