//! Answers of agencies from files: duplicated, out of order, damaged; none is lost.

use domain::Stage;
use operations::AnswersReport;
use operations::agency::SimulatedAgency;

use crate::support::small::{DESK, asked, case_id};
use crate::support::{World, actor, worlds};

const HEAD: &str = "request,answer,answered_on,number,issued_on,expires_on\n";

fn row(person: &str, answer: &str, day: u8) -> String {
    format!("{person}.1/D{person},{answer},2024-06-{day:02},L{person},2024-06-10,2024-12-31\n")
}

async fn take(world: &World, rows: &str, dry_run: bool) -> AnswersReport {
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
            "P2.1/DP2,approved,2024-06-31,,,\n".to_owned(),
            "P2.1/DP2,approved,2024-06-20,,,\n".to_owned(),
            "P2.1/D9,approved,2024-06-20,L,2024-06-10,2024-12-31\n".to_owned(),
            row("P2", "approved", 27),
            "P2.1/DP2,refused,2024-02-01,,,\n".to_owned(),
            "P3.1/DP3,refused,2024-06-20,,,\n".to_owned(),
            row("P1", "refused", 19),
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
        let report = take(&world, "P1.1/DP1,refused,2024-06-24,,,\n", false).await;
        assert_eq!(report.struck, [case_id("P1")], "{}: {report:?}", world.name);
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

#[tokio::test(flavor = "multi_thread")]
async fn duplicated_reordered_and_damaged_answers_come_to_what_the_clean_ones_do() {
    let world = World::sqlite().await;
    let rules = world.ops.rules.clone();
    let agency = SimulatedAgency::new(rules, 7, jiff::civil::date(2024, 6, 25));
    let system = actor("system:test");
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    for round in 0..60 {
        let people =
            |side: &str| -> Vec<String> { (0..3).map(|n| format!("{side}{round}x{n}")).collect() };
        let (clean, mixed) = (people("C"), people("M"));
        world.with_cases(clean.iter().chain(&mixed).map(|person| asked(person))).await;
        let mut rows: Vec<(usize, &str, u8)> = Vec::new();
        for person in 0..3 {
            for _ in 0..=dice(&mut seed) % 3 {
                let answer = if dice(&mut seed).is_multiple_of(2) { "approved" } else { "refused" };
                let day = u8::try_from(10 + dice(&mut seed) % 5).unwrap();
                rows.push((person, answer, day));
            }
        }
        // In order, a refusal last on its day: what a careful clerk would send.
        let mut in_order = rows.clone();
        in_order.sort_by_key(|(person, answer, day)| (*person, *day, *answer));
        let text: String =
            in_order.iter().map(|(n, answer, day)| row(&clean[*n], answer, *day)).collect();
        take(&world, &text, false).await;
        // Twice, shuffled, with damaged copies between.
        let mut lines: Vec<String> = Vec::new();
        for (n, answer, day) in rows.iter().chain(&rows) {
            let whole = row(&mixed[*n], answer, *day);
            if dice(&mut seed).is_multiple_of(2) {
                let cut = dice(&mut seed) % 12 + 1;
                lines.push(format!("{}\n", &whole[..cut]));
                lines.push(whole.replace("2024-06-1", "2O24-06-1"));
            }
            lines.push(whole);
        }
        for n in (1..lines.len()).rev() {
            lines.swap(n, dice(&mut seed) % (n + 1));
        }
        take(&world, &lines.concat(), false).await;
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
        assert_eq!(got, want, "round {round}: {lines:#?}");
    }
}
