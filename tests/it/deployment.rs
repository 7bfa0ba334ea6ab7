//! Settings of the appliances through the command line: from files alone, without any server.

use std::fs;
use std::process::Command;

use ucdoctor::report::{OutcomeVerdict, Report};

const HOSTS: &str = "admin:run sql select hostname,priority,sslenabled,portnumber from ldapauthenticationhost\n\
    hostname         priority sslenabled portnumber\n\
    ================ ======== ========== ==========\n\
    dc1.corp.example 0        t          636       \n";

/// Runs `check --only deployment` on a configuration beside the files given; the exit status and the report.
fn check(configuration: &str, files: &[(&str, &str)]) -> (i32, Report) {
    check_only(&["deployment"], configuration, files)
}

/// The same for any stages.
fn check_only(stages: &[&str], configuration: &str, files: &[(&str, &str)]) -> (i32, Report) {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files.iter().chain([&("ucdoctor.toml", configuration)]) {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let output = Command::new(env!("CARGO_BIN_EXE_ucdoctor"))
        .args(["check", "-o", "json"])
        .args(stages.iter().flat_map(|stage| ["--only", stage]))
        .current_dir(folder.path())
        .output()
        .unwrap();
    let report = serde_json::from_slice(&output.stdout);
    let report = report.unwrap_or_else(|why| panic!("{why}: {}", String::from_utf8_lossy(&output.stderr)));
    (output.status.code().unwrap(), report)
}

fn codes(report: &Report) -> Vec<&str> {
    report.diagnoses.iter().map(|diagnosis| diagnosis.code.as_str()).collect()
}

/// The user's case: a domain controller was replaced, and presence still has the old one.
#[test]
fn the_stale_host_on_presence_is_named_from_two_files() {
    let old = HOSTS.replace("dc1.corp.example", "dc0.corp.example");
    let configuration = "[directory]\nservers = [\"ldaps://dc1.corp.example\"]\n[call_manager]\nldap_hosts = \"cm.txt\"\n\
        [presence]\nldap_hosts = \"imp.txt\"\n";
    let (status, report) = check(configuration, &[("cm.txt", HOSTS), ("imp.txt", &old)]);
    assert_eq!((status, codes(&report)), (1, vec!["ldap-hosts-differ"]));
    let summary = &report.diagnoses[0].summary;
    assert!(summary.contains("presence") && summary.contains("dc0.corp.example"), "{summary}");
    assert_eq!(check(configuration, &[("cm.txt", HOSTS), ("imp.txt", HOSTS)]).0, 0);
}

#[test]
fn versions_are_judged_or_skipped_with_the_reason() {
    for (call_manager, presence, status, code) in [
        ("7.0", "6.0.3", 1, Some("version-mismatch")),
        ("14.0.1.13900-155", "14.0.1.10000-1", 0, None),
        ("8.6", "8.5", 3, None),
    ] {
        let configuration =
            format!("[call_manager]\nversion = \"{call_manager}\"\n[presence]\nversion = \"{presence}\"\n");
        let (exit, report) = check(&configuration, &[]);
        assert_eq!((exit, codes(&report)), (status, code.into_iter().collect()), "{call_manager} {presence}");
        let outcome = report.outcomes.iter().find(|outcome| outcome.check == "CONF-001").unwrap();
        assert_eq!(outcome.verdict == OutcomeVerdict::Skipped, status == 3, "{}", outcome.message);
        assert!(!outcome.message.is_empty());
    }
}

/// The user's ninth case.
#[test]
fn no_ldap_at_all_tells_what_is_lost_and_what_works() {
    let configuration = "[call_manager]\nldap_authentication = false\nldap_synchronization = false\n";
    let (status, report) = check(configuration, &[]);
    assert_eq!((status, codes(&report)), (0, vec!["ldap-not-used"]));
    let outcome = report.outcomes.iter().find(|outcome| outcome.check == "CONF-007").unwrap();
    assert!(outcome.facts["lost"].contains("contacts") && outcome.facts["works"].contains("login"), "{outcome:?}");
}

#[test]
fn the_clients_file_and_the_sync_agent_are_read() {
    let configuration = "[directory.search]\nuser_id = \"mail\"\n[call_manager]\nldap_authentication = true\n\
        [presence]\nsync_status = \"sync.txt\"\naddress_scheme = \"user-id\"\n[client]\njabber_config = \"jabber-config.xml\"\n";
    let jabber = "<config><Directory><UserAccountName>sAMAccountName</UserAccountName>\
        <ConnectionPassword>hunter2</ConnectionPassword></Directory></config>";
    let sync = "syncstatus\n==========\nFailed    \n";
    let (status, report) = check(configuration, &[("sync.txt", sync), ("jabber-config.xml", jabber)]);
    assert_eq!(
        (status, codes(&report)),
        (1, vec!["sync-agent-failed", "client-attribute-mismatch", "settings-contradict"])
    );
    assert!(!serde_json::to_string(&report).unwrap().contains("hunter2"));
}

/// The same settings in the keys of Windows clients, of the others, and of all clients from 11.8 on.
const DIALECTS: [(&str, &str); 3] = [
    (
        "EDI",
        r#"<?xml version="1.0" encoding="utf-8"?>
<config version="1.0">
  <Client><PRT_URL>https://cucm.corp.example/prt</PRT_URL></Client>
  <Directory>
    <DirectoryServerType>EDI</DirectoryServerType>
    <ConnectionType>1</ConnectionType>
    <PrimaryServerName>dc1.corp.example</PrimaryServerName>
    <ServerPort1>636</ServerPort1>
    <UseSSL>0</UseSSL>
    <UseWindowsCredentials>0</UseWindowsCredentials>
    <ConnectionUsername>svc-jabber@corp.example</ConnectionUsername>
    <ConnectionPassword>hunter2</ConnectionPassword>
    <SearchBase1>OU=People,DC=corp,DC=example</SearchBase1>
    <BaseFilter>(&amp;(objectCategory=person)(objectClass=user)</BaseFilter>
    <UserAccountName>ipPhone</UserAccountName>
    <PresenceDomain>old.example</PresenceDomain>
    <UseSIPURIToResolveContacts>true</UseSIPURIToResolveContacts>
    <SipUri>mail</SipUri>
  </Directory>
</config>"#,
    ),
    (
        "BDI",
        r#"<?xml version="1.0" encoding="utf-8"?>
<config version="1.0">
  <Directory>
    <BDILDAPServerType>AD</BDILDAPServerType>
    <BDIPrimaryServerName>dc1.corp.example</BDIPrimaryServerName>
    <BDIServerPort1>636</BDIServerPort1>
    <BDIEnableTLS>False</BDIEnableTLS>
    <BDIConnectionUsername>svc-jabber@corp.example</BDIConnectionUsername>
    <BDIConnectionPassword>hunter2</BDIConnectionPassword>
    <BDISearchBase1>OU=People,DC=corp,DC=example</BDISearchBase1>
    <BDIBaseFilter>(&amp;(objectCategory=person)(objectClass=user)</BDIBaseFilter>
    <BDIUserAccountName>ipPhone</BDIUserAccountName>
    <BDIPresenceDomain>old.example</BDIPresenceDomain>
    <BDIUseSipUriToResolveContacts>True</BDIUseSipUriToResolveContacts>
    <BDISipUri>mail</BDISipUri>
  </Directory>
</config>"#,
    ),
    (
        "CDI",
        r#"<?xml version="1.0" encoding="utf-8"?>
<config version="1.0">
  <Directory>
    <DirectoryServerType>LDAP</DirectoryServerType>
    <PrimaryServerName>dc1.corp.example</PrimaryServerName>
    <ServerPort1>636</ServerPort1>
    <UseSSL>false</UseSSL>
    <LdapSupportedMechanisms>PLAIN</LdapSupportedMechanisms>
    <ConnectionUsername>svc-jabber@corp.example</ConnectionUsername>
    <ConnectionPassword>hunter2</ConnectionPassword>
    <LdapUserDomain>corp.example</LdapUserDomain>
    <SearchBase1>OU=People,DC=corp,DC=example</SearchBase1>
    <BaseFilter>(&amp;(objectCategory=person)(objectClass=user)</BaseFilter>
    <UserAccountName/>
    <useraccountname> ipPhone </useraccountname>
    <PresenceDomain>old.example</PresenceDomain>
    <UseSipUriToResolveContacts>true</UseSipUriToResolveContacts>
    <SipUri>mail</SipUri>
  </Directory>
</config>"#,
    ),
];

#[test]
fn each_generation_of_keys_says_the_same() {
    let configuration = "[directory.search]\nuser_id = \"sAMAccountName\"\nexport = \"directory.csv\"\n\
        [call_manager]\nusers = \"users.csv\"\nldap_synchronization = true\n\
        [presence]\ndomain = \"corp.example\"\naddress_scheme = \"user-id\"\n[client]\njabber_config = \"jabber-config.xml\"\n";
    let mut directory = "dn,objectClass,sAMAccountName,sn,mail,ipPhone\n".to_owned();
    let mut users = "USER ID,LAST NAME,MAIL ID\n".to_owned();
    for n in 0..30 {
        directory += &format!("\"CN=U{n},DC=corp\",user,user{n},Name{n},user{n}@corp.example,{}\n", 4000 + n);
        users += &format!("user{n},Name{n},user{n}@corp.example\n");
    }
    for (dialect, jabber) in DIALECTS {
        let files = [("directory.csv", directory.as_str()), ("users.csv", &users), ("jabber-config.xml", jabber)];
        let stages = ["deployment", "identity"];
        let (status, report) = check_only(&stages, configuration, &files);
        let failed = |check: &str| -> Vec<(&str, &str)> {
            let bad = |verdict| matches!(verdict, OutcomeVerdict::Fail | OutcomeVerdict::Warn);
            let of = report.outcomes.iter().filter(|outcome| outcome.check == check && bad(outcome.verdict));
            of.map(|outcome| (outcome.subject.as_str(), outcome.message.as_str())).collect()
        };
        let keys: Vec<&str> = failed("CONF-006")
            .iter()
            .map(|(subject, _)| subject.rsplit(' ').next().unwrap().trim_start_matches("BDI"))
            .collect();
        let expected = [
            "UserAccountName",
            "PresenceDomain",
            "UseSipUriToResolveContacts",
            "ServerPort1",
            "BaseFilter",
            "ConnectionPassword",
        ];
        assert_eq!((status, &keys[..]), (1, &expected[..]), "{dialect}");
        let client = failed("ID-006");
        assert!(
            matches!(client[..], [(_, says)] if says.contains("the client reads ipPhone")),
            "{dialect}: {client:?}"
        );
        assert!(!serde_json::to_string(&report).unwrap().contains("hunter2"), "{dialect}");
    }
}

/// What clients make of a key that stands twice, or in another section, nobody can tell; a URL is no server.
#[test]
fn keys_that_are_misplaced_are_told_and_judge_nothing() {
    let configuration = "[directory.search]\nuser_id = \"sAMAccountName\"\n[call_manager]\nldap_authentication = true\n\
        [presence]\ndomain = \"ferry.test\"\naddress_scheme = \"user-id\"\n[client]\njabber_config = \"jabber-config.xml\"\n";
    let domains = |first: &str, second: &str| {
        format!("<PresenceDomain>{first}</PresenceDomain><presencedomain>{second}</presencedomain>")
    };
    for (directory, client, says) in [
        (domains("ferry.test", "barge.test"), "", &["PresenceDomain stands several times"][..]),
        (domains("barge.test", "ferry.test"), "", &["PresenceDomain stands several times"]),
        (domains("ferry.test", "Ferry.test"), "", &[]),
        (
            String::new(),
            "<PresenceDomain>barge.test</PresenceDomain>",
            &["PresenceDomain stands in the section Client"],
        ),
        (domains("ferry.test", "ferry.test"), "<PresenceDomain>barge.test</PresenceDomain>", &[]),
        ("<PrimaryServerName>ldaps://dc2.ferry.test</PrimaryServerName>".into(), "", &["no name of one host"]),
        ("<PrimaryServerName>dc2.ferry.test:636</PrimaryServerName>".into(), "", &["no name of one host"]),
        ("<UserAcountName>uid</UserAcountName>".into(), "", &["UserAcountName of jabber-config.xml is no documented"]),
        ("<BDISearchbases1>OU=Crew</BDISearchbases1>".into(), "", &["nearly BDISearchBase1"]),
        ("<SearchBase9>OU=Crew</SearchBase9><UriPrefix>sip:</UriPrefix>".into(), "", &[]),
        ("<UseSSL>enabled</UseSSL>".into(), "", &["UseSSL of jabber-config.xml is neither true nor false"]),
        ("<!-- R&D reads <another> file -->".into(), "<Persistent_Chat_Enabled>true</Persistent_Chat_Enabled>", &[]),
    ] {
        let jabber = format!("<config><Directory>{directory}</Directory><Client>{client}</Client></config>");
        let (status, report) = check(configuration, &[("jabber-config.xml", &jabber)]);
        let told: Vec<&str> = report.diagnoses.iter().map(|found| found.summary.as_str()).collect();
        let fits = told.len() == says.len() && told.iter().zip(says).all(|(told, says)| told.contains(says));
        assert!(status == 0 && fits, "{jabber}: {status} {told:?}");
    }
}

#[test]
fn a_configuration_of_axl_is_checked_before_anything_is_asked() {
    for (keys, says) in [
        ("axl = \"http://cucm/axl/\"", "https://"),
        ("axl = \"https://cucm:8443/axl/\"", "no user"),
        ("axl = \"https://u:hunter2@cucm/axl/\"", "refused"),
        ("axl = \"https://cucm:8443/axl/\"\naxl_user = \"a:b\"", "not the name of a user"),
        ("axl = \"https://cucm:8443/axl/\"\naxl_user = \"a\"\naxl_password_env = \"UCDOCTOR_NOT_SET\"", "is not set"),
        ("axl = \"https://cucm:8443/axl/\"\naxl_user = \"a\"\naxl_password_file = \"none\"", "cannot read"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("ucdoctor.toml"), format!("[call_manager]\n{keys}\n")).unwrap();
        let output =
            Command::new(env!("CARGO_BIN_EXE_ucdoctor")).arg("check").current_dir(folder.path()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{keys}: {said}");
        assert!(said.contains(says), "{keys}: {said}");
        assert!(!said.contains("hunter2"), "{said}");
    }
}
