//! Shows how far long work has come: bars with the time left on a terminal, else sparse lines.

use std::io::{self, IsTerminal as _, Write as _};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{HumanDuration, ProgressBar, ProgressStyle};
use operations::Progress;

use crate::output::{add, count};

/// How often a plain line is written at most.
const EVERY: Duration = Duration::from_secs(10);
/// Work shorter than this is not worth a plain line at its end.
const SHORT: Duration = Duration::from_secs(1);

/// What suits standard error.
pub(crate) fn to_stderr() -> Box<dyn Progress> {
    if io::stderr().is_terminal() { Box::new(Bars::default()) } else { Box::new(Lines::default()) }
}

/// Bars with the time left.
#[derive(Debug, Default)]
struct Bars(Mutex<Option<ProgressBar>>);

impl Progress for Bars {
    fn begin(&self, what: &str, total: Option<u64>) {
        self.end();
        let (bar, template) = match total {
            Some(total) => (
                ProgressBar::new(total),
                "{msg:28} {wide_bar:.cyan/dim} {human_pos:>9}/{human_len}  {eta:>4} left",
            ),
            None => (ProgressBar::new_spinner(), "{msg:28} {spinner} {human_pos} {elapsed}"),
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("━━─"));
        }
        bar.set_message(what.to_owned());
        bar.enable_steady_tick(Duration::from_millis(120));
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(bar);
    }

    fn advance(&self, done: u64) {
        if let Some(bar) = &*self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            bar.inc(done);
        }
    }

    fn end(&self) {
        if let Some(bar) = self.0.lock().unwrap_or_else(PoisonError::into_inner).take() {
            bar.finish_and_clear();
        }
    }
}

/// Plain lines, few of them.
#[derive(Debug, Default)]
struct Lines(Mutex<Option<Work>>);

#[derive(Debug)]
struct Work {
    what: String,
    total: Option<u64>,
    done: u64,
    begun: Instant,
    told: Instant,
}

impl Work {
    fn tell(&self) {
        let mut line = format!("{}: {}", self.what, count(self.done));
        // Work that is gone over again counts more than once: then the total says nothing.
        if let Some(total) = self.total.filter(|total| self.done <= *total) {
            add(&mut line, format_args!(" of {}", count(total)));
            if let Some(left) = self.left(total) {
                add(&mut line, format_args!(", about {} left", HumanDuration(left)));
            }
        }
        // Nobody is there to be told if this fails.
        let _ = writeln!(io::stderr().lock(), "{line}");
    }

    /// How long the rest takes if it goes on like this.
    fn left(&self, total: u64) -> Option<Duration> {
        let rest = total.checked_sub(self.done).filter(|rest| *rest > 0)?;
        let elapsed = u64::try_from(self.begun.elapsed().as_millis()).ok()?;
        let millis = elapsed.checked_mul(rest)?.checked_div(self.done)?;
        Some(Duration::from_millis(millis))
    }
}

impl Progress for Lines {
    fn begin(&self, what: &str, total: Option<u64>) {
        self.end();
        let now = Instant::now();
        let work = Work { what: what.to_owned(), total, done: 0, begun: now, told: now };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(work);
    }

    fn advance(&self, done: u64) {
        if let Some(work) = &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            work.done = work.done.saturating_add(done);
            if work.told.elapsed() >= EVERY {
                work.told = Instant::now();
                work.tell();
            }
        }
    }

    fn end(&self) {
        let work = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(work) = work.filter(|work| work.begun.elapsed() >= SHORT) {
            work.tell();
        }
    }
}
