//! The project's own benchmarks, on the user's machine and database.

mod engine;
mod figures;
mod forecast;
mod holds;
mod import;
mod people;
mod prepare;

pub use engine::engine;
pub use figures::{EngineBench, EngineOptions};
pub use forecast::{ForecastBench, Held, forecast};
pub use holds::{HoldsBench, confirmed, holds_during};
pub use import::{ImportBench, import};

/// Peak resident memory of this process so far, in bytes; none where the system does not say.
pub fn peak_rss() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kib: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib * 1024)
}
