//! Ten thousand passwords in everything that is read, and none in anything that is written.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::call_manager::{CallManager, Reply, fault, soap};

/// How every password of this test begins.
const CANARY: &str = "c4nary-";

/// The next password; each is another.
struct Canaries(usize);

impl Canaries {
    fn next(&mut self) -> String {
        self.0 += 1;
        format!("{CANARY}{:05}", self.0)
    }
}

fn write_inputs(folder: &Path, canaries: &mut Canaries) {
    let write = |name: &str, text: String| fs::write(folder.join(name), text).unwrap();
    let mut users = "USER ID,LAST NAME,PASSWORD,PIN,DIGEST CREDENTIALS\n".to_owned();
    let mut presence = "userid,imaddress,passwordreverse,auth_pwd\n".to_owned();
    let mut directory = String::new();
    for n in 0..1500 {
        users += &format!("user{n},Name,{},{},{}\n", canaries.next(), canaries.next(), canaries.next());
        presence += &format!("user{n},user{n}@corp.example,{},{}\n", canaries.next(), canaries.next());
        directory += &format!(
            "dn: CN=u{n},DC=corp\nobjectClass: user\nsAMAccountName: user{n}\nuserPassword: {}\n\n",
            canaries.next()
        );
    }
    write("users.csv", users);
    write("presence.csv", presence);
    write("directory.ldif", directory);
    write(
        "contacts.csv",
        format!(
            "User ID,User Domain,Contact ID,Contact Domain,Nickname,Group Name,PASSWORD\nuser1,corp.example,user2,corp.example,n,g,{}\n",
            canaries.next()
        ),
    );
    let hosts = format!("hostname,portnumber,sslenabled,ldappassword\ndc1.corp.example,636,t,{}\n", canaries.next());
    write("cucm-hosts.csv", hosts.clone());
    write("cups-hosts.csv", hosts.replace("dc1", "dc-old"));
    write("sync.csv", format!("syncstatus,password\nCompleted 2026-11-22 15:03:55,{}\n", canaries.next()));
    let keys: String = (0..100)
        .map(|n| {
            format!(
                "<ConnectionPassword{n}>x</ConnectionPassword{n}><ConnectionPassword>{}</ConnectionPassword>",
                canaries.next()
            )
        })
        .collect();
    write(
        "jabber-config.xml",
        format!(
            "<config><Directory>{keys}<BDIConnectionPassword>{}</BDIConnectionPassword><BaseFilter>(a=b)</BaseFilter></Directory></config>",
            canaries.next()
        ),
    );
    write(
        "own-check.txt",
        format!(
            "admin:utils users validate all\nUsers with No Directory URI Configured\n-----\n Node Name: imp-1\n User ID\n \
             user1\n\npassword of user1: {}\n",
            canaries.next()
        ),
    );
    write("axl-password", canaries.next());
    write("bind-password", canaries.next());
}

fn configuration(url: &str, users: &str) -> String {
    format!(
        "[directory]\nservers = [\"ldaps://127.0.0.1:1\"]\n\
         [directory.bind]\ndn = \"CN=svc,DC=corp\"\npassword_file = \"bind-password\"\n\
         [directory.search]\nbase = \"DC=corp\"\nexport = \"directory.ldif\"\n\
         [call_manager]\nversion = \"14.0.1\"\nldap_authentication = true\nldap_synchronization = false\n{users}\
         ldap_hosts = \"cucm-hosts.csv\"\naxl = \"{url}\"\naxl_user = \"axl\"\naxl_password_file = \"axl-password\"\ntrust = \"root.pem\"\n\
         [presence]\nversion = \"12.5.1\"\nusers = \"presence.csv\"\ncontacts = \"contacts.csv\"\nldap_hosts = \"cups-hosts.csv\"\n\
         sync_status = \"sync.csv\"\nvalidate = \"own-check.txt\"\ndomain = \"corp.example\"\n[client]\njabber_config = \"jabber-config.xml\"\n"
    )
}

/// A call manager that sends passwords wherever it can, ours included.
async fn talkative() -> CallManager {
    CallManager::healthy(0, |verb, head, _| {
        let sent = head.lines().find_map(|line| line.strip_prefix("Authorization: Basic ")).unwrap();
        let sent = String::from_utf8(openssl::base64::decode_block(sent).unwrap()).unwrap();
        let password = sent.split_once(':').unwrap().1.to_owned();
        let passwords: String =
            (0..20).map(|n| format!("<ldapPassword>{CANARY}axl{n}</ldapPassword><pin>{CANARY}pin{n}</pin>")).collect();
        match verb {
            "getCCMVersion" | "listLdapDirectory" | "getLdapDirectory" => None,
            "executeSQLQuery" => {
                let row =
                    |n| format!("<row><userid>user{n}</userid><passwordreverse>{CANARY}sql{n}</passwordreverse></row>");
                Some(Reply::Http(200, soap(verb, &(0..1000).map(row).collect::<String>())))
            }
            "listLdapFilter" => Some(Reply::Http(500, fault(&format!("no filter for {password}")))),
            _ => Some(Reply::Http(200, soap(verb, &format!("<x>{passwords}</x>")))),
        }
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_passwords_go_in_and_none_comes_out() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let mut canaries = Canaries(0);
    write_inputs(folder.path(), &mut canaries);
    // Of call manager: 1000 rows, and 40 passwords in each of two answers.
    assert!(canaries.0 + 1000 + 80 >= 10_000, "{}", canaries.0);
    let server = talkative().await;
    fs::write(path("root.pem"), &server.root).unwrap();
    for users in ["users = \"users.csv\"\n", ""] {
        fs::write(path("ucdoctor.toml"), configuration(&server.url("/axl/"), users)).unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_ucdoctor"))
            .args(["check", "-v", "--deadline", "20", "-o", "text", "-o", "json=out.json", "-o", "junit=out.xml", "-c"])
            .arg(path("ucdoctor.toml"))
            .current_dir(folder.path())
            .output()
            .unwrap();
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.status.code(), Some(1), "{out}{err}");
        let json = fs::read_to_string(path("out.json")).unwrap();
        for (name, text) in [
            ("text", &*out),
            ("stderr", &*err),
            ("json", &json),
            ("junit", &fs::read_to_string(path("out.xml")).unwrap()),
        ] {
            let at = text.find(CANARY);
            assert!(at.is_none(), "{name}: {}", &text[at.unwrap().saturating_sub(200)..][..300]);
        }
        // It was all read: the findings are there.
        for found in ["version-mismatch", "ldap-hosts-differ", "ConnectionPassword", "[withheld]"] {
            assert!(json.contains(found), "{found}\n{out}{err}");
        }
    }
}
