//! Each kind of hold against each step.

use std::fmt::Write as _;

use domain::gate::{Step, ask_contact};

use super::reasons;
use crate::support::{DEPARTS, RULES, clean_case, empty_flight, hold, moment};

/// Which steps each kind bars. A change of the rules shows up as a diff here.
#[test]
fn each_kind_of_hold_bars_the_steps_of_this_table() {
    let mut table = String::new();
    let mut kinds = 0;
    for kind in RULES.hold_kinds() {
        kinds += 1;
        let mut case = clean_case("P1");
        case.holds.push(hold(&kind.code));
        let mut barred = Vec::new();
        if ask_contact(&case, moment(DEPARTS), &RULES).is_err() {
            barred.push(Step::Contact.code());
        }
        for step in Step::ALL.iter().filter(|step| **step != Step::Contact) {
            let said = reasons(&case, &empty_flight(), *step, moment(DEPARTS));
            if said == format!("hold:{}", kind.code) {
                barred.push(step.code());
            } else {
                assert_eq!(said, "", "{} at {step}", kind.code);
            }
        }
        writeln!(table, "{} {}: {}", kind.reference, kind.code, barred.join(" ")).unwrap();
    }
    assert_eq!(kinds, 45);
    insta::assert_snapshot!(table);
}

/// The gate asked about contact through a flight uses the same effect as without one.
#[test]
fn asking_about_contact_on_a_flight_reads_the_contact_effect() {
    for kind in RULES.hold_kinds() {
        let mut case = clean_case("P1");
        case.holds.push(hold(&kind.code));
        let said = reasons(&case, &empty_flight(), Step::Contact, moment(DEPARTS));
        assert_eq!(!said.is_empty(), kind.blocks.contact, "{}", kind.code);
    }
}
