//! SRCH-001: gate of `Endpoint::search`, and of the base itself.

use super::at::{At, per_search};
use super::base_and_filter::{base_name, busy, capitalised, proposed, result, while_searching};
use super::further_agreements;
use super::kept_elsewhere::for_people;
use super::likewise::{elsewhere, servers_differ};
use super::proxy;
use super::referral::{branch_of, is_itself, server_of};
use crate::check::{Change, Check, Finding, Judged, Severity, Stage, Step, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::result::is_busy;
use crate::evidence::search::{Base, End, Search};
use crate::ldap::{dn, slips};

/// Likeness (normalised Levenshtein, 0 to 1) of two domains from which one is the other, mistyped.
const SLIP: f64 = 0.85;

pub(super) static CHECK: Check = Check {
    code: CheckCode::Srch001,
    stage: Stage::Search,
    title: "the search base exists and is readable",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/SRCH-001.md"),
    run: |case| per_search(case, base_exists),
};

fn base_exists(at: At<'_>) -> Judged {
    if let Some(failure) = at.endpoint.search.failed() {
        return while_searching(at, failure);
    }
    let search = at.search()?;
    let (name, base) = (base_name(&at), &search.base);
    if let Some(dn) = &base.dn {
        if let Some(finding) = further_agreements::without_base(at.case, search) {
            return Ok(finding.into());
        }
        return Ok(pass(format!("{dn} ({}), in {}", classes_of(base), base.end.ms)).into());
    }
    if let Some(finding) = proxy::refused_search(Some(at), &base.end) {
        return Ok(finding.into());
    }
    if let Some((other, _)) = elsewhere(at.case, at.vantage, |found| found.there) {
        let (here, there) = (at.subject(), other.subject());
        let what = format!("{here} lacks what {there} has: {name} is not there ({})", result(&base.end));
        return Ok(servers_differ(&here, &there, what).into());
    }
    let own = base.end.referrals.first().filter(|url| base.end.code == 10 && is_itself(at, url));
    let finding = match own {
        Some(url) => of_itself(name, url),
        None => why_not(name, base, (&search.filter, Holds::of(at, search))),
    };
    let summary = format!("The search base cannot be searched: {}", finding.message);
    let finding = finding
        .fault("base")
        .summary(summary)
        .fact("base", name)
        .fact("result", base.end.code)
        .fact("answer", &base.end.text)
        .fact("naming_contexts", base.naming_contexts.join("; "));
    let finding = match &base.last_right {
        Some(right) => finding.fact("right_up_to", right),
        None => finding,
    };
    Ok(proposed(finding, search, name).into())
}

fn classes_of(base: &Base) -> String {
    match base.object_classes.as_slice() {
        [] => "hidden itself, and what stands below it is not".to_owned(),
        classes => classes.join(", "),
    }
}

/// How much of a tree of domains the server holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// Another directory than Active Directory.
    Suffixes,
    /// A domain controller.
    Domain,
    /// A Global Catalog.
    Forest,
}

impl Holds {
    fn of(at: At<'_>, search: &Search) -> Self {
        match (search.active_directory, at.server.url.global_catalog()) {
            (false, _) => Self::Suffixes,
            (true, false) => Self::Domain,
            (true, true) => Self::Forest,
        }
    }

    /// Where a domain is that the server lacks.
    fn another_domain(self) -> &'static str {
        match self {
            Self::Suffixes => "use a server that holds it",
            Self::Domain => {
                "use a domain controller of that domain, or the Global Catalog ports 3268 and 3269 of this forest"
            }
            Self::Forest => {
                "it is in another forest, since a Global Catalog has every domain of its own: use a server of that one"
            }
        }
    }
}

fn why_not(name: &str, base: &Base, (filter, holds): (&str, Holds)) -> Finding {
    let end = &base.end;
    match end.code {
        10 => of_another(name, base, holds),
        32 if outside(name, base) => of_another(name, base, holds),
        32 | 34 => missing(name, base, (filter, holds)),
        0 => hidden(name),
        1 | 50 => fail(
            CauseCode::InsufficientRights,
            format!("the manager may not read the search base {name} ({})", result(end)),
        )
        .fix("Give the manager account the right to list and read this part of the tree"),
        8 | 13 => weaker(end),
        code if is_busy(code) => busy(format!("the server is busy or unavailable ({})", result(end))),
        _ => fail(CauseCode::SearchRefused, format!("the directory refuses to read the search base: {}", result(end)))
            .fix("Look into the directory server's log for this moment; the answer above is its own"),
    }
}

/// The bind is taken, and is not enough for a search (OpenLDAP: `require SASL`, `security ssf` of the database).
fn weaker(end: &End) -> Finding {
    let wants = match end.code {
        8 => "another kind of bind than by name and password, which is the only one that the appliances know",
        _ => "a better encrypted connection",
    };
    fail(CauseCode::SearchRefused, format!("the directory takes the bind, and wants {wants}, before it searches: {}", result(end)))
        .fix("Let accounts that bind by name and password over TLS search, at least this one (OpenLDAP: `require` and `security`, of the database too)")
}

fn hidden(name: &str) -> Finding {
    fail(
        CauseCode::InsufficientRights,
        format!("the search base {name} is hidden from the manager: success, and no entry"),
    )
    .fix("Give the manager account the right to list and read this part of the tree")
}

/// Whether the base ends in something else than all the server holds, and not by a slip of the keyboard.
fn outside(name: &str, base: &Base) -> bool {
    let similar = |context: &String| {
        let skipped = name.matches(',').count().saturating_sub(context.matches(',').count());
        let end: Vec<&str> = name.split(',').skip(skipped).map(str::trim).collect();
        strsim::normalized_levenshtein(&end.join(",").to_lowercase(), &context.to_lowercase()) >= SLIP
    };
    // `DC=example,DC=corp,OU=Staff` ends in no domain at all: it is written from the top down.
    let last = |name: &str| {
        name.rsplit(',').next().and_then(|last| last.split('=').next()).map(|kind| kind.trim().to_lowercase())
    };
    let ends_alike = base.naming_contexts.iter().any(|context| last(context) == last(name));
    ends_elsewhere(base) && ends_alike && !base.naming_contexts.iter().any(similar)
}

fn ends_elsewhere(base: &Base) -> bool {
    base.inside.is_none() && base.last_right.is_none() && !base.naming_contexts.is_empty()
}

fn of_another(name: &str, base: &Base, of: Holds) -> Finding {
    let holds = for_people(&base.naming_contexts, "; ");
    let referral = base.end.referrals.first();
    let finding = match referral {
        Some(url) => fail(CauseCode::BaseElsewhere, format!("another server holds {name}: {url}"))
            .fact("referrals", base.end.referrals.join("; ")),
        None => fail(CauseCode::BaseElsewhere, format!("{name} is outside what this server holds ({holds})")),
    };
    let mut finding = base.near.iter().fold(finding, |finding, near| finding.fix(format!("Did you mean {near}?")));
    if of != Holds::Suffixes {
        finding = finding.fix(capitalised(of.another_domain()));
    }
    if let Some(server) = referral.and_then(|url| server_of(url)) {
        finding = finding.fix(format!(
            "Look at the server that it refers to: `ucdoctor check {server}`; if it answers, configure it for this base, by an agreement of its own; if not, that reference in the directory is stale"
        ));
    }
    let within = |context: &String| {
        dn::parse(name).ok().zip(dn::parse(context).ok()).is_some_and(|(name, of)| name.is_within(&of))
    };
    match base.naming_contexts.iter().any(within) {
        // Its end is right: the branch is kept elsewhere.
        true => finding.fix("Or take a base that this server holds itself, in another branch"),
        false => finding.fix(format!("Or correct the base: it must end in one of {holds}")),
    }
}

/// The base is a reference, and leads to the server that was asked.
fn of_itself(name: &str, url: &str) -> Finding {
    let message = |what| format!("{name} is a reference to {what}: {url}");
    let other = branch_of(url)
        .filter(|branch| !dn::parse(branch).is_ok_and(|it| dn::parse(name).is_ok_and(|own| it.same_as(&own))));
    match other {
        Some(branch) => fail(CauseCode::BaseElsewhere, message("another place of this server"))
            .fix(format!("Take {branch} as the search base: the nodes may not follow references")),
        None => fail(CauseCode::BaseElsewhere, message("itself, which leads nowhere"))
            .fix("Correct the reference in the directory (attribute `ref` of that entry), or take another base"),
    }
}

/// What the server says that it holds, around the base, and shows nothing of: not even its head.
fn hidden_above(base: &Base) -> Option<&str> {
    base.inside.as_deref().filter(|_| base.last_right.is_none() && base.near.is_empty())
}

/// What is not there begins with the name of a domain: `DC=sales` below `DC=corp,DC=example`.
fn is_below_a_domain(name: &str, base: &Base) -> bool {
    let Some(right) = base.last_right.as_deref().and_then(|right| dn::parse(right).ok()) else { return false };
    let Ok(name) = dn::parse(name) else { return false };
    let first_wrong = name.parts.len().checked_sub(right.parts.len() + 1).and_then(|at| name.parts.get(at));
    first_wrong.is_some_and(|part| part.values.iter().all(|(kind, _)| kind.eq_ignore_ascii_case("dc")))
}

/// What is wrong with the name of the base, as far as the directory tells.
fn what_is_missing(name: &str, base: &Base) -> String {
    let broken = dn::parse(name).err().map(|error| {
        let column = name.get(..error.at).unwrap_or(name).chars().count() + 1;
        // What was found in the directory is better than a guess.
        let what = if base.near.is_empty() {
            error.what.as_str()
        } else {
            error.what.split(": did you").next().unwrap_or_default()
        };
        format!("{name} is no distinguished name: {what} (column {column})")
    });
    match (broken, &base.last_right) {
        (Some(broken), _) => broken,
        // Directories say of what they hide that it is not there.
        (None, Some(right)) if base.near.is_empty() => {
            format!("there is no {name}, or the manager may not see it; it is right up to {right}")
        }
        (None, Some(right)) => format!("there is no {name}; it is right up to {right}"),
        (None, None) if hidden_above(base).is_some() => {
            let above = hidden_above(base).unwrap_or_default();
            match above.eq_ignore_ascii_case(name) {
                true => format!("there is no {name}, or the manager may not read it: the server says that it holds it"),
                false => {
                    format!("there is no {name}, or the manager may not read it: {above} is not shown to it, either")
                }
            }
        }
        (None, None) if base.end.text.trim().is_empty() => format!("there is no {name}"),
        (None, None) => format!("there is no {name} ({})", result(&base.end)),
    }
}

const FROM_DIRECTORY: &str =
    "Take the base from the directory itself: the distinguished name of the domain or of an OU";

fn missing(name: &str, base: &Base, (filter, holds): (&str, Holds)) -> Finding {
    let finding = fail(CauseCode::BaseMissing, what_is_missing(name, base));
    let finding = match slips::several(name).len() {
        0 => finding,
        count => finding.fix(format!(
            "{count} bases stand in one field, which takes one: make an agreement of call manager for each, and here a [[directory.search]] each"
        )),
    };
    let finding = match hidden_above(base) {
        Some(above) => finding.fix(format!("Look whether the manager account may read {above} and what is below, from the addresses of the nodes and of this host: access rules may name accounts, addresses, and how strong the encryption is")),
        None => finding,
    };
    match base.near.as_slice() {
        // Domains of one forest are often called alike: nothing tells a slip from a sister.
        [] if ends_elsewhere(base) && dn::parse(name).is_ok() => finding
            .fix(format!("If it is a slip: the base must end in one of {}", for_people(&base.naming_contexts, "; ")))
            .fix(format!("If it is another domain: {}", holds.another_domain())),
        [] if is_below_a_domain(name, base) => finding
            .fix(format!("If it is a domain of its own, below this one: {}", holds.another_domain()))
            .fix("If it is a slip: take the base from the directory itself, the distinguished name of the domain or of an OU"),
        [] if base.last_right.is_some() => finding.fix(FROM_DIRECTORY).fix(
            "If it is there: give the manager account the right to see it, and whom it holds; directories say of what they hide that it does not exist",
        ),
        [] => finding.fix(FROM_DIRECTORY),
        near => {
            let words = format!("Did you mean {}? (looked up: the directory has it)", near.join(", or "));
            let change = |one: &String| Change::Search { base: one.clone(), filter: filter.to_owned() };
            // One of several is a guess.
            let only = near.first().filter(|_| near.len() == 1).map(change);
            finding.fact("near", near.join("; ")).fix(Step::from(words).changing(only))
        }
    }
}

#[cfg(test)]
#[path = "srch_001/tests.rs"]
mod tests;
