//! The report of faults, for whoever owns the files: the one place where values are shown.

use std::io::{self, Write};

use super::fault::Fault;

/// Writes the report of `faults`.
pub fn write_faults<'a>(
    out: impl Write,
    faults: impl IntoIterator<Item = &'a Fault>,
) -> io::Result<()> {
    let mut csv = super::write::csv_writer(out);
    csv.write_record(["file", "line", "column", "value", "fault", "handling", "what_to_do"])?;
    for fault in faults {
        csv.write_record([
            fault.file.name(),
            &fault.line.to_string(),
            &fault.column,
            fault.value(),
            fault.kind.code(),
            fault.kind.handling().code(),
            fault.kind.what_to_do(),
        ])?;
    }
    csv.flush()
}
