//! `check` of several configurations: each is looked at and judged by itself, all at once, and one list says how they
//! are. Clusters of one directory share what its servers said to a password.

mod ledgers;
mod targets;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use quick_junit::TestSuite;
use tokio::sync::Semaphore;
use tokio::task::{JoinSet, spawn_blocking};

use self::targets::Targets;
use super::check::{Ready, ready};
use super::color::Screen;
use super::process::Watchdog;
use super::{Check, ExitStyle, say, signals};
use crate::attempts::Attempts;
use crate::config::plan::DEADLINE_OF_SHELLS;
use crate::config::{self, CheckOptions};
use crate::evidence::milliseconds;
use crate::gathered::COMPARISON;
use crate::memory::Memory;
use crate::probes::{Progress, unseen};
use crate::progress::Line;
use crate::render::nagios;
use crate::render::rollup::Row;
use crate::report::{Judging, Report};
use crate::secrets::Secrets;
use crate::vantage::gather;

/// Clusters that are looked at in the same moment; the others wait for their turn.
const AT_ONCE: usize = 64;

/// How long a cluster that outlasts its deadline is waited for.
const GRACE: Duration = Duration::from_secs(2);

/// One configuration.
#[derive(Debug, Clone)]
struct Cluster {
    name: String,
    file: PathBuf,
}

/// What became of it.
struct Seen {
    row: Row,
    status: u8,
    suite: Option<TestSuite>,
    secrets: Secrets,
}

/// What all of them are run with.
struct Shared {
    options: CheckOptions,
    quiet: bool,
    judging: Judging,
    style: ExitStyle,
    targets: Targets,
}

/// Whether several configurations are named, or a pattern of them.
pub fn is_meant(arguments: &Check) -> bool {
    let configs = &arguments.look.config;
    configs.len() > 1 || configs.iter().any(|path| is_pattern(path))
}

/// Looks at all of them, writes what was asked for, and returns the worst exit status.
pub async fn run(arguments: &Check, screen: Screen) -> anyhow::Result<u8> {
    refuse(arguments)?;
    let start = Instant::now();
    let clusters = clusters(&arguments.look.config)?;
    let targets = Targets::new(&arguments.judge, screen, &clusters)?;
    let memory = Arc::new(Memory::of_environment(arguments.look.bind_anyway));
    let ledgers = ledgers::of(&clusters, &memory);
    let shared = Arc::new(Shared {
        options: arguments.options()?,
        quiet: arguments.judge.quiet,
        judging: arguments.judge.judging(),
        style: arguments.judge.exit_style,
        targets,
    });
    let rounds = u32::try_from(clusters.len().div_ceil(AT_ONCE)).unwrap_or(u32::MAX);
    let deadline = arguments.look.deadline.unwrap_or(DEADLINE_OF_SHELLS);
    let all = (deadline + GRACE + COMPARISON).saturating_mul(rounds);
    let watchdog = Watchdog::start(all, COMPARISON, || ());
    let seen = every(&shared, clusters, ledgers).await;
    drop(watchdog);
    if let Some(trouble) = memory.take_trouble() {
        say(&format!("warning: {trouble}"));
    }
    let status = worst(seen.iter().map(|seen| seen.status), shared.style);
    shared.targets.finish(seen, milliseconds(start.elapsed()), status)?;
    Ok(status)
}

/// What makes sense for one configuration only.
fn refuse(arguments: &Check) -> anyhow::Result<()> {
    let judge = &arguments.judge;
    for (given, flag) in [
        (!arguments.targets.is_empty(), "TARGET"),
        (arguments.replay.is_some(), "--replay"),
        (arguments.baseline.is_some(), "--baseline"),
        (arguments.write_missing.is_some(), "--write-missing"),
        (arguments.write_renames.is_some(), "--write-renames"),
        (arguments.save_transcripts.is_some(), "--save-transcripts"),
        (arguments.ask_password, "--ask-password"),
        (judge.finding.is_some(), "--finding"),
    ] {
        if given {
            bail!("{flag} is for one configuration; several are given by -c");
        }
    }
    Ok(())
}

/// All of them, at once, in the order of their names.
async fn every(shared: &Arc<Shared>, clusters: Vec<Cluster>, ledgers: Vec<Attempts>) -> Vec<Seen> {
    let (line, gate) = (Line::new(shared.quiet, None), Arc::new(Semaphore::new(AT_ONCE)));
    let (mut looks, total) = (JoinSet::new(), clusters.len());
    let mut seen: Vec<(usize, Seen)> = Vec::new();
    let names: Vec<String> = clusters.iter().map(|cluster| cluster.name.clone()).collect();
    for (nth, (cluster, attempts)) in clusters.into_iter().zip(ledgers).enumerate() {
        let (shared, gate) = (Arc::clone(shared), Arc::clone(&gate));
        looks.spawn(async move {
            let _turn = gate.acquire_owned().await;
            (nth, one(shared, cluster, attempts).await)
        });
    }
    while let Some(ended) = looks.join_next().await {
        // A panic is a bug of ours; the cluster is then missing below, and said to be so.
        seen.extend(ended.ok());
        line.step(&format!("{} of {total} clusters", seen.len()));
    }
    for (nth, name) in names.iter().enumerate() {
        if !seen.iter().any(|(at, _)| *at == nth) {
            seen.push((nth, Seen::not_run(name, "internal error; please report it", ExitStyle::Ucdoctor)));
        }
    }
    seen.sort_by_key(|(nth, _)| *nth);
    seen.into_iter().map(|(_, seen)| seen).collect()
}

/// One cluster: read, looked at, judged, written.
async fn one(shared: Arc<Shared>, cluster: Cluster, attempts: Attempts) -> Seen {
    let options = CheckOptions { file: Some(cluster.file.clone()), ..shared.options.clone() };
    let quiet = shared.quiet;
    let result = match spawn_blocking(move || ready(&options, quiet)).await {
        Ok(Ok(ready)) => look(&shared, &cluster, ready, attempts).await,
        Ok(Err(error)) => Err(error),
        Err(panic) => Err(anyhow::Error::msg(panic.to_string())),
    };
    result.unwrap_or_else(|error| {
        let why = format!("{error:#}");
        say(&format!("error: {}: {why}", cluster.name));
        Seen::not_run(&cluster.name, &why, shared.style)
    })
}

async fn look(shared: &Arc<Shared>, cluster: &Cluster, ready: Ready, attempts: Attempts) -> anyhow::Result<Seen> {
    let Ready { mut plan, files, places, read, said } = ready;
    shared.targets.apart(&cluster.name, &read)?;
    said.iter().for_each(|line| say(&format!("{}: {line}", cluster.name)));
    plan.attempts = attempts;
    let secrets = Secrets::of(&plan);
    let more = if files.people.is_some() { COMPARISON } else { Duration::ZERO };
    let limit = Duration::from_millis(plan.asked.deadline_ms) + GRACE + more;
    let nothing = unseen(&plan, "the run did not end at its deadline");
    let looked = tokio::time::timeout(limit, gather(plan, files, places, signals::stop(), &Unsaid)).await;
    let (shared, name) = (Arc::clone(shared), cluster.name.clone());
    spawn_blocking(move || {
        let report = Report::judge(secrets.withheld(looked.unwrap_or(nothing)), &shared.judging);
        let status = shared.style.status(&report);
        let report = shared.targets.shown(&report)?;
        let suite = shared.targets.write(&name, &report, &secrets)?;
        Ok(Seen { row: Row::of(&name, &report), status, suite, secrets })
    })
    .await
    .context("internal error; please report it")?
}

impl Seen {
    fn not_run(name: &str, why: &str, style: ExitStyle) -> Self {
        let suite = Some(crate::render::junit::could_not_run(name, why));
        Self { row: Row::not_run(name, why), status: style.could_not_run(), suite, secrets: Secrets::default() }
    }
}

/// A problem is worse than a configuration that could not be run, and that is worse than an open question. Of plugins,
/// as Monitoring Plugins' `max_state_alt` has it: critical, warning, unknown, OK.
fn worst(all: impl Iterator<Item = u8>, style: ExitStyle) -> u8 {
    let order: &[u8] = match style {
        ExitStyle::Ucdoctor => &[1, 2, 3, 0],
        ExitStyle::Nagios => {
            &[nagios::State::Critical as u8, nagios::State::Warning as u8, nagios::State::Unknown as u8, 0]
        }
    };
    let rank = |status: u8| order.iter().position(|other| *other == status).unwrap_or(0);
    all.min_by_key(|status| rank(*status)).unwrap_or(3)
}

/// The steps of single clusters are not shown: the line counts the clusters.
struct Unsaid;

impl Progress for Unsaid {
    fn step(&self, _: &str) {}
}

fn is_pattern(path: &Path) -> bool {
    !path.exists() && path.to_string_lossy().contains(['*', '?'])
}

/// The files that are named, and those that a pattern finds, by name.
fn clusters(given: &[PathBuf]) -> anyhow::Result<Vec<Cluster>> {
    let mut files = Vec::new();
    for path in given {
        match is_pattern(path) {
            true => files.extend(found(path)?),
            false => files.push(path.clone()),
        }
    }
    let mut clusters: Vec<Cluster> = Vec::new();
    for file in files {
        let name = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        if let Some(other) = clusters.iter().find(|other| other.name == name) {
            bail!("{} and {} would both be called {name}", other.file.display(), file.display());
        }
        clusters.push(Cluster { name, file });
    }
    Ok(clusters)
}

/// What a pattern finds in its folder; `*` stands for any characters of a name, `?` for one.
fn found(pattern: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let folder = pattern.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if is_pattern(folder) {
        bail!("-c {}: only the name of the file may hold * or ?", pattern.display());
    }
    let name = pattern.file_name().unwrap_or_default().to_string_lossy();
    let names = wildmatch::WildMatch::new(&name);
    let entries = folder.read_dir().with_context(|| format!("cannot read {}", folder.display()))?;
    let files = entries.filter_map(Result::ok).map(|entry| entry.file_name()).filter(|file| {
        let file = file.to_string_lossy();
        names.matches(&file) && (!file.starts_with('.') || name.starts_with('.'))
    });
    let mut files: Vec<PathBuf> = files.map(|file| pattern.with_file_name(file)).collect();
    if files.is_empty() {
        bail!("-c {}: there is no such file", pattern.display());
    }
    files.iter().try_for_each(|file| config::found::trusted(file))?;
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_decides() {
        for (all, style, expected) in [
            (&[0, 0][..], ExitStyle::Ucdoctor, 0),
            (&[0, 3], ExitStyle::Ucdoctor, 3),
            (&[3, 2, 0], ExitStyle::Ucdoctor, 2),
            (&[0, 2, 3, 1], ExitStyle::Ucdoctor, 1),
            (&[0, 3, 1], ExitStyle::Nagios, 1),
            (&[3, 1, 2], ExitStyle::Nagios, 2),
            (&[0, 3], ExitStyle::Nagios, 3),
        ] {
            assert_eq!(worst(all.iter().copied(), style), expected, "{all:?} {style:?}");
        }
    }

    #[test]
    fn a_pattern_finds_the_files_of_its_folder() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["oslo.toml", "bern.toml", ".hidden.toml", "notes.txt", "rome.toml.bak"] {
            std::fs::write(folder.path().join(name), "").unwrap();
        }
        let names = |pattern: &str| {
            clusters(&[folder.path().join(pattern)]).map(|all| all.into_iter().map(|one| one.name).collect::<Vec<_>>())
        };
        assert_eq!(names("*.toml").unwrap(), ["bern", "oslo"]);
        assert_eq!(names("osl?.toml").unwrap(), ["oslo"]);
        assert!(names("*.yaml").unwrap_err().to_string().contains("no such file"));
        assert!(names("*/x.toml").unwrap_err().to_string().contains("only the name"));
        let twice = [folder.path().join("oslo.toml"), folder.path().join("oslo.toml")];
        assert!(clusters(&twice).unwrap_err().to_string().contains("would both be called oslo"));
    }
}
