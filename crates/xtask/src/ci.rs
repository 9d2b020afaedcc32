//! `cargo xtask ci`: every step that must pass, in the order of `.ci/run`, stopping at the first failure.

use anyhow::Result;

use crate::{docs, outside, process, test, tidy, workspace};

const FORMAT: &[&str] = &["fmt", "--all", "--check"];
const LINT: &[&str] = &[
    "clippy",
    "--workspace",
    "--features",
    "cli/full",
    "--all-targets",
    "--locked",
    "--",
    "-D",
    "warnings",
];
/// The build of the first command, which has less in it.
const PLAIN: &[&str] = &["clippy", "--package", "cli", "--locked", "--", "-D", "warnings"];
const DOC: &[&str] = &["doc", "--workspace", "--features", "cli/full", "--no-deps", "--locked"];

pub(crate) fn run() -> Result<()> {
    std::env::set_current_dir(workspace::root()?)?;
    process::step(&mut process::cargo(FORMAT))?;
    println!("\n== cargo xtask tidy");
    tidy::run()?;
    process::step(&mut process::cargo(LINT))?;
    process::step(&mut process::cargo(PLAIN))?;
    process::step(process::cargo(DOC).env("RUSTDOCFLAGS", "-D warnings"))?;
    println!("\n== cargo xtask docs --check");
    docs::run(&["--check".to_owned()])?;
    println!("\n== cargo xtask outside");
    outside::run()?;
    println!("\n== cargo xtask test");
    test::run(&[])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_for_ci_has_the_same_steps_in_the_same_order() {
        let path = workspace::root().unwrap().join(".ci").join("run");
        let script = std::fs::read_to_string(path).unwrap();
        let cargo = |arguments: &[&str]| format!("step cargo {}", arguments.join(" "));
        let expected = [
            cargo(FORMAT),
            cargo(&["xtask", "tidy"]),
            cargo(LINT),
            cargo(PLAIN),
            format!("RUSTDOCFLAGS=\"-D warnings\" {}", cargo(DOC)),
            cargo(&["xtask", "docs", "--check"]),
            cargo(&["xtask", "outside"]),
            cargo(&["xtask", "test"]),
        ];
        let steps: Vec<&str> = script.lines().filter(|line| line.contains("step cargo ")).collect();
        assert_eq!(steps, expected);
    }
}
