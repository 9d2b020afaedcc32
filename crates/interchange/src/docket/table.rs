//! One CSV file of a docket, read a row at a time or at a remembered place.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::ops::Deref;
use std::path::Path;

use super::error::DocketError;
use super::file::DocketFile;
use super::present::{Place, Present};

/// A longer line is cut and its row counts as unreadable, so that no file can fill the memory.
const LONGEST_LINE: u64 = 1 << 16;

/// What the next line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    Row,
    Blank,
    End,
}

/// An open file with its header and the row it stands at.
#[derive(Debug)]
pub(super) struct Table {
    reader: BufReader<File>,
    next: Place,
    present: Present,
    /// A byte order mark stands before the header.
    pub(super) has_bom: bool,
    /// Blank lines before the header.
    pub(super) leading_blanks: u32,
}

impl Deref for Table {
    type Target = Present;

    fn deref(&self) -> &Present {
        &self.present
    }
}

impl Table {
    /// Opens `file` in `dir` and reads its header. None if there is no such file and a docket
    /// may do without it.
    pub(super) fn open(dir: &Path, file: DocketFile) -> Result<Option<Self>, DocketError> {
        let path = dir.join(file.name());
        let opened = match File::open(&path) {
            Ok(opened) => opened,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return if file.is_required() {
                    Err(DocketError::Missing { path })
                } else {
                    Ok(None)
                };
            }
            Err(source) => return Err(DocketError::File { path, source }),
        };
        let start = Place { offset: 0, line: 1 };
        let mut table = Self {
            reader: BufReader::with_capacity(1 << 16, opened),
            next: start,
            present: Present::new(file, start),
            has_bom: false,
            leading_blanks: 0,
        };
        table.read_header().map_err(|source| DocketError::File { path, source })?;
        if table.present.names.is_empty() {
            return Err(DocketError::NoHeader { file });
        }
        for column in file.columns() {
            let at = table.present.names.iter().rposition(|name| name == column);
            table.present.cells.push(at.ok_or(DocketError::NoColumn { file, column })?);
        }
        Ok(Some(table))
    }

    fn read_header(&mut self) -> io::Result<()> {
        loop {
            match self.step()? {
                Next::Row => break,
                Next::Blank => self.leading_blanks += 1,
                Next::End => return Ok(()),
            }
        }
        self.present.is_crlf = self.present.row.is_crlf;
        self.present.names =
            (0..self.present.row.width()).map(|at| self.present.row.cell(at).to_owned()).collect();
        Ok(())
    }

    /// Reads the next line.
    pub(super) fn next(&mut self, dir: &Path) -> Result<Next, DocketError> {
        self.step().map_err(|source| self.failed(dir, source))
    }

    /// Reads the line at `place`.
    pub(super) fn read_at(&mut self, dir: &Path, place: Place) -> Result<(), DocketError> {
        let way = i128::from(place.offset) - i128::from(self.next.offset);
        let gone = match i64::try_from(way) {
            Ok(0) => Ok(()),
            Ok(way) => self.reader.seek_relative(way),
            Err(_) => Err(io::ErrorKind::InvalidInput.into()),
        };
        self.next = place;
        match gone.and_then(|()| self.step()) {
            Ok(Next::Row) => Ok(()),
            Ok(Next::Blank | Next::End) => Err(self.changed()),
            Err(source) => Err(self.failed(dir, source)),
        }
    }

    /// The error that the file is no longer what it was.
    pub(super) fn changed(&self) -> DocketError {
        DocketError::Changed { file: self.present.file, line: self.present.place.line.into() }
    }

    fn failed(&self, dir: &Path, source: io::Error) -> DocketError {
        DocketError::File { path: dir.join(self.present.file.name()), source }
    }

    fn step(&mut self) -> io::Result<Next> {
        self.present.line.clear();
        self.present.place = self.next;
        let read =
            (&mut self.reader).take(LONGEST_LINE).read_until(b'\n', &mut self.present.line)?;
        if read == 0 {
            return Ok(Next::End);
        }
        let mut length = u64::try_from(read).unwrap_or(u64::MAX);
        let is_cut = length == LONGEST_LINE && !self.present.line.ends_with(b"\n");
        if is_cut {
            length += self.skip_line()?;
        }
        self.next = Place {
            offset: self.present.place.offset + length,
            line: self.present.place.line.saturating_add(1),
        };
        let mut line = self.present.line.as_slice();
        if self.present.place.offset == 0
            && let Some(rest) = line.strip_prefix(b"\xef\xbb\xbf")
        {
            self.has_bom = true;
            line = rest;
        }
        let is_row = self.present.row.parse(line);
        self.present.row.is_spoiled |= is_cut;
        Ok(if is_row { Next::Row } else { Next::Blank })
    }

    fn skip_line(&mut self) -> io::Result<u64> {
        let mut skipped = 0;
        loop {
            let buffer = self.reader.fill_buf()?;
            let end = buffer.iter().position(|byte| *byte == b'\n');
            let length = end.map_or(buffer.len(), |end| end + 1);
            self.reader.consume(length);
            skipped += u64::try_from(length).unwrap_or(u64::MAX);
            if end.is_some() || length == 0 {
                return Ok(skipped);
            }
        }
    }
}
