//! One directory of three people as many programs export it, and what each export leaves open: through the program, from
//! the files to the exit status.

use std::fs;

use serde_json::Value;
use ucdoctor::inputs::call_manager;
use ucdoctor::people::Tri;

use super::super::cli::ucdoctor;

const USERS: &str = "USER ID,LAST NAME,MAIL ID\nruth,Kern,ruth@north.example\nlópez,López,lopez@north.example\nodile,Marti,om@north.example\n";
const RUTH: &str = "dn: uid=ruth,ou=Staff,dc=north,dc=example\nobjectClass: inetOrgPerson\nuid: ruth\nsn: Kern\nmail: ruth@north.example\n";
const LOPEZ: &str = "dn: cn=L,ou=Staff,dc=north,dc=example\nobjectClass: inetOrgPerson\nuid:: bMOzcGV6\nsn:: TMOzcGV6\nmail: lopez@north.example\n";
const ODILE: &str = "dn: cn=O,ou=Staff,dc=north,dc=example\nobjectClass: inetOrgPerson\nuid: odile\nsn: Marti\nmail: om@north.example\n";

/// Exit status and report of a comparison of an export with call manager's three users.
fn judged(export: &str, filter: &str) -> (i32, Value) {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    file("users.csv", USERS);
    file("export", export);
    let filter = if filter.is_empty() { String::new() } else { format!("filter = '{filter}'\n") };
    file(
        "c.toml",
        &format!(
            "[directory.search]\nbase = \"ou=Staff,dc=north,dc=example\"\n{filter}user_id = \"uid\"\nexport = \"export\"\n\
             [call_manager]\nldap_synchronization = true\nusers = \"users.csv\"\n"
        ),
    );
    let config = folder.path().join("c.toml");
    let ran = ucdoctor(folder.path()).args(["check", "-o", "json", "-c"]).arg(config).output().unwrap();
    (ran.status.code().unwrap(), serde_json::from_slice(&ran.stdout).unwrap_or_default())
}

/// Causes beside what is said of the letter in one of the IDs.
fn causes(report: &Value) -> Vec<String> {
    let codes = report["diagnoses"].as_array().unwrap().iter().map(|found| found["code"].as_str().unwrap().to_owned());
    codes.filter(|code| code != "illegal-user-id").collect()
}

/// What ID-001 says.
fn first(report: &Value) -> String {
    let outcomes = report["outcomes"].as_array().unwrap();
    let of = outcomes.iter().filter(|outcome| outcome["check"] == "ID-001");
    of.map(|outcome| format!("{} {}", outcome["verdict"].as_str().unwrap(), outcome["message"].as_str().unwrap()))
        .collect()
}

#[test]
fn every_exporter_shows_the_same_people() {
    let all = format!("{RUTH}\n{LOPEZ}\n{ODILE}\n");
    let csv = |head: &str, class: &str, note: &str| {
        format!(
            "{head}\"dn\",\"objectclass\",\"uid\",\"sn\",\"mail\",\"note\"\n\
             \"uid=ruth,ou=Staff,dc=north,dc=example\",\"{class}\",\"ruth\",\"Kern\",\"ruth@north.example\",\"{note}\"\n\
             \"cn=L,ou=Staff,dc=north,dc=example\",\"{class}\",\"lópez\",\"López\",\"lopez@north.example\",\"\"\n\
             \"cn=O,ou=Staff,dc=north,dc=example\",\"{class}\",\"odile\",\"Marti\",\"om@north.example\",\"x\"\n"
        )
    };
    let classes = "top | person | organizationalPerson | inetOrgPerson";
    for (what, export) in [
        ("plain", all.clone()),
        ("notes of many lines", csv("", "inetOrgPerson", "Gate 3\n\nfloor 2\nask \"\"Bo\"\",\nroom 1")),
        ("joined by bars", csv("", classes, "")),
        ("joined by bars without blanks", csv("", &classes.replace(' ', ""), "")),
        ("of a type", csv("#TYPE Selected.Microsoft.ActiveDirectory.Management.ADUser\r\n", "user", "")),
        ("a title above", csv("People of North, 2026\n\n", "user", "")),
        ("classes nobody knows", all.replace("inetOrgPerson", "northEmployee")),
        ("another language first", all.replace("uid: ruth", "uid;lang-fr: ruthe\nuid: ruth")),
        ("state of each value", all.replace("uid: ruth", "uid;vucsn-5f1;deleted: rkern\nuid;vucsn-5f2: ruth")),
        ("old Mac", all.replace('\n', "\r")),
        ("blanks between entries", format!("{RUTH} \n{LOPEZ}\t\n{ODILE}  \n")),
        ("identifiers before names", all.replace("dn: ", "dn: <GUID=7b2f>;<SID=S-1-5-21-3>;")),
    ] {
        let (status, report) = judged(&export, "(|(objectClass=inetOrgPerson)(uid=*))");
        assert_eq!((status, causes(&report)), (0, Vec::new()), "{what}: {}", first(&report));
        assert!(first(&report).starts_with("pass 3 users"), "{what}: {}", first(&report));
    }
}

#[test]
fn deleted_entries_are_nobody() {
    for odile in [
        ODILE.replace("dn: cn=O,", "dn: nsuniqueid=5d10-11f1,cn=O,"),
        ODILE.replace("objectClass: inetOrgPerson", "objectClass: inetOrgPerson\nobjectClass;vucsn-5f00: nsTombstone"),
        ODILE
            .replace("dn: cn=O,", "dn: cn=O\\0ADEL:5d10,cn=Deleted Objects,")
            .replace("objectClass", "isDeleted: TRUE\nobjectClass"),
    ] {
        let (status, report) = judged(&format!("{RUTH}\n{LOPEZ}\n{odile}\n"), "");
        assert_eq!((status, causes(&report)), (1, vec!["not-in-directory".to_owned()]), "{odile}");
    }
}

#[test]
fn what_an_export_does_not_show_is_undecided_and_nobodys_fault() {
    let all = format!("{RUTH}\n{LOPEZ}\n{ODILE}\n");
    // Only Active Directory has values in ranges.
    let members = |range: &str, member: &str| {
        let people = all.replace("inetOrgPerson", "user");
        format!(
            "{people}\ndn: cn=Voice,ou=Groups,dc=north,dc=example\nobjectClass: group\n{range}: uid=ruth,ou=Staff,dc=north,dc=example\n\
             {range}: {member}\n"
        )
    };
    let voice = "(memberOf=cn=Voice,ou=Groups,dc=north,dc=example)";
    let nested = "(memberOf:1.2.840.113556.1.4.1941:=cn=Voice,ou=Groups,dc=north,dc=example)";
    let in_files =
        LOPEZ.replace("uid:: bMOzcGV6", "uid:< file:///tmp/uid-7").replace("sn:: TMOzcGV6", "sn:< file:///tmp/sn-8");
    let lopez = "cn=L,ou=Staff,dc=north,dc=example";
    for (what, export, filter, says) in [
        ("a row lost", format!("{RUTH}\n{LOPEZ}\n{ODILE}no colon\n\n"), "", "1 row of the export of the directory"),
        ("glued", format!("{RUTH}\n{LOPEZ}{ODILE}\n"), "", "1 row of the export"),
        ("cut off", format!("{RUTH}\n{LOPEZ}\nsearch: 2\nresult: 4 Size limit exceeded\n"), "", "is not whole (4 Size"),
        ("values in files", format!("{RUTH}\n{in_files}\n{ODILE}\n"), "", "without -t"),
        ("no such attribute", all.clone(), "(&(objectClass=inetOrgPerson)(employeeType=voice))", "employeetype"),
        ("nor its absence", all.clone(), "(!(nsAccountLock=TRUE))", "nsaccountlock"),
        ("members in ranges", members("member;range=0-1", lopez), voice, "cn=Voice,ou=Groups"),
        ("in groups in groups", members("member;range=0-1", lopez), nested, "cn=Voice,ou=Groups"),
    ] {
        let (status, report) = judged(&export, filter);
        assert_eq!((status, causes(&report)), (3, Vec::new()), "{what}: {}", first(&report));
        assert!(first(&report).starts_with("skipped") && first(&report).contains(says), "{what}: {}", first(&report));
        assert_eq!(report["verdict"], "inconclusive", "{what}");
    }
    // The last range is the end, and a clause that decides without the others needs them not.
    let (status, report) = judged(&members("member;range=0-*", lopez), voice);
    assert_eq!((status, causes(&report)), (1, vec!["not-in-directory".to_owned()]), "{}", first(&report));
    let (status, _) = judged(&all, "(|(uid=*)(employeeType=voice))");
    assert_eq!(status, 0);
    let (status, report) = judged(&all, "(&(uid=r*)(employeeType=voice))");
    assert_eq!((status, causes(&report)), (1, vec!["filter-too-narrow".to_owned()]), "{}", first(&report));
}

#[test]
fn account_names_that_lost_letters_are_undecided() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("users.csv"), USERS).unwrap();
    let config = folder.path().join("c.toml");
    let text = "[directory.search]\nbase = \"ou=Staff,dc=north,dc=example\"\nuser_id = \"sAMAccountName\"\n\
                export = \"export.csv\"\n[call_manager]\nldap_synchronization = true\nusers = \"users.csv\"\n";
    fs::write(&config, text).unwrap();
    let of = |name: &str, id: &str, sn: &str| {
        format!("\"CN={name},OU=Staff,DC=north,DC=example\",\"user\",\"{id}\",\"{sn}\",\"512\"\r\n")
    };
    for (id, status, undecided) in [("l?pez", 3, true), ("l\u{fffd}pez", 3, true), ("lopes", 1, false)] {
        let head = "\"DistinguishedName\",\"ObjectClass\",\"SamAccountName\",\"Surname\",\"userAccountControl\"\r\n";
        let rows = [of("R", "ruth", "Kern"), of("L", id, "L?pez"), of("O", "odile", "Marti")].concat();
        fs::write(folder.path().join("export.csv"), format!("{head}{rows}")).unwrap();
        let ran = ucdoctor(folder.path()).args(["check", "-o", "json", "-c"]).arg(&config).output().unwrap();
        let report: Value = serde_json::from_slice(&ran.stdout).unwrap_or_default();
        assert_eq!(ran.status.code(), Some(status), "{id}: {}", first(&report));
        assert_eq!(first(&report).contains("-Encoding UTF8"), undecided, "{id}: {}", first(&report));
    }
}

#[test]
fn whoever_cannot_be_told_inside_is_not_called_outside() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("users.csv"), USERS).unwrap();
    fs::write(folder.path().join("export"), format!("{RUTH}\n{LOPEZ}\n{ODILE}\n")).unwrap();
    let config = folder.path().join("c.toml");
    for (filter, expected, says) in [
        ("(&(objectClass=inetOrgPerson)(employeeType=voice))", 3, "employeetype"),
        ("(&(uid=nobody)(employeeType=voice))", 1, "outside base or filter"),
    ] {
        let text = format!(
            "[directory.search]\nbase = \"dc=north,dc=example\"\nfilter = \"{filter}\"\nuser_id = \"uid\"\n\
             export = \"export\"\n[call_manager]\nldap_synchronization = true\nusers = \"users.csv\"\n"
        );
        fs::write(&config, text).unwrap();
        let ran = ucdoctor(folder.path()).args(["why", "ruth", "-q", "-c"]).arg(&config).output().unwrap();
        let shown = String::from_utf8_lossy(&ran.stdout).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(ran.status.code() == Some(expected) && shown.contains(says), "{filter}: {shown}");
    }
}

#[test]
fn a_trial_that_cannot_be_told_is_not_passed() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("users.csv"), USERS).unwrap();
    fs::write(folder.path().join("export"), format!("{RUTH}\n{LOPEZ}\n{ODILE}\n")).unwrap();
    let config = folder.path().join("c.toml");
    let text = "[directory.search]\nbase = \"dc=north,dc=example\"\nuser_id = \"uid\"\nexport = \"export\"\n\
                [call_manager]\nldap_synchronization = true\nusers = \"users.csv\"\n";
    fs::write(&config, text).unwrap();
    for (filter, expected) in
        [("(&(uid=*)(employeeTyp=voice))", 3), ("(objectClass=inetOrgPerson)", 0), ("(uid=ruth)", 1)]
    {
        let ran = ucdoctor(folder.path())
            .args(["check", "-q", "--what-if-filter", filter, "-c"])
            .arg(&config)
            .output()
            .unwrap();
        assert_eq!(ran.status.code(), Some(expected), "{filter}: {}", String::from_utf8_lossy(&ran.stdout));
    }
}

#[test]
fn adfind_and_power_shell_show_the_same_people() {
    let people = [("R", "ruth", "Kern"), ("L", "lópez", "López"), ("O", "odile", "Marti")];
    let dn = |cn: &str| format!("cn={cn},ou=Staff,dc=north,dc=example");
    let entry = |(cn, id, name): &(&str, &str, &str)| {
        format!(
            "dn:{}\n>objectClass: top\n>objectClass: inetOrgPerson\n>uid: {id}\n>sn: {name}\n>mail: {id}@north.example\n\n",
            dn(cn)
        )
    };
    let head = "\nAdFind V01.62.00cpp Joe Richards (support@joeware.net) October 2023\n\nUsing server: dc1.north.example:389\n\
        Directory: Windows Server 2019 (10.0.17763.1)\nBase DN: dc=north,dc=example\n\n";
    let adfind = format!("{head}{}\n3 Objects returned\n", people.iter().map(entry).collect::<String>());
    let object = |(cn, id, name): &(&str, &str, &str)| {
        format!(
            "{{\"DistinguishedName\": \"{}\", \"ObjectClass\": \"user\", \"uid\": [\"{id}\"], \"Surname\": \"{name}\", \
             \"SamAccountName\": \"{id}\", \"Enabled\": true, \"manager\": null}}",
            dn(cn)
        )
    };
    let json = format!("[\n{}\n]\n", people.iter().map(object).collect::<Vec<_>>().join(",\n"));
    let row = |(cn, id, name): &(&str, &str, &str)| {
        format!("\"{}\",\"top;inetOrgPerson\",\"{id}\",\"{name}\",\"{id}@north.example\"\r\n", dn(cn))
    };
    let rows: String = people.iter().map(row).collect();
    let csv = format!("\nAdFind V01.62.00cpp Joe Richards\n\n\"dn\",\"objectClass\",\"uid\",\"sn\",\"mail\"\r\n{rows}");
    for (what, export) in [("AdFind", &adfind), ("JSON", &json), ("AdFind -csv", &csv)] {
        let (code, report) = judged(export, "");
        assert_eq!((code, causes(&report)), (0, vec![]), "{what}: {report}");
        let gone = export.replace("odile", "other");
        assert_eq!(causes(&judged(&gone, "").1).len(), 2, "{what}: one is gone, and one is new");
    }
    let disabled = json.replacen("true", "false", 1);
    assert_eq!(causes(&judged(&disabled, "").1), ["accounts-closed"]);
}

/// PowerShell writes the name of a type where a property has several values; scripts join them in many ways.
#[test]
fn several_values_of_power_shell_are_told_or_left_open() {
    let group = "cn=Voice,ou=Groups,dc=north,dc=example";
    let table = |groups: &str| {
        let row = |cn: &str, id: &str, name: &str| {
            format!("\"cn={cn},ou=Staff,dc=north,dc=example\",\"user\",\"{id}\",\"{id}\",\"{name}\",\"{groups}\"\r\n")
        };
        let rows = row("R", "ruth", "Kern") + &row("L", "lópez", "López") + &row("O", "odile", "Marti");
        format!("\"DistinguishedName\",\"ObjectClass\",\"SamAccountName\",\"uid\",\"Surname\",\"memberOf\"\r\n{rows}")
    };
    let filter = format!("(&(objectClass=user)(memberOf={group}))");
    for joint in [";", ", ", "\n", " "] {
        let (status, report) = judged(&table(&format!("cn=All,dc=north,dc=example{joint}{group}")), &filter);
        assert_eq!((status, causes(&report)), (0, vec![]), "{joint:?}: {}", first(&report));
    }
    let collection = "Microsoft.ActiveDirectory.Management.ADPropertyValueCollection";
    for (groups, without) in [(collection, false), ("System.String[]", true), ("Voice,All", false)] {
        let not = filter.replace("(memberOf", "(!(memberOf").replace("))", ")))");
        let (status, report) = judged(&table(groups), if without { &not } else { &filter });
        let told = report.to_string();
        assert_eq!((status, causes(&report)), (3, vec![]), "{groups}: {}", first(&report));
        assert!(told.contains("-join ';'"), "{groups}: {}", first(&report));
    }
    assert_eq!(causes(&judged(&table("cn=All,dc=north,dc=example"), &filter).1), ["filter-too-narrow"]);
}

/// Whoever chooses a few columns leaves out that all are users.
#[test]
fn users_of_power_shell_need_no_class() {
    let table = |name: &str| {
        let row = |cn: &str, id: &str, sn: &str| format!("\"cn={cn},ou=Staff,dc=north,dc=example\",{id},{id},{sn}\r\n");
        let rows = row("R", "ruth", "Kern") + &row("L", "lópez", "López") + &row("O", "odile", "Marti");
        format!("DistinguishedName,SamAccountName,uid,{name}\r\n{rows}")
    };
    let filter = "(&(objectCategory=person)(objectClass=user)(!(objectClass=computer))(sAMAccountType=805306368))";
    let (status, report) = judged(&table("Surname"), filter);
    assert_eq!((status, causes(&report)), (0, vec![]), "{}", first(&report));
    // An attribute of that name may be anybody's.
    assert_eq!(judged(&table("sn"), filter).0, 3);
    assert_eq!(causes(&judged(&table("Surname"), "(objectClass=contact)").1), ["filter-too-narrow"]);
}

/// What `Get-ADUser -Properties LockedOut,PasswordExpired,AccountExpirationDate` says of accounts.
#[test]
fn closed_accounts_of_power_shell() {
    let of = |closed: &str| {
        let row = |cn: &str, id: &str, name: &str, state: &str| {
            format!("\"cn={cn},ou=Staff,dc=north,dc=example\",\"user\",\"{id}\",\"{id}\",\"{name}\",{state}\r\n")
        };
        let open = "\"True\",\"False\",\"False\",\"\"";
        let rows =
            row("R", "ruth", "Kern", open) + &row("L", "lópez", "López", open) + &row("O", "odile", "Marti", closed);
        let head = "DistinguishedName,ObjectClass,SamAccountName,uid,Surname,Enabled,LockedOut,PasswordExpired,AccountExpirationDate";
        causes(&judged(&format!("{head}\r\n{rows}"), "").1)
    };
    for state in ["True,True,False,", "True,False,True,", "True,False,False,28.02.2024 00:00:00", "False,False,False,"]
    {
        assert_eq!(of(state), ["accounts-closed"], "{state}");
    }
    for state in ["True,False,False,", "True,False,False,28.02.2199 00:00:00"] {
        assert!(of(state).is_empty(), "{state}");
    }
}

/// Bits as a console shows them, and an export that shows none: then nobody's account is said to be open.
#[test]
fn accounts_are_open_where_the_export_shows_it() {
    let of = |bits: &str| {
        let export = format!("{RUTH}\n{LOPEZ}\n{ODILE}{bits}\n");
        let (_, report) = judged(&export, "");
        let outcomes = report["outcomes"].as_array().unwrap();
        let told = outcomes.iter().find(|outcome| outcome["check"] == "ID-014").unwrap();
        told["verdict"].as_str().unwrap().to_owned()
    };
    // Of people of whom it shows the IDs alone, it says neither that they have last names nor that their addresses are theirs.
    let bare = [RUTH, LOPEZ, ODILE]
        .join("\n")
        .lines()
        .filter(|line| !line.starts_with(['s', 'm']))
        .collect::<Vec<_>>()
        .join("\n");
    let (_, report) = judged(&(bare + "\n"), "");
    let passes = |outcome: &Value| outcome["check"] == "SRCH-008" && outcome["verdict"] == "pass";
    assert!(!report["outcomes"].as_array().unwrap().iter().any(passes));
    for (bits, verdict) in [
        ("", "skipped"),
        ("userAccountControl: 512\n", "pass"),
        ("userAccountControl: 0x202\n", "warn"),
        ("userAccountControl: 514 (0x202)\n", "warn"),
        ("nsAccountLock: TRUE\n", "warn"),
    ] {
        assert_eq!(of(bits), verdict, "{bits}");
    }
}

/// What AXL answers to `listUser` and to a query, and what a script in Python keeps of it, are three forms of one list.
#[test]
fn answers_of_axl_are_users_of_call_manager() {
    let user = |id: &str, name: &str, extension: &str| {
        format!(
            "<user uuid=\"{{0}}\"><userid>{id}</userid><lastName>{name}</lastName><status>1</status>{extension}\
             <ldapDirectoryName uuid=\"{{1}}\">North</ldapDirectoryName><imAndPresenceEnable>true</imAndPresenceEnable></user>"
        )
    };
    let number =
        "<primaryExtension><pattern>4711</pattern><routePartitionName>p</routePartitionName></primaryExtension>";
    let users = user("ruth", "Kern", number) + &user("odile", "Marti &amp; Co", "<primaryExtension/>");
    let list = format!("<?xml version=\"1.0\"?><e><listUserResponse><return>{users}</return></listUserResponse></e>");
    let row = |id: &str, name: &str, plugin: &str| {
        format!(
            "<row><userid>{id}</userid><lastname>{name}</lastname><status>1</status><enablecups>t</enablecups>\
                 <fkdirectorypluginconfig>{plugin}</fkdirectorypluginconfig></row>"
        )
    };
    let query =
        format!("<e><return>{}{}</return></e>", row("ruth", "Kern", "k-1"), row("odile", "Marti &amp; Co", "k-1"));
    let json = "{\"return\": {\"user\": [{\"userid\": \"ruth\", \"lastName\": \"Kern\", \"status\": 1, \
        \"imAndPresenceEnable\": \"true\", \"primaryExtension\": {\"pattern\": \"4711\"}, \
        \"ldapDirectoryName\": {\"_value_1\": \"North\", \"uuid\": \"{1}\"}, \"homeCluster\": null},\
        {\"userid\": \"odile\", \"lastName\": \"Marti & Co\", \"status\": 1, \"imAndPresenceEnable\": \"true\", \
        \"ldapDirectoryName\": {\"_value_1\": \"North\"}}]}}";
    for (what, text) in [("list", list.as_str()), ("query", &query), ("json", json)] {
        let users = call_manager::read(text.into()).unwrap();
        assert_eq!((users.rows, users.kind), (2, "end users as XML or JSON"), "{what}");
        let table = users.table;
        assert_eq!((table.id.at(0), table.id.at(1), table.last_name.at(1)), ("ruth", "odile", "Marti & Co"), "{what}");
        let all = [&table.active, &table.from_ldap, &table.presence];
        assert!(all.into_iter().flatten().all(|&tri| tri == Tri::Yes), "{what}");
        assert!(table.home.iter().all(|&home| home == Tri::Unknown), "{what}: nothing was asked of it");
        assert_eq!(table.extension.at(0), if what == "query" { "" } else { "4711" }, "{what}");
    }
}
