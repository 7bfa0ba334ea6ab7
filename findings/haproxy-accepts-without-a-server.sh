#!/usr/bin/env bash
# haproxy-accepts-without-a-server.sh : what a client of a TCP balancer sees when nothing is alive behind it.
# Versions: HAProxy 2.6.12 (Debian 12). Traffic on loopback only.
# One would guess: a balancer that knows that its only server is down refuses connections (RST), or stops to listen,
# so that a port check shows the port closed; and a server that refuses connections is refused to the client at once.
# What happens: the TCP handshake completes in both cases. With health checks the connection is closed (FIN) within
# milliseconds, before the client has sent anything; without checks it stays silent for about three seconds (three
# retries, one a second) and is closed then, again without a byte. To a client that speaks first (TLS, LDAP) both look
# like a server that hangs up on its first message.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/haproxy.bash"
debs haproxy=2.6.12-
needs haproxy
haproxy_conf 30s 30s <<'C'
listen checked
  bind 127.0.0.1:23981
  server one 127.0.0.1:1 check inter 100
listen unchecked
  bind 127.0.0.1:23982
  server one 127.0.0.1:1
C
haproxy_start 23981 23982
sleep 2
python3 - <<'P'
import socket, sys, time
seen = {}
for name, port in (("checked", 23981), ("unchecked", 23982)):
    started = time.time()
    try:
        client = socket.create_connection(("127.0.0.1", port), 5)
    except ConnectionRefusedError:
        seen[name] = ("refused", 0.0)
        continue
    client.settimeout(10)
    received = client.recv(1)
    seen[name] = ("accepted, then closed" if received == b"" else "answered", time.time() - started)
for name, (what, after) in seen.items():
    print(f"{name}: {what} after {after:.1f} s, nothing sent")
as_found = all(what == "accepted, then closed" for what, _ in seen.values())
sys.exit(0 if as_found and seen["checked"][1] < 1 and 2 < seen["unchecked"][1] < 5 else 1)
P
