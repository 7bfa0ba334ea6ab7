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
set -euo pipefail
work=$(mktemp -d); pids=()
trap 'for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || true; done; rm -rf "$work"' EXIT
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
npm install --silent --no-audit --no-fund ldapts@9.2.0 ldapjs@3.0.7 >/dev/null 2>&1

mkdir data
cat >directory.conf <<C
include $work/etc/ldap/schema/core.schema
attributetype ( 1.3.6.1.4.1.4203.666.1.90 NAME 'sAMAccountName' EQUALITY caseIgnoreMatch SUBSTR caseIgnoreSubstringsMatch
    SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
objectclass ( 1.3.6.1.4.1.4203.666.3.90 NAME 'securityPrincipal' SUP top AUXILIARY MAY sAMAccountName )
modulepath $work/usr/lib/ldap
moduleload back_mdb
pidfile $work/directory.pid
database mdb
suffix dc=lab,dc=example
directory $work/data
C
cat >proxy.conf <<C
include $work/etc/ldap/schema/core.schema
modulepath $work/usr/lib/ldap
moduleload back_ldap
pidfile $work/proxy.pid
database ldap
suffix dc=lab,dc=example
uri ldap://127.0.0.1:24041
C
usr/sbin/slapd -T add -q -f directory.conf <<'L'
dn: dc=lab,dc=example
objectClass: dcObject
objectClass: organization
o: Lab
dc: lab

dn: cn=Anna Archer,dc=lab,dc=example
objectClass: person
objectClass: securityPrincipal
sn: Archer
sAMAccountName: aarcher
L
usr/sbin/slapd -d 0 -f directory.conf -h ldap://127.0.0.1:24041 >directory.log 2>&1 & pids+=($!)
usr/sbin/slapd -d 0 -f proxy.conf -h ldap://127.0.0.1:24042 >proxy.log 2>&1 & pids+=($!)
for port in 24041 24042; do for _ in $(seq 50); do (: <>/dev/tcp/127.0.0.1/$port) 2>/dev/null && break; sleep 0.1; done; done

cat >ask.cjs <<'J'
const ldapjs = require('ldapjs'), { Client } = require('ldapts')
const url = 'ldap://127.0.0.1:' + process.argv[2], base = 'dc=lab,dc=example'
const asked = { scope: 'sub', filter: '(sAMAccountName=aarcher)', attributes: ['sn', 'sAMAccountName'] }
const viaJs = () => new Promise((done, failed) => {
  const client = ldapjs.createClient({ url })
  client.search(base, { ...asked }, (_, found) => {
    found.on('error', failed)
    found.on('searchEntry', entry => {
      client.unbind()
      done(Object.fromEntries(entry.attributes.map(attribute => [attribute.type, attribute.values[0]])))
    })
  })
})
;(async () => {
  const client = new Client({ url })
  const entries = { ldapjs: await viaJs(), ldapts: (await client.search(base, asked)).searchEntries[0] }
  await client.unbind()
  for (const [library, entry] of Object.entries(entries)) console.log(`  ${library}: sn ${entry.sn}, sAMAccountName ${entry.sAMAccountName}`)
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
    usr/bin/ldapsearch -x -LLL -H ldap://127.0.0.1:$port -b dc=lab,dc=example '(sAMAccountName=aar*)' objectClass sn sAMAccountName |
        awk '/^dn:/ { next } NF { printf "  %s\n", $0 }'
    venv/bin/python ask.py $port
    node ask.cjs $port
done)
printf '%s\n' "$seen"
expected='port 24041:
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
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
