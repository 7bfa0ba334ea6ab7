#!/usr/bin/env bash
# an-identifier-in-bytes.sh : the identifiers of a person and of a built-in group at a domain controller, as six libraries hand them out.
#
# Samba 4.17.12 as an Active Directory domain controller (Debian 12); npm ldapts 9.2.0, ldapjs 3.0.7, ldapjs-client 0.1.7 and
# activedirectory2 2.2.0; PyPI ldap3 2.9.1; Rust crate ldap3 0.12.1. Seen on 2026-11-30.
#
# objectGUID and objectSid are bytes, by which programs know people and groups again after a change of names. One would guess that a
# library gives bytes, or knows what they are and writes them out, for every entry alike. What happens: ldapts, ldap3 of Python
# (without the schema) and ldap3 of Rust look at the value: bytes that happen to be UTF-8 are text, others are bytes, and with Rust
# they are in two different maps. The SID of a built-in group, S-1-5-32-544, is text, those of people and of other groups are not, so a
# program that was tried with its own groups fails for the administrators, where the text is no bytes any more. ldapjs-client has
# text only, from which bytes are gone, and so has ldapjs where one does not ask for `buffers`. activedirectory2, made for Active
# Directory, writes a GUID out as if it were a SID, "S-65-...", by which no other program knows the person.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/directories.bash"
node_packages ldapts@9.2.0 ldapjs@3.0.7 ldapjs-client@0.1.7 activedirectory2@2.2.0
mkdir src
cat >Cargo.toml <<'T'
[package]
name = "seen"
version = "0.0.0"
edition = "2021"
[dependencies]
ldap3 = { version = "=0.12.1", default-features = false, features = ["sync"] }
[profile.dev]
debug = false
T
cat >src/main.rs <<'R'
use ldap3::{LdapConn, Scope, SearchEntry};
fn main() {
    let mut directory = LdapConn::new("ldap://127.0.0.1").unwrap();
    directory.simple_bind("CN=Administrator,CN=Users,DC=example,DC=com", "Nobody-needs-it-1").unwrap();
    let found = directory.search("DC=example,DC=com", Scope::Subtree, "(|(cn=Anna)(cn=Administrators))", vec!["objectSid", "objectGUID"]);
    for entry in found.unwrap().0.into_iter().filter(|one| !one.is_ref()).map(SearchEntry::construct) {
        let name = entry.dn.split(['=', ',']).nth(1).unwrap();
        let places = [("among texts", entry.attrs.keys().collect::<Vec<_>>()), ("among bytes", entry.bin_attrs.keys().collect())];
        for (place, attributes) in places {
            attributes.iter().for_each(|attribute| println!("{name}\t{attribute}\tRust's ldap3\t{place}"));
        }
    }
}
R
cargo build --quiet 2>/dev/null
cat >ask.py <<'P'
import json
import subprocess
import uuid

import ldap3
from directories import SERVERS, STAFF, SUFFIX, staffed
from ldap3.protocol.formatters.formatters import format_sid

FILTER, NAMES = "(|(cn=Anna)(cn=Administrators))", ["cn", "objectSid", "objectGUID"]
directory = staffed("Samba")
assert directory.add(f"CN=Anna,{STAFF}", "user", {"sAMAccountName": "anna"}), directory.result
directory.search(SUFFIX, FILTER, attributes=NAMES)
true = {(entry["attributes"]["cn"][0], name): entry["raw_attributes"][name][0]
        for entry in directory.response if "attributes" in entry for name in NAMES[1:]}


def said(value, name, stored):
    """What a library's value is to who knows the stored bytes."""
    if isinstance(value, list):
        value = value[0]
    if value in (stored, stored.hex()):
        return "bytes"
    if "Sid" in name and str(value) == format_sid(stored):
        return "S-1-..."
    if "GUID" in name and str(value).strip("{}") == str(uuid.UUID(bytes_le=stored)):
        return "a UUID"
    if str(value).startswith("S-"):
        return "a SID"
    try:
        return "text that is these bytes" if value == stored.decode() else "another text"
    except UnicodeDecodeError:
        return "text from which bytes are gone" if "\ufffd" in value else "another text"


def show(library, found):
    for person, attributes in found:
        for name, value in attributes.items():
            print(person, name, library, said(value, name, true[person, name]), sep="\t")


def by_ldap3(get_info):
    connection = ldap3.Connection(ldap3.Server("127.0.0.1", get_info=get_info), *SERVERS["Samba"][1:], auto_bind=True, auto_referrals=False)
    connection.search(SUFFIX, FILTER, attributes=NAMES)
    people = [dict(entry["attributes"]) for entry in connection.response if "attributes" in entry]
    return [(str(one.pop("cn")).strip("[']"), one) for one in people]


show("ldap3", by_ldap3(ldap3.NONE))
show("ldap3 with the schema", by_ldap3(ldap3.ALL))
node = json.loads(subprocess.run(["node", "ask.cjs"], check=True, capture_output=True, text=True).stdout)
for library, found in node.items():
    show(library, found)
print(subprocess.run(["target/debug/seen"], check=True, capture_output=True, text=True).stdout, end="")
P
cat >ask.cjs <<'J'
const { ldapjs, ldapts } = require(process.env.lab + '/ldap_clients.cjs')
const AD = require('activedirectory2'), Client = require('ldapjs-client')
const url = 'ldap://127.0.0.1', base = 'DC=example,DC=com', login = ['CN=Administrator,CN=Users,' + base, 'Nobody-needs-it-1']
const filter = '(|(cn=Anna)(cn=Administrators))', attributes = ['cn', 'objectSid', 'objectGUID']
const plain = value => Buffer.isBuffer(value) ? value.toString('hex') : value
const identifiers = one => ({ objectSid: plain(one.objectSid), objectGUID: plain(one.objectGUID) })
const people = entries => entries.filter(one => one.cn).map(one => [one.cn, identifiers(one)])
;(async () => {
  const seen = {}
  seen.ldapts = people((await ldapts(url, base, { filter, attributes }, login)).entries)
  for (const [name, part] of [['ldapjs (values)', 'values'], ['ldapjs (buffers)', 'buffers']]) {
    const { entries } = await ldapjs(url, base, { filter, attributes }, login)
    const value = one => [one.type, one[one.type === 'cn' ? 'values' : part][0]]
    seen[name] = people(entries.map(entry => Object.fromEntries(entry.attributes.map(value))))
  }
  const client = new Client({ url })
  await client.bind(...login)
  seen['ldapjs-client'] = people(await client.search(base, { scope: 'sub', filter, attributes }))
  const asked = { url, baseDN: base, username: login[0], password: login[1], attributes: { user: attributes, group: attributes } }
  const found = await new Promise(done => new AD(asked).find({ filter }, (_, found) => done(found)))
  seen.activedirectory2 = people([...found.users, ...found.groups])
  console.log(JSON.stringify(seen))
  process.exit()
})()
J
ask() {
    cd "$work"
    venv/bin/python ask.py >readings
}
ask_directories Samba
printf '%s\n' {Anna,Administrators}$'\t'object{Sid,GUID} >asked
seen=$(
    sed 's/\t/, /' readings >one-column
    sed 's/\t/, /' asked >questions
    awk -F'\t' -v OFS='\t' '{ print $2, $1, $3 }' one-column >ordered
    alike questions ordered
)
expect "$seen" "Anna, objectSid = bytes: ldap3, ldapts, ldapjs (buffers)
Anna, objectSid = S-1-...: ldap3 with the schema, activedirectory2
Anna, objectSid = text from which bytes are gone: ldapjs (values), ldapjs-client
Anna, objectSid = among bytes: Rust's ldap3
Anna, objectGUID = bytes: ldap3, ldapts, ldapjs (buffers)
Anna, objectGUID = a UUID: ldap3 with the schema
Anna, objectGUID = text from which bytes are gone: ldapjs (values), ldapjs-client
Anna, objectGUID = a SID: activedirectory2
Anna, objectGUID = among bytes: Rust's ldap3
Administrators, objectSid = text that is these bytes: ldap3, ldapts, ldapjs (values), ldapjs-client
Administrators, objectSid = S-1-...: ldap3 with the schema, activedirectory2
Administrators, objectSid = bytes: ldapjs (buffers)
Administrators, objectSid = among texts: Rust's ldap3
Administrators, objectGUID = bytes: ldap3, ldapts, ldapjs (buffers)
Administrators, objectGUID = a UUID: ldap3 with the schema
Administrators, objectGUID = text from which bytes are gone: ldapjs (values), ldapjs-client
Administrators, objectGUID = a SID: activedirectory2
Administrators, objectGUID = among bytes: Rust's ldap3"
