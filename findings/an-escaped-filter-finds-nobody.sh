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
. "$(dirname "$0")/lab/lab.bash"
. "$lab/slapd.bash"
debs {slapd,ldap-utils}=2.5.13+
needs slapd ldapsearch
python_packages ldap3==2.9.1 ldaptor==21.2.0 pyasn1==0.6.5
node_packages ldapjs@3.0.7 ldapts@9.2.0 ldap-escape@2.0.6

slapd_conf slapd core <<'C'
attributetype ( 1.3.6.1.4.1.4203.666.1.90 NAME 'objectGUID' EQUALITY octetStringMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.40 )
objectclass ( 1.3.6.1.4.1.4203.666.3.90 NAME 'hasGuid' SUP top AUXILIARY MAY objectGUID )
database mdb
suffix dc=lab,dc=example
C
{
    lab_entry lab
    printf 'dn: cn=Night,dc=lab,dc=example\nobjectClass: person\nobjectClass: hasGuid\ncn: Night\ncn: Ops (Night)\nsn: Ops
objectGUID:: H+CbLTRgSEiY1sVEFJ6pgA==\n'
} | slapd_add slapd
slapd_start slapd ldap://127.0.0.1:23971

cat >ask.cjs <<'J'
const { filter: escape } = require('ldap-escape'), { ldapjs, ldapts } = require(process.env.lab + '/ldap_clients.cjs')
const guid = Buffer.from('H+CbLTRgSEiY1sVEFJ6pgA==', 'base64'), name = escape`(cn=${'Ops (Night)'})`, byGuid = process.argv[2]
const count = async (client, filter) => {
  const { entries, error } = await client('ldap://127.0.0.1:23971', 'dc=lab,dc=example', { filter })
  if (error) throw error
  return entries.length
}
;(async () => {
  const ofJs = new (require('ldapjs').EqualityFilter)({ attribute: 'cn', value: 'Ops (Night)' })
  const ofTs = new (require('ldapts').EqualityFilter)({ attribute: 'objectGUID', value: guid })
  console.log(`ldap-escape writes ${name}`)
  console.log(`ldapjs: name ${await count(ldapjs, name)}, GUID ${await count(ldapjs, byGuid)}`)
  console.log(`ldapjs, objects: name ${await count(ldapjs, ofJs)}`)
  console.log(`ldapts: name ${await count(ldapts, name)}, GUID ${await count(ldapts, byGuid)}`)
  console.log(`ldapts, objects: GUID ${await count(ldapts, ofTs)}`)
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
found() { ldapsearch -x -LLL -H ldap://127.0.0.1:23971 -b dc=lab,dc=example "$1" 1.1 | grep -c ^dn: || true; }
seen=$(
    printf 'ldapsearch: name %s, GUID %s\n' "$(found '(cn=Ops \28Night\29)')" "$(found "$guid")"
    venv/bin/python -W ignore ask.py "$guid"
    node ask.cjs "$guid"
)
expect "$seen" 'ldapsearch: name 1, GUID 1
ldap3: name 1, GUID 1
ldaptor: name 1, GUID 0
ldap-escape writes (cn=Ops \28Night\29)
ldapjs: name 0, GUID 0
ldapjs, objects: name 1
ldapts: name 1, GUID 0
ldapts, objects: GUID 1'
