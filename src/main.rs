//! Parse → plan → gather → judge → render → exit. Decides nothing.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::time::Duration;

use ucdoctor::cli::check::{say_trouble, watch};
use ucdoctor::cli::exit_style::Wanted;
use ucdoctor::cli::output::Outputs;
use ucdoctor::cli::process::{block_on, guard};
use ucdoctor::cli::{
    Check, Cli, Command, accept, color, compare, demo, diff, explain, explain_usage, fleet, init, pages, parse,
    queries, read, replay, say, signals, why,
};
use ucdoctor::environment::plain_openssl;
use ucdoctor::progress::Line;
use ucdoctor::report::Report;
use ucdoctor::secrets::Secrets;
use ucdoctor::vantage::gather;

/// A bug of ours proves nothing about anybody's system.
const INCONCLUSIVE: u8 = 3;

fn main() -> ExitCode {
    plain_openssl();
    guard();
    let wanted = Wanted::of(std::env::args_os());
    let status = match parse(std::env::args_os()) {
        Err(usage) => match explain_usage(usage) {
            0 => 0,
            _ => wanted.could_not_run("the command line is wrong; standard error says where"),
        },
        Ok(cli) => match catch_unwind(AssertUnwindSafe(|| run(cli))) {
            Ok(Ok(status)) => status,
            Ok(Err(error)) => {
                let why = format!("{error:#}");
                say(&format!("error: {why}"));
                wanted.could_not_run(&why)
            }
            Err(_) => INCONCLUSIVE,
        },
    };
    ExitCode::from(status)
}

fn run(cli: Cli) -> anyhow::Result<u8> {
    let screen = color::screen(cli.color);
    if matches!(cli.command, Command::Check(_) | Command::Why(_) | Command::Compare(_) | Command::Demo(_)) {
        signals::watch_from_now();
    }
    match cli.command {
        Command::Check(arguments) if fleet::is_meant(&arguments) => block_on(fleet::run(&arguments, screen))?,
        Command::Check(arguments) => block_on(check(&arguments, screen))?,
        Command::Why(arguments) => block_on(why::run(&arguments, screen))?,
        Command::Compare(arguments) => compare::run(&arguments, screen),
        Command::Read(arguments) => read::run(&arguments, screen),
        Command::Demo(arguments) => block_on(demo::run(&arguments, screen))?,
        Command::Init(arguments) => block_on(init::run(&arguments))?,
        Command::Accept(arguments) => accept::run(&arguments),
        Command::Diff(arguments) => diff::run(&arguments, screen),
        Command::Explain(arguments) => explain::run(&arguments, screen),
        Command::List => pages::list(screen),
        Command::Queries(arguments) => queries::run(&arguments, screen),
        Command::Schema { of } => pages::schema(of),
        Command::Completions { shell } => pages::completions(shell),
        Command::Man { command } => pages::man(command.as_deref()),
        Command::Version => pages::version(),
    }
}

async fn check(arguments: &Check, screen: color::Screen) -> anyhow::Result<u8> {
    let outputs = Outputs::new(&arguments.judge, screen)?;
    outputs.apart(&arguments.written(), &arguments.read())?;
    let earlier = arguments.earlier()?;
    let mut secrets = Secrets::default();
    let mut report = match &arguments.replay {
        Some(saved) => replay::by(saved, arguments.look.config.first(), &arguments.judge.judging())?,
        None => {
            let (mut plan, files, places) = arguments.plan(&outputs)?;
            let kept = arguments.kept_sessions(&mut plan);
            secrets = Secrets::of(&plan);
            let attempts = plan.attempts.clone();
            let watchdog = watch(&plan, &files, (&outputs, &secrets), arguments.judge.judging());
            let deadline = Duration::from_millis(plan.asked.deadline_ms);
            let line = Line::new(arguments.judge.quiet, Some(deadline));
            let evidence = gather(plan, files, places, signals::stop(), &line).await;
            drop(line);
            drop(watchdog);
            say_trouble(&attempts);
            arguments.save_transcripts(kept, &secrets)?;
            Report::judge(secrets.withheld(evidence), &arguments.judge.judging())
        }
    };
    if let Some(earlier) = &earlier {
        report.against(earlier, &arguments.judge.judging());
    }
    outputs.write(&report, &secrets)?;
    arguments.after(&report.evidence)?;
    Ok(arguments.judge.status(&report))
}
