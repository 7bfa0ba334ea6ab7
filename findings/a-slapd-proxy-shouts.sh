#!/usr/bin/env bash
# a-slapd-proxy-shouts.sh : attributes that a proxying OpenLDAP does not have in its schema.
#
# OpenLDAP slapd 2.5.13, as directory and as proxy (back-ldap), and ldapsearch (Debian 12); npm ldapts 9.2.0, ldapjs 3.0.7;
# PyPI ldap3 2.9.1. Seen on 2026-11-29.
#
# A slapd stands in front of a directory with attributes of its own, as Active Directory's sAMAccountName and memberOf.
# One would guess that what the proxy's schema does not know is not found through it, or else comes through as it is.
# What happens: it is found, in filters too, but its name comes back in capitals, SAMACCOUNTNAME, and so does the value of
# objectClass that is not known, while a client that asks for `sAMAccountName` directly gets it in just these letters.
# Names of attributes have no case (RFC 4512 section 2.5), but a program that takes `entry.sAMAccountName` of what ldapts
# or ldapjs gives finds nothing there. ldap3 does not ask at all: it reads the proxy's schema first, and "sAMAccountName" is an
# invalid attribute type then; told to read no schema (get_info), it finds the value.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/slapd.bash"
debs {slapd,ldap-utils}=2.5.13+
needs slapd ldapsearch
python_packages ldap3==2.9.1 pyasn1==0.6.5
node_packages ldapts@9.2.0 ldapjs@3.0.7

slapd_conf directory core <<'C'
attributetype ( 1.3.6.1.4.1.4203.666.1.90 NAME 'sAMAccountName' EQUALITY caseIgnoreMatch SUBSTR caseIgnoreSubstringsMatch
    SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
objectclass ( 1.3.6.1.4.1.4203.666.3.90 NAME 'securityPrincipal' SUP top AUXILIARY MAY sAMAccountName )
database mdb
suffix dc=lab,dc=example
C
printf '%s\n' 'moduleload back_ldap' 'database ldap' 'suffix dc=lab,dc=example' 'uri ldap://127.0.0.1:24041' | slapd_conf proxy core
{
    lab_entry lab
    printf 'dn: cn=Anna Archer,dc=lab,dc=example\nobjectClass: person\nobjectClass: securityPrincipal\nsn: Archer\nsAMAccountName: aarcher\n'
} | slapd_add directory
slapd_start directory ldap://127.0.0.1:24041
slapd_start proxy ldap://127.0.0.1:24042

cat >ask.cjs <<'J'
const { ldapjs, ldapts } = require(process.env.lab + '/ldap_clients.cjs')
const asked = { filter: '(sAMAccountName=aarcher)', attributes: ['sn', 'sAMAccountName'] }
const ask = async client => (await client('ldap://127.0.0.1:' + process.argv[2], 'dc=lab,dc=example', asked)).entries[0]
;(async () => {
  const viaJs = Object.fromEntries((await ask(ldapjs)).attributes.map(attribute => [attribute.type, attribute.values[0]]))
  for (const [library, entry] of Object.entries({ ldapjs: viaJs, ldapts: await ask(ldapts) })) {
    console.log(`  ${library}: sn ${entry.sn}, sAMAccountName ${entry.sAMAccountName}`)
  }
})()
J
cat >ask.py <<'P'
import sys

import ldap3

for info in (ldap3.SCHEMA, ldap3.NONE):
    connection = ldap3.Connection(ldap3.Server(f"ldap://127.0.0.1:{sys.argv[1]}", get_info=info), auto_bind=True)
    try:
        connection.search("dc=lab,dc=example", "(sAMAccountName=aarcher)", attributes=["sn", "sAMAccountName"])
        found = connection.response[0]["attributes"]
        said = f"sn {found['sn'][0]}, sAMAccountName {''.join(found['sAMAccountName'])}"
    except ldap3.core.exceptions.LDAPAttributeError as refused:
        said = refused
    print(f"  ldap3, {'with' if info == ldap3.SCHEMA else 'without'} schema: {said}")
P
seen=$(for port in 24041 24042; do
    echo "port $port:"
    ldapsearch -x -LLL -H ldap://127.0.0.1:$port -b dc=lab,dc=example '(sAMAccountName=aar*)' objectClass sn sAMAccountName |
        awk '/^dn:/ { next } NF { printf "  %s\n", $0 }'
    venv/bin/python ask.py $port
    node ask.cjs $port
done)
expect "$seen" 'port 24041:
  objectClass: person
  objectClass: securityPrincipal
  sn: Archer
  sAMAccountName: aarcher
  ldap3, with schema: sn Archer, sAMAccountName aarcher
  ldap3, without schema: sn Archer, sAMAccountName aarcher
  ldapjs: sn Archer, sAMAccountName aarcher
  ldapts: sn Archer, sAMAccountName aarcher
port 24042:
  objectClass: person
  objectClass: SECURITYPRINCIPAL
  sn: Archer
  SAMACCOUNTNAME: aarcher
  ldap3, with schema: invalid attribute type sAMAccountName
  ldap3, without schema: sn Archer, sAMAccountName aarcher
  ldapjs: sn Archer, sAMAccountName undefined
  ldapts: sn Archer, sAMAccountName undefined'
