//! Which part of `src/` may know which: what docs/architecture.md promises, read from the sources.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Parts that judge saved evidence as well as fresh: they know nothing of where it came from.
const PURE: [&str; 11] =
    ["cause", "causes", "check", "checks", "compare", "evidence", "identity", "impact", "render", "report", "trust"];
/// Where evidence comes from.
const RIM: [&str; 5] = ["cli", "config", "demo", "inputs", "probes"];

/// The folders and files directly under `src/`, and for each the others it names by `crate::`, with one file that does.
type Parts = BTreeMap<String, BTreeMap<String, String>>;

fn parts() -> Parts {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut parts = Parts::new();
    for file in files(&root) {
        let place = file.strip_prefix(&root).unwrap().to_str().unwrap();
        let part = place.split('/').next().unwrap().trim_end_matches(".rs").to_owned();
        let uses = parts.entry(part.clone()).or_default();
        for used in used(&fs::read_to_string(&file).unwrap()) {
            if used != part {
                uses.entry(used).or_insert_with(|| place.to_owned());
            }
        }
    }
    let known: BTreeSet<String> = parts.keys().cloned().collect();
    for uses in parts.values_mut() {
        uses.retain(|used, _| known.contains(used));
    }
    parts
}

/// Every source that is built into the program: tests stand in files of that name.
fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|is| is == "rs") && !is_for_tests(&path) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Modules that only tests have: their name or their `mod` line says so, or that of a module they are in.
fn is_for_tests(path: &Path) -> bool {
    let name = path.file_stem().unwrap().to_str().unwrap();
    if name == "tests" {
        return true;
    }
    let above = match path.parent().unwrap() {
        folder if folder.ends_with("src") => folder.join("lib.rs"),
        folder => folder.with_extension("rs"),
    };
    let text = fs::read_to_string(&above).unwrap_or_default();
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let declares = |line: &str| line.ends_with(&format!("mod {name};"));
    let is_inside = !above.ends_with("src/lib.rs") && above.exists() && is_for_tests(&above);
    is_inside || lines.windows(2).any(|pair| pair[0] == "#[cfg(test)]" && declares(pair[1]))
}

/// What follows `crate::`, outside the tests at the end of a file and outside comments.
fn used(source: &str) -> BTreeSet<String> {
    let program = source.split("#[cfg(test)]\nmod tests {").next().unwrap();
    let code = program.lines().filter(|line| !line.trim_start().starts_with("//"));
    let mut used = BTreeSet::new();
    for line in code {
        for (at, _) in line.match_indices("crate::") {
            let rest = &line[at + "crate::".len()..];
            let name = |text: &str| text.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            match rest.strip_prefix('{') {
                Some(several) => used.extend(several.split(',').map(name)),
                None => drop(used.insert(name(rest))),
            }
        }
    }
    used
}

#[test]
fn parts_know_each_other_in_one_direction() {
    let parts = parts();
    let mut wrong = Vec::new();
    for part in parts.keys() {
        // A circle is found from the first of its parts alone.
        if let Some(way) = way_back(&parts, part).filter(|way| way.iter().min() == Some(part)) {
            let steps = way.iter().zip(way.iter().cycle().skip(1));
            let steps = steps.map(|(from, to)| format!("{from} → {to} ({})", parts[from][to]));
            wrong.push(steps.collect::<Vec<_>>().join(", "));
        }
    }
    assert!(wrong.is_empty(), "circles:\n{}", wrong.join("\n"));
}

/// The shortest way from a part to itself.
fn way_back(parts: &Parts, start: &str) -> Option<Vec<String>> {
    let mut ways = vec![vec![start.to_owned()]];
    let mut seen = BTreeSet::new();
    while !ways.is_empty() {
        let mut longer = Vec::new();
        for way in ways {
            for next in parts[way.last().unwrap()].keys() {
                if next == start {
                    return Some(way);
                }
                if seen.insert(next.clone()) {
                    longer.push([way.clone(), vec![next.clone()]].concat());
                }
            }
        }
        ways = longer;
    }
    None
}

#[test]
fn what_judges_knows_nothing_of_where_evidence_comes_from() {
    let parts = parts();
    for (part, uses) in parts.iter().filter(|(part, _)| PURE.contains(&part.as_str())) {
        for forbidden in RIM {
            assert_eq!(uses.get(forbidden), None, "{part} imports {forbidden}");
        }
    }
    assert!(
        parts["main"].is_empty() && parts["checks"].contains_key("evidence"),
        "the sources are not read: {parts:?}"
    );
}
