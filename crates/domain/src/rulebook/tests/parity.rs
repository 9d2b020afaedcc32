//! The kinds of hold as one table, and against the code list where that is at hand.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use super::super::{HoldKind, Lift, Rulebook};
use crate::Role;

fn roles(roles: &[Role], between: &str) -> String {
    roles.iter().map(|role| role.code()).collect::<Vec<_>>().join(between)
}

fn lift(kind: &HoldKind) -> String {
    match &kind.may_lift {
        Lift::AnyOf(any) => roles(any, ";"),
        Lift::AllOf(all) => roles(all, "+"),
    }
}

#[test]
fn the_kinds_of_hold_in_one_table() {
    let rules = Rulebook::embedded().unwrap();
    let mut table = String::new();
    for kind in rules.hold_kinds() {
        let flag = |on: bool, letter: char| if on { letter } else { '-' };
        let blocks = [
            flag(kind.blocks.contact, 'c'),
            flag(kind.blocks.manifest, 'm'),
            flag(kind.blocks.board, 'b'),
            flag(kind.per_destination, 'd'),
            flag(kind.protects_on_route, 'r'),
            flag(kind.confidential, 's'),
            flag(kind.auto_expires, 'e'),
            flag(kind.lift_needs_two, '2'),
        ];
        let blocks: String = blocks.iter().collect();
        let strike = kind.strike_reason.code();
        writeln!(table, "{} {} {blocks} {strike} {}", kind.reference, kind.code, lift(kind))
            .unwrap();
    }
    insta::assert_snapshot!(table, @r"
    H01 appeal_window_open cmb---e- hold system;legal_counsel
    H02 bia_appeal_pending cmb----- hold legal_counsel
    H03 in_absentia_reopening_pending cmb----- hold legal_counsel
    H04 vawa_reopening_pending cmb--s-- hold legal_counsel
    H05 immigration_court_stay -mb----- court_minute_order legal_counsel
    H05 motion_to_reopen_pending --b----- hold legal_counsel
    H06 judicial_stay -mb----- court_minute_order legal_counsel
    H07 temporary_stay -mb----- court_minute_order legal_counsel
    H08 district_court_order -mb----- court_minute_order legal_counsel
    H09 class_injunction -mb----- court_minute_order hq_counsel
    H10 administrative_stay -mb---e- hold field_office_director
    H11 administrative_stay_requested --b----- hold field_office_director
    H12 credible_fear_pending cmb--s-- hold asylum_feed;court_feed
    H13 reasonable_fear_pending cmb--s-- hold legal_counsel
    H14 asylum_pending cmb--s-- hold asylum_feed;court_feed
    H15 withholding_granted cmbdrs-- hold court_feed
    H16 cat_granted cmbdrs-- hold court_feed
    H17 third_country_notice -mbd-se- hold system;legal_counsel
    H18 tps cmb----- hold asylum_feed;hq_counsel
    H19 deferred_enforced_departure -mb----- hold hq_counsel
    H20 deferred_action -mb----- hold asylum_feed;field_office_director
    H21 u_t_visa_pending -mb--s-- hold field_office_director;asylum_feed
    H22 vawa_sij_pending cmb--s-- hold field_office_director;asylum_feed
    H23 us_citizenship_claim cmb----2 hold hq_counsel
    H24 status_claim_pending cmb--s-- hold asylum_feed;court_feed
    H25 criminal_custody -mb----- custody deportation_officer
    H26 prosecution_or_witness -mb----- hold legal_counsel
    H27 extradition_request -mb----- hold legal_counsel
    H28 medical_unfit --b----- medical medical_officer
    H29 tuberculosis_isolation -mb----- medical medical_officer
    H30 pregnancy --b----- medical medical_officer+field_office_director
    H31 mental_competence cmb----- hold court_feed;legal_counsel
    H32 unaccompanied_child -mb----- hold juvenile_coordinator
    H33 family_separation -mb----- hold hq_counsel
    H34 parental_interests --b----- hold field_office_director
    H35 congressional_or_ombuds -mb----- hold hq_counsel
    H36 consular_notice_missing c-b----- hold deportation_officer
    H37 attorney_notice_missing --b----- hold deportation_officer
    H38 seventy_two_hour_notice --b---e- hold system
    H39 identity_mismatch cmb----- identity supervisory_officer
    H40 travel_document_defect -mbd---- document_expired deportation_officer;country_desk_officer
    H41 foreign_rejection -mbd---- foreign_rejection country_desk_officer
    H42 order_vacated cmb----- court_minute_order legal_counsel
    H43 misconduct_witness -mb----- hold oversight_office
    H44 stale_data --b----- hold system
    ");
}

/// One row of the code list, in the list's own words.
fn row(kind: &HoldKind) -> String {
    let yes = |on: bool| if on { "yes" } else { "no" };
    let blocks = kind.blocks;
    [
        yes(blocks.contact),
        yes(blocks.manifest),
        yes(blocks.board),
        yes(kind.per_destination),
        yes(kind.auto_expires),
        &lift(kind),
    ]
    .join(",")
}

/// The cells of a line; a comma between quotes belongs to its cell.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            _ => cells.last_mut().unwrap().push(letter),
        }
    }
    cells
}

#[test]
#[expect(clippy::print_stdout, reason = "whoever reads the output should know it was skipped")]
fn the_kinds_of_hold_block_and_lift_as_the_code_list_says() {
    let list = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data/code-lists/hold_kinds.csv");
    let Ok(text) = std::fs::read_to_string(&list) else {
        println!("skipped: {} is not here", list.display());
        return;
    };
    let mut lines = text.lines();
    let head: Vec<&str> = lines.next().unwrap().split(',').collect();
    let column = |name: &str| head.iter().position(|column| *column == name).unwrap();
    let wanted = ["blocks_contact", "blocks_manifest", "blocks_boarding", "per_destination"];
    let mut expected = BTreeMap::new();
    for line in lines {
        let cells = cells(line);
        let mut row: Vec<&str> = wanted.iter().map(|name| &*cells[column(name)]).collect();
        row.push(&cells[column("auto_expires")]);
        row.push(&cells[column("who_may_lift")]);
        expected.insert(cells[0].clone(), row.join(","));
    }
    let rules = Rulebook::embedded().unwrap();
    let ours: BTreeMap<String, String> =
        rules.hold_kinds().map(|kind| (kind.code.to_string(), row(kind))).collect();
    assert_eq!(ours, expected);
}

#[test]
fn everybody_may_place_what_the_code_list_opens_to_any() {
    let rules = Rulebook::embedded().unwrap();
    let open: Vec<&str> =
        rules.hold_kinds().filter(|kind| kind.anyone_may_place).map(|kind| &*kind.code).collect();
    insta::assert_snapshot!(open.join(" "), @"judicial_stay temporary_stay district_court_order credible_fear_pending reasonable_fear_pending us_citizenship_claim status_claim_pending medical_unfit unaccompanied_child identity_mismatch");
    assert!(rules.hold_kinds().all(|kind| kind.people_to_lift() <= 2));
}
