#!/usr/bin/env bash
# the-servers-limit-in-silence.sh : a directory server that stops at its own size limit, by six clients.
#
# OpenLDAP slapd and ldapsearch 2.5.13, curl 7.88.1 with libcurl (Debian 12); PyPI ldap3 2.9.1, ldaptor 21.2.0; npm
# ldapjs 3.0.7, ldapts 9.2.0. Seen on 2026-11-29.
#
# The server ends the search with result 4 (sizeLimitExceeded, RFC 4511 section 4.5.2) after three of eight entries. One
# would guess that whoever calls a client can see that: an exit status, an error, a result to look at. ldapsearch, ldap3
# and ldapjs are so. What happens: curl exits with 0, also with --fail; ldaptor gives three entries and no error, whatever
# is asked of it. ldapts throws, but only as long as no size limit of one's own is given: who asks for at most 1000 gets
# three, no error, also page by page, though that limit was never reached. A script or a synchronisation takes these three
# for everybody.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/slapd.bash"
debs {slapd,ldap-utils}=2.5.13+ curl=7.88.1- libcurl4=7.88.1-
needs slapd ldapsearch curl
python_packages ldap3==2.9.1 ldaptor==21.2.0 pyasn1==0.6.5
node_packages ldapjs@3.0.7 ldapts@9.2.0

{ echo 'sizelimit 3'; slapd_database dc=lab,dc=example; } | slapd_conf slapd core
{
    lab_entry lab
    for number in $(seq 8); do printf 'dn: cn=User %d,dc=lab,dc=example\nobjectClass: person\nsn: User\n\n' "$number"; done
} | slapd_add slapd
slapd_start slapd ldap://127.0.0.1:24001

cat >ask.py <<'P'
import ldap3
from ldaptor.protocols.ldap import ldapclient, ldapsyntax
from twisted.internet import defer, endpoints, task

PEOPLE = "(objectClass=person)"
connection = ldap3.Connection(ldap3.Server("ldap://127.0.0.1:24001"), auto_bind=True)
connection.search("dc=lab,dc=example", PEOPLE, size_limit=1000)
print(f"ldap3, at most 1000: {len(connection.entries)} entries, {connection.result['description']}")


@defer.inlineCallbacks
def main(reactor):
    where = endpoints.clientFromString(reactor, "tcp:host=127.0.0.1:port=24001")
    client = yield endpoints.connectProtocol(where, ldapclient.LDAPClient())
    for limit in (0, 1000):
        base = ldapsyntax.LDAPEntry(client, "dc=lab,dc=example")
        found = yield base.search(PEOPLE, sizeLimit=limit, sizeLimitIsNonFatal=False)
        print(f"ldaptor, at most {limit or 'everything'}: {len(found)} entries, no error")
    client.transport.loseConnection()


task.react(main)
P
cat >ask.cjs <<'J'
const { ldapjs, ldapts } = require(process.env.lab + '/ldap_clients.cjs')
const search = (client, more) => client('ldap://127.0.0.1:24001', 'dc=lab,dc=example', { filter: '(objectClass=person)', ...more })
const viaTs = async more => {
  const { entries, error } = await search(ldapts, more)
  return error ? error.name : `${entries.length} entries, no error`
}
;(async () => {
  const { entries, error } = await search(ldapjs, { sizeLimit: 1000 })
  console.log(`ldapjs, at most 1000: ${entries.length} entries, ${error ? error.name : 'no error'}`)
  console.log('ldapts:', await viaTs({}))
  console.log('ldapts, at most 1000:', await viaTs({ sizeLimit: 1000 }))
  console.log('ldapts, at most 1000, pages of 2:', await viaTs({ sizeLimit: 1000, paged: { pageSize: 2 } }))
})()
J
seen=$(
    status=0; ldapsearch -x -LLL -z 1000 -H ldap://127.0.0.1:24001 -b dc=lab,dc=example '(objectClass=person)' 1.1 >found 2>/dev/null || status=$?
    echo "ldapsearch, at most 1000: $(grep -c ^dn: found) entries, exit status $status"
    status=0; unpacked_curl --fail 'ldap://127.0.0.1:24001/dc=lab,dc=example??sub?(objectClass=person)' >found 2>&1 || status=$?
    echo "curl: $(grep -c ^DN: found) entries, exit status $status"
    venv/bin/python ask.py
    node ask.cjs
)
expect "$seen" 'ldapsearch, at most 1000: 3 entries, exit status 4
curl: 3 entries, exit status 0
ldap3, at most 1000: 3 entries, sizeLimitExceeded
ldaptor, at most everything: 3 entries, no error
ldaptor, at most 1000: 3 entries, no error
ldapjs, at most 1000: 3 entries, SizeLimitExceededError
ldapts: SizeLimitExceededError
ldapts, at most 1000: 3 entries, no error
ldapts, at most 1000, pages of 2: 3 entries, no error'
