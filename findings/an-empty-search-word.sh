#!/usr/bin/env bash
# an-empty-search-word.sh : "(cn=*WORD*)" when nothing was typed, by four clients of one directory.
#
# OpenLDAP slapd and ldapsearch 2.5.13 (Debian 12); PyPI ldap3 2.9.1; npm ldapts 9.2.0 and ldapjs 3.0.7. Seen on
# 2026-11-29.
#
# A search box sends "contains WORD"; with an empty box that is `(cn=**)`. One would guess that every library refuses it
# as no filter, or that it reads as `(cn=*)`: everybody who has a name. What happens: ldapsearch and ldap3 refuse it;
# ldapts and ldapjs send a substrings filter whose only part is an empty string, and slapd finds nobody and calls that
# success. With the empty word between two others, `(cn=U**1)`, the request of ldapts and ldapjs is a broken one to the
# same slapd: it says "decoding attrs error" as a notice of disconnection and hangs up, which both libraries report as a
# lost connection. ldap3, which refused before, leaves the empty part out and finds the person.
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
venv/bin/pip install --quiet --disable-pip-version-check ldap3==2.9.1 pyasn1==0.6.5
npm install --silent --no-audit --no-fund ldapjs@3.0.7 ldapts@9.2.0 >/dev/null 2>&1

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
printf 'dn: dc=lab,dc=example\nobjectClass: dcObject\nobjectClass: organization\no: Lab\ndc: lab\n\n' >people.ldif
for number in 1 2 3; do
    printf 'dn: cn=User %d,dc=lab,dc=example\nobjectClass: person\ncn: User %d\nsn: User\n\n' $number $number >>people.ldif
done
usr/sbin/slapd -T add -q -f slapd.conf -l people.ldif
usr/sbin/slapd -d 0 -f slapd.conf -h ldap://127.0.0.1:23973 >slapd.log 2>&1 & pid=$!
for _ in $(seq 50); do (: <>/dev/tcp/127.0.0.1/23973) 2>/dev/null && break; sleep 0.1; done

cat >ask.cjs <<'J'
const ldapjs = require('ldapjs'), { Client } = require('ldapts')
const url = 'ldap://127.0.0.1:23973', base = 'dc=lab,dc=example', said = error => /closed/.test(error.message) ? 'connection lost' : 'refused'
const viaJs = filter => new Promise(done => {
  const client = ldapjs.createClient({ url })
  const end = what => { client.unbind(); done(what) }
  client.search(base, { scope: 'sub', filter }, (refused, found) => {
    if (refused) return end('refused')
    client.on('error', () => {})
    let count = 0
    found.on('searchEntry', () => count++)
    found.on('error', error => end(said(error)))
    found.on('end', () => end(count))
  })
})
const viaTs = async filter => {
  const client = new Client({ url })
  try {
    return (await client.search(base, { scope: 'sub', filter })).searchEntries.length
  } catch (error) {
    return said(error)
  } finally {
    await client.unbind()
  }
}
(async () => {
  const filters = process.argv.slice(2)
  for (const [name, ask] of [['ldapts', viaTs], ['ldapjs', viaJs]]) {
    const answers = []
    for (const filter of filters) answers.push(`${filter} ${await ask(filter)}`)
    console.log(`${name}: ${answers.join(', ')}`)
  }
})()
J
cat >ask.py <<'P'
import sys
import ldap3
from pyasn1.error import PyAsn1Error

answers = []
for text in sys.argv[1:]:
    connection = ldap3.Connection(ldap3.Server("ldap://127.0.0.1:23973"), auto_bind=True)
    try:
        connection.search("dc=lab,dc=example", text)
        code = connection.result["result"]
        answers.append(f"{text} {f'result {code}' if code else len(connection.entries)}")
    except (ldap3.core.exceptions.LDAPInvalidFilterError, PyAsn1Error):
        answers.append(f"{text} refused")
print("ldap3:", ", ".join(answers))
P
searched() {
    local found
    if found=$(usr/bin/ldapsearch -x -LLL -H ldap://127.0.0.1:23973 -b dc=lab,dc=example "$1" 1.1 2>/dev/null); then
        printf '%s %s' "$1" "$(grep -c ^dn: <<<"$found")"
    else
        printf '%s refused' "$1"
    fi
}
filters=('(cn=*)' '(cn=**)' '(cn=U**1)')
seen=$(
    printf 'ldapsearch: %s, %s, %s\n' "$(searched "${filters[0]}")" "$(searched "${filters[1]}")" "$(searched "${filters[2]}")"
    venv/bin/python ask.py "${filters[@]}"
    node ask.cjs "${filters[@]}"
)
printf '%s\n' "$seen"
expected='ldapsearch: (cn=*) 3, (cn=**) refused, (cn=U**1) refused
ldap3: (cn=*) 3, (cn=**) refused, (cn=U**1) 1
ldapts: (cn=*) 3, (cn=**) 0, (cn=U**1) connection lost
ldapjs: (cn=*) 3, (cn=**) 0, (cn=U**1) connection lost'
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
