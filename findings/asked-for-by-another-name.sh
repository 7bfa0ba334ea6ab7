#!/usr/bin/env bash
# asked-for-by-another-name.sh : attributes asked for in capitals, by their other name and by number, at two servers.
#
# OpenLDAP slapd and ldapsearch 2.5.13, 389 Directory Server 2.3.1 (Debian 12); npm ldapts 9.2.0, ldapjs 3.0.7; PyPI ldap3 2.9.1.
# Seen on 2026-11-29.
#
# An application is told which attributes to use, and somebody writes `surname`, `userid` or TELEPHONENUMBER, which are good
# names for sn, uid and telephoneNumber (RFC 4519). One would guess that it works or not, whatever the server, as the server
# knows what is meant. What happens: both servers find the value, and 389 Directory Server gives it under the name that was asked
# for, slapd under its own. ldapts and ldapjs keep the server's spelling: `entry.TELEPHONENUMBER` and `entry.surname` are there
# with 389 and undefined with slapd. ldap3 forgives capitals, but not the other name: it has an empty list as `surname`, as if
# the person had none, beside the value as `sn`. A configuration that was good for years brings empty names after a move.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/directories.bash"
node_packages ldapts@9.2.0 ldapjs@3.0.7
ask() {
    local asked=(TELEPHONENUMBER surname userid)
    for name in slapd 389; do
        echo "$name:"
        "$work/venv/bin/python" "$work/add.py" "$name"
        [ "$name" = slapd ] && login=(3890 'cn=admin,dc=example,dc=com') || login=(3891 'cn=Directory Manager')
        ldapsearch -x -D "${login[1]}" -w secret-of-lab -LLL -H "ldap://127.0.0.1:${login[0]}" -b dc=example,dc=com '(sn=Archer)' "${asked[@]}" |
            sed '/^dn/d; /^$/d; s/^/  /'
        node "$work/ask.cjs" "ldap://127.0.0.1:${login[0]}" "${login[1]}" "${asked[@]}"
        "$work/venv/bin/python" "$work/ask.py" "$name" "${asked[@]}"
    done
}
cat >add.py <<'P'
import sys

from directories import SUFFIX, started

values = {"cn": "Anna Archer", "givenName": "Anna", "sn": "Archer", "telephoneNumber": "1234"}
connection = started(sys.argv[1])
assert connection.add(f"uid=aarcher,{SUFFIX}", "inetOrgPerson", values), connection.result
P
cat >ask.cjs <<'J'
const { ldapjs, ldapts } = require(process.env.lab + '/ldap_clients.cjs')
const [url, admin, ...attributes] = process.argv.slice(2)
const said = values => values === undefined || !values.length ? 'nothing' : [values].flat().join(', ')
const ask = async client => {
  const { entries, error } = await client(url, 'dc=example,dc=com', { filter: '(sn=Archer)', attributes }, [admin, 'secret-of-lab'])
  if (error) throw error
  return entries[0]
}
;(async () => {
  const ts = await ask(ldapts), js = (await ask(ldapjs)).attributes
  for (const name of attributes) console.log(`  entry.${name}: ldapts ${said(ts[name])}, ldapjs ${said(js.find(one => one.type === name)?.values)}`)
})()
J
cat >ask.py <<'P'
import sys

import ldap3
from directories import SERVERS, SUFFIX, url

connection = ldap3.Connection(ldap3.Server(url(sys.argv[1])), *SERVERS[sys.argv[1]][1:], auto_bind=True)
connection.search(SUFFIX, "(sn=Archer)", attributes=sys.argv[2:])
for name in sys.argv[2:]:
    print(f"  entry.{name}: ldap3", ", ".join(connection.response[0]["attributes"].get(name, [])) or "nothing")
P
ask_directories 'slapd 389' >seen
expect "$(cat seen)" 'slapd:
  sn: Archer
  telephoneNumber: 1234
  uid: aarcher
  entry.TELEPHONENUMBER: ldapts nothing, ldapjs nothing
  entry.surname: ldapts nothing, ldapjs nothing
  entry.userid: ldapts nothing, ldapjs nothing
  entry.TELEPHONENUMBER: ldap3 1234
  entry.surname: ldap3 nothing
  entry.userid: ldap3 nothing
389:
  TELEPHONENUMBER: 1234
  surname: Archer
  userid: aarcher
  entry.TELEPHONENUMBER: ldapts 1234, ldapjs 1234
  entry.surname: ldapts Archer, ldapjs Archer
  entry.userid: ldapts aarcher, ldapjs aarcher
  entry.TELEPHONENUMBER: ldap3 1234
  entry.surname: ldap3 Archer
  entry.userid: ldap3 aarcher'
