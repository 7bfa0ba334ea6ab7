//! A password in any file must show up nowhere.

use super::As::{self, *};
use super::files::{BAT, tar};
use super::read;

const CANARY: &str = "Hunter2Canary";

/// Columns that hold passwords, PINs, or what is made of them.
const SECRET: [&str; 11] = [
    "PASSWORD",
    "PIN",
    "DIGEST CREDENTIALS",
    "MLPP PASSWORD",
    "ATTENDEES ACCESS CODE",
    "PASSWORD 1",
    "PIN 1",
    "passwordreverse",
    "auth_pwd",
    "conferencenowaccesscode",
    "MLPP USER IDENTIFICATION NUMBER",
];

/// A table with every secret column, whole and damaged rows, in the dialect of a delimiter.
fn csv(known: &str, delimiter: &str) -> String {
    let header: Vec<&str> = known.split(',').chain(SECRET).collect();
    let secrets = vec![CANARY; SECRET.len()].join(delimiter);
    let values: Vec<String> = (0..known.split(',').count()).map(|index| format!("value{index}.x")).collect();
    let values = values.join(delimiter);
    let blank = vec![""; known.split(',').count()].join(delimiter);
    format!(
        "{}\n{values}{delimiter}{secrets}\n{blank}{delimiter}{secrets}\n{values}{delimiter}\"{secrets}\n\
         \"{CANARY}\"{CANARY}{delimiter}\n",
        header.join(delimiter)
    )
}

/// The same as `run sql` prints it, with a row beside the ruler.
fn sql(known: &str) -> String {
    let names: Vec<String> =
        known.split(',').chain(SECRET).map(|name| name.replace(' ', "").to_ascii_lowercase()).collect();
    let width = |name: &String| name.len().max(CANARY.len());
    let row = |cell: &dyn Fn(usize, &String) -> String| {
        let cells: Vec<String> =
            names.iter().enumerate().map(|(index, name)| format!("{:1$}", cell(index, name), width(name))).collect();
        cells.join(" ")
    };
    let first = known.split(',').count();
    let secret = |index: usize| if index < first { "value.x".to_owned() } else { CANARY.to_owned() };
    [
        "admin:run sql select * from enduser".to_owned(),
        row(&|_, name| name.clone()),
        row(&|_, name| "=".repeat(width(name))),
        row(&|index, _| secret(index)),
        format!("x{}", row(&|_, _| CANARY.to_owned())),
        row(&|index, _| if index < first { String::new() } else { secret(index) }),
    ]
    .join("\n")
}

fn files() -> Vec<(As, String)> {
    let bat: Vec<String> =
        BAT.split(',').map(|name| if SECRET.contains(&name) { CANARY.to_owned() } else { "x".to_owned() }).collect();
    let attributes = ["userPassword", "unicodePwd", "ms-Mcs-AdmPwd", "supplementalCredentials", "sambaNTPassword"];
    let ldif: String = attributes.iter().map(|name| format!("{name}: {CANARY}\n")).collect();
    let csvde = format!("DN,sAMAccountName,{}\nCN=a,a,{}\n,,{CANARY}\n", attributes.join(","), [CANARY; 5].join(","));
    // A second file behind the first, with its columns in another order and short rows.
    let behind = |first: &str, second: &str| {
        let cells = second.split(',').map(|name| if name.starts_with("PASS") { CANARY } else { "y.y" });
        let row = cells.collect::<Vec<_>>().join(",");
        format!("{first}\n{}\n{second}\n{row}\n{CANARY}\n", first.replace("DN", "CN=x").to_lowercase())
    };
    vec![
        (CallManager, behind("USER ID,LAST NAME,MAIL ID", "PASSWORD,MAIL ID,USER ID")),
        (Presence, behind("userid,imaddress,status", "PASSWORD,status,imaddress,userid")),
        (Directory, behind("DN,sAMAccountName,sn", "PASSWORD,sn,sAMAccountName,DN")),
        (CallManager, format!("{BAT}\n{}\n", bat.join(","))),
        (CallManager, csv("USER ID,LAST NAME,MAIL ID", ",")),
        (CallManager, csv("USER ID,LAST NAME,MAIL ID", ";")),
        (CallManager, csv("USER ID,LAST NAME,MAIL ID", "\t")),
        (CallManager, sql("userid,lastname,mailid")),
        (Presence, csv("userid,imaddress,status", ",")),
        (Presence, sql("userid,imaddress,status")),
        (Contacts, csv("User ID,User Domain,Contact ID,Contact Domain,Nickname,Group Name", ",")),
        (LdapHosts, sql("hostname,priority,sslenabled,portnumber")),
        (SyncStatus, sql("syncstatus")),
        (Directory, format!("dn: CN=a\nsAMAccountName: a\n{ldif}\ndn: CN=b\n{ldif}no colon {CANARY}\n")),
        (Directory, csvde),
        (
            Jabber,
            format!(
                "<config><Directory><ConnectionPassword>{CANARY}</ConnectionPassword><BDIConnectionPassword>{CANARY}</BDIConnectionPassword></Directory></config>"
            ),
        ),
    ]
}

#[test]
fn no_password_leaves_a_file() {
    for (reader, text) in files() {
        assert!(text.contains(CANARY));
        let outcome = read(reader, text.as_bytes()).unwrap_or_else(|error| panic!("{reader:?}: {error}\n{text}"));
        assert!(!outcome.debug.contains(CANARY), "{reader:?}: {}", outcome.debug);
    }
    let archive = tar(&[("enduser.csv", &csv("USER ID,LAST NAME,MAIL ID", ","))]);
    assert!(!read(CallManager, &archive).unwrap().debug.contains(CANARY));
}

#[test]
fn no_password_is_in_an_error() {
    let files: Vec<String> = files().into_iter().map(|(_, text)| text).collect();
    let headless = format!("Doe,anna,{CANARY},,\n");
    for text in files.iter().chain([&headless]) {
        for reader in [CallManager, Presence, Contacts, Directory, LdapHosts, SyncStatus, Validate, Jabber] {
            // What a reader takes for its own is no secret of another kind of file.
            if let Err(error) = read(reader, text.as_bytes()) {
                assert!(!error.contains(CANARY), "{reader:?}: {error}");
            }
        }
    }
}
