//! `cargo xtask browse` and `cargo xtask fuzz-api`: the desk of a demonstration, from outside.
//!
//! Both fetch their tools with the ordinary clients into a folder that goes away: a browser test
//! with Playwright and axe-core, and schemathesis against `/openapi.json`.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result, bail};

use crate::scratch::Scratch;
use crate::{process, workspace};

/// Where Debian and others put the browser.
const BROWSERS: &[&str] = &["chromium", "chromium-browser", "google-chrome"];

/// A desk over a demonstration of its own; ends with its owner.
struct Demo {
    child: Child,
    address: String,
    database: PathBuf,
}

impl Demo {
    /// Starts it and waits until it says where it is.
    fn start(root: &Path, folder: &Path) -> Result<Self> {
        process::step(&mut process::cargo(&["build", "-p", "cli", "--locked"]))?;
        let database = folder.join("desk.db");
        let mut child = Command::new(program(root))
            .args(["demo", "--port", "0", "--database-url"]) // with fewer people no flight is full
            .arg(&database)
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
        Ok(Self { child, address, database })
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The program that was just built.
fn program(root: &Path) -> PathBuf {
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
    let folder = Scratch::new("browse")?;
    let npm = ["install", "--no-audit", "--no-fund", "playwright-core@1", "axe-core@4.14.1"];
    process::step(Command::new("npm").args(npm).current_dir(folder.path()))?;
    let demo = Demo::start(&root, folder.path())?;
    let path = process::output(Command::new("which").arg(browser))?;
    let mut script = Command::new("node");
    script
        .arg(root.join("tests/browser/desk.mjs"))
        .env("DESK", &demo.address)
        .env("TOOLS", folder.path())
        .env("CHROMIUM", path.trim());
    if let Some(shots) = arguments.first() {
        script.env("SHOTS", shots);
    }
    process::step(&mut script)
}

/// Requests made up from the description, against every address, by somebody of each kind.
pub(crate) fn fuzz(arguments: &[String]) -> Result<()> {
    let root = workspace::root()?;
    let folder = Scratch::new("fuzz")?;
    let tools = folder.path().join("tools");
    process::step(Command::new("python3").args(["-m", "venv"]).arg(&tools))?;
    let pip = ["install", "--quiet", "schemathesis==4.32.5"];
    process::step(Command::new(tools.join("bin/pip")).args(pip))?;
    let demo = Demo::start(&root, folder.path())?;
    for (user, role) in [
        ("s.lindqvist", "supervisory_officer"),
        ("p.novak", "flight_scheduler"),
        ("j.weiss", "legal_counsel"),
        ("g.consul", "foreign_consular_user"),
    ] {
        let mut token = Command::new(program(&root));
        token.args(["user", "token", user, "--role", role, "--json", "--database-url"]);
        token.arg(&demo.database);
        for scope in ["read", "holds", "cases", "flights"] {
            token.args(["--scope", scope]);
        }
        let made = process::output(&mut token)?;
        let secret = made.split('"').find(|word| word.starts_with("cf_"));
        let secret = secret.context("no token was made")?;
        let mut run = Command::new(tools.join("bin/st"));
        run.arg("run")
            .arg(format!("{}/openapi.json", demo.address))
            .arg(format!("--header=Authorization: Bearer {secret}"))
            .args(["--checks=all", "--exclude-checks=positive_data_acceptance"])
            .args(arguments)
            .current_dir(folder.path());
        println!("\n== schemathesis as a {role}");
        process::run(&mut run)?;
    }
    Ok(())
}
