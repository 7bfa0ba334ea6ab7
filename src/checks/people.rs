//! What the identity checks share: one outcome per kind of difference, with everybody concerned.

mod by_search;
pub(super) mod gaps;
mod one;
mod reasons;
pub(super) mod strangers;
mod twice;

use std::collections::{BTreeMap, BTreeSet};

use crate::case::Case;
use crate::check::{Finding, Item, Outcome, Owner, Proof, Skip, Step, Subject, Verdict, fail, pass};
use crate::code::CauseCode;
use crate::evidence::Evidence;
use crate::evidence::identity::{Class, Comparison, Difference, Identity, InSystem, Mapping, System, Transform};

pub(super) use self::one::One;
pub(super) use self::reasons::{inactive, inactive_owner, left_out};
pub(super) use self::twice::Twice;

/// Ambiguous IDs whose candidates are named.
const NAMED: usize = 10;

/// What a class of differences means: its cause, what is wrong, and what to do. None when it is as it should be.
pub(super) struct Meaning {
    /// The cause.
    pub(super) cause: CauseCode,
    /// After the count: "users are …".
    pub(super) message: String,
    /// The next actions.
    pub(super) fix: Vec<Step>,
}

/// The join's result, or why there is none.
pub(super) fn identity(evidence: &Evidence) -> Result<&Identity, Skip> {
    let reason = "no export was given: name them by call_manager.users, directory.search.export, presence.users and \
                  presence.contacts";
    evidence.identity.as_ref().ok_or_else(|| Skip::NotAsked(reason.to_owned()))
}

/// A check that compares people: all that it says, of everybody and of one person.
pub(super) struct PeopleCheck {
    /// What is compared.
    pub(super) subject: &'static str,
    /// Of one person, a check of the person tells: they cannot log in.
    pub(super) everybody_only: bool,
    /// The comparison, or why there is none.
    pub(super) compared: for<'a> fn(&Case<'_>, &'a Identity) -> Result<&'a Comparison, Skip>,
    /// Words for the pass.
    pub(super) passed: fn(&Comparison) -> String,
    /// What a class of so many differences means. Those without a meaning are counted in the pass.
    pub(super) meaning: fn(&Case<'_>, Class, usize) -> Option<Meaning>,
    /// The first line of a diagnosis, of cause and counts.
    pub(super) summary: fn(&Case<'_>, CauseCode, &str) -> String,
    /// One difference, in words about one person.
    pub(super) of_one: fn(&Difference) -> String,
    /// Why a difference is no fault of its own: an earlier step of the same person has it already.
    pub(super) follows: fn(&One<'_>, &Difference) -> Option<Skip>,
    /// Who must act on a class, where that differs from the cause's usual owner.
    pub(super) owner: fn(&Case<'_>, Class) -> Option<Owner>,
    /// The last word on a failure.
    pub(super) last: fn(&Case<'_>, &mut Finding),
    /// Whether what a live search lists already is no fault of its own here.
    pub(super) after_search: fn(&Case<'_>) -> bool,
    /// Whose gaps leave people undecided.
    pub(super) gaps: &'static [System],
}

impl PeopleCheck {
    /// What most of them have.
    pub(super) const fn of(subject: &'static str) -> Self {
        Self {
            subject,
            everybody_only: false,
            compared: |_, _| Err(Skip::NotAsked(String::new())),
            passed: |all| format!("{} compared", all.compared),
            meaning: |_, _, _| None,
            summary: |_, _, told| told.to_owned(),
            of_one: |found| {
                let there = found.directory_id.as_ref().or(found.dn.as_ref());
                format!("{} ({})", there.map_or("", String::as_str), found.class.name())
            },
            follows: |_, _| None,
            owner: |_, _| None,
            last: |_, _| {},
            after_search: |_| false,
            gaps: &[System::Directory, System::CallManager],
        }
    }

    /// A pass, or one failure per class.
    pub(super) fn run(&self, case: &Case<'_>) -> Vec<Outcome> {
        if self.everybody_only && One::asked(case).is_some() {
            return Vec::new();
        }
        self.judge(case, identity(case).and_then(|identity| (self.compared)(case, identity)))
    }

    pub(super) fn judge(&self, case: &Case<'_>, comparison: Result<&Comparison, Skip>) -> Vec<Outcome> {
        let one = One::asked(case);
        let judged = comparison.and_then(|comparison| Ok((comparison, self.own(case, one, comparison)?)));
        let (comparison, differences) = match judged {
            Ok(judged) => judged,
            Err(skip) => return vec![outcome(self.subject, Verdict::Skip(skip))],
        };
        let mut classes: BTreeMap<Class, Vec<&Difference>> = BTreeMap::new();
        for found in differences {
            classes.entry(found.class).or_default().push(found);
        }
        let meant = |(&class, found): (&Class, &Vec<_>)| {
            Some((class, (self.meaning)(case, class, found.len())?, found.clone()))
        };
        let mut failing: Vec<Failing<'_>> = classes.iter().filter_map(meant).collect();
        let open = case.identity.as_ref().filter(|_| !comparison.undecided.is_empty());
        let open = open.map(|identity| gaps::undecided(identity, self.gaps, &comparison.undecided));
        if failing.is_empty() {
            let pass = || Verdict::Pass(proof(comparison, &classes, (self.passed)(comparison)));
            return vec![outcome(self.subject, open.map_or_else(pass, Verdict::Skip))];
        }
        let counts = counts(&failing);
        if one.is_none() {
            about_each(&mut failing);
        }
        let to_outcome = |(class, meaning, found): Failing<'_>| {
            let told = counts.get(&meaning.cause).map_or("", String::as_str);
            let mut finding = self.finding(case, comparison, (meaning, &found), told);
            finding.owner = (self.owner)(case, class);
            (self.last)(case, &mut finding);
            outcome(class, finding.into())
        };
        let open = open.map(|skip| outcome(self.subject, Verdict::Skip(skip)));
        failing.into_iter().map(to_outcome).chain(open).collect()
    }

    /// What a class of differences is, for everybody or in words about the one asked about.
    fn finding(
        &self,
        case: &Case<'_>,
        comparison: &Comparison,
        (meaning, found): (Meaning, &[&Difference]),
        told: &str,
    ) -> Finding {
        let one = One::asked(case);
        let summary = one.map_or_else(|| (self.summary)(case, meaning.cause, told), |_| first_of(self.of_one, found));
        let mut finding = finding(meaning, found, summary).fact("compared", comparison.compared);
        finding.affected = one.map(|_| 1).or(finding.affected);
        if comparison.case_only > 0 {
            finding = finding.fact("differ in case only", comparison.case_only);
        }
        finding
    }

    /// The differences to judge: of everybody, those of whom no search tells; of one person, those that follow from no
    /// earlier step.
    fn own<'a>(
        &self,
        case: &Case<'_>,
        one: Option<One<'_>>,
        comparison: &'a Comparison,
    ) -> Result<Vec<&'a Difference>, Skip> {
        let Some(one) = one else {
            return by_search::others(case, (self.after_search)(case), comparison);
        };
        match one.skips(comparison, self.follows) {
            Some(skip) => Err(skip),
            None => Ok(comparison.differences.iter().filter(|found| (self.follows)(&one, found).is_none()).collect()),
        }
    }
}

/// A class that means something, and who is in it.
type Failing<'a> = (Class, Meaning, Vec<&'a Difference>);

/// Where one cause has several classes, each action says whom it is about; what is to be done for all of them is about
/// nobody more than the others.
fn about_each(failing: &mut [Failing<'_>]) {
    let mut classes: BTreeMap<CauseCode, usize> = BTreeMap::new();
    let mut steps: BTreeMap<(CauseCode, String), usize> = BTreeMap::new();
    for (_, meaning, _) in failing.iter() {
        *classes.entry(meaning.cause).or_default() += 1;
        let own: BTreeSet<&str> = meaning.fix.iter().map(|step| step.words.as_str()).collect();
        own.into_iter().for_each(|words| *steps.entry((meaning.cause, words.to_owned())).or_default() += 1);
    }
    for (class, meaning, found) in failing {
        let (cause, whom) = (meaning.cause, format!("{} ({})", class.name(), found.len()));
        let all = classes.get(&cause).copied();
        let is_of_all = |step: &Step| all == Some(1) || steps.get(&(cause, step.words.clone())).copied() == all;
        let named = |step: Step| if is_of_all(&step) { step } else { step.about(&whom) };
        meaning.fix = std::mem::take(&mut meaning.fix).into_iter().map(named).collect();
    }
}

/// What the first of these differences is, in words about one person.
fn first_of(words: fn(&Difference) -> String, found: &[&Difference]) -> String {
    let Some((first, others)) = found.split_first() else { return String::new() };
    match others.len() {
        0 => words(first),
        more => format!("{}, and {more} more", words(first)),
    }
}

/// Judges each system in which no two people may have the same value.
pub(super) fn unique(
    case: &Case<'_>,
    (subject, none): (&'static str, &str),
    systems: impl Fn(&Identity) -> &[InSystem],
    follows: fn(&One<'_>, &Difference) -> Option<Skip>,
    judge: impl Fn(&InSystem) -> Verdict,
) -> Vec<Outcome> {
    let one = One::asked(case);
    let of = |found: &InSystem| {
        let skip = one.and_then(|one| one.skips(&found.comparison, follows));
        outcome(found.system, skip.map_or_else(|| judge(found), Verdict::Skip))
    };
    match identity(case).map(systems) {
        Err(skip) => vec![outcome(subject, Verdict::Skip(skip))],
        Ok([]) => vec![outcome(subject, Verdict::Skip(Skip::NotAsked(none.to_owned())))],
        Ok(systems) => systems.iter().map(of).collect(),
    }
}

/// An outcome that concerns no server.
pub(super) fn outcome(about: impl Into<Subject>, verdict: Verdict) -> Outcome {
    Outcome::anywhere(about, Ok(verdict))
}

/// Everybody concerned, as the report lists them.
pub(super) fn items<'a>(found: impl IntoIterator<Item = &'a Difference>) -> impl Iterator<Item = Item> {
    found.into_iter().map(|found| Item {
        call_manager_id: found.call_manager_id.clone(),
        directory_id: found.directory_id.clone(),
        dn: found.dn.clone(),
        class: found.class.name().to_owned(),
        contact: found.contact.clone(),
        suggestion: found.suggestion.clone(),
    })
}

/// "1 user is", "3 users are".
pub(super) fn people(count: usize) -> String {
    if count == 1 { "1 user is".to_owned() } else { format!("{count} users are") }
}

/// "1 user", "3 users".
pub(super) fn users(count: u64) -> String {
    if count == 1 { "1 user".to_owned() } else { format!("{count} users") }
}

fn finding(meaning: Meaning, found: &[&Difference], summary: String) -> Finding {
    let mut finding = fail(meaning.cause, meaning.message)
        .fault(meaning.cause.name())
        .summary(summary)
        .items(items(found.iter().copied()))
        .affected(found.len() as u64);
    for step in meaning.fix {
        finding = finding.fix(step);
    }
    for found in found.iter().filter(|found| !found.candidates.is_empty()).take(NAMED) {
        let who = found.call_manager_id.as_deref().or(found.contact.as_deref()).unwrap_or_default();
        finding = finding.fact(&format!("{who} may be"), found.candidates.join(", "));
    }
    if let Some(lists) = found.iter().map(|found| found.lists).sum::<Option<u64>>().filter(|&lists| lists > 0) {
        finding = finding.fact("entries in contact lists", lists);
    }
    finding
}

fn proof(comparison: &Comparison, classes: &BTreeMap<Class, Vec<&Difference>>, message: String) -> Proof {
    let mut proof = pass(message).fact("compared", comparison.compared);
    if comparison.case_only > 0 {
        proof = proof.fact("differ in case only", comparison.case_only);
    }
    for (class, found) in classes {
        proof = proof.fact(class.name(), found.len());
    }
    proof
}

/// "3 (domain part), 1 (blanks)", by cause, the most frequent first; a single one by name: "jdoe (gone)".
fn counts(failing: &[Failing<'_>]) -> BTreeMap<CauseCode, String> {
    let mut by_cause: BTreeMap<CauseCode, Vec<(&[&Difference], Class)>> = BTreeMap::new();
    for (class, meaning, found) in failing {
        by_cause.entry(meaning.cause).or_default().push((found, *class));
    }
    let told = |mut classes: Vec<(&[&Difference], Class)>| {
        classes.sort_by_key(|&(found, class)| (usize::MAX - found.len(), class));
        if let [([only], class)] = classes.as_slice()
            && let Some(name) = only.call_manager_id.as_ref().or(only.contact.as_ref())
        {
            // Both IDs say more than the word for what is between them.
            let other = only.directory_id.as_ref().filter(|id| only.call_manager_id.is_some() && *id != name);
            return match other {
                Some(other) => format!("\"{name}\" is \"{other}\" there ({})", class.words()),
                None => format!("{name} ({})", class.words()),
            };
        }
        let words: Vec<String> =
            classes.iter().map(|(found, class)| format!("{} ({})", found.len(), class.words())).collect();
        words.join(", ")
    };
    by_cause.into_iter().map(|(cause, classes)| (cause, told(classes))).collect()
}

/// "sAMAccountName", "telephoneNumber, last 4 digits".
pub(super) fn mapping(mapping: &Mapping) -> String {
    format!("{}{}", mapping.attribute, mapping.transform.words())
}

/// What to set where, so that every product takes the call-manager ID from this attribute.
pub(super) fn settings_for(mapping: &Mapping, evidence: &Evidence) -> Vec<String> {
    let attribute = &mapping.attribute;
    if mapping.transform != Transform::AsIs {
        return vec![format!(
            "No client can shorten a value: fill an attribute of its own with {attribute}{}, and map the user ID to it; \
             or let call manager take {attribute} as it is",
            mapping.transform.words()
        )];
    }
    let mut steps = vec![
        format!("Personal Communicator: map its UserID to {attribute} (presence administration, its LDAP settings)"),
        format!(
            "Jabber: <Directory><UserAccountName>{attribute}</UserAccountName></Directory> in jabber-config.xml; clients before 11.8 on Mac and mobile read BDIUserAccountName"
        ),
    ];
    let offered = ["sAMAccountName", "userPrincipalName", "mail", "employeeNumber", "telephoneNumber", "uid"];
    let set = evidence.identity.as_ref().and_then(|identity| identity.settings.directory_attribute.as_deref());
    if offered.contains(&attribute.as_str()) && set.is_some_and(|set| !set.eq_ignore_ascii_case(attribute)) {
        steps.push(format!("Call manager: look at LDAP Attribute for User ID (System > LDAP > LDAP System): if it is {attribute} already, correct user_id in the configuration of this check"));
    }
    let global_catalog = evidence.asked.servers.iter().any(|server| matches!(server.port, 3268 | 3269));
    if global_catalog && matches!(attribute.as_str(), "employeeNumber" | "employeeID") {
        steps.push(format!("The servers are Global Catalog ports, which may lack {attribute}: add it to the partial attribute set, or use ports 389 and 636"));
    }
    steps
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Evidence of a run that looked at exports only.
    pub(in crate::checks) fn evidence(identity: Identity) -> Evidence {
        Evidence { identity: Some(identity), ..Evidence::default() }
    }

    /// One comparison of a hundred.
    pub(in crate::checks) fn comparison(differences: Vec<Difference>) -> Comparison {
        Comparison { compared: 100, differences, ..Comparison::default() }
    }

    pub(in crate::checks) fn difference(class: Class, id: &str) -> Difference {
        Difference { class, call_manager_id: Some(id.to_owned()), ..Difference::default() }
    }

    /// Subject and cause of each outcome; `pass` and the reason of a skip instead of a cause.
    pub(in crate::checks) fn told(outcomes: &[Outcome]) -> Vec<(String, String)> {
        let word = |outcome: &Outcome| match &outcome.verdict {
            Verdict::Pass(_) => "pass".to_owned(),
            Verdict::Fail(finding) => finding.cause.to_string(),
            Verdict::Skip(skip) => format!("{skip:?}"),
        };
        outcomes.iter().map(|outcome| (outcome.about.to_string(), word(outcome))).collect()
    }

    #[test]
    fn each_class_is_one_outcome_and_names_everybody() {
        let differences = vec![
            difference(Class::Gone, "a"),
            difference(Class::Disabled, "b"),
            Difference { candidates: vec!["x".into(), "y".into()], ..difference(Class::Ambiguous, "c") },
            difference(Class::Gone, "d"),
        ];
        let all = comparison(differences);
        static OF: PeopleCheck = PeopleCheck {
            meaning: |_, class, count| {
                (class != Class::Disabled).then(|| Meaning {
                    cause: CauseCode::NotOnPresence,
                    message: format!("{count}"),
                    fix: vec!["do".into()],
                })
            },
            ..PeopleCheck::of("s")
        };
        let everybody = evidence(Identity::default());
        let case = Case::new(&everybody);
        let outcomes = OF.judge(&case, Ok(&all));
        assert_eq!(told(&outcomes).iter().map(|told| told.0.as_str()).collect::<Vec<_>>(), ["gone", "ambiguous"]);
        assert!(matches!(&outcomes[1].verdict, Verdict::Fail(finding) if finding.facts["c may be"] == "x, y"
            && finding.summary.as_deref() == Some("2 (gone), 1 (several people fit)") && finding.affected == Some(1)));
        let harmless = comparison(vec![difference(Class::Disabled, "b")]);
        let outcomes = OF.judge(&case, Ok(&harmless));
        assert_eq!(told(&outcomes), [("s".to_owned(), "pass".to_owned())]);
    }
}
