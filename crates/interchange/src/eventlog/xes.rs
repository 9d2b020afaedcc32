//! XES (IEEE 1849): one trace a case.

use std::io::{self, Write};

use super::{EventLog, LogEvent, LogObject, instant};
use crate::markup::escaped;

/// Writes the events of cases as XES, a trace for each; objects and flights have no place in it.
#[derive(Debug)]
pub struct Xes<W: Write> {
    out: W,
    trace: Option<String>,
    only_moves: bool,
    begun: bool,
}

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<global scope="trace"><string key="concept:name" value=""/></global>
<global scope="event"><string key="concept:name" value=""/><date key="time:timestamp" value="1970-01-01T00:00:00Z"/></global>
<classifier name="Activity" keys="concept:name"/>
"#;

impl<W: Write> Xes<W> {
    /// Writes to `out`, which should be buffered; with `only_moves`, no events but those that
    /// move a case to a stage.
    pub fn new(out: W, only_moves: bool) -> Self {
        Self { out, trace: None, only_moves, begun: false }
    }

    fn begin(&mut self) -> io::Result<()> {
        if !self.begun {
            self.begun = true;
            self.out.write_all(HEAD.as_bytes())?;
        }
        Ok(())
    }

    fn end_trace(&mut self) -> io::Result<()> {
        match self.trace.take() {
            Some(_) => self.out.write_all(b"</trace>\n"),
            None => Ok(()),
        }
    }

    fn string(&mut self, key: &str, value: &str) -> io::Result<()> {
        writeln!(self.out, "<string key=\"{key}\" value=\"{}\"/>", escaped(value))
    }
}

impl<W: Write> EventLog for Xes<W> {
    fn object(&mut self, _object: &LogObject) -> io::Result<()> {
        Ok(())
    }

    fn event(&mut self, event: &LogEvent) -> io::Result<()> {
        let case = event.related.iter().find(|(_, qualifier)| *qualifier == "case");
        let (Some((case, _)), true) = (case, event.related.first() == case) else {
            return Ok(());
        };
        if self.only_moves && event.stage.is_none() {
            return Ok(());
        }
        self.begin()?;
        if self.trace.as_ref() != Some(case) {
            self.end_trace()?;
            self.trace = Some(case.clone());
            self.out.write_all(b"<trace>\n")?;
            self.string("concept:name", case)?;
        }
        self.out.write_all(b"<event>\n")?;
        self.string("concept:name", &event.activity)?;
        self.string("lifecycle:transition", "complete")?;
        self.string("org:role", event.role)?;
        if let Some(stage) = event.stage {
            self.string("stage", stage)?;
        }
        writeln!(
            self.out,
            "<date key=\"time:timestamp\" value=\"{}\"/>\n</event>",
            instant(event.at)
        )
    }

    fn finish(&mut self) -> io::Result<()> {
        self.begin()?;
        self.end_trace()?;
        self.out.write_all(b"</log>\n")?;
        self.out.flush()
    }
}
