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
set -euo pipefail
work=$(mktemp -d); pid=
trap '{ kill "$pid" && wait "$pid"; } 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"
for wanted in slapd=2.5.13+ ldap-utils=2.5.13+ curl=7.88.1- libcurl4=7.88.1-; do
    package=${wanted%=*}
    version=$(apt-cache madison "$package" | awk -v wanted="${wanted#*=}" 'index($3, wanted) == 1 { print $3; exit }')
    [ -n "$version" ] || { echo "$wanted is not in the package lists"; exit 2; }
    apt-get -o APT::Sandbox::User=root download -q "$package=$version" >/dev/null
done
for deb in ./*.deb; do dpkg -x "$deb" .; done
curl() { LD_LIBRARY_PATH=$(echo "$work"/usr/lib/*-linux-gnu) usr/bin/curl "$@"; }
for program in usr/sbin/slapd usr/bin/ldapsearch usr/bin/curl; do
    ldd $program | grep 'not found' && { echo "libraries of $program are missing: apt-get install slapd curl"; exit 2; }
done
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check ldap3==2.9.1 ldaptor==21.2.0 pyasn1==0.6.5
npm install --silent --no-audit --no-fund ldapjs@3.0.7 ldapts@9.2.0 >/dev/null 2>&1

mkdir data
cat >slapd.conf <<C
include $work/etc/ldap/schema/core.schema
modulepath $work/usr/lib/ldap
moduleload back_mdb
pidfile $work/slapd.pid
sizelimit 3
database mdb
suffix dc=lab,dc=example
directory $work/data
C
{
    printf 'dn: dc=lab,dc=example\nobjectClass: dcObject\nobjectClass: organization\no: Lab\ndc: lab\n\n'
    for number in $(seq 8); do printf 'dn: cn=User %d,dc=lab,dc=example\nobjectClass: person\nsn: User\n\n' "$number"; done
} | usr/sbin/slapd -T add -q -f slapd.conf
usr/sbin/slapd -d 0 -f slapd.conf -h ldap://127.0.0.1:24001 >slapd.log 2>&1 & pid=$!
for _ in $(seq 50); do (: <>/dev/tcp/127.0.0.1/24001) 2>/dev/null && break; sleep 0.1; done

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
const ldapjs = require('ldapjs'), { Client } = require('ldapts')
const url = 'ldap://127.0.0.1:24001', base = 'dc=lab,dc=example', people = { scope: 'sub', filter: '(objectClass=person)' }
const viaJs = () => new Promise(done => {
  const client = ldapjs.createClient({ url })
  client.search(base, { ...people, sizeLimit: 1000 }, (_, found) => {
    let count = 0
    const end = said => { client.unbind(); done(`${count} entries, ${said}`) }
    found.on('searchEntry', () => count++)
    found.on('error', error => end(error.name))
    found.on('end', () => end('no error'))
  })
})
const viaTs = async more => {
  const client = new Client({ url })
  try { return (await client.search(base, { ...people, ...more })).searchEntries.length + ' entries, no error' } catch (error) { return error.name } finally { await client.unbind() }
}
;(async () => {
  console.log('ldapjs, at most 1000:', await viaJs())
  console.log('ldapts:', await viaTs({}))
  console.log('ldapts, at most 1000:', await viaTs({ sizeLimit: 1000 }))
  console.log('ldapts, at most 1000, pages of 2:', await viaTs({ sizeLimit: 1000, paged: { pageSize: 2 } }))
})()
J
seen=$(
    status=0; usr/bin/ldapsearch -x -LLL -z 1000 -H ldap://127.0.0.1:24001 -b dc=lab,dc=example '(objectClass=person)' 1.1 >found 2>/dev/null || status=$?
    echo "ldapsearch, at most 1000: $(grep -c ^dn: found) entries, exit status $status"
    status=0; curl -sS --fail 'ldap://127.0.0.1:24001/dc=lab,dc=example??sub?(objectClass=person)' >found 2>&1 || status=$?
    echo "curl: $(grep -c ^DN: found) entries, exit status $status"
    venv/bin/python ask.py
    node ask.cjs
)
printf '%s\n' "$seen"
expected='ldapsearch, at most 1000: 3 entries, exit status 4
curl: 3 entries, exit status 0
ldap3, at most 1000: 3 entries, sizeLimitExceeded
ldaptor, at most everything: 3 entries, no error
ldaptor, at most 1000: 3 entries, no error
ldapjs, at most 1000: 3 entries, SizeLimitExceededError
ldapts: SizeLimitExceededError
ldapts, at most 1000: 3 entries, no error
ldapts, at most 1000, pages of 2: 3 entries, no error'
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
