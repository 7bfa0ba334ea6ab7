//! What the exports do not show, in words, and what would show it.

use super::{One, outcome};
use crate::case::Case;
use crate::check::{Outcome, Skip, Verdict};
use crate::evidence::identity::{Difference, Gap, Identity, Missing, System};

/// Names that are listed.
const NAMED: usize = 3;
/// So many users are hardly lobbies, services and second accounts alone.
const MANY_LOCAL: u64 = 20;

/// Why some people could not be judged, and what would decide.
pub(in crate::checks) fn undecided(identity: &Identity, systems: &[System], open: &[Difference]) -> Skip {
    // A row of the contact lists leaves open who is listed, and nobody whom a list names.
    let open_to = |gap: &&Gap| systems.contains(&gap.system) && gap.kind != Missing::ListRows;
    let gaps: Vec<Gap> = identity.gaps.iter().filter(open_to).cloned().collect();
    let who = match open {
        [one] => {
            let name = [&one.call_manager_id, &one.directory_id, &one.contact, &one.dn].into_iter().flatten().next();
            format!("{} cannot be judged", name.map_or("one person", String::as_str))
        }
        many => format!("{} people cannot be judged", many.len()),
    };
    told(&who, &gaps)
}

/// What cannot be told, and why.
pub(in crate::checks) fn told(what: &str, gaps: &[Gap]) -> Skip {
    let mut told: Vec<String> = gaps.iter().map(words).collect();
    told.dedup();
    let why = if told.is_empty() { "the exports do not show enough".to_owned() } else { told.join("; ") };
    Skip::Undecided(format!("{what}: {why}"))
}

/// Rows of an export that nobody was compared by, where nothing else of the report leaves them open.
pub(in crate::checks) fn rows(case: &Case<'_>, system: System, kind: Missing) -> Option<Outcome> {
    let identity = case.identity.as_ref().filter(|_| One::asked(case).is_none())?;
    let gap = identity.gaps.iter().find(|gap| (gap.system, gap.kind) == (system, kind))?;
    let of = if kind == Missing::ListRows { "contact lists" } else { system.name() };
    let skip = told("not everybody was looked at", std::slice::from_ref(gap));
    Some(outcome(format!("rows of {of}"), Verdict::Skip(skip)))
}

/// One gap, and the next action.
fn words(gap: &Gap) -> String {
    let of = match gap.system {
        System::CallManager => "call manager's users",
        System::Directory => "the directory",
        System::Presence => "the presence server's users",
    };
    let named = |what: &str| {
        let more = gap.names.len().saturating_sub(NAMED);
        let names = gap.names.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        format!("{what} {names}{more}")
    };
    match (gap.kind, gap.count) {
        (Missing::Rows, 1) => format!("1 row of the export of {of} was not understood: correct it, or export again"),
        (Missing::Rows, n) => {
            format!("{n} rows of the export of {of} were not understood: correct them, or export again")
        }
        (Missing::ListRows, 1) => "1 row of the contact lists was not understood: correct it, or export again".to_owned(),
        (Missing::ListRows, n) => {
            format!("{n} rows of the contact lists were not understood: correct them, or export again")
        }
        (Missing::End, _) => format!(
            "the export of {of} is not whole ({}): export again, in pages (-E pr=1000/noprompt)",
            gap.names.join(", ")
        ),
        (Missing::Limit, n) => format!(
            "the export of {of} holds exactly {n}, which is where programs and servers stop: export again without a limit (ldapsearch: -E pr=1000/noprompt; PowerShell: -ResultSetSize $null, -ResultSize Unlimited); if there are no more, they are missing"
        ),
        (Missing::OtherDomain, _) => format!(
            "the export of {of} is of {}, with few of call manager's users: export the domain of the search base, or correct the base",
            gap.names.join(", and the search base in ")
        ),
        (Missing::Ids | Missing::Values, n) => {
            format!("the values of {n} people stand in files of their own: export without -t")
        }
        (Missing::Letters, n) => format!(
            "{n} user ID{} `?` where the export could not write a letter: export again in UTF-8 (Export-Csv -Encoding UTF8; csvde -u)",
            if n == 1 { " has" } else { "s have" }
        ),
        (Missing::UserIds, _) => format!(
            "no entry of the export has {}, the attribute of the user ID: export it too, or correct user_id in the configuration",
            gap.names.join(", ")
        ),
        (Missing::Attributes, _) => format!(
            "{}, which the export does not show: export {} too, or, if the export was made with this filter, leave the filter out of the configuration",
            named("the filter asks for"),
            if gap.names.len() == 1 { "it" } else { "them" }
        ),
        (Missing::Server, _) => "the filter has `~=`, `:dn:` or a rule by its name, of which each kind of server makes something else, and an export does not decide it: write that clause with `=`, or look at the server itself (directory.servers)".to_owned(),
        (Missing::Members, _) if gap.names.is_empty() => {
            "values that the filter asks for are not shown: export without -t, and with all ranges; of PowerShell, join the values (@{n='memberOf';e={$_.memberOf -join ';'}})".to_owned()
        }
        (Missing::Members, _) => format!(
            "{}, of which the export shows a part (member;range=…): export memberOf of the people, or all ranges",
            named("the filter asks for members of")
        ),
        (Missing::Chains, _) => format!(
            "{}, and of these the export does not show all groups: export the groups too (objectClass=group, with member and memberOf), or look at the server itself (directory.servers)",
            named("the filter asks for members of groups in")
        ),
        (Missing::Bases, _) => format!(
            "{}: give `export` to that [[directory.search]] too",
            named("no export of the directory holds anybody below")
        ),
        (Missing::EarlierAddresses, n) => format!(
            "{n} contact list{} under an address that somebody had earlier: export the contact lists again, and import lists that stay there under the new ID",
            if n == 1 { " stands" } else { "s stand" }
        ),
        (Missing::Behind, _) => "the export of call manager's users lacks people, or has other IDs, where presence and the directory agree: it is older than they are, or a spreadsheet changed it; export it again, and if it is the same, look at one of these users in call manager".to_owned(),
        (Missing::Statuses, n) => format!(
            "the status of {n} user{} is not told, or neither 1 nor 2: export it of everybody",
            if n == 1 { "" } else { "s" }
        ),
        (Missing::GivenAway, n) => format!(
            "the user ID of {n} user{} ({}) is in the directory that of somebody with another name and mail address: the ID was given to somebody else, who gets phones and contact lists of the one before, or the exports are of different days; look at both",
            if n == 1 { "" } else { "s" },
            gap.names.join(", ")
        ),
        (Missing::TornApart, n) => format!(
            "{n} users, as {}, have other names and mail addresses in the directory under their IDs: the rows of an export were torn apart by sorting one column alone, or the exports are of different sites; export both again, and do not sort them",
            gap.names.join(", ")
        ),
        (Missing::Origins, n) => format!(
            "the directory has nobody like {n} user{} without a mail address of their own there ({}), and the export does not tell who is local, as lobbies, services and second accounts are, and rightly absent: export the users by `run sql` (`ucdoctor queries` prints the statement){}",
            if n == 1 { "" } else { "s" },
            gap.names.join(", "),
            if n < MANY_LOCAL { "" } else { "; so many may be of a domain that the directory's export lacks: look for one of them in the directory" }
        ),
        (Missing::Users, _) => "the directory has them and the presence server does not, and no users of call manager are given, which would tell whether they are there and enabled for presence: give call_manager.users".to_owned(),
        (Missing::CodePage | Missing::ListCodePage, n) => code_page(gap, of, n),
        (Missing::Digits, _) if !gap.names.is_empty() => format!(
            "a spreadsheet, or a program that computes, wrote the numbers in the export of {of} otherwise, as {}: export again, and do not open the file in one",
            gap.names.join(", ")
        ),
        (Missing::Digits, _) => format!(
            "no number in the export of {of} has zeros or + in front, which a spreadsheet takes away: export again, and do not open the file in one"
        ),
        (Missing::ListDigits, _) => "no number in the contact lists has zeros or + in front, which a spreadsheet takes away: export them again, and do not open the file in one".to_owned(),
        (Missing::Shortened, _) => format!(
            "a spreadsheet shortened the numbers in the export of {of}, as {}: export again, and do not open the file in one",
            gap.names.join(", ")
        ),
        (Missing::StrangeLists, n) => format!(
            "no system knows any of the {n} owners of contact lists: they are of another cluster; export them again where the users are from"
        ),
        (Missing::OtherCluster, n) => format!(
            "call manager's list has none of {n} users of presence: where presence serves several telephony clusters, give the users of all of them (call_manager.users takes files behind one another); else removals have not arrived, look at the sync agent"
        ),
        (Missing::Homes, n) => format!(
            "no list has {n} contact{} ({}), who may be at home on another cluster ([[call_manager.other_clusters]]): `ucdoctor why USER` asks each",
            if n == 1 { "" } else { "s" },
            gap.names.join(", ")
        ),
        (Missing::Strangers, n) => format!(
            "none of the {n} people in the export of {of} is in the other lists, under any ID, number or address: it is of another site, cluster or day; export again from the systems that belong together"
        ),
        (Missing::Agreement, n) => format!(
            "{n} users come from {}, whose base is not given: add a [[directory.search]] with that name",
            named(if gap.names.len() == 1 {
                "the synchronisation agreement"
            } else {
                "the synchronisation agreements"
            })
        ),
    }
}

/// Letters that are others in another list.
fn code_page(gap: &Gap, of: &str, count: u64) -> String {
    let of = if gap.kind == Missing::ListCodePage { "contact lists".to_owned() } else { format!("export of {of}") };
    let which = match gap.names.as_slice() {
        [wrong, right] => format!(" ({wrong} where another list has {right})"),
        _ => String::new(),
    };
    let ids = if count == 1 { "1 user ID has".to_owned() } else { format!("{count} user IDs have") };
    format!(
        "{ids} letters of another code page in the {of}{which}: export again, read and saved as UTF-8 throughout; if the system itself shows them so, correct them there"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_who_may_be_local_may_be_of_a_domain_that_is_not_exported() {
        let said = |count| {
            let gap =
                Gap { system: System::CallManager, kind: Missing::Origins, count, names: vec!["bay0".to_owned()] };
            let Skip::Undecided(why) = told("some", &[gap]) else { unreachable!("decided") };
            why.contains("a domain that the directory's export lacks")
        };
        assert_eq!([2, 19, 20, 45].map(said), [false, false, true, true]);
    }
}
