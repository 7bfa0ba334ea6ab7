#!/usr/bin/env bash
# an-escaped-filter-finds-nobody.sh : the same escaped filter string, given to five clients of one directory.
#
# OpenLDAP slapd and ldapsearch 2.5.13 (Debian 12); npm ldapjs 3.0.7, ldapts 9.2.0, ldap-escape 2.0.6; PyPI ldap3 2.9.1,
# ldaptor 21.2.0. Seen on 2026-11-29.
#
# One would guess that a filter with escapes of RFC 4515 is the one thing that can be handed to any library as a string:
# `(cn=Ops \28Night\29)`, as ldap-escape makes it of a name with parentheses, or `(objectGUID=\1f\e0...)`, as everybody
# writes a GUID. What happens: ldapjs takes a backslash as a character and escapes it again, so the server is asked for
# names that hold "\28"; an EqualityFilter with the plain value works. ldapts and ldaptor decode the escapes to
# characters and send these as UTF-8, so every byte of 80 and above becomes two; ldapts finds the GUID by an
# EqualityFilter with a Buffer. In each case the answer is success with no entry, as if nobody was there. In ldapjs a GUID
# is thus not found for the first reason.
set -euo pipefail
work=$(mktemp -d); pid=
trap '{ kill "$pid" && wait "$pid"; } 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"
for package in slapd ldap-utils; do
    version=$(apt-cache madison $package | awk 'index($3, "2.5.13+") == 1 { print $3; exit }')
    [ -n "$version" ] || { echo "$package 2.5.13 is not in the package lists"; exit 2; }
    apt-get -o APT::Sandbox::User=root download -q "$package=$version" >/dev/null
done
for deb in ./*.deb; do dpkg -x "$deb" .; done
for program in usr/sbin/slapd usr/bin/ldapsearch; do
    ldd $program | grep 'not found' && { echo "libraries of $program are missing: apt-get install slapd"; exit 2; }
done
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check ldap3==2.9.1 ldaptor==21.2.0 pyasn1==0.6.5
npm install --silent --no-audit --no-fund ldapjs@3.0.7 ldapts@9.2.0 ldap-escape@2.0.6 >/dev/null 2>&1

mkdir data
cat >slapd.conf <<C
include $work/etc/ldap/schema/core.schema
attributetype ( 1.3.6.1.4.1.4203.666.1.90 NAME 'objectGUID' EQUALITY octetStringMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.40 )
objectclass ( 1.3.6.1.4.1.4203.666.3.90 NAME 'hasGuid' SUP top AUXILIARY MAY objectGUID )
modulepath $work/usr/lib/ldap
moduleload back_mdb
pidfile $work/slapd.pid
database mdb
suffix dc=lab,dc=example
directory $work/data
C
usr/sbin/slapd -T add -q -f slapd.conf <<'L'
dn: dc=lab,dc=example
objectClass: dcObject
objectClass: organization
o: Lab
dc: lab

dn: cn=Night,dc=lab,dc=example
objectClass: person
objectClass: hasGuid
cn: Night
cn: Ops (Night)
sn: Ops
objectGUID:: H+CbLTRgSEiY1sVEFJ6pgA==
L
usr/sbin/slapd -d 0 -f slapd.conf -h ldap://127.0.0.1:23971 >slapd.log 2>&1 & pid=$!
for _ in $(seq 50); do (: <>/dev/tcp/127.0.0.1/23971) 2>/dev/null && break; sleep 0.1; done

cat >ask.cjs <<'J'
const { filter: escape } = require('ldap-escape')
const ldapjs = require('ldapjs'), { Client, EqualityFilter } = require('ldapts')
const url = 'ldap://127.0.0.1:23971', base = 'dc=lab,dc=example', guid = Buffer.from('H+CbLTRgSEiY1sVEFJ6pgA==', 'base64')
const name = escape`(cn=${'Ops (Night)'})`, byGuid = process.argv[2]
const viaJs = filter => new Promise((done, failed) => {
  const client = ldapjs.createClient({ url })
  client.search(base, { scope: 'sub', filter }, (error, found) => {
    if (error) return failed(error)
    let count = 0
    found.on('searchEntry', () => count++)
    found.on('error', failed)
    found.on('end', () => { client.unbind(); done(count) })
  })
})
const viaTs = async filter => {
  const client = new Client({ url })
  try { return (await client.search(base, { scope: 'sub', filter })).searchEntries.length } finally { await client.unbind() }
}
;(async () => {
  console.log(`ldap-escape writes ${name}`)
  console.log(`ldapjs: name ${await viaJs(name)}, GUID ${await viaJs(byGuid)}`)
  console.log(`ldapjs, objects: name ${await viaJs(new ldapjs.EqualityFilter({ attribute: 'cn', value: 'Ops (Night)' }))}`)
  console.log(`ldapts: name ${await viaTs(name)}, GUID ${await viaTs(byGuid)}`)
  console.log(`ldapts, objects: GUID ${await viaTs(new EqualityFilter({ attribute: 'objectGUID', value: guid }))}`)
})()
J
cat >ask.py <<'P'
import sys
import ldap3
from ldaptor.protocols.ldap import ldapclient, ldapsyntax
from twisted.internet import endpoints, reactor
from twisted.internet.defer import ensureDeferred

FILTERS, BASE = {"name": r"(cn=Ops \28Night\29)", "GUID": sys.argv[1]}, "dc=lab,dc=example"
connection = ldap3.Connection(ldap3.Server("ldap://127.0.0.1:23971"), auto_bind=True)
counts = []
for label, text in FILTERS.items():
    connection.search(BASE, text)
    counts.append(f"{label} {len(connection.entries)}")
print("ldap3:", ", ".join(counts))


async def ask():
    endpoint = endpoints.TCP4ClientEndpoint(reactor, "127.0.0.1", 23971)
    client = await endpoints.connectProtocol(endpoint, ldapclient.LDAPClient())
    entry, counts = ldapsyntax.LDAPEntry(client, BASE), []
    for label, text in FILTERS.items():
        counts.append(f"{label} {len(await entry.search(filterText=text))}")
    print("ldaptor:", ", ".join(counts))


ensureDeferred(ask()).addErrback(lambda failure: print("ldaptor:", failure)).addBoth(lambda _: reactor.stop())
reactor.run()
P
guid='(objectGUID=\1f\e0\9b\2d\34\60\48\48\98\d6\c5\44\14\9e\a9\80)'
found() { usr/bin/ldapsearch -x -LLL -H ldap://127.0.0.1:23971 -b dc=lab,dc=example "$1" 1.1 | grep -c ^dn: || true; }
seen=$(
    printf 'ldapsearch: name %s, GUID %s\n' "$(found '(cn=Ops \28Night\29)')" "$(found "$guid")"
    venv/bin/python -W ignore ask.py "$guid"
    node ask.cjs "$guid"
)
printf '%s\n' "$seen"
expected='ldapsearch: name 1, GUID 1
ldap3: name 1, GUID 1
ldaptor: name 1, GUID 0
ldap-escape writes (cn=Ops \28Night\29)
ldapjs: name 0, GUID 0
ldapjs, objects: name 1
ldapts: name 1, GUID 0
ldapts, objects: GUID 1'
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
