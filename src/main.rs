//! Parse → plan → gather → judge → render → exit. Decides nothing.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use ucdoctor::cli::check::{say_trouble, watch};
use ucdoctor::cli::output::Outputs;
use ucdoctor::cli::process::{block_on, guard};
use ucdoctor::cli::{
    Check, Cli, Command, color, compare, demo, explain_usage, init, pages, parse, queries, replay, say, signals, why,
};
use ucdoctor::environment::plain_openssl;
use ucdoctor::progress::Line;
use ucdoctor::report::Report;
use ucdoctor::secrets::Secrets;
use ucdoctor::vantage::gather;

/// Usage, configuration or an input file is wrong.
const COULD_NOT_RUN: u8 = 2;
/// A bug of ours proves nothing about anybody's system.
const INCONCLUSIVE: u8 = 3;

fn main() -> ExitCode {
    plain_openssl();
    guard();
    let status = match parse(std::env::args_os()) {
        Err(usage) => explain_usage(usage),
        Ok(cli) => match catch_unwind(AssertUnwindSafe(|| run(cli))) {
            Ok(Ok(status)) => status,
            Ok(Err(error)) => {
                say(&format!("error: {error:#}"));
                COULD_NOT_RUN
            }
            Err(_) => INCONCLUSIVE,
        },
    };
    ExitCode::from(status)
}

fn run(cli: Cli) -> anyhow::Result<u8> {
    let color = color::on_stdout(cli.color);
    if matches!(cli.command, Command::Check(_) | Command::Why(_) | Command::Compare(_) | Command::Demo(_)) {
        signals::watch_from_now();
    }
    match cli.command {
        Command::Check(arguments) => block_on(check(&arguments, color))?,
        Command::Why(arguments) => block_on(why::run(&arguments, color))?,
        Command::Compare(arguments) => compare::run(&arguments, color),
        Command::Demo(arguments) => block_on(demo::run(&arguments, color))?,
        Command::Init(arguments) => block_on(init::run(&arguments))?,
        Command::Explain { code } => pages::explain(&code),
        Command::List => pages::list(),
        Command::Queries => queries::run(),
        Command::Schema { of } => pages::schema(of),
        Command::Completions { shell } => pages::completions(shell),
        Command::Man => pages::man(),
        Command::Version => pages::version(),
    }
}

async fn check(arguments: &Check, color: bool) -> anyhow::Result<u8> {
    let outputs = Outputs::new(&arguments.judge, color)?;
    outputs.apart(&arguments.written(), &arguments.read())?;
    let mut secrets = Secrets::default();
    let evidence = match &arguments.replay {
        Some(saved) => replay::load(saved)?,
        None => {
            let (plan, files, places) = arguments.plan(&outputs)?;
            secrets = Secrets::of(&plan);
            let attempts = plan.attempts.clone();
            let watchdog = watch(&plan, &files, (&outputs, &secrets), arguments.judge.judging());
            let evidence = gather(plan, files, places, signals::stop(), &Line::new(arguments.judge.quiet)).await;
            drop(watchdog);
            say_trouble(&attempts);
            secrets.withheld(evidence)
        }
    };
    let report = Report::judge(evidence, &arguments.judge.judging());
    outputs.write(&report, &secrets)?;
    arguments.after(&report.evidence)?;
    Ok(report.exit_code)
}
