//! Tests of the rulebook.

mod parity;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use jiff::civil::date;

use super::*;
use crate::Appeal;

const DAY: Date = date(2024, 6, 29);

fn rules() -> Rulebook {
    Rulebook::embedded().unwrap()
}

fn country(code: &str) -> Country {
    code.parse().unwrap()
}

fn files() -> Vec<(String, String)> {
    let own = |&(path, text): &(&str, &str)| (path.to_owned(), text.to_owned());
    embedded::FILES.iter().map(own).collect()
}

/// The embedded files with `old` replaced by `new` in one of them.
#[track_caller]
fn with(file: &str, old: &str, new: &str) -> Result<Rulebook, RulebookError> {
    let mut files = files();
    let (_, text) = files.iter_mut().find(|(path, _)| path == file).unwrap();
    assert!(text.contains(old), "{file} does not contain {old:?}");
    *text = text.replacen(old, new, 1);
    Rulebook::from_texts(files)
}

#[track_caller]
fn check_refused(result: Result<Rulebook, RulebookError>, words: &[&str]) {
    let message = result.unwrap_err().to_string();
    for word in words {
        assert!(message.contains(word), "{message:?} does not contain {word:?}");
    }
}

fn toml_files(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { toml_files(&path, into) } else { into.push(path) }
    }
}

#[test]
fn every_file_of_the_folder_is_built_in() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("rulebook");
    let mut found = Vec::new();
    toml_files(&root, &mut found);
    let mut found: Vec<String> = found
        .iter()
        .map(|path| path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/"))
        .collect();
    found.sort();
    let listed: Vec<&str> = embedded::FILES.iter().map(|(path, _)| *path).collect();
    assert_eq!(found, listed, "list the new file in src/rulebook/embedded.rs, in order");
}

#[test]
fn the_rulebook_holds_what_the_law_needs() {
    let rules = rules();
    assert_eq!(rules.hold_kinds().count(), 45);
    let mut references: Vec<_> = rules.hold_kinds().map(|kind| &*kind.reference).collect();
    references.dedup();
    assert_eq!(references, (1..=44).map(|n| format!("H{n:02}")).collect::<Vec<_>>());
    assert_eq!(rules.countries().count(), 25);
    assert_eq!(rules.order_kinds().count(), 10);
    assert_eq!(rules.categories().count(), 30);
    assert_eq!(rules.roles().count(), Role::ALL.len());
    assert_eq!(rules.airports().count(), 78);
    assert_eq!(rules.facilities().count(), 36);
    assert_eq!(rules.nations().count(), 44);
    assert_eq!(rules.cancel_reasons().len(), crate::flight::CancelReason::ALL.len());
    assert!(StrikeReason::ALL.iter().all(|reason| rules.strike_reason(*reason).is_some()));
    assert!(TwoPersonAct::ALL.iter().all(|act| rules.needs_two(*act, DAY)));
}

#[test]
fn every_entry_says_where_it_comes_from() {
    let rules = rules();
    assert!(rules.hold_kinds().all(|kind| !kind.source.is_empty()));
    assert!(rules.clocks().all(|clock| !clock.source.is_empty()));
    assert!(rules.countries().all(|profile| !profile.source.is_empty()));
    assert!(rules.order_kinds().all(|kind| !kind.source.is_empty()));
}

#[test]
fn the_version_changes_with_every_byte() {
    let before = rules();
    assert!(before.version().starts_with("2024.06+"), "{}", before.version());
    let after = with("airports.toml", "Alexandria", "Alexandra").unwrap();
    assert_ne!(before.version(), after.version());
}

#[test]
fn the_order_of_the_files_does_not_matter() {
    let backwards = Rulebook::from_texts(files().into_iter().rev()).unwrap();
    assert_eq!(backwards.version(), rules().version());
}

#[test]
fn an_unknown_key_is_refused_with_file_and_key() {
    let hold = "holds/judicial_stay.toml";
    check_refused(with(hold, "label =", "colour = 3\nlabel ="), &[hold, "colour"]);
    check_refused(with(hold, "board =", "flight = true, board ="), &[hold, "flight"]);
    let profile = "countries/CHN.toml";
    check_refused(with(profile, "notice_days =", "notice = 1\nnotice_days ="), &["CHN", "notice"]);
    check_refused(with("roles.toml", "may_not =", "must = []\nmay_not ="), &["roles", "must"]);
}

#[test]
fn a_missing_key_is_refused_with_file_and_key() {
    let hold = "holds/judicial_stay.toml";
    check_refused(with(hold, "reference =", "# reference ="), &[hold, "reference"]);
    check_refused(with(hold, "source =", "# source ="), &[hold, "source"]);
}

#[test]
fn an_unknown_role_or_a_date_with_a_time_is_refused() {
    let hold = "holds/judicial_stay.toml";
    check_refused(with(hold, "\"legal_counsel\"]", "\"king\"]"), &[hold, "king"]);
    check_refused(with(hold, "1997-04-01", "1997-04-01T00:00:00"), &[hold, "no date"]);
}

#[test]
fn a_file_that_belongs_nowhere_is_refused() {
    let mut files = files();
    files.push(("holds/deep/new.toml".to_owned(), String::new()));
    check_refused(Rulebook::from_texts(files), &["holds/deep/new.toml"]);
}

#[test]
fn a_missing_file_is_refused() {
    let files = files().into_iter().filter(|(path, _)| path != "roles.toml");
    check_refused(Rulebook::from_texts(files), &["roles.toml", "missing"]);
}

#[test]
fn an_entry_may_be_followed_but_not_overlapped_by_another() {
    let path = "holds/judicial_stay.toml";
    let text = files().into_iter().find(|(file, _)| file == path).unwrap().1;
    let later = text.replacen("from = 1997-04-01", "from = 2025-01-01", 1);
    let add = |earlier: Result<Vec<_>, RulebookError>| {
        let mut files = earlier.unwrap();
        files.push(("holds/judicial_stay-2025.toml".to_owned(), later.clone()));
        Rulebook::from_texts(files)
    };
    check_refused(add(Ok(files())), &["judicial_stay", "2025-01-01"]);

    let mut ended = files();
    for (_, text) in ended.iter_mut().filter(|(file, _)| file == path) {
        *text = text.replacen("1997-04-01", "1997-04-01\nto = 2024-12-31", 1);
    }
    let rules = add(Ok(ended)).unwrap();
    let from = |day| rules.hold_kind("judicial_stay", day).map(|kind| kind.from);
    assert_eq!(from(date(1997, 3, 31)), None);
    assert_eq!(from(date(2024, 12, 31)), Some(date(1997, 4, 1)));
    assert_eq!(from(date(2025, 1, 1)), Some(date(2025, 1, 1)));
}

#[test]
fn a_profile_with_another_countrys_airport_is_refused() {
    check_refused(with("countries/CHN.toml", "\"ZYTX\"", "\"VVNB\""), &["CHN", "VVNB"]);
}

#[test]
fn an_order_waits_as_the_law_says() {
    let rules = rules();
    let mut table = String::new();
    for kind in rules.order_kinds() {
        write!(table, "{:20}{:6}", kind.code, kind.wait_days(None)).unwrap();
        for appeal in Appeal::ALL {
            write!(table, " {appeal} {}", kind.wait_days(Some(*appeal))).unwrap();
        }
        table.push_str(if kind.executable { "\n" } else { " never\n" });
    }
    insta::assert_snapshot!(table, @r"
    administrative          14 none 14 waived 0 reserved 14 pending 14 dismissed 14
    expedited                0 none 0 waived 0 reserved 0 pending 0 dismissed 0
    ij                      30 none 30 waived 0 reserved 30 pending 30 dismissed 0
    in_absentia              0 none 0 waived 0 reserved 0 pending 0 dismissed 0
    judicial                 0 none 0 waived 0 reserved 0 pending 0 dismissed 0
    none                     0 none 0 waived 0 reserved 0 pending 0 dismissed 0 never
    reinstated               0 none 0 waived 0 reserved 0 pending 0 dismissed 0
    stipulated               0 none 0 waived 0 reserved 0 pending 0 dismissed 0
    visa_waiver              0 none 0 waived 0 reserved 0 pending 0 dismissed 0
    voluntary_departure    120 none 120 waived 120 reserved 120 pending 120 dismissed 120
    ");
}

#[test]
fn a_category_needs_what_the_code_list_says() {
    let rules = rules();
    let what = |code| rules.category(code, DAY).map(|category| category.executable);
    assert_eq!(what("3"), Some(Executable::Yes));
    assert_eq!(what("5C"), Some(Executable::No));
    assert_eq!(what("8G"), Some(Executable::NeedsDocument(Proof::NegativeFear)));
    assert_eq!(what("8H"), Some(Executable::NeedsDocument(Proof::NegativeCitizenship)));
    assert_eq!(what("5F"), Some(Executable::NeedsDocument(Proof::UsableDocument)));
    for code in ["1C", "14", "15"] {
        assert_eq!(what(code), Some(Executable::NeedsDocument(Proof::NeverHere)));
    }
    assert_eq!(what("99"), None);
}

#[test]
fn only_listed_countries_can_be_read() {
    let rules = rules();
    for code in ["CHN", "TWN", "USA", "IRL", "KEN"] {
        assert!(rules.knows_country(country(code)), "{code}");
    }
    for code in ["XXX", "DEU", "FRA"] {
        assert!(!rules.knows_country(country(code)), "{code}");
    }
}

#[test]
fn china_refused_until_june_2024() {
    let rules = rules();
    let china = rules.country(country("CHN")).unwrap();
    assert_eq!(china.tier_on(date(2024, 5, 31)), Some(Tier::Refusing));
    assert_eq!(china.tier_on(date(2024, 6, 1)), Some(Tier::Slow));
    assert_eq!(china.manifest.arrival_buffer_days, 3);
    assert!(china.manifest.per_person_approval && china.takes("ZYTX") && !china.takes("VVNB"));
    assert_eq!(rules.country_of(&china.agency.id).map(|p| p.country), Some(country("CHN")));
}

#[test]
fn a_slow_agency_answers_on_the_first_weekday_of_a_month() {
    let rules = rules();
    let china = rules.country(country("CHN")).unwrap();
    let pace = rules.simulation().pace(china, DAY).unwrap();
    assert_eq!(pace.answers_on.next(DAY), date(2024, 7, 1));
    assert_eq!(pace.answers_on.next(date(2024, 6, 1)), date(2024, 6, 3)); // a Saturday
    assert_eq!(pace.answers_on.next(date(2024, 6, 3)), date(2024, 6, 3));
    assert_eq!(pace.answers_on.next(date(2024, 8, 30)), date(2024, 9, 2)); // a Sunday
    let mexico = rules.country(country("MEX")).unwrap();
    assert_eq!(rules.simulation().pace(mexico, DAY).unwrap().answers_on.next(DAY), DAY);
}

#[test]
fn every_country_has_a_pace_on_the_day_of_the_sample() {
    let rules = rules();
    assert!(rules.countries().all(|profile| rules.simulation().pace(profile, DAY).is_some()));
}
