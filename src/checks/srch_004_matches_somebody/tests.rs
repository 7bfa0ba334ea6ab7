use super::*;
use crate::evidence::search::{Attribute, Proposal, Trial};

fn trial(what: Tried, found: bool) -> Trial {
    Trial { what, base: String::new(), filter: "(memberOf=Staff)".into(), found, code: 0 }
}

fn alone(clause: &str, at: usize, found: bool) -> Trial {
    trial(Tried::Alone { clause: clause.into(), at }, found)
}

fn without(clause: &str, at: usize, found: bool) -> Trial {
    trial(Tried::Without { clause: clause.into(), at }, found)
}

#[test]
fn a_value_that_nobody_can_have_is_called_so() {
    for (filter, at, words) in [
        ("(&(objectClass=user)(ou=%s))", 20, "`%s` looks like a placeholder"),
        ("(&(objectClass=user)(ou=))", 20, "compared with nothing"),
        ("(&(objectClass=user)(ou=7))", 20, "without it somebody does"),
    ] {
        let trials = vec![without("(ou=…)", at, true)];
        let (finding, next) = why(&Search { filter: filter.into(), trials, ..Search::default() }, "OU=x");
        assert!(finding.message.contains(words), "{}", finding.message);
        // A value that may be right may be hidden, too.
        assert_eq!(next.contains("let the manager account search by it"), words.starts_with("without"), "{next}");
    }
}

#[test]
fn names_who_eats_the_users() {
    let filter = "(&(objectClass=user)(memberOf=Staff))";
    let steps = || vec![without("(objectClass=user)", 2, false), without("(memberOf=Staff)", 20, true)];
    let group = |dn: Option<&str>| Tried::Group { named: "Staff".into(), dn: dn.map(str::to_owned) };
    let nothing = || vec![trial(Tried::AnythingBelow, false), trial(Tried::WholeContext, false)];
    for (trials, cause, words) in [
        (steps(), "filter-matches-nobody", "(memberOf=Staff): without it somebody does"),
        ([vec![trial(group(None), false)], steps()].concat(), "filter-matches-nobody", "there is no group Staff"),
        (
            [vec![trial(group(Some("CN=Staff,DC=c")), true)], steps()].concat(),
            "filter-matches-nobody",
            "full name is CN=Staff,DC=c",
        ),
        (vec![trial(Tried::AnythingBelow, true)], "filter-matches-nobody", "no single clause"),
        (
            vec![trial(Tried::AnythingBelow, true), trial(Tried::WholeContext, true)],
            "filter-matches-nobody",
            "outside the search base",
        ),
        (
            [nothing(), vec![trial(Tried::AnythingElse, true)]].concat(),
            "filter-matches-nobody",
            "nothing readable stands below",
        ),
        (
            vec![
                without("(a=b)", 2, false),
                alone("(a=b)", 2, true),
                alone("(c=d)", 7, false),
                alone("(e=f)", 12, false),
            ],
            "filter-matches-nobody",
            "(c=d): alone it matches nobody, and neither does (e=f)",
        ),
        ([nothing(), vec![trial(Tried::AnythingElse, false)]].concat(), "insufficient-rights", "may read nothing"),
    ] {
        let (finding, next) = why(&Search { filter: filter.into(), trials, ..Search::default() }, "OU=x");
        assert_ne!(next, "", "always a next action");
        assert_eq!(finding.cause.name(), cause, "{}", finding.message);
        assert!(finding.message.contains(words), "{}", finding.message);
    }
}

#[test]
fn a_group_without_direct_members_is_told_by_what_finds_them() {
    let why_of = |filter: &str, proposed: &str| {
        let proposal = Some(Proposal { base: "DC=x".into(), filter: proposed.into(), entries: 4, unwanted: 0 });
        why(&Search { filter: filter.into(), proposal, ..Search::default() }, "DC=x").0.message
    };
    let of = "(memberOf=CN=Everyone Else,DC=x)";
    assert!(why_of(of, &format!("(|{of}(primaryGroupID=1107))")).contains("primary group of its members"));
    let nested = "(memberOf:1.2.840.113556.1.4.1941:=CN=Everyone Else,DC=x)";
    assert!(why_of(of, nested).contains("its members are groups"));
    let through = format!("(|{of}(memberOf=CN=Inner,DC=x))");
    assert!(why_of(of, &through).contains("its members are groups"));
    assert!(why_of(of, "(objectClass=user)").ends_with("it is the whole filter"));
}

#[test]
fn what_a_group_holds_says_why_nobody_has_it() {
    let of = "(memberOf=cn=ferry,ou=Crews,dc=quay,dc=test)";
    let told = |groups, (others, unseen), found| {
        let group = "cn=ferry,ou=Crews,dc=quay,dc=test".into();
        let what = Tried::Members { group, groups, others, unseen, cut: false, by_id: 0 };
        let trials = vec![Trial { what, base: String::new(), filter: of.into(), found, code: 0 }];
        let (finding, next) = why(&Search { filter: of.into(), trials, ..Search::default() }, "dc=quay,dc=test");
        (finding.message, next)
    };
    assert!(told(2, (0, 0), false).0.contains("only Active Directory has a rule for members of members"));
    assert!(told(2, (0, 0), false).1.starts_with("Put the people into cn=ferry"));
    assert!(told(0, (3, 0), false).0.contains("lists 3 members that are no group, and nobody has it in memberOf"));
    assert!(told(0, (0, 0), false).0.contains("shows no members"));
    assert!(told(0, (0, 2), false).0.contains("lists 2 members, and the server shows none of them"));
    assert!(told(1, (0, 2), false).0.contains("its members are groups"));
    // Somebody has it: another clause leaves them out.
    assert!(told(2, (0, 0), true).0.ends_with("it is the whole filter"));
}

#[test]
fn marks_the_clause() {
    let filter = "(&(objectClass=user)(emploeeID=*))";
    let attributes =
        vec![Attribute { name: "emploeeID".into(), known: Some(false), in_global_catalog: None, rules: None }];
    let trials = vec![without("(objectClass=user)", 2, false), without("(emploeeID=*)", 20, true)];
    let (finding, next) = why(&Search { filter: filter.into(), trials, attributes, ..Search::default() }, "OU=x");
    assert!(finding.message.contains("schema has no such attribute"), "{}", finding.message);
    assert_eq!(finding.facts["marked"], format!("{}{}", " ".repeat(20), "^".repeat(13)));
    assert_eq!(
        (finding.facts["column"].as_str(), next.as_str()),
        ("21", "Correct the name of the attribute in (emploeeID=*)")
    );
    let search = Search { filter: "(department=Nobody)".into(), ..Search::default() };
    assert!(why(&search, "OU=x").0.message.ends_with("(department=Nobody): it is the whole filter"));
}

#[test]
fn what_is_no_group_or_lists_user_ids_is_told_so() {
    let of = |what, filter: &str, active_directory| {
        let trials = vec![Trial { what, base: String::new(), filter: filter.into(), found: false, code: 0 }];
        why(&Search { filter: filter.into(), trials, active_directory, ..Search::default() }, "DC=x")
    };
    let unit = "OU=Crews,DC=quay,DC=test";
    let (finding, next) = of(Tried::NoGroup { named: unit.into() }, &format!("(memberOf={unit})"), true);
    assert!(finding.message.contains("part of the tree and no group"), "{}", finding.message);
    assert!(next.ends_with("set the search base to OU=Crews,DC=quay,DC=test"), "{next}");
    let members = |groups, by_id| {
        let group = "CN=Ferry,DC=quay,DC=test".into();
        Tried::Members { group, groups, others: 0, unseen: 0, cut: false, by_id }
    };
    let ferry = "(memberOf=CN=Ferry,DC=quay,DC=test)";
    let (finding, next) = of(members(0, 6), ferry, false);
    assert!(finding.message.contains("lists 6 members by user ID"), "{}", finding.message);
    assert!(next.contains("groupOfNames"), "{next}");
    let (finding, next) = of(members(0, 0), ferry, true);
    assert!(finding.message.contains("shows no members"), "{}", finding.message);
    assert!(next.starts_with("Put the people into CN=Ferry"), "{next}");
    let (finding, _) = of(members(2, 0), ferry, true);
    assert!(finding.message.contains("nobody is in these"), "{}", finding.message);
}

#[test]
fn a_filter_for_other_things_is_not_led_to_them() {
    let trials = vec![trial(Tried::AnythingBelow, true), trial(Tried::WholeContext, true)];
    for (proposed, words, next_words) in [
        ("(groupType=4)", "outside the search base OU=x", "OU above these people"),
        ("(objectClass=user)", "and is no person", "a filter for groups belongs to"),
    ] {
        let proposal = Some(Proposal { base: "DC=c".into(), filter: proposed.into(), entries: 3, unwanted: 0 });
        let search = Search { filter: "(groupType=4)".into(), trials: trials.clone(), proposal, ..Search::default() };
        let (finding, next) = why(&search, "OU=x");
        assert!(finding.message.contains(words), "{}", finding.message);
        assert!(next.contains(next_words), "{next}");
    }
}
