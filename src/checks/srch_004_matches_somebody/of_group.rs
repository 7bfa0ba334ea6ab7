//! What is wrong with a clause that names a group: which it is, what it holds, and why nobody has it in `memberOf`.

use super::super::base_and_filter::count_of;
use crate::evidence::search::{Search, Trial, Tried};
use crate::ldap::filter;
use crate::ldap::filter::eval::IN_CHAIN;

/// What is wrong with a clause that names a group, and what to do.
pub(super) fn of_group(search: &Search, clause: &str) -> Option<(String, String)> {
    if let Some(told) = of_no_list(search, clause) {
        return Some(told);
    }
    let Some(trial) = group(search, clause) else {
        if let Some(why) = membership(search).filter(|_| is_member_of(clause)) {
            return Some((why.to_owned(), format!("Select the members of {clause} in another way")));
        }
        return of_members(search, clause);
    };
    let Tried::Group { named, dn } = &trial.what else { return None };
    Some(match (dn, is_member_of(&trial.filter)) {
        (Some(dn), false) if of_members_attribute(&trial.filter) => (
            "people have their groups in memberOf here, and not in that attribute".to_owned(),
            format!("Select the members: (memberOf={dn})"),
        ),
        (Some(dn), false) => (
            format!("it is the name of the group {dn}, and no condition"),
            format!("Select its members: (memberOf={dn})"),
        ),
        (Some(dn), true) => {
            let why = membership(search).map(|why| format!("; {why}")).unwrap_or_default();
            (format!("the group's full name is {dn}{why}"), format!("Write the group's full name in {clause}: {dn}"))
        }
        (None, true) => (
            format!("there is no group {named}"),
            format!("Write the group's full distinguished name in {clause}, as the directory shows it"),
        ),
        (None, false) => return None,
    })
}

/// What is named lists nobody: a part of the tree, or a group that is a search.
fn of_no_list(search: &Search, clause: &str) -> Option<(String, String)> {
    let tried = search.trials.iter().filter(|trial| clause.contains(&trial.filter)).map(|trial| &trial.what);
    tried.into_iter().find_map(|what| match what {
        Tried::NoGroup { named } => Some((
            format!("{named} is a part of the tree and no group: nobody is a member of it"),
            format!("Leave {clause} out, and set the search base to {named}"),
        )),
        Tried::Computed { .. } => Some((
            "the group lists nobody itself: its members are whoever its memberURL finds, and nobody has it in memberOf"
                .to_owned(),
            format!(
                "Take base and filter of its memberURL in place of {clause}, or let the server compute memberOf for it (OpenLDAP: `dynlist-attrset` with `member+memberOf`)"
            ),
        )),
        _ => None,
    })
}

/// A group that is there, and that nobody has in `memberOf`.
fn of_members(search: &Search, clause: &str) -> Option<(String, String)> {
    let mut trials = search.trials.iter().filter(|trial| !trial.found && clause.contains(&trial.filter));
    let (group, groups, others, unseen, by_id) = trials.find_map(|trial| match &trial.what {
        Tried::Members { group, groups, others, unseen, by_id, .. } => Some((group, *groups, *others, *unseen, *by_id)),
        _ => None,
    })?;
    if by_id > 0 && groups + others + unseen == 0 {
        let count = count_of(by_id, "member", "members");
        return Some((
            format!("the group lists {count} by user ID (memberUid), and memberOf tells of members by name only"),
            format!(
                "List the people in a group of the class groupOfNames, for which the server keeps memberOf, or select them by another attribute than {group}"
            ),
        ));
    }
    Some(match (groups, others, unseen) {
        (_, 1.., _) => (
            format!(
                "the group lists {} that {} no group, and nobody has it in memberOf: this server does not keep memberOf, or did not when they were added",
                count_of(others, "member", "members"),
                if others == 1 { "is" } else { "are" }
            ),
            "Let the server keep memberOf (OpenLDAP: overlay memberof, then add the members again; 389 Directory Server: plug-in MemberOf and its fix-up task), or select these people by another attribute".to_owned(),
        ),
        (0, 0, 0) => (
            format!("the group {group} shows no members: it has none, or the manager may not read them"),
            format!("Put the people into {group}, or name the group that has them; if it has members, give the manager account the right to read them"),
        ),
        (0, 0, 1..) => (
            format!(
                "the group lists {}, and the server shows none of them: they were deleted or moved, or the manager may not read them",
                count_of(unseen, "member", "members")
            ),
            format!("Look at the members of {group}: remove those that are gone, and give the manager account the right to read the others"),
        ),
        (1.., 0, _) if search.active_directory => (
            "its members are groups, and nobody is in these".to_owned(),
            format!("Put the people into {group} or a group in it, or name the group that has them"),
        ),
        (1.., 0, _) => (
            "its members are groups, memberOf holds direct memberships only, and only Active Directory has a rule for members of members".to_owned(),
            format!("Put the people into {group} themselves, or select them by a group that has them as direct members"),
        ),
    })
}

/// What was found out about the group a clause names.
fn group<'a>(search: &'a Search, clause: &str) -> Option<&'a Trial> {
    search.trials.iter().find(|trial| {
        let Tried::Group { named, dn } = &trial.what else { return false };
        // A group that is there under this very name is not what is wrong, where it is asked for by memberOf.
        let is_right = is_member_of(&trial.filter) && dn.as_ref().is_some_and(|dn| dn.eq_ignore_ascii_case(named));
        clause.contains(&trial.filter) && !is_right
    })
}

/// Why nobody has the group in `memberOf` though it has members: by the proposal that finds them.
fn membership(search: &Search) -> Option<&'static str> {
    let proposed = search.proposal.as_ref()?.filter.to_ascii_lowercase();
    let new = |word: &str| proposed.contains(word) && !search.filter.to_ascii_lowercase().contains(word);
    if new("primarygroupid=") {
        return Some("it is the primary group of its members, which is in primaryGroupID and never in memberOf");
    }
    let groups = |text: &str| text.matches("(memberof").count();
    let more = groups(&proposed) > groups(&search.filter.to_ascii_lowercase());
    (new(IN_CHAIN) || more).then_some("its members are groups, and memberOf holds direct memberships only")
}

/// A clause that asks for memberships.
fn is_member_of(clause: &str) -> bool {
    clause.get(1..9).is_some_and(|name| name.eq_ignore_ascii_case("memberOf"))
}

/// A clause that asks people for what groups have.
fn of_members_attribute(clause: &str) -> bool {
    filter::parse(clause).is_ok_and(|clause| {
        clause
            .attribute()
            .is_some_and(|name| name.eq_ignore_ascii_case("member") || name.eq_ignore_ascii_case("isMemberOf"))
    })
}
