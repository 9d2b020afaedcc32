//! The commands, one file or folder for each group.
// tidy: lists this folder

mod agency;
mod bench;
mod case;
mod checkpoint;
mod config;
mod dead;
mod demo;
mod docs;
mod doctor;
mod document;
mod explain;
mod export;
mod feed;
mod flight;
mod folder;
mod hold;
mod import;
mod interview;
mod lanes;
mod mail;
mod manifest;
mod migrate;
mod mrz;
mod paxlst;
mod plan;
mod provider;
mod report;
mod serve;
mod statement;
mod tasks;
mod user;
mod verify;
mod worker;
mod workers;

use anyhow::Result;
use clap::Subcommand;

use crate::app::{App, Done};

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show the program at work: a sample docket from detention to verified departure
    Demo(demo::Demo),
    /// Serve the web desk and the API
    Serve(Box<serve::Serve>),
    /// Say who may sign in at the desk, and make tokens for programs
    #[command(subcommand)]
    User(user::User),
    /// Bring the database's schema up to date
    Migrate,
    /// Bring a docket in
    #[command(subcommand)]
    Import(import::Import),
    /// See cases and work on them
    #[command(subcommand)]
    Case(case::Case),
    /// Place, lift and list holds, and clear the queue of rows about unknown people
    #[command(subcommand)]
    Hold(hold::Hold),
    /// Record what a person said
    #[command(subcommand)]
    Statement(statement::Statement),
    /// Arrange interviews that foreign agencies ask for, and say what became of them
    #[command(subcommand)]
    Interview(interview::Interview),
    /// See how foreign agencies stand and who waits for them; suspend them, resume them
    #[command(subcommand)]
    Agency(agency::Agency),
    /// Record travel documents, and what foreign agencies answered
    #[command(subcommand)]
    Document(document::Document),
    /// See flights, work on them, and ask what the gate says of every candidate
    #[command(subcommand)]
    Flight(flight::Flight),
    /// Make a flight's list, seal it and change it
    #[command(subcommand)]
    Manifest(manifest::Manifest),
    /// Plan a whole instance file, without any database
    Plan(plan::PlanFile),
    /// Write a docket or the accounting of disclosures
    #[command(subcommand)]
    Export(export::Export),
    /// Send requests and take answers through a folder shared with a foreign agency
    #[command(subcommand)]
    Folder(folder::Folder),
    /// Send requests to a foreign agency by e-mail
    #[command(subcommand)]
    Mail(mail::Mail),
    /// Check and explain a passenger list
    #[command(subcommand)]
    Paxlst(paxlst::Paxlst),
    /// Check a machine readable zone
    #[command(subcommand)]
    Mrz(mrz::Mrz),
    /// Print figures
    Report(report::Report),
    /// Look for stuck cases and broken records
    Doctor,
    /// Check that every history is what was written
    Verify(verify::Verify),
    /// Add what happened to the log that is kept apart, and sign how far it goes
    Checkpoint(checkpoint::Checkpoint),
    /// Let cases and flights go on by themselves, until told to stop
    Worker(worker::Worker),
    /// See who works, and who has fallen silent
    Workers,
    /// See lanes: what is due and what holds it up; pause them, weigh them, limit agencies
    Lanes {
        /// What to do with them
        #[command(subcommand)]
        what: Option<lanes::Lanes>,
    },
    /// See what waits and what is worked on
    Tasks(tasks::Tasks),
    /// See to tasks that were given up
    #[command(subcommand)]
    Dead(dead::Dead),
    /// Say what holds a case up
    ExplainStuck(explain::Explain),
    /// Measure speed on this machine and database
    #[command(subcommand)]
    Bench(bench::Bench),
    /// See the settings in force
    #[command(subcommand)]
    Config(config::Config),
    /// Write the generated pages of the documentation
    #[command(subcommand, hide = true)]
    Docs(docs::Docs),
}

/// Runs a command.
pub(crate) async fn run(command: Command, app: &App) -> Result<Done> {
    match command {
        Command::Demo(demo) => demo::run(demo, app).await,
        Command::Serve(serve) => serve::run(*serve, app).await,
        Command::User(user) => user::run(user, app).await,
        Command::Migrate => migrate::run(app).await,
        Command::Import(import) => import::run(import, app).await,
        Command::Case(case) => case::run(case, app).await,
        Command::Hold(hold) => hold::run(hold, app).await,
        Command::Interview(interview) => interview::run(interview, app).await,
        Command::Agency(agency) => agency::run(agency, app).await,
        Command::Statement(statement) => statement::run(statement, app).await,
        Command::Document(document) => document::run(document, app).await,
        Command::Flight(flight) => flight::run(flight, app).await,
        Command::Manifest(manifest) => manifest::run(manifest, app).await,
        Command::Plan(plan) => plan::run(&plan, app),
        Command::Export(export) => export::run(export, app).await,
        Command::Folder(what) => folder::run(what, app).await,
        Command::Mail(what) => mail::run(what, app).await,
        Command::Paxlst(paxlst) => paxlst::run(&paxlst, app),
        Command::Mrz(mrz) => mrz::run(&mrz, app),
        Command::Report(report) => report::run(report, app).await,
        Command::Doctor => doctor::run(app).await,
        Command::Verify(verify) => verify::run(verify, app).await,
        Command::Checkpoint(checkpoint) => checkpoint::run(checkpoint, app).await,
        Command::Worker(options) => worker::run(options, app).await,
        Command::Workers => workers::run(app).await,
        Command::Lanes { what } => lanes::run(what, app).await,
        Command::Tasks(which) => tasks::run(which, app).await,
        Command::Dead(dead) => dead::run(dead, app).await,
        Command::ExplainStuck(which) => explain::run(which, app).await,
        Command::Bench(bench) => Box::pin(bench::run(bench, app)).await,
        Command::Config(config::Config::Show) => config::show(app),
        Command::Docs(docs) => docs::run(&docs, app),
    }
}
