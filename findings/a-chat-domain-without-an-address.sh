#!/usr/bin/env bash
# a-chat-domain-without-an-address.sh : eight domains whose servers for chat and presence (XMPP) are in DNS, and which one four clients call.
#
# PyPI slixmpp 1.17.0 (with aiodns 4.0.4) and aioxmpp 0.13.3; npm @xmpp/client 0.14.0 (xmpp.js); go-sendxmpp 0.5.6, dnsmasq 2.90 (Debian 12).
# Seen on 2026-11-30.
#
# The server of a domain is named by an SRV record, _xmpp-client._tcp, with or without one for TLS from the start, _xmpps-client._tcp
# (RFC 6120 section 3.2.1, XEP-0368). The domain itself needs no address for that, and "." says that there is no server. One would guess
# that a client which knows these records goes by them, whatever else is there, and passes over a name that is gone. What happens:
# xmpp.js gives up where the domain has no address, or one of its servers has none, though the other one is there.
# go-sendxmpp goes by the records only where there are both kinds; where one kind is missing it calls the domain, or nobody. A "." is no
# server to aioxmpp alone. So two of four need an address of the domain, at which nobody should call.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/own.bash"
python_packages slixmpp==1.17.0 aiodns==4.0.4 aioxmpp==0.13.3 pytz==2025.2
node_packages @xmpp/client@0.14.0
cat >called.py <<'P'
import socket
import subprocess
import sys
import threading
import time

called = []


def listen(address, port):
    listener = socket.create_server((address, port))
    while True:
        listener.accept()[0].close()
        called.append({"127.0.0.9": "the domain itself", "127.0.0.1": "the first", "127.0.0.2": "the second"}[address])


for at in (("127.0.0.1", 5322), ("127.0.0.2", 5322), ("127.0.0.9", 5222)):
    threading.Thread(target=listen, args=at, daemon=True).start()


def first_called(command):
    called.clear()
    client = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=sys.stderr, stderr=sys.stderr, text=True)
    try:
        client.stdin.write("hello\n")
        client.stdin.close()
    except BrokenPipeError:
        pass
    until = time.monotonic() + 25
    while not called and client.poll() is None and time.monotonic() < until:
        time.sleep(0.05)
    time.sleep(0.1)
    client.kill()
    client.wait()
    return called[0] if called else "nobody"


CLIENTS = {
    "slixmpp": lambda domain: ("venv/bin/python", "slix.py", domain),
    "aioxmpp": lambda domain: ("venv/bin/python", "aio.py", domain),
    "xmpp.js": lambda domain: ("node", "client.mjs", domain),
    "go-sendxmpp": lambda domain: ("go-sendxmpp", "-u", f"anna@{domain}", "-p", "letmein", f"otto@{domain}"),
}
for domain, what in (line.rstrip().split(" ", 1) for line in open("domains")):
    print(f"{what}: " + ", ".join(f"{name} {first_called(command(domain))}" for name, command in CLIENTS.items()), flush=True)
P
cat >slix.py <<'P'
import asyncio
import sys

import slixmpp


async def main():
    client = slixmpp.ClientXMPP(f"anna@{sys.argv[1]}", "letmein")
    failed = asyncio.Event()
    client.add_event_handler("connection_failed", lambda _: failed.set())
    client.connect()
    await failed.wait()


asyncio.run(main())
P
cat >aio.py <<'P'
import asyncio
import sys

import aioxmpp

client = aioxmpp.Client(aioxmpp.JID.fromstr(f"anna@{sys.argv[1]}"), aioxmpp.make_security_layer("letmein"), max_initial_attempts=1)
failed = asyncio.Event()


async def main():
    client.on_failure.connect(lambda _: failed.set())
    client.start()
    await failed.wait()


asyncio.get_event_loop().run_until_complete(main())
P
cat >client.mjs <<'J'
import { client } from '@xmpp/client'
const xmpp = client({ domain: process.argv[2], service: process.argv[2], username: 'anna', password: 'letmein' })
xmpp.on('error', () => process.exit())
xmpp.start().catch(() => process.exit())
J
cat >domains <<'T'
a.example two servers, and no address of the domain
b.example two servers, and an address of the domain
c.example the first of two has no address
d.example the first of two is down
e.example no server ("."), and an address of the domain
f.example none given, and an address of the domain
g.example the same two servers with and without TLS from the start, and no address of the domain
h.example the same two servers with and without TLS from the start, and an address of the domain
T
ask() {
    local service
    echo 'nameserver 127.0.0.1' >/etc/resolv.conf
    {
        printf '%s\n' no-resolv no-hosts listen-address=127.0.0.1 bind-interfaces user=root local=/example/ local=//
        printf 'host-record=%s.example,127.0.0.%s\n' s1 1 s2 2 down 3 b 9 c 9 d 9 e 9 f 9 h 9
        printf 'srv-host=_xmpp-client._tcp.%s.example,%s.example,5322,%s,0\n' a s1 1 a s2 2 b s1 1 b s2 2 c gone 1 c s2 2 d down 1 d s2 2
        for service in xmpp xmpps; do
            printf "srv-host=_$service-client._tcp.%s.example,%s.example,5322,%s,0\n" g s1 1 g s2 2 h s1 1 h s2 2
        done
        echo 'srv-host=_xmpp-client._tcp.e.example'
    } >dnsmasq.conf
    serve dnsmasq dnsmasq -k -C dnsmasq.conf
    listening 53
    cd "$work"
    HOME=$work venv/bin/python called.py
}
own_system ask dnsmasq-base=2.90- go-sendxmpp=0.5.6+ >seen 2>ask.log
seen=$(<seen)
expect "$seen" 'two servers, and no address of the domain: slixmpp the first, aioxmpp the first, xmpp.js nobody, go-sendxmpp nobody
two servers, and an address of the domain: slixmpp the first, aioxmpp the first, xmpp.js the first, go-sendxmpp the domain itself
the first of two has no address: slixmpp the second, aioxmpp the second, xmpp.js nobody, go-sendxmpp the domain itself
the first of two is down: slixmpp the second, aioxmpp the second, xmpp.js the second, go-sendxmpp the domain itself
no server ("."), and an address of the domain: slixmpp the domain itself, aioxmpp nobody, xmpp.js the domain itself, go-sendxmpp the domain itself
none given, and an address of the domain: slixmpp the domain itself, aioxmpp the domain itself, xmpp.js the domain itself, go-sendxmpp the domain itself
the same two servers with and without TLS from the start, and no address of the domain: slixmpp the first, aioxmpp the first, xmpp.js nobody, go-sendxmpp the first
the same two servers with and without TLS from the start, and an address of the domain: slixmpp the first, aioxmpp the first, xmpp.js the first, go-sendxmpp the first'
