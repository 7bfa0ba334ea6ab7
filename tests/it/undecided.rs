//! Every way an answer can be incomplete, and every command that depends on it: undecided (3), never healthy, and
//! nobody's fault.

use std::fs;
use std::path::Path;
use std::process::Output;

use serde_json::Value;

use crate::live::doctor::binary;

const DOMAIN: &str = "DC=yard,DC=test";

/// One person of an export.
fn person(id: &str, more: &str) -> String {
    format!(
        "dn: CN={id},OU=Crew,{DOMAIN}\nobjectClass: person\nobjectClass: user\nsAMAccountName: {id}\nsn: Of{id}\n\
         mail: {id}@yard.test\nuserAccountControl: 512\n{more}\n"
    )
}

/// Users `anna`, `bert` and `cleo` are in both; `dora` stands where the export cannot be read.
struct Way {
    name: &'static str,
    directory: String,
    users: String,
    filter: String,
}

fn ways() -> Vec<Way> {
    let three: String = ["anna", "bert", "cleo"].iter().map(|id| person(id, "department: Rig\n")).collect();
    let head = format!("dn: OU=Crew,{DOMAIN}\nobjectClass: organizationalUnit\nou: Crew\n\n");
    let all = |rest: &str| format!("{head}{three}{rest}");
    let users =
        |more: &str| format!("FIRST NAME,LAST NAME,USER ID,MAIL ID\n{}{more}", rows(&["anna", "bert", "cleo", "dora"]));
    let plain = "(objectClass=user)".to_owned();
    let group = format!("(memberOf=CN=Rigs,OU=Groups,{DOMAIN})");
    let range = |members: &str| {
        format!("dn: CN=Rigs,OU=Groups,{DOMAIN}\nobjectClass: group\nmember;range=0-1499: {members}\n\n")
    };
    vec![
        Way {
            name: "a row that was not understood",
            directory: all(
                "dn: CN=dora,OU=Crew,DC=yard,DC=test\nobjectClass: user\nsAMAccountName:: %%%not base64%%%\n\n",
            ),
            users: users(""),
            filter: plain.clone(),
        },
        Way {
            name: "an export that the server ended",
            directory: all("# search result\nsearch: 2\nresult: 4 Size limit exceeded\n\n# numResponses: 4\n"),
            users: users(""),
            filter: plain.clone(),
        },
        Way {
            name: "values in other files",
            directory: all(&person("x", "")
                .replace("sAMAccountName: x", "sAMAccountName:< file:///tmp/ldapsearch-a")
                .replace("sn: Ofx", "sn: Ofdora")),
            users: users(""),
            filter: plain.clone(),
        },
        Way {
            name: "an export without the attribute of the user ID",
            directory: all(&person("dora", "")).replace("sAMAccountName:", "displayName:"),
            users: users(""),
            filter: plain.clone(),
        },
        Way {
            name: "an attribute of the filter that the export does not show",
            directory: all(&person("dora", "department: Rig\n")),
            users: users(""),
            filter: "(&(objectClass=user)(company=Yard))".into(),
        },
        Way {
            name: "a group in ranges",
            directory: all(&(person("dora", "") + &range(&format!("CN=anna,OU=Crew,{DOMAIN}")))),
            users: users(""),
            filter: format!("(&(objectClass=user){group})"),
        },
    ]
}

fn rows(ids: &[&str]) -> String {
    ids.iter().map(|id| format!("F,Of{id},{id},{id}@yard.test\n")).collect()
}

pub(crate) fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, Value, String) {
    let mut command = std::process::Command::new(binary());
    command.args(arguments).args(["-c", "site.toml", "-o", "json"]).current_dir(folder);
    let Output { status, stdout, stderr } = command.output().unwrap();
    let report = serde_json::from_slice(&stdout).unwrap_or(Value::Null);
    (status.code(), report, String::from_utf8_lossy(&stderr).into_owned())
}

#[test]
fn what_cannot_be_told_is_neither_healthy_nor_a_fault_in_any_command() {
    for way in ways() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        write("dir.ldif", &way.directory);
        write("cm.csv", &way.users);
        let site = |filter: &str| {
            format!(
                "[directory.search]\nexport = \"dir.ldif\"\nbase = \"OU=Crew,{DOMAIN}\"\nfilter = '{filter}'\n\
                 user_id = \"sAMAccountName\"\n[call_manager]\nusers = \"cm.csv\"\nldap_synchronization = true\n"
            )
        };
        write("site.toml", &site(&way.filter));
        for arguments in [&["check"][..], &["why", "dora"], &["check", "--what-if-filter", &way.filter]] {
            let (status, report, stderr) = run(folder.path(), arguments);
            let told = || format!("{}, {arguments:?}: {report:#}\n{stderr}", way.name);
            assert_eq!(status, Some(3), "{}", told());
            assert_eq!(report["diagnoses"].as_array().map(Vec::len), Some(0), "{}", told());
        }
    }
}

/// A filter of the clients is tried on the export: what finds nobody is told, and what cannot be told is left open.
#[test]
fn whom_a_filter_of_the_clients_finds_is_told_or_left_open() {
    for (filter, status, told) in [
        ("(&amp;(objectClass=user)(mail=*@yard.test))", 0, None),
        ("(mail=*@other.test)", 0, Some("no person of the directory's export matches (mail=*@other.test)")),
        ("(&amp;(objectClass=user)(company=Yard))", 3, None),
        ("(&amp;amp;(objectClass=user)(sn=O*))", 0, Some("`&amp;` is how XML writes `&`, and no part of a filter")),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        write("dir.ldif", &["anna", "bert"].iter().map(|id| person(id, "")).collect::<String>());
        let keys = format!("<BaseFilter>{filter}</BaseFilter>");
        write("jabber.xml", &format!("<config version=\"1.0\"><Directory>{keys}</Directory></config>"));
        write(
            "site.toml",
            &format!(
                "[directory.search]\nexport = \"dir.ldif\"\nbase = \"OU=Crew,{DOMAIN}\"\nfilter = \"(objectClass=user)\"\n\
                 [client]\njabber_config = \"jabber.xml\"\n"
            ),
        );
        let (code, report, stderr) = run(folder.path(), &["check"]);
        assert_eq!(code, Some(status), "{filter}: {report:#}\n{stderr}");
        let summary = report["diagnoses"][0]["summary"].as_str();
        assert_eq!(summary.is_some(), told.is_some(), "{filter}: {report:#}");
        assert!(told.is_none_or(|told| summary.is_some_and(|summary| summary.contains(told))), "{summary:?}");
        // What is proposed stands in a file of XML.
        let fix = report["diagnoses"][0]["fix"].to_string();
        let written = "Probably meant: (&(objectClass=user)(sn=O*)), in the file (&amp;(objectClass=user)(sn=O*))";
        assert_eq!(fix.contains(written), filter.contains("amp;amp"), "{fix}");
    }
}

/// Tables that were turned into CSV have their own words for what is empty.
#[test]
fn a_user_without_an_agreement_is_local_by_whatever_word_for_none() {
    for (none, local) in [("NULL", true), ("null", true), ("(null)", true), ("", true), ("7d0f", false)] {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        write("dir.ldif", &["anna", "bert", "cleo"].iter().map(|id| person(id, "")).collect::<String>());
        let row = |id: &str, agreement: &str| format!("{id},F,Of{id},{id}@yard.test,1,{agreement}\n");
        let head = "userid,firstname,lastname,mailid,status,fkdirectorypluginconfig\n";
        write("cm.csv", &format!("{head}{}{}{}", row("anna", "7d0f"), row("bert", none), row("cleo", "7d0f")));
        write(
            "site.toml",
            &format!(
                "[directory.search]\nexport = \"dir.ldif\"\nbase = \"OU=Crew,{DOMAIN}\"\nuser_id = \"sAMAccountName\"\n\
                 [call_manager]\nusers = \"cm.csv\"\nldap_synchronization = true\nldap_authentication = true\n"
            ),
        );
        let (code, report, stderr) = run(folder.path(), &["why", "bert"]);
        assert_eq!(code, Some(i32::from(local)), "{none}: {report:#}\n{stderr}");
        assert_eq!(report["diagnoses"][0]["code"] == "local-user", local, "{none}: {report:#}");
    }
}
