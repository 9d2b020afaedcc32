//! The desk of a demonstration, from outside, and `cargo xtask browse`: every page of it in a real
//! browser.
//!
//! Playwright and axe-core are fetched with the ordinary client into a folder that goes away.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result, bail};

use crate::scratch::Scratch;
use crate::{process, workspace};

/// Where Debian and others put the browser.
const BROWSERS: &[&str] = &["chromium", "chromium-browser", "google-chrome"];

/// The program with everything that can be in it.
pub(crate) const BUILD: &[&str] = &["build", "-p", "cli", "--features", "full", "--locked"];

/// A desk over a demonstration of its own; ends with its owner.
pub(crate) struct Demo {
    child: Child,
    /// Where it answers.
    pub(crate) address: String,
}

impl Demo {
    /// Starts it on `database` and waits until it says where it is.
    pub(crate) fn start(root: &Path, database: &str) -> Result<Self> {
        process::step(&mut process::cargo(BUILD))?;
        let mut child = Command::new(program(root))
            .args(["demo", "--port", "0", "--database-url"]) // with fewer people no flight is full
            .arg(database)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .context("cannot start the demonstration")?;
        let said = child.stderr.take().context("the demonstration says nothing")?;
        let mut lines = BufReader::new(said).lines();
        let address = lines.by_ref().map_while(Result::ok).find_map(|line| {
            let (_, rest) = line.split_once("The desk is at ")?;
            rest.split(';').next().map(str::to_owned)
        });
        let Some(address) = address else {
            let _ = child.kill();
            bail!("the demonstration ended before it served its desk");
        };
        // What it says from now on is of no use, but its pipe must not fill.
        std::thread::spawn(move || lines.for_each(drop));
        Ok(Self { child, address })
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The program that was just built.
pub(crate) fn program(root: &Path) -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR");
    let target = target.map_or_else(|| root.join("target"), PathBuf::from);
    target.join("debug/caseflight")
}

/// Every page for every sample user in a real browser; screenshots go to the folder `arguments`
/// name.
pub(crate) fn browse(arguments: &[String]) -> Result<()> {
    let root = workspace::root()?;
    let browser = BROWSERS.iter().find(|name| process::works(Command::new(name).arg("--version")));
    let browser = browser.context("no browser: install chromium, as Debian has it")?;
    // Said at once: the checker of HTML comes last.
    if !process::works(Command::new("java").arg("-version")) {
        bail!(
            "no java: the checker of HTML needs it; install default-jre-headless, as Debian has it"
        );
    }
    let folder = Scratch::new("browse")?;
    let npm = [
        "install",
        "--no-audit",
        "--no-fund",
        "playwright-core@1",
        "axe-core@4.14.1",
        "vnu-jar@26.9.27",
    ];
    process::step(Command::new("npm").args(npm).current_dir(folder.path()))?;
    let demo = Demo::start(&root, &folder.path().join("desk.db").to_string_lossy())?;
    let path = process::output(Command::new("which").arg(browser))?;
    let mut script = Command::new("node");
    script
        .arg(root.join("tests/browser/desk.mjs"))
        .env("DESK", &demo.address)
        .env("TOOLS", folder.path())
        .env("HTML", folder.path().join("html"))
        .env("CHROMIUM", path.trim());
    if let Some(shots) = arguments.first() {
        script.env("SHOTS", shots);
    }
    let seen = process::step(&mut script);
    // Its pages are checked even if something else was wrong with them.
    let checked = valid(folder.path());
    seen.and(checked)
}

/// Every page that was seen is valid HTML, as the W3C's checker has it.
fn valid(folder: &Path) -> Result<()> {
    let html = folder.join("html");
    println!("\n{} different pages for the checker of HTML", std::fs::read_dir(&html)?.count());
    process::step(
        Command::new("java")
            .arg("-jar")
            .arg(folder.join("node_modules/vnu-jar/build/dist/vnu.jar"))
            .args(["--Werror", "--skip-non-html"])
            .arg(&html),
    )
}
