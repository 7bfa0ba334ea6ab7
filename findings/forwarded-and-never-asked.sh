#!/usr/bin/env bash
# forwarded-and-never-asked.sh : a company's own zones, forwarded to the domain controller's DNS by three resolvers.
#
# BIND 9.18 (named), unbound 1.17.1, dnsmasq 2.90 (Debian 12); PyPI dnspython 2.9.2. Seen on 2026-11-29.
#
# One tells a resolver which server knows lab.test, lab.home.arpa and the reverse zone of the company's private addresses. One
# would guess that it then asks that server, as nothing is more explicit. What happens: dnsmasq does. unbound answers for all
# three by itself, NXDOMAIN, as it has zones of its own for such names (RFC 6303, RFC 6761), and a `forward-zone` does not
# take their place; it needs `local-zone: "..." transparent` as well. BIND does so for the reverse zones and home.arpa, but not for
# test; and only as long as the zone is `forward first`, which it is unless told: with `forward only` it asks. The
# answer looks like the domain controller's own "no such name", and a look-up there by hand finds it.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/own.bash"
# What they only use may have updates.
debs bind9=1:9.18. bind9-libs=1:9.18. unbound=1.17.1- dnsmasq-base=2.90- libevent-2.1-7 libfstrm0 libjemalloc2 libjson-c5 liblmdb0 \
    libmaxminddb0 libnghttp2-14 libprotobuf-c1 libpython3.11 libuv1
unpacked needs named unbound dnsmasq
python_packages dnspython==2.9.2
zones='lab.example lab.test lab.home.arpa 10.in-addr.arpa 1.168.192.in-addr.arpa'
{
    printf 'server:\n  chroot: ""\n  username: ""\n  directory: "%s"\n  pidfile: "%s/unbound.pid"\n  interface: 127.0.0.1@5302\n' "$work" "$work"
    printf '  use-syslog: no\n  do-not-query-localhost: no\n  module-config: "iterator"\n  do-ip6: no\n'
    printf 'remote-control:\n  control-enable: no\n'
    for zone in $zones; do printf 'forward-zone:\n  name: "%s"\n  forward-addr: 127.0.0.1@5301\n' "$zone"; done
} >unbound.conf
{ cat unbound.conf; for zone in $zones; do printf 'server:\n  local-zone: "%s" transparent\n' "$zone"; done; } | sed 's/@5302/@5303/; s/unbound.pid/transparent.pid/' >transparent.conf
for mode in first only; do
    echo "options { directory \"$work\"; pid-file none; session-keyfile none; listen-on port $([ $mode = first ] && echo 5304 || echo 5305) { 127.0.0.1; };"
    echo "listen-on-v6 { none; }; recursion yes; dnssec-validation no; }; controls { };"
    for zone in $zones; do
        echo "zone \"$zone\" { type forward; $([ $mode = first ] || echo 'forward only;') forwarders { 127.0.0.1 port 5301; }; };"
    done
done >both.conf
sed '/port 5305/,$d' both.conf >first.conf && sed -n '/port 5305/,$p' both.conf >only.conf
cat >ask.py <<'P'
import time

import dns.exception
import dns.message
import dns.query
import dns.rcode
import dns.reversename

ASKED = [(name, "A") for name in ("dc1.lab.example", "dc2.lab.test", "dc3.lab.home.arpa")]
ASKED += [(dns.reversename.from_address(address), "PTR") for address in ("10.0.0.4", "192.168.1.5")]
NAMES = ("the domain controller", "unbound", "unbound, transparent", "BIND", "BIND, forward only", "dnsmasq")
for number, name in enumerate(NAMES):
    said = []
    for question, kind in ASKED:
        for _ in range(40):
            try:
                answer = dns.query.udp(dns.message.make_query(question, kind), "127.0.0.1", port=5301 + number, timeout=3)
                break
            except (dns.exception.Timeout, OSError):
                time.sleep(0.5)
        said.append(" ".join(str(one) for rows in answer.answer for one in rows) or dns.rcode.to_text(answer.rcode()))
    print(f"{name}:", ", ".join(said))
P
# serve_unpacked NAME PROGRAM...
serve_unpacked() { serve "$1" env "LD_LIBRARY_PATH=$(echo "$work"/usr/lib/*-linux-gnu)" "${@:2}"; }
# serve_dnsmasq NAME PORT OPTION...
serve_dnsmasq() {
    serve_unpacked "$1" dnsmasq -k -C /dev/null --no-resolv --no-hosts --listen-address=127.0.0.1 --bind-interfaces --user=root --pid-file \
        -p "$2" "${@:3}"
}
ask() { # ask ZONE...
    loopback_up
    local forwarded=("${@/#/--server=/}")
    forwarded=("${forwarded[@]/%//127.0.0.1#5301}")
    serve_dnsmasq controller 5301 --host-record=dc1.lab.example,10.0.0.4 --host-record=dc2.lab.test,10.0.0.5 \
        --host-record=dc3.lab.home.arpa,10.0.0.6 --ptr-record=5.1.168.192.in-addr.arpa,telephone.lab.example
    serve_dnsmasq dnsmasq 5306 "${forwarded[@]}"
    serve_unpacked unbound unbound -d -c unbound.conf
    serve_unpacked transparent unbound -d -c transparent.conf
    serve_unpacked first named -4 -f -n 1 -c first.conf
    serve_unpacked only named -4 -f -n 1 -c only.conf
    venv/bin/python ask.py
}
# shellcheck disable=SC2086 # several zones
seen=$(own --net ask $zones)
expect "$seen" 'the domain controller: 10.0.0.4, 10.0.0.5, 10.0.0.6, dc1.lab.example., telephone.lab.example.
unbound: 10.0.0.4, NXDOMAIN, NXDOMAIN, NXDOMAIN, NXDOMAIN
unbound, transparent: 10.0.0.4, 10.0.0.5, 10.0.0.6, dc1.lab.example., telephone.lab.example.
BIND: 10.0.0.4, 10.0.0.5, NXDOMAIN, NXDOMAIN, NXDOMAIN
BIND, forward only: 10.0.0.4, 10.0.0.5, 10.0.0.6, dc1.lab.example., telephone.lab.example.
dnsmasq: 10.0.0.4, 10.0.0.5, 10.0.0.6, dc1.lab.example., telephone.lab.example.'
