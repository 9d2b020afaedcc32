//! The verdicts on who may board, in the columns of `expected.csv`.

use std::io::{self, Write};

use domain::{FlightId, PersonId, Reason};

use super::write::csv_writer;

/// Writes verdicts row by row.
#[derive(Debug)]
pub struct VerdictWriter<W: Write> {
    csv: csv::Writer<W>,
}

impl<W: Write> VerdictWriter<W> {
    /// Starts with the header.
    pub fn new(out: W) -> io::Result<Self> {
        let mut csv = csv_writer(out);
        csv.write_record(["flight_id", "person_id", "verdict", "listed", "reasons"])?;
        Ok(Self { csv })
    }

    /// One verdict: eligible if there is no reason against it.
    pub fn row(
        &mut self,
        flight: &FlightId,
        person: &PersonId,
        is_listed: bool,
        reasons: &[Reason],
    ) -> io::Result<()> {
        let verdict = if reasons.is_empty() { "eligible" } else { "refused" };
        let listed = if is_listed { "true" } else { "false" };
        let reasons: Vec<String> = reasons.iter().map(ToString::to_string).collect();
        let reasons = reasons.join(";");
        self.csv.write_record([flight.as_str(), person.as_str(), verdict, listed, &reasons])?;
        Ok(())
    }

    /// Writes what is still buffered.
    pub fn finish(mut self) -> io::Result<()> {
        self.csv.flush()
    }
}
