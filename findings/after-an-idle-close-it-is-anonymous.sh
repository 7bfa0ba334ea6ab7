#!/usr/bin/env bash
# after-an-idle-close-it-is-anonymous.sh : a balancer ends an idle LDAP connection, and the client asks on.
#
# HAProxy 2.6.12 and OpenLDAP slapd 2.5.13 (Debian 12); npm ldapts 9.2.0; PyPI ldap3 2.9.1. Seen on 2026-11-29.
#
# A client binds, rests longer than the balancer's `timeout client`, and searches again. One would guess that the search
# fails, because the connection is gone, or that the library connects and binds again. ldap3 does the first (strategy
# SYNC) or the second (RESTARTABLE). ldapts does neither: it connects again by itself, does not bind, and the search goes
# out as nobody's. Where the directory shows little to the anonymous this is success with fewer entries: an application
# that synchronises people sees them vanish. `isConnected` is true before and after.
set -euo pipefail
work=$(mktemp -d); pids=()
trap 'for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || true; done; rm -rf "$work"' EXIT
cd "$work"
for wanted in haproxy=2.6.12- slapd=2.5.13+; do
    package=${wanted%=*}
    version=$(apt-cache madison "$package" | awk -v wanted="${wanted#*=}" 'index($3, wanted) == 1 { print $3; exit }')
    [ -n "$version" ] || { echo "$wanted is not in the package lists"; exit 2; }
    apt-get -o APT::Sandbox::User=root download -q "$package=$version" >/dev/null
done
for deb in ./*.deb; do dpkg -x "$deb" .; done
for program in usr/sbin/slapd usr/sbin/haproxy; do
    ldd $program | grep 'not found' && { echo "libraries of $program are missing: apt-get install slapd haproxy"; exit 2; }
done
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check ldap3==2.9.1 pyasn1==0.6.5
npm install --silent --no-audit --no-fund ldapts@9.2.0 >/dev/null 2>&1

mkdir data
cat >slapd.conf <<C
include $work/etc/ldap/schema/core.schema
modulepath $work/usr/lib/ldap
moduleload back_mdb
pidfile $work/slapd.pid
database mdb
suffix dc=lab,dc=example
directory $work/data
access to dn.base=dc=lab,dc=example by * read
access to * by users read by anonymous auth
C
printf 'dn: dc=lab,dc=example\nobjectClass: dcObject\nobjectClass: organization\no: Lab\ndc: lab\n\n' >people.ldif
for number in 1 2 3; do
    printf 'dn: cn=User %d,dc=lab,dc=example\nobjectClass: person\ncn: User %d\nsn: User\nuserPassword: right\n\n' $number $number >>people.ldif
done
usr/sbin/slapd -T add -q -f slapd.conf -l people.ldif
usr/sbin/slapd -d 0 -f slapd.conf -h ldap://127.0.0.1:23981 >slapd.log 2>&1 & pids+=($!)
cat >haproxy.cfg <<'C'
defaults
  mode tcp
  timeout connect 3s
  timeout client 2s
  timeout server 60s
listen directory
  bind 127.0.0.1:23982
  server one 127.0.0.1:23981
C
usr/sbin/haproxy -db -f haproxy.cfg >haproxy.log 2>&1 & pids+=($!)
for port in 23981 23982; do
    for _ in $(seq 50); do (: <>/dev/tcp/127.0.0.1/$port) 2>/dev/null && break; sleep 0.1; done
done

cat >ask.cjs <<'J'
const { Client } = require('ldapts')
const rest = () => new Promise(done => setTimeout(done, 4000))
;(async () => {
  const client = new Client({ url: 'ldap://127.0.0.1:23982' })
  const search = async () => {
    try {
      const { searchEntries } = await client.search('dc=lab,dc=example', { scope: 'sub', filter: '(objectClass=*)' })
      return `${searchEntries.length} entries, connected ${client.isConnected}`
    } catch (error) { return error.name }
  }
  await client.bind('cn=User 1,dc=lab,dc=example', 'right')
  console.log(`ldapts: ${await search()}`)
  await rest()
  console.log(`ldapts after the rest: ${await search()}`)
  await client.unbind()
})()
J
cat >ask.py <<'P'
import time
import ldap3

for strategy in (ldap3.SYNC, ldap3.RESTARTABLE):
    connection = ldap3.Connection(ldap3.Server("ldap://127.0.0.1:23982"), "cn=User 1,dc=lab,dc=example", "right",
                                  client_strategy=strategy, auto_bind=True)
    for when in ("", " after the rest"):
        try:
            connection.search("dc=lab,dc=example", "(objectClass=*)")
            print(f"ldap3 {strategy}{when}: {len(connection.entries)} entries")
        except ldap3.core.exceptions.LDAPException as error:
            print(f"ldap3 {strategy}{when}: {type(error).__name__}")
        if not when:
            time.sleep(4)
P
seen=$(node ask.cjs; venv/bin/python ask.py)
printf '%s\n' "$seen"
expected='ldapts: 4 entries, connected true
ldapts after the rest: 1 entries, connected true
ldap3 SYNC: 4 entries
ldap3 SYNC after the rest: LDAPSessionTerminatedByServerError
ldap3 RESTARTABLE: 4 entries
ldap3 RESTARTABLE after the rest: 4 entries'
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
