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
. "$(dirname "$0")/lab/lab.bash"
. "$lab/slapd.bash"
. "$lab/haproxy.bash"
debs haproxy=2.6.12- slapd=2.5.13+
needs slapd haproxy
python_packages ldap3==2.9.1 pyasn1==0.6.5
node_packages ldapts@9.2.0

{
    slapd_database dc=lab,dc=example
    printf '%s\n' 'access to dn.base=dc=lab,dc=example by * read' 'access to * by users read by anonymous auth'
} | slapd_conf slapd core
{
    lab_entry lab
    for number in 1 2 3; do
        printf 'dn: cn=User %d,dc=lab,dc=example\nobjectClass: person\ncn: User %d\nsn: User\nuserPassword: right\n\n' $number $number
    done
} | slapd_add slapd
slapd_start slapd ldap://127.0.0.1:23981
haproxy_conf 2s 60s <<'C'
listen directory
  bind 127.0.0.1:23982
  server one 127.0.0.1:23981
C
haproxy_start 23982

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
expect "$seen" 'ldapts: 4 entries, connected true
ldapts after the rest: 1 entries, connected true
ldap3 SYNC: 4 entries
ldap3 SYNC after the rest: LDAPSessionTerminatedByServerError
ldap3 RESTARTABLE: 4 entries
ldap3 RESTARTABLE after the rest: 4 entries'
