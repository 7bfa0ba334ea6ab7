//! SRCH-001: gate of `Endpoint::search`, and of the base itself.

use super::at::{At, per_search};
use super::base_and_filter::{base_name, busy, proposed, result, while_searching};
use super::further_agreements;
use super::kept_elsewhere::for_people;
use super::likewise::{elsewhere, servers_differ};
use super::proxy;
use super::referral::server_of;
use crate::check::{Change, Check, Finding, Judged, Severity, Stage, Step, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::result::is_busy;
use crate::evidence::search::Base;
use crate::ldap::dn;

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
        let classes = base.object_classes.join(", ");
        return Ok(pass(format!("{dn} ({classes}), in {}", base.end.ms)).into());
    }
    if let Some(finding) = proxy::refused_search(Some(at), &base.end) {
        return Ok(finding.into());
    }
    if let Some((other, _)) = elsewhere(at.case, at.vantage, |found| found.there) {
        let (here, there) = (at.subject(), other.subject());
        let what = format!("{here} lacks what {there} has: {name} is not there ({})", result(&base.end));
        return Ok(servers_differ(&here, &there, what).into());
    }
    let finding = why_not(name, base, (&search.filter, search.active_directory));
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

fn why_not(name: &str, base: &Base, (filter, active_directory): (&str, bool)) -> Finding {
    let end = &base.end;
    match end.code {
        10 => of_another(name, base, active_directory),
        32 if outside(name, base) => of_another(name, base, active_directory),
        32 | 34 => missing(name, base, filter),
        0 => hidden(name),
        1 | 50 => fail(
            CauseCode::InsufficientRights,
            format!("the manager may not read the search base {name} ({})", result(end)),
        )
        .fix("Give the manager account the right to list and read this part of the tree"),
        code if is_busy(code) => busy(format!("the server is busy or unavailable ({})", result(end))),
        _ => fail(CauseCode::SearchRefused, format!("the directory refuses to read the search base: {}", result(end)))
            .fix("Look into the directory server's log for this moment; the answer above is its own"),
    }
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

const OF_ANOTHER_DOMAIN: &str =
    "Use a domain controller of that domain, or the Global Catalog ports 3268 and 3269 of this forest";

fn of_another(name: &str, base: &Base, active_directory: bool) -> Finding {
    let holds = for_people(&base.naming_contexts, "; ");
    let referral = base.end.referrals.first();
    let finding = match referral {
        Some(url) => fail(CauseCode::BaseElsewhere, format!("another server holds {name}: {url}"))
            .fact("referrals", base.end.referrals.join("; ")),
        None => fail(CauseCode::BaseElsewhere, format!("{name} is outside what this server holds ({holds})")),
    };
    let mut finding = base.near.iter().fold(finding, |finding, near| finding.fix(format!("Did you mean {near}?")));
    if active_directory {
        finding = finding.fix(OF_ANOTHER_DOMAIN);
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

fn missing(name: &str, base: &Base, filter: &str) -> Finding {
    let finding = fail(CauseCode::BaseMissing, what_is_missing(name, base));
    let finding = match hidden_above(base) {
        Some(above) => finding.fix(format!("Look whether the manager account may read {above} and what is below, from the addresses of the nodes and of this host: access rules may name accounts, addresses, and how strong the encryption is")),
        None => finding,
    };
    match base.near.as_slice() {
        // Domains of one forest are often called alike: nothing tells a slip from a sister.
        [] if ends_elsewhere(base) && dn::parse(name).is_ok() => finding
            .fix(format!("If it is a slip: the base must end in one of {}", for_people(&base.naming_contexts, "; ")))
            .fix(format!("If it is another domain: {}", OF_ANOTHER_DOMAIN.replacen('U', "u", 1))),
        [] if is_below_a_domain(name, base) => finding
            .fix(format!("If it is a domain of its own, below this one: {}", OF_ANOTHER_DOMAIN.replacen('U', "u", 1)))
            .fix("If it is a slip: take the base from the directory itself, the distinguished name of the domain or of an OU"),
        [] => finding.fix("Take the base from the directory itself: the distinguished name of the domain or of an OU"),
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
mod tests {
    use super::*;
    use crate::evidence::search::End;

    #[test]
    fn names_what_is_wrong_with_a_base() {
        let contexts = vec!["DC=corp,DC=example".to_owned()];
        let of = |code, right: Option<&str>, near: &[&str], referrals: &[&str]| Base {
            end: End { code, referrals: referrals.iter().map(|&url| url.to_owned()).collect(), ..End::default() },
            naming_contexts: contexts.clone(),
            inside: right.map(str::to_owned),
            last_right: right.map(str::to_owned),
            near: near.iter().map(|&dn| dn.to_owned()).collect(),
            ..Base::default()
        };
        let corp = Some("DC=corp,DC=example");
        for (name, base, cause, words) in [
            (
                "OU=Peple,DC=corp,DC=example",
                of(32, corp, &["OU=People,DC=corp,DC=example"], &[]),
                "base-missing",
                "right up to DC=corp",
            ),
            ("Users,DC=corp,DC=example", of(34, corp, &[], &[]), "base-missing", "is no distinguished name"),
            ("OU=x,DC=other,DC=example", of(32, None, &[], &[]), "base-elsewhere", "outside what this server holds"),
            ("OU=x,DC=crop,DC=example", of(32, None, &[], &[]), "base-missing", "there is no"),
            ("DC=example,DC=corp,OU=x", of(32, None, &["OU=x,DC=corp,DC=example"], &[]), "base-missing", "there is no"),
            ("OU=x,DC=sub,DC=corp,DC=example", of(10, corp, &[], &["ldap://sub"]), "base-elsewhere", "ldap://sub"),
            ("OU=x,DC=corp,DC=example", of(50, corp, &[], &[]), "insufficient-rights", "result 50"),
            ("OU=x,DC=corp,DC=example", of(0, corp, &[], &[]), "insufficient-rights", "hidden"),
            ("OU=x,DC=corp,DC=example", of(53, None, &[], &[]), "search-refused", "result 53"),
        ] {
            let finding = why_not(name, &base, ("(cn=*)", true));
            assert_eq!(finding.cause.name(), cause, "{name}");
            assert!(finding.message.contains(words), "{}", finding.message);
        }
        let sister = why_not("OU=x,DC=carp,DC=example", &of(32, None, &[], &[]), ("(cn=*)", true));
        let child = why_not("OU=x,DC=sales,DC=corp,DC=example", &of(32, corp, &[], &[]), ("(cn=*)", true));
        assert!(child.fix[0].starts_with("If it is a domain of its own"), "{:?}", child.fix);
        let fix = format!("{:?}", sister.fix);
        assert!(fix.contains("must end in one of DC=corp,DC=example") && fix.contains("Global Catalog"), "{fix}");
    }

    /// 32 is also what OpenLDAP and 389 Directory Server say of what an account may not read.
    #[test]
    fn where_not_even_the_head_is_shown_rights_may_lack() {
        let base = |inside: &str, right: Option<&str>| Base {
            end: End { code: 32, ..End::default() },
            naming_contexts: vec![inside.to_owned()],
            inside: Some(inside.to_owned()),
            last_right: right.map(str::to_owned),
            ..Base::default()
        };
        for (name, base, words, rights) in [
            ("ou=Crew,o=harbour", base("o=harbour", None), "may not read it: o=harbour is not shown", true),
            ("o=harbour", base("o=harbour", None), "may not read it: the server says that it holds it", true),
            ("ou=Crew,o=harbour", base("o=harbour", Some("o=harbour")), "right up to o=harbour", false),
        ] {
            let finding = why_not(name, &base, ("(cn=*)", false));
            assert!(finding.message.contains(words), "{}", finding.message);
            assert_eq!(finding.fix[0].words.contains("addresses of the nodes"), rights, "{:?}", finding.fix);
        }
    }

    #[test]
    fn what_a_referral_names_is_to_be_looked_at_and_a_right_end_is_no_fault() {
        let of = |referral: &str, active_directory| {
            let base = Base {
                end: End { code: 10, referrals: vec![referral.to_owned()], ..End::default() },
                naming_contexts: vec!["dc=quay,dc=test".to_owned()],
                ..Base::default()
            };
            let finding = why_not("ou=Far,dc=quay,dc=test", &base, ("(cn=*)", active_directory));
            finding.fix.iter().map(|step| step.words.clone()).collect::<Vec<_>>()
        };
        let told = of("ldaps://dir9.quay.test:3636/ou=Far,dc=quay,dc=test??sub", false);
        assert!(told[0].contains("`ucdoctor check ldaps://dir9.quay.test:3636`"), "{told:?}");
        assert!(told.iter().all(|step| !step.contains("must end in") && !step.contains("Global Catalog")), "{told:?}");
        assert!(of("ldap:///ou=Far", false)[0].starts_with("Or take a base"), "no host, no server");
        assert!(of("ldap://dir9/", true)[0].contains("Global Catalog"));
    }
}
