//! ID-013: the presence server looks at its users itself, across all nodes. What it finds is so; what it does not find
//! may be there all the same.

use std::collections::HashMap;

use super::people::{One, Twice, identity, outcome};
use crate::case::Case;
use crate::check::{Check, Finding, Item, Outcome, Severity, Skip, Stage, Verdict, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::identity::{Class, Complaint, Complaints, Identity, System, UserFault};

pub(super) static CHECK: Check = Check {
    code: CheckCode::Id013,
    stage: Stage::Identity,
    title: "the presence server's own check of its users finds nothing",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/ID-013.md"),
    run,
};

/// What is judged when there is nothing to complain about.
const SUBJECT: &str = "users of presence";

/// Users whose nodes are facts.
const FACTS: usize = 10;

/// Users whose nodes are named in the message: who has to be deleted on one of them must know which.
const NAMED: usize = 3;

/// The kinds of complaint, as the command lists them.
const FAULTS: [UserFault; 4] = [
    UserFault::DuplicateUserId,
    UserFault::NoDirectoryUri,
    UserFault::InvalidDirectoryUri,
    UserFault::DuplicateDirectoryUri,
];

fn run(case: &Case<'_>) -> Vec<Outcome> {
    let given = identity(case).and_then(|identity| {
        let none = "the output of `utils users validate all` is not given (presence.validate)";
        let complaints = identity.complaints.as_ref().ok_or_else(|| Skip::NotAsked(none.to_owned()))?;
        Ok((identity, complaints))
    });
    let (identity, complaints) = match given {
        Ok(both) => both,
        Err(skip) => return vec![outcome(SUBJECT, Verdict::Skip(skip))],
    };
    let one = One::asked(case);
    let of_each = FAULTS.map(|fault| (fault, users(fault, &complaints.found)));
    let failing: Vec<Outcome> = of_each
        .iter()
        .filter(|(_, users)| !users.is_empty())
        .map(|(fault, users)| outcome(class(*fault), judge((one, identity), *fault, users, complaints)))
        .collect();
    if failing.is_empty() { vec![outcome(SUBJECT, clean(one, complaints))] } else { failing }
}

/// One user of one kind of complaint, with all nodes that are named.
struct User<'a> {
    id: &'a str,
    uri: Option<&'a str>,
    nodes: Vec<&'a str>,
}

/// Who has this fault, each once, in the order of the output.
fn users(fault: UserFault, all: &[Complaint]) -> Vec<User<'_>> {
    let mut places: HashMap<(String, Option<String>), usize> = HashMap::new();
    let mut users: Vec<User<'_>> = Vec::new();
    for complaint in all.iter().filter(|complaint| complaint.fault == fault) {
        let uri = complaint.directory_uri.as_deref();
        let key = (complaint.user_id.to_lowercase(), uri.map(str::to_lowercase));
        let place = *places.entry(key).or_insert(users.len());
        match users.get_mut(place) {
            Some(user) if user.nodes.contains(&complaint.node.as_str()) => {}
            Some(user) => user.nodes.push(&complaint.node),
            None => users.push(User { id: &complaint.user_id, uri, nodes: vec![&complaint.node] }),
        }
    }
    users
}

fn clean(one: Option<One<'_>>, complaints: &Complaints) -> Verdict {
    let about = match one {
        Some(one) if one.is_nobody() && complaints.without_uri == 0 => {
            return Verdict::Skip(Skip::NotAsked(format!("{} is in no export", one.id)));
        }
        Some(one) => format!(" about {}", one.id),
        None => String::new(),
    };
    let message = format!("no complaint{about}; it is known to miss duplicates, which ID-003 and ID-010 look for");
    let proof = pass(message);
    Verdict::Pass(match without_uri(complaints) {
        Some((name, count)) => proof.fact(name, count),
        None => proof,
    })
}

fn judge(
    (one, identity): (Option<One<'_>>, &Identity),
    fault: UserFault,
    users: &[User<'_>],
    complaints: &Complaints,
) -> Verdict {
    let twice_in_directory = one.and_then(|one| one.found_live()).is_some_and(|found| found > 1);
    if fault == UserFault::DuplicateUserId && twice_in_directory {
        return Verdict::Skip(Skip::Blocked(CheckCode::User001));
    }
    let count = users.len();
    let message = message(fault, users);
    let summary = match (one, users) {
        (Some(_), [user, ..]) => about(fault, user),
        _ => format!("The presence server itself finds: {message}"),
    };
    let first = first_system(identity, users);
    let mut finding = cause(fault, message, first)
        .summary(summary)
        .items(users.iter().map(|user| item(fault, user)))
        .affected(if one.is_some() { 1 } else { count as u64 });
    for user in users.iter().take(FACTS) {
        finding = finding.fact(&format!("{} is on", user.id), user.nodes.join(", "));
    }
    if let Some((name, count)) = without_uri(complaints) {
        finding = finding.fact(name, count);
    }
    finding.into()
}

/// The cause, by the same faults as ID-003 and ID-010 have for what they find in the exports.
fn cause(fault: UserFault, message: String, first: System) -> Finding {
    let (cause, of, fix) = match fault {
        UserFault::DuplicateUserId => (
            CauseCode::DuplicateUserId,
            first.name(),
            "Leave each of these users on one of the nodes named: delete the other, or disable it for presence in its call manager; then `utils users validate all` again",
        ),
        UserFault::NoDirectoryUri => (
            CauseCode::DirectoryUriConflict,
            "directory URIs",
            "Fill the attribute that feeds the directory URI (mail or msRTCSIP-PrimaryUserAddress), then synchronise",
        ),
        UserFault::InvalidDirectoryUri | UserFault::DuplicateDirectoryUri => (
            CauseCode::DirectoryUriConflict,
            "directory URIs",
            "Correct the attribute that feeds the directory URI (mail or msRTCSIP-PrimaryUserAddress), then synchronise",
        ),
    };
    let finding = fail(cause, message).fault(of);
    // What comes from an earlier system is mended there.
    if fault == UserFault::DuplicateUserId && first != System::Presence { finding } else { finding.fix(fix) }
}

/// The system in which all of these stand twice first.
fn first_system(identity: &Identity, users: &[User<'_>]) -> System {
    let twice = Twice::of(identity);
    let mut systems = users.iter().map(|user| twice.before(System::Presence, user.id));
    let first = systems.next().flatten();
    first.filter(|_| systems.all(|other| other.is_some())).unwrap_or(System::Presence)
}

fn message(fault: UserFault, all: &[User<'_>]) -> String {
    let who = users_have(all.len());
    match fault {
        UserFault::DuplicateUserId => {
            let mut places: Vec<String> =
                all.iter().take(NAMED).map(|user| format!("{} on {}", user.id, user.nodes.join(", "))).collect();
            if all.len() > NAMED {
                places.push(format!("and {} more", all.len() - NAMED));
            }
            format!("{who} an ID that is there more than once: {}", places.join("; "))
        }
        UserFault::NoDirectoryUri => format!("{who} no directory URI, and addresses are made of it"),
        UserFault::InvalidDirectoryUri => format!("{who} a directory URI that is no address"),
        UserFault::DuplicateDirectoryUri => format!("{who} a directory URI that another user has"),
    }
}

fn users_have(count: usize) -> String {
    if count == 1 { "1 user has".to_owned() } else { format!("{count} users have") }
}

/// The complaint in words about one person.
fn about(fault: UserFault, user: &User<'_>) -> String {
    let User { id, uri, nodes } = user;
    let uri = uri.unwrap_or_default();
    match fault {
        UserFault::DuplicateUserId => format!("presence has {id} more than once ({})", nodes.join(", ")),
        UserFault::NoDirectoryUri => format!("{id} has no directory URI, and presence makes addresses of it"),
        UserFault::InvalidDirectoryUri => format!("the directory URI {uri} of {id} is no address"),
        UserFault::DuplicateDirectoryUri => format!("another user has the directory URI {uri} of {id}, too"),
    }
}

fn item(fault: UserFault, user: &User<'_>) -> Item {
    Item {
        call_manager_id: Some(user.id.to_owned()),
        class: class(fault).to_owned(),
        contact: user.uri.map(str::to_owned),
        ..Item::default()
    }
}

fn class(fault: UserFault) -> &'static str {
    match fault {
        UserFault::DuplicateUserId => Class::DuplicateId.name(),
        UserFault::NoDirectoryUri => "no-uri",
        UserFault::InvalidDirectoryUri => "invalid-uri",
        UserFault::DuplicateDirectoryUri => Class::DuplicateUri.name(),
    }
}

/// How many have no directory URI and need none.
fn without_uri(complaints: &Complaints) -> Option<(&'static str, u64)> {
    (complaints.without_uri > 0).then_some(("without a directory URI", complaints.without_uri))
}

#[cfg(test)]
mod tests {
    use super::super::people::tests::{evidence, told};
    use super::super::person::tests::{found, sighting};
    use super::super::sample::healthy;
    use super::*;
    use crate::check::FaultKey;
    use crate::checks::sample::run;
    use crate::evidence::Evidence;
    use crate::evidence::Observed;
    use crate::evidence::identity::{Identity, InExports, OnPresence};
    use crate::evidence::person::{AskedPerson, Person};

    fn complaint(fault: UserFault, user: &str, uri: Option<&str>, node: &str) -> Complaint {
        Complaint { fault, user_id: user.to_owned(), directory_uri: uri.map(str::to_owned), node: node.to_owned() }
    }

    fn judged(found: Vec<Complaint>, without_uri: u64) -> Evidence {
        let complaints = Some(Complaints { found, without_uri });
        evidence(Identity { complaints, ..Identity::default() })
    }

    /// Everything that is wrong, with two of the complaints said once for each node.
    fn sample() -> Vec<Complaint> {
        vec![
            complaint(UserFault::DuplicateUserId, "user3", None, "imp-1"),
            complaint(UserFault::DuplicateUserId, "USER3", None, "imp-2"),
            complaint(UserFault::NoDirectoryUri, "user4", None, "imp-2"),
            complaint(UserFault::InvalidDirectoryUri, "user1", Some("a@b@c"), "imp-2"),
            complaint(UserFault::DuplicateDirectoryUri, "user4", Some("u@x"), "imp-1"),
            complaint(UserFault::DuplicateDirectoryUri, "user3", Some("u@x"), "imp-2"),
        ]
    }

    #[test]
    fn each_kind_of_complaint_is_one_outcome() {
        let outcomes = run(&CHECK, &judged(sample(), 0));
        let told = told(&outcomes);
        let expected = [
            ("duplicate-id", "duplicate-user-id"),
            ("no-uri", "directory-uri-conflict"),
            ("invalid-uri", "directory-uri-conflict"),
            ("duplicate-uri", "directory-uri-conflict"),
        ];
        assert_eq!(told, expected.map(|(subject, cause)| (subject.to_owned(), cause.to_owned())));
        let findings: Vec<&Finding> = outcomes
            .iter()
            .filter_map(|outcome| match &outcome.verdict {
                Verdict::Fail(finding) => Some(&**finding),
                _ => None,
            })
            .collect();
        assert_eq!(findings.iter().map(|finding| finding.items.len()).collect::<Vec<_>>(), [1, 1, 1, 2]);
        assert_eq!(findings[0].facts["user3 is on"], "imp-1, imp-2");
        assert_eq!(findings[0].message, "1 user has an ID that is there more than once: user3 on imp-1, imp-2");
        assert_eq!(
            findings.iter().map(|f| f.fault.clone()).collect::<Vec<_>>()[..2],
            ["presence", "directory URIs"].map(FaultKey::from)
        );
    }

    #[test]
    fn nothing_found_is_a_pass_that_says_what_it_is_worth() {
        let outcomes = run(&CHECK, &judged(Vec::new(), 7));
        assert!(matches!(&outcomes[..], [Outcome { verdict: Verdict::Pass(proof), .. }]
            if proof.message.contains("known to miss") && proof.facts["without a directory URI"] == "7"));
        assert!(told(&run(&CHECK, &evidence(Identity::default())))[0].1.contains("presence.validate"));
    }

    #[test]
    fn one_person_is_told_their_own_complaint() {
        let ask = |found: Vec<Complaint>, person: InExports| {
            let mut evidence = judged(found, 0);
            evidence.asked.person = Some(AskedPerson { id: "user3".into(), bind: false, ..AskedPerson::default() });
            evidence.identity.as_mut().unwrap().person = Some(person);
            run(&CHECK, &evidence)
        };
        let known =
            || InExports { presence: vec![OnPresence { id: "user3".into(), address: None }], ..InExports::default() };
        let own = sample().into_iter().take(2).collect();
        assert!(matches!(&ask(own, known())[..], [Outcome { verdict: Verdict::Fail(finding), .. }]
            if finding.summary.as_deref() == Some("presence has user3 more than once (imp-1, imp-2)")));
        assert_eq!(told(&ask(Vec::new(), known()))[0].1, "pass");
        let mut twice = judged(sample().into_iter().take(2).collect(), 0);
        twice.asked.person = Some(AskedPerson { id: "user3".into(), bind: false, ..AskedPerson::default() });
        twice.identity.as_mut().unwrap().person = Some(known());
        twice.vantages = healthy().vantages;
        let entries = ["CN=A", "CN=B"].map(|dn| sighting(dn, "user3")).to_vec();
        twice.vantages[0].person = Some(Person { found: Observed::Seen(entries), ..found() });
        assert_eq!(told(&run(&CHECK, &twice))[0].1, "Blocked(User001)");
        assert!(told(&ask(Vec::new(), InExports::default()))[0].1.starts_with("NotAsked"));
    }
}
