//! What may be told of a person comes from the allowed fields and from nowhere else.

use std::sync::LazyLock;

use domain::rulebook::DisclosureField;
use domain::{
    Case, Country, Hold, HoldId, HoldRevision, Known, Notice, Statement, StatementId,
    StatementOutcome,
};
use interchange::docket::Docket;
use interchange::paxlst::Passenger;
use interchange::{Release, Seat};
use jiff::civil::date;
use proptest::prelude::*;

use crate::fixture::{cases, sample};

/// A case of the sample to start from.
static PLAIN: LazyLock<Case> = LazyLock::new(|| {
    let docket = Docket::open(&sample("docket-clean")).unwrap();
    cases(&docket).into_iter().find(|case| case.documents.len() == 1).unwrap()
});

/// Puts `word` into every text of the case that no field of a list is made from.
fn taint(case: &mut Case, word: &str) {
    case.person.a_number = Known::Read(word.into());
    case.person.fin = word.into();
    case.custody.facility = word.into();
    case.custody.office = word.into();
    case.order.kind = Known::Read(word.into());
    case.order.category = Known::Read(word.into());
    case.notices.push(Notice { kind: word.into(), on: date(2024, 1, 1) });
    case.statements.push(Statement {
        id: StatementId::new("S9").unwrap(),
        kind: "fear_of_return".into(),
        made_at: None,
        language: word.into(),
        interpreter: false,
        officer: Some(word.into()),
        evidence: Some(word.into()),
        outcome: Some(StatementOutcome::Affirmative),
        defect: Some(word.into()),
    });
    let revision = HoldRevision {
        recorded_at: None,
        kind: word.into(),
        country: None,
        from: None,
        to: None,
        end_confirmed: false,
        source_document: word.into(),
        docket_number: Some(word.into()),
        by: word.into(),
        reason: Some(word.into()),
        defect: Some(word.into()),
    };
    case.holds.push(Hold { id: HoldId::new("H9").unwrap(), revisions: vec![revision] });
    for document in &mut case.documents {
        document.mrz = Some(word.into());
        document.defect = Some(word.into());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn only_allowed_fields_are_in_a_release(
        allowed in proptest::sample::subsequence(DisclosureField::ALL, 0..=DisclosureField::ALL.len()),
        word in "QZQ[A-Z]{6}",
        names in ("[A-Z]{2,9}", "[A-Z]{2,9}"),
    ) {
        let mut case = PLAIN.clone();
        taint(&mut case, &word);
        (case.person.family_name, case.person.given_names) =
            (names.0.as_str().into(), names.1.as_str().into());
        let seat = Seat {
            number: 7,
            arrives_at: "ZYTX",
            day: date(2024, 6, 29),
            document: case.documents.first(),
        };
        let release = Release::of(&case, &seat, &allowed);
        for field in DisclosureField::ALL {
            let told = release.get(*field);
            prop_assert!(told.is_none() || allowed.contains(field), "{field} is not allowed");
            prop_assert!(!told.unwrap_or_default().contains(&word), "{field} has the word");
        }
        prop_assert!(release.fields().all(|field| allowed.contains(&field)));
        let numbered = allowed.contains(&DisclosureField::DocumentNumber);
        prop_assert!(numbered || release.issuer().is_none());
        let passenger = format!("{:?}", Passenger::of(&release, "KAEX"));
        prop_assert!(!passenger.contains(&word), "{passenger}");
        let named = allowed.contains(&DisclosureField::FamilyName);
        let family = format!("family: {:?}", names.0);
        prop_assert!(named || !passenger.contains(&family), "{passenger}");
    }
}

#[test]
fn a_release_changes_with_nothing_but_the_fields_it_is_made_from() {
    let before = PLAIN.clone();
    let seat = |case: &Case| {
        let seat = Seat {
            number: 7,
            arrives_at: "ZYTX",
            day: date(2024, 6, 29),
            document: case.documents.first(),
        };
        Release::of(case, &seat, DisclosureField::ALL)
    };
    let mut after = before.clone();
    taint(&mut after, "WORD");
    after.order.removal_country = Some(Known::Read("GTM".parse::<Country>().unwrap()));
    after.person.keep_apart.clear();
    assert_eq!(seat(&before), seat(&after));
}
