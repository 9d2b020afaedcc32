//! Small dockets, and somebody on a list of whom they tell.

use std::path::Path;

use domain::{Case, DocumentId, Known, LineState};
use interchange::docket::DocketFile;
use jiff::Timestamp;
use operations::{ImportOptions, ImportReport, OperationError, Silent};

use super::small::{SEALER, case_id, flight_id, ready};
use super::{World, actor};

/// Who keeps the docket.
pub(crate) const KEEPER: &str = "deportation_officer:keeper";
/// The person of `ready`, as a docket tells of them.
pub(crate) const PERSON: &str = "P1,A000000001,90000000P1,LI,WEI,1990-05-17,M,CHN,CHN,ZAEXA,NOL,detained,\
                      2024-01-09,ij,2024-02-01,waived,8C,CHN,1,none,,false,,ok,2024-06-01,false";
pub(crate) const PAPER: &str =
    "P1,laissez_passer,L1234567,CHN,2024-06-10,2024-09-08,true,,2024-02-20,approved,2024-06-08";
pub(crate) const STAY: &str =
    "H1,P1,judicial_stay,,2024-06-25T00:00:00-05:00,,order of the court,,court_feed:courts";
pub(crate) const FEAR: &str =
    "P1,fear_of_return,2024-06-25T10:00:00-05:00,zh,true,officer,,pending";

/// A docket on its way.
#[derive(Clone)]
pub(crate) struct Folder {
    pub(crate) day: &'static str,
    pub(crate) rows: Vec<(DocketFile, String)>,
}

impl Folder {
    /// The docket of `day` about the person on the list, as the record has them.
    pub(crate) fn of(day: &'static str) -> Self {
        Self { day, rows: Vec::new() }
            .with(DocketFile::People, PERSON)
            .with(DocketFile::Documents, PAPER)
    }

    pub(crate) fn with(mut self, file: DocketFile, row: &str) -> Self {
        self.rows.push((file, row.to_owned()));
        self
    }

    /// The same with other words in a row.
    pub(crate) fn but(mut self, words: &str, others: &str) -> Self {
        assert!(self.rows.iter().any(|(_, row)| row.contains(words)), "{words}");
        for (_, row) in &mut self.rows {
            *row = row.replace(words, others);
        }
        self
    }

    fn write(&self, dir: &Path) {
        let day = format!("{{\"as_of\": \"{}\"}}", self.day);
        std::fs::write(dir.join("docket.json"), day).unwrap();
        for file in DocketFile::ALL {
            let mut text = file.columns().join(",") + "\n";
            for (_, row) in self.rows.iter().filter(|(of, _)| of == file) {
                text.push_str(row);
                text.push('\n');
            }
            std::fs::write(dir.join(file.name()), text).unwrap();
        }
    }

    pub(crate) async fn on(&self, world: &World) -> ImportReport {
        self.try_on(world, ImportOptions { late: true, dry_run: false }).await.unwrap()
    }

    pub(crate) async fn try_on(
        &self,
        world: &World,
        options: ImportOptions,
    ) -> Result<ImportReport, OperationError> {
        let dir = tempfile::tempdir().unwrap();
        self.write(dir.path());
        world.ops.import_docket(dir.path(), options, &actor(KEEPER), &Silent).await
    }
}

/// Somebody on a sealed list, whom a docket of the same day tells of.
pub(crate) async fn listed(world: &World) {
    let mut case = ready("P1");
    case.person.a_number = Known::Read("A000000001".into());
    case.documents.first_mut().unwrap().id = DocumentId::new("P1-d1").unwrap();
    world.with_cases([case]).await;
    world.with_flights([flight_id("F1")]).await;
    world.seat("F1", &["P1"]).await;
    world.ops.seal(&flight_id("F1"), &actor(SEALER)).await.unwrap();
    world.now("2024-06-26T08:00:00-05:00");
    let first = Folder::of("2024-06-25").on(world).await;
    assert_eq!((first.same, first.changed, first.differing), (1, 0, 0), "{}", told(&first));
    assert!(first.holds_read);
}

pub(crate) async fn line(world: &World) -> LineState {
    let flight = world.ops.store.flight(&flight_id("F1")).await.unwrap().value;
    flight.manifest.line_of(&case_id("P1")).map_or(LineState::Struck, |line| line.state)
}

pub(crate) async fn case(world: &World, person: &str) -> Case {
    world.ops.store.case(&case_id(person)).await.unwrap().value
}

pub(crate) async fn read_at(world: &World) -> Timestamp {
    world.ops.hold_feed().await.unwrap().oldest().unwrap().read_at
}

pub(crate) fn end_of(day: &str) -> Timestamp {
    format!("{day}T23:59:59.999999Z").parse().unwrap()
}

/// Every fault in the words of the report: places and columns, no values.
pub(crate) fn told(report: &ImportReport) -> String {
    let faults: Vec<String> = report.faults.iter().map(ToString::to_string).collect();
    faults.join("; ")
}
