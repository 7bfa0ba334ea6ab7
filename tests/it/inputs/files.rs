//! Messy files with what must come of them, and hopeless ones with what must be said.

use encoding_rs::WINDOWS_1252;
use ucdoctor::evidence::identity::Missing;
use ucdoctor::inputs::{call_manager, contacts, directory, ldap_hosts, presence, sync_status};
use ucdoctor::ldap::filter;
use ucdoctor::people::Tri;

use super::As::{self, *};
use super::read;

/// The header of the bulk export, 12.x.
pub(super) const BAT: &str = "FIRST NAME,MIDDLE NAME,LAST NAME,USER ID,PASSWORD,DISPLAY NAME,MANAGER USER ID,DEPARTMENT,PIN,\
DEFAULT PROFILE,USER LOCALE,TELEPHONE NUMBER,PRIMARY EXTENSION,MAIL ID,DIGEST CREDENTIALS,DIRECTORY URI,MLPP PASSWORD,\
HOME CLUSTER,ENABLE USER FOR UNIFIED CM IM AND PRESENCE,ASSIGNED PRESENCE SERVER,ATTENDEES ACCESS CODE";

const SQL: &str = "\
admin:run sql select userid,lastname,status,fkdirectorypluginconfig from enduser
userid                                          lastname   status fkdirectorypluginconfig
=============================================== ========== ====== ====================================
Token_User_592c0a99-e4f2-4146-93de-37f7c5b1faf1            1      NULL
mscott                                          Scott      1      05914b08-fa56-96f7-29d6-6b8de90e0346
pam beesly                                      van Müller 2      05914b08-fa56-96f7-29d6-6b8de90e0346
local                                           NULL       1      NULL
";

const LDIF: &str = "\
version: 1

dn: CN=Michael Scott,OU=People,DC=corp,DC=example
objectClass: top
objectClass: person
objectClass: user
objectCategory: CN=Person,CN=Schema,CN=Configuration,DC=corp,DC=example
sAMAccountName: mscott
userAccountControl: 512
objectGUID:: CEuRBVb695Yp1muN6Q4DRg==
description: a folded
  line

# a comment
dn:: Q049TcO8bGxlcixPVT1QZW9wbGUsREM9Y29ycCxEQz1leGFtcGxl
objectClass: user
objectCategory: person
sAMAccountName: mueller
userAccountControl: 514

dn: OU=People,DC=corp,DC=example
objectClass: organizationalUnit

dn: CN=broken,OU=People,DC=corp,DC=example
sAMAccountName:: %%%

dn: CN=Outside,OU=Other,DC=corp,DC=example
objectClass: user
objectCategory: person
sAMAccountName: outside
userAccountControl: 512
";

const CSVDE: &str = "DN,objectClass,objectCategory,sAMAccountName,userAccountControl,objectGUID,description\r\n\
    \"CN=Michael Scott,OU=People,DC=corp,DC=example\",top;person;organizationalPerson;user,\
    \"CN=Person,CN=Schema,CN=Configuration,DC=corp,DC=example\",mscott,512,X'084b910556faf79629d66b8de90e0346',a;b\r\n\
    \"CN=PC1,OU=People,DC=corp,DC=example\",top;person;organizationalPerson;user;computer,\
    \"CN=Computer,CN=Schema,CN=Configuration,DC=corp,DC=example\",PC1$,4096,,\r\n\
    ,user,,nobody,,,\r\n";

fn utf_16(text: &str, mark: bool) -> Vec<u8> {
    mark.then_some(0xfeff).into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

/// A tar archive of ustar headers.
pub(super) fn tar(members: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = Vec::new();
    for (name, content) in members {
        let mut header = [0_u8; 512];
        header[..name.len()].copy_from_slice(name.as_bytes());
        header[124..136].copy_from_slice(format!("{:011o}\0", content.len()).as_bytes());
        header[148..156].copy_from_slice(b"        ");
        header[156] = b'0';
        header[257..263].copy_from_slice(b"ustar\0");
        let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
        header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        archive.extend_from_slice(&header);
        archive.extend_from_slice(content.as_bytes());
        archive.resize(archive.len().next_multiple_of(512), 0);
    }
    archive.resize(archive.len() + 1024, 0);
    archive
}

/// Name, reader, bytes, rows, lines of the rejected rows.
type Messy = (&'static str, As, Vec<u8>, u64, &'static [u64]);

fn messy_users() -> Vec<Messy> {
    let crlf = SQL.replace('\n', "\r\n");
    let (header, enduser) = (
        "USER ID,LAST NAME",
        "USER ID, LAST NAME, PRIMARY EXTENSION 1, TYPE PATTERN USAGE 1\nanna, Doe, \"2001 in PT\", Primary\n",
    );
    vec![
        (
            "bulk export",
            CallManager,
            format!("{BAT}\nAnna,,Doe,anna,,,,,,,,+1 555,1,a@x,,,,t,t,imp1,\n").into(),
            1,
            &[],
        ),
        ("ragged", CallManager, format!("{header}\nanna,Doe,SEP1,SEP2,SEP3\nbob\n,Nobody\n").into(), 2, &[4]),
        ("any order and case", CallManager, b"mail id, Last Name ,uSeR iD\na@x,Doe,anna\n".to_vec(), 1, &[]),
        ("placeholders", CallManager, format!("{header}\n#,#\nanna,#\n").into(), 1, &[2]),
        (
            "mark and CRLF",
            CallManager,
            format!("\u{feff}{header}\r\nanna,Doe\r\n\r\n,x\r\nbob,Doe\r\n").into(),
            2,
            &[4],
        ),
        ("doubled quotes", CallManager, format!("{header}\n\"a\"\"b\",\"Doe, John\"\n").into(), 1, &[]),
        ("text after a quote", CallManager, format!("{header}\n\"anna\"x,Doe\nbob,Doe\n").into(), 1, &[2]),
        (
            "unclosed quote",
            CallManager,
            format!("{header}\r\nanna,Doe\r\nbob,\"Doe\r\ncarl,Doe\r\ndora,Doe\r\n").into(),
            3,
            &[3],
        ),
        ("a quote open to the end", CallManager, format!("{header}\nanna,Doe\nbob,\"Doe").into(), 1, &[3]),
        ("a line break in a cell", CallManager, format!("{header}\nanna,\"Doe\nJr\"\n,x\n").into(), 1, &[4]),
        ("UTF-16 with a mark", CallManager, utf_16(&format!("{header}\r\nmüller,Müller\r\n,x\r\n"), true), 1, &[3]),
        ("UTF-16 without", CallManager, utf_16(&format!("{header}\nanna,Doe\n"), false), 1, &[]),
        ("Windows-1252", CallManager, WINDOWS_1252.encode("USER ID,LAST NAME\nmüller,Müller\n").0.into(), 1, &[]),
        ("mixed encodings", CallManager, b"USER ID,LAST NAME\nm\xc3\xbcller,x\nm\xfcller,x\n".to_vec(), 2, &[]),
        ("semicolons", CallManager, b"USER ID;LAST NAME;MAIL ID\nanna;\"Doe; Jr\";a@x\n;;\n;x;\n".to_vec(), 1, &[4]),
        ("tabs", CallManager, b"USER ID\tLAST NAME\nanna\tDoe, Jr\n".to_vec(), 1, &[]),
        ("a title above", CallManager, format!("Export of users\n\n{header}\nanna,Doe\n,x\n").into(), 1, &[5]),
        ("enduser.csv", CallManager, enduser.into(), 1, &[]),
        ("tar", CallManager, tar(&[("phone.csv", "x"), ("export/enduser.csv", enduser)]), 1, &[]),
        ("run sql", CallManager, SQL.into(), 3, &[]),
        ("run sql without echo, CRLF", CallManager, crlf.split_once('\n').unwrap().1.into(), 3, &[]),
        ("a row beside the ruler", CallManager, SQL.replace("mscott    ", "mscott").into(), 2, &[5]),
        (
            "pages and prompts",
            CallManager,
            SQL.replace("pam", "Press <enter> for 1 line, <space> for one page, or <q> to quit\r\npam")
                .replace("local ", "\u{c}local ")
                .into(),
            3,
            &[],
        ),
        (
            "several tables",
            CallManager,
            format!("{SQL}\nadmin:run sql select name from device\nname\n====\nSEP1\n\n{SQL}admin:\n").into(),
            3, // the same users in both
            &[],
        ),
        (
            "a file behind another, in another order",
            CallManager,
            b"USER ID,LAST NAME,MAIL ID\nanna,Doe,a@x\nMAIL ID,USER ID\nb@x,bob\na@x,anna\n".to_vec(),
            2,
            &[],
        ),
        ("an empty table", CallManager, b"userid status\n====== ======\n".to_vec(), 0, &[]),
        ("a broken row", CallManager, SQL.replace("local     ", "lo\ncal     ").into(), 2, &[7, 8]),
    ]
}

fn messy_others() -> Vec<Messy> {
    let hosts = "admin:run sql select * from ldapauthenticationhost\nhostname         priority sslenabled portnumber\n\
        ================ ======== ========== ==========\ndc2.corp.example 2        t          636\ndc1.corp.example 1        f          3268\n\
        dc 3             3        f          389\n";
    vec![
        ("presence users", Presence, b"userid imaddress      status enablecups primarynodeid\n====== ============== ====== ========== =============\nanna   anna@x.example 1      t          2\nbob    bob@x.example  2      f          NULL\n       nobody@x       1      t          2\n".to_vec(), 2, &[5]),
        ("presence users as CSV", Presence, b"userid,imaddress\nanna,anna@x\n,x\n".to_vec(), 1, &[3]),
        ("six columns", Contacts, b"userA,example.com,userB,example.com,buddyB,General\nuserA,example.com,,example.com,,\n".to_vec(), 1, &[2]),
        ("seven columns and a header", Contacts, b"User ID,User Domain,Contact ID,Contact Domain,Nickname,Group Name,State\nuserA,x.com,bjones@usa,x.com,,General,0\nuserA,x.com\n".to_vec(), 1, &[3]),
        ("a contact list with too many fields", Contacts, b"a,x.com,b,x.com,,General,0\na,x.com,b,x.com,,General,0,1,2\na,x.com,\"b,x.com\nc,x.com,d,x.com,,G\n".to_vec(), 2, &[2, 3]),
        ("LDIF", Directory, LDIF.into(), 3, &[24]),
        ("LDIF, CRLF", Directory, LDIF.replace('\n', "\r\n").into(), 3, &[24]),
        ("LDIF, UTF-16", Directory, utf_16(LDIF, true), 3, &[24]),
        ("LDIF with the end of ldapsearch", Directory, format!("{LDIF}\n# search result\nsearch: 2\nresult: 4 Size limit exceeded\n").into(), 3, &[24]),
        ("csvde", Directory, CSVDE.into(), 1, &[4]),
        ("hosts", LdapHosts, hosts.into(), 2, &[6]),
        ("sync status", SyncStatus, b"admin:run sql select syncstatus from epassyncagentcfg\nsyncstatus\n=============================\nCompleted 2022-10-15 15:03:55\n".to_vec(), 1, &[]),
        ("validate", Validate, b"Users with Duplicate User IDs\n----\n User ID: user3\n  Node Name\n  imp-1\n  imp-2\n".to_vec(), 2, &[]),
        ("jabber-config.xml", Jabber, utf_16("<?xml version=\"1.0\" encoding=\"utf-16\"?><config><Directory><BaseFilter>(&amp;(a=b))</BaseFilter></Directory></config>", true), 1, &[]),
    ]
}

#[test]
fn messy_files_give_the_right_rows_and_lines() {
    let files: Vec<Messy> = messy_users().into_iter().chain(messy_others()).collect();
    assert!(files.len() >= 40);
    for (name, reader, bytes, rows, rejected) in files {
        let outcome = read(reader, &bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(
            (outcome.rows, &outcome.rejected[..]),
            (rows, rejected),
            "{name} ({}): {}",
            outcome.kind,
            outcome.debug
        );
    }
}

#[test]
fn hopeless_files_are_refused_with_what_was_expected() {
    let damaged = "admin:run sql select * from enduser pkid                                 userid  ==================================== ======= 633780c3 user92";
    let misaligned = "userid lastname\n============== ==========\nanna           Doe\n";
    let cut = tar(&[("enduser.csv", &"USER ID,LAST NAME\n".repeat(100))])[..900].to_vec();
    let cases: Vec<(As, Vec<u8>, &str)> = vec![
        (CallManager, b" \r\n".to_vec(), "found an empty file"),
        (CallManager, b"PK\x03\x04...".to_vec(), "Excel workbook"),
        (CallManager, b"\x00\x01\x02\x03\x04\x05\x06\x07".to_vec(), "binary data"),
        (CallManager, b"Doe,anna,secret\n".to_vec(), "fields separated by commas"),
        (CallManager, damaged.into(), "on one line (line 1)"),
        (CallManager, misaligned.into(), "line 1 that do not stand above the ruler"),
        (CallManager, b"userid  \nlastname\n========\n========\nanna\nDoe\n".to_vec(), "the terminal wrapped"),
        (CallManager, b"userid imaddress\n====== =========\nanna   anna@x\n".to_vec(), "presence.users"),
        (CallManager, b"admin:run sql select userid,enablecups from enduser\nColumn (enablecups) not found in any table in the query (or SLV is undefined).\n".to_vec(), "not found in any table"),
        (CallManager, b"userid   name\n======== ====\njhalpert SEP1\n".to_vec(), "a table of userid, name (line 1)"),
        (CallManager, b"'userid','lastname'\n'anna','secret'\n".to_vec(), "values in single quotes"),
        (CallManager, tar(&[("phone.csv", "x")]), "phone.csv"),
        (CallManager, b"<a><user><userid>anna</userid><pin>secret</pin>".to_vec(), "it ends inside <user>"),
        (CallManager, b"<r><phone><name>SEP1</name></phone></r>".to_vec(), "XML or JSON without users"),
        (CallManager, b"[{\"userid\": \"anna\", \"password\": \"secret\"".to_vec(), "line 1: it is damaged"),
        (Presence, b"{\"user\": [{\"userid\": \"anna\", \"lastName\": \"Doe\"}]}".to_vec(), "call_manager.users"),
        (CallManager, cut, "cut off"),
        (Presence, format!("{BAT}\n").into(), "call_manager.users"),
        (Contacts, b"user2@cisco.com,ce463d44,group01,text/directory,3,BEGIN:VCARD\nADR;TYPE=WORK\n".to_vec(), "non-presence contacts"),
        (Contacts, b"Contact ID, New Contact ID\na@x, b@x\n".to_vec(), "renames contacts"),
        (Contacts, b"a,b,c\nd,e,f\n".to_vec(), "no row with a user"),
        (Directory, b"dn: CN=a\nchangetype: modify\nreplace: mail\n".to_vec(), "changetype in line 2"),
        (Directory, b"name,mail\na,b\n".to_vec(), "neither"),
        (LdapHosts, b"hostname priority\n======== ========\ndc1      1\nadmin:\nhostname priority\n======== ========\ndc1      1\n".to_vec(), "two such tables"),
        (SyncStatus, b"syncstatus\n==========\n".to_vec(), "never run"),
        (Validate, b"admin:utils users validate all\n".to_vec(), "found none"),
        (Jabber, b"<!DOCTYPE a [<!ENTITY a \"&b;\">]><config/>".to_vec(), "document type"),
    ];
    for (reader, bytes, found) in cases {
        let Err(error) = read(reader, &bytes) else { panic!("{found}: was read as {reader:?}") };
        assert!(
            error.starts_with("cannot use ") && error.contains("expected ") && error.contains(found),
            "{found}: {error}"
        );
        assert!(!error.contains("secret"), "{error}");
    }
}

#[test]
fn cells_arrive_where_they_belong() {
    let users = call_manager::read(SQL.into()).unwrap().table;
    assert_eq!((users.id.at(0), users.last_name.at(1), users.last_name.at(2)), ("mscott", "van Müller", ""));
    assert_eq!(users.active, [Tri::Yes, Tri::No, Tri::Yes]);
    assert_eq!(users.from_ldap, [Tri::Yes, Tri::Yes, Tri::No]);
    assert_eq!(users.presence[0], Tri::Unknown);

    let text = "USER ID,USER STATUS,PRIMARY EXTENSION 1,TYPE PATTERN USAGE 1,PRIMARY EXTENSION 2,TYPE PATTERN USAGE 2\n\
        \" anna \",Inactive LDAP Synchronized User,2001 in PT,Other,2002 in PT,Primary\nbob,Enabled Local User,2003,,,\n";
    let users = call_manager::read(text.into()).unwrap().table;
    assert_eq!((users.id.at(0), users.extension.at(0), users.extension.at(1)), (" anna ", "2002", "2003"));
    assert_eq!((users.active[0], users.from_ldap[0], users.from_ldap[1]), (Tri::No, Tri::Yes, Tri::No));

    let notes = call_manager::read("userid,mailid\nToken_User_1,\nCCMSysUser,\nanna,\n".into()).unwrap().notes;
    assert_eq!(notes.len(), 2, "{notes:?}");

    let presence =
        presence::read("userid,imaddress,enablecups,primarynodeid\nanna,a@b@c,t,NULL\n".into()).unwrap().table;
    assert_eq!((presence.im_address.at(0), presence.enabled[0], presence.assigned[0]), ("a@b@c", Tri::Yes, Tri::No));

    let lists = contacts::read("a,x.com,bjones@usa,y.com,Bob,General,0\n".into()).unwrap().table;
    assert_eq!((lists.contact.at(0), lists.contact_domain.at(0)), ("bjones@usa", "y.com"));

    let hosts = ldap_hosts::read("hostname priority sslenabled portnumber\n======== ======== ========== ==========\nb        2        f          389\na        1        t          636\n".into()).unwrap().table;
    assert_eq!((hosts[0].host.as_str(), hosts[0].port, hosts[0].tls), ("a", Some(636), Some(true)));

    let status = sync_status::read(
        "syncstatus\n==========\nSync Completed, but currently failed to connect. Retrying... 2021-11-15 01:04:27\n"
            .into(),
    )
    .unwrap()
    .table;
    assert_eq!((status.completed, status.at.as_deref()), (false, Some("2021-11-15 01:04:27")));
}

#[test]
fn base_and_filter_are_applied_to_exports() {
    let of = |text: &str, filter: &str| {
        let filter = filter::parse(filter).unwrap();
        let base = Some("ou=people, dc=corp,dc=example");
        let query = directory::Query { user_id: "sAMAccountName", base, filter: Some(&filter) };
        directory::read(text.into(), &query).unwrap()
    };
    let people = of(LDIF, super::FILTER).table;
    assert_eq!((people.id.at(0), people.guid.digits(0).as_str()), ("mscott", "084b910556faf79629d66b8de90e0346"));
    assert_eq!(people.dn.at(1), "CN=Müller,OU=People,DC=corp,DC=example");
    assert_eq!(people.disabled, [Tri::No, Tri::Yes, Tri::No]);
    assert_eq!(people.in_scope, [true, false, false].map(Tri::from));
    assert_eq!(of(CSVDE, super::FILTER).table.guid.at(0), people.guid.at(0));

    let groups = "\ndn: CN=Inner,DC=corp,DC=example\nobjectClass: group\nmember: CN=Michael Scott,OU=People, DC=corp,DC=example\n\n\
        dn: CN=Outer,DC=corp,DC=example\nobjectClass: group\nmember: CN=Inner,DC=corp,DC=example\nmember: CN=Outer,DC=corp,DC=example\n";
    let with_groups = format!("{LDIF}{groups}");
    for (filter, expected) in [
        ("(memberOf=cn=inner,dc=corp,dc=example)", [true, false, false]),
        ("(memberOf=CN=Outer,DC=corp,DC=example)", [false, false, false]),
        ("(memberOf:1.2.840.113556.1.4.1941:=CN=Outer,DC=corp,DC=example)", [true, false, false]),
    ] {
        assert_eq!(of(&with_groups, filter).table.in_scope, expected.map(Tri::from), "{filter}");
    }

    // An export without the attributes of the filter makes nobody vanish, and keeps nobody either.
    let bare =
        "dn: CN=a,OU=People,DC=corp,DC=example\nsAMAccountName: a\n\ndn: CN=b,DC=corp,DC=example\nsAMAccountName: b\n";
    let loaded = of(bare, super::FILTER);
    assert_eq!(loaded.table.in_scope, [Tri::Unknown, Tri::No]);
    assert!(matches!(loaded.table.gaps.as_slice(), [gap] if gap.kind == Missing::Attributes && gap.count == 1));
}
