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
. "$(dirname "$0")/lab/lab.bash"
. "$lab/slapd.bash"
debs {slapd,ldap-utils}=2.5.13+
needs slapd ldapsearch
python_packages ldap3==2.9.1 pyasn1==0.6.5
node_packages ldapjs@3.0.7 ldapts@9.2.0

slapd_database dc=lab,dc=example | slapd_conf slapd core
{
    lab_entry lab
    for number in 1 2 3; do printf 'dn: cn=User %d,dc=lab,dc=example\nobjectClass: person\ncn: User %d\nsn: User\n\n' $number $number; done
} | slapd_add slapd
slapd_start slapd ldap://127.0.0.1:23973

cat >ask.cjs <<'J'
const { ldapjs, ldapts } = require(process.env.lab + '/ldap_clients.cjs')
const said = ({ entries, error }) => !error ? entries.length : /closed/.test(error.message) ? 'connection lost' : 'refused'
;(async () => {
  for (const [name, client] of Object.entries({ ldapts, ldapjs })) {
    const answers = []
    for (const filter of process.argv.slice(2)) {
      answers.push(`${filter} ${said(await client('ldap://127.0.0.1:23973', 'dc=lab,dc=example', { filter }))}`)
    }
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
    if found=$(ldapsearch -x -LLL -H ldap://127.0.0.1:23973 -b dc=lab,dc=example "$1" 1.1 2>/dev/null); then
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
expect "$seen" 'ldapsearch: (cn=*) 3, (cn=**) refused, (cn=U**1) refused
ldap3: (cn=*) 3, (cn=**) refused, (cn=U**1) 1
ldapts: (cn=*) 3, (cn=**) 0, (cn=U**1) connection lost
ldapjs: (cn=*) 3, (cn=**) 0, (cn=U**1) connection lost'
