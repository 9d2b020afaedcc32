//! Answers of agencies from files: duplicated, out of order, damaged; none is lost.

use domain::Stage;
use jiff::civil::date;
use operations::AnswersReport;
use operations::agency::SimulatedAgency;

use crate::support::small::{DESK, asked, case_id};
use crate::support::{World, actor, tell, variable, worlds};

const HEAD: &str = "request,answer,answered_on,number,issued_on,expires_on,condition\n";

pub(crate) fn row(person: &str, answer: &str, day: u8) -> String {
    on_condition(person, answer, day, "")
}

fn on_condition(person: &str, answer: &str, day: u8, condition: &str) -> String {
    let valid = "2024-06-10,2024-12-31";
    format!("{person}.1/D{person},{answer},2024-06-{day:02},L{person},{valid},{condition}\n")
}

pub(crate) async fn take(world: &World, rows: &str, dry_run: bool) -> AnswersReport {
    let file = format!("{HEAD}{rows}");
    let agency = "chn_nia".parse().unwrap();
    let by = actor(DESK);
    world.ops.take_answer_file(file.as_bytes(), &agency, dry_run, &by).await.unwrap()
}

/// The answers on record, without what depends on how often they came.
async fn state(world: &World, people: &[String]) -> Vec<String> {
    let mut state = Vec::new();
    for person in people {
        let case = world.ops.store.case(&case_id(person)).await.unwrap().value;
        state.push(format!("{person}: {} {:?}", case.stage.name(), case.documents));
    }
    state
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_is_accepted_once_or_refused_with_its_line_and_reason() {
    for world in worlds("answers_rows").await {
        world.with_cases(["P1", "P2", "P3"].map(asked)).await;
        let rows = [
            row("P1", "approved", 20),
            row("P1", "approved", 20),
            row("P9", "approved", 20),
            row("P2", "perhaps", 20),
            "P2.1/DP2,approved\n".to_owned(),
            "P2.1/DP2,approved,2024-06-31,,,,\n".to_owned(),
            "P2.1/DP2,approved,2024-06-20,,,,\n".to_owned(),
            "P2.1/D9,approved,2024-06-20,L,2024-06-10,2024-12-31,\n".to_owned(),
            row("P2", "approved", 27),
            "P2.1/DP2,refused,2024-02-01,,,,\n".to_owned(),
            "P3.1/DP3,refused,2024-06-20,,,,\n".to_owned(),
            row("P1", "refused", 19),
            on_condition("P2", "refused", 20, "with a doctor"),
        ];
        let dry = take(&world, &rows.concat(), true).await;
        assert_eq!(
            world.ops.store.case(&case_id("P1")).await.unwrap().stage,
            Stage::DocumentRequested
        );
        let report = take(&world, &rows.concat(), false).await;
        assert_eq!(dry, report, "{}: the dry run said otherwise", world.name);
        assert_eq!((report.accepted, report.known), (2, 1), "{}: {report:#?}", world.name);
        let refused: Vec<(u64, &str)> =
            report.refused.iter().map(|refused| (refused.line, refused.why.as_str())).collect();
        let expected = [
            (4, "there is no case P9.1"),
            (5, "answer is no answer: approved or refused"),
            (6, "the row does not have as many cells as there are columns"),
            (7, "answered_on is no date"),
            (8, "approved without the days from and to which the document is valid"),
            (9, "case P2.1 has no such request"),
            (10, "answered on a day to come"),
            (11, "answered before it was asked for, on 2024-02-20"),
            (13, "there is an answer of 2024-06-20 on record, which stands"),
            (14, "condition is no part of a refusal: only an approval has one"),
        ];
        assert_eq!(refused, expected, "{}", world.name);
        let stage = |person| {
            let store = world.ops.store.clone();
            async move { store.case(&case_id(person)).await.unwrap().stage.name().code() }
        };
        assert_eq!(stage("P1").await, "agency_approved");
        assert_eq!(stage("P2").await, "document_requested");
        assert_eq!(stage("P3").await, "order_final");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reversal_strikes_at_once() {
    for world in worlds("answers_reversal").await {
        world.sealed(&["P1", "P2"]).await;
        let report = take(&world, "P1.1/DP1,refused,2024-06-24,,,,\n", false).await;
        assert_eq!(report.struck, [case_id("P1")], "{}: {report:?}", world.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_goes_on_or_stays_listed_on_an_approval_whose_condition_is_open() {
    for world in worlds("answers_condition").await {
        let agency = SimulatedAgency::new(world.ops.rules.clone(), 7, date(2024, 6, 25));
        let system = actor("system:test");
        let stage = |person| {
            let store = world.ops.store.clone();
            async move { store.case(&case_id(person)).await.unwrap().stage.name().code() }
        };
        world.sealed(&["P1"]).await;
        world.with_cases([asked("P2")]).await;
        let rows = ["P1", "P2"].map(|person| on_condition(person, "approved", 24, "with a doctor"));
        let report = take(&world, &rows.concat(), false).await;
        assert_eq!((report.accepted, report.struck), (2, vec![case_id("P1")]), "{}", world.name);
        for person in ["P1", "P2"] {
            world.ops.advance(&case_id(person), &agency, &system).await.unwrap();
            assert_eq!(stage(person).await, "document_requested", "{}", world.name);
            let why = world.ops.why(&case_id(person)).await.unwrap();
            let waits = format!("the condition of the agency's approval D{person} to be met");
            assert_eq!(why.waits_for, waits, "{}", world.name);
        }
        // Once more, and the same: it is known, and opens nothing anew after it was met.
        let desk = actor(DESK);
        for person in ["P1", "P2"] {
            let document = format!("D{person}").parse().unwrap();
            let met = (&document, "Dr. Fall comes along");
            world.ops.meet_condition(&case_id(person), met, &desk).await.unwrap();
            assert_eq!(stage(person).await, "agency_approved", "{}", world.name);
        }
        assert_eq!(take(&world, &rows.concat(), false).await.known, 2, "{}", world.name);
        assert_eq!(stage("P2").await, "agency_approved", "{}", world.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_of_another_agency_or_role_are_refused() {
    for world in worlds("answers_agency").await {
        world.with_cases([asked("P1")]).await;
        let file = format!("{HEAD}{}", row("P1", "approved", 20));
        let (agency, by) = ("gtm_igm".parse().unwrap(), actor(DESK));
        let got = world.ops.take_answer_file(file.as_bytes(), &agency, false, &by).await.unwrap();
        assert_eq!(got.refused[0].why, "request DP1 is not one to gtm_igm", "{}", world.name);
        let (agency, by) = ("chn_nia".parse().unwrap(), actor("flight_scheduler:x"));
        let got = world.ops.take_answer_file(file.as_bytes(), &agency, false, &by).await.unwrap();
        assert!(got.refused[0].why.contains("may not"), "{}: {got:?}", world.name);
    }
}

/// A fixed sequence of numbers that looks like chance.
fn dice(seed: &mut u64) -> usize {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    usize::try_from(*seed >> 33).unwrap()
}

/// Sequences a run tries, unless `CASEFLIGHT_ANSWER_SEQUENCES` says otherwise.
const SEQUENCES: usize = 400;
/// Sequences whose answers come in one file.
const TOGETHER: usize = 20;

/// A row that was damaged on its way: none of them is an answer.
fn damaged(whole: &str, seed: &mut u64) -> Vec<u8> {
    let text = match dice(seed) % 6 {
        0 => {
            let cut: String = whole.chars().take(dice(seed) % 12 + 1).collect();
            cut + "\n"
        }
        1 => whole.replace("2024-06-1", "2O24-06-1"),
        2 => whole.replacen(".1/", ".9/", 1),
        3 => whole.replacen("/D", "/X", 1),
        4 => whole.replacen(',', ",,", 1),
        // A letter in another encoding than UTF-8.
        _ => return whole.bytes().map(|byte| if byte == b'e' { 0xe9 } else { byte }).collect(),
    };
    text.into_bytes()
}

/// Gives `lines` to the program as files: cut in two between lines, or in the middle of one and then
/// sent again whole. Answers how many rows were accepted; none may be unaccounted for.
async fn deliver(world: &World, lines: &[Vec<u8>], seed: &mut u64) -> u64 {
    let at = dice(seed) % (lines.len() + 1);
    let (first, second) = lines.split_at(at);
    let mut files: Vec<(Vec<u8>, usize)> = Vec::new();
    if let (true, Some(line)) = (dice(seed).is_multiple_of(2), second.first()) {
        let mut torn = first.concat();
        torn.extend(line.iter().take(line.len() / 2));
        files.push((torn, first.len() + 1));
    } else {
        files.push((first.concat(), first.len()));
    }
    files.push((second.concat(), second.len()));
    let (agency, by) = ("chn_nia".parse().unwrap(), actor(DESK));
    let mut accepted = 0;
    for (rows, count) in files {
        let file = [HEAD.as_bytes(), &rows].concat();
        let report =
            world.ops.take_answer_file(file.as_slice(), &agency, false, &by).await.unwrap();
        let told = report.accepted + report.known + report.refused.len() as u64;
        assert_eq!(told, count as u64, "a row is unaccounted for: {report:?}");
        assert!(report.refused.iter().all(|one| one.line > 1 && !one.why.is_empty()));
        accepted += report.accepted;
    }
    accepted
}

#[tokio::test(flavor = "multi_thread")]
async fn duplicated_reordered_and_damaged_answers_come_to_what_the_clean_ones_do() {
    let world = World::sqlite().await;
    let rules = world.ops.rules.clone();
    let agency = SimulatedAgency::new(rules, 7, date(2024, 6, 25));
    let system = actor("system:test");
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    let sequences = variable("CASEFLIGHT_ANSWER_SEQUENCES")
        .map_or(SEQUENCES, |text| text.parse::<usize>().unwrap());
    let (mut sent, mut taken) = (0, 0);
    for round in 0..sequences.div_ceil(TOGETHER) {
        let people = |side: &str| -> Vec<String> {
            (0..TOGETHER).map(|n| format!("{side}{round}x{n}")).collect()
        };
        let (clean, mixed) = (people("C"), people("M"));
        world.with_cases(clean.iter().chain(&mixed).map(|person| asked(person))).await;
        let mut rows: Vec<(usize, u8, &str, &str)> = Vec::new();
        for person in 0..TOGETHER {
            for _ in 0..=dice(&mut seed) % 3 {
                let (answer, condition) = match dice(&mut seed) % 6 {
                    0 | 1 => ("approved", ""),
                    2 => ("approved", ["with a doctor", "with an escort"][dice(&mut seed) % 2]),
                    _ => ("refused", ""),
                };
                let day = u8::try_from(10 + dice(&mut seed) % 5).unwrap();
                rows.push((person, day, answer, condition));
            }
        }
        // In order, on one day the stricter answer last: what a careful clerk would send.
        let mut in_order = rows.clone();
        in_order.sort_unstable();
        let text: String = in_order
            .iter()
            .map(|(n, day, answer, condition)| on_condition(&clean[*n], answer, *day, condition))
            .collect();
        take(&world, &text, false).await;
        // Twice, shuffled, with damaged copies between.
        let mut lines: Vec<Vec<u8>> = Vec::new();
        for (n, day, answer, condition) in rows.iter().chain(&rows) {
            let whole = on_condition(&mixed[*n], answer, *day, condition);
            if dice(&mut seed).is_multiple_of(2) {
                lines.push(damaged(&whole, &mut seed));
            }
            lines.push(whole.into_bytes());
        }
        for n in (1..lines.len()).rev() {
            lines.swap(n, dice(&mut seed) % (n + 1));
        }
        sent += lines.len();
        let accepted = deliver(&world, &lines, &mut seed).await;
        taken += accepted;
        let mut recorded = 0;
        for person in &mixed {
            let history = world.ops.store.history(case_id(person).as_str()).await.unwrap();
            recorded += history.iter().filter(|event| event.kind == "document_recorded").count();
        }
        assert_eq!(recorded as u64, accepted, "round {round}: accepted is not recorded");
        // The next sweep takes those on who have what they need, on either side.
        for person in clean.iter().chain(&mixed) {
            world.ops.advance(&case_id(person), &agency, &system).await.unwrap();
        }
        let want = state(&world, &clean).await;
        let got: Vec<String> = state(&world, &mixed)
            .await
            .into_iter()
            .map(|text| text.replace(&format!("M{round}x"), &format!("C{round}x")))
            .collect();
        for (got, want) in got.iter().zip(&want) {
            assert_eq!(got, want, "round {round}");
        }
    }
    tell(&format!("{sequences} sequences, {sent} rows sent, {taken} accepted"));
}
