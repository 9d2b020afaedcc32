//! A throw-away PostgreSQL for the tests: found or installed, started on loopback, stopped and deleted at the end.

pub(crate) mod programs;

use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result, bail};

use crate::process;
use crate::scratch::Scratch;

/// A port that was free may be taken before the server has it: try this often.
const ATTEMPTS: usize = 5;
/// How much log the server keeps: nobody will recover it, and disks of test machines are small.
const WAL_MB: usize = 64;

/// A running server that nobody else uses. Dropping it stops the server, then deletes its files.
pub(crate) struct Cluster {
    port: u16,
    server: Server,
    /// Does the same if we are killed and `drop` never runs.
    watchdog: Child,
    /// Declared last, so deleted last.
    _scratch: Scratch,
}

/// The programs and files of one server, started or not.
struct Server {
    programs: PathBuf,
    home: PathBuf,
    as_root: bool,
}

impl Cluster {
    /// Finds or installs PostgreSQL and starts a server with an empty `postgres` database.
    pub(crate) fn start() -> Result<Self> {
        let as_root = programs::are_we_root()?;
        let programs = programs::find_or_install(as_root)?;
        let scratch = Scratch::new("postgres")?;
        let server = Server { programs, home: scratch.path().to_owned(), as_root };
        eprintln!(
            "PostgreSQL: making a server for the tests in {} (deleted at the end)",
            server.home.display()
        );
        server.initialise()?;
        let port = server.start()?;
        eprintln!("PostgreSQL: running on 127.0.0.1, port {port}");
        let watchdog = match server.watchdog() {
            Ok(watchdog) => watchdog,
            Err(error) => {
                server.stop();
                return Err(error);
            }
        };
        Ok(Self { port, server, watchdog, _scratch: scratch })
    }

    /// What a client connects to.
    pub(crate) fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }
}

impl Drop for Cluster {
    /// Quiet when all goes well: the last line of a test log is the test runner's.
    fn drop(&mut self) {
        self.watchdog.kill().ok();
        self.watchdog.wait().ok();
        self.server.stop();
    }
}

impl Server {
    fn initialise(&self) -> Result<()> {
        fs::set_permissions(&self.home, fs::Permissions::from_mode(0o700))?;
        if self.as_root {
            // The server refuses to run as root, so its files belong to the package's own user.
            let mut chown = Command::new("chown");
            process::output(chown.arg("postgres").arg(&self.home))
                .context("running as root, and there is no user 'postgres' to run the server")?;
        }
        let data = self.home.join("data");
        let mut initdb = self.command("initdb", &["-D", &data.to_string_lossy()]);
        initdb.args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]);
        process::output(&mut self.as_server_user(&initdb)).context("cannot make a database")?;
        Ok(())
    }

    fn start(&self) -> Result<u16> {
        for _ in 0..ATTEMPTS {
            let port = free_port()?;
            let options = format!(
                "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
                 -c fsync=off -c full_page_writes=off -c max_connections=200 \
                 -c wal_level=minimal -c max_wal_senders=0 -c max_wal_size={WAL_MB}MB"
            );
            let (data, log) = (self.home.join("data"), self.home.join("log"));
            let (data, log) = (data.to_string_lossy(), log.to_string_lossy());
            let words = ["-w", "-t", "60", "-D", &data, "-l", &log, "-o", &options, "start"];
            if process::works(&mut self.as_server_user(&self.command("pg_ctl", &words))) {
                return Ok(port);
            }
            // Too slow is not the same as not running.
            process::works(&mut self.as_server_user(&self.stopping()));
        }
        let log = fs::read_to_string(self.home.join("log")).unwrap_or_default();
        bail!("PostgreSQL did not start in {ATTEMPTS} attempts; its log:\n{log}")
    }

    fn stop(&self) {
        if !process::works(&mut self.as_server_user(&self.stopping())) {
            eprintln!("PostgreSQL: could not stop the server in {}", self.home.display());
        }
    }

    fn stopping(&self) -> Command {
        let data = self.home.join("data");
        self.command("pg_ctl", &["-w", "-D", &data.to_string_lossy(), "-m", "immediate", "stop"])
    }

    /// A small shell that waits for our end and then cleans up. In a process group of its own, so
    /// that Ctrl-C in the terminal reaches us and not it.
    fn watchdog(&self) -> Result<Child> {
        let script = format!(
            "while kill -0 {} 2>/dev/null; do sleep 1; done; {}; rm -rf {}",
            std::process::id(),
            shell_line(&self.as_server_user(&self.stopping())),
            quoted(&self.home.to_string_lossy()),
        );
        Command::new("sh")
            .args(["-c", &script])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .context("cannot start a shell")
    }

    fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(self.programs.join(program));
        command.args(arguments);
        command
    }

    /// The same command, run as `postgres` when we are root, in a folder which that user may enter.
    fn as_server_user(&self, command: &Command) -> Command {
        let mut wrapped = if self.as_root {
            let mut su = Command::new("su");
            su.args(["postgres", "-s", "/bin/sh", "-c", &shell_line(command)]);
            su
        } else {
            let mut plain = Command::new(command.get_program());
            plain.args(command.get_args());
            plain
        };
        wrapped.current_dir("/");
        wrapped
    }
}

fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no free port")?;
    Ok(listener.local_addr()?.port())
}

fn shell_line(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|word| quoted(&word.to_string_lossy()))
        .collect::<Vec<_>>()
        .join(" ")
}

fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_with_blanks_and_quotes_stays_one_word() {
        let mut command = Command::new("printf");
        command.args(["%s", "it's  one word"]);
        let line = shell_line(&command);
        let said = process::output(Command::new("sh").args(["-c", &line])).unwrap();
        assert_eq!(said, "it's  one word");
    }

    #[test]
    fn a_free_port_can_be_bound() {
        let port = free_port().unwrap();
        assert!(TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok());
    }
}
