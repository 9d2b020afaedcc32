//! Cases and flights written as a docket again.
//!
//! A record that could not be read is written with one field too many, which holds the words
//! that were not understood: whoever reads the file finds the record unreadable again. Stages,
//! notices and manifests have no columns in a docket and are not written.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use domain::{
    Answer, Case, Defect, Document, FlightPlan, Hold, HoldRevision, Known, Moment, Statement,
    StopKind,
};
use jiff::civil::Date;

use super::error::DocketError;
use super::file::DocketFile;

/// A writer with the quoting and line ends of Python's `csv.writer`, `\n` instead of CR LF.
pub(super) fn csv_writer<W: Write>(out: W) -> csv::Writer<W> {
    csv::WriterBuilder::new()
        .terminator(csv::Terminator::Any(b'\n'))
        .flexible(true)
        .from_writer(out)
}

struct Sheet {
    path: PathBuf,
    csv: csv::Writer<BufWriter<File>>,
}

impl Sheet {
    fn create(dir: &Path, file: DocketFile) -> Result<Self, DocketError> {
        let path = dir.join(file.name());
        match File::create(&path) {
            Ok(out) => {
                let mut sheet = Self { path, csv: csv_writer(BufWriter::new(out)) };
                sheet.row(file.columns().iter().copied(), None)?;
                Ok(sheet)
            }
            Err(source) => Err(DocketError::File { path, source }),
        }
    }

    fn row(
        &mut self,
        cells: impl IntoIterator<Item = impl AsRef<str>>,
        defect: Option<&str>,
    ) -> Result<(), DocketError> {
        let mut record = csv::StringRecord::new();
        record.extend(cells);
        record.extend(defect);
        self.csv.write_record(&record).map_err(|error| self.failed(error.into()))
    }

    fn failed(&self, source: io::Error) -> DocketError {
        DocketError::File { path: self.path.clone(), source }
    }
}

/// Writes a docket case by case.
pub struct DocketWriter {
    dir: PathBuf,
    as_of: Date,
    people: Sheet,
    holds: Sheet,
    documents: Sheet,
    statements: Sheet,
    flights: Sheet,
    late_holds: Sheet,
}

impl DocketWriter {
    /// Starts a docket in `dir`, which is made if it is not there. What was there is replaced.
    pub fn create(dir: &Path, as_of: Date) -> Result<Self, DocketError> {
        fs::create_dir_all(dir)
            .map_err(|source| DocketError::File { path: dir.to_owned(), source })?;
        Ok(Self {
            dir: dir.to_owned(),
            as_of,
            people: Sheet::create(dir, DocketFile::People)?,
            holds: Sheet::create(dir, DocketFile::Holds)?,
            documents: Sheet::create(dir, DocketFile::Documents)?,
            statements: Sheet::create(dir, DocketFile::Statements)?,
            flights: Sheet::create(dir, DocketFile::Flights)?,
            late_holds: Sheet::create(dir, DocketFile::LateHolds)?,
        })
    }

    /// Adds a case: the person, and all holds, documents and statements.
    pub fn case(&mut self, case: &Case) -> Result<(), DocketError> {
        let is_row_bad = case.defects.contains(&Defect::BadRecord("row".into()));
        self.people.row(person_cells(case), is_row_bad.then_some(""))?;
        if case.defects.contains(&Defect::BadRecord("person_id".into())) {
            // The record came twice, and which one is right is not settled: so it leaves twice.
            self.people.row(person_cells(case), is_row_bad.then_some(""))?;
        }
        let person = case.person.id.as_str();
        for hold in &case.holds {
            for revision in &hold.revisions {
                self.hold(person, hold, revision)?;
            }
        }
        for document in &case.documents {
            let cells = document_cells(person, document);
            self.documents.row(cells, document.defect.as_deref())?;
        }
        for statement in &case.statements {
            let cells = statement_cells(person, statement);
            self.statements.row(cells, statement.defect.as_deref())?;
        }
        Ok(())
    }

    fn hold(&mut self, person: &str, hold: &Hold, of: &HoldRevision) -> Result<(), DocketError> {
        let mut cells = vec![
            hold.id.to_string(),
            person.to_owned(),
            of.kind.to_string(),
            shown(of.country.as_ref()),
            shown(of.from.as_ref()),
            shown(of.to.as_ref()),
            of.source_document.to_string(),
            shown(of.docket_number.as_ref()),
            of.by.to_string(),
        ];
        let defect = of.defect.as_deref();
        let Some(recorded) = of.recorded_at else { return self.holds.row(cells, defect) };
        cells.insert(0, Moment::utc(recorded).to_string());
        self.late_holds.row(cells, defect)
    }

    /// Adds a flight.
    pub fn flight(&mut self, plan: &FlightPlan) -> Result<(), DocketError> {
        let stops: Vec<String> = plan
            .stops
            .iter()
            .map(|stop| match stop {
                Known::Read(stop) => format!("{}:{}", StopKind::code(stop.kind), stop.airport),
                Known::Unreadable { unreadable } => unreadable.to_string(),
            })
            .collect();
        let agencies: Vec<&str> = plan.agencies.iter().map(|agency| agency.as_str()).collect();
        let cells = [
            plan.id.to_string(),
            plan.kind.to_string(),
            plan.aircraft.to_string(),
            plan.seats.to_string(),
            shown(plan.departs_at.as_ref()),
            stops.join(">"),
            agencies.join(";"),
            plan.list_cap.to_string(),
            plan.notice_days.to_string(),
            plan.max_class3.to_string(),
            plan.nurses.to_string(),
            plan.fixed_cost_usd.to_string(),
            plan.hourly_cost_usd.to_string(),
        ];
        self.flights.row(cells, plan.unreadable.then_some(""))
    }

    /// Writes what is still buffered, and docket.json last.
    pub fn finish(self) -> Result<(), DocketError> {
        let sheets = [
            self.people,
            self.holds,
            self.documents,
            self.statements,
            self.flights,
            self.late_holds,
        ];
        for mut sheet in sheets {
            sheet.csv.flush().map_err(|source| sheet.failed(source))?;
        }
        let path = self.dir.join("docket.json");
        let meta = format!("{{\n \"as_of\": \"{}\"\n}}\n", self.as_of);
        fs::write(&path, meta).map_err(|source| DocketError::File { path, source })
    }
}

fn shown<T: ToString>(value: Option<&T>) -> String {
    value.map(T::to_string).unwrap_or_default()
}

fn person_cells(case: &Case) -> [String; 26] {
    let (person, custody, order) = (&case.person, &case.custody, &case.order);
    let apart: Vec<&str> = person.keep_apart.iter().map(|other| other.as_str()).collect();
    [
        person.id.to_string(),
        person.a_number.to_string(),
        person.fin.to_string(),
        person.family_name.to_string(),
        person.given_names.to_string(),
        person.birth_date.to_string(),
        person.sex.to_string(),
        person.nationality.to_string(),
        person.birth_country.to_string(),
        custody.facility.to_string(),
        custody.office.to_string(),
        custody.kind.to_string(),
        shown(custody.since.as_ref()),
        order.kind.to_string(),
        shown(order.date.as_ref()),
        order.appeal.to_string(),
        order.category.to_string(),
        shown(order.removal_country.as_ref()),
        person.class_level.to_string(),
        person.criminality.to_string(),
        shown(person.family_unit.as_ref()),
        person.unaccompanied.to_string(),
        apart.join(";"),
        case.medical.status.to_string(),
        shown(case.medical.cleared_on.as_ref()),
        person.attorney.to_string(),
    ]
}

/// A docket has no column for conditions: an approval whose condition is open is none yet.
fn document_cells(person: &str, document: &Document) -> [String; 11] {
    let is_open = document.has_open_condition();
    [
        person.to_owned(),
        document.kind.to_string(),
        shown(document.number.as_ref()),
        document.issuing_country.to_string(),
        shown(document.issued_on.as_ref()),
        shown(document.expires_on.as_ref()),
        document.single_use.to_string(),
        shown(document.mrz.as_ref()),
        shown(document.requested_on.as_ref()),
        shown(
            document.answer.map(|answer| if is_open { Answer::Pending } else { answer }).as_ref(),
        ),
        shown(document.answered_on.filter(|_| !is_open).as_ref()),
    ]
}

fn statement_cells(person: &str, statement: &Statement) -> [String; 8] {
    [
        person.to_owned(),
        statement.kind.to_string(),
        shown(statement.made_at.as_ref()),
        statement.language.to_string(),
        statement.interpreter.to_string(),
        shown(statement.officer.as_ref()),
        shown(statement.evidence.as_ref()),
        shown(statement.outcome.as_ref()),
    ]
}
