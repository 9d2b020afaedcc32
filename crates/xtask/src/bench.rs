//! `cargo xtask bench`: says how to measure. The measuring itself is a command of the program, so users can do it too.

use anyhow::Result;

const HOW: &str = "\
The benchmarks are commands of the program itself. Build it once for release, then ask it:

  cargo build --release --package cli
  target/release/caseflight bench --help
  target/release/caseflight bench engine --cases 10000
  target/release/caseflight bench import

They use a SQLite file unless --database-url names a PostgreSQL database; give them an empty one.
Results are JSON on standard output. Compare only figures from one machine and one sitting.
";

#[expect(clippy::unnecessary_wraps, reason = "every task has the same shape")]
pub(crate) fn run() -> Result<()> {
    print!("{HOW}");
    Ok(())
}
