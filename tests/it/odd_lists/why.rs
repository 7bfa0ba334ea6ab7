//! One person of odd lists, asked for by every name that somebody may have for them: one fault, and the same one.

use ucdoctor::evidence::client_log::{ClientLog, LoginAttempt, LoginError, LoginErrorKind, LoginStage};
use ucdoctor::report::{Judging, Report};

use super::site::{Site, site};
use super::{one, told};

fn why(site: &Site, asked: &str) -> (u8, Vec<(String, Option<u64>)>) {
    told(&site.judge([site.directory(), site.users(), site.presence()], Some(asked)))
}

/// A number or a Windows name is no user ID; where the account is closed as well, that is the fault.
#[test]
fn the_right_name_is_one_more_step_of_what_else_is_wrong() {
    let mut closed = site();
    closed.people[6].control = 514;
    closed.people[6].telephone = ["+41445550606".into(), "+41445550606".into()];
    for asked in ["hand6", "QUAY\\hand6", "+41 44 555 06 06", "h6.mate@quay.test"] {
        assert_eq!(why(&closed, asked), (1, one("user-disabled", 1)), "{asked}");
    }
    let report = closed.judge([closed.directory(), closed.users(), closed.presence()], Some("QUAY\\hand6"));
    assert!(report.diagnoses[0].fix.last().unwrap().contains("log in as hand6"), "{:?}", report.diagnoses[0].fix);
    closed.people[6].control = 512;
    assert_eq!(why(&closed, "QUAY\\hand6"), (1, one("user-unknown", 1)));
}

/// What consoles, scripts and cards show of a person is pasted as it is.
#[test]
fn people_are_found_by_what_is_pasted() {
    let mut closed = site();
    closed.people[6].control = 514;
    closed.people[6].telephone = ["+41445550606".into(), "+41445550606".into()];
    closed.people[6].first_name[1] = "Ida".into();
    let pasted = [
        "06060606-0606-0606-0606-060606060606",
        "{06060606-0606-0606-0606-060606060606}",
        "quay.test/Crew/Hand 6",
        "\u{201c}h6.mate@quay.test\u{201d}",
        "<hand6>",
        "ext. 550606",
        "x0606",
        "h6.mate",
        "uid=hand6",
    ];
    for asked in pasted {
        assert_eq!(why(&closed, asked), (1, one("user-disabled", 1)), "{asked}");
    }
    for asked in ["07070707-0606-0606-0606-060606060606", "quay.test/Hand 6", "ext. 990606", "h6"] {
        assert_ne!(why(&closed, asked).1, one("user-disabled", 1), "{asked}");
    }
}

#[test]
fn whom_presence_alone_still_has_is_told_by_it() {
    let mut site = site();
    let mut left = site.people[2].clone();
    left.presence = ["purser".into(), "purser@quay.test".into(), String::new(), "p.urser@quay.test".into()];
    let presence = {
        site.people.push(left);
        let text = site.presence();
        site.people.pop();
        text
    };
    let ask = |asked: Option<&str>| told(&site.judge([site.directory(), site.users(), presence.clone()], asked));
    assert_eq!(ask(None), (1, one("not-on-presence", 1)));
    for asked in ["purser", "purser@quay.test", "p.urser@quay.test", "QUAY\\purser"] {
        assert_eq!(ask(Some(asked)), (1, one("not-on-presence", 1)), "{asked}");
    }
    assert_eq!(ask(Some("hand2")), (0, vec![]));
}

/// Presence has the ID of before: by that one, too, it is the same person.
#[test]
fn an_id_that_presence_alone_has_leads_to_the_person() {
    let mut site = site();
    for who in 0..4 {
        let new = format!("mate{who}");
        (site.people[who].account, site.people[who].user[0]) = (new.clone(), new);
    }
    for asked in ["hand1", "mate1", "hand1@quay.test", "h1.mate@quay.test"] {
        let report = site.judge([site.directory(), site.users(), site.presence()], Some(asked));
        assert_eq!(told(&report), (1, one("not-on-presence", 1)), "{asked}");
        let person = report.evidence.identity.as_ref().unwrap().person.as_ref().unwrap();
        assert_eq!((person.call_manager.len(), person.presence.len(), person.directory.len()), (1, 1, 1), "{asked}");
        let item = &report.outcomes.iter().find(|outcome| !outcome.items.is_empty()).unwrap().items[0];
        assert_eq!((item.name(), item.suggestion.as_deref()), (Some("hand1"), Some("mate1")));
    }
}

#[test]
fn names_that_are_gone_lead_to_the_person_too() {
    // The entry of the directory is deleted.
    let mut site = site();
    let directory = {
        let whole = site.people.clone();
        site.people.remove(8);
        let text = site.directory();
        site.people = whole;
        text
    };
    let ask = |asked| told(&site.judge([directory.clone(), site.users(), site.presence()], Some(asked)));
    for asked in ["hand8", "CN=hand8,OU=Crew,DC=quay,DC=test", "uid=hand8,ou=old,o=quay"] {
        assert_eq!(ask(asked), (1, one("not-in-directory", 1)), "{asked}");
    }
    // All lists have the new ID, but for the contacts of others.
    let mut renamed = super::site::site();
    for cell in 0..2 {
        renamed.people[3].user[cell] = "cox".into();
        renamed.people[3].presence[cell] = ["cox", "cox@quay.test"][cell].into();
    }
    renamed.people[3].account = "cox".into();
    renamed.contacts.retain(|(owner, _)| owner != "hand3");
    for asked in ["hand3", "hand3@quay.test"] {
        assert_eq!(why(&renamed, asked).1[0].0, "stale-contact", "{asked}");
    }
}

/// Nobody is unknown by lists of which a part is missing, or all.
#[test]
fn a_list_that_is_not_whole_does_not_make_anybody_unknown() {
    let site = site();
    let [people, users, presence] = [site.directory(), site.users(), site.presence()];
    let head = |text: &str| text.lines().take(2).map(|line| format!("{line}\n")).collect::<String>();
    let pager = "Press <enter> for 1 line, <space> for one page, or <q> to quit";
    let paged = |text: &str| text.lines().take(7).map(|line| format!("{line}\n")).collect::<String>() + pager;
    let few: String = people.split_inclusive("\n\n").take(5).collect();
    let ended = format!("{few}# search result\nsearch: 2\nresult: 4 Size limit exceeded\n");
    for (name, texts, asked) in [
        ("nobody in call manager's list", [people.clone(), head(&users), presence.clone()], Some("hand4")),
        ("a pager in call manager's list", [people.clone(), paged(&users), presence.clone()], Some("hand9")),
        ("a pager in presence's list", [people.clone(), users.clone(), paged(&presence)], Some("hand9")),
        ("a pager in presence's list", [people.clone(), users.clone(), paged(&presence)], None),
        ("all lists", [ended.clone(), paged(&users), paged(&presence)], Some("hand9")),
        ("somebody nobody knows", [ended, paged(&users), paged(&presence)], Some("steward")),
    ] {
        assert_eq!(told(&site.judge(texts, asked)), (3, vec![]), "{name} {asked:?}");
    }
}

/// The log of a client without a home cluster, beside what the exports say of the box: one fault, and steps that fit.
#[test]
fn a_log_without_a_home_cluster_goes_with_the_exports() {
    let judged = |home: &str| {
        let site = site();
        let rows = site.people.iter().map(|person| {
            let home = if person.user[0] == "hand5" { home } else { "t" };
            format!("Mate,{},{},{home},t\n", person.user[0], person.user[1])
        });
        let head = "LAST NAME,USER ID,MAIL ID,HOME CLUSTER,ENABLE USER FOR UNIFIED CM IM AND PRESENCE\n";
        let texts = [site.directory(), head.to_owned() + &rows.collect::<String>(), site.presence()];
        let mut evidence = site.judge(texts, Some("hand5")).evidence;
        let error = LoginError {
            stage: LoginStage::HomeCluster,
            kind: LoginErrorKind::NoHomeCluster,
            code: "NO_HOME_UDS_FOUND".into(),
            server: None,
            at: None,
            text: String::new(),
            words: None,
        };
        let last = LoginAttempt {
            began: None,
            reached: LoginStage::HomeCluster,
            error: Some(error),
            tried_again: false,
            signed_out: false,
        };
        evidence.client_log = Some(ClientLog { last: Some(last), ..ClientLog::default() });
        Report::judge(evidence, &Judging::default())
    };
    let (elsewhere, here) = (judged("f"), judged("t"));
    for (report, step) in
        [(&elsewhere, "Where this is the user's cluster: tick"), (&here, "Home Cluster is ticked: see")]
    {
        let (status, found) = told(report);
        let codes: Vec<&str> = found.iter().map(|(code, _)| code.as_str()).collect();
        assert_eq!((status, codes.as_slice()), (1, &["home-cluster-missing"][..]));
        assert!(report.diagnoses[0].fix[0].contains(step), "{:?}", report.diagnoses[0].fix);
    }
}
