//! What was seen of the person `why` asks about, system by system.

use std::io::{self, Write};

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::Style;
use super::flow::{Flow, Paint};
use crate::evidence::identity::{Class, Identity, InExports};
use crate::evidence::login::LoginOutcome;
use crate::evidence::person::{Person, PersonAccount};
use crate::evidence::{Evidence, Observed};
use crate::report::Report;

/// Column of the facts.
const FACTS: usize = 16;

/// Writes one line a system; nothing when no one person was asked about.
pub(super) fn write(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    if report.evidence.asked.person.is_none() {
        return Ok(());
    }
    for (system, fact) in lines(report) {
        let flow = Flow::new(style).lead("  ", Paint::Plain).lead(system, Paint::Faint).pad_to(FACTS);
        flow.words(&fact, Paint::Plain).write(style, FACTS, out)?;
    }
    Ok(())
}

fn lines(report: &Report) -> Vec<(&'static str, String)> {
    let evidence = &report.evidence;
    let live = evidence.vantages.iter().find_map(|vantage| Some((vantage.person.as_ref()?, vantage.taken_at)));
    let identity = evidence.identity.as_ref();
    let none = InExports::default();
    let seen = identity.and_then(|identity| identity.person.as_ref()).unwrap_or(&none);
    let (directory, scope) = match live {
        Some((person, now)) => (of_directory(person, now), of_scope(person)),
        None if looked_for(evidence) && seen.directory.is_empty() => {
            ("not looked up: what is found below stands in the way".to_owned(), None)
        }
        None => exported(identity, seen),
    };
    let mut lines = vec![("directory", directory)];
    lines.extend(scope.map(|scope| ("filter/base", scope)));
    lines.push(("call manager", of_call_manager(evidence, seen)));
    lines.push(("presence", of_presence(identity, seen)));
    lines.push(("contacts", of_contacts(identity, seen)));
    lines.extend(live.and_then(|(person, _)| of_logins(person)).map(|logins| ("login", logins)));
    lines
}

/// "the directory takes the password, call-manager/cm7 takes it, presence/p3 does not".
fn of_logins(person: &Person) -> Option<String> {
    let bound = person.bind.seen().filter(|answer| answer.code == 0 && !person.logins.is_empty())?;
    let told = person.logins.iter().map(|login| match &login.answer {
        Observed::Seen(_) if login.accepted() => format!("{} takes it", login.node),
        Observed::Seen(answer) if answer.outcome == LoginOutcome::Refused => format!("{} does not", login.node),
        Observed::Seen(answer) => format!("{} answers HTTP {}", login.node, answer.status),
        Observed::Failed(_) => format!("{} gives no answer", login.node),
        Observed::NotAsked(_) | Observed::Blocked(_) => format!("{} was not asked", login.node),
        Observed::Cut => format!("{} was not waited for", login.node),
    });
    let told: Vec<String> = told.collect();
    Some(format!("the directory takes the password ({}), {}", bound.ms, told.join(", ")))
}

fn of_directory(person: &Person, now: OffsetDateTime) -> String {
    let user_id = &person.search.user_id;
    let account = person.account.seen().map(|account| of_account(account, now)).unwrap_or_default();
    match (person.found.seen().map(Vec::as_slice), person.elsewhere.seen()) {
        (Some([one]), _) => format!("{}, found by {user_id}{account}", one.dn),
        (Some([]), Some(elsewhere)) => match elsewhere.people.as_slice() {
            [] => format!("nobody has that {user_id}, or carries it in another attribute"),
            [one, ..] => format!("{}, found by {}{account}", one.entry.dn, one.by.join(", ")),
        },
        (Some([]), None) => format!("nobody has that {user_id} inside base and filter"),
        (Some(several), _) => format!("{} entries have that {user_id}", several.len()),
        (None, _) => "the search was not answered".to_owned(),
    }
}

/// ", enabled, not locked, password set 12 days ago".
fn of_account(account: &PersonAccount, now: OffsetDateTime) -> String {
    let mut words = String::new();
    let mut add = |told: Option<bool>, yes: &str, no: &str| {
        if let Some(told) = told {
            words.push_str(", ");
            words.push_str(if told { yes } else { no });
        }
    };
    add(account.disabled, "disabled", "enabled");
    let lock_told = account.locked.is_some() || account.locked_at.is_some() || account.bad_password_count.is_some();
    add(lock_told.then(|| account.is_locked(now)), "locked", "not locked");
    let set = account.password_set_at.as_deref().and_then(|set| OffsetDateTime::parse(set, &Rfc3339).ok());
    if let Some(days) = set.map(|set| (now - set).whole_days()) {
        words.push_str(&match days {
            0 => ", password set today".to_owned(),
            1 => ", password set 1 day ago".to_owned(),
            days => format!(", password set {days} days ago"),
        });
    }
    words
}

fn of_scope(person: &Person) -> Option<String> {
    let found = person.found.seen()?;
    if !found.is_empty() {
        return Some("matches".to_owned());
    }
    let outsider = person.elsewhere.seen()?.people.first()?;
    let failing: Vec<&str> =
        outsider.clauses.iter().filter(|clause| !clause.matches).map(|clause| clause.text.as_str()).collect();
    Some(match (outsider.in_base, failing.as_slice()) {
        (Some(false), []) => format!("outside the base {}", person.search.base),
        (Some(false), failing) => {
            format!("outside the base {}, and does not match {}", person.search.base, failing.join(" and "))
        }
        (_, []) => "nothing in base or filter keeps the entry out".to_owned(),
        (_, failing) => format!("does not match {}", failing.join(" and ")),
    })
}

/// A live directory was to be asked.
fn looked_for(evidence: &Evidence) -> bool {
    let exported = evidence.identity.as_ref().is_some_and(|identity| identity.rows.directory.is_some());
    !exported && evidence.asked.bind.is_some() && !evidence.asked.servers.is_empty()
}

fn exported(identity: Option<&Identity>, seen: &InExports) -> (String, Option<String>) {
    let Some(row) = seen.directory.first() else {
        let given = identity.is_some_and(|identity| identity.rows.directory.is_some());
        let what = if !seen.meant.is_empty() {
            return (format!("several people are meant: {}", seen.meant.join(", ")), None);
        } else if given {
            "not in the export"
        } else {
            "not given (directory.search.export, or servers and a bind account)"
        };
        return (what.to_owned(), None);
    };
    let state = match (row.disabled, row.closed) {
        (Some(true), _) => ", disabled",
        (_, Some(Class::Expired)) => ", expired",
        (_, Some(Class::Locked)) => ", locked",
        (_, Some(_)) => ", the password must be changed first",
        (Some(false), None) => ", enabled",
        (None, None) => "",
    };
    let id = row.id.as_deref().map(|id| format!(", user ID {id:?}")).unwrap_or_default();
    let scope = match (row.in_scope, row.scope_untold) {
        (true, _) => "matches",
        (false, true) => "not told by the export",
        (false, false) => "outside base or filter",
    };
    (format!("{}{id}{state} (by the export)", row.dn), Some(scope.to_owned()))
}

fn of_call_manager(evidence: &Evidence, seen: &InExports) -> String {
    if !seen.meant.is_empty() {
        return "not looked up".to_owned();
    }
    let Some(row) = seen.call_manager.first() else {
        let given = evidence.identity.as_ref().is_some_and(|identity| identity.rows.call_manager.is_some());
        let by_uds = evidence.deployment.as_ref().and_then(|deployment| deployment.person_known.seen());
        return match (by_uds, given) {
            (Some(true), true) => "knows the user (UDS), who is not in the export",
            (Some(true), false) => "knows the user (UDS)",
            (Some(false), _) | (None, true) => "has no such user",
            (None, false) => "not given (call_manager.users)",
        }
        .to_owned();
    };
    let word = |told: Option<bool>, yes: &str, no: &str| match told {
        Some(true) => format!(", {yes}"),
        Some(false) => format!(", {no}"),
        None => String::new(),
    };
    let active = word(row.active, "active", "inactive");
    let from = word(row.from_ldap, "synchronised from LDAP", "a local user");
    let enabled = word(row.presence, "enabled for presence", "not enabled for presence");
    let other = seen.directory.first().and_then(|there| there.id.as_deref()).is_some_and(|id| id != row.id);
    let differs = if other { " <- differs from the directory" } else { "" };
    format!("{:?}{active}{from}{enabled}{differs}", row.id)
}

fn of_presence(identity: Option<&Identity>, seen: &InExports) -> String {
    match seen.presence.as_slice() {
        [] if !seen.meant.is_empty() => "not looked up".to_owned(),
        [] if identity.is_some_and(|identity| identity.rows.presence.is_some()) => "has no such user".to_owned(),
        [] => "not given (presence.users)".to_owned(),
        [row, others @ ..] => {
            let address = row.address.as_deref().map(|address| format!(", address {address}")).unwrap_or_default();
            let more = if others.is_empty() { String::new() } else { format!("; {} rows in all", others.len() + 1) };
            format!("{:?}{address}{more}", row.id)
        }
    }
}

fn of_contacts(identity: Option<&Identity>, seen: &InExports) -> String {
    let Some(identity) = identity.filter(|identity| identity.rows.contacts.is_some()) else {
        return "not given (presence.contacts)".to_owned();
    };
    let old = identity.contacts.iter().flat_map(|contacts| &contacts.differences);
    let old: Vec<String> = old.filter_map(|found| found.contact.clone()).collect();
    let lists = match seen.lists {
        0 => "no list holds the address".to_owned(),
        1 => "1 list holds the address".to_owned(),
        lists => format!("{lists} lists hold the address"),
    };
    if old.is_empty() { lists } else { format!("{lists}; others hold {}", old.join(", ")) }
}
