#!/usr/bin/env bash
# the-lightest-server-first.sh : a domain with several servers in DNS, and which of them is asked first, by six clients.
#
# ldapsearch 2.5.13, kinit 1.20.1 (MIT Kerberos), Net::DNS 1.36 of Perl, dnsmasq 2.90 (Debian 12); JNDI of Debian's OpenJDK 17,
# through PyPI's JPype1 1.7.1; PyPI dnspython 2.9.2 and srvlookup 3.0.0. Seen on 2026-11-30.
#
# Servers of one priority are to be asked in proportion to their weights, and 0 hardly ever (RFC 2782). One gives a strong server
# more weight, or a server that is to be taken out less. One would guess that clients keep to it, or at least that the heaviest comes
# first. What happens: JNDI and dnspython keep to it. srvlookup and Net::DNS ask the heaviest, always. kinit knows no weights: its
# requests go as the answers of DNS turn, also to the server with 0. And ldapsearch turns the weights about: of 75 and 25 it is
# always the lighter one that is asked, of 50, 30 and 20 always the last. Of equal weights it takes the first of the answer, which
# DNS turns, so that nobody sees it before weights are given. srvlookup always goes to the first by address then.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/own.bash"
python_packages JPype1==1.7.1 dnspython==2.9.2 srvlookup==3.0.0
WEIGHTS='75 25 0,50 30 20,100 100'
export WEIGHTS
chosen() {
    local domain=0 server service weight weights
    echo 'nameserver 127.0.0.1' >/etc/resolv.conf
    printf '%s\n' '[libdefaults]' 'dns_lookup_kdc = true' >krb5.conf
    {
        printf '%s\n' no-resolv no-hosts listen-address=127.0.0.1 bind-interfaces user=root local=/example/
        printf 'address=/s%s.example/127.0.0.%s\n' 1 1 2 2 3 3
        while read -rd, weights; do
            domain=$((domain + 1)) server=0
            for weight in $weights; do
                server=$((server + 1))
                for service in _ldap._tcp _kerberos._udp; do
                    echo "srv-host=$service.lab$domain.example,s$server.example,389$server,0,$weight"
                done
            done
        done <<<"$WEIGHTS,"
    } >dnsmasq.conf
    serve dnsmasq dnsmasq -k -C dnsmasq.conf
    listening 53
    LIBJVM=$(echo /usr/lib/jvm/java-17-openjdk-*/lib/server/libjvm.so) KRB5_CONFIG=krb5.conf "$work/venv/bin/python" "$work/ask.py"
}
cat >sort.pl <<'P'
use Net::DNS;
for (1 .. $ARGV[1]) {
    my @found = rrsort('SRV', '', Net::DNS::Resolver->new->query("_ldap._tcp.$ARGV[0]", 'SRV')->answer);
    print $found[0]->port, "\n";
}
P
cat >ask.py <<'P'
import collections
import os
import socket
import subprocess
import threading
import time

import dns.resolver
import jvm
import srvlookup
from javax.naming import NamingException

BY_CHANCE = ("JNDI", "dnspython")
asked = []


def over_tcp(address, port):
    listener = socket.create_server((address, port))
    while True:
        listener.accept()[0].close()
        asked.append(port)


def over_udp(address, port):
    listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    listener.bind((address, port))
    while True:
        listener.recv(4096)
        asked.append(port)


def first(ask):
    """The port that was asked first."""
    asked.clear()
    ask()
    for _ in range(2000):
        if asked:
            return asked[0]
        time.sleep(0.002)


def program(*command):
    running = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not asked and running.poll() is None:
        time.sleep(0.002)
    running.kill()
    running.wait()


def jndi(url):
    try:
        jvm.directory(url)
    except NamingException:
        pass


def chosen(client, domain):
    base = f"dc={domain.split('.')[0]},dc=example"
    for _ in range(times(client)):
        if client == "ldapsearch":
            yield first(lambda: program("ldapsearch", "-x", "-H", "ldap:///" + base.replace("=", "%3d").replace(",", "%2c")))
        elif client == "kinit":
            yield first(lambda: program("kinit", f"anna@{domain.upper()}"))
        elif client == "JNDI":
            yield first(lambda: jndi(f"ldap:///{base}"))
        elif client == "dnspython":
            yield dns.resolver.resolve("_ldap._tcp." + domain, "SRV").rrset.processing_order()[0].port
        elif client == "srvlookup":
            yield srvlookup.lookup("ldap", domain=domain)[0].port


def times(client):
    """Those that leave it to chance are asked more often."""
    return 200 if client in BY_CHANCE else 60


def share(part):
    return "always" if part > 0.97 else "most" if part > 0.63 else "some" if part > 0.1 else "hardly ever"


for number in (1, 2, 3):
    for listener in (over_tcp, over_udp):
        threading.Thread(target=listener, args=(f"127.0.0.{number}", 3890 + number), daemon=True).start()
for number, weights in enumerate(os.environ["WEIGHTS"].split(","), 1):
    domain = f"lab{number}.example"
    for client in (*BY_CHANCE, "srvlookup", "Net::DNS", "kinit", "ldapsearch"):
        ports = (map(int, subprocess.check_output(["perl", os.environ["work"] + "/sort.pl", domain, str(times(client))]).split())
                 if client == "Net::DNS" else chosen(client, domain))
        counts = collections.Counter(ports)
        print(f"weights {weights}, {client}:", ", ".join(share(counts[3891 + one] / times(client)) for one in range(len(weights.split()))))
P
own_system chosen dnsmasq-base=2.90- ldap-utils=2.5.13+ krb5-user=1.20.1- libnet-dns-perl=1.36- openjdk-17-jre-headless=17.0. >seen
expect "$(cat seen)" 'weights 75 25 0, JNDI: most, some, hardly ever
weights 75 25 0, dnspython: most, some, hardly ever
weights 75 25 0, srvlookup: always, hardly ever, hardly ever
weights 75 25 0, Net::DNS: always, hardly ever, hardly ever
weights 75 25 0, kinit: some, some, some
weights 75 25 0, ldapsearch: hardly ever, always, hardly ever
weights 50 30 20, JNDI: some, some, some
weights 50 30 20, dnspython: some, some, some
weights 50 30 20, srvlookup: always, hardly ever, hardly ever
weights 50 30 20, Net::DNS: always, hardly ever, hardly ever
weights 50 30 20, kinit: some, some, some
weights 50 30 20, ldapsearch: hardly ever, hardly ever, always
weights 100 100, JNDI: some, some
weights 100 100, dnspython: some, some
weights 100 100, srvlookup: always, hardly ever
weights 100 100, Net::DNS: some, some
weights 100 100, kinit: some, some
weights 100 100, ldapsearch: some, some'
